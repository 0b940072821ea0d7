// Exact fractions for frame rates and time bases. Never reduced behind the caller's back: 30000/1001 stays so.
#pragma once
#include <compare>
#include <cstdint>
#include <string>

namespace umber {

struct Rational {
    std::int64_t numerator = 0;
    std::int64_t denominator = 1;  // > 0

    double value() const { return static_cast<double>(numerator) / static_cast<double>(denominator); }
    friend bool operator==(const Rational&, const Rational&) = default;
};

// "30000/1001", or "25/1".
std::string to_string(Rational rational);

}  // namespace umber
