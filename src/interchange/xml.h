// A strictly read XML file that knows its line numbers. pugixml parses; what it lets through (several roots, entities,
// text outside the root, bad UTF-8) is refused here. Nothing outside the file is ever opened, no entity ever expanded.
#pragma once
#include <fmt/format.h>

#include <cstdint>
#include <filesystem>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"

namespace umber::interchange {

class XmlFile {
public:
    // `bytes`: the file's content in UTF-8, UTF-16 with a mark, or ISO 8859-1 where it declares so. Throws Error naming
    // `path` and, where there is one, the line.
    XmlFile(const std::filesystem::path& path, std::string bytes);

    pugi::xml_node root() const { return document_.document_element(); }
    std::size_t line(pugi::xml_node node) const;

    template <class... Args>
    [[noreturn]] void fail(pugi::xml_node node, fmt::format_string<Args...> format, Args&&... args) const {
        throw Error("{}: line {}: {}", path_.string(), line(node), fmt::format(format, std::forward<Args>(args)...));
    }

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
    std::string text_;
    pugi::xml_document document_;
};

// The name without its namespace prefix.
std::string_view local_name(pugi::xml_node node);

// Names agree whatever their prefix and case (SatNode, SATNode, cdl:SatNode).
bool is_named(pugi::xml_node node, std::string_view name);

std::vector<pugi::xml_node> elements(pugi::xml_node parent);

// All text directly inside, comments left out, trimmed.
std::string text_of(pugi::xml_node node);

}  // namespace umber::interchange
