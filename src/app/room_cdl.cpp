// Reading a CDL in the room: a file with one correction is taken as it is, of several one is chosen by its id.
#include <fmt/format.h>

#include <algorithm>

#include "app/room_state.h"
#include "grade/ops/cdl.h"
#include "interchange/cdl.h"

namespace umber::app {

namespace fs = std::filesystem;

namespace {

// What tells corrections apart that are named by numbers only: the medium they are for, else their slope.
std::string words_for(const interchange::ColorCorrection& one) {
    if (one.media_ref && !one.media_ref->empty()) return *one.media_ref;
    return fmt::format("slope {:.3f} {:.3f} {:.3f}", one.slope.x, one.slope.y, one.slope.z);
}

}  // namespace

void Room::import_cdl(const fs::path& path) {
    try {
        const interchange::CdlDocument document = interchange::read_any_cdl(path);
        if (document.corrections.empty()) throw Error("{}: it holds no correction", path.string());
        if (document.corrections.size() == 1) {
            take_correction(path, document.corrections.front());
            return;
        }
        const std::string clip = playback_->clip() ? playback_->clip()->path.stem().string() : "";
        std::vector<Choice> choices;
        int like_the_clip = -1;
        for (const interchange::ColorCorrection& one : document.corrections) {
            if (one.id == clip) like_the_clip = static_cast<int>(choices.size());
            std::string search;
            for (const std::string& description : one.descriptions) search += description + " ";
            choices.push_back(
                {one.id.empty() ? fmt::format("correction {}, without an id", choices.size() + 1) : one.id,
                 words_for(one), std::move(search)});
        }
        Rect anchor = layout_.output;
        choices_ =
            opened_list(fmt::format("{}: one of {} corrections", path.filename().string(), document.corrections.size()),
                        std::move(choices), like_the_clip, cut_top(anchor, ui_->px(28)));
        chosen_ = [this, path, corrections = document.corrections](int index) {
            take_correction(path, corrections[static_cast<std::size_t>(index)]);
        };
        settle_ = 3;
    } catch (const Error& error) {
        say_error(About::cdl, error.what());
    }
}

void Room::take_correction(const fs::path& file, const interchange::ColorCorrection& correction) {
    grade::Cdl cdl;
    cdl.slope = correction.slope;
    cdl.offset = correction.offset;
    cdl.power = correction.power;
    cdl.saturation = static_cast<float>(correction.saturation);
    apply({fmt::format("import {}", file.filename().string()),
           [node = node_, cdl](const grade::Graph& graph) {
               return grade::set_operation(graph, node, grade::Operation(cdl));
           },
           0});
    went_well(About::cdl);
    output_.tab = 1;
    message_ = correction.id.empty() ? fmt::format("{} read", file.string())
                                     : fmt::format("{}: '{}' read", file.string(), correction.id);
}

}  // namespace umber::app
