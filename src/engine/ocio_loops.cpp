#include "engine/ocio_loops.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <vector>

#include "core/error.h"

namespace umber::engine::ocio_detail {
namespace {

constexpr std::size_t deepest = 100;

// Follows what each definition refers to, in the direction that it is used in.
class Walk {
public:
    Walk(const ocio::Config& config, const std::string& file) : config_(config), file_(file) {}

    void all() {
        for (int i = 0; i < config_.getNumColorSpaces(ocio::SEARCH_REFERENCE_SPACE_ALL, ocio::COLORSPACE_ALL); ++i) {
            const char* name =
                config_.getColorSpaceNameByIndex(ocio::SEARCH_REFERENCE_SPACE_ALL, ocio::COLORSPACE_ALL, i);
            space(name, ocio::COLORSPACE_DIR_TO_REFERENCE);
            space(name, ocio::COLORSPACE_DIR_FROM_REFERENCE);
        }
        for (int i = 0; i < config_.getNumLooks(); ++i) look(config_.getLookNameByIndex(i));
        for (int i = 0; i < config_.getNumViewTransforms(); ++i) view_transform(config_.getViewTransformNameByIndex(i));
        for (int i = 0; i < config_.getNumNamedTransforms(ocio::NAMEDTRANSFORM_ALL); ++i)
            named_transform(
                config_.getNamedTransform(config_.getNamedTransformNameByIndex(ocio::NAMEDTRANSFORM_ALL, i)));
    }

private:
    // Calls `follow` unless `what` has been followed before.
    template <class Follow>
    void once(const std::string& what, const Follow& follow) {
        const auto there = std::ranges::find(path_, what);
        if (there != path_.end()) refuse("what is defined by itself can't be computed", there, what);
        if (path_.size() > deepest) refuse("definitions that never end", path_.end() - 3, what);
        if (!done_.insert(what).second) return;
        path_.push_back(what);
        follow();
        path_.pop_back();
    }

    using Place = std::vector<std::string>::const_iterator;
    [[noreturn]] void refuse(std::string_view why, Place from, const std::string& last) const {
        std::vector<std::string> names(from, path_.end());
        names.push_back(last);
        for (std::string& name : names) name.erase(std::min(name.find('\n'), name.size()));
        throw Error("{}: {}: {}", file_, why, fmt::join(names, " needs "));
    }

    void space(const char* name, ocio::ColorSpaceDirection way) {
        const auto found = config_.getColorSpace(name);
        if (!found) {
            if (const auto named = config_.getNamedTransform(name)) named_transform(named);
            return;
        }
        const bool to = way == ocio::COLORSPACE_DIR_TO_REFERENCE;
        once(fmt::format("'{}'\n{}", found->getName(), to ? "to" : "from"), [&] {
            const auto back = to ? ocio::COLORSPACE_DIR_FROM_REFERENCE : ocio::COLORSPACE_DIR_TO_REFERENCE;
            if (const auto its = found->getTransform(way))
                transform(its, false);
            else
                transform(found->getTransform(back), true);
        });
    }
    void look(const char* name) {
        const auto found = config_.getLook(name);
        if (!found) return;
        once(fmt::format("look '{}'", name), [&] {
            space(found->getProcessSpace(), ocio::COLORSPACE_DIR_FROM_REFERENCE);
            space(found->getProcessSpace(), ocio::COLORSPACE_DIR_TO_REFERENCE);
            transform(found->getTransform(), false);
            transform(found->getInverseTransform(), false);
        });
    }
    void looks(const std::string& list) {
        for (const LookName& one : look_names(list)) look(one.name.c_str());
    }
    void view_transform(const char* name) {
        const auto found = config_.getViewTransform(name);
        if (!found) return;
        once(fmt::format("view transform '{}'", name), [&] {
            transform(found->getTransform(ocio::VIEWTRANSFORM_DIR_TO_REFERENCE), false);
            transform(found->getTransform(ocio::VIEWTRANSFORM_DIR_FROM_REFERENCE), false);
        });
    }
    void named_transform(const ocio::ConstNamedTransformRcPtr& named) {
        if (!named) return;
        once(fmt::format("named transform '{}'", named->getName()), [&] {
            transform(named->getTransform(ocio::TRANSFORM_DIR_FORWARD), false);
            transform(named->getTransform(ocio::TRANSFORM_DIR_INVERSE), false);
        });
    }
    void view(const char* display, const char* name) {
        space(config_.getDisplayViewColorSpaceName(display, name), ocio::COLORSPACE_DIR_FROM_REFERENCE);
        space(config_.getDisplayViewColorSpaceName(display, name), ocio::COLORSPACE_DIR_TO_REFERENCE);
        looks(config_.getDisplayViewLooks(display, name));
        view_transform(config_.getDisplayViewTransformName(display, name));
    }
    void between(const char* from, const char* to, bool inverse) {
        space(inverse ? to : from, ocio::COLORSPACE_DIR_TO_REFERENCE);
        space(inverse ? from : to, ocio::COLORSPACE_DIR_FROM_REFERENCE);
    }
    void transform(const ocio::ConstTransformRcPtr& one, bool inverse) {
        if (!one) return;
        if (one->getDirection() == ocio::TRANSFORM_DIR_INVERSE) inverse = !inverse;
        if (const auto group = ocio::DynamicPtrCast<const ocio::GroupTransform>(one)) {
            for (int i = 0; i < group->getNumTransforms(); ++i) transform(group->getTransform(i), inverse);
        } else if (const auto spaces = ocio::DynamicPtrCast<const ocio::ColorSpaceTransform>(one)) {
            between(spaces->getSrc(), spaces->getDst(), inverse);
        } else if (const auto looked = ocio::DynamicPtrCast<const ocio::LookTransform>(one)) {
            between(looked->getSrc(), looked->getDst(), inverse);
            looks(looked->getLooks());
        } else if (const auto shown = ocio::DynamicPtrCast<const ocio::DisplayViewTransform>(one)) {
            space(shown->getSrc(), inverse ? ocio::COLORSPACE_DIR_FROM_REFERENCE : ocio::COLORSPACE_DIR_TO_REFERENCE);
            view(shown->getDisplay(), shown->getView());
        }
    }

    const ocio::Config& config_;
    const std::string& file_;
    std::vector<std::string> path_;  // what leads to where the walk is: a name for a person, then what tells two apart
    std::set<std::string> done_;
};

}  // namespace

void refuse_loops(const ocio::Config& config, const std::string& file) {
    Walk(config, file).all();
}

}  // namespace umber::engine::ocio_detail
