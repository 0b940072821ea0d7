#include "media/exr_writer.h"

#include <ImfChannelList.h>
#include <ImfChromaticitiesAttribute.h>
#include <ImfCompression.h>
#include <ImfFrameBuffer.h>
#include <ImfHeader.h>
#include <ImfInputFile.h>
#include <ImfOutputFile.h>
#include <ImfRationalAttribute.h>
#include <ImfStandardAttributes.h>
#include <ImfStringAttribute.h>
#include <ImfThreading.h>
#include <ImfTimeCode.h>
#include <half.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <limits>
#include <thread>
#include <vector>

#include "color/rgb_space.h"
#include "core/error.h"
#include "media/ffmpeg_handles.h"

namespace umber::media {

namespace {

const std::map<std::string, Imf::Compression>& compressions() {
    static const std::map<std::string, Imf::Compression> all{
        {"none", Imf::NO_COMPRESSION},  {"rle", Imf::RLE_COMPRESSION},   {"zips", Imf::ZIPS_COMPRESSION},
        {"zip", Imf::ZIP_COMPRESSION},  {"piz", Imf::PIZ_COMPRESSION},   {"pxr24", Imf::PXR24_COMPRESSION},
        {"b44", Imf::B44_COMPRESSION},  {"b44a", Imf::B44A_COMPRESSION}, {"dwaa", Imf::DWAA_COMPRESSION},
        {"dwab", Imf::DWAB_COMPRESSION}};
    return all;
}

bool of_halves(const PixelFormat& format) {
    return format.name == "gbrpf16le" || format.name == "gbrapf16le";
}

constexpr const char* channel_names[4] = {"R", "G", "B", "A"};

Imf::Chromaticities to_imf(const color::Chromaticities& from) {
    const auto xy = [](glm::dvec2 v) { return Imath::V2f(static_cast<float>(v.x), static_cast<float>(v.y)); };
    return {xy(from.red), xy(from.green), xy(from.blue), xy(from.white)};
}

std::optional<Imf::Chromaticities> chromaticities_of(color::Primaries primaries) {
    if (primaries == color::Primaries::unspecified) return std::nullopt;
    return to_imf(color::chromaticities(primaries));
}

// Above 30 frames a second the 2 bits of ST 12-1's tens of frames count frame pairs, and the field bit tells the two
// apart.
Imf::TimeCode to_imf(Timecode timecode) {
    const std::string text = to_string(timecode);
    const auto two = [&](std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
    const bool pairs = timecode.base > 30;
    const int frame = std::stoi(text.substr(9));
    return Imf::TimeCode(two(0), two(3), two(6), pairs ? frame / 2 : frame, timecode.drop_frame, false,
                         pairs && frame % 2 == 1);
}

// Rows of one plane as half, in `rows` (width samples a row).
void to_half(const Frame& frame, int plane, half* rows) {
    const auto width = static_cast<std::size_t>(frame.width);
    const Plane& from = frame.plane[static_cast<std::size_t>(plane)];
    constexpr float largest = 65504.0f;
    for (int y = 0; y < frame.height; ++y) {
        const std::byte* row = frame.data(plane) + static_cast<std::size_t>(y) * from.stride;
        half* to = rows + static_cast<std::size_t>(y) * width;
        for (std::size_t x = 0; x < width; ++x) {
            float value;
            std::memcpy(&value, row + x * sizeof value, sizeof value);
            // A bright finite value must not turn into infinity, which spreads in every later filter.
            if (std::abs(value) > largest && std::isfinite(value)) value = std::copysign(largest, value);
            to[x] = half(value);
        }
    }
}

void use_threads(int threads) {
    const int wanted = threads > 0 ? threads : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    if (Imf::globalThreadCount() < wanted) Imf::setGlobalThreadCount(wanted);  // one pool for the process
}

void add_attributes(Imf::Header& header, const Frame& frame, const ExrSettings& settings) {
    if (settings.label.chromaticities)
        Imf::addChromaticities(header, to_imf(*settings.label.chromaticities));
    else if (const auto known = chromaticities_of(frame.tags.primaries); known && !settings.label.density)
        Imf::addChromaticities(header, *known);
    // OpenEXR has no attribute for curves: codes of a camera would be read as light.
    if (!settings.label.name.empty()) header.insert("colorSpace", Imf::StringAttribute(settings.label.name));
    if (settings.frame_rate && settings.frame_rate->numerator > 0)
        Imf::addFramesPerSecond(header, Imf::Rational(static_cast<int>(settings.frame_rate->numerator),
                                                      static_cast<unsigned>(settings.frame_rate->denominator)));
    if (settings.timecode) Imf::addTimeCode(header, to_imf(*settings.timecode));
    for (const auto& [name, value] : settings.metadata) {
        // Names with a meaning and type of their own in OpenEXR ("owner" and "comments" are strings there too).
        const bool reserved = name == "type" || name == "name" || name == "chunkCount" || name == "version" ||
                              name == "view" || name == "tiles";
        if (name.empty() || name.size() > 255 || reserved || header.find(name) != header.end()) continue;
        header.insert(name, Imf::StringAttribute(value));
    }
}

}  // namespace

bool is_exr_format(const PixelFormat& format) {
    return format.name == "gbrpf32le" || format.name == "gbrapf32le" || of_halves(format);
}

void write_exr(const std::filesystem::path& path, const Frame& frame, const ExrSettings& settings,
               const std::filesystem::path& shown_path) {
    if (!is_exr_format(frame.format))
        throw Error("{}: OpenEXR is written from planar float or half RGB (gbrpf32le), not from {}",
                    shown_path.string(), frame.format.name);
    const auto compression = compressions().find(settings.compression);
    if (compression == compressions().end())
        throw Error("{}: OpenEXR has no compression '{}'", shown_path.string(), settings.compression);
    use_threads(settings.threads);

    const auto width = static_cast<std::size_t>(frame.width);
    const auto height = static_cast<std::size_t>(frame.height);
    const float aspect =
        settings.sample_aspect_ratio.numerator > 0 ? static_cast<float>(settings.sample_aspect_ratio.value()) : 1.0f;
    Imf::Header header(frame.width, frame.height, aspect, Imath::V2f(0.0f, 0.0f), 1.0f, Imf::INCREASING_Y,
                       compression->second);
    add_attributes(header, frame, settings);

    const Imf::PixelType type = settings.half ? Imf::HALF : Imf::FLOAT;
    const bool convert = settings.half && !of_halves(frame.format);
    if (of_halves(frame.format) && !settings.half)
        throw Error("{}: half planes were given where float was asked for", shown_path.string());
    std::vector<half> halves(convert ? width * height * static_cast<std::size_t>(frame.format.components) : 0);
    Imf::FrameBuffer buffer;
    for (int i = 0; i < frame.format.components; ++i) {
        header.channels().insert(channel_names[i], Imf::Channel(type));
        const int plane = frame.format.component[static_cast<std::size_t>(i)].plane;
        char* base;
        std::size_t stride;
        if (convert) {
            half* rows = halves.data() + static_cast<std::size_t>(i) * width * height;
            to_half(frame, plane, rows);
            base = reinterpret_cast<char*>(rows);
            stride = width * sizeof(half);
        } else {
            base = reinterpret_cast<char*>(frame.data(plane));
            stride = frame.plane[static_cast<std::size_t>(plane)].stride;
        }
        buffer.insert(channel_names[i], Imf::Slice(type, base, settings.half ? sizeof(half) : sizeof(float), stride));
    }
    errno = 0;
    try {
        Imf::OutputFile file(path.c_str(), header, Imf::globalThreadCount());
        file.setFrameBuffer(buffer);
        file.writePixels(frame.height);
    } catch (const std::exception& error) {
        // OpenEXR names the temporary file; the system's reason says what the user can act on.
        throw Error("{}: {}", shown_path.string(), errno != 0 ? std::string(std::strerror(errno)) : error.what());
    }
    // The destructor writes the line offset table and swallows a full disk; a file without it can't be opened.
    try {
        const Imf::InputFile check(path.c_str(), 0);
        if (!check.isComplete()) throw Error("{}: not written completely: is the disk full?", shown_path.string());
    } catch (const Error&) {
        throw;
    } catch (const std::exception&) {
        throw Error("{}: not written completely: is the disk full?", shown_path.string());
    }
}

color::Tags read_exr_tags(const std::filesystem::path& path) {
    using color::Primaries;
    color::Tags tags{Primaries::unspecified, color::Transfer::linear, color::Matrix::rgb, color::Range::full,
                     color::ChromaLocation::unspecified};
    try {
        const Imf::InputFile file(path.c_str(), 0);
        if (const auto* name = file.header().findTypedAttribute<Imf::StringAttribute>("colorSpace"))
            if (const color::Space* space = color::try_find_space(name->value()))
                tags.transfer = color::tags_of(*space, tags).transfer;
        if (!Imf::hasChromaticities(file.header())) return tags;
        const Imf::Chromaticities found = Imf::chromaticities(file.header());
        const auto near = [](Imath::V2f a, Imath::V2f b) { return (a - b).length() < 1e-4f; };
        for (const Primaries one :
             {Primaries::bt709, Primaries::bt470m, Primaries::bt601_625, Primaries::bt601_525, Primaries::film,
              Primaries::bt2020, Primaries::smpte428, Primaries::p3_dci, Primaries::p3_d65, Primaries::ebu3213}) {
            const Imf::Chromaticities known = to_imf(color::chromaticities(one));
            // XYZ has no white of its own: ST 428-1 has equal energy, Umber's display spaces have D65.
            if (near(found.red, known.red) && near(found.green, known.green) && near(found.blue, known.blue) &&
                (one == Primaries::smpte428 || near(found.white, known.white))) {
                tags.primaries = one;
                break;
            }
        }
    } catch (const std::exception& error) {
        throw Error("{}: {}", path.string(), error.what());
    }
    return tags;
}

Rational read_exr_aspect(const std::filesystem::path& path) {
    try {
        const Imf::InputFile file(path.c_str(), 0);
        return from_av(av_d2q(static_cast<double>(file.header().pixelAspectRatio()), 10000));
    } catch (const std::exception& error) {
        throw Error("{}: {}", path.string(), error.what());
    }
}

std::optional<Timecode> read_exr_timecode(const std::filesystem::path& path, int base) {
    try {
        const Imf::InputFile file(path.c_str(), 0);
        if (!Imf::hasTimeCode(file.header())) return std::nullopt;
        const Imf::TimeCode code = Imf::timeCode(file.header());
        const int frame = base > 30 ? 2 * code.frame() + (code.fieldPhase() ? 1 : 0) : code.frame();
        return parse_timecode(fmt::format("{:02}:{:02}:{:02}{}{:02}", code.hours(), code.minutes(), code.seconds(),
                                          code.dropFrame() ? ';' : ':', frame),
                              base);
    } catch (const std::exception& error) {
        throw Error("{}: {}", path.string(), error.what());
    }
}

}  // namespace umber::media
