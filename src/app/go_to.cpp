#include "app/go_to.h"

#include <charconv>

namespace umber::app {

namespace {

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size() || number < 0) return std::nullopt;
    return number;
}

}  // namespace

std::optional<std::int64_t> frame_named(std::string_view text, Timecode start, std::int64_t frames, std::int64_t now) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    if (text.empty()) return std::nullopt;
    const auto within = [&](std::int64_t frame) {
        return frame >= 0 && frame < frames ? std::optional(frame) : std::nullopt;
    };
    if (text.front() == '+' || text.front() == '-') {
        const auto by = whole_number(text.substr(1));
        if (!by || *by > frames) return std::nullopt;
        return within(text.front() == '+' ? now + *by : now - *by);
    }
    if (const auto number = whole_number(text)) return within(*number - 1);
    const auto named = frame_at(text, start);
    return named ? within(*named) : std::nullopt;
}

}  // namespace umber::app
