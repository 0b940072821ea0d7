// Exact fractions for frame rates and time bases. Never reduced behind the caller's back: 30000/1001 stays so.
#pragma once
#include <compare>
#include <cstdint>
#include <numeric>
#include <string>

namespace umber {

struct Rational {
    std::int64_t numerator = 0;
    std::int64_t denominator = 1;  // > 0

    double value() const { return static_cast<double>(numerator) / static_cast<double>(denominator); }
    friend bool operator==(const Rational&, const Rational&) = default;
};

inline Rational reduced(Rational a) {
    const std::int64_t common = std::gcd(a.numerator, a.denominator);
    return common > 1 ? Rational{a.numerator / common, a.denominator / common} : a;
}

// a - b, by the least common denominator.
inline Rational difference(Rational a, Rational b) {
    if (a.denominator == b.denominator) return {a.numerator - b.numerator, a.denominator};
    const std::int64_t common = std::gcd(a.denominator, b.denominator);
    return {a.numerator * (b.denominator / common) - b.numerator * (a.denominator / common),
            a.denominator / common * b.denominator};
}

// "30000/1001", or "25/1".
std::string to_string(Rational rational);

}  // namespace umber
