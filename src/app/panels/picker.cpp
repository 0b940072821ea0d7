#include "app/panels/picker.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>

#include "app/widgets/basics.h"
#include "app/widgets/text_field.h"
#include "core/error.h"
#include "core/text.h"

namespace umber::app {

namespace fs = std::filesystem;

namespace {

constexpr float file_row_height = 26;

std::string date_text(std::int64_t file_seconds) {
    using namespace std::chrono;
    const auto time = file_clock::to_sys(file_clock::time_point(seconds(file_seconds)));
    const std::time_t t = system_clock::to_time_t(time_point_cast<system_clock::duration>(time));
    std::tm parts{};
    localtime_r(&t, &parts);
    char text[32];
    return std::strftime(text, sizeof text, "%Y-%m-%d %H:%M", &parts) ? text : "";
}

Icon icon_of(const FileEntry& entry, const FileKind& kind) {
    if (entry.type == FileEntry::Type::folder) return Icon::folder;
    if (entry.type == FileEntry::Type::sequence) return Icon::sequence;
    return kind.pictures ? Icon::film : Icon::document;
}

}  // namespace

Picker::Picker(PickerRequest request) : request_(std::move(request)), name_(request_.name) {
    const auto add = [&](const std::string& label, const fs::path& path) {
        std::error_code ignored;
        if (path.empty() || !fs::is_directory(path, ignored)) return;
        for (const auto& [known, where] : places_)
            if (where == path) return;
        places_.emplace_back(label, path);
    };
    for (const auto& [label, path] : request_.places) add(label, path);
    const auto recent = recent_folders();
    std::error_code ignored;
    const fs::path here = fs::current_path(ignored);
    if (const char* home = std::getenv("HOME")) add("Home", home);
    add("Here", here);
    add("Computer", "/");
    for (const char* media : {"/media", "/mnt", "/Volumes"}) add(media, media);
    for (const fs::path& folder : recent) add(folder.filename().string(), folder);
    fs::path start = request_.folder;
    if (start.empty() || !fs::is_directory(start, ignored)) start = recent.empty() ? here : recent.front();
    go_to(start);
}

void Picker::go_to(const fs::path& folder) {
    confirm_ = false;
    try {
        entries_ = list_folder(folder, request_.kind, false);
        sort_entries(entries_, sort_, descending_);
        folder_ = folder.lexically_normal();
        if (folder_.filename().empty() && folder_.has_parent_path() && folder_ != folder_.root_path())
            folder_ = folder_.parent_path();
        error_.clear();
        filter_.clear();
        typed_exists_ = false;
        chosen_ = -1;
        scroll_ = 0;
    } catch (const Error& error) {
        error_ = error.what();
    }
}

std::vector<const FileEntry*> Picker::visible() const {
    std::vector<const FileEntry*> list;
    const std::string wanted = request_.save ? "" : lower(filter_);
    for (const FileEntry& entry : entries_)
        if (wanted.empty() || lower(entry.name).find(wanted) != std::string::npos) list.push_back(&entry);
    return list;
}

void Picker::accept(const fs::path& path, std::optional<Picked>& picked) {
    Picked whole{path, {}};
    for (const PickerChoice& one : request_.choices) whole.choices.push_back(one.chosen);
    if (request_.save && request_.complete) whole.path = request_.complete(path, whole.choices);
    if (request_.save && is_taken(whole.path) && !confirm_) {
        confirm_ = true;
        return;
    }
    remember_folder(folder_);
    picked = std::move(whole);
    closed_ = true;
}

void Picker::activate(const FileEntry& entry, std::optional<Picked>& picked) {
    if (entry.type == FileEntry::Type::folder)
        go_to(fs::path(entry.path));
    else if (request_.save)
        name_ = entry.path.filename().string();
    else
        accept(entry.path, picked);
}

void Picker::draw_places(Ui& ui, Rect rect) {
    cut_top(rect, ui.px(6));
    for (std::size_t i = 0; i < places_.size() && rect.h >= ui.px(file_row_height); ++i) {
        const Rect row = cut_top(rect, ui.px(file_row_height));
        ImGui::PushID(static_cast<int>(i));
        const Touch touch = ui.touch("place", row);
        ImGui::PopID();
        const bool here = places_[i].second == folder_;
        if (touch.hovered || here) ui.fill(row.inset(ui.px(4), ui.px(1)), here ? tone::hover : tone::control, ui.px(2));
        Rect inner = row.inset(ui.px(12), 0);
        draw_icon(ui.draw(), Icon::folder, cut_left(inner, ui.px(14)), ui.px(12), tone::text_dim,
                  std::max(1.0f, ui.theme().scale));
        cut_left(inner, ui.px(8));
        ui.text(ui.theme().head, inner, here ? tone::text_bright : tone::text,
                shortened(ui.theme().head, places_[i].first, inner.w));
        ui.tooltip(touch, places_[i].second.string());
        if (touch.pressed) go_to(fs::path(places_[i].second));
    }
}

void Picker::draw_path(Ui& ui, Rect rect) {
    const float side = ui.px(26);
    Rect up = cut_left(rect, side);
    up.y = std::round(up.center().y - side * 0.5f);
    up.h = side;
    if (icon_button(ui, "up", up, Icon::up, "The folder above   Backspace", false,
                    folder_.has_parent_path() && folder_ != folder_.root_path())) {
        go_to(fs::path(folder_.parent_path()));
        return;
    }
    cut_left(rect, ui.px(6));
    // The last parts of the path that fit; each leads to its folder.
    std::vector<fs::path> parts;
    for (fs::path p = folder_;; p = p.parent_path()) {
        parts.push_back(p);
        if (p == p.root_path() || !p.has_parent_path()) break;
    }
    std::reverse(parts.begin(), parts.end());
    const auto label = [](const fs::path& p) { return p == p.root_path() ? p.string() : p.filename().string(); };
    const float arrow = ui.px(14);
    std::size_t first = parts.size();
    for (float width = 0; first > 0; --first) {
        width += word_width(ui, label(parts[first - 1])) + arrow;
        if (width > rect.w && first < parts.size()) break;
    }
    std::optional<fs::path> chosen;
    for (std::size_t i = first; i < parts.size(); ++i) {
        if (i > first)
            draw_icon(ui.draw(), Icon::chevron_right, cut_left(rect, arrow), ui.px(7), tone::text_off,
                      std::max(1.0f, ui.theme().scale));
        const Rect cell = cut_left(rect, std::min(rect.w, word_width(ui, label(parts[i]))));
        ImGui::PushID(static_cast<int>(i));
        if (word_button(ui, "part", cell, label(parts[i]), parts[i].string(), i + 1 == parts.size())) chosen = parts[i];
        ImGui::PopID();
    }
    if (chosen) go_to(*chosen);
}

void Picker::draw_list(Ui& ui, Rect rect, std::optional<Picked>& picked) {
    // Heads that sort.
    Rect head = cut_top(rect, ui.px(24));
    ui.fill(head, tone::head);
    Rect date = rect.w >= ui.px(420) ? cut_right(head, ui.px(124)) : Rect{};
    Rect size = cut_right(head, ui.px(84));
    const auto title = [&](const char* id, Rect place, std::string_view words, SortBy by, Align align) {
        if (place.empty()) return;
        const Touch touch = ui.touch(id, place);
        const bool on = sort_ == by;
        place = place.inset(ui.px(10), 0);
        ui.text(ui.theme().small, place,
                on              ? tone::text
                : touch.hovered ? tone::text
                                : tone::text_dim,
                fmt::format("{}{}", words,
                            !on           ? ""
                            : descending_ ? " ↓"
                                          : " ↑"),
                align);
        if (!touch.pressed) return;
        descending_ = on ? !descending_ : by != SortBy::name;
        sort_ = by;
        sort_entries(entries_, sort_, descending_);
        chosen_ = -1;
    };
    title("by name", head, "Name", SortBy::name, Align::left);
    title("by size", size, "Size", SortBy::size, Align::right);
    title("by date", date, "Changed", SortBy::date, Align::right);

    const auto list = visible();
    const float row_h = ui.px(file_row_height), whole = row_h * static_cast<float>(list.size()),
                beyond = std::max(0.0f, whole - rect.h);
    if (rect.contains(from_im(ImGui::GetIO().MousePos))) scroll_ -= ImGui::GetIO().MouseWheel * row_h * 3;
    const int count = static_cast<int>(list.size());
    if (chosen_ >= count) chosen_ = -1;
    if (!list_.open && (!request_.save || !ImGui::GetIO().WantTextInput || count > 0)) {
        int move = 0;
        if (key_pressed(ImGuiKey_DownArrow)) move = 1;
        if (key_pressed(ImGuiKey_UpArrow)) move = -1;
        if (key_pressed(ImGuiKey_PageDown)) move = 10;
        if (key_pressed(ImGuiKey_PageUp)) move = -10;
        if (move != 0 && count > 0) {
            chosen_ = std::clamp(chosen_ + move, 0, count - 1);
            reveal_ = true;
        }
    }
    if (reveal_ && chosen_ >= 0) {
        const float top = row_h * static_cast<float>(chosen_);
        scroll_ = std::clamp(scroll_, top + row_h - rect.h, top);
        reveal_ = false;
    }
    scroll_ = std::clamp(scroll_, 0.0f, beyond);
    if (list.empty()) {
        const std::string why = !error_.empty()    ? error_
                                : entries_.empty() ? fmt::format("No {} and no folders here", request_.kind.label)
                                                   : "Nothing here has that in its name";
        ui.text(ui.theme().head, {rect.x, rect.y + ui.px(20), rect.w, ui.px(20)}, tone::text_dim,
                shortened(ui.theme().head, why, rect.w - ui.px(20)), Align::center);
        return;
    }
    ImGui::PushClipRect(im(rect.min()), im(rect.max()), true);
    const FileEntry* activated = nullptr;
    for (int i = std::max(0, static_cast<int>(scroll_ / row_h)); i < count; ++i) {
        Rect row{rect.x, rect.y + row_h * static_cast<float>(i) - std::round(scroll_), rect.w, row_h};
        if (row.y >= rect.bottom()) break;
        const FileEntry& entry = *list[static_cast<std::size_t>(i)];
        ImGui::PushID(i);
        const Touch touch = ui.touch("entry", common(row, rect));
        ImGui::PopID();
        const bool on = i == chosen_;
        if (on || touch.hovered) ui.fill(row.inset(ui.px(4), ui.px(1)), on ? tone::press : tone::control, ui.px(2));
        if (touch.pressed) {
            chosen_ = i;
            if (request_.save && entry.type != FileEntry::Type::folder) {
                name_ = entry.path.filename().string();
                confirm_ = false;
            }
        }
        if (touch.double_clicked) activated = &entry;
        const bool folder = entry.type == FileEntry::Type::folder;
        if (!date.empty())
            ui.text(ui.theme().small, cut_right(row, ui.px(124)).inset(ui.px(10), 0), tone::text_dim,
                    date_text(entry.modified), Align::right);
        const Rect size_place = cut_right(row, ui.px(84)).inset(ui.px(10), 0);
        if (!folder) ui.text(ui.theme().small, size_place, tone::text_dim, size_text(entry.bytes), Align::right);
        cut_left(row, ui.px(12));
        draw_icon(ui.draw(), icon_of(entry, request_.kind), cut_left(row, ui.px(14)), ui.px(12),
                  folder ? tone::text : tone::text_dim, std::max(1.0f, ui.theme().scale));
        cut_left(row, ui.px(8));
        if (entry.frames > 0 && row.w > ui.px(200)) {
            const std::string frames = fmt::format("{} frames", entry.frames);
            ui.text(ui.theme().small, cut_right(row, width_of(ui.theme().small, frames)), tone::text_dim, frames,
                    Align::right);
            cut_right(row, ui.px(8));
        }
        ui.text(ui.theme().head, row, on ? tone::text_bright : tone::text,
                shortened_in_the_middle(ui.theme().head, entry.name, row.w));
    }
    ImGui::PopClipRect();
    if (beyond > 0) {
        const float bar = std::max(ui.px(20), rect.h * rect.h / whole);
        ui.fill({rect.right() - ui.px(4), rect.y + (rect.h - bar) * scroll_ / beyond, ui.px(3), bar}, tone::press,
                ui.px(1));
    }
    if (activated) activate(FileEntry(*activated), picked);
}

void Picker::choose(std::size_t kind, int chosen) {
    request_.choices[kind].chosen = chosen;
    if (kind == 0 && request_.rename) name_ = request_.rename(name_, chosen);
    confirm_ = false;
    fresh_ = true;  // the name has the keyboard again
}

void Picker::open_list(std::size_t kind, const Rect& anchor) {
    const PickerChoice& choice = request_.choices[kind];
    std::vector<Choice> choices;
    for (std::size_t i = 0; i < choice.labels.size(); ++i)
        choices.push_back({choice.labels[i], i < choice.groups.size() ? choice.groups[i] : ""});
    list_ = opened_list(choice.title, std::move(choices), choice.chosen, anchor);
    list_of_ = kind;
}

void Picker::draw_choices(Ui& ui, Rect rect) {
    rect = rect.inset(ui.px(8), ui.px(6));
    for (std::size_t kind = 0; kind < request_.choices.size(); ++kind) {
        const PickerChoice& choice = request_.choices[kind];
        ImGui::PushID(static_cast<int>(kind));
        ui.text(ui.theme().small, cut_top(rect, ui.px(22)).inset(ui.px(6), 0), tone::text_dim, choice.title);
        const std::size_t rows = choice.in_a_list ? 1 : choice.labels.size();
        for (std::size_t i = 0; i < rows; ++i) {
            const int index = choice.in_a_list ? choice.chosen : static_cast<int>(i);
            const Rect row = cut_top(rect, ui.px(24));
            ImGui::PushID(static_cast<int>(i));
            const Touch touch = ui.touch("choice", row, Keys::enter);
            ImGui::PopID();
            const bool on = choice.chosen == index && !choice.in_a_list;
            if (on || touch.hovered)
                ui.fill(row, on ? tone::press : tone::control, ui.px(2));
            else if (choice.in_a_list)
                ui.fill(row, tone::control, ui.px(2));
            Rect inner = row.inset(ui.px(6), 0);
            if (choice.in_a_list)
                draw_icon(ui.draw(), Icon::chevron_down, cut_right(inner, ui.px(14)), ui.px(7), tone::text_dim,
                          std::max(1.0f, ui.theme().scale));
            const std::string& label = choice.labels[static_cast<std::size_t>(index)];
            const std::string shown = shortened(ui.theme().head, label, inner.w);
            ui.text(ui.theme().head, inner, on || choice.in_a_list ? tone::text_bright : tone::text, shown);
            if (shown != label) ui.tooltip(touch, label);
            if (touch.focused) ui.frame(row, tone::accent, ui.px(2));
            if (!touch.pressed && !ui.enter_pressed(touch)) continue;
            if (choice.in_a_list)
                open_list(kind, row);
            else
                choose(kind, index);
        }
        ImGui::PopID();
        cut_top(rect, ui.px(4));
    }
}

void Picker::draw_foot(Ui& ui, Rect rect, std::optional<Picked>& picked) {
    rect = rect.inset(ui.px(10), ui.px(9));
    const std::string action = confirm_ ? "Replace" : request_.action;
    const float wide = std::max(ui.px(88), button_width(ui, action));
    const Rect act = cut_right(rect, wide);
    cut_right(rect, ui.px(8));
    const Rect cancel = cut_right(rect, ui.px(88));
    cut_right(rect, ui.px(10));
    std::string& text = request_.save ? name_ : filter_;
    const TextFieldResult typed =
        text_field(ui, "name", rect, text,
                   request_.save ? "Name" : fmt::format("Type to narrow · {}", request_.kind.label), fresh_);
    fresh_ = false;
    std::error_code ignored;
    if (typed.changed) {
        confirm_ = false;
        if (!request_.save) {
            // A path may be typed or pasted too. Asked of the disk once, which may be far away.
            typed_exists_ = filter_.starts_with("/") && fs::exists(filter_, ignored);
            chosen_ = visible().empty() ? -1 : 0;
            scroll_ = 0;
        }
    }
    const auto list = visible();
    const FileEntry* entry =
        chosen_ >= 0 && chosen_ < static_cast<int>(list.size()) ? list[static_cast<std::size_t>(chosen_)] : nullptr;
    const bool can = request_.save ? !name_.empty() || (entry && entry->type == FileEntry::Type::folder)
                                   : typed_exists_ || entry != nullptr;
    if (text_button(ui, "cancel", cancel, "Cancel", "Escape")) closed_ = true;
    const bool pressed =
        text_button(ui, "act", act, action, confirm_ ? "The file is there already" : "Enter", can, true);
    if ((pressed || typed.entered) && can && !list_.open) {
        if (typed_exists_) {
            const fs::path typed_file(filter_);
            if (fs::is_directory(typed_file, ignored))
                go_to(typed_file);
            else
                accept(typed_file, picked);
        } else if (request_.save && !name_.empty() &&
                   !(entry && entry->type == FileEntry::Type::folder && name_.empty())) {
            const fs::path typed_path(name_);
            accept(typed_path.is_absolute() ? typed_path : folder_ / typed_path, picked);
        } else if (entry) {
            activate(FileEntry(*entry), picked);
        }
        fresh_ = !closed_;
    }
}

std::optional<Picked> Picker::draw(Ui& ui, glm::vec2 window) {
    std::optional<Picked> picked;
    const bool with_choice = !request_.choices.empty();
    const bool list_open = list_.open;                                     // keys and presses are the list's
    const bool nothing_typed = (request_.save ? name_ : filter_).empty();  // before this frame's keys
    const glm::vec2 size =
        glm::min(glm::vec2(ui.px(with_choice ? 920 : 800), ui.px(520)), window - glm::vec2(ui.px(40)));
    const Rect rect{std::round((window.x - size.x) * 0.5f), std::round((window.y - size.y) * 0.5f), std::floor(size.x),
                    std::floor(size.y)};
    const Rect all{0, 0, window.x, window.y};
    if (ui.begin_overlay("picker", all, !list_open)) {
        ui.fill(all, tone::grey(0, 110));
        (void)ui.touch("shade", {0, 0, 1, 1});
        ui.fill(rect, tone::panel, ui.px(4));
        ui.frame(rect, tone::press, ui.px(4));
        Rect rest = rect.inset(ui.px(1));
        Rect head = cut_top(rest, ui.px(32));
        ui.fill(head, tone::head, ui.px(4));
        const float title = std::ceil(width_of(ui.theme().head_strong, request_.title));
        cut_left(head, ui.px(12));
        ui.text(ui.theme().head_strong, cut_left(head, title), tone::text_bright, request_.title);
        const Rect foot = cut_bottom(rest, ui.px(46));
        Rect places = cut_left(rest, ui.px(150));
        ui.fill({places.right() - ui.px(1), places.y, ui.px(1), places.h}, tone::line);
        draw_places(ui, places);
        if (with_choice) {
            const Rect side = cut_right(rest, ui.px(190));
            ui.fill({side.x, side.y, ui.px(1), side.h}, tone::line);
            draw_choices(ui, side);
        }
        draw_path(ui, cut_top(rest, ui.px(34)).inset(ui.px(6), 0));
        draw_list(ui, rest, picked);
        ui.fill({foot.x, foot.y, foot.w, ui.px(1)}, tone::line);
        draw_foot(ui, foot, picked);
        if (!list_open && key_pressed(ImGuiKey_Escape, false)) closed_ = true;
        // The key that empties the field, held or not, does not leave the folder.
        if (!list_open && key_pressed(ImGuiKey_Backspace, false) && nothing_typed && folder_.has_parent_path())
            go_to(fs::path(folder_.parent_path()));
    }
    ui.end_panel();
    if (const auto chosen = choice_list(ui, window, list_)) choose(list_of_, *chosen);
    return picked;
}

}  // namespace umber::app
