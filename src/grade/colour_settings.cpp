#include "grade/colour_settings.h"

namespace umber::grade {

std::string clip_key(const std::filesystem::path& clip) {
    return std::filesystem::absolute(clip).lexically_normal().string();
}

std::string ColourSettings::chosen_input(const std::filesystem::path& clip) const {
    if (clip.empty()) return input_space;
    const auto own = clips.find(clip_key(clip));
    return own == clips.end() ? input_space : own->second;
}

ColourSettings with_input(ColourSettings settings, const std::filesystem::path& clip, const std::string& space) {
    // Nothing of its own where that is what holds for all; what a clip says is an entry where all have another.
    if (space == settings.input_space)
        settings.clips.erase(clip_key(clip));
    else
        settings.clips[clip_key(clip)] = space;
    return settings;
}

ColourSettings with_input_for_all(ColourSettings settings, const std::string& space) {
    settings.input_space = space;
    settings.clips.clear();
    return settings;
}

ColourSettings with_working(ColourSettings settings, const std::string& space) {
    settings.working_space = space;
    return settings;
}

ColourSettings with_view(ColourSettings settings, const std::string& view, const std::string& working) {
    if (!settings.managed() && !view.empty()) settings.working_space = working;
    settings.view = view;
    settings.output_space.clear();
    return settings;
}

ColourSettings with_output(ColourSettings settings, const std::string& space, const std::string& working) {
    if (!settings.managed()) settings.working_space = working;
    settings.output_space = space;
    settings.view.clear();
    return settings;
}

ColourSettings with_look(ColourSettings settings, const std::string& look) {
    settings.look = look;
    return settings;
}

}  // namespace umber::grade
