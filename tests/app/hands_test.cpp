// Whose a key or a press is: what lies above takes it, what is typed is taken over, and a curve is edited where the
// hand is.
#include <gtest/gtest.h>

#include <fstream>

#include "app/click_counter.h"
#include "app/panels/bars.h"
#include "app/panels/choice_list.h"
#include "app/panels/picker.h"
#include "app/widgets/basics.h"
#include "app/widgets/curve_editor.h"
#include "hand.h"
#include "support/command.h"

namespace umber::app {
namespace {

NumberStyle plain() {
    NumberStyle style;
    style.range = style.limits = {-10, 10};
    return style;
}

// Two tabs with two numbers on the first, a button, and whatever is laid over them.
struct Board {
    Hand hand;
    float first = 1, second = 2;
    int tab = 0, pressed = 0;
    std::function<void(Ui&)> above;
    const Rect first_box{20, 60, 60, 22}, second_box{20, 100, 60, 22}, button{20, 140, 80, 22};
    glm::vec2 other_tab{0};

    Board() {
        hand.draw = [this](Ui& ui) {
            if (ui.begin_panel("panel", {0, 0, 400, 400})) {
                Rect head{0, 0, 400, 28};
                constexpr std::string_view names[] = {"One", "Two"};
                other_tab = {std::ceil(width_of(ui.theme().head_strong, "One")) + 12 + 8, 14};
                tab = tabs(ui, "tabs", head, names, tab);
                if (tab == 0) {
                    if (const auto value = number_box(ui, "first", first_box, plain(), first)) first = *value;
                    if (text_button(ui, "button", button, "Button")) ++pressed;
                    if (const auto value = number_box(ui, "second", second_box, plain(), second)) second = *value;
                }
            }
            ui.end_panel();
            if (above) above(ui);
        };
        hand.frames(2);
    }
    void type(const char* text) {
        hand.frames(4);
        hand.type(text);
    }
    void type_into(const Rect& box, const char* text) {
        hand.double_click(box.center());
        type(text);
    }
};

TEST(Keys, OfADialogAreNotForWhatLiesBehindIt) {
    Board board;
    board.hand.click(board.first_box.center());
    board.hand.key(ImGuiKey_UpArrow);
    EXPECT_FLOAT_EQ(board.first, 1.01f);
    ChoiceListState list = opened_list("", {{"a", ""}, {"b", ""}, {"c", ""}}, -1, {300, 300, 100, 20});
    std::optional<int> chosen;
    board.above = [&](Ui& ui) {
        if (const auto one = choice_list(ui, {1280, 720}, list)) chosen = one;
    };
    board.hand.frames(4);
    board.hand.key(ImGuiKey_DownArrow);
    board.hand.key(ImGuiKey_DownArrow);
    board.hand.type("5");
    board.hand.key(ImGuiKey_Backspace);
    board.hand.key(ImGuiKey_Enter);
    EXPECT_TRUE(chosen.has_value());
    EXPECT_FLOAT_EQ(board.first, 1.01f);
    EXPECT_FALSE(board.hand.ui.takes_text());
    // And afterwards they are its own again.
    board.hand.key(ImGuiKey_DownArrow);
    EXPECT_FLOAT_EQ(board.first, 1);
}

// For two frames after an overlay has closed, the panels don't know yet which keys are theirs; keys wait for that.
TEST(Keys, AfterADialogAreTheFocusedItemsAgainOnceItIsDrawn) {
    Board board;
    board.hand.click(board.first_box.center());
    ChoiceListState list = opened_list("", {{"a", ""}}, -1, {300, 300, 100, 20});
    board.above = [&](Ui& ui) { (void)choice_list(ui, {1280, 720}, list); };
    board.hand.frames(4);
    feed_key(ImGuiKey_Escape, true);
    board.hand.frame();
    ASSERT_FALSE(list.open);
    EXPECT_TRUE(board.hand.ui.had_overlay());
    int waited = 0;
    for (; board.hand.ui.had_overlay() && waited < 10; ++waited) board.hand.frame();
    EXPECT_LE(waited, 2);
    EXPECT_TRUE(board.hand.ui.takes_arrows());
}

TEST(Keys, APressElsewhereTakesWhatWasTypedEvenWhereItPutsTheFieldAway) {
    Board board;
    board.type_into(board.second_box, "3.5");
    EXPECT_TRUE(board.hand.ui.takes_text());
    board.hand.click(board.other_tab);
    board.hand.frames(2);
    EXPECT_EQ(board.tab, 1);
    EXPECT_FLOAT_EQ(board.second, 3.5f);
    EXPECT_FALSE(board.hand.ui.takes_text());
}

// An item that comes after the field sees that the typing is over, and must still wait its turn.
TEST(Keys, APressThatEditsDoesNotTakeTheTypedValuesPlace) {
    Hand hand;
    float number = 1;
    bool on = false;
    int edits_at_once = 0;
    hand.draw = [&](Ui& ui) {
        int edits = 0;
        if (ui.begin_panel("panel", {0, 0, 400, 400})) {
            if (const auto value = number_box(ui, "number", {20, 60, 60, 22}, plain(), number)) {
                number = *value;
                ++edits;
            }
            if (const auto value = checkbox_row(ui, "on", {20, 100, 80, 22}, "On", on, false)) {
                on = *value;
                ++edits;
            }
        }
        ui.end_panel();
        edits_at_once = std::max(edits_at_once, edits);
    };
    hand.frames(2);
    hand.double_click({50, 71});
    hand.frames(4);
    hand.type("3.5");
    hand.click({40, 111});
    EXPECT_FLOAT_EQ(number, 3.5f);
    EXPECT_TRUE(on);
    EXPECT_EQ(edits_at_once, 1);
}

TEST(Keys, ADoubleClickIsOfTwoPressesOnTheSameItem) {
    Hand hand;
    float first = 1, second = 2;
    hand.draw = [&](Ui& ui) {
        if (ui.begin_panel("panel", {0, 0, 400, 400})) {
            if (const auto value = number_box(ui, "first", {20, 60, 60, 22}, plain(), first)) first = *value;
            if (const auto value = number_box(ui, "second", {80, 60, 60, 22}, plain(), second)) second = *value;
        }
        ui.end_panel();
    };
    hand.frames(2);
    hand.click({79, 71});
    feed_mouse_position({81, 71});
    hand.press();
    hand.release();
    EXPECT_FALSE(hand.ui.takes_text());
    hand.double_click({100, 71});
    EXPECT_TRUE(hand.ui.takes_text());
}

TEST(Keys, AFieldThatIsNotDrawnAnyMoreKeepsNoKeys) {
    Board board;
    board.type_into(board.second_box, "3.5");
    board.tab = 1;
    board.hand.frames(4);
    EXPECT_FALSE(board.hand.ui.takes_text());
}

TEST(Keys, TabTakesTheNumberAndOpensTheNextBox) {
    Board board;
    board.type_into(board.first_box, "4");
    board.hand.key(ImGuiKey_Tab);
    EXPECT_FLOAT_EQ(board.first, 4);
    board.type("5");
    board.hand.key(ImGuiKey_Enter);
    EXPECT_FLOAT_EQ(board.second, 5);
    EXPECT_EQ(board.pressed, 0);
}

TEST(Keys, WhatIsNoNumberStaysToBeMended) {
    Board board;
    board.type_into(board.first_box, "4..5");
    board.hand.key(ImGuiKey_Enter);
    EXPECT_FLOAT_EQ(board.first, 1);
    EXPECT_TRUE(board.hand.ui.takes_text());
    board.type("4.5");  // all of it is selected
    board.hand.key(ImGuiKey_Enter);
    EXPECT_FLOAT_EQ(board.first, 4.5f);
    // Left standing, it keeps no keys, and Escape takes it away.
    board.type_into(board.first_box, "x");
    board.hand.click({300, 300});
    EXPECT_FALSE(board.hand.ui.takes_text());
    board.hand.key(ImGuiKey_Escape);
    board.type_into(board.first_box, "6");
    board.hand.key(ImGuiKey_Enter);
    EXPECT_FLOAT_EQ(board.first, 6);
}

TEST(Keys, AFigureBeginsToType) {
    Board board;
    EXPECT_FALSE(board.hand.ui.takes_character('1'));
    board.hand.click(board.first_box.center());
    EXPECT_TRUE(board.hand.ui.takes_character('1'));
    EXPECT_TRUE(board.hand.ui.takes_character('-'));
    EXPECT_FALSE(board.hand.ui.takes_character('d'));
    board.hand.type("-1");
    board.type(".25");
    board.hand.key(ImGuiKey_Enter);
    EXPECT_FLOAT_EQ(board.first, -1.25f);
    board.hand.type("*");
    board.type("2");
    board.hand.key(ImGuiKey_Enter);
    EXPECT_FLOAT_EQ(board.first, -2.5f);
    board.hand.type("7");
    board.hand.frames(4);
    board.hand.key(ImGuiKey_Escape);
    EXPECT_FLOAT_EQ(board.first, -2.5f);
    EXPECT_TRUE(board.hand.ui.takes_arrows());
}

TEST(Keys, AClickedButtonLeavesTheArrowsToTheRoom) {
    Board board;
    board.hand.click(board.button.center());
    EXPECT_EQ(board.pressed, 1);
    EXPECT_FALSE(board.hand.ui.takes_arrows());
    board.hand.key(ImGuiKey_Enter);
    EXPECT_EQ(board.pressed, 1);
    board.hand.click(board.first_box.center());
    EXPECT_TRUE(board.hand.ui.takes_arrows());
    board.hand.key(ImGuiKey_Tab);  // to the button
    EXPECT_FALSE(board.hand.ui.takes_arrows());
    board.hand.key(ImGuiKey_Enter);
    EXPECT_EQ(board.pressed, 2);
}

TEST(Clicks, AreCountedByWhenTheyWereMade) {
    ClickCounter counter;
    EXPECT_EQ(counter.press(10.0, {5, 5}), 1);
    EXPECT_EQ(counter.press(10.3, {6, 5}), 2);
    EXPECT_EQ(counter.press(10.5, {6, 5}), 3);
    EXPECT_EQ(counter.press(10.6, {60, 5}), 1);
    EXPECT_EQ(counter.press(11.1, {60, 5}), 1);
}

// --- what lies above ------------------------------------------------------------------------------------------------

TEST(Popups, ThePressThatClosesOneIsForNothingElse) {
    Board board;
    ChoiceListState list;
    CommandListState commands;
    BarState bar;
    const auto open_one = [&](int which) {
        list = {};
        commands = {};
        bar = {};
        if (which == 0) list = opened_list("", {{"a", ""}}, -1, {600, 600, 100, 20});
        if (which == 1) commands.open = commands.fresh = true;
        if (which == 2) bar.menu = 2;
    };
    const auto open = [&] { return list.open || commands.open || bar.menu >= 0; };
    board.above = [&](Ui& ui) {
        (void)top_bar(ui, {500, 0, 700, 30}, {}, bar);
        (void)choice_list(ui, {1280, 720}, list);
        (void)command_list(ui, {1280, 720}, commands);
    };
    for (int which = 0; which < 3; ++which) {
        open_one(which);
        board.hand.frames(4);
        ASSERT_TRUE(open());
        board.hand.click(board.button.center());
        EXPECT_FALSE(open()) << which;
        EXPECT_EQ(board.pressed, which) << which;
        board.hand.click(board.button.center());
        EXPECT_EQ(board.pressed, which + 1) << which;
    }
}

// What a button beside it or a key opens lies above everything else.
TEST(Popups, AMenuIsPutAwayByACommandFromBesideIt) {
    Hand hand;
    BarState bar;
    std::optional<Command> chosen;
    hand.draw = [&](Ui& ui) {
        if (const auto one = top_bar(ui, {0, 0, 1280, 30}, {"exposure", ""}, bar)) chosen = one;
    };
    hand.frames(2);
    bar.menu = 0;
    hand.frames(2);
    hand.click({1280 - 40, 15});
    EXPECT_EQ(chosen, Command::commands);
    EXPECT_EQ(bar.menu, -1);
}

// --- the picker -----------------------------------------------------------------------------------------------------

struct Saving {
    test::ScratchFolder scratch;
    Hand hand;
    std::optional<Picker> picker;
    std::optional<Picked> picked;

    explicit Saving(const std::string& extension, const std::string& name = "") {
        std::filesystem::create_directories(scratch / "inner");
        PickerRequest request;
        request.kind = {"Files", {}};
        request.save = true;
        request.folder = scratch / "inner";
        request.name = name;
        request.complete = [extension](const std::filesystem::path& typed, const std::vector<int>&) {
            return with_extension(typed, extension,
                                  {"", {std::filesystem::path("name" + extension).extension().string()}});
        };
        picker.emplace(std::move(request));
        hand.draw = [this](Ui& ui) {
            if (auto one = picker->draw(ui, {1280, 720})) picked = std::move(one);
        };
        hand.frames(4);
    }
    void write(const std::string& name) const { std::ofstream(scratch / ("inner/" + name)) << "there"; }
};

TEST(SavingPicker, AsksBeforeWhatTheTypedNameMeansIsReplaced) {
    for (const auto& [extension, there] :
         {std::pair{".cdl", "grade.cdl"}, std::pair{".%06d.exr", "grade.001001.exr"}}) {
        Saving saving(extension);
        saving.write(there);
        saving.hand.type("grade");
        saving.hand.key(ImGuiKey_Enter);
        EXPECT_FALSE(saving.picked) << there;
        EXPECT_FALSE(saving.picker->closed());
        saving.hand.frames(4);
        saving.hand.key(ImGuiKey_Enter);
        ASSERT_TRUE(saving.picked) << there;
        EXPECT_EQ(saving.picked->path.filename(), std::string("grade") + extension);
    }
    Saving free(".cdl");
    free.write("grade");  // another file than grade.cdl
    free.hand.type("grade");
    free.hand.key(ImGuiKey_Enter);
    EXPECT_TRUE(free.picked);
}

TEST(SavingPicker, TheKeyThatEmptiesTheNameStaysInTheFolder) {
    {
        Saving saving(".cdl", "grade.cdl");  // selected, so that one Backspace takes all of it
        saving.hand.key(ImGuiKey_Backspace);
        saving.hand.type("here");
        saving.hand.key(ImGuiKey_Enter);
        ASSERT_TRUE(saving.picked);
        EXPECT_EQ(saving.picked->path, saving.scratch / "inner/here.cdl");
    }
    Saving up(".cdl");
    up.hand.key(ImGuiKey_Backspace);
    up.hand.type("here");
    up.hand.key(ImGuiKey_Enter);
    ASSERT_TRUE(up.picked);
    EXPECT_EQ(up.picked->path, up.scratch / "here.cdl");
}

TEST(FileList, ASequenceIsTakenByAnyOfItsFrames) {
    const test::ScratchFolder scratch;
    std::ofstream(scratch / "shot.000123.exr") << "there";
    EXPECT_TRUE(is_taken(scratch / "shot.%06d.exr"));
    EXPECT_TRUE(is_taken(scratch / "shot.######.exr"));
    EXPECT_TRUE(is_taken(scratch / "shot.000123.exr"));
    EXPECT_FALSE(is_taken(scratch / "shot.%06d.dpx"));
    EXPECT_FALSE(is_taken(scratch / "other.%06d.exr"));
    EXPECT_FALSE(is_taken(scratch / "nowhere/shot.%06d.exr"));
    // A movie's name is a name.
    std::ofstream(scratch / "take12.mov") << "there";
    EXPECT_FALSE(is_taken(scratch / "take#2.mov"));
    EXPECT_FALSE(is_taken(scratch / "take%02d.mov"));
}

// --- curves ---------------------------------------------------------------------------------------------------------

struct OneCurve {
    Hand hand;
    grade::Curve curve;
    CurveState state;
    int edits = 0;
    const Rect plot{20, 20, 300, 300};

    OneCurve() {
        hand.draw = [this](Ui& ui) {
            if (ui.begin_panel("panel", {0, 0, 400, 400})) {
                const CurveResult result = curve_editor(ui, "curve", plot, curve, state, tone::luma, true);
                if (result.value) {
                    curve = *result.value;
                    ++edits;
                }
            }
            ui.end_panel();
        };
        hand.frames(2);
    }
    glm::vec2 at(float x, float y) const { return {plot.x + x * plot.w, plot.bottom() - y * plot.h}; }
};

TEST(CurveEditor, APressAddsAPointOnTheCurveAndNowhereElse) {
    OneCurve c;
    const grade::Curve straight = c.curve;
    c.hand.click(c.at(0.3f, 0.8f));
    c.hand.double_click(c.at(0.3f, 0.8f));
    c.hand.drag(c.at(0.7f, 0.2f), c.at(0.8f, 0.3f));
    EXPECT_EQ(c.curve, straight);
    EXPECT_EQ(c.edits, 0);
    // Beside it: onto it.
    c.hand.click(c.at(0.5f, 0.52f));
    ASSERT_EQ(c.curve.points.size(), straight.points.size() + 1);
    EXPECT_NEAR(c.curve.points[1].x, c.curve.points[1].y, 2e-3f);
    // A steep part is near sideways too.
    c.curve.points = {{0, 0}, {0.48f, 0}, {0.52f, 1}, {1, 1}};
    c.hand.frames(2);
    c.hand.click(c.at(0.5f - 0.02f, 0.5f));
    EXPECT_EQ(c.curve.points.size(), 5u);
}

TEST(CurveEditor, ADoubleClickOnTheBareCurveAddsOnePoint) {
    OneCurve c;
    const std::size_t before = c.curve.points.size();
    c.hand.double_click(c.at(0.5f, 0.5f));
    EXPECT_EQ(c.curve.points.size(), before + 1);
    EXPECT_EQ(c.edits, 1);
    c.hand.double_click(c.at(0.5f, 0.5f));
    EXPECT_EQ(c.curve.points.size(), before);
}

TEST(CurveEditor, ADragMovesOnlyThePointThatWasPressed) {
    OneCurve c;
    c.curve.points = {{0, 0}, {0.25f, 0.25f}, {0.75f, 0.75f}, {1, 1}};
    c.hand.frames(2);
    c.hand.click(c.at(0.25f, 0.25f));
    const grade::Curve before = c.curve;
    c.hand.drag(c.at(0.5f, 0.9f), c.at(0.5f, 0.7f));  // off the curve: nothing is pressed
    EXPECT_EQ(c.curve, before);
    // Undo, or another grade, has other points.
    c.hand.click(c.at(0.75f, 0.75f));
    EXPECT_EQ(c.state.selected, 2);
    c.curve.points = {{0, 0}, {0.1f, 0.3f}, {0.2f, 0.4f}, {1, 1}};
    c.hand.frames(2);
    EXPECT_EQ(c.state.selected, -1);
    const grade::Curve other = c.curve;
    c.hand.key(ImGuiKey_UpArrow);
    c.hand.key(ImGuiKey_Delete);
    EXPECT_EQ(c.curve, other);
}

}  // namespace
}  // namespace umber::app
