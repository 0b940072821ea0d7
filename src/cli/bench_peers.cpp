// Filters against filters.
#include "cli/bench_peers.h"

#include <OpenColorIO/OpenColorIO.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <functional>
#include <thread>

#include "cli/bench_lut3d.h"
#include "color/white_balance.h"
#include "core/error.h"
#include "engine/color_pipeline.h"
#include "grade/ops/cdl.h"
#include "grade/ops/contrast.h"
#include "grade/ops/curves.h"
#include "grade/ops/exposure.h"
#include "grade/ops/hue.h"
#include "grade/ops/lgg.h"
#include "grade/ops/saturation.h"
#include "grade/ops/white_balance.h"

namespace umber::cli {

namespace {

namespace ocio = OCIO_NAMESPACE;

constexpr int peer_rounds = 20;

template <class T>
const T& of(const grade::Graph& graph) {
    return graph.nodes.front().find(grade::operation<T>().id)->template as<T>();
}

void append_matrix(const ocio::GroupTransformRcPtr& group, const glm::dmat3& m, glm::dvec3 add = glm::dvec3(0)) {
    const auto matrix = ocio::MatrixTransform::Create();
    const double rows[16] = {m[0][0], m[1][0], m[2][0], 0, m[0][1], m[1][1], m[2][1], 0,
                             m[0][2], m[1][2], m[2][2], 0, 0,       0,       0,       1};
    const double offsets[4] = {add.x, add.y, add.z, 0};
    matrix->setMatrix(rows);
    matrix->setOffset(offsets);
    group->appendTransform(matrix);
}

void append_power(const ocio::GroupTransformRcPtr& group, double power) {
    const auto exponent = ocio::ExponentTransform::Create();
    const double values[4] = {power, power, power, 1};
    exponent->setValue(values);
    exponent->setNegativeStyle(ocio::NEGATIVE_MIRROR);
    group->appendTransform(exponent);
}

ocio::GradingBSplineCurveRcPtr curve_of(const grade::Curve& curve) {
    auto spline = ocio::GradingBSplineCurve::Create(curve.points.size());
    for (std::size_t i = 0; i < curve.points.size(); ++i)
        spline->getControlPoint(i) = ocio::GradingControlPoint(curve.points[i].x, curve.points[i].y);
    return spline;
}

ocio::GradingRGBM rgbm(const grade::Rgbm& v) {
    return {v.red, v.green, v.blue, v.master};
}

// bench_primaries() of OpenColorIO's own operations, in the order of Umber's. Where OpenColorIO has no such operation
// the nearest of equal work stands for it: its curves are B-splines, and its fourth curve acts on each channel.
void append_primaries(const ocio::GroupTransformRcPtr& group, const grade::Graph& graph) {
    constexpr double display = 2.4;  // ITU-R BT.1886, in which exposure and white balance find light
    append_power(group, display);
    append_matrix(group, glm::dmat3(std::exp2(static_cast<double>(of<grade::Exposure>(graph).exposure))));
    const auto& balance = of<grade::WhiteBalance>(graph);
    append_matrix(group, color::white_balance_matrix(balance.temperature, balance.tint,
                                                     color::chromaticities(color::Primaries::bt709)));
    append_power(group, 1 / display);

    const auto& lgg = of<grade::Lgg>(graph);
    ocio::GradingPrimary primary(ocio::GRADING_VIDEO);
    // Its lift is another number for the same line (src/grade/ops/lgg.h).
    const auto lift = [&](float of_channel, float gain) {
        const double l = static_cast<double>(of_channel) + static_cast<double>(lgg.lift.master);
        return l / ((1 - l) * static_cast<double>(gain) * static_cast<double>(lgg.gain.master));
    };
    primary.m_lift = {lift(lgg.lift.red, lgg.gain.red), lift(lgg.lift.green, lgg.gain.green),
                      lift(lgg.lift.blue, lgg.gain.blue), 0.0};
    primary.m_gamma = rgbm(lgg.gamma);
    primary.m_gain = rgbm(lgg.gain);
    primary.m_offset = rgbm(lgg.offset);
    const auto primaries = ocio::GradingPrimaryTransform::Create(ocio::GRADING_VIDEO);
    primaries->setValue(primary);
    group->appendTransform(primaries);

    const auto& contrast = of<grade::Contrast>(graph);
    append_matrix(group, glm::dmat3(static_cast<double>(contrast.contrast)),
                  glm::dvec3(static_cast<double>(contrast.pivot) * (1 - static_cast<double>(contrast.contrast))));

    const auto& cdl = of<grade::Cdl>(graph);
    const auto decisions = ocio::CDLTransform::Create();
    const double slope[3] = {cdl.slope.x, cdl.slope.y, cdl.slope.z};
    const double offset[3] = {cdl.offset.x, cdl.offset.y, cdl.offset.z};
    const double power[3] = {cdl.power.x, cdl.power.y, cdl.power.z};
    decisions->setStyle(ocio::CDL_ASC);
    decisions->setSlope(slope);
    decisions->setOffset(offset);
    decisions->setPower(power);
    decisions->setSat(cdl.saturation);
    group->appendTransform(decisions);

    const double saturation = of<grade::Saturation>(graph).saturation;
    const auto k = color::luma_weights(color::Matrix::bt709);
    glm::dmat3 saturate(saturation);
    for (int row = 0; row < 3; ++row) {
        saturate[0][row] += (1 - saturation) * k.red;
        saturate[1][row] += (1 - saturation) * k.green;
        saturate[2][row] += (1 - saturation) * k.blue;
    }
    append_matrix(group, saturate);
    const std::vector<double> turn = grade::hue::matrix(of<grade::Hue>(graph), {});
    glm::dmat3 hue;
    std::copy(turn.begin(), turn.end(), &hue[0][0]);
    append_matrix(group, hue);

    const grade::Operation* curved = graph.nodes.front().find("curves");
    if (!curved || curved->neutral()) return;
    const auto& curves = of<grade::Curves>(graph);
    const auto four = ocio::GradingRGBCurve::Create(curve_of(curves.red), curve_of(curves.green), curve_of(curves.blue),
                                                    curve_of(curves.luma));
    const auto transform = ocio::GradingRGBCurveTransform::Create(ocio::GRADING_VIDEO);
    transform->setValue(four);
    group->appendTransform(transform);
}

ocio::GroupTransformRcPtr lut_chain(const std::filesystem::path& lut, const grade::Graph* primaries) {
    auto group = ocio::GroupTransform::Create();
    if (primaries) append_primaries(group, *primaries);
    const auto file = ocio::FileTransform::Create();
    file->setSrc(lut.c_str());
    file->setInterpolation(ocio::INTERP_TETRAHEDRAL);
    group->appendTransform(file);
    return group;
}

// LogC3 to ACEScct, and ACEScct to a display by ACES 1. (OpenColorIO 2.1 has neither LogC4 nor ACES 2.0.)
ocio::GroupTransformRcPtr aces1_chain(const std::string& output, const std::string& display) {
    auto group = ocio::GroupTransform::Create();
    const auto append = [&](const std::string& style, ocio::TransformDirection direction) {
        const auto transform = ocio::BuiltinTransform::Create();
        transform->setStyle(style.c_str());
        transform->setDirection(direction);
        group->appendTransform(transform);
    };
    append("ARRI_ALEXA-LOGC-EI800-AWG_to_ACES2065-1", ocio::TRANSFORM_DIR_FORWARD);
    append("ACEScct_to_ACES2065-1", ocio::TRANSFORM_DIR_INVERSE);
    append("ACEScct_to_ACES2065-1", ocio::TRANSFORM_DIR_FORWARD);
    append("ACES-OUTPUT - ACES2065-1_to_CIE-XYZ-D65 - " + output, ocio::TRANSFORM_DIR_FORWARD);
    append("DISPLAY - CIE-XYZ-D65_to_" + display, ocio::TRANSFORM_DIR_FORWARD);
    return group;
}

// A facility's config, in the LUT's folder: what is shown of its log space is a line of 4,096 and then that LUT.
std::filesystem::path write_config(const std::filesystem::path& lut) {
    std::filesystem::path file = lut.parent_path() / "bench.ocio";
    std::ofstream line(lut.parent_path() / "bench.spi1d");
    constexpr int length = 4096;
    line << "Version 1\nFrom 0.0 1.0\nLength " << length << "\nComponents 1\n{\n";
    for (int i = 0; i < length; ++i) line << fmt::format("{:.8f}\n", std::pow(i / (length - 1.0), 1.2));
    line << "}\n";
    std::ofstream config(file);
    config << "ocio_profile_version: 2\nsearch_path: .\nenvironment: {}\nroles: {default: log}\n"
              "displays: {Monitor: [!<View> {name: Show, colorspace: show}]}\ncolorspaces:\n"
              "  - !<ColorSpace> {name: log}\n"
              "  - !<ColorSpace>\n    name: show\n    from_scene_reference: !<GroupTransform>\n      children:\n"
              "        - !<FileTransform> {src: bench.spi1d, interpolation: linear}\n"
           << fmt::format("        - !<FileTransform> {{src: {}, interpolation: tetrahedral}}\n",
                          lut.filename().string());
    if (!line.flush() || !config.flush()) throw Error("{}: can't be written", file.string());
    return file;
}

// OpenColorIO's CPU processor over packed float pixels, in slices on every core.
class OcioChain {
public:
    OcioChain(const ocio::GroupTransformRcPtr& group, const media::Frame& picture)
        : OcioChain([&] { return ocio::Config::CreateRaw()->getProcessor(group); }, picture) {}
    OcioChain(const std::function<ocio::ConstProcessorRcPtr()>& made, const media::Frame& picture)
        : width_(picture.width), height_(picture.height), in_(pixels()), out_(pixels()) {
        try {
            processor_ =
                made()->getOptimizedCPUProcessor(ocio::BIT_DEPTH_F32, ocio::BIT_DEPTH_F32, ocio::OPTIMIZATION_DEFAULT);
        } catch (const ocio::Exception& error) {
            throw Error("OpenColorIO: {}", error.what());
        }
        for_samples(picture, [&](std::size_t i, float& value) { in_[i] = value; });
    }

    void run() {
        const int threads = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
        std::vector<std::jthread> slices;
        for (int i = 1; i < threads; ++i) slices.emplace_back([this, i, threads] { slice(i, threads); });
        slice(0, threads);
    }
    // What the last run() made, as planes of the picture's own format.
    media::Frame result(const media::Frame& like) const {
        media::Frame frame = media::allocate_frame(*media::host_allocator(), like.format, like.width, like.height);
        frame.tags = like.tags;
        for_samples(frame, [&](std::size_t i, float& value) { value = out_[i]; });
        return frame;
    }

private:
    // Calls `work` with each sample of a planar float picture and its place among the packed ones.
    template <class Work>
    void for_samples(const media::Frame& picture, Work work) const {
        const auto width = static_cast<std::size_t>(width_), height = static_cast<std::size_t>(height_);
        for (std::size_t channel = 0; channel < 3; ++channel) {
            const int plane = picture.format.component[channel].plane;
            const std::size_t stride = picture.plane[static_cast<std::size_t>(plane)].stride;
            for (std::size_t y = 0; y < height; ++y) {
                auto* row = reinterpret_cast<float*>(picture.data(plane) + y * stride);
                for (std::size_t x = 0; x < width; ++x) work((y * width + x) * 4 + channel, row[x]);
            }
        }
    }
    std::vector<float> pixels() const {
        return std::vector<float>(static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_) * 4);
    }
    void slice(int i, int of) {
        const int first = height_ * i / of, rows = height_ * (i + 1) / of - first;
        if (rows == 0) return;
        const std::size_t at = static_cast<std::size_t>(first) * static_cast<std::size_t>(width_) * 4;
        const ocio::PackedImageDesc from(in_.data() + at, width_, rows, 4);
        ocio::PackedImageDesc to(out_.data() + at, width_, rows, 4);
        processor_->apply(from, to);
    }

    int width_, height_;
    std::vector<float> in_, out_;
    ocio::ConstCPUProcessorRcPtr processor_;
};

// The greatest difference of two pictures of one planar format, 1 being its white. What is below black counts as black:
// OpenColorIO's PQ is clamped there before its version 2.4, and mirrored since then, as ours is.
double difference(engine::Engine& engine, const media::Frame& a, const media::Frame& b) {
    const media::Frame one = in_format(engine, a, "gbrpf32le"), other = in_format(engine, b, "gbrpf32le");
    double most = 0;
    for (std::size_t plane = 0; plane < 3; ++plane)
        for (int y = 0; y < one.height; ++y) {
            const auto row = [&](const media::Frame& frame) {
                return reinterpret_cast<const float*>(frame.data(static_cast<int>(plane)) +
                                                      static_cast<std::size_t>(y) * frame.plane[plane].stride);
            };
            for (int x = 0; x < one.width; ++x)
                most = std::max(most, std::abs(std::max(0.0, static_cast<double>(row(one)[x])) -
                                               std::max(0.0, static_cast<double>(row(other)[x]))));
        }
    return most;
}

}  // namespace

PeerRow compare_ms(std::string name, std::string work, Cost umber, Cost peer, std::optional<double> wanted) {
    return {std::move(name),
            std::move(work),
            umber.wall_ms,
            peer.wall_ms,
            "ms",
            peer.wall_ms / umber.wall_ms,
            umber.cpu_ms,
            peer.cpu_ms,
            peer.cpu_ms / umber.cpu_ms,
            wanted};
}

PeerRow compare_fps(std::string name, std::string work, Cost umber, Cost peer, std::int64_t frames,
                    std::optional<double> wanted) {
    const auto n = static_cast<double>(frames);
    return {std::move(name),
            std::move(work),
            n * 1000 / umber.wall_ms,
            n * 1000 / peer.wall_ms,
            "fps",
            peer.wall_ms / umber.wall_ms,
            umber.cpu_ms / n,
            peer.cpu_ms / n,
            peer.cpu_ms / umber.cpu_ms,
            wanted};
}

std::vector<PeerRow> compare_filters(engine::Engine& engine, const media::Frame& picture,
                                     const std::filesystem::path& lut) {
    const grade::Graph lut_only = with_lut({}, lut), primaries = bench_primaries(), full = with_lut(primaries, lut);
    const media::Frame eight = in_format(engine, picture, "gbrp"), sixteen = in_format(engine, picture, "gbrp16le"),
                       floats = in_format(engine, picture, "gbrpf32le");
    Lut3dFilter filter_8(lut, eight), filter_16(lut, sixteen);
    const std::string config = write_config(lut).string();
    const std::string log = "ARRI LogC3 (EI800)";
    OcioChain ocio_lut(lut_chain(lut, nullptr), floats), ocio_full(lut_chain(lut, &primaries), floats),
        ocio_aces1(aces1_chain("SDR-VIDEO_1.0", "REC.1886-REC.709"), floats),
        ocio_hdr(aces1_chain("HDR-VIDEO-1000nit-15nit-REC2020lim_1.1", "REC.2100-PQ"), floats),
        ocio_config(
            [&] {
                return ocio::Config::CreateFromFile(config.c_str())
                    ->getProcessor("log", "Monitor", "Show", ocio::TRANSFORM_DIR_FORWARD);
            },
            floats);
    const auto viewed = [&](const std::string& view) {
        return engine::ColorPipeline{.input_space = log, .view = view}.space(floats.tags);
    };
    const engine::WorkingSpace aces1 = viewed("Rec.1886 Rec.709 - Display/ACES 1.0 - SDR Video"),
                               hdr = viewed("Rec.2100-PQ - Display/ACES 1.1 - HDR Video (1000 nits & Rec.2020 lim)"),
                               aces2 = viewed("Rec.1886 Rec.709 - Display/ACES 2.0 - SDR 100 nits (Rec.709)"),
                               shown = engine::ColorPipeline{.input_space = "log",
                                                             .working_space = "log",
                                                             .view = "Monitor/Show",
                                                             .config = config}
                                           .space(floats.tags);
    const auto umber = [&](const media::Frame& frame, const grade::Graph& graph) {
        return std::function<Cost()>([&engine, &frame, &graph, out = rgb_planes(frame.format.name)] {
            return cost_of([&] { engine.render(frame, graph, engine::as_is(frame.tags), out).wait(); });
        });
    };
    const auto managed = [&](const engine::WorkingSpace& space) {
        return std::function<Cost()>([&engine, &floats, &space, out = rgb_planes(floats.format.name)] {
            return cost_of([&] { engine.render(floats, {}, space, out).wait(); });
        });
    };
    const auto peer = [](auto& one) {
        return std::function<Cost()>([&one] { return cost_of([&one] { one.run(); }); });
    };
    const std::vector<std::function<Cost()>> contenders{
        umber(eight, lut_only), peer(filter_8),          umber(eight, full), umber(sixteen, lut_only),
        peer(filter_16),        umber(floats, lut_only), peer(ocio_lut),     umber(floats, full),
        peer(ocio_full),        managed(aces1),          peer(ocio_aces1),   managed(aces2),
        managed(hdr),           peer(ocio_hdr),          managed(shown),     peer(ocio_config)};
    const std::vector<Cost> least = least_costs(contenders, peer_rounds);
    std::vector<PeerRow> rows{
        compare_ms("ffmpeg lut3d", "LUT, 8-bit RGB", least[0], least[1], 1.0),
        compare_ms("ffmpeg lut3d", "full grade and LUT against lut3d's LUT alone, 8-bit RGB", least[2], least[1], 0.5),
        compare_ms("ffmpeg lut3d", "LUT, 16-bit RGB", least[3], least[4], std::nullopt),
        compare_ms("OpenColorIO CPU", "LUT, float RGB", least[5], least[6], std::nullopt),
        compare_ms("OpenColorIO CPU", "full grade and LUT, float RGB", least[7], least[8], 1.0),
        compare_ms("OpenColorIO CPU", "LogC3 to ACEScct to ACES 1.0 on Rec.709, float RGB", least[9], least[10], 1.0),
        compare_ms("OpenColorIO CPU", "LogC3 to ACES 2.0 on Rec.709 against its ACES 1.0, float RGB", least[11],
                   least[10], std::nullopt),
        compare_ms("OpenColorIO CPU", "LogC3 to ACEScct to ACES 1.1 of 1000 nits in Rec.2100 PQ, float RGB", least[12],
                   least[13], 1.0),
        compare_ms("OpenColorIO CPU", "a config's view of its own two tables, float RGB", least[14], least[15], 1.0),
    };
    // Whether the peers did the same work.
    const auto ours = [&](const media::Frame& frame, const grade::Graph& graph) {
        return engine.render(frame, graph, engine::as_is(frame.tags), rgb_planes(frame.format.name)).wait();
    };
    rows[0].difference = difference(engine, ours(eight, lut_only), filter_8.result());
    rows[2].difference = difference(engine, ours(sixteen, lut_only), filter_16.result());
    rows[3].difference = difference(engine, ours(floats, lut_only), ocio_lut.result(floats));
    // Its curves are others, so that the work is compared without them.
    const grade::Graph straight = grade::reset_operation(primaries, primaries.nodes.front().id, "curves");
    OcioChain ocio_straight(lut_chain(lut, &straight), floats);
    ocio_straight.run();
    rows[4].difference = difference(engine, ours(floats, with_lut(straight, lut)), ocio_straight.result(floats));
    const auto seen = [&](const engine::WorkingSpace& space, const OcioChain& chain) {
        return difference(engine, engine.render(floats, {}, space, rgb_planes(floats.format.name)).wait(),
                          chain.result(floats));
    };
    rows[5].difference = seen(aces1, ocio_aces1);
    rows[7].difference = seen(hdr, ocio_hdr);
    rows[8].difference = seen(shown, ocio_config);
    return rows;
}

}  // namespace umber::cli
