#include "interchange/xml.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "core/text.h"
#include "interchange/text.h"

namespace umber::interchange {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail_at(const fs::path& path, std::string_view text, std::size_t offset, std::string_view what) {
    throw Error("{}: line {}: {}", path.string(), line_at(text, offset), what);
}

// The encoding that the XML declaration names, empty without one.
std::string_view declared_encoding(std::string_view text) {
    if (!text.starts_with("<?xml")) return {};
    const std::string_view declaration = text.substr(0, text.find("?>"));
    std::size_t at = declaration.find("encoding");
    if (at == declaration.npos) return {};
    at = declaration.find_first_of("\"'", at);
    if (at == declaration.npos) return {};
    const std::size_t end = declaration.find(declaration[at], at + 1);
    return end == declaration.npos ? std::string_view{} : declaration.substr(at + 1, end - at - 1);
}

// `name`: what stands between '&' and ';'. Whether XML itself defines it (and allows the character).
bool is_predefined(std::string_view name) {
    for (const std::string_view known : {"amp", "lt", "gt", "quot", "apos"})
        if (name == known) return true;
    if (!name.starts_with('#')) return false;
    const bool hexadecimal = name.starts_with("#x");
    name.remove_prefix(hexadecimal ? 2 : 1);
    std::uint32_t code = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), code, hexadecimal ? 16 : 10);
    if (error != std::errc{} || end != name.data() + name.size()) return false;
    return code == 0x9 || code == 0xA || code == 0xD || (code >= 0x20 && code < 0xD800) ||
           (code >= 0xE000 && code < 0xFFFE) || (code >= 0x10000 && code <= 0x10FFFF);
}

// Refuses declarations of entities and references to them, outside comments, CDATA and processing instructions.
void refuse_entities(const fs::path& path, std::string_view text) {
    struct Skipped {
        std::string_view begin, end;
    };
    constexpr Skipped skipped[] = {{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}};
    for (std::size_t at = text.find_first_of("<&"); at != text.npos; at = text.find_first_of("<&", at + 1)) {
        const std::string_view rest = text.substr(at);
        if (rest[0] == '&') {
            const std::string_view head = rest.substr(0, 80);
            const std::size_t end = head.find(';');
            if (end == head.npos)
                fail_at(path, text, at, "'&' that begins no character reference; it is written &amp;");
            const std::string_view name = head.substr(1, end - 1);
            if (!is_predefined(name))
                fail_at(path, text, at,
                        fmt::format("the entity {} is refused: only XML's own five and characters by number are read",
                                    in_quotes(head.substr(0, end + 1))));
            continue;
        }
        if (rest.starts_with("<!ENTITY"))
            fail_at(path, text, at, "declares an entity; entities are refused, and nothing is expanded or fetched");
        for (const auto& [begin, end] : skipped) {
            if (!rest.starts_with(begin)) continue;
            const std::size_t stop = text.find(end, at + begin.size());
            if (stop == text.npos) return;  // unclosed: pugixml says so
            at = stop;
            break;
        }
    }
}

std::string_view reason(const pugi::xml_parse_result& result, std::string_view text) {
    switch (result.status) {
        case pugi::status_end_element_mismatch:
            return trim(text.substr(std::min(text.size(), static_cast<std::size_t>(result.offset)))).empty()
                       ? "the file ends before its elements are closed"
                       : "an element is closed by another name than it was opened with, or one inside it is not closed";
        case pugi::status_bad_start_element:
            return "malformed start of an element";
        case pugi::status_bad_end_element:
            return "malformed end of an element";
        case pugi::status_bad_attribute:
            return "malformed attribute";
        case pugi::status_bad_comment:
            return "a comment is not closed";
        case pugi::status_bad_cdata:
            return "a CDATA section is not closed";
        case pugi::status_bad_doctype:
            return "malformed DOCTYPE";
        case pugi::status_bad_pcdata:
            return "malformed text";
        case pugi::status_unrecognized_tag:
            return "'<' that begins no element";
        default:
            return "not well-formed XML";
    }
}

}  // namespace

XmlFile::XmlFile(const fs::path& path, std::string bytes) : path_(path) {
    text_ = decode_text(path, std::move(bytes));
    if (trim(text_).empty()) throw Error("{}: the file is empty", path.string());
    if (!is_utf8(text_)) {
        const std::string_view encoding = declared_encoding(text_);
        bool latin1 = false;
        for (const std::string_view name : {"ISO-8859-1", "ISO8859-1", "latin1", "windows-1252"})
            latin1 |= equal_ignoring_case(encoding, name);
        if (!latin1)
            throw Error("{}: the text is not valid {}", path.string(),
                        encoding.empty() ? "UTF-8" : in_quotes(encoding));
        text_ = utf8_or_latin1(text_);
    }
    for (std::size_t at = 0; at < text_.size(); ++at)
        if (const char c = text_[at]; c >= 0 && c < 0x20 && c != '\t' && c != '\n' && c != '\r')
            fail_at(path_, text_, at, "a control character, which XML does not allow");
    refuse_entities(path_, text_);

    constexpr unsigned flags = pugi::parse_default | pugi::parse_fragment;  // fragment: shows text outside the root
    const pugi::xml_parse_result result = document_.load_buffer(text_.data(), text_.size(), flags, pugi::encoding_utf8);
    if (!result)
        fail_at(path_, text_, static_cast<std::size_t>(std::max<std::ptrdiff_t>(result.offset, 0)),
                reason(result, text_));
    if (!root()) throw Error("{}: not an XML file: it holds no element", path_.string());
    for (const pugi::xml_node node : document_.children()) {
        if (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata)
            fail(node, "text outside of the document's element: {}", in_quotes(trim(node.value())));
        if (node.type() == pugi::node_element && node != root())
            fail(node, "a second document element, {}", in_quotes(node.name()));
    }
}

std::size_t XmlFile::line(pugi::xml_node node) const {
    return line_at(text_, static_cast<std::size_t>(std::max<std::ptrdiff_t>(node.offset_debug(), 0)));
}

std::string_view local_name(pugi::xml_node node) {
    const std::string_view name = node.name();
    const std::size_t colon = name.rfind(':');
    return colon == name.npos ? name : name.substr(colon + 1);
}

bool is_named(pugi::xml_node node, std::string_view name) {
    return equal_ignoring_case(local_name(node), name);
}

std::vector<pugi::xml_node> elements(pugi::xml_node parent) {
    std::vector<pugi::xml_node> out;
    for (const pugi::xml_node node : parent.children())
        if (node.type() == pugi::node_element) out.push_back(node);
    return out;
}

std::string text_of(pugi::xml_node node) {
    std::string out;
    for (const pugi::xml_node child : node.children())
        if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) out += child.value();
    return std::string(trim(out));
}

}  // namespace umber::interchange
