#include "app/widgets/text_field.h"

#include <imgui_stdlib.h>

namespace umber::app {

TextFieldResult text_field(Ui& ui, const char* id, const Rect& rect, std::string& text, std::string_view hint,
                           bool take_keyboard) {
    TextFieldResult result;
    const Face& face = ui.theme().text;
    ui.fill(rect, tone::well, ui.px(2));
    const std::string before = text, label = std::string("##") + id;
    ImGui::PushFont(face.font);
    ImGui::PushStyleVar(ImGuiStyleVar_FramePadding,
                        ImVec2(ui.px(8), std::max(0.0f, std::floor((rect.h - ImGui::GetFontSize()) * 0.5f))));
    ImGui::SetCursorScreenPos(ImVec2(rect.x, rect.y));
    ImGui::SetNextItemWidth(rect.w);
    if (take_keyboard) {
        ImGui::SetKeyboardFocusHere();
        ui.await_keyboard();
    }
    result.entered = ImGui::InputText(label.c_str(), &text,
                                      ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_AutoSelectAll);
    const bool active = ImGui::IsItemActive();
    ImGui::PopStyleVar();
    ImGui::PopFont();
    if (text.empty() && !hint.empty()) ui.text(face, rect.inset(ui.px(8), 0), tone::text_off, hint);
    ui.frame(rect, active ? tone::accent : tone::line, ui.px(2));
    result.changed = text != before;
    return result;
}

}  // namespace umber::app
