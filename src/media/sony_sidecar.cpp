#include "media/sony_sidecar.h"

#include "color/input_space.h"
#include "core/file.h"
#include "core/text.h"
#include "interchange/xml.h"

namespace umber::media {

namespace {

namespace fs = std::filesystem;
using interchange::elements;
using interchange::is_named;

// VENICE cameras are named by these model numbers only, and have a gamut of their own in the ACES configs.
bool is_venice(std::string_view model) {
    return model.starts_with("MPC-3610") || model.starts_with("MPC-3628");
}

}  // namespace

std::optional<fs::path> sony_sidecar(const fs::path& clip) {
    const std::string extension = lower_extension(clip);
    if (extension != ".mp4" && extension != ".mxf" && extension != ".mov") return std::nullopt;
    for (const char* end : {"M01.XML", "M01.xml", "m01.xml"}) {
        fs::path beside = clip.parent_path() / (clip.stem().string() + end);
        std::error_code ignored;  // what can't be looked at is not there
        if (fs::is_regular_file(beside, ignored)) return beside;
    }
    return std::nullopt;
}

std::vector<std::pair<std::string, std::string>> read_sony_sidecar(const fs::path& sidecar) {
    const interchange::XmlFile xml(sidecar, read_file(sidecar, std::uintmax_t{16} << 20));
    if (!is_named(xml.root(), "NonRealTimeMeta"))
        xml.fail(xml.root(), "a <NonRealTimeMeta> of a Sony camera was expected, not <{}>", xml.root().name());
    std::vector<std::pair<std::string, std::string>> tags;
    const std::string prefix = sidecar.filename().string() + ": ";
    const auto add = [&](const std::string& name, std::string value) {
        if (!name.empty() && !value.empty()) tags.emplace_back(prefix + name, std::move(value));
    };
    for (const pugi::xml_node part : elements(xml.root())) {
        if (is_named(part, "Device")) {
            const std::string model = part.attribute("modelName").value();
            add("modelName", is_venice(model) ? "VENICE " + model : model);
        }
        if (!is_named(part, "AcquisitionRecord")) continue;
        for (const pugi::xml_node group : elements(part))
            for (const pugi::xml_node item : elements(group))
                if (const std::string name = item.attribute("name").value();
                    is_named(item, "Item") && (color::tells_space(name) || name == "CodingEquations"))
                    add(name, item.attribute("value").value());
    }
    return tags;
}

}  // namespace umber::media
