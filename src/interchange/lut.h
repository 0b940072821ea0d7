// A look-up table as a value, whatever file it came from: an optional 1D table (one curve a channel; the shaper where a
// 3D table follows), then an optional 3D table. Formats are beside this file; the GPU's twin of apply() is in the
// engine.
#pragma once
#include <filesystem>
#include <glm/vec3.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace umber::interchange {

inline constexpr int lut_1d_size_min = 2, lut_1d_size_max = 65536;
inline constexpr int lut_3d_size_min = 2, lut_3d_size_max = 129;

// Entry i is the output for the input domain_min + (domain_max - domain_min) * i / (size - 1), per channel, linear
// between.
struct Lut1d {
    int size = 0;
    glm::vec3 domain_min{0.0f}, domain_max{1.0f};
    std::vector<glm::vec3> values;  // `size` of them
    bool operator==(const Lut1d&) const = default;
};

// Entry r + size * (g + size * b), red fastest, is the output for the lattice point (r, g, b).
struct Lut3d {
    int size = 0;
    glm::vec3 domain_min{0.0f}, domain_max{1.0f};
    std::vector<glm::vec3> values;  // size³ of them
    bool operator==(const Lut3d&) const = default;
};

struct Lut {
    std::string title;
    std::vector<std::string> comments;  // without '#'
    std::optional<Lut1d> lut_1d;        // applied first
    std::optional<Lut3d> lut_3d;
    bool operator==(const Lut&) const = default;
};

// The lattice that leaves every colour of its domain as it is. Sizes within the limits above.
Lut1d identity_1d(int size, glm::vec3 domain_min = glm::vec3(0.0f), glm::vec3 domain_max = glm::vec3(1.0f));
Lut3d identity_3d(int size, glm::vec3 domain_min = glm::vec3(0.0f), glm::vec3 domain_max = glm::vec3(1.0f));

// What makes `lut` unfit for use, as the end of a sentence ("the 3D size is 1; 2 to 129 are possible"): no part at all,
// a size out of range, as many values as the size does not say, a domain without extent, NaN or infinity. Empty if fit.
std::string fault(const Lut& lut);

// The reference: `rgb` through the 1D table (linear), then the 3D table (tetrahedral), in double. Input outside a
// domain takes the nearest end, as OpenColorIO and ffmpeg do; NaN takes the lower end. Expects a lut without fault().
glm::dvec3 apply(const Lut1d& lut, glm::dvec3 rgb);
glm::dvec3 apply(const Lut3d& lut, glm::dvec3 rgb);
glm::vec3 apply(const Lut& lut, glm::vec3 rgb);

// A format that read_lut() knows. One line in lut.cpp's table adds one.
struct LutFormat {
    std::string_view extension;  // lower case, with the point
    std::string_view name;
    Lut (*read)(const std::filesystem::path&);
};
std::span<const LutFormat> lut_formats();

// Reads by the extension, in any case. Throws Error naming `path`: an unknown extension (the known ones are listed),
// unreadable, or not what its format says (with the line).
Lut read_lut(const std::filesystem::path& path);

}  // namespace umber::interchange
