#include "app/session_number.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace umber::app {

namespace {

constexpr int most = 1000;

// Of an open file description, not of the process as POSIX has them, which closing any descriptor of the file lets go.
struct flock lock_of(int number) {
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = number;
    lock.l_len = 1;
    return lock;
}

}  // namespace

SessionNumber::SessionNumber(const std::filesystem::path& lock_file)
    : file_(::open(lock_file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)) {
    if (file_ < 0) return;
    for (int number = 1; number <= most; ++number) {
        struct flock lock = lock_of(number);
        if (::fcntl(file_, F_OFD_SETLK, &lock) == 0) {
            number_ = number;
            return;
        }
        if (errno != EAGAIN && errno != EACCES) return;  // a file system without locks
    }
}

SessionNumber::~SessionNumber() {
    if (file_ >= 0) ::close(file_);
}

bool SessionNumber::taken(int number) const {
    struct flock lock = lock_of(number);
    return file_ >= 0 && ::fcntl(file_, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

}  // namespace umber::app
