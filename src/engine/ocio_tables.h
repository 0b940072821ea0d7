// OpenColorIO's textures as entries of lut_tables, and its shader text reading them there.
#pragma once
#include <glm/glm.hpp>
#include <string>
#include <vector>

#include "engine/ocio_detail.h"

namespace umber::engine::ocio_detail {

// Appends the textures of `shader` to `texels` (the first of which is at `table`, the name of a constant of the
// shader), and lets `text`, which is its text, read them by functions of ours. Returns these functions.
std::string read_tables(const ocio::GpuShaderDesc& shader, std::string& text, const std::string& table,
                        std::vector<glm::vec4>& texels);

}  // namespace umber::engine::ocio_detail
