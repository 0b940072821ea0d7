// Which of the rooms that are open at once this one is, so that each keeps its unsaved work under a name of its own.
#pragma once
#include <filesystem>

namespace umber::app {

// The least number from 1 on that nobody else holds, in this program or another, by a lock on that byte of a file which
// all of them share. The system lets go of it however the program ends. Where the file can't be made or locked, 1.
class SessionNumber {
public:
    explicit SessionNumber(const std::filesystem::path& lock_file);
    ~SessionNumber();
    SessionNumber(const SessionNumber&) = delete;
    SessionNumber& operator=(const SessionNumber&) = delete;

    int number() const { return number_; }
    // Whether another session that runs has it.
    bool taken(int number) const;

private:
    int file_ = -1;
    int number_ = 1;
};

}  // namespace umber::app
