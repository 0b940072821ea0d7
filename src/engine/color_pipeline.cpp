#include "engine/color_pipeline.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>

#include "core/error.h"
#include "core/text.h"
#include "engine/color_steps.h"
#include "engine/colour_names.h"
#include "engine/ocio_config.h"

namespace umber::engine {
namespace {

// A space, or a display's view, by its name.
struct End {
    const color::Space* space = nullptr;
    std::optional<color::DisplayView> view;
    // Of a curve alone: the space whose primaries it has.
    const color::Space* primaries = nullptr;

    explicit End(const std::string& name) {
        const color::ViewName named = color::parts_of_view(name, {});
        if (const color::Space* known = color::try_find_space(name); known || named.display.empty()) {
            space = known ? known : &color::find_space(name);
        } else {
            view = color::find_view(named.display, named.view);
            space = view->display;
        }
    }

    // `other`: the space at the other end.
    ColorSteps to_aces(const End& other) const { return view ? steps_to_aces(*view) : steps_to_aces(met(other)); }
    ColorSteps from_aces(const End& other) const { return view ? steps_from_aces(*view) : steps_from_aces(met(other)); }

    // Between CIE XYZ-D65 itself and a display lies OCIO's built-in of that display's name.
    color::Space met(const End& other) const {
        if (primaries) {
            color::Space curve = *primaries;
            curve.transfer = space->transfer;
            curve.hlg_peak_nits = 0.0;
            curve.clamps_negative_aces = false;
            return curve;
        }
        const bool connection = !other.view && other.space->name == "CIE XYZ-D65 - Display-referred";
        return connection ? builtin_display(*space) : *space;
    }
    bool curve() const { return space->curve_alone; }
    bool raw() const { return view && view->view->kind == color::ViewTransform::Kind::raw; }
    friend bool operator==(const End& a, const End& b) {
        return a.space == b.space && (a.view ? a.view->view : nullptr) == (b.view ? b.view->view : nullptr);
    }
};

// Throws Error for what nobody can grade in.
void check_gradable(const End& end) {
    if (end.curve()) throw UsageError("'{}' is no space to grade in: a curve has no primaries", end.space->name);
    if (!end.space->ocio_builtin.empty() || end.space->encoding == color::Encoding::data)
        throw Error("'{}' is no space to grade in: its values are no light", end.space->name);
}

// Whether from_aces() and to_aces() lose nothing, so that a working space that nothing is graded in can be left out.
bool lossless(const End& end) {
    if (end.view) return end.view->view->kind != color::ViewTransform::Kind::aces2;
    const auto* power = std::get_if<color::PowerCurve>(&end.space->transfer.curve);
    const auto* toe = std::get_if<color::PowerToeCurve>(&end.space->transfer.curve);
    const auto* log = std::get_if<color::LogPowerCurve>(&end.space->transfer.curve);
    const auto clamp = color::Negatives::clamp;
    return !end.space->clamps_negative_aces && !(power && power->negatives == clamp) &&
           !(toe && toe->negatives == clamp) && !(log && log->negatives == clamp);
}

struct Ends {
    End input, working;
    std::optional<End> output;  // nothing: the working space's values
};

Ends ends_of(const ColorPipeline& pipeline, const color::Tags& tags) {
    const End input(pipeline.input_space.empty() ? color::assumed_space(tags) : pipeline.input_space);
    const bool as_it_is = equal_ignoring_case(pipeline.working_space, "as is");
    Ends ends{input, as_it_is ? input : End(pipeline.working_space.empty() ? "ACEScct" : pipeline.working_space), {}};
    if (!pipeline.output_space.empty())
        ends.output = End(pipeline.output_space);
    else if (pipeline.view.empty())
        ends.output = input;
    else if (!equal_ignoring_case(pipeline.view, "none")) {
        if (pipeline.view.find('/') == std::string::npos)
            throw UsageError("the view '{}' is not DISPLAY/VIEW; `umber spaces` lists the displays and their views",
                             pipeline.view);
        ends.output = End(pipeline.view);
    }
    // A curve alone does nothing but what it says: its light has the primaries that the other end has, before a view
    // those of the working space.
    const auto primaries_of = [&](const std::optional<End>& other) {
        const bool has = other && !other->view && !other->curve() && other->space->ocio_builtin.empty() &&
                         other->space->encoding != color::Encoding::data;
        return has ? other->space : ends.working.space;
    };
    if (ends.input.curve()) ends.input.primaries = primaries_of(ends.output);
    if (ends.output && ends.output->curve()) ends.output->primaries = primaries_of(input);
    return ends;
}

// A name as part of a function's: "arri_logc4".
std::string identifier(std::string_view name) {
    std::string word;
    for (const unsigned char c : name)
        if (std::isalnum(c) != 0 && c < 0x80)
            word += static_cast<char>(std::tolower(c));
        else if (!word.empty() && word.back() != '_')
            word += '_';
    while (!word.empty() && word.back() == '_') word.pop_back();
    return word.empty() ? "other" : word;
}

// Gathers the spaces of nodes, and their functions in `code`.
class NodeSpaces {
public:
    explicit NodeSpaces(ColorCode& code) : code_(&code) {}

    // `name` as a node has it; `space`: the same for all of its aliases.
    void add(const std::string& name, const std::string& space, GradingSpace grading, const ColorSteps& to,
             const ColorSteps& from) {
        NodeSpace& made = spaces_[name];
        made.grading = std::move(grading);
        if (to.empty() && from.empty()) return;
        if (const auto there = functions_.find(space); there != functions_.end()) {
            made.function = there->second;
            return;
        }
        const std::string word = identifier(space);
        const auto taken = [&](const auto& one) { return one.second == made.function; };
        made.function = word;
        for (int number = 2; std::ranges::any_of(functions_, taken); ++number)
            made.function = fmt::format("{}_{}", word, number);
        functions_[space] = made.function;
        append_function("to_space_" + made.function, to, code_->text, code_->texels);
        append_function("from_space_" + made.function, from, code_->text, code_->texels);
    }
    std::map<std::string, NodeSpace, std::less<>> take() { return std::move(spaces_); }

private:
    ColorCode* code_;
    std::map<std::string, NodeSpace, std::less<>> spaces_;
    std::map<std::string, std::string> functions_;  // by the spaces that they are for
};

// Runs `work`, telling of a name that is wrong in it that it is a node's.
template <class F>
void for_a_node(const std::string& name, F work) {
    try {
        work();
    } catch (const UsageError& error) {
        throw UsageError("a node's space, '{}': {}", name, error.what());
    }
}

// What the values of a config's space are as light is known where the space is one of Umber's; else scene light stands
// for what the config calls so, and BT.1886 for all else.
GradingSpace grading_space(const OcioConfig& config, const std::string& space) {
    GradingSpace grading;
    const color::Space* known = nullptr;
    for (const std::string& name : config.names_of(space))
        if (!known) known = color::try_find_space(name);
    if (known && known->ocio_builtin.empty()) {
        grading.primaries = known->chromaticities;
        grading.curve = known->transfer.curve;
    } else if (config.is_linear(space)) {
        grading.curve = color::LinearCurve{};
    }
    return grading;
}

// What looks of Umber's own do to ACES2065-1. Throws UsageError for names that are none.
ColorSteps own_looks(const std::string& looks) {
    ColorSteps steps;
    if (equal_ignoring_case(looks, "none")) return steps;
    for (const LookName& wanted : look_names(looks)) {
        const auto found = std::ranges::find_if(
            color::looks(), [&](const color::Look& one) { return equal_ignoring_case(one.name, wanted.name); });
        if (found == color::looks().end()) {
            std::vector<std::string_view> names;
            for (const color::Look& one : color::looks()) names.push_back(one.name);
            throw UsageError("Umber's own spaces have no look '{}'; they have: {}; a config has others", wanted.name,
                             fmt::join(names, ", "));
        }
        steps.push_back(OcioStep{ocio_builtin(std::string(found->builtin), wanted.inverse)});
    }
    return steps;
}

// The conversions by an OCIO config, step by step as OCIO makes them. Throws UsageError for names that it has not, and
// for ends that hold no colour.
class ConfigWays {
public:
    ConfigWays(const OcioConfig& config, const ColorPipeline& pipeline, const color::Tags& tags)
        : config_(&config), pipeline_(&pipeline) {
        input_name_ = pipeline.input_space.empty() ? color::assumed_space(tags) : pipeline.input_space;
        from_view_ = is_view(input_name_);
        if (!from_view_) input_ = config.space(input_name_);
        const bool as_it_is = equal_ignoring_case(pipeline.working_space, "as is");
        if (as_it_is && from_view_) throw UsageError("'{}' is no space to grade in: it is a view", input_name_);
        working_ = as_it_is                         ? input_
                   : pipeline.working_space.empty() ? config.working_space()
                                                    : config.space(pipeline.working_space);
        // To OpenColorIO a conversion to data is none at all, which would leave the working space's values under its
        // name.
        if (!as_it_is) require_colour(working_, "and is no space to grade in");
        const std::string output = !pipeline.output_space.empty() ? pipeline.output_space
                                   : pipeline.view.empty()        ? input_name_
                                                                  : std::string();
        if (output.empty())
            view_ = equal_ignoring_case(pipeline.view, "none") ? "" : pipeline.view;
        else if (is_view(output))
            view_ = output;
        else
            output_ = config.space(output);
        if (!output_.empty() && output_ != input_) require_colour(output_, "to which no colour can be converted");
        // A named transform gives, and takes, values of the space at the other end; data are values of it.
        from_other_ = !from_view_ && !config.is_color(input_) && config.is_color(output_);
        to_curve_ = config.is_color(input_) && config.is_transform(output_);
    }

    const std::string& working() const { return working_; }
    ColorSteps to_working() const {
        if (from_view_) return back_from_view(working_);
        if (input_ == working_) return {};
        if (from_other_) return joined(converted(input_, output_), converted(output_, working_));
        return converted(input_, working_);
    }
    ColorSteps from_working() const {
        if (!view_.empty()) return viewed(working_);
        if (to_curve_) return joined(with_look(working_, input_), converted(input_, output_));
        return with_look(working_, output_.empty() ? working_ : output_);
    }
    // With nothing graded: the way that OpenColorIO itself takes from one end to the other. Nothing where it has none,
    // or where what is graded would be another picture: it shows data, and by a view for data, codes as they come in.
    std::optional<ColorSteps> direct() const {
        if (!view_.empty()) {
            if (!config_->is_color(input_) || config_->is_data(space_shown(config_->view_named(view_, shown()))))
                return std::nullopt;
            return viewed(input_);
        }
        if (output_.empty()) return std::nullopt;
        if (from_view_) return config_->is_color(output_) ? looked(back_from_view(output_), output_) : std::nullopt;
        if (from_other_) return looked(converted(input_, output_), output_);
        if (to_curve_) return joined(with_look(input_, input_), converted(input_, output_));
        if (!pipeline_->look.empty() && !config_->is_color(input_)) return std::nullopt;
        return with_look(input_, output_);
    }
    // From the display that is seen to the one that is to be proofed.
    ColorSteps proof() const {
        if (pipeline_->proof.empty()) return {};
        const std::string from = !view_.empty()    ? space_shown(config_->view_named(view_, shown()))
                                 : output_.empty() ? working_
                                                   : output_;
        return converted(from, space_shown(config_->view_named(pipeline_->proof, from)));
    }
    ColorSteps converted(const std::string& from, const std::string& to) const {
        return from == to ? ColorSteps{} : ColorSteps{OcioStep{config_->convert(from, to)}};
    }

private:
    // A name with a '/' that is no space's is a view: its way back as input, what it shows as output.
    bool is_view(const std::string& name) const {
        return name.find('/') != std::string::npos && config_->try_space(name).empty();
    }
    void require_colour(const std::string& space, const char* why) const {
        if (config_->is_data(space)) throw UsageError("{}: '{}' holds data, {}", pipeline_->config, space, why);
    }
    ColorSteps with_look(const std::string& from, const std::string& to) const {
        if (pipeline_->look.empty()) return converted(from, to);
        return {OcioStep{config_->convert(from, to, pipeline_->look)}};
    }
    // The viewing rules go by what comes in.
    const std::string& shown() const { return from_view_ ? working_ : input_; }
    ColorSteps viewed(const std::string& from) const {
        return {OcioStep{config_->view(from, config_->view_named(view_, shown()), false, pipeline_->look)}};
    }
    ColorSteps back_from_view(const std::string& to) const {
        return {OcioStep{config_->view(to, config_->view_named(input_name_, shown()), true)}};
    }
    // `steps`, which end in `space`, and there what looks do.
    std::optional<ColorSteps> looked(const ColorSteps& steps, const std::string& space) const {
        return joined(steps, with_look(space, space));
    }
    std::string space_shown(const color::ViewName& on) const {
        const std::string space = config_->space_of(on);
        return config_->space(space.empty() ? on.display : space);
    }

    const OcioConfig* config_;
    const ColorPipeline* pipeline_;
    std::string input_name_, input_, working_;  // no input space where it is a view
    std::string output_, view_;                 // one of them, or neither: the working space's values
    bool from_view_ = false, from_other_ = false, to_curve_ = false;
};

// What is converted with nothing graded, where there is no way but by the working space.
constexpr std::string_view chained = "vec3 convert(vec3 rgb) { return from_working(to_working(rgb)); }\n";

WorkingSpace by_config(const ColorPipeline& pipeline, const color::Tags& tags) {
    const OcioConfig config(pipeline.config);
    const ConfigWays ways(config, pipeline, tags);
    const std::string& working = ways.working();
    const ColorSteps in = ways.to_working(), proof = ways.proof(), out = joined(ways.from_working(), proof);
    WorkingSpace space{grading_space(config, working)};
    auto code = std::make_shared<ColorCode>();
    space.converts = !in.empty() || !out.empty();
    if (space.converts) {
        append_function("to_working", in, code->text, code->texels);
        append_function("from_working", out, code->text, code->texels);
        if (const auto direct = ways.direct())
            append_function("convert", joined(*direct, proof), code->text, code->texels, true);
        else
            code->text += chained;
    }
    NodeSpaces nodes(*code);
    for (const std::string& name : pipeline.node_spaces)
        for_a_node(name, [&] {
            const std::string node = config.space(name);
            if (!config.is_color(node)) throw UsageError("it is no space to grade in");
            const auto way = [&](const std::string& from, const std::string& to) {
                ColorSteps steps = ways.converted(from, to);
                if (!steps.empty() && std::get<OcioStep>(steps.front()).code->identity) steps.clear();
                return steps;
            };
            nodes.add(name, node, grading_space(config, node), way(working, node), way(node, working));
        });
    space.node_spaces = nodes.take();
    if (!code->text.empty()) space.code = std::move(code);
    return space;
}

}  // namespace

bool ColorPipeline::empty_but_view_none() const {
    return input_space.empty() && working_space.empty() && output_space.empty() && equal_ignoring_case(view, "none") &&
           look.empty();
}

WorkingSpace ColorPipeline::space(const color::Tags& source) const {
    if (empty() || empty_but_view_none()) {
        if (node_spaces.empty()) return as_is(source);
        if (!color::tell_space(source))
            throw UsageError(
                "a node of the grade works in '{}', and nothing says which space the code values are in; choose the "
                "input space",
                node_spaces.front());
        ColorPipeline as_it_is = *this;
        as_it_is.working_space = "as is";
        return as_it_is.space(source);
    }
    if (!config.empty()) return by_config(*this, source);
    const ColorSteps looks = own_looks(look);
    const Ends ends = ends_of(*this, source);
    WorkingSpace space;
    check_gradable(ends.working);
    space.primaries = ends.working.space->chromaticities;
    space.curve = ends.working.space->transfer.curve;

    // Each end's steps are made once (the tables of ACES 2.0 take their time); none where nothing is to be converted.
    const bool converts_in = !(ends.input == ends.working) && !ends.input.raw();
    const End& last = ends.output ? *ends.output : ends.working;  // of which a look needs to know, too
    const bool converts_out = !last.raw() && (!looks.empty() || !(ends.working == last));
    const bool direct = converts_in && converts_out && lossless(ends.working);
    const ColorSteps in_aces = converts_in ? ends.input.to_aces(direct ? last : ends.working) : ColorSteps{};
    const ColorSteps in = converts_in ? joined(in_aces, ends.working.from_aces(ends.input)) : ColorSteps{};
    const ColorSteps out_aces =
        converts_out ? joined(looks, last.from_aces(direct ? ends.input : ends.working)) : ColorSteps{};
    ColorSteps out = converts_out ? joined(ends.working.to_aces(last), out_aces) : ColorSteps{};
    ColorSteps proofed;
    if (!proof.empty()) {
        const End on(proof), from((last.raw() ? ends.working : last).space->name);
        if (!(on == from)) proofed = joined(from.to_aces(on), on.from_aces(from));
        out = joined(out, proofed);
    }
    ColorCode functions;
    space.converts = !in.empty() || !out.empty();
    if (space.converts) {
        const bool back = direct && ends.input == last && looks.empty() && proofed.empty();
        append_function("to_working", in, functions.text, functions.texels);
        append_function("from_working", out, functions.text, functions.texels);
        if (direct)
            append_function("convert", back ? ColorSteps{} : joined(joined(in_aces, out_aces), proofed), functions.text,
                            functions.texels, true);
        else
            functions.text += chained;
    }
    NodeSpaces nodes(functions);
    for (const std::string& name : node_spaces)
        for_a_node(name, [&] {
            const End node(name);
            if (node.view) throw UsageError("it is a view, and no space to grade in");
            check_gradable(node);
            const bool same = node == ends.working;
            const auto way = [&](const End& from, const End& to) {
                return same ? ColorSteps{} : without_round_trips(joined(from.to_aces(to), to.from_aces(from)));
            };
            nodes.add(name, node.space->name, {node.space->chromaticities, node.space->transfer.curve},
                      way(ends.working, node), way(node, ends.working));
        });
    space.node_spaces = nodes.take();
    if (functions.text.empty()) return space;
    functions.text.insert(
        0, "#include \"lib/transfer.glsl\"\n#include \"lib/exact_matrix.glsl\"\n#include \"lib/aces2.glsl\"\n");
    space.code = std::make_shared<const ColorCode>(std::move(functions));
    return space;
}

color::Tags ColorPipeline::tags(const color::Tags& source) const {
    if (empty() || empty_but_view_none()) return source;
    if (!config.empty()) {
        if (output_space.empty() && view.empty()) return source;
        // By the output's name, where Umber knows it too; else a file can't say what it holds.
        if (const auto shown = shown_space(*this, source)) return color::tags_of(*shown, source);
        color::Tags unknown = source;
        unknown.primaries = color::Primaries::unspecified;
        unknown.transfer = color::Transfer::unspecified;
        return unknown;
    }
    const Ends ends = ends_of(*this, source);
    if (input_space.empty() && (ends.output ? *ends.output == ends.input : ends.working == ends.input)) return source;
    const color::Space& space = *(ends.output && !ends.output->raw() ? *ends.output : ends.working).space;
    return color::tags_of(space, source);
}

ColorPipeline for_grade(ColorPipeline pipeline, const grade::Graph& graph) {
    pipeline.node_spaces = grade::node_spaces(graph);
    return pipeline;
}

}  // namespace umber::engine
