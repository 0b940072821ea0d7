#include <fmt/format.h>

#include <filesystem>

#include "app/panels/palettes.h"
#include "app/widgets/basics.h"

namespace umber::app {

namespace {

void lut_rows(Ui& ui, Rect rect, const Shown& shown, const OutputInfo& room, OutputResult& result) {
    const grade::OperationInfo& info = grade::operation_info("lut");
    const grade::Parameter& file_parameter = info.parameter("file");
    const auto file = std::get<std::string>(shown.value(info, file_parameter));
    const float button_height = ui.px(26);
    if (file.empty()) {
        ui.text(ui.theme().head, cut_top(rect, ui.px(row_height)), tone::text_dim, "No LUT. Drop one here, or");
        Rect row = cut_top(rect, button_height);
        if (text_button(ui, "choose", cut_left(row, button_width(ui, "Choose LUT…")), "Choose LUT…"))
            result.request = OutputRequest::choose_lut;
        return;
    }
    if (auto edit = operation_rows(ui, rect, shown, info, false)) result.edit = std::move(edit);
    const Rect name = cut_top(rect, ui.px(20));
    const Touch touch = ui.touch("file", name);
    ui.text(ui.theme().head, name, tone::text,
            shortened_in_the_middle(ui.theme().head, std::filesystem::path(file).filename().string(), name.w));
    ui.tooltip(touch, file);
    ui.text(ui.theme().head, cut_top(rect, ui.px(20)), tone::text_dim,
            shortened(ui.theme().head, room.lut_line, rect.w));
    cut_top(rect, ui.px(4));
    Rect row = cut_top(rect, button_height);
    if (row.h < button_height) return;
    if (text_button(ui, "choose", cut_left(row, button_width(ui, "Choose…")), "Choose…"))
        result.request = OutputRequest::choose_lut;
    cut_left(row, ui.px(8));
    if (text_button(ui, "remove", cut_left(row, button_width(ui, "Remove")), "Remove"))
        result.edit = Edit{
            "remove LUT",
            [node = shown.node](const grade::Graph& graph) { return grade::reset_operation(graph, node, "lut"); }, 0};
}

void export_section(Ui& ui, Rect rect, const OutputInfo& room, OutputResult& result) {
    ui.fill({rect.x, rect.y, rect.w, ui.px(1)}, tone::line);
    cut_top(rect, ui.px(8));
    const float button_height = ui.px(26), gap = ui.px(6);
    Rect row = cut_top(rect, button_height);
    const std::string_view title = "Export";
    const Face& face = ui.theme().head;
    ui.text(face, cut_left(row, std::ceil(width_of(face, title))), tone::text_dim, title);
    cut_left(row, ui.px(8));
    constexpr std::array<std::string_view, 3> labels{"CDL…", "LUT…", "Render…"};
    float spare = row.w - 2 * gap;
    for (const std::string_view label : labels) spare -= std::ceil(width_of(face, label));
    const bool can = room.has_clip && !room.busy;
    const std::string_view why = room.busy ? "Wait for what is going on, or cancel it" : "Open a clip first";
    const auto button = [&](const char* id, std::string_view label, std::string_view tip, OutputRequest request) {
        const float width = std::ceil(width_of(face, label)) + std::floor(spare / 3);
        if (text_button(ui, id, cut_left(row, width), label, can ? tip : why, can)) result.request = request;
        cut_left(row, gap);
    };
    button("cdl", labels[0], "Export the grade as ASC CDL  Ctrl+E", OutputRequest::export_cdl);
    button("lut", labels[1], "Export the grade as a 3D LUT  Ctrl+Shift+E", OutputRequest::export_lut);
    button("render", labels[2], "Render a master  Ctrl+R", OutputRequest::render);
    cut_top(rect, ui.px(6));
    if (room.busy) {
        Rect words = cut_top(rect, ui.px(20));
        const float side = ui.px(20);
        if (icon_button(ui, "cancel", cut_right(words, side), Icon::close, "Cancel; nothing is left behind", false,
                        true, 9))
            result.request = OutputRequest::cancel;
        ui.text(face, words, tone::text, shortened(face, room.progress_line, words.w));
        progress_bar(ui, cut_top(rect, ui.px(4)), room.progress);
        cut_top(rect, ui.px(2));
        const Rect name = cut_top(rect, ui.px(18));
        const Touch touch = ui.touch("job", name);
        const std::string shown = shortened_in_the_middle(ui.theme().small, room.job, name.w);
        ui.text(ui.theme().small, name, tone::text_dim, shown);
        if (shown != room.job) ui.tooltip(touch, room.job);
        return;
    }
    // What was made: the figure of a bad one in amber with what helps, wrapped; as a tooltip what has no room.
    const float line_height = ui.px(15);
    std::string whole;
    const Rect all = rect;
    const auto lines = [&](const std::string& text, ImU32 color) {
        if (text.empty()) return;
        whole += whole.empty() ? text : "\n" + text;
        for (const std::string& line : wrapped(ui.theme().small, text, rect.w))
            if (rect.h >= line_height) ui.text(ui.theme().small, cut_top(rect, line_height), color, line);
    };
    const bool bad = !room.warning.empty();
    lines(room.lines[0], bad ? tone::accent : tone::text_dim);
    lines(room.warning, tone::accent);
    lines(room.lines[1], tone::text_dim);
    if (!whole.empty()) ui.tooltip(ui.touch("lines", all), whole);
}

}  // namespace

OutputResult output_palette(Ui& ui, const Rect& rect, const Shown& shown, OutputState& state, const OutputInfo& info) {
    OutputResult result;
    Rect rest = rect;
    Rect head = panel_head(ui, rest, "");
    head.x -= ui.px(6);
    head.w += ui.px(6);
    constexpr std::array<std::string_view, 3> names{"LUT", "CDL", "Colour"};
    state.tab = tabs(ui, "tabs", head, names, state.tab);
    if (state.tab != colour_tab) {
        const grade::OperationInfo& operation = grade::operation_info(state.tab == lut_tab ? "lut" : "cdl");
        switch (head_switches(ui, "switches", head, shown.enabled(operation.id), shown.find(operation.id) != nullptr,
                              operation.label)) {
            case HeadAction::toggle:
                result.edit = toggle_edit(shown, operation);
                break;
            case HeadAction::reset:
                result.edit = reset_operation_edit(shown, operation);
                break;
            case HeadAction::none:
                break;
        }
    }
    if (state.tab == cdl_tab) {
        const std::string_view word = "Import…";
        if (head.w >= word_width(ui, word) &&
            word_button(ui, "import", cut_right(head, word_width(ui, word)), word, "Read a .cdl, .cc or .ccc", false))
            result.request = OutputRequest::import_cdl;
    }
    Rect section = cut_bottom(rest, ui.px(8 + 26 + 6 + 45 + 5)).inset(ui.px(12), 0);
    Rect body = rest.inset(ui.px(12), 0);
    cut_top(body, ui.px(6));
    ImGui::PushClipRect(im(rest.min()), im(rest.max()), true);
    if (state.tab == lut_tab)
        lut_rows(ui, body, shown, info, result);
    else if (state.tab == colour_tab)
        result.colour = colour_rows(ui, body, info.colour);
    else if (auto edit = operation_rows(ui, body, shown, grade::operation_info("cdl"), false))
        result.edit = std::move(edit);
    ImGui::PopClipRect();
    export_section(ui, section, info, result);
    return result;
}

}  // namespace umber::app
