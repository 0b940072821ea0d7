// The entry of every test program.
#include <gtest/gtest.h>

#include "core/log.h"

int main(int argc, char** argv) {
    umber::set_up_logging();
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
