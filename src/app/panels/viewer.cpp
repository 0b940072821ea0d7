#include "app/panels/viewer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/widgets/basics.h"

namespace umber::app {

namespace {

constexpr float zoom_least = 0.05f, zoom_most = 32;

float fit_zoom(const Rect& place, glm::vec2 picture, float scale) {
    // Room around it, so that neutral grey is beside every edge of the picture.
    const float margin = std::round(12 * scale);
    const Rect inner = place.inset(margin);
    return std::max(0.001f, std::min(inner.w / picture.x, inner.h / picture.y));
}

// Of a word of the read-out: as wide as its figures can become.
float readout_column(const Ui& ui, const std::string& word) {
    const Face& face = ui.theme().value;
    const std::string_view widest = word.ends_with("nits")                ? "8888.8 nits"
                                    : word.ends_with("%")                 ? "R 888.8 %"
                                    : word.find(',') != std::string::npos ? "8888, 8888"
                                                                          : "R 88888";
    return std::ceil(std::max(width_of(face, widest), width_of(face, word))) + ui.px(6);
}

// At the right end of the head, in columns that stay where they are while the figures change; the name and what the
// clip is stay left of it, as far as there is room.
void draw_readout(Ui& ui, Rect& head, const std::vector<std::string>& words) {
    float width = 0;
    for (const std::string& word : words) width += readout_column(ui, word);
    Rect place = cut_right(head, width);
    for (const std::string& word : words) {
        if (place.w < width_of(ui.theme().value, word)) break;
        ui.text(ui.theme().value, cut_left(place, readout_column(ui, word)), tone::text, word);
    }
    cut_right(head, ui.px(12));
}

void draw_head(Ui& ui, const Rect& rect, const ViewerInfo& info, ViewerState& state, float zoom, ViewerResult& result) {
    ui.fill(rect, tone::head);
    Rect head = rect;
    cut_left(head, ui.px(10));
    cut_right(head, ui.px(4));
    if (!info.has_clip) {
        ui.text(ui.theme().head, head, tone::text_dim, info.opening ? "Opening…" : "Viewer");
        return;
    }
    const auto underline = [&](const Rect& place) {
        ui.fill({place.x + ui.px(6), place.bottom() - ui.px(3), place.w - ui.px(12), ui.px(2)}, tone::accent);
    };
    const auto word = [&](const char* id, std::string_view label, Command command, bool on, bool amber = false) {
        const Rect place = cut_right(head, word_width(ui, label));
        if (word_button(ui, id, place, label, tip(command), on, true, Align::center,
                        amber ? tone::accent : tone::text_bright))
            result.command = command;
        if (amber) underline(place);
    };
    {
        const std::string_view label = "False colour";
        const Rect place = cut_right(head, word_width(ui, label));
        if (word_button(ui, "marks", place, label, tip(Command::false_colour), info.marked, true, Align::center))
            result.marks = place;
        if (info.marked) underline(place);
    }
    // The ungraded picture must not be taken for the graded one; there is nothing to wipe then.
    word("before", state.before ? "Before" : "After", Command::before_after, state.before, state.before);
    word("wipe", "Wipe", Command::wipe, state.wipe && !state.before);
    word("one", "1:1", Command::actual_size, !state.fit && std::abs(state.zoom - 1) < 1e-3f);
    word("fit", state.fit ? fmt::format("Fit {:.0f} %", zoom * 100) : fmt::format("{:.0f} %", zoom * 100), Command::fit,
         state.fit);
    if (!info.mark.empty()) {
        const Rect place = cut_right(head, word_width(ui, info.mark));
        const Touch touch = ui.touch("neutral", place);
        ui.text(ui.theme().head, place, touch.hovered ? tone::text_bright : tone::accent, info.mark, Align::center);
        ui.tooltip(touch, "The viewer is not neutral; masters, stills and scopes are. Press to reset   \\");
        if (touch.pressed) result.command = Command::viewer_neutral;
    }
    if (!info.display.empty()) {
        const Rect place = cut_right(head, word_width(ui, info.display));
        const Touch touch = ui.touch("display", place);
        ui.text(ui.theme().head, place, touch.hovered ? tone::text_bright : tone::accent, info.display, Align::center);
        ui.tooltip(touch, info.raw ? "HDR's code values as they are. Press for its light   " +
                                         shortcut_text(app::info(Command::raw_codes))
                                   : "How this display shows it; masters, stills and scopes are not changed. Press for "
                                     "HDR's code values as they are   " +
                                         shortcut_text(app::info(Command::raw_codes)));
        if (touch.pressed) result.command = Command::raw_codes;
    }
    cut_right(head, ui.px(12));
    if (!info.readout.empty()) draw_readout(ui, head, info.readout);
    const float name =
        std::min(std::ceil(width_of(ui.theme().head_strong, info.name)), std::max(head.w * 0.5f, ui.px(60)));
    Rect name_place = cut_left(head, name);
    const std::string shown = shortened_in_the_middle(ui.theme().head_strong, info.name, name_place.w);
    ui.text(ui.theme().head_strong, name_place, tone::text_bright, shown);
    if (info.clips > 1) {
        const Rect arrow = cut_left(head, ui.px(16));
        name_place.w += arrow.w;
        const Touch touch = ui.touch("clips", name_place);
        draw_icon(ui.draw(), Icon::chevron_down, arrow, ui.px(7), touch.hovered ? tone::text_bright : tone::text_dim,
                  std::max(1.0f, ui.theme().scale));
        ui.tooltip(touch,
                   fmt::format("{} clips are open   {}", info.clips, shortcut_text(app::info(Command::next_clip))));
        if (touch.pressed) result.clips = name_place;
    }
    cut_left(head, ui.px(12));
    if (head.w < ui.px(40)) return;
    const Touch touch = ui.touch("description", head);
    const std::string line = shortened(ui.theme().head, info.description, head.w);
    ui.text(ui.theme().head, head, tone::text_dim, line);
    if (line != info.description || shown != info.name) ui.tooltip(touch, info.name + "\n" + info.description);
}

void draw_empty(Ui& ui, const Rect& place, bool opening) {
    const Rect middle{place.x, place.center().y - ui.px(14), place.w, ui.px(20)};
    if (opening) {
        ui.text(ui.theme().text, middle, tone::text_dim, "Opening…", Align::center);
        return;
    }
    ui.text(ui.theme().text, middle, tone::text, "Drop a clip here, or Ctrl+O", Align::center);
    ui.text(ui.theme().small, {middle.x, middle.bottom() + ui.px(4), middle.w, ui.px(18)}, tone::text_dim,
            "Movies, stills and numbered sequences", Align::center);
}

void draw_picture(Ui& ui, const Rect& place, const ViewerInfo& info, ViewerState& state, ViewerResult& result) {
    const float scale = ui.theme().scale;
    result.picture = picture_rect(place, info.picture, state, scale);
    ImGui::PushClipRect(im(place.min()), im(place.max()), true);
    // The wipe's line is taken hold of before the picture is.
    if (state.wipe && !state.before) {
        const float x =
            std::clamp(std::round(result.picture.x + state.wipe_at * result.picture.w), place.x, place.right() - 1);
        const Touch touch =
            ui.touch("wipe line", {x - ui.px(6), place.y, ui.px(13), place.h}, Keys::none, ImGuiMouseCursor_ResizeEW);
        if (touch.held) {
            const float start = ui.at_press(touch, state.wipe_at);
            state.wipe_at = std::clamp(start + ui.dragged(touch.id).x / result.picture.w, 0.0f, 1.0f);
        }
        const float at =
            std::clamp(std::round(result.picture.x + state.wipe_at * result.picture.w), place.x, place.right() - 1);
        result.wipe_x = at;
        // Between two dark edges, for white pictures.
        ui.fill({at - ui.px(1), place.y, 3 * ui.px(1), place.h}, tone::grey(0x10, 170));
        ui.fill({at, place.y, ui.px(1), place.h},
                touch.held || touch.hovered ? tone::grey(0xec) : tone::grey(0xbb, 220));
        const Rect grip{at - ui.px(2), place.center().y - ui.px(10), ui.px(5), ui.px(20)};
        ui.fill(grip, touch.held ? tone::text_bright : tone::text, ui.px(2));
        // Which side is which: above the picture where there is room, as beside one that is fitted; else over it.
        const float high = ui.px(12), top = std::max(place.y, std::floor(result.picture.y) - high);
        const auto label = [&](std::string_view words, bool left) {
            const float wide = std::ceil(width_of(ui.theme().tiny, words)), side = ui.px(7);
            const Rect rect{left ? at - side - wide : at + side, top, wide, high};
            if (rect.bottom() > result.picture.y + 1)
                ui.fill({rect.x - ui.px(3), rect.y, rect.w + 2 * ui.px(3), rect.h}, tone::grey(0x14, 200), ui.px(2));
            ui.text(ui.theme().tiny, rect, tone::text, words);
        };
        label("Before", true);
        label("After", false);
    }
    const bool beyond = result.picture.w > place.w + 1 || result.picture.h > place.h + 1;
    const Touch touch = ui.touch("picture", place, Keys::none, beyond ? ImGuiMouseCursor_Hand : ImGuiMouseCursor_Arrow);
    const ImGuiIO& io = ImGui::GetIO();
    if (touch.held && beyond) {
        const glm::vec2 start = ui.at_press(touch, state.center);
        const glm::vec2 moved = from_im(ImGui::GetMouseDragDelta(ImGuiMouseButton_Left, 0.0f));
        state.center = glm::clamp(start - moved / result.picture.size(), 0.0f, 1.0f);
    }
    if (touch.double_clicked) result.command = state.fit ? Command::actual_size : Command::fit;
    if (touch.hovered && io.MouseWheel != 0)
        state = zoomed(state, place, info.picture, scale, std::pow(1.2f, io.MouseWheel), from_im(io.MousePos));
    ImGui::PopClipRect();
    result.picture = picture_rect(place, info.picture, state, scale);
    result.zoom = result.picture.w / info.picture.x;
}

// What the colours mean, at the right edge of the place: beside the picture where there is room.
void draw_legend(Ui& ui, const Rect& place, const Legend& legend) {
    const Face& face = ui.theme().small;
    const float row = ui.px(16), pad = ui.px(6), swatch = ui.px(14);
    float width = width_of(face, legend.title);
    for (const LegendEntry& one : legend.entries)
        width = std::max(width, swatch + ui.px(6) + width_of(face, one.label));
    const Rect rect{place.right() - std::ceil(width) - 2 * pad - ui.px(6), place.y + ui.px(6),
                    std::ceil(width) + 2 * pad, row * static_cast<float>(legend.entries.size() + 1) + 2 * pad};
    if (rect.h > place.h - ui.px(12) || rect.w > place.w * 0.5f) return;
    ui.fill(rect, tone::grey(0x14, 225), ui.px(3));
    Rect rest = rect.inset(pad);
    ui.text(face, cut_top(rest, row), tone::text, legend.title);
    for (const LegendEntry& one : legend.entries) {
        Rect line = cut_top(rest, row);
        const auto byte = [](float value) { return static_cast<int>(std::lround(value * 255)); };
        ui.fill(cut_left(line, swatch).inset(0, ui.px(1)),
                IM_COL32(byte(one.color.x), byte(one.color.y), byte(one.color.z), 255));
        cut_left(line, ui.px(6));
        ui.text(face, line, tone::text, one.label);
    }
}

void draw_scrub(Ui& ui, const Rect& rect, const ViewerInfo& info, ViewerResult& result) {
    ui.fill(rect, tone::well);
    if (!info.has_clip) return;
    const Rect bar = rect.inset(ui.px(10), 0);
    const Touch touch = ui.touch("scrub", rect, Keys::none, ImGuiMouseCursor_Hand);
    const auto last = static_cast<float>(std::max<std::int64_t>(1, info.frames - 1));
    const float middle = std::round(rect.center().y);
    ui.fill({bar.x, middle - ui.px(1), bar.w, ui.px(3)}, tone::grey(0x3c), ui.px(1));
    // Ticks of the seconds, where they don't crowd.
    const double seconds = info.wanted_fps > 0 ? static_cast<double>(info.frames) / info.wanted_fps : 0;
    if (seconds > 1 && bar.w / seconds >= ui.px(12))
        for (int s = 1; s < seconds; ++s) {
            const float x = std::round(bar.x + static_cast<float>(s * info.wanted_fps) / last * bar.w);
            if (x < bar.right()) ui.fill({x, middle + ui.px(4), ui.px(1), ui.px(4)}, tone::grey(0x44));
        }
    std::int64_t frame = info.frame;
    if (touch.held) {
        const float part = std::clamp((ImGui::GetIO().MousePos.x - bar.x) / std::max(1.0f, bar.w), 0.0f, 1.0f);
        frame = std::lround(part * last);
        if (info.frames <= 1) frame = 0;
        if (frame != info.frame || touch.pressed) result.seek = frame;
    }
    const float x = std::round(bar.x + static_cast<float>(frame) / last * bar.w);
    ui.fill({bar.x, middle - ui.px(1), x - bar.x, ui.px(3)}, tone::grey(0x5a), ui.px(1));
    ui.fill({x - ui.px(1), rect.y, ui.px(2), rect.h}, tone::accent);
    if (touch.hovered || touch.held)
        ui.draw().AddTriangleFilled(ImVec2(x - ui.px(4), rect.y), ImVec2(x + ui.px(4), rect.y),
                                    ImVec2(x, rect.y + ui.px(5)), tone::accent);
}

void draw_transport(Ui& ui, const Rect& rect, const ViewerInfo& info, ViewerResult& result) {
    ui.fill(rect, tone::head);
    const float side = ui.px(26);
    const Rect middle{rect.center().x, rect.y, 0, rect.h};
    struct Button {
        const char* id;
        Icon icon;
        Command command;
        bool on;
    };
    const Button buttons[] = {
        {"start", Icon::to_start, Command::first_frame, false},
        {"back", Icon::step_back, Command::previous_frame, false},
        {"reverse", Icon::play_backwards, Command::play_backwards, info.speed < 0},
        {"play", info.speed > 0 ? Icon::pause : Icon::play, Command::play, info.speed > 0},
        {"forward", Icon::step_forward, Command::next_frame, false},
        {"end", Icon::to_end, Command::last_frame, false},
        {"loop", Icon::loop, Command::loop, info.looping},
    };
    const float width = side * static_cast<float>(std::size(buttons));
    Rect row{std::round(middle.x - width * 0.5f), std::round(rect.center().y - side * 0.5f), width, side};
    // Left: where the clip is. Right: how fast it plays. Both fold before they touch the buttons.
    Rect left{rect.x + ui.px(10), rect.y, row.x - rect.x - ui.px(20), rect.h};
    Rect right{row.right() + ui.px(10), rect.y, rect.right() - row.right() - ui.px(20), rect.h};
    for (const Button& button : buttons) {
        const Rect cell = cut_left(row, side);
        if (button.icon == Icon::loop && info.has_clip && !info.looping) {
            if (icon_button(ui, button.id, cell, button.icon, tip(button.command) + "   off", false, true, 13))
                result.command = button.command;
            ui.fill(cell.inset(ui.px(4)), tone::faded(tone::head, 0.55f));
            continue;
        }
        if (icon_button(ui, button.id, cell, button.icon, tip(button.command), button.on, info.has_clip, 12))
            result.command = button.command;
    }
    if (!info.has_clip) return;
    const float code = std::ceil(width_of(ui.theme().large, info.timecode));
    if (left.w >= code) {
        const Rect place = cut_left(left, code);
        const Rect field{place.x - ui.px(5), std::round(place.center().y - ui.px(12)), place.w + ui.px(16), ui.px(24)};
        const ImGuiID id = ImGui::GetID("timecode");
        if (ui.editing(id)) {
            result.go_to = ui.edited(id, field, ui.theme().large, info.names_frame);
        } else {
            const Touch touch = ui.touch("timecode", place, Keys::none, ImGuiMouseCursor_TextInput);
            ui.text(ui.theme().large, place, tone::text_bright, info.timecode);
            ui.tooltip(touch, "Click to type a timecode, a frame's number, or +10 and -10");
            if (touch.clicked || touch.double_clicked) ui.start_editing(id, info.timecode);
        }
    }
    cut_left(left, ui.px(12));
    const std::string count = fmt::format("{} / {}", info.frame + 1, info.frames);
    if (left.w >= width_of(ui.theme().head, count)) ui.text(ui.theme().head, left, tone::text_dim, count);

    const std::string dropped = fmt::format("{} dropped", info.dropped);
    std::string speed = info.speed == 0 ? fmt::format("{:.2f} fps", info.wanted_fps)
                                        : fmt::format("{:.2f} / {:.2f} fps", info.shown_fps, info.wanted_fps);
    if (std::abs(info.speed) > 1 || info.speed < 0)
        speed = fmt::format("{}{:.0f}×   {}", info.speed < 0 ? "\u2212" : "", std::abs(info.speed), speed);
    const float dropped_width = width_of(ui.theme().head, "000 dropped"),
                speed_width = width_of(ui.theme().head, speed);
    if (right.w >= speed_width + ui.px(14) + dropped_width) {
        ui.text(ui.theme().head, cut_right(right, dropped_width), info.dropped > 0 ? tone::text : tone::text_dim,
                dropped, Align::right);
        cut_right(right, ui.px(14));
    }
    if (right.w >= speed_width) ui.text(ui.theme().head, right, tone::text_dim, speed, Align::right);
}

}  // namespace

Rect picture_rect(const Rect& place, glm::vec2 picture, const ViewerState& state, float scale) {
    if (picture.x <= 0 || picture.y <= 0) return {};
    const float zoom = state.fit ? fit_zoom(place, picture, scale) : state.zoom;
    const glm::vec2 size = glm::max(glm::vec2(1), glm::round(picture * zoom));
    glm::vec2 at = place.center() - (state.fit ? glm::vec2(0.5f) : state.center) * size;
    // What fits is in the middle; what is larger covers the place.
    for (int i = 0; i < 2; ++i) {
        const float low = i == 0 ? place.x : place.y, extent = i == 0 ? place.w : place.h;
        at[i] = size[i] <= extent ? low + (extent - size[i]) * 0.5f : std::clamp(at[i], low + extent - size[i], low);
    }
    at = glm::round(at);
    return {at.x, at.y, size.x, size.y};
}

ViewerState zoomed(const ViewerState& state, const Rect& place, glm::vec2 picture, float scale, float factor,
                   glm::vec2 about) {
    if (picture.x <= 0) return state;
    const Rect before = picture_rect(place, picture, state, scale);
    const float zoom_before = before.w / picture.x;
    float zoom = std::clamp(zoom_before * factor, zoom_least, zoom_most);
    // Stops at 1:1 on the way, where a pixel is a pixel.
    if ((zoom_before < 0.999f && zoom > 1.0f) || (zoom_before > 1.001f && zoom < 1.0f)) zoom = 1;
    const glm::vec2 under = (about - before.min()) / before.size();
    ViewerState next = state;
    next.fit = false;
    next.zoom = zoom;
    next.center = under + (place.center() - about) / (picture * zoom);
    next.center = glm::clamp(next.center, 0.0f, 1.0f);
    return next;
}

ViewerResult viewer_panel(Ui& ui, const RoomLayout& room, const ViewerInfo& info, ViewerState& state) {
    ViewerResult result;
    const Rect place = room.picture;
    // The transport changes with every frame: panels of their own, so that nothing else is drawn again.
    if (ui.begin_panel("picture", place)) {
        if (info.has_clip) {
            draw_picture(ui, place, info, state, result);
            if (!info.legend.entries.empty()) draw_legend(ui, place, info.legend);
        } else {
            ui.fill(place, tone::panel);
            draw_empty(ui, place, info.opening);
        }
    }
    ui.end_panel();
    if (ui.begin_panel("viewer head", room.viewer_head))
        draw_head(ui, room.viewer_head, info, state, result.zoom, result);
    ui.end_panel();
    if (ui.begin_panel("scrub", room.scrub)) draw_scrub(ui, room.scrub, info, result);
    ui.end_panel();
    if (ui.begin_panel("transport", room.transport)) draw_transport(ui, room.transport, info, result);
    ui.end_panel();
    return result;
}

}  // namespace umber::app
