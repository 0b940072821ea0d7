// The grade as a value: its edits, and its JSON both ways.
#include "grade/graph.h"

#include <gtest/gtest.h>

#include "grade/ops/cdl.h"
#include "grade/ops/lgg.h"
#include "support/error.h"

namespace umber::grade {
namespace {

using test::message_of;

bool says(const std::string& text, std::initializer_list<std::string_view> parts) {
    for (const std::string_view part : parts)
        if (text.find(part) == std::string::npos) return false;
    return true;
}

TEST(Graph, EditsMakeANewGraphAndLeaveTheOld) {
    const Graph empty;
    const Graph graded = set_from_text(empty, 1, "cdl.slope", "1.2,1,0.8");
    EXPECT_EQ(empty, Graph{});
    ASSERT_EQ(graded.nodes[0].operations.size(), 1u);
    EXPECT_EQ(graded.nodes[0].operations[0].as<Cdl>().slope, glm::vec3(1.2f, 1, 0.8f));
    EXPECT_EQ(parameter_value(graded, 1, "cdl.slope"), Value(glm::vec3(1.2f, 1, 0.8f)));
    EXPECT_EQ(parameter_value(empty, 1, "cdl.slope"), Value(glm::vec3(1)));
    const Graph more = set_from_text(graded, 1, "cdl.power", "1.1");
    EXPECT_EQ(graded.nodes[0].operations[0].as<Cdl>().power, glm::vec3(1));
    EXPECT_EQ(more.nodes[0].operations[0].as<Cdl>().slope, glm::vec3(1.2f, 1, 0.8f));
    EXPECT_EQ(reset_parameter(more, 1, "cdl.power"), graded);
    EXPECT_EQ(reset_parameter(empty, 1, "cdl.power"), empty);
    EXPECT_EQ(reset_operation(more, 1, "cdl"), empty);
    EXPECT_EQ(set_node_mix(graded, 1, 0.5f).nodes[0].mix, 0.5f);
    EXPECT_FALSE(set_node_enabled(graded, 1, false).nodes[0].enabled);
}

TEST(Graph, OperationsStandInTheFixedOrderHoweverTheyCome) {
    Graph graph;
    for (const auto& [name, value] : {std::pair("saturation.saturation", "1.5"), std::pair("exposure.exposure", "1"),
                                      std::pair("cdl.slope", "2"), std::pair("hue.hue", "5")})
        graph = set_from_text(graph, 1, name, value);
    std::vector<std::string_view> order;
    for (const Operation& one : graph.nodes[0].operations) order.push_back(one.info().id);
    EXPECT_EQ(order, (std::vector<std::string_view>{"exposure", "cdl", "saturation", "hue"}));
}

TEST(Graph, KnowsWhatChangesNothing) {
    EXPECT_TRUE(neutral(Graph{}));
    const Graph graded = set_from_text({}, 1, "exposure.exposure", "1");
    EXPECT_FALSE(neutral(graded));
    EXPECT_TRUE(neutral(set_from_text(graded, 1, "exposure.exposure", "0")));
    EXPECT_TRUE(neutral(set_node_enabled(graded, 1, false)));
    EXPECT_TRUE(neutral(set_node_mix(graded, 1, 0)));
    EXPECT_TRUE(neutral(set_operation_enabled(graded, 1, "exposure", false)));
    // A CDL clamps even at neutral numbers, unless it is told not to or taken out.
    const Graph clamps = set_from_text({}, 1, "cdl.saturation", "1");
    EXPECT_FALSE(neutral(clamps));
    EXPECT_TRUE(neutral(set_from_text(clamps, 1, "cdl.clamp", "false")));
    EXPECT_TRUE(neutral(without_untouched(clamps)));
    EXPECT_EQ(without_untouched(clamps), Graph{});
    EXPECT_EQ(without_untouched(graded), graded);
}

TEST(Graph, EveryOperationIsNeutralAtItsDefaultsExceptTheClampOfACdl) {
    for (const OperationInfo* info : operations()) {
        EXPECT_EQ(Operation(*info).neutral(), info->id != "cdl") << info->id;
        EXPECT_TRUE(Operation(*info).at_defaults()) << info->id;
        EXPECT_EQ(&operation_info(info->id), info);
        for (const Parameter& parameter : info->parameters) {
            EXPECT_FALSE(parameter.label.empty()) << info->id << '.' << parameter.id;
            EXPECT_EQ(Operation(*info).get(parameter.id), parameter.default_value) << info->id << '.' << parameter.id;
            EXPECT_LE(parameter.limits.low, parameter.range.low) << info->id << '.' << parameter.id;
            EXPECT_GE(parameter.limits.high, parameter.range.high) << info->id << '.' << parameter.id;
        }
    }
}

TEST(Graph, RefusesWhatIsNotThereAndWhatLiesOutside) {
    EXPECT_TRUE(
        says(message_of([] { set_from_text({}, 1, "lgg.gama", "1"); }), {"lgg.gama", "no such parameter", "gamma"}));
    EXPECT_TRUE(
        says(message_of([] { set_from_text({}, 1, "lug.gain", "1"); }), {"lug.gain", "no such operation", "lgg"}));
    EXPECT_TRUE(says(message_of([] { set_from_text({}, 1, "lgg", "1"); }), {"OPERATION.PARAMETER"}));
    EXPECT_TRUE(says(message_of([] { set_from_text({}, 7, "lgg.gain", "1"); }), {"node 7"}));
    EXPECT_TRUE(says(message_of([] { set_from_text({}, 1, "lgg.gain", "x"); }), {"lgg.gain", "'x' is not a number"}));
    EXPECT_TRUE(says(message_of([] { set_from_text({}, 1, "cdl.power", "0"); }), {"cdl.power", "0 lies outside"}));
    EXPECT_TRUE(says(message_of([] { set_from_text({}, 1, "cdl.power", "-1"); }), {"cdl.power", "-1 lies outside"}));
    EXPECT_TRUE(says(message_of([] { set_from_text({}, 1, "cdl.slope", "1,-0.1,1"); }), {"cdl.slope", "lies outside"}));
    EXPECT_TRUE(says(message_of([] { set_parameter({}, 1, "cdl.slope", 1.0f); }), {"cdl.slope", "another type"}));
    EXPECT_TRUE(
        says(message_of([] { set_parameter({}, 1, "cdl.saturation", INFINITY); }), {"cdl.saturation", "finite"}));
    EXPECT_TRUE(says(message_of([] { set_from_text({}, 1, "curves.red", "0:0,0:1"); }), {"curves.red", "point 2"}));
    EXPECT_TRUE(says(message_of([] { set_node_mix({}, 1, 1.5f); }), {"mix", "1.5"}));
    EXPECT_TRUE(says(message_of([] { set_node_mix({}, 1, NAN); }), {"mix"}));
    EXPECT_TRUE(says(message_of([] { set_node_enabled({}, 2, true); }), {"node 2"}));
}

Graph everything() {
    Graph graph;
    graph.nodes.push_back({5, "Skin", false, 0.25f, "ARRI LogC4"});
    for (const int node : {1, 5})
        for (const auto& [name, value] :
             {std::pair("exposure.exposure", "0.1"), std::pair("white_balance.temperature", "-350"),
              std::pair("white_balance.tint", "3.3"), std::pair("lgg.lift", "0.01,0,-0.01,0.1"),
              std::pair("contrast.contrast", "1.15"), std::pair("cdl.slope", "1.1,1,0.9"),
              std::pair("cdl.clamp", "false"), std::pair("saturation.saturation", "1.3"), std::pair("hue.hue", "-12.5"),
              std::pair("curves.green", "0:0,0.3:0.35,1:1"), std::pair("lut.file", "a \"b\"/ü.cube")})
            graph = set_from_text(graph, node, name, value);
    return set_operation_enabled(graph, 1, "hue", false);
}

TEST(GradeJson, ComesBackEqual) {
    for (const Graph& graph : {Graph{}, everything()}) {
        const std::string text = to_json(graph);
        EXPECT_EQ(graph_from_json(text, "a.json"), graph);
        EXPECT_EQ(to_json(graph_from_json(text, "a.json")), text);
    }
    EXPECT_NE(to_json(everything()).find("\"exposure\": 0.1"), std::string::npos) << "short decimals";
    EXPECT_NE(to_json(everything()).find("\"space\": \"ARRI LogC4\""), std::string::npos);
    EXPECT_EQ(to_json(Graph{}).find("space"), std::string::npos) << "what is empty is left away";
}

TEST(Graph, ANodeMayNameASpaceOfItsOwn) {
    const Graph before = everything(), after = set_node_space(before, 1, "ACEScg");
    EXPECT_EQ(after.node(1).space, "ACEScg");
    EXPECT_NE(after, before);
    EXPECT_EQ(set_node_space(after, 1, ""), before);
    EXPECT_EQ(node_spaces(after), (std::vector<std::string>{"ACEScg", "ARRI LogC4"}));
    EXPECT_EQ(node_spaces(set_node_space(after, 1, "ARRI LogC4")), (std::vector<std::string>{"ARRI LogC4"}));
    EXPECT_TRUE(node_spaces({}).empty());
    EXPECT_TRUE(neutral(set_node_space({}, 1, "ACEScg"))) << "there and back is nothing";
    EXPECT_TRUE(says(message_of([] { set_node_space({}, 2, "ACEScg"); }), {"node 2"}));
}

TEST(GradeJson, LeftOutFieldsTakeTheirDefaults) {
    EXPECT_EQ(graph_from_json(R"({"umber_grade": 1, "nodes": [{}]})", "a.json"), Graph{});
    const Graph graph = graph_from_json(
        R"({"umber_grade": 1, "nodes": [{"operations": [{"operation": "saturation"}, {"operation": "cdl", "slope": [2, 1, 1]}]}]})",
        "a.json");
    EXPECT_EQ(graph.nodes[0].operations[0].as<Cdl>().slope, glm::vec3(2, 1, 1));
    EXPECT_TRUE(graph.nodes[0].operations[1].at_defaults());
}

TEST(GradeJson, RefusesByTheFilesNameAndThePlace) {
    const auto refused = [](const std::string& text) {
        return message_of([&] { (void)graph_from_json(text, "night.json"); });
    };
    const auto node = [&](const std::string& inside) {
        return refused(R"({"umber_grade": 1, "nodes": [{)" + inside + "}]}");
    };
    const auto operation = [&](const std::string& inside) { return node(R"("operations": [{)" + inside + "}]"); };
    EXPECT_TRUE(says(refused("{"), {"night.json", "not JSON"}));
    EXPECT_TRUE(says(refused(""), {"night.json", "not JSON"}));
    EXPECT_TRUE(says(refused("[]"), {"night.json", "an object"}));
    EXPECT_TRUE(says(refused("{}"), {"night.json", "umber_grade", "missing"}));
    EXPECT_TRUE(says(refused(R"({"umber_grade": 2, "nodes": [{}]})"), {"night.json", "version 2", "version 1"}));
    EXPECT_TRUE(says(refused(R"({"umber_grade": "1", "nodes": [{}]})"), {"night.json", "umber_grade", "another type"}));
    EXPECT_TRUE(says(refused(R"({"umber_grade": 1.5, "nodes": [{}]})"), {"night.json", "umber_grade", "whole number"}));
    EXPECT_TRUE(says(refused(R"({"umber_grade": 1, "nodes": []})"), {"night.json", "nodes"}));
    EXPECT_TRUE(
        says(refused(R"({"umber_grade": 1, "nodes": [{}], "nodes": [{}]})"), {"night.json", "'nodes'", "twice"}));
    EXPECT_TRUE(says(refused(R"({"umber_grade": 1, "nodes": [{"mix": 1e999}]})"), {"night.json", "not JSON"}));
    EXPECT_TRUE(says(refused(R"({"umber_grade": 1, "nodes": 3})"), {"night.json", "nodes"}));
    EXPECT_TRUE(says(refused(R"({"umber_grade": 1, "nodes": [3]})"), {"night.json", "nodes[0]", "an object"}));
    EXPECT_TRUE(says(refused(R"({"umber_grade": 1, "look": 1, "nodes": [{}]})"), {"night.json", "'look'"}));
    EXPECT_TRUE(says(refused(R"({"umber_grade": 1, "nodes": [{"id": 1}, {"id": 1}]})"), {"nodes[1].id"}));
    EXPECT_TRUE(says(node(R"("mixx": 1)"), {"nodes[0]", "'mixx'"}));
    EXPECT_TRUE(says(node(R"("mix": 1.5)"), {"nodes[0].mix"}));
    EXPECT_TRUE(says(node(R"("mix": "all")"), {"nodes[0].mix", "another type"}));
    EXPECT_TRUE(says(node(R"("space": 3)"), {"nodes[0].space", "another type"}));
    EXPECT_TRUE(says(node(R"("operations": 3)"), {"nodes[0].operations"}));
    EXPECT_TRUE(says(operation(R"("operation": "glow")"), {"nodes[0].operations[0]", "'glow'", "no such operation"}));
    EXPECT_TRUE(says(operation(""), {"nodes[0].operations[0]", "no such operation"}));
    EXPECT_TRUE(says(operation(R"("operation": "cdl", "slop": 1)"), {"operations[0]", "slop", "no such parameter"}));
    EXPECT_TRUE(says(operation(R"("operation": "cdl", "slope": 1)"), {"operations[0].slope", "3 numbers"}));
    EXPECT_TRUE(says(operation(R"("operation": "cdl", "slope": [1, "x", 1])"), {"operations[0].slope", "a number"}));
    EXPECT_TRUE(says(operation(R"("operation": "cdl", "power": [0, 1, 1])"), {"operations[0]", "power", "outside"}));
    EXPECT_TRUE(says(operation(R"("operation": "cdl", "clamp": 1)"), {"operations[0].clamp", "true or false"}));
    EXPECT_TRUE(says(operation(R"("operation": "curves", "red": [[0, 0], [0, 1]])"), {"red", "point 2"}));
    EXPECT_TRUE(says(operation(R"("operation": "lut", "file": 3)"), {"file", "a text"}));
    EXPECT_TRUE(
        says(node(R"("operations": [{"operation": "hue"}, {"operation": "hue"}])"), {"operations[1]", "second 'hue'"}));
}

}  // namespace
}  // namespace umber::grade
