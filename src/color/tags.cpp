#include "color/tags.h"

#include "core/error.h"

namespace umber::color {

LumaWeights luma_weights(Matrix matrix) {
    const auto from = [](double red, double blue) { return LumaWeights{red, 1.0 - red - blue, blue}; };
    switch (matrix) {
        case Matrix::bt709:
            return from(0.2126, 0.0722);
        case Matrix::bt601_625:
        case Matrix::bt601_525:
            return from(0.299, 0.114);
        case Matrix::bt2020nc:
            return from(0.2627, 0.0593);
        case Matrix::smpte240m:
            return from(0.212, 0.087);
        case Matrix::fcc:
            return from(0.30, 0.11);
        default:
            throw Error("the matrix '{}' is not one of luma weights", name(matrix));
    }
}

bool same_matrix(Matrix a, Matrix b) {
    const auto one = [](Matrix matrix) { return matrix == Matrix::bt601_625 ? Matrix::bt601_525 : matrix; };
    return one(a) == one(b);
}

std::string_view name(Primaries primaries) {
    switch (primaries) {
        case Primaries::bt709:
            return "bt709";
        case Primaries::bt470m:
            return "bt470m";
        case Primaries::bt601_625:
            return "bt470bg";
        case Primaries::bt601_525:
            return "smpte170m";
        case Primaries::smpte240m:
            return "smpte240m";
        case Primaries::film:
            return "film";
        case Primaries::bt2020:
            return "bt2020";
        case Primaries::smpte428:
            return "smpte428";
        case Primaries::p3_dci:
            return "smpte431";
        case Primaries::p3_d65:
            return "smpte432";
        case Primaries::ebu3213:
            return "ebu3213";
        case Primaries::unspecified:
            break;
    }
    return "unknown";
}

std::string_view name(Transfer transfer) {
    switch (transfer) {
        case Transfer::bt709:
            return "bt709";
        case Transfer::gamma22:
            return "bt470m";
        case Transfer::gamma28:
            return "bt470bg";
        case Transfer::smpte170m:
            return "smpte170m";
        case Transfer::smpte240m:
            return "smpte240m";
        case Transfer::linear:
            return "linear";
        case Transfer::log100:
            return "log100";
        case Transfer::log316:
            return "log316";
        case Transfer::xvycc:
            return "iec61966-2-4";
        case Transfer::bt1361:
            return "bt1361e";
        case Transfer::srgb:
            return "iec61966-2-1";
        case Transfer::bt2020_10:
            return "bt2020-10";
        case Transfer::bt2020_12:
            return "bt2020-12";
        case Transfer::pq:
            return "smpte2084";
        case Transfer::smpte428:
            return "smpte428";
        case Transfer::hlg:
            return "arib-std-b67";
        case Transfer::unspecified:
            break;
    }
    return "unknown";
}

std::string_view name(Matrix matrix) {
    switch (matrix) {
        case Matrix::rgb:
            return "gbr";
        case Matrix::bt709:
            return "bt709";
        case Matrix::fcc:
            return "fcc";
        case Matrix::bt601_625:
            return "bt470bg";
        case Matrix::bt601_525:
            return "smpte170m";
        case Matrix::smpte240m:
            return "smpte240m";
        case Matrix::ycgco:
            return "ycgco";
        case Matrix::bt2020nc:
            return "bt2020nc";
        case Matrix::bt2020c:
            return "bt2020c";
        case Matrix::unspecified:
            break;
    }
    return "unknown";
}

std::string_view name(Range range) {
    switch (range) {
        case Range::limited:
            return "tv";
        case Range::full:
            return "pc";
        case Range::unspecified:
            break;
    }
    return "unknown";
}

std::string_view name(ChromaLocation location) {
    switch (location) {
        case ChromaLocation::left:
            return "left";
        case ChromaLocation::center:
            return "center";
        case ChromaLocation::top_left:
            return "topleft";
        case ChromaLocation::top:
            return "top";
        case ChromaLocation::bottom_left:
            return "bottomleft";
        case ChromaLocation::bottom:
            return "bottom";
        case ChromaLocation::unspecified:
            break;
    }
    return "unspecified";
}

}  // namespace umber::color
