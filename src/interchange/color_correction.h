// ASC CDL v1.2 corrections as plain values, and the three documents that carry them (.cc, .ccc, .cdl). cdl.h reads and
// writes them; the maths is grade's operation of that name.
#pragma once
#include <cstddef>
#include <glm/vec3.hpp>
#include <optional>
#include <string>
#include <vector>

namespace umber::interchange {

struct ColorCorrection {
    std::string id;                                  // UTF-8; empty: none
    glm::dvec3 slope{1.0}, offset{0.0}, power{1.0};  // slope >= 0, power > 0
    double saturation = 1.0;                         // >= 0
    bool has_sop = true, has_sat = true;             // which nodes stood in the file; what is absent is neutral
    std::vector<std::string> descriptions, sop_descriptions, sat_descriptions;
    std::optional<std::string> input_description, viewing_description;
    std::optional<std::string> media_ref;  // of the ColorDecision that it stands in: a clip's name or URI
    bool operator==(const ColorCorrection&) const = default;
};

// An entry of a ColorDecisionList: a medium, and the correction that it gets.
struct ColorDecision {
    std::optional<std::string> media_ref;
    std::size_t correction = 0;  // index into CdlDocument::corrections
    bool by_reference = false;   // written as a ColorCorrectionRef to a correction that stands in another decision
    std::vector<std::string> descriptions;
    std::optional<std::string> input_description, viewing_description;
    bool operator==(const ColorDecision&) const = default;
};

enum class CdlKind { correction, collection, decision_list };  // .cc, .ccc, .cdl

struct CdlDocument {
    CdlKind kind = CdlKind::collection;
    std::string id;  // of the collection or list itself; .cc: empty, its one correction has the id
    std::vector<std::string> descriptions;
    std::optional<std::string> input_description, viewing_description;
    std::vector<ColorCorrection> corrections;  // no two with the same id, none counted
    std::vector<ColorDecision> decisions;      // decision_list only
    bool operator==(const CdlDocument&) const = default;
};

}  // namespace umber::interchange
