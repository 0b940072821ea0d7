#include "media/exr_image.h"

#include <ImfChannelList.h>
#include <ImfFrameBuffer.h>
#include <ImfInputPart.h>
#include <ImfIntAttribute.h>
#include <ImfMultiPartInputFile.h>
#include <ImfPartType.h>
#include <ImfRationalAttribute.h>
#include <ImfStandardAttributes.h>
#include <ImfStringAttribute.h>
#include <ImfThreading.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <exception>
#include <mutex>
#include <thread>

#include "color/spaces.h"
#include "core/error.h"
#include "core/file.h"
#include "media/pixel_format.h"
#include "media/source.h"

namespace umber::media {

namespace {

using Imath::Box2i;

// The names of the file's channels that make the picture: red, green, blue or grey in [0], alpha in [3]; empty: none.
struct Channels {
    std::array<std::string, 4> name;
    bool grey = false;
    bool half = true;
};

std::string_view compression_name(Imf::Compression compression) {
    constexpr std::array<std::string_view, 10> names{"none",  "rle", "zips", "zip",  "piz",
                                                     "pxr24", "b44", "b44a", "dwaa", "dwab"};
    const auto at = static_cast<std::size_t>(compression);
    return at < names.size() ? names[at] : "unknown";
}

std::optional<Channels> choose_channels(const Imf::ChannelList& list, const std::string& prefix) {
    Channels chosen;
    const auto has = [&](const char* name) { return list.findChannel(prefix + name) != nullptr; };
    if (has("R") || has("G") || has("B")) {
        constexpr std::array<const char*, 3> names{"R", "G", "B"};
        for (std::size_t i = 0; i < 3; ++i)
            if (has(names[i])) chosen.name[i] = prefix + names[i];
    } else if (has("Y")) {
        chosen.grey = true;
        chosen.name[0] = prefix + "Y";
        if (has("RY") || has("BY")) chosen.name[1] = prefix + (has("RY") ? "RY" : "BY");  // refused below
    } else {
        return std::nullopt;
    }
    if (has("A")) chosen.name[3] = prefix + "A";
    return chosen;
}

// RGB of the picture itself, else of its first layer, else its first channel as grey (a depth or matte pass).
Channels choose_channels(const Imf::ChannelList& list, const std::string& file, std::vector<std::string>& notes) {
    std::optional<Channels> chosen = choose_channels(list, "");
    std::string first;
    for (auto channel = list.begin(); channel != list.end(); ++channel) {
        const std::string name = channel.name();
        if (first.empty()) first = name;
        if (chosen) continue;
        const std::size_t dot = name.rfind('.');
        if (dot == std::string::npos) continue;
        chosen = choose_channels(list, name.substr(0, dot + 1));
        if (chosen)
            notes.push_back(fmt::format("the layer '{}' is shown; the file has no plain R, G, B", name.substr(0, dot)));
    }
    if (!chosen) {
        if (first.empty()) throw Error("{}: an OpenEXR file without channels", file);
        chosen = Channels{{first, "", "", ""}, true, true};
        notes.push_back(fmt::format("only the channel '{}' is shown, as grey; the file has no R, G, B or Y", first));
    }
    for (const std::string& name : chosen->name) {
        if (name.empty()) continue;
        const Imf::Channel& channel = *list.findChannel(name);
        if (channel.xSampling != 1 || channel.ySampling != 1 || name.ends_with("RY") || name.ends_with("BY"))
            throw Error(
                "{}: its channel '{}' is sub-sampled (luminance and chroma); only full RGB or grey OpenEXR files can "
                "be read",
                file, name);
        if (channel.type != Imf::HALF) chosen->half = false;
    }
    return *std::move(chosen);
}

// H.273's name for chromaticities, within the rounding of the published numbers.
color::Primaries named_primaries(const Imf::Chromaticities& c) {
    struct Known {
        color::Primaries primaries;
        std::array<float, 8> xy;
    };
    static constexpr std::array<Known, 4> known{{
        {color::Primaries::bt709, {0.640f, 0.330f, 0.300f, 0.600f, 0.150f, 0.060f, 0.3127f, 0.3290f}},
        {color::Primaries::bt2020, {0.708f, 0.292f, 0.170f, 0.797f, 0.131f, 0.046f, 0.3127f, 0.3290f}},
        {color::Primaries::p3_d65, {0.680f, 0.320f, 0.265f, 0.690f, 0.150f, 0.060f, 0.3127f, 0.3290f}},
        {color::Primaries::p3_dci, {0.680f, 0.320f, 0.265f, 0.690f, 0.150f, 0.060f, 0.3140f, 0.3510f}},
    }};
    const std::array<float, 8> xy{c.red.x, c.red.y, c.green.x, c.green.y, c.blue.x, c.blue.y, c.white.x, c.white.y};
    for (const Known& candidate : known) {
        bool same = true;
        for (std::size_t i = 0; i < xy.size(); ++i) same = same && std::abs(xy[i] - candidate.xy[i]) < 6e-4f;
        if (same) return candidate.primaries;
    }
    return color::Primaries::unspecified;
}

std::string as_text(const Imf::Chromaticities& c) {
    return fmt::format("{} {} {} {} {} {} {} {}", c.red.x, c.red.y, c.green.x, c.green.y, c.blue.x, c.blue.y, c.white.x,
                       c.white.y);
}

Rational aspect_of(float aspect) {
    if (!std::isfinite(aspect) || aspect <= 0) return {1, 1};
    const AVRational exact = av_d2q(static_cast<double>(aspect), 10000);
    return exact.num > 0 ? from_av(exact) : Rational{1, 1};
}

Box2i intersection(const Box2i& a, const Box2i& b) {
    return {{std::max(a.min.x, b.min.x), std::max(a.min.y, b.min.y)},
            {std::min(a.max.x, b.max.x), std::min(a.max.y, b.max.y)}};
}

bool contains(const Box2i& outer, const Box2i& inner) {
    return inner.min.x >= outer.min.x && inner.min.y >= outer.min.y && inner.max.x <= outer.max.x &&
           inner.max.y <= outer.max.y;
}

std::int64_t extent(int low, int high) {
    return static_cast<std::int64_t>(high) - low + 1;
}

// OpenEXR's thread pool is one for the process, and empty unless somebody fills it.
void use_all_cores() {
    static std::once_flag once;
    std::call_once(once, [] {
        Imf::setGlobalThreadCount(std::min(16, std::max(1, static_cast<int>(std::thread::hardware_concurrency()))));
    });
}

}  // namespace

struct ExrImage::Opened {
    std::string file;
    std::unique_ptr<Imf::MultiPartInputFile> input;
    int part = 0;
    Channels channels;
    Box2i data, display;
    ExrHeader header;

    void read_header();
};

void ExrImage::Opened::read_header() {
    const Imf::Header& said = input->header(part);
    data = said.dataWindow();
    display = said.displayWindow();
    const std::int64_t width = extent(display.min.x, display.max.x), height = extent(display.min.y, display.max.y);
    constexpr std::int64_t most = 65536;
    if (width < 1 || height < 1 || width > most || height > most)
        throw Error("{}: its display window is {}x{}, which is no picture", file, width, height);
    const std::int64_t data_width = extent(data.min.x, data.max.x), data_height = extent(data.min.y, data.max.y);
    if (data_width < 1 || data_height < 1 || data_width > most || data_height > most)
        throw Error("{}: its data window is {}x{}, which is no picture", file, data_width, data_height);
    // A header of a few hundred bytes may claim any size.
    constexpr std::int64_t most_pixels = std::int64_t{1} << 27;
    // Of a larger data window, the rows that are shown are read in their whole width.
    if (std::max(width, data_width) * std::min(height, data_height) > most_pixels)
        throw Error("{}: its data window is {}x{}; more than {} pixels can't be read", file, data_width, data_height,
                    most_pixels);
    if (width * height > most_pixels)
        throw Error("{}: its display window is {}x{}; more than {} pixels can't be read", file, width, height,
                    most_pixels);
    header.width = static_cast<int>(width);
    header.height = static_cast<int>(height);
    channels = choose_channels(said.channels(), file, header.notes);
    const bool alpha = !channels.name[3].empty();
    const int planes = alpha ? 4 : channels.grey ? 1 : 3;
    header.format = channels.half ? half_planes(planes) : float_planes(planes);
    header.compression = compression_name(said.compression());
    header.pixel_aspect = aspect_of(said.pixelAspectRatio());
    if (input->parts() > 1)
        header.notes.push_back(fmt::format("the first of {} parts{} is shown", input->parts(),
                                           said.hasName() ? " ('" + said.name() + "')" : ""));
    if (!(data == display))
        header.notes.push_back(fmt::format(
            "the data window ({}x{}) is not the display window ({}x{}): {}", data_width, data_height, width, height,
            contains(display, data) ? "the rest is black" : "only what lies in the display window is shown"));
    if (Imf::hasChromaticities(said)) {
        const Imf::Chromaticities& c = Imf::chromaticities(said);
        header.primaries = named_primaries(c);
        header.metadata.emplace_back("chromaticities", as_text(c));
        if (header.primaries == color::Primaries::unspecified)
            header.notes.push_back(fmt::format("the file's primaries are its own: {}", as_text(c)));
    } else {
        header.notes.emplace_back("the file does not name its primaries");
    }
    if (Imf::hasFramesPerSecond(said)) {
        const Imf::Rational& rate = Imf::framesPerSecond(said);
        if (rate.n > 0 && rate.d > 0)
            header.frames_per_second = umber::Rational{rate.n, static_cast<std::int64_t>(rate.d)};
    }
    if (Imf::hasTimeCode(said)) {
        const Imf::TimeCode& code = Imf::timeCode(said);
        // Above 30 frames a second it counts pairs, of which the field bit marks the second (ST 12-1).
        const bool pairs = header.frames_per_second && timecode_base(*header.frames_per_second) > 30;
        const int frame = pairs ? 2 * code.frame() + (code.fieldPhase() ? 1 : 0) : code.frame();
        header.timecode = fmt::format("{:02}:{:02}:{:02}{}{:02}", code.hours(), code.minutes(), code.seconds(),
                                      code.dropFrame() ? ';' : ':', frame);
    }
    for (auto attribute = said.begin(); attribute != said.end(); ++attribute) {
        if (const auto* text = dynamic_cast<const Imf::StringAttribute*>(&attribute.attribute()))
            header.metadata.emplace_back(attribute.name(), text->value());
        else if (const auto* number = dynamic_cast<const Imf::IntAttribute*>(&attribute.attribute()))
            header.metadata.emplace_back(attribute.name(), fmt::format("{}", number->value()));
    }
    if (const auto* name = said.findTypedAttribute<Imf::StringAttribute>("colorSpace"))
        if (const color::Space* space = color::try_find_space(name->value()))
            header.transfer = color::tags_of(*space, {}).transfer;
}

ExrImage::ExrImage(const std::filesystem::path& path) : opened_(std::make_unique<Opened>()) {
    use_all_cores();
    opened_->file = path.string();
    try {
        opened_->input = std::make_unique<Imf::MultiPartInputFile>(path.c_str());
        int part = 0;
        const int parts = opened_->input->parts();
        const auto deep = [&](int of) {
            const Imf::Header& said = opened_->input->header(of);
            return said.hasType() && Imf::isDeepData(said.type());
        };
        while (part < parts && deep(part)) ++part;
        if (part == parts) throw Error("{}: deep OpenEXR pictures (many samples a pixel) can't be read", path.string());
        opened_->part = part;
        opened_->read_header();
    } catch (const Error&) {
        throw;
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception& error) {
        require_readable(path);
        throw BadFrame("{}: not a readable OpenEXR file ({})", path.string(), error.what());
    }
}

ExrImage::~ExrImage() = default;
ExrImage::ExrImage(ExrImage&&) noexcept = default;
ExrImage& ExrImage::operator=(ExrImage&&) noexcept = default;

const ExrHeader& ExrImage::header() const {
    return opened_->header;
}

Frame ExrImage::read(FrameAllocator& allocator, const PixelFormat& format) const {
    const Opened& from = *opened_;
    const Imf::PixelType type = format.depth() == 16 ? Imf::HALF : Imf::FLOAT;
    const auto sample = static_cast<std::size_t>(format.depth() / 8);
    Frame frame = allocate_frame(allocator, format, from.header.width, from.header.height);
    const bool whole = contains(from.display, from.data);
    const bool exactly = from.data == from.display;
    const std::shared_ptr<FrameAllocator> own = host_allocator();
    // Where the file has more than is shown, the rows that are shown are read aside first, in their whole width.
    const Box2i shared = intersection(from.display, from.data);
    const bool apart = shared.max.x < shared.min.x || shared.max.y < shared.min.y;
    const Box2i rows = whole ? from.data : Box2i{{from.data.min.x, shared.min.y}, {from.data.max.x, shared.max.y}};
    Frame aside;
    if (!whole && !apart)
        aside = allocate_frame(*own, format, static_cast<int>(extent(rows.min.x, rows.max.x)),
                               static_cast<int>(extent(rows.min.y, rows.max.y)));
    const Frame& target = whole ? frame : aside;
    const Imath::V2i origin = whole ? from.display.min : rows.min;
    if (!exactly)
        for (int i = 0; i < format.planes; ++i) {
            const Plane& plane = frame.plane[static_cast<std::size_t>(i)];
            std::memset(frame.data(i), 0, plane.stride * static_cast<std::size_t>(plane.height));
        }

    if (apart) return frame;

    const auto plane_of = [&](int component) { return format.component[static_cast<std::size_t>(component)].plane; };
    Imf::FrameBuffer buffer;
    const auto slice = [&](const std::string& name, int plane, double fill) {
        const std::size_t stride = target.plane[static_cast<std::size_t>(plane)].stride;
        // OpenEXR addresses pixels by their place in the data window, which need not begin at 0.
        char* base = reinterpret_cast<char*>(target.data(plane)) -
                     static_cast<std::ptrdiff_t>(origin.x) * static_cast<std::ptrdiff_t>(sample) -
                     static_cast<std::ptrdiff_t>(origin.y) * static_cast<std::ptrdiff_t>(stride);
        buffer.insert(name, Imf::Slice(type, base, sample, stride, 1, 1, fill));
    };
    const int colours = format.components - (format.alpha ? 1 : 0);
    for (int i = 0; i < (from.channels.grey ? 1 : colours); ++i) {
        // A colour that the file has not is 0; the name only has to be none of the file's.
        const std::string& name = from.channels.name[static_cast<std::size_t>(i)];
        slice(name.empty() ? fmt::format("umber.none.{}", i) : name, plane_of(i), 0.0);
    }
    if (format.alpha)
        slice(from.channels.name[3].empty() ? "umber.none.alpha" : from.channels.name[3],
              plane_of(format.components - 1), 1.0);
    try {
        Imf::InputPart part(*from.input, from.part);
        part.setFrameBuffer(buffer);
        part.readPixels(rows.min.y, rows.max.y);
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception& error) {
        require_readable(from.file);
        throw BadFrame("{}: its pixels can't be read ({})", from.file, error.what());
    }
    if (from.channels.grey) {
        for (int i = 1; i < colours; ++i) {
            const Plane& plane = target.plane[static_cast<std::size_t>(plane_of(0))];
            std::memcpy(target.data(plane_of(i)), target.data(plane_of(0)),
                        plane.stride * static_cast<std::size_t>(plane.height));
        }
    }
    if (whole) return frame;
    const auto bytes = static_cast<std::size_t>(extent(shared.min.x, shared.max.x)) * sample;
    for (int i = 0; i < format.planes; ++i) {
        const auto at = [&](const Frame& of, const Box2i& window, int y) {
            return of.data(i) +
                   static_cast<std::size_t>(y - window.min.y) * of.plane[static_cast<std::size_t>(i)].stride +
                   static_cast<std::size_t>(shared.min.x - window.min.x) * sample;
        };
        for (int y = shared.min.y; y <= shared.max.y; ++y)
            std::memcpy(at(frame, from.display, y), at(aside, rows, y), bytes);
    }
    return frame;
}

}  // namespace umber::media
