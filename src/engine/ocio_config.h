// An OpenColorIO config as Umber uses it: its names, and its transforms as code of ours.
#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "color/views.h"
#include "engine/ocio_code.h"

namespace umber::engine {

struct NamedSpace {
    std::string name, family;          // "Input/ARRI"; may be empty
    std::vector<std::string> aliases;  // for a search
    bool data = false;                 // holds no colour
    std::vector<std::string> roles;    // that it plays: "scene_linear"
};

// A configuration file. Copies share it, and loading the same file again, unchanged, gives the same. Context variables
// are the environment's, as the config declares them; $OCIO_ACTIVE_DISPLAYS and _VIEWS and the config's own lists say
// which displays and views there are.
class OcioConfig {
public:
    // Throws Error naming the file, with what is wrong with it.
    explicit OcioConfig(const std::string& file);

    const std::string& file() const;

    // The space, or named transform, of this name, alias or role. Throws UsageError offering the nearest.
    std::string space(const std::string& name) const;
    // The same, or nothing.
    std::string try_space(const std::string& name) const;
    // What to grade in where nobody says: ACEScct, else the space of the first of the roles for it that there is.
    std::string working_space() const;
    bool is_data(const std::string& space) const;      // a space that holds no colour
    bool is_transform(const std::string& name) const;  // a named transform
    // False for data, and for named transforms, which are no spaces.
    bool is_color(const std::string& space) const;
    // Name and aliases of a space.
    std::vector<std::string> names_of(const std::string& space) const;
    // OCIO's word for it, "scene-linear", "log"…; may be empty.
    std::string encoding(const std::string& space) const;
    // Whether its values are scene light as they are.
    bool is_linear(const std::string& space) const;

    // "DISPLAY/VIEW", or "DISPLAY": the view that its viewing rules have first for `shown`, a space. Throws UsageError
    // offering displays, or the display's views.
    color::ViewName view_named(const std::string& name, const std::string& shown) const;
    // The space of a view's code values; the display's name where the view takes its space from that. Empty where the
    // config has no such view.
    std::string space_of(const color::ViewName& view) const;

    // What the file rules have for a picture's file. `space` is empty where the rule names none that there is.
    struct FileRule {
        std::string space, rule;
        bool by_default = false;    // no rule but the default one is for this file
        bool by_extension = false;  // the rule is for all files of an extension
    };
    FileRule file_rule(const std::string& picture) const;

    // A conversion. `looks`: "NAME, -NAME", applied on the way; empty, or "none": none. Throws Error naming file and
    // spaces: a LUT that is missing, no way back; UsageError for looks that are not there.
    std::shared_ptr<const OcioCode> convert(const std::string& from, const std::string& to,
                                            const std::string& looks = {}) const;
    // What the view shows of `from`, with its own looks, or `looks` instead ("none": without any, where no look is
    // called so). `inverse`: back.
    std::shared_ptr<const OcioCode> view(const std::string& from, const color::ViewName& view, bool inverse = false,
                                         const std::string& looks = {}) const;

    // The LUT files that its transforms read, as it names them; and where one is found, empty: nowhere.
    std::vector<std::string> file_names() const;
    std::filesystem::path found(const std::string& file_name) const;

    // For lists.
    std::vector<NamedSpace> spaces() const;
    std::vector<color::NamedDisplay> displays() const;  // the default first, as each one's views
    std::vector<std::string> roles() const;             // "scene_linear: ACEScg"
    std::vector<std::string> looks() const;
    std::vector<std::string> named_transforms() const;

private:
    struct Held;
    std::shared_ptr<const Held> held_;
};

}  // namespace umber::engine
