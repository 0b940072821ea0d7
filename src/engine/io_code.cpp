#include "engine/io_code.h"

#include <bit>
#include <cmath>

#include "core/error.h"

namespace umber::engine {
namespace {

using media::PixelFormat;
using Model = PixelFormat::Model;

int model_number(Model model) {
    return model == Model::grey ? 0 : model == Model::rgb ? 1 : 2;
}

int colour_components(const PixelFormat& format) {
    return format.components - (format.alpha ? 1 : 0);
}

// Where the first chroma sample lies, in luma samples from the top left of its block (ITU-T H.273 figure 1).
glm::vec2 chroma_site(const PixelFormat& format, color::ChromaLocation location) {
    using color::ChromaLocation;
    const float width = static_cast<float>((1 << format.log2_chroma_width) - 1),
                height = static_cast<float>((1 << format.log2_chroma_height) - 1);
    switch (location) {
        case ChromaLocation::center:
            return {width / 2, height / 2};
        case ChromaLocation::top_left:
            return {0, 0};
        case ChromaLocation::top:
            return {width / 2, 0};
        case ChromaLocation::bottom_left:
            return {0, height};
        case ChromaLocation::bottom:
            return {width / 2, height};
        case ChromaLocation::left:
        case ChromaLocation::unspecified:
            break;
    }
    return {0, height / 2};
}

std::string list(const std::string& type, const PixelFormat& format, int PixelFormat::Component::*member) {
    std::string items;
    for (int i = 0; i < 4; ++i)
        items += fmt::format("{}{}", i ? ", " : "", format.component[static_cast<std::size_t>(i)].*member);
    return fmt::format("{0}[4]({1})", type, items);
}

// A float literal that GLSL reads back exactly.
std::string literal(float value) {
    std::string text = fmt::format("{}", value);
    if (text.find_first_of(".e") == std::string::npos) text += ".0";
    return text;
}

// The quickest way for a CPU device to read in order that the format allows.
std::string_view reading(const PixelFormat& format) {
    const auto side_by_side = [&](int i) {
        const PixelFormat::Component& component = format.component[static_cast<std::size_t>(i)];
        return component.step == format.bytes_per_sample() && component.offset == 0;
    };
    if (format.big_endian || format.floating || format.bytes_per_sample() > 2) return "any";
    if (format.model == Model::ycbcr && format.log2_chroma_width == 1 && side_by_side(0) &&
        format.log2_chroma_height <= 1)
        return "subsampled";
    const bool full = format.log2_chroma_width == 0 && format.log2_chroma_height == 0;
    if (full && format.planes >= 3 && colour_components(format) == 3 && side_by_side(0) && side_by_side(1) &&
        side_by_side(2))
        return "planar";
    return "any";
}

// The same for a sink's kind of tiles and rows: a GPU reads its few pixels as it needs them, but for whole words, and
// rows of fields are not read in order.
std::string_view reading(const SourceForm& source, const SinkForm& sink) {
    if (source.chroma_by_fields || sink.chroma_by_fields) return "any";
    const std::string_view wide = reading(source.format);
    return sink.tiles == Tiles::wide || (wide == "planar" && source.format.bytes_per_sample() == 2) ? wide : "any";
}

// Whether a cell of two columns fills words by itself, so that it is stored at once (SINK_AT_ONCE in sink_planes.glsl).
bool stores_cells(const PixelFormat& format) {
    return format.floating || (format.bytes_per_sample() == 2 && format.log2_chroma_width == 0);
}

struct Levels {
    double black, luma_span, chroma_zero, chroma_span, top;
};

// ITU-R BT.709-6 item 4.6 and BT.2020-2 table 5: limited range 16..235 and 16..240 of 8 bits, scaled by powers of two;
// full range 0..2^n - 1, chroma about 2^(n-1).
Levels levels(const PixelFormat& format, color::Range range) {
    const int depth = format.depth();
    const double top = std::exp2(depth) - 1, zero = std::exp2(depth - 1);
    if (range == color::Range::limited) {
        const double unit = std::exp2(depth - 8);
        return {16 * unit, 219 * unit, zero, 224 * unit, top};
    }
    return {0, top, zero, top, top};
}

glm::dmat3 ycc_to_rgb(color::Matrix matrix) {
    const color::LumaWeights k = color::luma_weights(matrix);
    const double r = 2 * (1 - k.red), b = 2 * (1 - k.blue);
    return glm::transpose(glm::dmat3(1, 0, r, 1, -b * k.blue / k.green, -r * k.red / k.green, 1, b, 0));
}

Affine affine(const glm::dmat3& matrix, glm::dvec3 constant) {
    return {glm::vec4(glm::vec3(matrix[0]), 0), glm::vec4(glm::vec3(matrix[1]), 0), glm::vec4(glm::vec3(matrix[2]), 0),
            glm::vec4(glm::vec3(constant), 0)};
}

// Codes of one component set: code = span * value + zero.
void code_scale(const PixelFormat& format, const color::Tags& tags, glm::dvec3& span, glm::dvec3& zero) {
    const Levels l = levels(format, format.floating ? color::Range::full : tags.range);
    if (format.floating) {
        span = glm::dvec3(1);
        zero = glm::dvec3(0);
    } else if (format.model == Model::ycbcr) {
        span = {l.luma_span, l.chroma_span, l.chroma_span};
        zero = {l.black, l.chroma_zero, l.chroma_zero};
    } else {
        span = glm::dvec3(l.luma_span);
        zero = glm::dvec3(l.black);
    }
}

int chroma_shift(const PixelFormat& format, int axis) {
    return axis == 0 ? format.log2_chroma_width : format.log2_chroma_height;
}

// How many of the source's chroma samples along an axis (0 across, 1 down) make one of the sink's: 1 where they lie at
// the same places, 2 where the sink has as many or more, and where it has half as many 2, or 3 where they are co-sited.
// 0: no such case.
int taps(const SourceForm& source, const SinkForm& sink, int axis) {
    const int from = chroma_shift(source.format, axis), to = chroma_shift(sink.format, axis);
    const float site = chroma_site(sink.format, sink.tags.chroma_location)[axis];
    if (from == to && chroma_site(source.format, source.tags.chroma_location)[axis] == site) return 1;
    if (from >= to) return 2;
    if (from == 0 && to == 1) return site == 0 ? 3 : 2;
    return 0;
}

}  // namespace

SourceForm form_of(const media::Frame& frame) {
    return {false, frame.format, frame.tags, frame.chroma_by_fields};
}

Affine codes_to_rgb(const PixelFormat& format, const color::Tags& tags) {
    glm::dvec3 span, zero;
    code_scale(format, tags, span, zero);
    const glm::dmat3 scale(1 / span.x, 0, 0, 0, 1 / span.y, 0, 0, 0, 1 / span.z);
    const glm::dmat3 matrix = (format.model == Model::ycbcr ? ycc_to_rgb(tags.matrix) : glm::dmat3(1)) * scale;
    return affine(matrix, -(matrix * zero));
}

Affine rgb_to_codes(const PixelFormat& format, const color::Tags& tags) {
    glm::dvec3 span, zero;
    code_scale(format, tags, span, zero);
    const glm::dmat3 scale(span.x, 0, 0, 0, span.y, 0, 0, 0, span.z);
    glm::dmat3 matrix(1);
    if (format.model == Model::ycbcr) matrix = glm::inverse(ycc_to_rgb(tags.matrix));
    if (format.model == Model::grey) {
        const color::LumaWeights k = color::luma_weights(
            tags.matrix == color::Matrix::rgb || tags.matrix == color::Matrix::unspecified ? color::Matrix::bt709
                                                                                           : tags.matrix);
        matrix = glm::transpose(glm::dmat3(k.red, k.green, k.blue, k.red, k.green, k.blue, k.red, k.green, k.blue));
    }
    return affine(scale * matrix, zero);
}

bool can_resample(const SourceForm& source, const SinkForm& sink) {
    return !source.colours && sink.kind == SinkForm::Kind::planes && source.format.model == Model::ycbcr &&
           sink.format.model == Model::ycbcr && color::same_matrix(source.tags.matrix, sink.tags.matrix) &&
           !source.format.floating && !sink.format.floating && taps(source, sink, 0) > 0 && taps(source, sink, 1) > 0 &&
           // Of fields only as they are: plane_by_plane knows whole pictures' rows.
           source.chroma_by_fields == sink.chroma_by_fields && (!source.chroma_by_fields || taps(source, sink, 1) == 1);
}

Affine codes_to_codes(const SourceForm& source, const SinkForm& sink) {
    glm::dvec3 span_in, zero_in, span_out, zero_out;
    code_scale(source.format, source.tags, span_in, zero_in);
    code_scale(sink.format, sink.tags, span_out, zero_out);
    const glm::dvec3 factor = span_out / span_in;
    return {glm::vec4(glm::vec3(factor), 0), glm::vec4(0), glm::vec4(0),
            glm::vec4(glm::vec3(zero_out - zero_in * factor), 0)};
}

bool finer_steps(const PixelFormat& source, const color::Tags& source_tags, const PixelFormat& sink,
                 const color::Tags& sink_tags) {
    if (sink.floating) return false;
    if (source.floating || source.depth() != sink.depth()) return source.floating || source.depth() > sink.depth();
    const bool matrixed = source.model != sink.model && (source.model == Model::ycbcr || sink.model == Model::ycbcr);
    glm::dvec3 in, out, zero;
    code_scale(source, source_tags, in, zero);
    code_scale(sink, sink_tags, out, zero);
    return matrixed || in.x > out.x;
}

std::string source_code(const SourceForm& source, const SinkForm& sink) {
    if (source.colours) return "#include \"io/source_colours.glsl\"\n";
    const PixelFormat& f = source.format;
    const glm::vec2 site = chroma_site(f, source.tags.chroma_location);
    const bool above = sink.kind == SinkForm::Kind::planes && sink.format.log2_chroma_height == 1 &&
                       chroma_site(sink.format, sink.tags.chroma_location).y == 0;
    const glm::ivec2 piece = block(source, sink);
    const unsigned mask = f.depth() >= 32 ? 0xffffffffu : (1u << f.depth()) - 1;
    return fmt::format(
               "const int SOURCE_BYTES = {}, SOURCE_SHIFT = {}, SOURCE_MODEL = {}, SOURCE_COMPONENTS = {};\n"
               "const uint SOURCE_MASK = {}u;\n"
               "const bool SOURCE_FLOAT = {}, SOURCE_BIG_ENDIAN = {}, SOURCE_ALPHA = {};\n"
               "const int SOURCE_PLANE[4] = {};\nconst int SOURCE_STEP[4] = {};\nconst int SOURCE_BYTE[4] = {};\n"
               "const ivec2 CHROMA_SHIFT = ivec2({}, {});\nconst vec2 CHROMA_SITE = vec2({}, {});\n"
               "const bool CHROMA_BY_FIELDS = {};\n"
               "const int COLUMN_BITS = {}, COLUMNS = 1 << COLUMN_BITS, READ_ROWS = {}, READ_ABOVE = {};\n",
               f.bytes_per_sample(), f.component[0].shift, model_number(f.model), f.components, mask, f.floating,
               f.big_endian, f.alpha, list("int", f, &PixelFormat::Component::plane),
               list("int", f, &PixelFormat::Component::step), list("int", f, &PixelFormat::Component::offset),
               f.log2_chroma_width, f.log2_chroma_height, literal(site.x), literal(site.y), source.chroma_by_fields,
               std::countr_zero(static_cast<unsigned>(piece.x)), piece.y, above ? 1 : 0) +
           (sink.plane_by_plane
                ? fmt::format("const ivec2 TAPS = ivec2({}, {});\n", taps(source, sink, 0), taps(source, sink, 1))
                : "") +
           fmt::format("#include \"io/source_planes.glsl\"\n#include \"io/read_{}.glsl\"\n", reading(source, sink)) +
           (sink.kind == SinkForm::Kind::picture
                ? fmt::format("const bool AREA_QUICK = {};\n#include \"io/area.glsl\"\n", reading(f) != "any")
                : "");
}

std::string sink_code(const SinkForm& sink) {
    switch (sink.kind) {
        case SinkForm::Kind::colours:
            return "#include \"io/sink_colours.glsl\"\n";
        case SinkForm::Kind::picture:
            return fmt::format("const bool SINK_SCALED = {}, SINK_EVEN = {};\n#include \"io/sink_picture.glsl\"\n",
                               sink.scaled, sink.even);
        case SinkForm::Kind::planes:
            break;
    }
    const PixelFormat& f = sink.format;
    bool tight = !f.big_endian && f.planes >= f.components;
    for (int i = 0; i < f.components; ++i)
        tight = tight && f.component[static_cast<std::size_t>(i)].shift == 0 &&
                f.component[static_cast<std::size_t>(i)].step == f.bytes_per_sample();
    const bool packed = f.name == "rgb48le";
    if (!(tight || packed) || f.log2_chroma_width > 1 || f.log2_chroma_height > f.log2_chroma_width ||
        (f.floating && f.depth() != 32))
        throw Error(
            "the pixel format {} can be read but not written; planar ones of 8 to 16 bits or 32-bit float, 4:2:0, "
            "4:2:2, 4:4:4 or RGB, and rgb48le can",
            f.name);
    const glm::vec2 site = chroma_site(f, sink.tags.chroma_location);
    if (f.log2_chroma_height == 1 && site.y == 1) throw Error("chroma sited at the bottom can be read but not written");
    if (sink.chroma_by_fields && !sink.plane_by_plane && site.y != 0.5f)
        throw Error("fields' chroma can be written between their rows only");
    const bool left = f.log2_chroma_width == 1 && site.x == 0;
    return fmt::format(
        "const int SINK_BYTES = {}, SINK_MODEL = {}, SINK_LEFT = {};\nconst vec2 SINK_SITE = vec2({}, {});\n"
        "const bool SINK_FLOAT = {}, SINK_ALPHA = {}, SINK_DITHER = {}, SINK_PACKED = {}, SINK_BY_FIELDS = {};\n"
        "const int SINK_PLANE[4] = {};\nconst ivec2 SINK_SHIFT = ivec2({}, {});\nconst float SINK_TOP = {};\n"
        "#include \"io/sink_store.glsl\"\n#include \"io/{}.glsl\"\n",
        f.bytes_per_sample(), model_number(f.model), left ? 1 : 0, literal(site.x), literal(site.y), f.floating,
        f.alpha, sink.dither && !f.floating && f.depth() <= 12, packed, sink.chroma_by_fields,
        list("int", f, &PixelFormat::Component::plane), f.log2_chroma_width, f.log2_chroma_height,
        literal(static_cast<float>(std::exp2(std::min(f.depth(), 16)) - 1)),
        sink.plane_by_plane ? "sink_plane_by_plane" : "sink_planes");
}

glm::ivec2 group_size(Tiles tiles) {
    return tiles == Tiles::narrow ? glm::ivec2(32, 4) : glm::ivec2(16, 8);
}

glm::ivec2 block(const SourceForm& source, const SinkForm& sink) {
    if (sink.kind == SinkForm::Kind::colours) return {1, 1};
    const bool narrow = sink.tiles == Tiles::narrow, planes = sink.kind == SinkForm::Kind::planes;
    if (sink.plane_by_plane) return {narrow ? 8 : 16, 1 << sink.format.log2_chroma_height};
    // A cell, or what fills a word of four chroma samples of 8 bits.
    if (narrow) return {planes && !stores_cells(sink.format) ? 8 : 2, planes ? 1 << sink.format.log2_chroma_height : 1};
    const bool own_chroma_a_row = sink.kind == SinkForm::Kind::planes && sink.format.log2_chroma_width == 1 &&
                                  sink.format.log2_chroma_height == 0;
    const bool shares_rows = source.format.log2_chroma_height == 1 ||
                             (sink.kind == SinkForm::Kind::planes && sink.format.log2_chroma_height == 1);
    return {16, shares_rows && !own_chroma_a_row ? 2 : 1};
}

}  // namespace umber::engine
