#include "interchange/lut.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <glm/common.hpp>
#include <glm/geometric.hpp>
#include <utility>

#include "core/error.h"
#include "core/text.h"
#include "interchange/cube.h"
#include "interchange/text.h"

namespace umber::interchange {

namespace {

constexpr LutFormat formats[] = {
    {".cube", "Adobe and Resolve cube", read_cube},
};

// Where `rgb` lies in a table, 0..size-1, held to its ends. `!(x > 0)` also catches NaN.
glm::dvec3 position(glm::dvec3 rgb, glm::dvec3 domain_min, glm::dvec3 domain_max, int size) {
    glm::dvec3 at{};
    for (int c = 0; c < 3; ++c) {
        const double x = (rgb[c] - domain_min[c]) / (domain_max[c] - domain_min[c]);
        at[c] = !(x > 0.0) ? 0.0 : std::min(x, 1.0) * (size - 1);
    }
    return at;
}

// The lower corner of the cell that `at` lies in; the last point belongs to the last cell.
int cell(double at, int size) {
    return std::min(static_cast<int>(at), size - 2);
}

bool finite(const std::vector<glm::vec3>& values) {
    return std::all_of(values.begin(), values.end(), [](const glm::vec3& v) {
        return std::isfinite(v.x) && std::isfinite(v.y) && std::isfinite(v.z);
    });
}

template <class Part>
std::string part_fault(const Part& part, std::string_view kind, int size_min, int size_max, int dimensions) {
    if (part.size < size_min || part.size > size_max)
        return fmt::format("the {} size is {}; {} to {} are possible", kind, part.size, size_min,
                           grouped(static_cast<std::uint64_t>(size_max)));
    const auto size = static_cast<std::uint64_t>(part.size);
    const std::uint64_t rows = dimensions == 1 ? size : size * size * size;
    if (part.values.size() != rows)
        return fmt::format("the {} table has {} entries where its size {} asks for {}", kind,
                           grouped(part.values.size()), size, grouped(rows));
    for (int c = 0; c < 3; ++c) {
        if (!std::isfinite(part.domain_min[c]) || !std::isfinite(part.domain_max[c]) ||
            !(part.domain_min[c] < part.domain_max[c]))
            return fmt::format("the {} domain {} to {} has no extent", kind, part.domain_min[c], part.domain_max[c]);
    }
    if (!finite(part.values)) return fmt::format("the {} table holds a value that is not finite", kind);
    return {};
}

}  // namespace

Lut1d identity_1d(int size, glm::vec3 domain_min, glm::vec3 domain_max) {
    Lut1d lut{size, domain_min, domain_max, {}};
    lut.values.reserve(static_cast<std::size_t>(size));
    const glm::dvec3 low(domain_min), high(domain_max);
    for (int i = 0; i < size; ++i) lut.values.emplace_back(glm::mix(low, high, static_cast<double>(i) / (size - 1)));
    return lut;
}

Lut3d identity_3d(int size, glm::vec3 domain_min, glm::vec3 domain_max) {
    Lut3d lut{size, domain_min, domain_max, {}};
    const auto n = static_cast<std::size_t>(size);
    lut.values.reserve(n * n * n);
    const glm::dvec3 low(domain_min), high(domain_max);
    for (int b = 0; b < size; ++b)
        for (int g = 0; g < size; ++g)
            for (int r = 0; r < size; ++r)
                lut.values.emplace_back(glm::mix(low, high, glm::dvec3(r, g, b) / static_cast<double>(size - 1)));
    return lut;
}

std::string fault(const Lut& lut) {
    if (!lut.lut_1d && !lut.lut_3d) return "it has neither a 1D nor a 3D table";
    if (lut.lut_1d)
        if (std::string why = part_fault(*lut.lut_1d, "1D", lut_1d_size_min, lut_1d_size_max, 1); !why.empty())
            return why;
    if (lut.lut_3d) return part_fault(*lut.lut_3d, "3D", lut_3d_size_min, lut_3d_size_max, 3);
    return {};
}

glm::dvec3 apply(const Lut1d& lut, glm::dvec3 rgb) {
    const glm::dvec3 at = position(rgb, lut.domain_min, lut.domain_max, lut.size);
    glm::dvec3 out{};
    for (int c = 0; c < 3; ++c) {
        const int low = cell(at[c], lut.size);
        const double a = lut.values[static_cast<std::size_t>(low)][c],
                     b = lut.values[static_cast<std::size_t>(low) + 1][c];
        out[c] = a + (b - a) * (at[c] - low);
    }
    return out;
}

glm::dvec3 apply(const Lut3d& lut, glm::dvec3 rgb) {
    const glm::dvec3 at = position(rgb, lut.domain_min, lut.domain_max, lut.size);
    const glm::ivec3 low(cell(at.x, lut.size), cell(at.y, lut.size), cell(at.z, lut.size));
    const glm::dvec3 fraction = at - glm::dvec3(low);
    // Walk from the cell's lower to its upper corner along the axes in the order of their fractions, greatest first:
    // the four corners on the way span the tetrahedron that the colour lies in.
    int order[3] = {0, 1, 2};
    std::stable_sort(std::begin(order), std::end(order), [&](int a, int b) { return fraction[a] > fraction[b]; });
    const auto n = static_cast<std::size_t>(lut.size);
    const std::size_t stride[3] = {1, n, n * n};
    std::size_t corner =
        static_cast<std::size_t>(low.x) + n * (static_cast<std::size_t>(low.y) + n * static_cast<std::size_t>(low.z));
    glm::dvec3 previous(lut.values[corner]);
    glm::dvec3 out = previous;
    for (const int axis : order) {
        corner += stride[axis];
        const glm::dvec3 next(lut.values[corner]);
        out += (next - previous) * fraction[axis];
        previous = next;
    }
    return out;
}

glm::vec3 apply(const Lut& lut, glm::vec3 rgb) {
    glm::dvec3 value(rgb);
    if (lut.lut_1d) value = apply(*lut.lut_1d, value);
    if (lut.lut_3d) value = apply(*lut.lut_3d, value);
    return glm::vec3(value);
}

std::span<const LutFormat> lut_formats() {
    return formats;
}

Lut read_lut(const std::filesystem::path& path) {
    const std::string extension = path.extension().string();
    std::string known;
    for (const LutFormat& format : formats) {
        if (equal_ignoring_case(extension, format.extension)) return format.read(path);
        known += (known.empty() ? "" : ", ") + std::string(format.extension);
    }
    if (extension.empty()) throw Error("{}: no extension to tell the LUT's format by; known: {}", path.string(), known);
    throw Error("{}: LUTs of the kind {} are not known; known: {}", path.string(), in_quotes(extension), known);
}

}  // namespace umber::interchange
