// The colour tags of a coded picture: the code points of ITU-T H.273, which FFmpeg's enumerations share.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace umber::color {

enum class Primaries {
    bt709 = 1,
    unspecified = 2,
    bt470m = 4,
    bt601_625 = 5,
    bt601_525 = 6,
    smpte240m = 7,
    film = 8,
    bt2020 = 9,
    smpte428 = 10,
    p3_dci = 11,
    p3_d65 = 12,
    ebu3213 = 22
};
enum class Transfer {
    bt709 = 1,
    unspecified = 2,
    gamma22 = 4,
    gamma28 = 5,
    smpte170m = 6,
    smpte240m = 7,
    linear = 8,
    log100 = 9,
    log316 = 10,
    xvycc = 11,
    bt1361 = 12,
    srgb = 13,
    bt2020_10 = 14,
    bt2020_12 = 15,
    pq = 16,
    smpte428 = 17,
    hlg = 18
};
enum class Matrix {
    rgb = 0,
    bt709 = 1,
    unspecified = 2,
    fcc = 4,
    bt601_625 = 5,
    bt601_525 = 6,
    smpte240m = 7,
    ycgco = 8,
    bt2020nc = 9,
    bt2020c = 10
};
enum class Range { unspecified = 0, limited = 1, full = 2 };
// Where a sub-sampled chroma sample lies in its block of luma samples (H.273 chroma_sample_loc_type, plus one).
enum class ChromaLocation { unspecified = 0, left = 1, center = 2, top_left = 3, top = 4, bottom_left = 5, bottom = 6 };

struct Tags {
    Primaries primaries = Primaries::unspecified;
    Transfer transfer = Transfer::unspecified;
    Matrix matrix = Matrix::unspecified;
    Range range = Range::unspecified;
    ChromaLocation chroma_location = ChromaLocation::unspecified;
    friend bool operator==(const Tags&, const Tags&) = default;
};

// The luma weights of a matrix: ITU-R BT.601-7 2.5.1, BT.709-6 item 3.2, BT.2020-2 table 4, SMPTE 240M, FCC 73.682.
// Throws Error for a matrix that is none of R'G'B' -> Y'CbCr by luma weights (rgb, ycgco, bt2020c).
struct LumaWeights {
    double red, green, blue;
};
LumaWeights luma_weights(Matrix matrix);

// Whether both make the same code values: one matrix, or BT.601's, which has two code points.
bool same_matrix(Matrix a, Matrix b);

// Names as ffprobe prints them ("bt709", "smpte2084", "tv", "left"…); "unknown" for unspecified.
std::string_view name(Primaries primaries);
std::string_view name(Transfer transfer);
std::string_view name(Matrix matrix);
std::string_view name(Range range);
std::string_view name(ChromaLocation location);

}  // namespace umber::color
