// What a person may type into a number box: "1.04", "1.1*2", "(3+4)/2", "-0,5", "*1.1" (of what stands there).
#pragma once
#include <optional>
#include <string_view>

namespace umber::app {

// The value of `text`: + - * / and brackets, with the usual precedence; a decimal comma is taken as a point; a unit
// behind it ("st", "K", "°", "%") is passed over. A first '*' or '/' works on `current`. Nothing where it is no
// arithmetic or the result is not finite.
std::optional<double> evaluate_arithmetic(std::string_view text, double current);

}  // namespace umber::app
