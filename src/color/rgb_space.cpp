#include "color/rgb_space.h"

#include <cmath>

#include "core/error.h"

namespace umber::color {
namespace {

// Rows as a publication prints them; glm stores columns.
glm::dmat3 from_rows(glm::dvec3 first, glm::dvec3 second, glm::dvec3 third) {
    return glm::transpose(glm::dmat3(first, second, third));
}

glm::dvec3 xyz_of(glm::dvec2 xy) {
    return {xy.x, xy.y, 1.0 - xy.x - xy.y};
}

}  // namespace

Chromaticities chromaticities(Primaries code_point) {
    switch (code_point) {
        case Primaries::bt709:
            return primaries::rec709;
        case Primaries::bt470m:
            return {{0.67, 0.33}, {0.21, 0.71}, {0.14, 0.08}, white::c};
        case Primaries::bt601_625:
            return {{0.64, 0.33}, {0.29, 0.60}, {0.15, 0.06}, white::d65};
        case Primaries::bt601_525:
        case Primaries::smpte240m:
            return {{0.630, 0.340}, {0.310, 0.595}, {0.155, 0.070}, white::d65};
        case Primaries::film:
            return {{0.681, 0.319}, {0.243, 0.692}, {0.145, 0.049}, white::c};
        case Primaries::bt2020:
            return primaries::rec2020;
        case Primaries::smpte428:
            return primaries::xyz;
        case Primaries::p3_dci:
            return primaries::p3_dci;
        case Primaries::p3_d65:
            return primaries::p3_d65;
        case Primaries::ebu3213:
            return {{0.630, 0.340}, {0.295, 0.605}, {0.155, 0.077}, white::d65};
        case Primaries::unspecified:
            break;
    }
    throw Error("no chromaticities belong to the primaries '{}'", name(code_point));
}

glm::dmat3 cone_matrix(Cat cat) {
    switch (cat) {
        case Cat::bradford:
            return from_rows({0.8951, 0.2664, -0.1614}, {-0.7502, 1.7135, 0.0367}, {0.0389, -0.0685, 1.0296});
        case Cat::cat02:
            return from_rows({0.7328, 0.4296, -0.1624}, {-0.7036, 1.6975, 0.0061}, {0.0030, 0.0136, 0.9834});
        case Cat::cat16:
            return from_rows({0.401288, 0.650173, -0.051461}, {-0.250268, 1.204414, 0.045854},
                             {-0.002079, 0.048952, 0.953127});
        case Cat::none:
        case Cat::xyz_scaling:
            break;
    }
    return glm::dmat3(1.0);
}

glm::dvec3 xyz_of_white(glm::dvec2 xy) {
    return xyz_of(xy) / xy.y;
}

glm::dmat3 chromatic_adaptation(glm::dvec2 from, glm::dvec2 to, Cat cat) {
    if (cat == Cat::none || from == to) return glm::dmat3(1.0);
    const glm::dmat3 cone = cone_matrix(cat);
    const glm::dvec3 gain = (cone * xyz_of_white(to)) / (cone * xyz_of_white(from));
    const glm::dmat3 scale(gain.x, 0.0, 0.0, 0.0, gain.y, 0.0, 0.0, 0.0, gain.z);
    return glm::inverse(cone) * scale * cone;
}

glm::dmat3 rgb_to_xyz(const Chromaticities& space) {
    const glm::dmat3 directions(xyz_of(space.red), xyz_of(space.green), xyz_of(space.blue));
    // The determinant is twice the area of the triangle of the primaries.
    if (!(std::abs(glm::determinant(directions)) > 1e-6))
        throw Error("the primaries ({}, {}), ({}, {}), ({}, {}) span no colour space: they lie on one line",
                    space.red.x, space.red.y, space.green.x, space.green.y, space.blue.x, space.blue.y);
    if (!(space.white.y > 0.0))
        throw Error("({}, {}) is no white point: its y must be above 0", space.white.x, space.white.y);
    const glm::dvec3 gain = glm::inverse(directions) * xyz_of_white(space.white);
    return {directions[0] * gain.x, directions[1] * gain.y, directions[2] * gain.z};
}

glm::dmat3 xyz_to_rgb(const Chromaticities& space) {
    return glm::inverse(rgb_to_xyz(space));
}

glm::dmat3 rgb_to_rgb(const Chromaticities& from, const Chromaticities& to, Cat cat) {
    if (from == to) return glm::dmat3(1.0);
    return xyz_to_rgb(to) * chromatic_adaptation(from.white, to.white, cat) * rgb_to_xyz(from);
}

}  // namespace umber::color
