#include "interchange/cdl.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <span>
#include <utility>

#include "core/error.h"
#include "core/file.h"
#include "core/text.h"
#include "interchange/text.h"
#include "interchange/xml.h"

namespace umber::interchange {

namespace {

namespace fs = std::filesystem;

// The five values of a correction with what the standard allows of each, for the reader and the writer.
enum class Range { any, not_negative, positive };
bool within(double value, Range range) {
    return range == Range::any || (range == Range::not_negative ? value >= 0.0 : value > 0.0);
}
std::string_view limit(Range range) {
    return range == Range::positive ? "must be greater than zero" : "must not be negative";
}

class CdlReader {
public:
    CdlReader(const fs::path& path, std::string bytes) : xml_(path, std::move(bytes)) {}

    CdlDocument read() {
        const pugi::xml_node root = xml_.root();
        if (is_named(root, "ColorCorrection")) {
            document_.kind = CdlKind::correction;
            read_correction(root);
        } else if (is_named(root, "ColorCorrectionCollection")) {
            document_.kind = CdlKind::collection;
            read_list(root);
        } else if (is_named(root, "ColorDecisionList")) {
            document_.kind = CdlKind::decision_list;
            read_list(root);
        } else {
            xml_.fail(
                root,
                "the document is {}; a CDL is a ColorCorrection, a ColorCorrectionCollection or a ColorDecisionList",
                in_quotes(root.name()));
        }
        resolve();
        if (document_.corrections.empty()) xml_.fail(root, "there is no ColorCorrection in it");
        return std::move(document_);
    }

private:
    struct Reference {
        std::size_t decision;
        std::string id;
        pugi::xml_node node;
    };

    // Descriptions, which every level may have. Returns whether `node` was one.
    template <class Owner>
    bool read_description(pugi::xml_node node, Owner& owner) {
        if (is_named(node, "Description"))
            owner.descriptions.push_back(text_of(node));
        else if (is_named(node, "InputDescription"))
            read_once(node, owner.input_description);
        else if (is_named(node, "ViewingDescription"))
            read_once(node, owner.viewing_description);
        else
            return false;
        return true;
    }

    void read_once(pugi::xml_node node, std::optional<std::string>& text) {
        if (text) xml_.fail(node, "{} stands twice", local_name(node));
        text = text_of(node);
    }

    void skip(pugi::xml_node node) {
        if (skipped_++ < 8)
            spdlog::warn("{}: line {}: {} is no part of ASC CDL and was skipped", xml_.path().string(), xml_.line(node),
                         in_quotes(node.name()));
    }

    void read_list(pugi::xml_node root) {
        document_.id = root.attribute("id").value();
        const bool decisions = document_.kind == CdlKind::decision_list;
        for (const pugi::xml_node node : elements(root)) {
            if (is_named(node, "ColorCorrection")) {
                ColorDecision decision;
                decision.correction = read_correction(node);
                if (decisions) document_.decisions.push_back(std::move(decision));
            } else if (decisions && is_named(node, "ColorDecision")) {
                read_decision(node);
            } else if (!read_description(node, document_)) {
                skip(node);
            }
        }
    }

    void read_decision(pugi::xml_node root) {
        ColorDecision decision;
        pugi::xml_node correction, reference;
        for (const pugi::xml_node node : elements(root)) {
            if (is_named(node, "MediaRef")) {
                if (decision.media_ref) xml_.fail(node, "MediaRef stands twice");
                decision.media_ref = ref(node);
            } else if (is_named(node, "ColorCorrection") || is_named(node, "ColorCorrectionRef")) {
                if (correction || reference) xml_.fail(node, "a second correction in one ColorDecision");
                (is_named(node, "ColorCorrection") ? correction : reference) = node;
            } else if (!read_description(node, decision)) {
                skip(node);
            }
        }
        if (correction) {
            decision.correction = read_correction(correction);
            document_.corrections[decision.correction].media_ref = decision.media_ref;
        } else if (reference) {
            decision.by_reference = true;
            references_.push_back({document_.decisions.size(), ref(reference), reference});
        } else {
            xml_.fail(root, "a ColorDecision without ColorCorrection or ColorCorrectionRef");
        }
        document_.decisions.push_back(std::move(decision));
    }

    std::string ref(pugi::xml_node node) const {
        const pugi::xml_attribute attribute = node.attribute("ref");
        if (!attribute) xml_.fail(node, "{} without its attribute ref", local_name(node));
        return attribute.value();
    }

    // References may point forward, so they wait for the end.
    void resolve() {
        for (const Reference& reference : references_) {
            const auto found = ids_.find(reference.id);
            if (found == ids_.end())
                xml_.fail(reference.node, "the reference {} has no correction of that id in the file",
                          in_quotes(reference.id));
            document_.decisions[reference.decision].correction = found->second.index;
        }
    }

    // Returns the index of the new correction.
    std::size_t read_correction(pugi::xml_node root) {
        ColorCorrection out;
        out.id = root.attribute("id").value();
        out.has_sop = out.has_sat = false;
        for (const pugi::xml_node node : elements(root)) {
            // ASC_SOP and ASC_SAT are the schema's own substitutes.
            if (is_named(node, "SOPNode") || is_named(node, "ASC_SOP"))
                read_sop(node, out);
            else if (is_named(node, "SatNode") || is_named(node, "ASC_SAT"))
                read_sat(node, out);
            else if (!read_description(node, out))
                skip(node);
        }
        if (!out.has_sop && !out.has_sat)
            xml_.fail(root, "the ColorCorrection {} has neither SOPNode nor SatNode", in_quotes(out.id));
        const std::size_t index = document_.corrections.size();
        if (!out.id.empty()) {
            const auto [first, fresh] = ids_.try_emplace(out.id, Place{index, root});
            if (!fresh)
                xml_.fail(root, "the id {} stands twice; the first is in line {}", in_quotes(out.id),
                          xml_.line(first->second.node));
        }
        document_.corrections.push_back(std::move(out));
        return index;
    }

    void read_sop(pugi::xml_node root, ColorCorrection& out) {
        if (std::exchange(out.has_sop, true)) xml_.fail(root, "a second SOPNode in one ColorCorrection");
        bool slope = false, offset = false, power = false;
        for (const pugi::xml_node node : elements(root)) {
            if (is_named(node, "Slope"))
                read_triple(node, slope, out.slope, Range::not_negative);
            else if (is_named(node, "Offset"))
                read_triple(node, offset, out.offset, Range::any);
            else if (is_named(node, "Power"))
                read_triple(node, power, out.power, Range::positive);
            else if (is_named(node, "Description"))
                out.sop_descriptions.push_back(text_of(node));
            else
                skip(node);
        }
        if (!slope || !offset || !power)
            xml_.fail(root, "the SOPNode has no {}", !slope ? "Slope" : !offset ? "Offset" : "Power");
    }

    void read_sat(pugi::xml_node root, ColorCorrection& out) {
        if (std::exchange(out.has_sat, true)) xml_.fail(root, "a second SatNode in one ColorCorrection");
        bool saturation = false;
        for (const pugi::xml_node node : elements(root)) {
            if (is_named(node, "Saturation"))
                read_numbers(node, saturation, {&out.saturation, 1}, Range::not_negative);
            else if (is_named(node, "Description"))
                out.sat_descriptions.push_back(text_of(node));
            else
                skip(node);
        }
        if (!saturation) xml_.fail(root, "the SatNode has no Saturation");
    }

    void read_triple(pugi::xml_node node, bool& seen, glm::dvec3& out, Range range) {
        read_numbers(node, seen, {&out.x, 3}, range);
    }

    void read_numbers(pugi::xml_node node, bool& seen, std::span<double> out, Range range) {
        const std::string_view name = local_name(node);
        if (std::exchange(seen, true)) xml_.fail(node, "{} stands twice", name);
        if (const auto inside = elements(node); !inside.empty())
            xml_.fail(node, "an element, {}, among the numbers of {}", in_quotes(inside[0].name()), name);
        const std::string text = text_of(node);
        std::size_t count = 0;
        for (std::string_view rest = text; !rest.empty(); ++count) {
            const std::string_view token = rest.substr(0, rest.find_first_of(" \t\r\n\f\v"));
            rest = trim(rest.substr(token.size()));
            double value = 0.0;
            if (const NumberFault fault = parse_real(token, value); fault != NumberFault::none)
                xml_.fail(node, "{}: {}", name, explain(fault, token));
            if (!within(value, range)) xml_.fail(node, "{} {} {}", name, token, limit(range));
            if (count < out.size()) out[count] = value;
        }
        if (count != out.size())
            xml_.fail(node, "{}: {} number{} where {} {} expected", name, count, count == 1 ? "" : "s", out.size(),
                      out.size() == 1 ? "was" : "were");
    }

    struct Place {
        std::size_t index;
        pugi::xml_node node;
    };
    XmlFile xml_;
    CdlDocument document_;
    std::map<std::string, Place> ids_;
    std::vector<Reference> references_;
    int skipped_ = 0;
};

class CdlWriter {
public:
    explicit CdlWriter(const fs::path& path) : path_(path) {}

    std::string write(const CdlDocument& document, CdlKind kind) {
        check(document, kind);
        pugi::xml_node declaration = xml_.append_child(pugi::node_declaration);
        declaration.append_attribute("version") = "1.0";
        declaration.append_attribute("encoding") = "UTF-8";
        if (kind == CdlKind::correction) {
            write_correction(xml_, document.corrections[0], true);
        } else {
            pugi::xml_node root =
                xml_.append_child(kind == CdlKind::collection ? "ColorCorrectionCollection" : "ColorDecisionList");
            root.append_attribute("xmlns") = name_space;
            if (!document.id.empty()) attribute(root, "id", document.id);
            write_descriptions(root, document);
            if (kind == CdlKind::collection)
                for (const ColorCorrection& correction : document.corrections)
                    write_correction(root, correction, false);
            else
                write_decisions(root, document);
        }
        struct Sink : pugi::xml_writer {
            std::string text;
            void write(const void* data, std::size_t size) override {
                text.append(static_cast<const char*>(data), size);
            }
        } sink;
        xml_.save(sink, "  ", pugi::format_default, pugi::encoding_utf8);
        return std::move(sink.text);
    }

private:
    static constexpr const char* name_space = "urn:ASC:CDL:v1.2";

    void check(const CdlDocument& document, CdlKind kind) const {
        if (document.corrections.empty()) throw Error("{}: there is no correction to write", path_.string());
        if (kind == CdlKind::correction && document.corrections.size() != 1)
            throw Error("{}: a .cc holds one correction, and there are {}; a .ccc or .cdl holds them all",
                        path_.string(), document.corrections.size());
        std::map<std::string_view, int> ids;
        for (const ColorCorrection& correction : document.corrections) {
            if (!correction.id.empty() && ids[correction.id]++ > 0)
                throw Error("{}: two corrections have the id {}", path_.string(), in_quotes(correction.id));
            const auto in_range = [&](std::string_view name, double value, Range range) {
                if (!std::isfinite(static_cast<float>(value)))
                    throw Error("{}: the {} of {} is not finite", path_.string(), name, in_quotes(correction.id));
                if (!within(value, range))
                    throw Error("{}: {} {} of {} {}", path_.string(), name, shortest(value), in_quotes(correction.id),
                                limit(range));
            };
            for (int c = 0; c < 3; ++c) {
                in_range("slope", correction.slope[c], Range::not_negative);
                in_range("offset", correction.offset[c], Range::any);
                in_range("power", correction.power[c], Range::positive);
            }
            in_range("saturation", correction.saturation, Range::not_negative);
        }
        for (const ColorDecision& decision : document.decisions)
            if (decision.correction >= document.corrections.size())
                throw Error("{}: a decision refers to a correction that there is not", path_.string());
        if (kind == CdlKind::decision_list) return;
        std::vector<std::string> media;
        for (const ColorDecision& decision : document.decisions)
            if (decision.media_ref) media.push_back(*decision.media_ref);
        if (document.decisions.empty())
            for (const ColorCorrection& correction : document.corrections)
                if (correction.media_ref) media.push_back(*correction.media_ref);
        if (!media.empty())
            spdlog::warn("{}: only a .cdl carries the names of media; left out: {}", path_.string(),
                         fmt::join(media, ", "));
    }

    // `text` as XML can hold it, or an Error.
    const char* safe(const std::string& text) const {
        const bool control = std::any_of(
            text.begin(), text.end(), [](char c) { return c >= 0 && c < 0x20 && c != '\t' && c != '\n' && c != '\r'; });
        if (control || !is_utf8(text))
            throw Error("{}: {} holds characters that XML can't", path_.string(), in_quotes(text));
        return text.c_str();
    }

    void attribute(pugi::xml_node node, const char* name, const std::string& value) const {
        node.append_attribute(name) = safe(value);
    }
    void element(pugi::xml_node parent, const char* name, const std::string& text) const {
        parent.append_child(name).text() = safe(text);
    }

    template <class Owner>
    void write_descriptions(pugi::xml_node node, const Owner& owner) const {
        for (const std::string& text : owner.descriptions) element(node, "Description", text);
        if (owner.input_description) element(node, "InputDescription", *owner.input_description);
        if (owner.viewing_description) element(node, "ViewingDescription", *owner.viewing_description);
    }

    static std::string triple(glm::dvec3 v) {
        return fmt::format("{} {} {}", shortest(v.x), shortest(v.y), shortest(v.z));
    }

    void write_correction(pugi::xml_node parent, const ColorCorrection& correction, bool is_root) const {
        pugi::xml_node node = parent.append_child("ColorCorrection");
        if (is_root) node.append_attribute("xmlns") = name_space;
        if (!correction.id.empty()) attribute(node, "id", correction.id);
        write_descriptions(node, correction);
        const bool sop_is_neutral = correction.slope == glm::dvec3(1.0) && correction.offset == glm::dvec3(0.0) &&
                                    correction.power == glm::dvec3(1.0);
        // A node that the file lacked stays out unless it has come to say something; one there must be.
        if (correction.has_sop || !sop_is_neutral || !correction.has_sat) {
            pugi::xml_node sop = node.append_child("SOPNode");
            for (const std::string& text : correction.sop_descriptions) element(sop, "Description", text);
            element(sop, "Slope", triple(correction.slope));
            element(sop, "Offset", triple(correction.offset));
            element(sop, "Power", triple(correction.power));
        }
        if (correction.has_sat || correction.saturation != 1.0) {
            pugi::xml_node sat = node.append_child("SatNode");
            for (const std::string& text : correction.sat_descriptions) element(sat, "Description", text);
            element(sat, "Saturation", shortest(correction.saturation));
        }
    }

    void write_decision(pugi::xml_node root, const ColorDecision& decision, const ColorCorrection& correction,
                        bool by_reference) const {
        pugi::xml_node node = root.append_child("ColorDecision");
        write_descriptions(node, decision);
        if (decision.media_ref) attribute(node.append_child("MediaRef"), "ref", *decision.media_ref);
        if (by_reference)
            attribute(node.append_child("ColorCorrectionRef"), "ref", correction.id);
        else
            write_correction(node, correction, false);
    }

    // A reference needs an id and one decision that has the correction itself; a second copy would double the id.
    void write_decisions(pugi::xml_node root, const CdlDocument& document) const {
        const std::size_t count = document.corrections.size();
        std::vector<bool> has_place(count), written(count), used(count);
        for (const ColorDecision& decision : document.decisions)
            if (!decision.by_reference) has_place[decision.correction] = true;
        for (const ColorDecision& decision : document.decisions) {
            const std::size_t i = decision.correction;
            const bool elsewhere = written[i] || (decision.by_reference && has_place[i]);
            const bool by_reference = elsewhere && !document.corrections[i].id.empty();
            write_decision(root, decision, document.corrections[i], by_reference);
            if (!by_reference) written[i] = true;
            used[i] = true;
        }
        for (std::size_t i = 0; i < count; ++i) {
            if (used[i]) continue;
            ColorDecision decision;
            decision.media_ref = document.corrections[i].media_ref;
            write_decision(root, decision, document.corrections[i], false);
        }
    }

    const fs::path& path_;
    pugi::xml_document xml_;
};

// `"a", "b" and 12 more`
std::string list_ids(const CdlDocument& document) {
    constexpr std::size_t shown_max = 20;
    std::vector<std::string> shown;
    std::size_t nameless = 0, left = 0;
    for (const ColorCorrection& correction : document.corrections) {
        if (correction.id.empty())
            ++nameless;
        else if (shown.size() < shown_max)
            shown.push_back(in_quotes(correction.id));
        else
            ++left;
    }
    std::string out = shown.empty() ? "no ids" : fmt::format("{}", fmt::join(shown, ", "));
    if (left > 0) out += fmt::format(" and {} more", left);
    if (nameless > 0) out += fmt::format(" ({} without an id)", nameless);
    return out;
}

}  // namespace

CdlDocument parse_cdl(const fs::path& path, std::string bytes) {
    return CdlReader(path, std::move(bytes)).read();
}

CdlDocument read_any_cdl(const fs::path& path) {
    constexpr std::uintmax_t limit = std::uintmax_t{64} << 20;  // a feature film's corrections are some MiB
    return parse_cdl(path, read_file(path, limit));
}

const ColorCorrection& find(const CdlDocument& document, std::optional<std::string_view> id, const fs::path& path) {
    if (!id) {
        if (document.corrections.size() == 1) return document.corrections[0];
        throw Error("{}: holds {} corrections; say which as {}#ID: {}", path.string(), document.corrections.size(),
                    path.filename().string(), list_ids(document));
    }
    for (const ColorCorrection& correction : document.corrections)
        if (correction.id == *id) return correction;
    throw Error("{}: no correction {}; there are: {}", path.string(), in_quotes(*id), list_ids(document));
}

ColorCorrection read_color_correction(std::string_view file_and_id) {
    const std::size_t mark = file_and_id.find('#');
    std::error_code error;
    if (mark == file_and_id.npos || fs::exists(fs::path(file_and_id), error))
        return find(read_any_cdl(file_and_id), std::nullopt, file_and_id);
    // The name may hold a '#' as well as the id: the longest that is a file.
    std::size_t split = mark;
    for (std::size_t at = file_and_id.rfind('#'); at != file_and_id.npos && at > mark;
         at = file_and_id.rfind('#', at - 1)) {
        if (!fs::exists(fs::path(file_and_id.substr(0, at)), error)) continue;
        split = at;
        break;
    }
    const fs::path path(file_and_id.substr(0, split));
    return find(read_any_cdl(path), file_and_id.substr(split + 1), path);
}

CdlKind cdl_kind(const fs::path& path) {
    const std::string extension = path.extension().string();
    if (equal_ignoring_case(extension, ".cc")) return CdlKind::correction;
    if (equal_ignoring_case(extension, ".ccc")) return CdlKind::collection;
    if (equal_ignoring_case(extension, ".cdl")) return CdlKind::decision_list;
    throw Error("{}: a CDL is written as .cc, .ccc or .cdl", path.string());
}

std::string format_cdl(const fs::path& path, const CdlDocument& document, CdlKind kind) {
    return CdlWriter(path).write(document, kind);
}

void write_cdl(const fs::path& path, const CdlDocument& document) {
    write_file(path, format_cdl(path, document, cdl_kind(path)));
}

void write_cdl(const fs::path& path, const ColorCorrection& correction) {
    CdlDocument document;
    document.corrections.push_back(correction);
    write_cdl(path, document);
}

}  // namespace umber::interchange
