// A test's own word on whether frames are copied to the device, whatever the tests are run with.
#pragma once
#include <cstdlib>
#include <optional>
#include <string>

namespace umber::test {

// $UMBER_STAGING as wanted for as long as this lives.
class StagingSwitch {
public:
    explicit StagingSwitch(const char* value) {
        if (const char* was = std::getenv(name)) before_ = was;
        ::setenv(name, value, 1);
    }
    ~StagingSwitch() { before_ ? ::setenv(name, before_->c_str(), 1) : ::unsetenv(name); }
    StagingSwitch(const StagingSwitch&) = delete;
    StagingSwitch& operator=(const StagingSwitch&) = delete;

private:
    static constexpr const char* name = "UMBER_STAGING";
    std::optional<std::string> before_;
};

}  // namespace umber::test
