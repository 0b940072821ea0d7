// Numbers as the room writes them: with the unit's own decimals, a true minus, and steps that suit a hand.
#pragma once
#include <string>

#include "grade/operation.h"

namespace umber::app {

// How a parameter's numbers are shown and moved.
struct NumberStyle {
    grade::Range range;   // of sliders
    grade::Range limits;  // of any value
    float default_value = 0;
    int decimals = 3;
    bool sign = false;         // '+' before positive values
    float per_pixel = 0.001f;  // of a sideways drag
    float step = 0.01f;        // of an arrow key
    std::string symbol;        // "st", "K", "°"
};

// For a float, or one number of a colour. `default_value` of a colour's channel is the caller's to set.
NumberStyle number_style(const grade::Parameter& parameter);

// "+0.15", "1.040", "−120": at least the style's decimals, more where the value has more (to 5), so that what is shown
// is what is used.
std::string format_number(const NumberStyle& style, float value);
// Exactly `decimals`.
std::string format_number(const NumberStyle& style, float value, int decimals);
// `value` as the style's decimals hold it, within the limits.
float rounded(const NumberStyle& style, float value);

}  // namespace umber::app
