#include "grade/operation.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "grade/curve.h"

namespace umber::grade {

namespace {

template <class Items, class Id>
std::string list(const Items& items, Id id) {
    std::string text;
    for (const auto& item : items) text += (text.empty() ? "" : ", ") + std::string(id(item));
    return text;
}

void check_number(float number, const Parameter& parameter) {
    if (!std::isfinite(number)) throw Error("{} is not a finite number", number);
    if (number < parameter.limits.low || number > parameter.limits.high)
        throw Error("{} lies outside {} to {}", number, parameter.limits.low, parameter.limits.high);
}

void check(const Value& value, const Parameter& parameter) {
    if (value.index() != parameter.default_value.index()) throw Error("the value is of another type");
    if (const auto* number = std::get_if<float>(&value)) check_number(*number, parameter);
    if (const auto* rgb = std::get_if<glm::vec3>(&value))
        for (int i = 0; i < 3; ++i) check_number((*rgb)[i], parameter);
    if (const auto* rgbm = std::get_if<Rgbm>(&value))
        for (const float number : {rgbm->red, rgbm->green, rgbm->blue, rgbm->master}) check_number(number, parameter);
    if (const auto* curve = std::get_if<Curve>(&value)) validate(*curve, parameter.id);
    if (const auto* name = std::get_if<std::string>(&value); name && !parameter.choices.empty())
        if (std::find(parameter.choices.begin(), parameter.choices.end(), *name) == parameter.choices.end())
            throw Error("'{}' is none of {}", *name,
                        list(parameter.choices, [](std::string_view choice) { return choice; }));
}

}  // namespace

const Parameter& OperationInfo::parameter(std::string_view name) const {
    const auto found =
        std::find_if(parameters.begin(), parameters.end(), [&](const Parameter& one) { return one.id == name; });
    if (found == parameters.end())
        throw Error("no such parameter; {} has {}", id, list(parameters, [](const Parameter& one) { return one.id; }));
    return *found;
}

const OperationInfo& operation_info(std::string_view id) {
    const auto all = operations();
    const auto found = std::find_if(all.begin(), all.end(), [&](const OperationInfo* one) { return one->id == id; });
    if (found == all.end())
        throw Error("'{}': no such operation; there are {}", id,
                    list(all, [](const OperationInfo* one) { return one->id; }));
    return **found;
}

Value Operation::get(std::string_view parameter) const {
    return info_->parameter(parameter).get(parameters_.get());
}

Operation Operation::with(std::string_view id, const Value& value) const {
    const Parameter& parameter = info_->parameter(id);
    check(value, parameter);
    Operation changed = *this;
    const std::shared_ptr<void> copy = info_->copy(parameters_.get());
    parameter.set(copy.get(), value);
    changed.parameters_ = copy;
    return changed;
}

bool Operation::at_defaults() const {
    return std::all_of(info_->parameters.begin(), info_->parameters.end(), [&](const Parameter& parameter) {
        return parameter.get(parameters_.get()) == parameter.default_value;
    });
}

bool operator==(const Operation& a, const Operation& b) {
    if (a.info_ != b.info_ || a.enabled != b.enabled) return false;
    if (a.parameters_ == b.parameters_) return true;
    return std::all_of(a.info_->parameters.begin(), a.info_->parameters.end(), [&](const Parameter& parameter) {
        return parameter.get(a.parameters_.get()) == parameter.get(b.parameters_.get());
    });
}

}  // namespace umber::grade
