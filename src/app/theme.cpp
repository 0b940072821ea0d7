#include "app/theme.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_TRUETYPE_TABLES_H
#include <imgui_freetype.h>
#include <spdlog/spdlog.h>

#include <fstream>
#include <memory>

#include "core/error.h"
#include "core/file.h"

namespace umber::app {

namespace {

// From a face's own tables, as parts of the em.
struct Metrics {
    float ascender = 0.95f, descender = 0.25f, cap = 0.72f;
};

Metrics metrics_of(const std::filesystem::path& file) {
    FT_Library library = nullptr;
    if (FT_Init_FreeType(&library) != 0) throw Error("{}: FreeType can't start", file.string());
    const std::unique_ptr<FT_LibraryRec_, void (*)(FT_Library)> library_owner(
        library, [](FT_Library one) { FT_Done_FreeType(one); });
    FT_Face face = nullptr;
    if (FT_New_Face(library, file.c_str(), 0, &face) != 0) throw Error("{}: not a font", file.string());
    const std::unique_ptr<FT_FaceRec_, void (*)(FT_Face)> face_owner(face, [](FT_Face one) { FT_Done_Face(one); });
    const auto em = static_cast<float>(face->units_per_EM);
    Metrics metrics{static_cast<float>(face->ascender) / em, -static_cast<float>(face->descender) / em, 0.72f};
    if (const auto* os2 = static_cast<TT_OS2*>(FT_Get_Sfnt_Table(face, FT_SFNT_OS2)); os2 && os2->sCapHeight > 0)
        metrics.cap = static_cast<float>(os2->sCapHeight) / em;
    return metrics;
}

// The first folder of assets/fonts.txt that holds Inter-Regular.
std::filesystem::path inter_folder() {
    std::ifstream list(resource("assets/fonts.txt"));
    for (std::string line; std::getline(list, line);) {
        if (line.empty() || line.front() == '#') continue;
        const std::filesystem::path folder = line;
        std::error_code ignored;
        for (const char* name : {"Inter-Regular.otf", "Inter-Regular.ttf"})
            if (std::filesystem::exists(folder / name, ignored)) return folder;
    }
    return {};
}

std::filesystem::path face_file(const std::filesystem::path& folder, const std::string& name) {
    std::error_code ignored;
    const std::filesystem::path otf = folder / (name + ".otf");
    return std::filesystem::exists(otf, ignored) ? otf : folder / (name + ".ttf");
}

// Figures of one width, so that numbers don't dance while they change. ImGui knows no OpenType features ("tnum"), so
// the widest figure's advance is given to all ten, each centred in it.
void make_figures_tabular(ImFont& font) {
    float widest = 0;
    for (ImWchar c = '0'; c <= '9'; ++c)
        if (const ImFontGlyph* glyph = font.FindGlyphNoFallback(c)) widest = std::max(widest, glyph->AdvanceX);
    widest = std::round(widest);
    for (ImFontGlyph& glyph : font.Glyphs) {
        if (glyph.Codepoint < '0' || glyph.Codepoint > '9') continue;
        const float shift = std::round((widest - glyph.AdvanceX) * 0.5f);
        glyph.X0 += shift;
        glyph.X1 += shift;
        glyph.AdvanceX = widest;
        font.IndexAdvanceX[static_cast<int>(glyph.Codepoint)] = widest;
    }
}

void set_imgui_style(const Theme& theme) {
    ImGuiStyle& style = ImGui::GetStyle();
    style = ImGuiStyle();
    style.WindowPadding = style.WindowMinSize = ImVec2(1, 1);
    style.WindowPadding = ImVec2(0, 0);
    style.WindowRounding = style.ChildRounding = 0;
    style.WindowBorderSize = style.ChildBorderSize = 0;
    style.PopupRounding = theme.px(3);
    style.PopupBorderSize = theme.px(1);
    style.FrameRounding = theme.px(2);
    style.FramePadding = ImVec2(theme.px(4), theme.px(3));
    style.ItemSpacing = ImVec2(theme.px(8), theme.px(4));
    style.ScrollbarSize = theme.px(10);
    style.ScrollbarRounding = theme.px(3);
    style.AntiAliasedLinesUseTex = true;
    style.CircleTessellationMaxError = 0.15f;
    style.CurveTessellationTol = 0.6f;
    const auto set = [&](ImGuiCol which, ImU32 color) { style.Colors[which] = ImGui::ColorConvertU32ToFloat4(color); };
    for (int i = 0; i < ImGuiCol_COUNT; ++i) set(i, tone::control);
    set(ImGuiCol_Text, tone::text_bright);
    set(ImGuiCol_TextDisabled, tone::text_dim);
    set(ImGuiCol_WindowBg, tone::panel);
    set(ImGuiCol_ChildBg, tone::grey(0, 0));
    set(ImGuiCol_PopupBg, tone::head);
    set(ImGuiCol_Border, tone::press);
    set(ImGuiCol_FrameBg, tone::well);
    set(ImGuiCol_FrameBgHovered, tone::well);
    set(ImGuiCol_FrameBgActive, tone::well);
    set(ImGuiCol_ScrollbarBg, tone::grey(0, 0));
    set(ImGuiCol_ScrollbarGrab, tone::press);
    set(ImGuiCol_ScrollbarGrabHovered, tone::grey(0x4a));
    set(ImGuiCol_ScrollbarGrabActive, tone::grey(0x5a));
    set(ImGuiCol_TextSelectedBg, tone::grey(0x55));
    set(ImGuiCol_ModalWindowDimBg, tone::grey(0, 120));
}

}  // namespace

Theme make_theme(float scale) {
    Theme theme;
    theme.scale = scale;
    ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
    atlas.Clear();
    atlas.FontBuilderIO = ImGuiFreeType::GetBuilderForFreeType();
    // Light hinting moves outlines only upwards and downwards: stems keep their weight, lines of text stay even.
    atlas.FontBuilderFlags = ImGuiFreeTypeBuilderFlags_LightHinting;
    atlas.Flags |= ImFontAtlasFlags_NoMouseCursors;

    const std::filesystem::path folder = inter_folder();
    if (folder.empty()) spdlog::warn("the Inter font isn't installed (Debian: fonts-inter); another face stands in");
    // Latin, general punctuation (– … ′), super- and subscripts, arrows, mathematical signs: what labels use, and
    // accents of file names.
    static constexpr ImWchar ranges[] = {0x0020, 0x024F, 0x0370, 0x04FF, 0x2010, 0x2044, 0x2070, 0x209F, 0x20AC, 0x20AC,
                                         0x2190, 0x2199, 0x21BA, 0x21BB, 0x2212, 0x2212, 0x2248, 0x2265, 0};
    const auto add = [&](float em, const char* weight) {
        Face face;
        if (folder.empty()) {
            ImFontConfig config;
            config.SizePixels = face.line = std::round(em * scale * 1.15f);
            face.font = atlas.AddFontDefault(&config);
            face.baseline = face.line * 0.8f;
            face.cap = face.line * 0.62f;
            return face;
        }
        const std::filesystem::path file = face_file(folder, weight);
        const Metrics metrics = metrics_of(file);
        ImFontConfig config;
        config.OversampleH = config.OversampleV = 1;
        config.PixelSnapH = false;
        face.line = em * scale * (metrics.ascender + metrics.descender);
        face.font = atlas.AddFontFromFileTTF(file.c_str(), face.line, &config, ranges);
        face.cap = em * scale * metrics.cap;
        return face;
    };
    theme.text = add(13, "Inter-Regular");
    theme.strong = add(13, "Inter-SemiBold");
    theme.head = add(12, "Inter-Regular");
    theme.head_strong = add(12, "Inter-SemiBold");
    theme.value = add(11.5f, "Inter-Regular");
    theme.small = add(11, "Inter-Regular");
    theme.tiny = add(10, "Inter-Regular");
    theme.large = add(15, "Inter-Medium");
    if (!atlas.Build()) throw Error("{}: the fonts can't be drawn", folder.string());
    for (Face* face : {&theme.text, &theme.strong, &theme.head, &theme.head_strong, &theme.value, &theme.small,
                       &theme.tiny, &theme.large}) {
        make_figures_tabular(*face->font);
        if (!folder.empty()) face->baseline = face->font->Ascent;
    }
    ImGui::GetIO().FontDefault = theme.text.font;
    set_imgui_style(theme);
    return theme;
}

float width_of(const Face& face, std::string_view text) {
    return face.font->CalcTextSizeA(face.font->FontSize, 1e9f, 0.0f, text.data(), text.data() + text.size()).x;
}

namespace {

// The places at which UTF-8 text may be cut.
std::vector<std::size_t> character_starts(std::string_view text) {
    std::vector<std::size_t> starts;
    for (std::size_t i = 0; i < text.size(); ++i)
        if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) starts.push_back(i);
    starts.push_back(text.size());
    return starts;
}

}  // namespace

std::string shortened(const Face& face, std::string_view text, float width) {
    if (width_of(face, text) <= width) return std::string(text);
    const auto starts = character_starts(text);
    for (std::size_t keep = starts.size() - 1; keep-- > 0;) {
        std::string cut(text.substr(0, starts[keep]));
        while (!cut.empty() && cut.back() == ' ') cut.pop_back();
        cut += "…";
        if (width_of(face, cut) <= width) return cut;
    }
    return "";
}

std::vector<std::string> wrapped(const Face& face, std::string_view text, float width) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        const std::string word(text.substr(0, end));
        text.remove_prefix(std::min(text.size(), end + 1));
        const std::string longer = lines.empty() ? word : lines.back() + " " + word;
        if (!lines.empty() && width_of(face, longer) <= width)
            lines.back() = longer;
        else
            lines.push_back(shortened(face, word, width));
    }
    return lines;
}

std::string shortened_in_the_middle(const Face& face, std::string_view text, float width) {
    if (width_of(face, text) <= width) return std::string(text);
    const auto starts = character_starts(text);
    for (std::size_t keep = starts.size() - 1; keep-- > 2;) {
        const std::size_t tail = keep / 2, front = keep - tail;
        const std::string cut = std::string(text.substr(0, starts[front])) + "…" +
                                std::string(text.substr(starts[starts.size() - 1 - tail]));
        if (width_of(face, cut) <= width) return cut;
    }
    return shortened(face, text, width);
}

void draw_text(ImDrawList& draw, const Face& face, glm::vec2 position, float width, float height, ImU32 color,
               std::string_view text, Align align) {
    if (text.empty()) return;
    if (align != Align::left) {
        const float spare = width - width_of(face, text);
        position.x += align == Align::right ? spare : spare * 0.5f;
    }
    const float top = position.y + (height - face.cap) * 0.5f + face.cap - face.baseline;
    draw.AddText(face.font, face.font->FontSize, ImVec2(std::round(position.x), std::round(top)), color, text.data(),
                 text.data() + text.size());
}

}  // namespace umber::app
