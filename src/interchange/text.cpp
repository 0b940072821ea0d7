#include "interchange/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <system_error>

#include "core/error.h"

namespace umber::interchange {

namespace {

using Byte = unsigned char;

void append_utf8(std::string& out, std::uint32_t code) {
    const auto put = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (code < 0x80) return put(code);
    if (code < 0x800) {
        put(0xC0 | (code >> 6));
    } else {
        if (code < 0x10000) {
            put(0xE0 | (code >> 12));
        } else {
            put(0xF0 | (code >> 18));
            put(0x80 | ((code >> 12) & 0x3F));
        }
        put(0x80 | ((code >> 6) & 0x3F));
    }
    put(0x80 | (code & 0x3F));
}

// `bytes` begins with the byte order mark. Unpaired surrogates become U+FFFD.
std::string from_utf16(std::string_view bytes, bool big_endian) {
    std::string out;
    out.reserve(bytes.size() / 2);
    const auto unit = [&](std::size_t at) -> std::uint32_t {
        const std::uint32_t first = static_cast<Byte>(bytes[at]);
        const std::uint32_t second = static_cast<Byte>(bytes[at + 1]);
        return big_endian ? first << 8 | second : second << 8 | first;
    };
    for (std::size_t at = 2; at + 1 < bytes.size(); at += 2) {
        std::uint32_t code = unit(at);
        if (code >= 0xD800 && code < 0xDC00 && at + 3 < bytes.size()) {
            const std::uint32_t low = unit(at + 2);
            if (low >= 0xDC00 && low < 0xE000) {
                code = 0x10000 + ((code - 0xD800) << 10 | (low - 0xDC00));
                at += 2;
            }
        }
        append_utf8(out, code >= 0xD800 && code < 0xE000 ? 0xFFFD : code);
    }
    return out;
}

bool is_control(char c) {
    const auto byte = static_cast<Byte>(c);
    return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\v') || byte == 0x7F;
}

// Whether the absolute value of a well-formed decimal number is 1 or more. from_chars tells 'out of range' without
// saying at which end, and strtod would ask the locale what a decimal point is.
bool is_large(std::string_view token) {
    const std::size_t mark = token.find_first_of("eE");
    long exponent = 0;
    if (mark != token.npos) {
        const bool negative = token.substr(mark + 1).starts_with('-');
        const std::string_view digits = token.substr(token.find_first_of("0123456789", mark));
        if (std::from_chars(digits.data(), digits.data() + digits.size(), exponent).ec != std::errc{})
            exponent = std::numeric_limits<int>::max();
        if (negative) exponent = -exponent;
    }
    const std::string_view mantissa = token.substr(0, mark);
    const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
    const std::size_t leading = mantissa.find_first_of("123456789");
    if (leading == mantissa.npos) return false;
    const long power = leading < point ? static_cast<long>(point - leading) - 1 : -static_cast<long>(leading - point);
    return power + exponent >= 0;
}

template <class Real>
NumberFault parse(std::string_view token, Real& value) {
    const std::string_view whole = token;
    if (token.size() > 1 && token[0] == '+' && token[1] != '-' && token[1] != '+') token.remove_prefix(1);
    const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), value);
    if (error == std::errc::invalid_argument || end != token.data() + token.size()) {
        const bool comma = whole.find(',') != whole.npos && whole.find_first_not_of("+-0123456789.,eE") == whole.npos;
        return comma ? NumberFault::comma : NumberFault::not_a_number;
    }
    if (error == std::errc::result_out_of_range) {
        if (is_large(token)) return NumberFault::too_large;
        value = Real{0};
        return NumberFault::none;
    }
    if (!std::isfinite(value)) return NumberFault::not_finite;
    if (std::abs(static_cast<double>(value)) > static_cast<double>(std::numeric_limits<float>::max()))
        return NumberFault::too_large;
    return NumberFault::none;
}

}  // namespace

std::string decode_text(const std::filesystem::path& path, std::string bytes) {
    if (bytes.starts_with("\xEF\xBB\xBF"))
        bytes.erase(0, 3);
    else if (bytes.starts_with("\xFF\xFE"))
        bytes = from_utf16(bytes, false);
    else if (bytes.starts_with("\xFE\xFF"))
        bytes = from_utf16(bytes, true);
    const std::string_view head = std::string_view(bytes).substr(0, 4096);
    if (std::any_of(head.begin(), head.end(), is_control) || bytes.find('\0') != bytes.npos)
        throw Error("{}: not a text file", path.string());
    return bytes;
}

bool is_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto lead = static_cast<Byte>(text[at++]);
        if (lead < 0x80) continue;
        const int following = lead >= 0xC2 && lead < 0xE0   ? 1
                              : lead >= 0xE0 && lead < 0xF0 ? 2
                              : lead >= 0xF0 && lead < 0xF5 ? 3
                                                            : -1;
        if (following < 0) return false;
        std::uint32_t code = lead & (0x3Fu >> following);
        for (int i = 0; i < following; ++i, ++at) {
            if (at >= text.size() || (static_cast<Byte>(text[at]) & 0xC0) != 0x80) return false;
            code = code << 6 | (static_cast<Byte>(text[at]) & 0x3Fu);
        }
        // Overlong forms, surrogates, and what lies past Unicode's end.
        if ((following == 2 && code < 0x800) || (following == 3 && (code < 0x10000 || code > 0x10FFFF)) ||
            (code >= 0xD800 && code < 0xE000))
            return false;
    }
    return true;
}

std::string utf8_or_latin1(std::string_view text) {
    if (is_utf8(text)) return std::string(text);
    std::string out;
    for (const char c : text) append_utf8(out, static_cast<Byte>(c));
    return out;
}

std::size_t line_at(std::string_view text, std::size_t offset) {
    std::size_t line = 1;
    for (std::size_t at = 0; at < std::min(offset, text.size()); ++at)
        if (text[at] == '\n' || (text[at] == '\r' && (at + 1 == text.size() || text[at + 1] != '\n'))) ++line;
    return line;
}

std::string in_quotes(std::string_view token) {
    const bool cut = token.size() > 40;
    if (cut) {
        std::size_t end = 40;
        while (end > 0 && (static_cast<Byte>(token[end]) & 0xC0) == 0x80) --end;
        token = token.substr(0, end);
    }
    const bool readable = is_utf8(token);
    std::string out = "\"";
    for (const char c : token) {
        const auto byte = static_cast<Byte>(c);
        out.push_back(byte < 0x20 || byte == 0x7F || (byte >= 0x80 && !readable) ? '?' : c);
    }
    return out + (cut ? "…\"" : "\"");
}

std::string grouped(std::uint64_t number) {
    std::string out = fmt::format("{}", number);
    for (std::size_t at = out.size(); at > 3;) out.insert(at -= 3, 1, ',');
    return out;
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view space = " \t\r\n\f\v";
    const std::size_t first = text.find_first_not_of(space);
    return first == text.npos ? std::string_view{} : text.substr(first, text.find_last_not_of(space) - first + 1);
}

NumberFault parse_real(std::string_view token, float& value) {
    return parse(token, value);
}
NumberFault parse_real(std::string_view token, double& value) {
    return parse(token, value);
}

std::string explain(NumberFault fault, std::string_view token) {
    switch (fault) {
        case NumberFault::none:
            break;
        case NumberFault::not_a_number:
            return in_quotes(token) + " is not a number";
        case NumberFault::comma:
            return in_quotes(token) + " has a comma; numbers are written with a decimal point and separated by spaces";
        case NumberFault::not_finite:
            return in_quotes(token) + " is not a finite number";
        case NumberFault::too_large:
            return in_quotes(token) + " is too large for a 32-bit float";
    }
    return {};
}

std::string shortest(double value) {
    const auto narrow = static_cast<float>(value);
    return static_cast<double>(narrow) == value ? fmt::format("{}", narrow) : fmt::format("{}", value);
}

}  // namespace umber::interchange
