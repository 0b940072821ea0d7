// An operation is a plain struct of parameters and one table that describes them. From the table come its GPU struct,
// JSON, `--set`, `umber ops`, its panel and undo labels; adding one is src/grade/ops/NAME.h, shaders/ops/NAME.glsl and
// a line in src/grade/ops/all.cpp.
#pragma once
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "color/rgb_space.h"
#include "grade/value.h"

namespace umber::grade {

// What an operation expects its colours to be. `linear` operations are handed linear light of the working space,
// whatever that space's encoding; the engine decodes before and encodes after them. `linear_gain` is a mere gain of
// linear light: where the space's encoding is a power law it is done on code values, with SpaceContext::power telling
// how.
enum class Domain { code_value, linear, linear_gain };

// What the host knows of the space in which a node works, for values that are derived from parameters.
struct SpaceContext {
    color::Chromaticities primaries;
    double power = 1.0;  // light = code ^ power, for operations of Domain::linear_gain; 1 where they are handed light
};

struct Parameter {
    std::string_view id, label;
    Unit unit = Unit::none;
    Range range;   // of the control
    Range limits;  // beyond which a typed value is refused
    Widget widget = Widget::slider;
    std::vector<std::string_view> choices;  // of a Widget::choice
    Value default_value;
    std::function<Value(const void*)> get;
    std::function<void(void*, const Value&)> set;
    bool on_gpu = true;  // false: only its derived values are (a file's name, a temperature)
};

// A member of the GPU's struct that is computed on the host, in double, from the parameters.
struct Derived {
    std::string_view id;
    std::string_view glsl_type;                                                    // "float", "vec3", "mat3"
    std::function<std::vector<double>(const void*, const SpaceContext&)> compute;  // 1, 3 or 9 (column-major) numbers
};

struct OperationInfo {
    std::string_view id;       // "cdl"; its shader is shaders/ops/cdl.glsl with a function of this name
    std::string_view label;    // "CDL"
    std::string_view summary;  // one sentence for `umber ops`
    Domain domain = Domain::code_value;
    std::vector<Parameter> parameters;
    std::vector<Derived> derived;
    std::function<std::shared_ptr<void>()> make;  // at its defaults
    std::function<std::shared_ptr<void>(const void*)> copy;
    std::function<bool(const void*)> neutral;  // changes no colour at all

    // Throws Error naming the parameters that there are.
    const Parameter& parameter(std::string_view id) const;
};

// Specialised by each operation's header, through describe().
template <class Op>
const OperationInfo& operation();

// One operation of a node: which, its parameters, and whether it is on. Copies share until one is changed.
class Operation {
public:
    explicit Operation(const OperationInfo& info) : info_(&info), parameters_(info.make()) {}
    template <class Op>
    explicit Operation(const Op& op) : info_(&operation<Op>()), parameters_(std::make_shared<Op>(op)) {}

    const OperationInfo& info() const { return *info_; }
    bool enabled = true;

    const void* data() const { return parameters_.get(); }
    template <class Op>
    const Op& as() const {
        return *static_cast<const Op*>(parameters_.get());
    }

    Value get(std::string_view parameter) const;
    // A changed copy. Throws Error: no such parameter, another type, not finite, beyond its limits.
    Operation with(std::string_view parameter, const Value& value) const;

    bool neutral() const { return info_->neutral(parameters_.get()); }
    bool at_defaults() const;
    friend bool operator==(const Operation& a, const Operation& b);

private:
    const OperationInfo* info_;
    std::shared_ptr<const void> parameters_;
};

// Every operation, in the fixed order in which a corrector node applies them.
std::span<const OperationInfo* const> operations();
// Throws Error naming those that there are.
const OperationInfo& operation_info(std::string_view id);

// Reads `text` as the type of `like`: "1,1.1,1", "true", "0:0,1:1", a bare name. One number stands for all three of a
// colour; for Rgbm one number is the master, three are red, green, blue, four all. Throws Error saying what was
// expected.
Value parse_value(std::string_view text, const Value& like);

// --- building the table ------------------------------------------------------------------------------------------

template <class Op, class T>
Parameter param(std::string_view id, T Op::*member, std::string_view label, Unit unit = Unit::none, Range range = {},
                Widget widget = Widget::slider) {
    Parameter parameter{id, label, unit, range, range, widget, {}, Value(Op{}.*member), {}, {}, true};
    parameter.get = [member](const void* op) { return Value(static_cast<const Op*>(op)->*member); };
    parameter.set = [member](void* op, const Value& value) { static_cast<Op*>(op)->*member = std::get<T>(value); };
    if constexpr (std::is_same_v<T, bool>) parameter.widget = Widget::checkbox;
    if constexpr (std::is_same_v<T, std::string>) parameter.on_gpu = false;
    return parameter;
}

inline Parameter limited(Parameter parameter, Range limits) {
    parameter.limits = limits;
    return parameter;
}

inline Parameter host_only(Parameter parameter) {
    parameter.on_gpu = false;
    return parameter;
}

template <class Op, class F>
Derived derived(std::string_view id, std::string_view glsl_type, F compute) {
    return {id, glsl_type, [compute](const void* op, const SpaceContext& space) {
                return compute(*static_cast<const Op*>(op), space);
            }};
}

template <class Op>
OperationInfo describe(
    std::string_view id, std::string_view label, std::string_view summary, Domain domain,
    std::vector<Parameter> parameters, std::vector<Derived> derived = {},
    std::function<bool(const Op&)> neutral = [](const Op& op) { return op == Op{}; }) {
    OperationInfo info{id, label, summary, domain, std::move(parameters), std::move(derived), {}, {}, {}};
    info.make = [] { return std::static_pointer_cast<void>(std::make_shared<Op>()); };
    info.copy = [](const void* op) {
        return std::static_pointer_cast<void>(std::make_shared<Op>(*static_cast<const Op*>(op)));
    };
    info.neutral = [neutral](const void* op) { return neutral(*static_cast<const Op*>(op)); };
    return info;
}

}  // namespace umber::grade
