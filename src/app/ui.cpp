#include "app/ui.h"

#include <imgui_stdlib.h>

#include <algorithm>
#include <utility>

namespace umber::app {

namespace {

constexpr double tooltip_delay = 0.8;
constexpr float click_slop = 3;  // pixels at 1x that a hand may move between press and release of a click

}  // namespace

bool begins_number(unsigned character) {
    return (character >= '0' && character <= '9') || character == '.' || character == ',' || character == '-' ||
           character == '*' || character == '/';
}

void Ui::begin_frame(double seconds) {
    now_ = seconds;
    was_typing_ = typing();
    stops_.clear();
    overlay_ = std::exchange(overlay_drawn_, 0);
    due_press_ = std::exchange(late_press_, 0);
    due_double_ = late_double_;
    opened_ = std::exchange(to_open_, 0);
    editing_drawn_ = tab_typed_ = escape_typed_ = false;
    if (awaited_frames_ > 0) --awaited_frames_;
    hovered_panel_ = 0;
    next_draw_.reset();
    tip_seen_ = 0;
    if (held_ != 0) {
        const ImGuiIO& io = ImGui::GetIO();
        const float speed = io.KeyShift ? 0.2f : io.KeyCtrl ? 4.0f : 1.0f;
        dragged_ += from_im(io.MouseDelta) * speed;
        const ImVec2 whole = ImGui::GetMouseDragDelta(ImGuiMouseButton_Left, 0.0f);
        if (std::abs(whole.x) + std::abs(whole.y) > px(click_slop)) moved_ = true;
    }
}

void Ui::end_frame() {
    // A field whose panel shows something else by now.
    if (editing_ != 0 && !editing_drawn_) editing_ = 0;
    if (!typing() && key_pressed(ImGuiKey_Tab) && !stops_.empty()) walk(ImGui::GetIO().KeyShift, tab_typed_);
    if (key_pressed(ImGuiKey_Escape, false) && !escape_typed_ && overlay_ == 0 && overlay_drawn_ == 0) {
        focused_ = 0;
        if (!typing()) editing_ = 0;
    }
    if (held_ != 0 && !ImGui::IsMouseDown(ImGuiMouseButton_Left)) {
        held_ = 0;
        ++gesture_;
    }
    draw_tooltip();
}

void Ui::walk(bool back, bool to_typing) {
    const auto at = std::find_if(stops_.begin(), stops_.end(), [&](const Stop& s) { return s.id == focused_; });
    // Within the palette that has the focus; else into the one below the pointer, else into the first.
    const ImGuiID panel = at != stops_.end() ? at->panel : hovered_panel_ != 0 ? hovered_panel_ : stops_[0].panel;
    std::vector<ImGuiID> chain;
    for (const Stop& stop : stops_)
        if (stop.panel == panel && (!to_typing || stop.keys == Keys::typing)) chain.push_back(stop.id);
    if (chain.empty()) chain.push_back(stops_[0].id);
    const auto here = std::find(chain.begin(), chain.end(), focused_);
    if (here == chain.end())
        focused_ = back ? chain.back() : chain.front();
    else
        focused_ =
            chain[(static_cast<std::size_t>(here - chain.begin()) + (back ? chain.size() - 1 : 1)) % chain.size()];
    ++gesture_;
    if (to_typing) {
        to_open_ = focused_;
        await_keyboard();
        next_draw_ = now_;
    } else if (text_input_active()) {
        ImGui::ClearActiveID();  // Enter is the item's now, not the text field's
    }
}

Keys Ui::focus_keys() const {
    for (const Stop& stop : stops_)
        if (stop.id == focused_) return stop.keys;
    return Keys::none;
}

bool Ui::takes_character(unsigned character) const {
    return focus_keys() == Keys::typing && begins_number(character);
}

std::string Ui::number_begun(const Touch& touch) const {
    std::string text;
    if (!touch.focused || typing()) return text;
    for (const ImWchar character : ImGui::GetIO().InputQueueCharacters) {
        if (text.empty() && !begins_number(character)) continue;
        if (character >= ' ' && character < 127) text += static_cast<char>(character);
    }
    return text;
}

bool Ui::begin_panel(const char* id, const Rect& rect) {
    ImGui::SetNextWindowPos(ImVec2(rect.x, rect.y));
    ImGui::SetNextWindowSize(ImVec2(std::max(1.0f, rect.w), std::max(1.0f, rect.h)));
    const bool open = ImGui::Begin(id, nullptr, quiet_window_flags());
    panel_ = ImGui::GetID("");
    if (rect.contains(from_im(ImGui::GetIO().MousePos))) hovered_panel_ = panel_;
    return open && !rect.empty();
}

bool Ui::begin_overlay(const char* id, const Rect& rect, bool focused) {
    ImGui::SetNextWindowPos(ImVec2(rect.x, rect.y));
    ImGui::SetNextWindowSize(ImVec2(rect.w, rect.h));
    if (focused) ImGui::SetNextWindowFocus();
    const bool open = ImGui::Begin(id, nullptr, quiet_window_flags() & ~ImGuiWindowFlags_NoBringToFrontOnFocus);
    panel_ = ImGui::GetID("");
    hovered_panel_ = panel_;
    if (focused) overlay_drawn_ = panel_;
    return open;
}

void Ui::end_panel() {
    ImGui::End();
    panel_ = 0;
}

bool Ui::dismissed(const Rect& rect) const {
    const bool outside =
        ImGui::IsMouseClicked(ImGuiMouseButton_Left) && !rect.contains(from_im(ImGui::GetIO().MousePos));
    return outside || key_pressed(ImGuiKey_Escape, false);
}

Touch Ui::touch(const char* id, const Rect& rect, Keys keys, ImGuiMouseCursor cursor) {
    Touch result;
    result.id = ImGui::GetID(id);
    if (rect.empty()) return result;
    ImGui::SetCursorScreenPos(ImVec2(rect.x, rect.y));
    ImGui::InvisibleButton(id, ImVec2(rect.w, rect.h));
    result.hovered = ImGui::IsItemHovered();
    result.pressed = ImGui::IsItemActivated() && ImGui::IsMouseClicked(ImGuiMouseButton_Left);
    bool twice = result.pressed && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left);
    // Whether the field was drawn before this item, and has ended, or comes after it.
    if (result.pressed && (was_typing_ || typing())) {
        late_press_ = result.id;
        late_double_ = twice;
        result.pressed = false;
        next_draw_ = now_;
    } else if (due_press_ == result.id) {
        result.pressed = true;
        twice = due_double_;
    }
    result.right_clicked = result.hovered && ImGui::IsMouseClicked(ImGuiMouseButton_Right);
    if (result.pressed) {
        held_ = result.id;
        dragged_ = glm::vec2(0);
        moved_ = false;
        double_ = result.double_clicked = twice && last_pressed_ == result.id;
        last_pressed_ = result.id;
        ++gesture_;
        focused_ = 0;
    }
    // The second press of a double-click is a command; it drags nothing.
    result.held = ImGui::IsItemActive() && held_ == result.id && !double_;
    if (held_ == result.id && ImGui::IsItemDeactivated()) {
        result.released = true;
        result.clicked = !moved_ && result.hovered && !double_;
        if (keys >= Keys::arrows && !moved_) focused_ = result.id;
    }
    if ((result.hovered && held_ == 0) || result.held) {
        if (cursor != ImGuiMouseCursor_Arrow) ImGui::SetMouseCursor(cursor);
    }
    if (keys != Keys::none && !covered()) {
        stops_.push_back({result.id, panel_, keys});
        result.focused = focused_ == result.id;
    }
    return result;
}

glm::vec2 Ui::dragged(ImGuiID id) const {
    return id == held_ ? dragged_ : glm::vec2(0);
}

float Ui::arrow_steps(const Touch& touch, bool vertical_only) {
    if (!touch.focused || typing()) return 0;
    float steps = 0;
    if (!vertical_only) {
        if (key_pressed(ImGuiKey_RightArrow)) steps += 1;
        if (key_pressed(ImGuiKey_LeftArrow)) steps -= 1;
    }
    if (key_pressed(ImGuiKey_UpArrow)) steps += 1;
    if (key_pressed(ImGuiKey_DownArrow)) steps -= 1;
    if (steps != 0 && arrow_owner_ != touch.id) {
        arrow_owner_ = touch.id;
        ++gesture_;
    }
    const ImGuiIO& io = ImGui::GetIO();
    return steps * (io.KeyShift ? 0.2f : io.KeyCtrl ? 10.0f : 1.0f);
}

bool Ui::enter_pressed(const Touch& touch) const {
    return touch.focused && !typing() && (key_pressed(ImGuiKey_Enter, false) || key_pressed(key_number_enter, false));
}

void Ui::start_editing(ImGuiID id, std::string text, bool begun) {
    editing_ = focused_ = id;
    editing_is_new_ = editing_drawn_ = true;
    editing_begun_ = cursor_to_end_ = begun;
    editing_wrong_ = editing_left_ = false;
    editing_before_ = begun ? std::string() : text;
    editing_text_ = std::move(text);
    await_keyboard();
    next_draw_ = now_;
    ++gesture_;
}

std::optional<std::string> Ui::edited(ImGuiID id, const Rect& rect, const Face& face,
                                      const std::function<bool(std::string_view)>& accepted) {
    if (editing_ != id) return std::nullopt;
    editing_drawn_ = true;
    if (!covered()) stops_.push_back({id, panel_, Keys::typing});
    fill(rect, tone::well, px(2));
    ImGui::PushID(static_cast<int>(id));
    ImGui::PushFont(face.font);
    const float padding = std::max(0.0f, std::floor((rect.h - ImGui::GetFontSize()) * 0.5f));
    ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ImVec2(px(4), padding));
    ImGui::PushStyleColor(ImGuiCol_FrameBg, tone::well);
    ImGui::SetCursorScreenPos(ImVec2(rect.x, rect.y));
    ImGui::SetNextItemWidth(rect.w);
    if (editing_is_new_) ImGui::SetKeyboardFocusHere();
    // A field that takes the keyboard selects all that is in it; what has been typed already is to stay.
    const auto to_end = [](ImGuiInputTextCallbackData* data) {
        if (std::exchange(*static_cast<bool*>(data->UserData), false)) {
            data->CursorPos = data->BufTextLen;
            data->ClearSelection();
        }
        return 0;
    };
    const ImGuiInputTextFlags flags = ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_CallbackAlways |
                                      (editing_begun_ ? ImGuiInputTextFlags_None : ImGuiInputTextFlags_AutoSelectAll);
    const bool entered = ImGui::InputText("##edit", &editing_text_, flags, to_end, &cursor_to_end_);
    const bool active = ImGui::IsItemActive();
    const bool left = !editing_is_new_ && ImGui::IsItemDeactivated();
    ImGui::PopStyleColor();
    ImGui::PopStyleVar();
    ImGui::PopFont();
    ImGui::PopID();
    frame(rect, editing_wrong_ ? tone::red : tone::accent, px(2));
    // The field gets the keyboard only in the frame after it was asked for.
    if (editing_is_new_) {
        editing_is_new_ = false;
        await_keyboard();
        next_draw_ = now_;
        return std::nullopt;
    }
    if (active) editing_left_ = false;
    tab_typed_ = active && key_pressed(ImGuiKey_Tab, false);
    escape_typed_ = left && key_pressed(ImGuiKey_Escape, false);
    if (!entered && !left && !tab_typed_) return std::nullopt;
    if (!escape_typed_ && editing_text_ != editing_before_ && !accepted(editing_text_)) {
        editing_wrong_ = true;
        // Enter and Tab leave the keyboard with it; a press elsewhere takes it.
        if (tab_typed_)
            return std::nullopt;
        else if (entered)
            editing_is_new_ = true;
        else
            editing_left_ = true;
        if (entered) await_keyboard();
        next_draw_ = now_;
        return std::nullopt;
    }
    if (tab_typed_) ImGui::ClearActiveID();
    editing_ = 0;
    ++gesture_;
    if (escape_typed_ || editing_text_ == editing_before_) return std::nullopt;
    return editing_text_;
}

void Ui::tooltip(const Touch& touch, std::string_view text) {
    if (!touch.hovered || held_ != 0 || text.empty()) return;
    if (tip_of_ != touch.id) {
        tip_of_ = touch.id;
        tip_since_ = now_;
    }
    tip_ = text;
    tip_seen_ = touch.id;
}

void Ui::draw_tooltip() {
    if (tip_seen_ == 0) {
        tip_of_ = 0;
        return;
    }
    if (now_ - tip_since_ < tooltip_delay) {
        next_draw_ = std::min(next_draw_.value_or(1e300), tip_since_ + tooltip_delay);
        return;
    }
    ImDrawList& list = *ImGui::GetForegroundDrawList();
    const Face& face = theme_.small;
    std::vector<std::string_view> lines;
    for (std::string_view rest = tip_; !rest.empty();) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        lines.push_back(rest.substr(0, end));
        rest.remove_prefix(std::min(rest.size(), end + 1));
    }
    float width = 0;
    for (const auto line : lines) width = std::max(width, width_of(face, line));
    const float height = px(16), pad = px(7);
    glm::vec2 size{width + 2 * pad, height * static_cast<float>(lines.size()) + px(8)};
    glm::vec2 at = from_im(ImGui::GetIO().MousePos) + glm::vec2(px(12), px(18));
    const glm::vec2 screen = from_im(ImGui::GetIO().DisplaySize);
    at = glm::max(glm::vec2(0), glm::min(at, screen - size - glm::vec2(px(4))));
    if (at.y < ImGui::GetIO().MousePos.y) at.y = std::max(0.0f, ImGui::GetIO().MousePos.y - size.y - px(6));
    at = glm::round(at);
    list.AddRectFilled(im(at), im(at + size), tone::grey(0x14, 245), px(3));
    list.AddRect(im(at), im(at + size), tone::press, px(3), 0, px(1));
    for (std::size_t i = 0; i < lines.size(); ++i)
        draw_text(list, face, at + glm::vec2(pad, px(4) + height * static_cast<float>(i)), width, height, tone::text,
                  lines[i]);
}

void Ui::fill(const Rect& rect, ImU32 color, float rounding) const {
    draw().AddRectFilled(im(rect.min()), im(rect.max()), color, rounding);
}

void Ui::frame(const Rect& rect, ImU32 color, float rounding) const {
    draw().AddRect(im(rect.min()), im(rect.max()), color, rounding, 0, px(1));
}

void Ui::text(const Face& face, const Rect& rect, ImU32 color, std::string_view what, Align align) const {
    draw_text(draw(), face, rect.min(), rect.w, rect.h, color, what, align);
}

}  // namespace umber::app
