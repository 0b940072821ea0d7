// Samples of a floating-point picture that are no colour: broken pixels of a renderer. The engine reads NaN as 0 and
// holds infinities at +-1e30, so that no filter spreads them; this tells how many there are.
#pragma once
#include <cstdint>

#include "media/frame.h"

namespace umber::media {

struct NotNumbers {
    std::int64_t nan = 0, infinite = 0;  // samples
    NotNumbers& operator+=(const NotNumbers& other) {
        nan += other.nan;
        infinite += other.infinite;
        return *this;
    }
    friend bool operator==(const NotNumbers&, const NotNumbers&) = default;
};

// Of the frame's half or float planes, alpha too. None in other formats. A millisecond or two for a picture of
// 1920x1080.
NotNumbers count_not_numbers(const Frame& frame);

// "12 samples are no numbers (NaN), read as 0; 3 are infinite, held at 1e30"; empty where there are none.
std::string to_string(const NotNumbers& found);

}  // namespace umber::media
