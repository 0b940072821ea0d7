#include <algorithm>
#include <nlohmann/json.hpp>

#include <initializer_list>
#include <set>
#include <vector>

#include "core/error.h"
#include "grade/grade_file.h"

namespace umber::grade {
namespace {

using Json = nlohmann::ordered_json;
constexpr int version = 1;

struct ValueToJson {
    Json operator()(bool value) const { return value; }
    Json operator()(float value) const { return number(value); }
    Json operator()(glm::vec3 v) const { return {number(v.x), number(v.y), number(v.z)}; }
    Json operator()(const Rgbm& v) const { return {number(v.red), number(v.green), number(v.blue), number(v.master)}; }
    Json operator()(const Curve& curve) const {
        Json points = Json::array();
        for (const glm::vec2 point : curve.points) points.push_back({number(point.x), number(point.y)});
        return points;
    }
    Json operator()(const std::string& value) const { return value; }

    // The double that prints as the float's own shortest decimals ("1.1", not "1.100000023841858").
    static Json number(float value) { return std::stod(fmt::format("{}", value)); }
};

// Refuses a key that an object has twice, of which nlohmann's reader takes the last in silence.
Json::parser_callback_t only_once(std::string_view name) {
    return [name, open = std::vector<std::set<std::string>>{}](int, Json::parse_event_t event, Json& parsed) mutable {
        if (event == Json::parse_event_t::object_start) open.emplace_back();
        if (event == Json::parse_event_t::object_end) open.pop_back();
        if (event == Json::parse_event_t::key && !open.back().insert(parsed.get<std::string>()).second)
            throw Error("{}: '{}' stands twice in one object", name, parsed.get<std::string>());
        return true;
    };
}

class Reader {
public:
    explicit Reader(std::string_view name) : name_(name) {}

    [[noreturn]] void fail(const std::string& at, const std::string& what) const {
        throw Error("{}: {}: {}", name_, at, what);
    }

    void only(const Json& object, const std::string& at, std::initializer_list<std::string_view> known) const {
        if (!object.is_object()) fail(at, "an object was expected");
        for (const auto& [key, value] : object.items())
            if (std::find(known.begin(), known.end(), key) == known.end()) fail(at, "unknown field '" + key + "'");
    }

    float number(const Json& json, const std::string& at) const {
        if (!json.is_number()) fail(at, "a number was expected");
        return json.get<float>();
    }

    template <class T>
    T get(const Json& object, const std::string& at, const char* key, T otherwise) const {
        const auto found = object.find(key);
        if (found == object.end()) return otherwise;
        try {
            return found->get<T>();
        } catch (const Json::exception&) {
            fail(at + "." + key, "a value of another type was expected");
        }
    }

    std::vector<float> numbers(const Json& json, const std::string& at, std::size_t count) const {
        if (!json.is_array() || json.size() != count) fail(at, fmt::format("{} numbers were expected", count));
        std::vector<float> values;
        for (const Json& one : json) values.push_back(number(one, at));
        return values;
    }

    Value value(const Json& json, const std::string& at, const Value& like) const {
        if (std::holds_alternative<bool>(like)) {
            if (!json.is_boolean()) fail(at, "true or false was expected");
            return json.get<bool>();
        }
        if (std::holds_alternative<float>(like)) return number(json, at);
        if (std::holds_alternative<glm::vec3>(like)) {
            const auto v = numbers(json, at, 3);
            return glm::vec3(v[0], v[1], v[2]);
        }
        if (std::holds_alternative<Rgbm>(like)) {
            const auto v = numbers(json, at, 4);
            return Rgbm{v[0], v[1], v[2], v[3]};
        }
        if (std::holds_alternative<Curve>(like)) {
            if (!json.is_array()) fail(at, "a list of points was expected");
            Curve curve;
            curve.points.clear();
            for (const Json& point : json) {
                const auto v = numbers(point, at, 2);
                curve.points.emplace_back(v[0], v[1]);
            }
            return curve;
        }
        if (!json.is_string()) fail(at, "a text was expected");
        return json.get<std::string>();
    }

    // Runs `work`; what goes wrong in it is told with the place.
    template <class F>
    decltype(auto) placed(const std::string& at, F work) const {
        try {
            return work();
        } catch (const Error& error) {
            fail(at, error.what());
        }
    }

    Operation operation(const Json& json, const std::string& at) const {
        if (!json.is_object()) fail(at, "an object was expected");
        const std::string id = get<std::string>(json, at, "operation", "");
        Operation made(placed(at, [&]() -> const OperationInfo& { return operation_info(id); }));
        for (const auto& [key, field] : json.items()) {
            if (key == "operation") continue;
            if (key == "enabled") {
                made.enabled = get<bool>(json, at, "enabled", true);
                continue;
            }
            const std::string where = at + "." + key;
            const Parameter& parameter =
                placed(where, [&, &k = key]() -> const Parameter& { return made.info().parameter(k); });
            const Value wanted = value(field, where, parameter.default_value);
            made = placed(where, [&] { return made.with(parameter.id, wanted); });
        }
        return made;
    }

    Node node(const Json& json, const std::string& at) const {
        only(json, at, {"id", "name", "enabled", "mix", "space", "operations"});
        Node made;
        made.id = get<int>(json, at, "id", 1);
        made.name = get<std::string>(json, at, "name", made.name);
        made.enabled = get<bool>(json, at, "enabled", true);
        made.mix = get<float>(json, at, "mix", 1.0f);
        if (!(made.mix >= 0.0f && made.mix <= 1.0f)) fail(at + ".mix", "a number from 0 to 1 was expected");
        made.space = get<std::string>(json, at, "space", "");
        const Json list = get<Json>(json, at, "operations", Json::array());
        if (!list.is_array()) fail(at + ".operations", "a list was expected");
        Graph holder{{made}};
        for (std::size_t i = 0; i < list.size(); ++i) {
            const std::string where = fmt::format("{}.operations[{}]", at, i);
            Operation one = operation(list[i], where);
            if (holder.nodes[0].find(one.info().id))
                fail(where, fmt::format("a second '{}' in one node", one.info().id));
            holder = set_operation(holder, made.id, std::move(one));
        }
        return holder.nodes[0];
    }

    ColourSettings colours(const Json& json) const {
        const std::string at = "colour";
        only(json, at,
             {"working_space", "view", "output_space", "look", "config", "config_hash", "input_space", "clips"});
        const auto text = [&](const char* key) { return get<std::string>(json, at, key, ""); };
        ColourSettings made;
        made.view = text("view");
        made.output_space = text("output_space");
        // As on the command line: what asks for colour management and names no space to grade in has the usual one.
        const bool asks = !made.view.empty() || !made.output_space.empty();
        made.working_space = get<std::string>(json, at, "working_space", asks ? "" : made.working_space);
        made.look = text("look");
        made.config = text("config");
        made.config_hash = text("config_hash");
        made.input_space = text("input_space");
        made.clips = get<std::map<std::string, std::string>>(json, at, "clips", {});
        if (!made.output_space.empty() && !made.view.empty())
            fail(at, "'view' and 'output_space' both say what goes out; one of them is enough");
        if (!made.look.empty() && made.config.empty())
            fail(at + ".look", "Umber's own spaces have no looks; a 'config' has");
        return made;
    }

private:
    std::string_view name_;
};

}  // namespace

namespace {

Json json_of(const Graph& graph) {
    Json nodes = Json::array();
    for (const Node& node : graph.nodes) {
        Json list = Json::array();
        for (const Operation& operation : node.operations) {
            Json one{{"operation", operation.info().id}, {"enabled", operation.enabled}};
            for (const Parameter& parameter : operation.info().parameters)
                one[std::string(parameter.id)] = std::visit(ValueToJson{}, parameter.get(operation.data()));
            list.push_back(std::move(one));
        }
        Json made{
            {"id", node.id}, {"name", node.name}, {"enabled", node.enabled}, {"mix", ValueToJson::number(node.mix)}};
        if (!node.space.empty()) made["space"] = node.space;
        made["operations"] = std::move(list);
        nodes.push_back(std::move(made));
    }
    return Json{{"umber_grade", version}, {"nodes", std::move(nodes)}};
}

Json json_of(const ColourSettings& colours) {
    Json json{{"working_space", colours.working_space}};
    const auto add = [&](const char* key, const std::string& value) {
        if (!value.empty()) json[key] = value;
    };
    add("view", colours.view);
    add("output_space", colours.output_space);
    add("look", colours.look);
    add("config", colours.config);
    add("config_hash", colours.config_hash);
    add("input_space", colours.input_space);
    for (const auto& [clip, space] : colours.clips) json["clips"][clip] = space;
    return json;
}

// File names may hold bytes that are no UTF-8; JSON can't, and a grade that is saved with another letter is better than
// one that is lost.
std::string text_of(const Json& json) {
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string to_json(const Graph& graph) {
    return text_of(json_of(graph));
}

std::string to_json(const GradeFile& grade) {
    Json json = json_of(grade.graph);
    if (grade.colours) json["colour"] = json_of(*grade.colours);
    return text_of(json);
}

Graph graph_from_json(std::string_view text, std::string_view name) {
    return grade_from_json(text, name).graph;
}

GradeFile grade_from_json(std::string_view text, std::string_view name) {
    Json json;
    try {
        json = Json::parse(text, only_once(name));
    } catch (const Json::exception& error) {
        throw Error("{}: not JSON: {}", name, error.what());
    }
    const Reader reader(name);
    reader.only(json, "the grade", {"umber_grade", "nodes", "colour"});
    if (const auto said = json.find("umber_grade"); said != json.end() && said->is_number_float())
        reader.fail("umber_grade", "a whole number was expected");
    const int found = reader.get<int>(json, "the grade", "umber_grade", 0);
    if (found != version)
        reader.fail("umber_grade", found == 0 ? "missing: this is no grade of Umber's"
                                              : fmt::format("version {}; this Umber reads version {}", found, version));
    const Json nodes = reader.get<Json>(json, "the grade", "nodes", Json::array());
    if (!nodes.is_array() || nodes.empty()) reader.fail("nodes", "a list of at least one node was expected");
    GradeFile grade;
    Graph& graph = grade.graph;
    graph.nodes.clear();
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        graph.nodes.push_back(reader.node(nodes[i], fmt::format("nodes[{}]", i)));
        for (std::size_t j = 0; j < i; ++j)
            if (graph.nodes[j].id == graph.nodes[i].id)
                reader.fail(fmt::format("nodes[{}].id", i), "two nodes with one id");
    }
    if (const auto colours = json.find("colour"); colours != json.end()) grade.colours = reader.colours(*colours);
    return grade;
}

}  // namespace umber::grade
