#include "core/file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "core/error.h"

namespace umber {
namespace {
namespace fs = std::filesystem;

class FileTest : public testing::Test {
protected:
    FileTest() { fs::create_directories(folder_); }
    ~FileTest() override { fs::remove_all(folder_); }
    fs::path folder_ = fs::temp_directory_path() / ("umber-file-test-" + std::to_string(::getpid()));
};

TEST_F(FileTest, WritesAndReadsBack) {
    const std::string bytes("a\0b\n", 4);
    write_file(folder_ / "x.txt", bytes);
    EXPECT_EQ(read_file(folder_ / "x.txt"), bytes);
}

TEST_F(FileTest, UncommittedLeavesTheEarlierFile) {
    write_file(folder_ / "x.txt", "old");
    {
        const TemporaryFile file(folder_ / "x.txt");
        write_file(file.path(), "half");
    }
    EXPECT_EQ(read_file(folder_ / "x.txt"), "old");
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 1);
}

TEST_F(FileTest, NamesTheFileInErrors) {
    EXPECT_THROW(read_file(folder_ / "none"), Error);
    EXPECT_THROW(read_file(folder_), Error);
    EXPECT_THROW(write_file(folder_ / "no/folder.txt", "x"), Error);
    EXPECT_THROW(write_file(folder_, "x"), Error);
}

}  // namespace
}  // namespace umber
