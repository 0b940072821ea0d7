#include "app/arithmetic.h"

#include <charconv>
#include <cmath>
#include <string>

namespace umber::app {

namespace {

class Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {}

    std::optional<double> all(std::optional<double> start) {
        auto value = start ? after(start) : sum();
        skip_spaces();
        return value && at_ == text_.size() && std::isfinite(*value) ? value : std::nullopt;
    }

private:
    static constexpr int deepest = 64;

    void skip_spaces() {
        while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    }
    bool take(char c) {
        skip_spaces();
        if (at_ >= text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }

    // "*1.1+2" goes on with `value` as if it had stood in front.
    std::optional<double> after(std::optional<double> value) {
        value = products(value);
        return sums(value);
    }

    std::optional<double> sum() { return sums(products(factor())); }

    std::optional<double> sums(std::optional<double> value) {
        while (value) {
            const bool plus = take('+');
            if (!plus && !take('-')) break;
            const auto other = products(factor());
            if (!other) return std::nullopt;
            *value += plus ? *other : -*other;
        }
        return value;
    }

    std::optional<double> products(std::optional<double> value) {
        while (value) {
            const bool times = take('*');
            if (!times && !take('/')) break;
            const auto other = factor();
            if (!other) return std::nullopt;
            *value = times ? *value * *other : *value / *other;
        }
        return value;
    }

    std::optional<double> factor() {
        if (++depth_ > deepest) return std::nullopt;
        std::optional<double> value;
        if (take('-')) {
            value = factor();
            if (value) value = -*value;
        } else if (take('+')) {
            value = factor();
        } else if (take('(')) {
            value = sum();
            if (!take(')')) value.reset();
        } else {
            value = number();
        }
        --depth_;
        return value;
    }

    std::optional<double> number() {
        skip_spaces();
        double value = 0;
        const char* begin = text_.data() + at_;
        const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), value);
        if (error != std::errc() || end == begin || !std::isfinite(value)) return std::nullopt;
        at_ += static_cast<std::size_t>(end - begin);
        return value;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    int depth_ = 0;
};

// Plain ASCII arithmetic from what keyboards and our own boxes write.
std::string plain(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text.substr(i, 3) == "\u2212") {
            out.push_back('-');
            i += 2;
        } else if (text.substr(i, 2) == "\u00d7") {
            out.push_back('*');
            ++i;
        } else {
            out.push_back(text[i] == ',' ? '.' : text[i] == '\t' ? ' ' : text[i]);
        }
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    for (const std::string_view unit : {"st", "K", "°", "%"}) {
        if (!out.ends_with(unit)) continue;
        for (std::size_t i = 0; i < unit.size(); ++i) out.pop_back();
        break;
    }
    return out;
}

}  // namespace

std::optional<double> evaluate_arithmetic(std::string_view text, double current) {
    const std::string ascii = plain(text);
    const std::size_t first = ascii.find_first_not_of(' ');
    if (first == std::string::npos) return std::nullopt;
    const bool goes_on = ascii[first] == '*' || ascii[first] == '/';
    return Parser(ascii).all(goes_on ? std::optional<double>(current) : std::nullopt);
}

}  // namespace umber::app
