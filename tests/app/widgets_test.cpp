// Widgets and palettes, pressed by a hand without a window; and their maths.
#include <gtest/gtest.h>
#include <algorithm>

#include <cmath>
#include <random>

#include "app/panels/palettes.h"
#include "app/panels/viewer.h"
#include "app/widgets/wheel.h"
#include "color/tags.h"
#include "hand.h"

namespace umber::app {
namespace {

const grade::OperationInfo& lgg() {
    return grade::operation_info("lgg");
}

// --- the wheel's maths ---------------------------------------------------------------------------------------------

TEST(WheelMaths, MovingThePuckLeavesLuma) {
    for (const char* name : {"lift", "gamma", "gain", "offset"}) {
        const WheelStyle style = wheel_style(lgg().parameter(name));
        const float neutral = style.channel.default_value;
        for (float angle = 0; angle < 6.28f; angle += 0.37f) {
            const glm::vec3 rgb =
                moved_puck(style, glm::vec3(neutral), glm::vec2(std::cos(angle), std::sin(angle)) * 0.6f);
            // Rec.709's weights (BT.709-6 item 3.2); each channel is rounded to a thousandth.
            EXPECT_NEAR(0.2126f * rgb.x + 0.7152f * rgb.y + 0.0722f * rgb.z, neutral, 6e-4f) << name;
            EXPECT_NEAR(glm::length(puck_of(style, rgb)), 0.6f, 0.02f) << name;
        }
    }
}

TEST(WheelMaths, ThePuckGoesWhereTheVectorscopeGoes) {
    // Bars of the vectorscope: red lies up and a little to the left, blue to the right (BT.709's Cb and Cr).
    const WheelStyle style = wheel_style(lgg().parameter("gain"));
    const glm::vec2 red = puck_of(style, {1.2f, 1, 1}), green = puck_of(style, {1, 1.2f, 1}),
                    blue = puck_of(style, {1, 1, 1.2f});
    EXPECT_NEAR(glm::degrees(std::atan2(red.y, red.x)), 102.9f, 0.2f);
    EXPECT_NEAR(glm::degrees(std::atan2(blue.y, blue.x)), -5.2f, 0.2f);
    EXPECT_LT(green.x, 0);
    EXPECT_LT(green.y, 0);
    EXPECT_NEAR(glm::length(red + green + blue), 0, 1e-5f);
    EXPECT_EQ(puck_of(style, glm::vec3(1)), glm::vec2(0));
    EXPECT_NEAR(glm::length(puck_of(style, glm::vec3(1.7f))), 0, 1e-6f);  // all alike is no colour
}

TEST(WheelMaths, StaysWithinItsRing) {
    const WheelStyle style = wheel_style(lgg().parameter("lift"));
    glm::vec3 rgb(0);
    for (int i = 0; i < 50; ++i) rgb = moved_puck(style, rgb, {0.1f, 0.07f});
    EXPECT_NEAR(glm::length(puck_of(style, rgb)), 1, 0.01f);
    // What was typed beyond the ring is not pulled in by a touch.
    const glm::vec3 typed(0.9f, -0.3f, -0.3f);
    const glm::vec3 touched = moved_puck(style, typed, {0, 0});
    EXPECT_NEAR(glm::distance(typed, touched), 0, 1e-3f);
}

TEST(WheelMaths, TheRingIsTheMaster) {
    const WheelStyle style = wheel_style(lgg().parameter("gain"));
    EXPECT_EQ(ring_of(style, 1), 0);
    EXPECT_EQ(ring_of(style, 4), 0.375f);
    EXPECT_EQ(ring_of(style, 0), -0.375f);
    EXPECT_GT(moved_ring(style, 1, 0.1f), 1);
    EXPECT_LT(moved_ring(style, 1, -0.1f), 1);
    EXPECT_EQ(moved_ring(style, 1, 10), 4);
    EXPECT_EQ(moved_ring(style, 1, -10), 0);
}

TEST(WheelMaths, TheMasterOfACdlMovesWhatItsChannelsHaveInCommon) {
    const grade::OperationInfo& cdl = grade::operation_info("cdl");
    const WheelStyle slope = wheel_style(cdl.parameter("slope")), offset = wheel_style(cdl.parameter("offset"));
    // Luma of (0.9, 1, 1.2) by Rec.709's weights is 0.99318. Ratios keep their balance, offsets their distances.
    const glm::vec3 rgb(0.9f, 1, 1.2f);
    EXPECT_NEAR(common_of(rgb), 0.99318f, 1e-5f);
    EXPECT_NEAR(glm::distance(with_common(slope, rgb, 2 * 0.99318f), glm::vec3(1.8f, 2, 2.4f)), 0, 1e-4f);
    EXPECT_NEAR(glm::distance(with_common(offset, rgb, 0.99318f - 0.25f), glm::vec3(0.65f, 0.75f, 0.95f)), 0, 1e-4f);
    EXPECT_EQ(with_common(slope, glm::vec3(0), 0.5f), glm::vec3(0.5f));
    EXPECT_GT(with_common(wheel_style(cdl.parameter("power")), rgb, -3).x, 0);  // held within what a CDL may have
    // The puck leaves it alone.
    EXPECT_NEAR(common_of(moved_puck(slope, glm::vec3(1), {0.3f, -0.5f})), 1, 6e-4f);
}

// --- a wheel under the hand ----------------------------------------------------------------------------------------

struct OneWheel {
    Hand hand;
    WheelStyle style = wheel_style(lgg().parameter("gain"));
    grade::Rgbm value{1, 1, 1, 1};
    int changes = 0, resets = 0;
    // In a place of 182x300: the disc's middle, the boxes' row (see wheel()).
    const Rect place{20, 20, 182, 300};
    const glm::vec2 middle{20 + 91, 20 + 24 + 31 + 91}, red_box{20 + 1 + 46 + 21, 20 + 24 + 31 + 182 + 10 + 10};

    OneWheel() {
        hand.draw = [this](Ui& ui) {
            if (ui.begin_panel("panel", {0, 0, 400, 400})) {
                const WheelResult result = wheel(ui, "gain", place, "Gain", style, value, true);
                if (result.reset) {
                    value = {1, 1, 1, 1};
                    ++resets;
                } else if (result.value) {
                    value = *result.value;
                    ++changes;
                }
            }
            ui.end_panel();
        };
    }
};

TEST(Wheel, DragsRelativelyAndFinely) {
    OneWheel w;
    w.hand.drag(w.middle + glm::vec2(20, 10), w.middle + glm::vec2(20, -30));  // up: towards red, from anywhere
    EXPECT_GT(w.value.red, 1.02f);
    EXPECT_LT(w.value.green, 1);
    EXPECT_EQ(w.value.master, 1);
    const float normal = w.value.red;
    w.value = {1, 1, 1, 1};
    w.hand.hold(false, true);
    w.hand.drag(w.middle, w.middle + glm::vec2(0, -40));
    const float fine = w.value.red;
    EXPECT_NEAR(fine - 1, (normal - 1) / 5, 0.003f);
    w.value = {1, 1, 1, 1};
    w.hand.hold(true, false);
    w.hand.drag(w.middle, w.middle + glm::vec2(0, -20));
    EXPECT_NEAR(w.value.red - 1, (normal - 1) * 2, 0.004f);
    w.hand.hold(false, false);
}

TEST(Wheel, APressAloneChangesNothing) {
    OneWheel w;
    w.hand.click(w.middle + glm::vec2(30, 30));
    w.hand.click(w.middle + glm::vec2(0, -80));
    EXPECT_EQ(w.changes, 0);
}

TEST(Wheel, DragsTheMasterAlongItsRing) {
    OneWheel w;
    w.hand.drag(w.middle + glm::vec2(0, -80), w.middle + glm::vec2(40, -80));
    EXPECT_GT(w.value.master, 1);
    EXPECT_EQ(w.value.red, 1);
    const float up = w.value.master;
    w.hand.drag(w.middle + glm::vec2(0, -80), w.middle + glm::vec2(-40, -80));
    EXPECT_NEAR(w.value.master, 1, 0.002f);
    EXPECT_GT(up, 1.05f);
}

TEST(Wheel, ADoubleClickResets) {
    OneWheel w;
    w.value = {1.3f, 0.9f, 0.8f, 1.1f};
    w.hand.double_click(w.middle);
    EXPECT_EQ(w.resets, 1);
    EXPECT_EQ(w.value, (grade::Rgbm{1, 1, 1, 1}));
    w.hand.frames(30);
    EXPECT_EQ(w.value, (grade::Rgbm{1, 1, 1, 1}));
}

TEST(Wheel, BoxesAreDraggedAndTyped) {
    OneWheel w;
    w.hand.drag(w.red_box, w.red_box + glm::vec2(50, 0));
    EXPECT_NEAR(w.value.red, 1.1f, 1e-4f);
    EXPECT_EQ(w.value.green, 1);
    w.hand.double_click(w.red_box);
    w.hand.frames(3);
    w.hand.type("1.1*1.5");
    w.hand.key(ImGuiKey_Enter);
    EXPECT_FLOAT_EQ(w.value.red, 1.65f);
    w.hand.double_click(w.red_box);
    w.hand.frames(3);
    w.hand.type("nonsense");
    w.hand.key(ImGuiKey_Enter);
    EXPECT_FLOAT_EQ(w.value.red, 1.65f);
    w.hand.double_click(w.red_box);
    w.hand.frames(3);
    w.hand.type("1e9");
    w.hand.key(ImGuiKey_Enter);
    EXPECT_FLOAT_EQ(w.value.red, lgg().parameter("gain").limits.high);
}

TEST(Wheel, TabWalksTheBoxesAndArrowsChangeThem) {
    OneWheel w;
    w.hand.frames(2);
    for (int i = 0; i < 8 && w.changes == 0; ++i) {
        w.hand.key(ImGuiKey_Tab);
        w.hand.key(ImGuiKey_UpArrow);
    }
    EXPECT_GT(w.changes, 0);
    EXPECT_NE(w.value, (grade::Rgbm{1, 1, 1, 1}));
}

// --- palettes ------------------------------------------------------------------------------------------------------

struct Palettes {
    Hand hand{{1920, 400}};
    History history;
    PrimariesState primaries;
    SlidersState sliders;
    CurvesState curves;
    OutputState output;
    OutputRequest request = OutputRequest::none;
    Rect plot;
    const Rect primaries_place{0, 0, 806, 350}, sliders_place{808, 0, 240, 350}, curves_place{1050, 0, 534, 350},
        output_place{1586, 0, 334, 350};

    Palettes() {
        hand.draw = [this](Ui& ui) {
            const Shown shown{history.graph(), 1};
            std::optional<Edit> edit;
            const auto take = [&](std::optional<Edit>&& one) {
                if (one) edit = std::move(one);
            };
            if (ui.begin_panel("primaries", primaries_place))
                take(primaries_palette(ui, primaries_place, shown, primaries));
            ui.end_panel();
            if (ui.begin_panel("sliders", sliders_place)) take(sliders_palette(ui, sliders_place, shown, sliders));
            ui.end_panel();
            if (ui.begin_panel("curves", curves_place)) {
                CurvesResult result = curves_palette(ui, curves_place, shown, curves);
                plot = result.plot;
                take(std::move(result.edit));
            }
            ui.end_panel();
            if (ui.begin_panel("output", output_place)) {
                OutputInfo info;
                info.has_clip = true;
                OutputResult result = output_palette(ui, output_place, shown, output, info);
                if (result.request != OutputRequest::none) request = result.request;
                take(std::move(result.edit));
            }
            ui.end_panel();
            if (edit) history.apply(*edit);
        };
        hand.frames(2);
    }
    float number(const char* parameter) const {
        return std::get<float>(grade::parameter_value(history.graph(), 1, parameter));
    }
    grade::Curve curve(const char* parameter) const {
        return std::get<grade::Curve>(grade::parameter_value(history.graph(), 1, parameter));
    }
    glm::vec2 at(float x, float y) const { return {plot.x + x * plot.w, plot.bottom() - y * plot.h}; }
};

TEST(Palettes, ASliderIsOneStepOfUndo) {
    Palettes p;
    // The first row is exposure; its slider lies between the name and the box.
    const float y = 28 + 6 + 12;
    float x = 0;
    for (x = p.sliders_place.x + 90; x < p.sliders_place.right() - 70; x += 4) {
        p.hand.drag({x, y}, {x + 6, y});
        if (p.history.can_undo()) break;
    }
    ASSERT_TRUE(p.history.can_undo()) << "no slider was found";
    EXPECT_NE(p.number("exposure.exposure"), 0);
    EXPECT_TRUE(p.history.undo_label().starts_with("exposure ")) << p.history.undo_label();
    p.history.undo();
    EXPECT_EQ(p.history.graph(), grade::Graph{});
}

TEST(Palettes, TheRingOfACdlIsOneStepOfUndo) {
    Palettes p;
    p.primaries.tab = 1;
    p.hand.frames(2);
    const auto slope = [&] { return std::get<glm::vec3>(grade::parameter_value(p.history.graph(), 1, "cdl.slope")); };
    const auto drag = [&](float by) {
        // The ring's top: of the first wheel, somewhere below its name.
        const float x = p.primaries_place.x + p.primaries_place.w / 6;
        for (float y = 56; y < 160 && slope() == glm::vec3(1); y += 3) p.hand.drag({x, y}, {x + by, y});
    };
    drag(30);
    EXPECT_GT(slope().x, 1);
    EXPECT_EQ(slope().x, slope().y);
    EXPECT_EQ(slope().x, slope().z);
    EXPECT_NE(p.history.undo_label().find("master"), std::string::npos) << p.history.undo_label();
    p.history.undo();
    EXPECT_EQ(p.history.graph(), grade::Graph{});
}

TEST(Palettes, CurvePointsAreAddedMovedAndRemoved) {
    Palettes p;
    p.hand.drag(p.at(0.5f, 0.5f), p.at(0.5f, 0.65f));
    ASSERT_EQ(p.curve("curves.luma").points.size(), 3u);
    EXPECT_NEAR(p.curve("curves.luma").points[1].x, 0.5f, 0.004f);
    EXPECT_NEAR(p.curve("curves.luma").points[1].y, 0.65f, 0.01f);
    // Adding it and dragging it are one step.
    p.history.undo();
    EXPECT_FALSE(p.history.can_undo());
    p.history.redo();
    p.hand.click(p.at(0.5f, 0.65f), 1);
    EXPECT_EQ(p.curve("curves.luma").points.size(), 2u);
    p.hand.click(p.at(0.3f, 0.3f));
    EXPECT_EQ(p.curve("curves.luma").points.size(), 3u);
    p.hand.double_click(p.at(0.3f, 0.3f));
    EXPECT_EQ(p.curve("curves.luma").points.size(), 2u);
    // The ends can't be removed, and points don't pass one another.
    p.hand.click(p.at(0, 0), 1);
    EXPECT_EQ(p.curve("curves.luma").points.size(), 2u);
    p.hand.click(p.at(0.4f, 0.4f));
    p.hand.drag(p.at(0.4f, 0.4f), p.at(1.2f, 1.4f));
    const auto points = p.curve("curves.luma").points;
    ASSERT_EQ(points.size(), 3u);
    EXPECT_LT(points[1].x, points[2].x);
    EXPECT_LE(points[1].y, 1);
}

TEST(Palettes, ButtonsAskForExports) {
    Palettes p;
    std::vector<OutputRequest> asked;
    for (float x = p.output_place.x + 20; x < p.output_place.right(); x += 40)
        for (float y = 250; y < 350; y += 8) {
            p.request = OutputRequest::none;
            p.hand.click({x, y});
            if (p.request != OutputRequest::none && (asked.empty() || asked.back() != p.request))
                asked.push_back(p.request);
        }
    for (const OutputRequest wanted : {OutputRequest::export_cdl, OutputRequest::export_lut, OutputRequest::render})
        EXPECT_NE(std::find(asked.begin(), asked.end(), wanted), asked.end());
    EXPECT_EQ(p.history.graph(), grade::Graph{});
}

// Whatever is pressed, in any order: the grade stays one that can be written and read, and undo leads back.
TEST(Palettes, AnythingPressedLeavesASoundGrade) {
    Palettes p;
    std::mt19937 random(11);
    const auto in = [&](float low, float high) { return std::uniform_real_distribution<float>(low, high)(random); };
    for (int i = 0; i < 400; ++i) {
        const glm::vec2 from{in(0, 1920), in(0, 350)}, to = from + glm::vec2(in(-120, 120), in(-80, 80));
        switch (static_cast<int>(in(0, 6))) {
            case 0:
                p.hand.click(from);
                break;
            case 1:
                p.hand.double_click(from);
                break;
            case 2:
                p.hand.click(from, 1);
                break;
            case 3:
                p.hand.key(ImGuiKey_Tab);
                p.hand.key(ImGuiKey_UpArrow);
                break;
            case 4:
                p.hand.type("1.2");
                p.hand.key(ImGuiKey_Enter);
                break;
            default:
                p.hand.drag(from, to, 4);
        }
    }
    EXPECT_TRUE(p.history.can_undo());
    EXPECT_EQ(grade::graph_from_json(grade::to_json(p.history.graph()), "grade"), p.history.graph());
    while (p.history.can_undo()) p.history.undo();
    EXPECT_EQ(p.history.graph(), grade::Graph{});
}

// At every size of every palette nothing throws, and what is drawn stays inside the panel.
TEST(Palettes, DrawInsideThemselvesAtEverySize) {
    for (const float scale : {1.0f, 1.5f, 2.0f}) {
        Hand hand({1400 * scale, 800 * scale}, scale);
        grade::Graph graph =
            grade::set_parameter(grade::Graph{}, 1, "lgg.gain", grade::Value(grade::Rgbm{1.2345f, 0.9f, 0.8f, 1.1f}));
        graph = grade::set_parameter(
            graph, 1, "lut.file",
            grade::Value(std::string("/a/very/long/path/to/a/look/that/has/a/very_long_name_indeed_33.cube")));
        PrimariesState primaries;
        SlidersState sliders;
        CurvesState curves;
        OutputState output;
        for (float w = 40; w < 1300; w += 97) {
            for (float h = 30; h < 700; h += 89) {
                const Rect place{20 * scale, 20 * scale, w * scale, h * scale};
                for (int which = 0; which < 4; ++which) {
                    hand.draw = [&](Ui& ui) {
                        const Shown shown{graph, 1};
                        if (ui.begin_panel("panel", place)) {
                            if (which == 0) (void)primaries_palette(ui, place, shown, primaries);
                            if (which == 1) (void)sliders_palette(ui, place, shown, sliders);
                            if (which == 2) (void)curves_palette(ui, place, shown, curves);
                            if (which == 3) (void)output_palette(ui, place, shown, output, {});
                        }
                        ui.end_panel();
                    };
                    hand.frame();
                    output.tab = 1 - output.tab;
                }
            }
        }
    }
}

TEST(Text, IsShortenedToWhatFits) {
    Hand hand;
    const Face& face = hand.ui.theme().head;
    for (const std::string text : {"A003C014_240911_R1XY.mov", "Übergröße – Länge.mov", "x", ""}) {
        for (float width = 0; width < 200; width += 3) {
            for (const std::string& cut : {shortened(face, text, width), shortened_in_the_middle(face, text, width)}) {
                EXPECT_LE(width_of(face, cut), std::max(width, 0.0f) + 0.01f) << text << " -> " << cut;
            }
        }
        EXPECT_EQ(shortened(face, text, 1000), text);
    }
    EXPECT_TRUE(shortened_in_the_middle(face, "A003C014_240911_R1XY.mov", 90).ends_with("mov"));
    // Figures are tabular, so that numbers stand still while they change.
    for (const Face* one : {&hand.ui.theme().value, &hand.ui.theme().large, &hand.ui.theme().text})
        for (char c = '0'; c <= '9'; ++c) EXPECT_EQ(width_of(*one, std::string(1, c)), width_of(*one, "0"));
}

// --- the viewer ----------------------------------------------------------------------------------------------------

TEST(Viewer, FitsZoomsAboutThePointerAndStopsAtOneToOne) {
    const Rect place{0, 36, 1294, 580};
    const glm::vec2 picture(1920, 1080);
    ViewerState state;
    const Rect fit = picture_rect(place, picture, state, 1);
    EXPECT_TRUE(inside(fit, place.inset(8)));
    EXPECT_NEAR(fit.w / fit.h, 16.0f / 9, 0.01f);
    EXPECT_EQ(fit.x, std::round(fit.x));
    const glm::vec2 pointer(700, 300);
    const glm::vec2 under = (pointer - fit.min()) / fit.size();
    state = zoomed(state, place, picture, 1, 1.5f, pointer);
    const Rect closer = picture_rect(place, picture, state, 1);
    EXPECT_NEAR(glm::distance((pointer - closer.min()) / closer.size(), under), 0, 2e-3f);
    for (int i = 0; i < 2; ++i) state = zoomed(state, place, picture, 1, 1.2f, pointer);
    EXPECT_EQ(state.zoom, 1);  // passed through it, and held
    for (int i = 0; i < 60; ++i) state = zoomed(state, place, picture, 1, 1.2f, pointer);
    EXPECT_LE(state.zoom, 32);
    for (int i = 0; i < 90; ++i) state = zoomed(state, place, picture, 1, 0.8f, pointer);
    const Rect least = picture_rect(place, picture, state, 1);
    EXPECT_NEAR(least.center().x, place.center().x, 1);
}

TEST(Viewer, ScrubbingSeeksAndTheWipeIsDragged) {
    Hand hand({1280, 720});
    const RoomLayout room = lay_out({1280, 720}, 1, {});
    ViewerState state;
    state.wipe = true;
    ViewerInfo info;
    info.has_clip = true;
    info.name = "clip.mov";
    info.picture = {1920, 1080};
    info.frames = 101;
    info.wanted_fps = 25;
    std::vector<std::int64_t> seeks;
    ViewerResult last;
    hand.draw = [&](Ui& ui) {
        last = viewer_panel(ui, room, info, state);
        if (last.seek) seeks.push_back(*last.seek);
    };
    hand.frames(2);
    hand.drag({room.scrub.x + 10, room.scrub.center().y}, {room.scrub.right() - 10, room.scrub.center().y});
    ASSERT_FALSE(seeks.empty());
    EXPECT_EQ(seeks.front(), 0);
    EXPECT_EQ(seeks.back(), 100);
    const float x = last.wipe_x;
    hand.drag({x, room.picture.center().y + 40}, {x - 60, room.picture.center().y});
    EXPECT_NEAR(last.wipe_x, x - 60, 2);
}

TEST(Viewer, TakesATimecodeAndAnotherClip) {
    Hand hand({1280, 720});
    const RoomLayout room = lay_out({1280, 720}, 1, {});
    ViewerState state;
    ViewerInfo info;
    info.has_clip = true;
    info.name = "clip.mov";
    info.clips = 2;
    info.picture = {1920, 1080};
    info.frames = 101;
    info.timecode = "01:00:00:00";
    info.names_frame = [](std::string_view text) { return text == "+12"; };
    std::vector<std::string> typed;
    bool asked = false;
    hand.draw = [&](Ui& ui) {
        const ViewerResult result = viewer_panel(ui, room, info, state);
        if (result.go_to) typed.push_back(*result.go_to);
        asked = asked || result.clips;
    };
    hand.frames(2);
    hand.click({room.transport.x + 30, room.transport.center().y});
    hand.frames(3);
    hand.type("12:");
    hand.key(ImGuiKey_Enter);
    EXPECT_TRUE(typed.empty()) << "what is no timecode stays to be mended";
    hand.frames(2);
    hand.type("+12");
    hand.key(ImGuiKey_Enter);
    EXPECT_EQ(typed, std::vector<std::string>{"+12"});
    EXPECT_FALSE(asked);
    hand.click({room.viewer_head.x + 20, room.viewer_head.center().y});
    EXPECT_TRUE(asked);
}

// Made before the panels, a splitter is above their edges, as the room has it.
TEST(Splitter, IsGrabbedBesideTheGapToo) {
    Hand hand({1280, 720});
    const RoomLayout room = lay_out({1280, 720}, 1, {});
    for (const float beside : {-3.5f, 0.0f, 3.5f}) {
        std::optional<float> to;
        bool pointed = false;
        hand.draw = [&](Ui& ui) {
            const Rect handle = room.handle(Splitter::primaries);
            if (ui.begin_panel("splitter", handle))
                if (const auto next = splitter(ui, "handle", handle, true)) to = next;
            ui.end_panel();
            for (const auto& [id, rect] : {std::pair{"left", room.primaries}, std::pair{"right", room.sliders}}) {
                if (ui.begin_panel(id, rect)) (void)ui.touch("all", rect);
                ui.end_panel();
            }
            pointed = pointed || ImGui::GetMouseCursor() == ImGuiMouseCursor_ResizeEW;
        };
        hand.frames(2);
        const glm::vec2 at = room.handle(Splitter::primaries).center() + glm::vec2(beside, 0);
        hand.drag(at, at + glm::vec2(40, 0));
        EXPECT_TRUE(pointed) << beside;
        ASSERT_TRUE(to) << beside;
        EXPECT_NEAR(*to, room.handle(Splitter::primaries).center().x + 40, 1) << beside;
    }
}

}  // namespace
}  // namespace umber::app
