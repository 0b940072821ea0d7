// What an Error says, for tests that read it.
#pragma once
#include <string>

#include "core/error.h"

namespace umber::test {

// The message of the Error that `work` throws; empty where it throws none.
template <class Work>
std::string message_of(Work&& work) {
    try {
        work();
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

}  // namespace umber::test
