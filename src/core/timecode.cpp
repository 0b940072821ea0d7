#include "core/timecode.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace umber {

std::string to_string(Rational rational) {
    return fmt::format("{}/{}", rational.numerator, rational.denominator);
}

int timecode_base(Rational rate) {
    if (rate.numerator <= 0) return 25;
    return std::max(1, static_cast<int>(std::lround(rate.value())));
}

namespace {

// Frame numbers left out at the start of each minute but every tenth.
std::int64_t dropped_each_minute(const Timecode& timecode) {
    return timecode.base / 15;
}

std::int64_t frames_in_ten_minutes(const Timecode& timecode) {
    return std::int64_t{600} * timecode.base - (timecode.drop_frame ? 9 * dropped_each_minute(timecode) : 0);
}

std::int64_t frames_in_a_day(const Timecode& timecode) {
    return 144 * frames_in_ten_minutes(timecode);
}

}  // namespace

std::optional<Timecode> parse_timecode(std::string_view text, int base) {
    std::array<std::int64_t, 4> fields{};
    std::size_t field = 0;
    char last_separator = ':';
    const char* at = text.data();
    const char* end = at + text.size();
    while (field < 4) {
        const auto [next, error] = std::from_chars(at, end, fields[field]);
        if (error != std::errc{} || next == at || fields[field] < 0) return std::nullopt;
        at = next;
        ++field;
        if (field == 4) break;
        if (at == end) return std::nullopt;
        last_separator = *at++;
        const bool before_frames = field == 3;
        if (last_separator != ':' &&
            !(before_frames && (last_separator == ';' || last_separator == '.' || last_separator == ',')))
            return std::nullopt;
    }
    if (at != end || base <= 0) return std::nullopt;
    const auto [hours, minutes, seconds, frames] = fields;
    if (hours > 23 || minutes > 59 || seconds > 59 || frames >= base) return std::nullopt;
    Timecode timecode{0, base, last_separator != ':' && base % 30 == 0};
    std::int64_t count = ((hours * 60 + minutes) * 60 + seconds) * base + frames;
    if (timecode.drop_frame) {
        const std::int64_t drop = dropped_each_minute(timecode);
        if (minutes % 10 != 0 && seconds == 0 && frames < drop) return std::nullopt;
        const std::int64_t total_minutes = hours * 60 + minutes;
        count -= drop * (total_minutes - total_minutes / 10);
    }
    timecode.frames = count;
    return timecode;
}

std::string to_string(Timecode timecode) {
    std::int64_t frames = timecode.frames;
    const std::int64_t base = timecode.base;
    const std::int64_t drop = timecode.drop_frame ? dropped_each_minute(timecode) : 0;
    const std::int64_t ten_minutes = frames_in_ten_minutes(timecode);
    const std::int64_t day = frames_in_a_day(timecode);
    frames = ((frames % day) + day) % day;
    if (timecode.drop_frame) {
        const std::int64_t tens = frames / ten_minutes;
        const std::int64_t rest = frames % ten_minutes;
        const std::int64_t minute = base * 60 - drop;
        const std::int64_t extra = rest < base * 60 ? 0 : 1 + (rest - base * 60) / minute;
        frames += drop * (tens * 9 + extra);
    }
    return fmt::format("{:02}:{:02}:{:02}{}{:02}", frames / (base * 3600), frames / (base * 60) % 60,
                       frames / base % 60, timecode.drop_frame ? ';' : ':', frames % base);
}

Timecode advance(Timecode timecode, std::int64_t frames) {
    timecode.frames += frames;
    return timecode;
}

std::optional<std::int64_t> frame_at(std::string_view text, Timecode start) {
    std::string spelt(text);
    // The third; "01:00:00;02" has it already.
    if (start.drop_frame && std::ranges::count(spelt, ':') == 3) spelt[spelt.rfind(':')] = ';';
    const std::optional<Timecode> timecode = parse_timecode(spelt, start.base);
    if (!timecode) return std::nullopt;
    const std::int64_t after = timecode->frames - start.frames;
    return after < 0 ? after + frames_in_a_day(start) : after;
}

}  // namespace umber
