#include "core/timecode.h"

#include <gtest/gtest.h>

namespace umber {
namespace {

TEST(Timecode, CountsNonDrop) {
    EXPECT_EQ(to_string(Timecode{90000, 25, false}), "01:00:00:00");
    EXPECT_EQ(parse_timecode("01:00:00:24", 25)->frames, 90024);
}

// SMPTE ST 12-1: one hour of 29.97 drop frame is 107,892 frames; 00:01:00;00 and ;01 do not exist.
TEST(Timecode, CountsDropFrame) {
    EXPECT_EQ(to_string(Timecode{107892, 30, true}), "01:00:00;00");
    EXPECT_EQ(to_string(Timecode{1800, 30, true}), "00:01:00;02");
    EXPECT_EQ(to_string(Timecode{17982, 30, true}), "00:10:00;00");
    EXPECT_EQ(parse_timecode("01:00:00;00", 30)->frames, 107892);
    EXPECT_FALSE(parse_timecode("00:01:00;00", 30));
    for (std::int64_t frames = 0; frames < 40000; ++frames) {
        const Timecode timecode{frames, 30, true};
        ASSERT_EQ(parse_timecode(to_string(timecode), 30), timecode);
    }
}

TEST(Timecode, NamesAFrameOfAClip) {
    const Timecode start = *parse_timecode("23:59:59:00", 25), dropped = *parse_timecode("23:59:00;02", 30);
    EXPECT_EQ(frame_at("23:59:59:24", start), 24);
    EXPECT_EQ(frame_at("00:00:01:00", start), 50);   // it runs past midnight
    EXPECT_EQ(frame_at("23:59:00:02", dropped), 0);  // colons do for drop frame too
    EXPECT_EQ(frame_at("00:00:00;00", dropped), 1798);
    EXPECT_EQ(frame_at("x", start), std::nullopt);
}

TEST(Timecode, RefusesWhatIsNone) {
    for (const char* text :
         {"", "1", "01:00:00", "01:00:00:25", "24:00:00:00", "00:60:00:00", "01:00:00:00x", "a:b:c:d", "-1:00:00:00"})
        EXPECT_FALSE(parse_timecode(text, 25)) << text;
}

}  // namespace
}  // namespace umber
