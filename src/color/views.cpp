#include "color/views.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <deque>
#include <optional>

#include "color/nearest.h"
#include "core/error.h"
#include "core/text.h"

namespace umber::color {
namespace {

using Kind = ViewTransform::Kind;

class Table {
public:
    Table() {
        const auto sdr2 = [&](const char* gamut, const Chromaticities& limiting) {
            return aces2(fmt::format("ACES 2.0 - SDR 100 nits ({})", gamut), 100, limiting);
        };
        const ViewTransform *sdr_rec709 = sdr2("Rec.709", primaries::rec709),
                            *sdr_p3 = sdr2("P3 D65", primaries::p3_d65);
        Views hdr_p3, hdr_rec2020;
        for (const int nits : {1000, 500, 2000, 4000}) {
            hdr_p3.push_back(aces2(fmt::format("ACES 2.0 - HDR {} nits (P3 D65)", nits), nits, primaries::p3_d65));
            hdr_rec2020.push_back(
                aces2(fmt::format("ACES 2.0 - HDR {} nits (Rec.2020)", nits), nits, primaries::rec2020));
        }
        const ViewTransform *video = aces1("ACES 1.0 - SDR Video", "SDR-VIDEO_1.0"),
                            *video_p3 = aces1("ACES 1.1 - SDR Video (P3 lim)", "SDR-VIDEO-P3lim_1.1"),
                            *video_rec709 = aces1("ACES 1.1 - SDR Video (Rec.709 lim)", "SDR-VIDEO-REC709lim_1.1"),
                            *video_d60 = aces1("ACES 1.0 - SDR Video (D60 sim on D65)", "SDR-VIDEO-D60sim-D65_1.0"),
                            *cinema = aces1("ACES 1.0 - SDR Cinema", "SDR-CINEMA_1.0"),
                            *cinema_rec709 = aces1("ACES 1.1 - SDR Cinema (Rec.709 lim)", "SDR-CINEMA-REC709lim_1.1"),
                            *cinema_d60 = aces1("ACES 1.1 - SDR Cinema (D60 sim on D65)", "SDR-CINEMA-D60sim-D65_1.1"),
                            *dci_d60 = aces1("ACES 1.0 - SDR Cinema (D60 sim on DCI)", "SDR-CINEMA-D60sim-DCI_1.0"),
                            *dci_d65 = aces1("ACES 1.1 - SDR Cinema (D65 sim on DCI)", "SDR-CINEMA-D65sim-DCI_1.1"),
                            *hdr_cinema = aces1("ACES 1.1 - HDR Cinema (108 nits & P3 lim)",
                                                "HDR-CINEMA-108nit-7.2nit-P3lim_1.1");
        Views hdr1_p3, hdr1_rec2020;
        for (const int nits : {1000, 2000, 4000}) {
            hdr1_p3.push_back(aces1(fmt::format("ACES 1.1 - HDR Video ({} nits & P3 lim)", nits),
                                    fmt::format("HDR-VIDEO-{}nit-15nit-P3lim_1.1", nits)));
            hdr1_rec2020.push_back(aces1(fmt::format("ACES 1.1 - HDR Video ({} nits & Rec.2020 lim)", nits),
                                         fmt::format("HDR-VIDEO-{}nit-15nit-REC2020lim_1.1", nits)));
        }
        const ViewTransform* hdr_108 = aces2("ACES 2.0 - HDR 108 nits (P3 D65)", 108, primaries::p3_d65);
        none_ = make({"Un-tone-mapped", Kind::none});
        colorimetric_ = make({"Video (colorimetric)", Kind::colorimetric});
        raw_ = make({"Raw", Kind::raw});

        display("sRGB - Display", {sdr_rec709, video, video_d60});
        display("Display P3 - Display", {sdr_p3, video, video_d60});
        display("Display P3 HDR - Display", {hdr_p3[0], hdr_p3[1], sdr_p3, sdr_rec709});
        display("Gamma 2.2 Rec.709 - Display", {sdr_rec709, video});
        display("P3-D65 - Display", {sdr_p3, sdr_rec709, cinema, cinema_d60, cinema_rec709});
        display("P3-D60 - Display", {sdr_p3, cinema});
        display("P3-DCI - Display", {dci_d60, dci_d65});
        display("Rec.1886 Rec.709 - Display", {sdr_rec709, video, video_d60});
        display("Rec.1886 Rec.2020 - Display", {sdr_rec709, sdr_p3, video, video_p3, video_rec709});
        display("Rec.1886 P3-D65 - Display", {sdr_p3, sdr_rec709, video});
        display("DCDM-D65 - Display", {sdr_p3, cinema, cinema_d60, cinema_rec709, hdr_cinema});
        display("Rec.2100-PQ - Display", joined({hdr_p3, hdr_rec2020, {sdr_rec709}, hdr1_rec2020, hdr1_p3}));
        display("ST2084-P3-D65 - Display", joined({hdr_p3, {hdr_108, sdr_p3, sdr_rec709}, hdr1_p3, {hdr_cinema}}));
        display("Rec.2100-HLG - Display", {hdr_p3[0], hdr_rec2020[0], hdr1_rec2020[0], hdr1_p3[0]});
    }

    const std::vector<Display>& displays() const { return displays_; }

private:
    using Views = std::vector<const ViewTransform*>;

    static Views joined(std::initializer_list<Views> lists) {
        Views all;
        for (const Views& list : lists) all.insert(all.end(), list.begin(), list.end());
        return all;
    }

    const ViewTransform* make(ViewTransform view) { return &views_.emplace_back(std::move(view)); }
    const ViewTransform* aces2(std::string name, double peak, const Chromaticities& limiting) {
        return make({std::move(name), Kind::aces2, peak, limiting});
    }
    const ViewTransform* aces1(std::string name, const std::string& style) {
        return make(
            {std::move(name), Kind::ocio_builtin, 0.0, {}, "ACES-OUTPUT - ACES2065-1_to_CIE-XYZ-D65 - " + style});
    }
    void display(std::string_view name, Views views) {
        views.push_back(none_);
        views.push_back(colorimetric_);
        views.push_back(raw_);
        displays_.push_back({&find_space(name), std::move(views)});
    }

    std::deque<ViewTransform> views_;  // a deque: its elements stay where they are
    std::vector<Display> displays_;
    const ViewTransform *none_ = nullptr, *colorimetric_ = nullptr, *raw_ = nullptr;
};

}  // namespace

std::span<const Display> displays() {
    static const Table table;
    return table.displays();
}

std::span<const Look> looks() {
    static constexpr Look table[]{
        {"ACES 1.3 Reference Gamut Compression", "ACES-LMT - ACES 1.3 Reference Gamut Compression"}};
    return table;
}

DisplayView find_view(std::string_view display, std::string_view view) {
    const auto found = std::ranges::find_if(displays(), [&](const Display& d) {
        return equal_ignoring_case(d.space->name, display) ||
               std::ranges::any_of(d.space->aliases,
                                   [&](const std::string& alias) { return equal_ignoring_case(alias, display); });
    });
    if (found == displays().end()) {
        std::vector<std::string> names;
        for (const Display& d : displays()) names.push_back(d.space->name);
        throw UsageError("no display is called '{}'{}", display,
                         did_you_mean(display, names, fmt::format("; there are: {}", fmt::join(names, ", "))));
    }
    for (const ViewTransform* one : found->views)
        if (equal_ignoring_case(one->name, view)) return {found->space, one};
    std::string names;
    for (const ViewTransform* one : found->views) names += (names.empty() ? "" : ", ") + one->name;
    throw UsageError("the display '{}' has no view '{}'; it has: {}", found->space->name, view, names);
}

ViewName parts_of_view(std::string_view name, std::span<const NamedDisplay> displays) {
    std::optional<ViewName> of_display;
    for (std::size_t slash = name.find('/'); slash != std::string_view::npos; slash = name.find('/', slash + 1)) {
        ViewName parts{std::string(name.substr(0, slash)), std::string(name.substr(slash + 1))};
        const auto there = std::ranges::find(displays, parts.display, &NamedDisplay::name);
        if (there == displays.end()) continue;
        if (std::ranges::find(there->views, parts.view) != there->views.end()) return parts;
        if (!of_display) of_display = std::move(parts);
    }
    if (std::ranges::find(displays, name, &NamedDisplay::name) != displays.end()) return {std::string(name), {}};
    if (of_display) return *of_display;
    const std::size_t slash = name.find('/');
    if (slash == std::string_view::npos) return {};
    return {std::string(name.substr(0, slash)), std::string(name.substr(slash + 1))};
}

std::vector<const ViewTransform*> view_transforms() {
    std::vector<const ViewTransform*> all;
    for (const Display& display : displays())
        for (const ViewTransform* view : display.views)
            if (std::ranges::find(all, view) == all.end()) all.push_back(view);
    return all;
}

}  // namespace umber::color
