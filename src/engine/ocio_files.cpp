#include "engine/ocio_files.h"

namespace umber::engine::ocio_detail {

namespace {

void collect(const ocio::ConstTransformRcPtr& transform, std::set<std::string>& files) {
    if (!transform) return;
    if (const auto file = ocio::DynamicPtrCast<const ocio::FileTransform>(transform)) {
        files.insert(file->getSrc());
    } else if (const auto group = ocio::DynamicPtrCast<const ocio::GroupTransform>(transform)) {
        for (int i = 0; i < group->getNumTransforms(); ++i) collect(group->getTransform(i), files);
    }
}

}  // namespace

std::set<std::string> files_named_by(const ocio::Config& config) {
    std::set<std::string> files;
    const auto all = ocio::SEARCH_REFERENCE_SPACE_ALL;
    for (int i = 0; i < config.getNumColorSpaces(all, ocio::COLORSPACE_ALL); ++i) {
        const auto space = config.getColorSpace(config.getColorSpaceNameByIndex(all, ocio::COLORSPACE_ALL, i));
        if (!space) continue;
        collect(space->getTransform(ocio::COLORSPACE_DIR_TO_REFERENCE), files);
        collect(space->getTransform(ocio::COLORSPACE_DIR_FROM_REFERENCE), files);
    }
    for (int i = 0; i < config.getNumLooks(); ++i) {
        const auto look = config.getLook(config.getLookNameByIndex(i));
        collect(look->getTransform(), files);
        collect(look->getInverseTransform(), files);
    }
    for (int i = 0; i < config.getNumViewTransforms(); ++i) {
        const auto view = config.getViewTransform(config.getViewTransformNameByIndex(i));
        collect(view->getTransform(ocio::VIEWTRANSFORM_DIR_TO_REFERENCE), files);
        collect(view->getTransform(ocio::VIEWTRANSFORM_DIR_FROM_REFERENCE), files);
    }
    for (int i = 0; i < config.getNumNamedTransforms(ocio::NAMEDTRANSFORM_ALL); ++i) {
        const auto named = config.getNamedTransform(config.getNamedTransformNameByIndex(ocio::NAMEDTRANSFORM_ALL, i));
        collect(named->getTransform(ocio::TRANSFORM_DIR_FORWARD), files);
        collect(named->getTransform(ocio::TRANSFORM_DIR_INVERSE), files);
    }
    return files;
}

}  // namespace umber::engine::ocio_detail
