// The one exception of Umber: a sentence for the person who must act on it. Thrown where the fault is known, told once
// at the edge (a command, a UI action, a worker).
#pragma once
#include <fmt/format.h>

#include <stdexcept>
#include <string>
#include <utility>

namespace umber {

class Error : public std::runtime_error {
public:
    explicit Error(const std::string& message) : std::runtime_error(message) {}
    template <class... Args>
    requires(sizeof...(Args) > 0) explicit Error(fmt::format_string<Args...> format, Args&&... args)
        : std::runtime_error(fmt::format(format, std::forward<Args>(args)...)) {}
};

// Wrong usage of a command (exit code 2) rather than a failure of its work (exit code 1).
class UsageError : public Error {
public:
    using Error::Error;
};

}  // namespace umber
