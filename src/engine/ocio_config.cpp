#include "engine/ocio_config.h"

#include <OpenColorIO/OpenColorAppHelpers.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <set>

#include "color/nearest.h"
#include "core/error.h"
#include "core/file.h"
#include "core/text.h"
#include "engine/ocio_detail.h"
#include "engine/ocio_files.h"
#include "engine/ocio_loops.h"
#include "engine/ocio_memo.h"

namespace umber::engine {

using namespace ocio_detail;

struct OcioConfig::Held {
    std::string file;
    std::string key;  // of all that the config depends on
    ocio::ConstConfigRcPtr config;
};

namespace {

// The environment, in which OCIO finds the context's variables and its own.
std::uint64_t environment() {
    std::uint64_t state = hash_of_nothing;
    for (char** one = environ; one && *one; ++one) state = hash(state, *one, std::string_view(*one).size() + 1);
    return state;
}

// OCIO's lists as ours.
template <class Count, class Name>
std::vector<std::string> listed(Count count, const Name& name) {
    std::vector<std::string> all;
    all.reserve(static_cast<std::size_t>(count));
    for (Count i = 0; i < count; ++i) all.emplace_back(name(i));
    return all;
}

// Every name that space() knows.
std::vector<std::string> all_names(const ocio::Config& config) {
    std::vector<std::string> names;
    for (int i = 0; i < config.getNumColorSpaces(); ++i) {
        const auto space = config.getColorSpace(config.getColorSpaceNameByIndex(i));
        if (!space) continue;
        names.emplace_back(space->getName());
        for (std::size_t k = 0; k < space->getNumAliases(); ++k) names.emplace_back(space->getAlias(k));
    }
    for (int i = 0; i < config.getNumRoles(); ++i) names.emplace_back(config.getRoleName(i));
    for (int i = 0; i < config.getNumNamedTransforms(); ++i) names.emplace_back(config.getNamedTransformNameByIndex(i));
    return names;
}

// "none": no look at all, not even the view's own.
bool none_at_all(const ocio::Config& config, const std::string& looks) {
    return equal_ignoring_case(looks, "none") && !config.getLook(looks.c_str());
}

// Throws UsageError for a look that the config has not. Of alternatives ("shot | show") OCIO takes the first whose
// files are there, so that it must know that one, and comes to the others only then.
void check_looks(const ocio::Config& config, const std::string& file, const std::string& looks) {
    if (none_at_all(config, looks)) return;
    for (const auto& [name, inverse] : look_names(looks.substr(0, looks.find('|')))) {
        if (config.getLook(name.c_str())) continue;
        const auto all = listed(config.getNumLooks(), [&](int i) { return config.getLookNameByIndex(i); });
        throw UsageError("{}: it has no look '{}'{}", file, name,
                         all.empty() ? "; it has none" : fmt::format("; it has: {}", fmt::join(all, ", ")));
    }
}

// The space that a complaint of validate() says is not defined.
std::string undefined_space(std::string_view complaint) {
    constexpr std::string_view before = "references a color space, '", after = "', which is not defined";
    const std::size_t begin = complaint.find(before), end = complaint.find(after);
    if (begin == std::string_view::npos || end == std::string_view::npos) return {};
    return std::string(complaint.substr(begin + before.size(), end - begin - before.size()));
}

// Whether some word of the config's text is this name by a context variable.
bool named_by_variable(const ocio::Config& config, const std::string& text, const std::string& name) {
    constexpr std::string_view between = " \t\r\n,[]{}\"'";
    const auto context = config.getCurrentContext();
    for (std::size_t begin = text.find_first_not_of(between); begin != std::string::npos;) {
        const std::size_t end = std::min(text.find_first_of(between, begin), text.size());
        const std::string word = text.substr(begin, end - begin);
        if (word.find_first_of("$%") != std::string::npos && name == context->resolveStringVar(word.c_str()))
            return true;
        begin = text.find_first_not_of(between, end);
    }
    return false;
}

// Throws OCIO's exception for what no use of the config can do without. What a context variable names and is not there
// here only matters to what reads it: the rest of a facility's config is of use outside its shots, too. Neither is a
// display that is no more, but still in the list of active ones, a reason not to show the others.
void validate(const ocio::Config& config, const std::string& file) {
    try {
        config.validate();
    } catch (const ocio::Exception& error) {
        const std::string_view said = error.what();
        const auto says = [&](std::string_view words) { return said.find(words) != std::string_view::npos; };
        if (says("file Transform source cannot be resolved") || says("unknown context variable")) return;
        const bool stale = says("The list of active ") && says("invalid");
        const std::string space = undefined_space(said);
        if (!stale && (space.empty() || !named_by_variable(config, read_file(file), space))) throw;
        spdlog::warn("{}: {}", file, one_line(error.what()));
        if (!stale) return;
        const auto without = config.createEditableCopy();  // what else is wrong was not come to
        without->setActiveDisplays("");
        without->setActiveViews("");
        const bool by_environment = std::getenv("OCIO_ACTIVE_DISPLAYS") || std::getenv("OCIO_ACTIVE_VIEWS");
        if (!by_environment) validate(*without, file);
    }
}

}  // namespace

OcioConfig::OcioConfig(const std::string& file) {
    static Memo<Held> loaded(16);
    log_through_ours();
    std::error_code no_path;
    const bool built_in = file.starts_with("ocio://");
    if (!built_in && !std::filesystem::is_regular_file(file, no_path))
        throw Error("{}: {}", file, std::filesystem::exists(file, no_path) ? "is not a file" : "no such file");
    const FileStamp stamp = stamp_of(std::filesystem::absolute(file, no_path).string());
    const std::string key =
        fmt::format("{}\n{}\n{}\n{:016x}", built_in ? file : stamp.path, stamp.changed, stamp.size, environment());
    held_ = loaded.find(key);
    if (held_) return;
    try {
        const auto read = ocio::Config::CreateFromFile(file.c_str());
        const auto config = read->createEditableCopy();
        // Which a copy of OCIO 2.1's has not.
        config->setDefaultViewTransformName(read->getDefaultViewTransformName());
        refuse_loops(*config, file);
        validate(*config, file);
        // Umber remembers what it extracts, and looks whether the files are still those.
        config->setProcessorCacheFlags(ocio::PROCESSOR_CACHE_OFF);
        held_ = std::make_shared<const Held>(Held{file, key, config});
    } catch (const ocio::Exception& error) {
        throw Error("{}: {}", file, one_line(error.what()));
    }
    loaded.keep(key, held_);
}

const std::string& OcioConfig::file() const {
    return held_->file;
}

std::string OcioConfig::try_space(const std::string& name) const {
    if (const auto found = held_->config->getColorSpace(name.c_str())) return found->getName();
    if (const auto found = held_->config->getNamedTransform(name.c_str())) return found->getName();
    return {};
}

std::string OcioConfig::space(const std::string& name) const {
    if (std::string found = try_space(name); !found.empty()) return found;
    throw UsageError("{}: it has no colour space '{}'{}", held_->file, name,
                     color::did_you_mean(name, all_names(*held_->config),
                                         fmt::format("; `umber spaces --config {}` lists them", held_->file)));
}

std::string OcioConfig::working_space() const {
    for (const char* role : {"ACEScct", "color_timing", "compositing_log", "scene_linear", "default"})
        if (const auto found = held_->config->getColorSpace(role)) return found->getName();
    if (held_->config->getNumColorSpaces() == 0) throw Error("{}: it has no colour space at all", held_->file);
    return held_->config->getColorSpaceNameByIndex(0);
}

std::vector<std::string> OcioConfig::names_of(const std::string& space) const {
    const auto found = held_->config->getColorSpace(space.c_str());
    if (!found) return {space};
    std::vector<std::string> names{found->getName()};
    for (std::size_t i = 0; i < found->getNumAliases(); ++i) names.emplace_back(found->getAlias(i));
    return names;
}

bool OcioConfig::is_transform(const std::string& name) const {
    return !held_->config->getColorSpace(name.c_str()) && held_->config->getNamedTransform(name.c_str());
}

bool OcioConfig::is_color(const std::string& space) const {
    const auto found = held_->config->getColorSpace(space.c_str());
    return found && !found->isData();
}

bool OcioConfig::is_data(const std::string& space) const {
    const auto found = held_->config->getColorSpace(space.c_str());
    return found && found->isData();
}

std::string OcioConfig::encoding(const std::string& space) const {
    const auto found = held_->config->getColorSpace(space.c_str());
    return found ? found->getEncoding() : "";
}

bool OcioConfig::is_linear(const std::string& space) const {
    const auto found = held_->config->getColorSpace(space.c_str());
    if (!found) return false;
    if (std::string_view(found->getEncoding()) == "scene-linear") return true;
    const auto linear = held_->config->getColorSpace(ocio::ROLE_SCENE_LINEAR);
    return linear && std::string_view(linear->getName()) == found->getName();
}

color::ViewName OcioConfig::view_named(const std::string& name, const std::string& shown) const {
    const ocio::Config& config = *held_->config;
    const std::vector<color::NamedDisplay> all = displays();
    color::ViewName named = color::parts_of_view(name, all);
    const auto display = std::ranges::find(all, named.display, &color::NamedDisplay::name);
    if (display == all.end()) {
        std::vector<std::string> names;
        for (const color::NamedDisplay& one : all) names.push_back(one.name);
        const std::string& wanted = named.display.empty() ? name : named.display;
        throw UsageError("{}: it has no display '{}'{}", held_->file, wanted,
                         color::did_you_mean(wanted, names, fmt::format("; it has: {}", fmt::join(names, ", "))));
    }
    if (named.view.empty()) {
        const char* first = config.getDefaultView(named.display.c_str(), shown.c_str());
        named.view = first && *first ? first : config.getDefaultView(named.display.c_str());
    } else if (std::ranges::find(display->views, named.view) == display->views.end()) {
        throw UsageError("{}: its display '{}' has no view '{}'; it has: {}", held_->file, named.display, named.view,
                         fmt::join(display->views, ", "));
    }
    return named;
}

std::shared_ptr<const OcioCode> OcioConfig::convert(const std::string& from, const std::string& to,
                                                    const std::string& looks) const {
    const ocio::Config& config = *held_->config;
    check_looks(config, held_->file, looks);
    return extracted(fmt::format("{}\nconvert\n{}\n{}\n{}", held_->key, from, to, looks),
                     fmt::format("{}: from '{}' to '{}'", held_->file, from, to), [&] {
                         if (looks.empty() || none_at_all(config, looks))
                             return config.getProcessor(from.c_str(), to.c_str());
                         const auto transform = ocio::LookTransform::Create();
                         transform->setSrc(from.c_str());
                         transform->setDst(to.c_str());
                         transform->setLooks(looks.c_str());
                         return config.getProcessor(transform);
                     });
}

std::shared_ptr<const OcioCode> OcioConfig::view(const std::string& from, const color::ViewName& view, bool inverse,
                                                 const std::string& looks) const {
    const ocio::Config& config = *held_->config;
    check_looks(config, held_->file, looks);
    const std::string subject = inverse ? fmt::format("{}: from '{}' back to '{}'", held_->file, view.whole(), from)
                                        : fmt::format("{}: from '{}' to '{}'", held_->file, from, view.whole());
    return extracted(
        fmt::format("{}\nview\n{}\n{}\n{}\n{}\n{}", held_->key, from, view.display, view.view, inverse, looks), subject,
        [&] {
            const auto transform = ocio::DisplayViewTransform::Create();
            transform->setSrc(from.c_str());
            transform->setDisplay(view.display.c_str());
            transform->setView(view.view.c_str());
            transform->setDirection(direction(inverse));
            if (looks.empty()) return config.getProcessor(transform);
            const auto pipeline = ocio::LegacyViewingPipeline::Create();
            pipeline->setDisplayViewTransform(transform);
            pipeline->setLooksOverrideEnabled(true);
            pipeline->setLooksOverride(none_at_all(config, looks) ? "" : looks.c_str());
            return pipeline->getProcessor(held_->config);
        });
}

std::string OcioConfig::space_of(const color::ViewName& view) const {
    const std::string space = held_->config->getDisplayViewColorSpaceName(view.display.c_str(), view.view.c_str());
    return space.starts_with("<") ? view.display : space;  // <USE_DISPLAY_NAME>
}

OcioConfig::FileRule OcioConfig::file_rule(const std::string& picture) const {
    try {
        std::size_t rule = 0;
        const std::string space = held_->config->getColorSpaceFromFilepath(picture.c_str(), rule);
        const auto rules = held_->config->getFileRules();
        const char* pattern = rules->getPattern(rule);  // null, or empty, where it goes by something else
        return {try_space(space), rules->getName(rule), held_->config->filepathOnlyMatchesDefaultRule(picture.c_str()),
                pattern && std::string_view(pattern) == "*"};
    } catch (const ocio::Exception& error) {
        throw Error("{}: its file rules, for {}: {}", held_->file, picture, one_line(error.what()));
    }
}

std::vector<std::string> OcioConfig::file_names() const {
    const std::set<std::string> names = files_named_by(*held_->config);
    return {names.begin(), names.end()};
}

std::filesystem::path OcioConfig::found(const std::string& file_name) const {
    try {
        return held_->config->getCurrentContext()->resolveFileLocation(file_name.c_str());
    } catch (const ocio::Exception&) {
        return {};  // told where it is used; here it is a file that is not there
    }
}

std::vector<NamedSpace> OcioConfig::spaces() const {
    std::vector<NamedSpace> all;
    for (int i = 0; i < held_->config->getNumColorSpaces(); ++i) {
        const auto space = held_->config->getColorSpace(held_->config->getColorSpaceNameByIndex(i));
        if (!space) continue;
        all.push_back({space->getName(),
                       space->getFamily(),
                       listed(space->getNumAliases(), [&](std::size_t k) { return space->getAlias(k); }),
                       space->isData(),
                       {}});
    }
    for (int i = 0; i < held_->config->getNumRoles(); ++i) {
        const char* role = held_->config->getRoleName(i);
        const auto space = held_->config->getColorSpace(role);
        const auto played_by = std::ranges::find(all, std::string(space ? space->getName() : ""), &NamedSpace::name);
        if (played_by != all.end()) played_by->roles.emplace_back(role);
    }
    return all;
}

std::vector<color::NamedDisplay> OcioConfig::displays() const {
    const ocio::Config& config = *held_->config;
    // What is chosen where nobody chooses comes first.
    const auto with_first = [](auto& list, const std::string& usual, const auto& name) {
        const auto first = std::ranges::find(list, usual, name);
        if (first != list.end()) std::rotate(list.begin(), first, first + 1);
    };
    std::vector<color::NamedDisplay> all;
    for (int i = 0; i < config.getNumDisplays(); ++i) {
        const char* display = config.getDisplay(i);
        color::NamedDisplay named{
            display, listed(config.getNumViews(display), [&](int k) { return config.getView(display, k); })};
        with_first(named.views, config.getDefaultView(display), std::identity());
        all.push_back(std::move(named));
    }
    with_first(all, config.getDefaultDisplay(), &color::NamedDisplay::name);
    return all;
}

std::vector<std::string> OcioConfig::roles() const {
    const ocio::Config& config = *held_->config;
    return listed(config.getNumRoles(), [&](int i) {
        const char* role = config.getRoleName(i);
        const auto space = config.getColorSpace(role);
        return fmt::format("{}: {}", role, space ? space->getName() : "");
    });
}

std::vector<std::string> OcioConfig::looks() const {
    return listed(held_->config->getNumLooks(), [&](int i) { return held_->config->getLookNameByIndex(i); });
}

std::vector<std::string> OcioConfig::named_transforms() const {
    return listed(held_->config->getNumNamedTransforms(),
                  [&](int i) { return held_->config->getNamedTransformNameByIndex(i); });
}

}  // namespace umber::engine
