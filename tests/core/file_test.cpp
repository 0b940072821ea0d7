#include "core/file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <future>
#include <set>

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

TEST_F(FileTest, FollowsLinksAndWritesIntoPipes) {
    write_file(folder_ / "real.txt", "old");
    fs::create_symlink("real.txt", folder_ / "link.txt");
    fs::create_symlink("later.txt", folder_ / "dangling.txt");
    write_file(folder_ / "link.txt", "new");
    write_file(folder_ / "dangling.txt", "made");
    EXPECT_EQ(read_file(folder_ / "real.txt"), "new");
    EXPECT_EQ(read_file(folder_ / "later.txt"), "made");
    EXPECT_TRUE(fs::is_symlink(folder_ / "link.txt"));
    EXPECT_TRUE(fs::is_symlink(folder_ / "dangling.txt"));

    const fs::path pipe = folder_ / "pipe";
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    std::future<std::string> read = std::async(std::launch::async, [&] { return read_file(pipe); });
    write_file(pipe, "through");
    EXPECT_EQ(read.get(), "through");
    EXPECT_TRUE(fs::is_fifo(pipe));
    EXPECT_THROW(TemporaryFile{pipe}, Error);
    write_file("/dev/null", "x");
    EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST_F(FileTest, ReadsNoMoreThanItsLimit) {
    EXPECT_THROW(read_file("/dev/zero", 1 << 20), Error);
    write_file(folder_ / "x", "12345");
    EXPECT_THROW(read_file(folder_ / "x", 4), Error);
    EXPECT_EQ(read_file(folder_ / "x", 5), "12345");
}

TEST_F(FileTest, TakesNamesAsLongAsFileSystemsDo) {
    std::string name;
    while (name.size() + 2 <= 251) name += "\u00e4";
    write_file(folder_ / (name + ".mov"), "x");
    EXPECT_EQ(read_file(folder_ / (name + ".mov")), "x");
}

TEST_F(FileTest, RemovesWhatTheDeadLeft) {
    constexpr int nobody = 0x3ffffffe;  // beyond Linux' greatest process number
    std::array<char, 65> host{};
    ASSERT_EQ(::gethostname(host.data(), host.size() - 1), 0);
    const auto named = [&](const char* stem, const char* machine, int process, int number) {
        return folder_ / fmt::format(".{}.{}.{}-{}.part.mov", stem, machine, process, number);
    };
    const fs::path ours = named("out", host.data(), ::getpid(), 0), dead = named("out", host.data(), nobody, 0),
                   fresh = named("out", host.data(), nobody, 1), other = named("outer", host.data(), nobody, 0),
                   elsewhere = named("out", "render-node-7", nobody, 0);
    for (const fs::path& one : {ours, dead, fresh, other, elsewhere}) {
        write_file(one, "half");
        if (one != fresh) fs::last_write_time(one, fs::file_time_type::clock::now() - std::chrono::hours(1));
    }
    fs::create_directory(folder_ / "links");
    fs::create_symlink(folder_ / "out.mov", folder_ / "links" / "by.mov");
    remove_leftovers(folder_ / "links" / "by.mov");
    EXPECT_FALSE(fs::exists(dead));
    for (const fs::path& one : {ours, fresh, other, elsewhere}) EXPECT_TRUE(fs::exists(one)) << one;
}

TEST_F(FileTest, KeepsTheNewestOfACache) {
    const auto now = fs::file_time_type::clock::now();
    for (int i = 0; i < 6; ++i) {
        const fs::path file = folder_ / (std::to_string(i) + ".spv");
        write_file(file, std::string(100, 'x'));
        fs::last_write_time(file, now - std::chrono::hours(10 - i));
    }
    write_file(folder_ / "pipelines", std::string(1000, 'x'));
    touch(folder_ / "1.spv");
    keep_newest(folder_, ".spv", 350);
    std::set<std::string> left;
    for (const auto& entry : fs::directory_iterator(folder_)) left.insert(entry.path().filename().string());
    EXPECT_EQ(left, (std::set<std::string>{"1.spv", "4.spv", "5.spv", "pipelines"}));
    keep_newest(folder_ / "missing", ".spv", 0);
}

TEST_F(FileTest, NamesTheFileInErrors) {
    EXPECT_THROW(read_file(folder_ / "none"), Error);
    EXPECT_THROW(read_file(folder_), Error);
    EXPECT_THROW(write_file(folder_ / "no/folder.txt", "x"), Error);
    EXPECT_THROW(write_file(folder_, "x"), Error);
}

}  // namespace
}  // namespace umber
