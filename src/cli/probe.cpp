// `umber probe`: colours from stdin through the very program that makes pictures.
#include <fmt/compile.h>
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <glm/vec3.hpp>
#include <iterator>
#include <limits>
#include <optional>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/session.h"
#include "core/error.h"

namespace umber::cli {

namespace {

constexpr std::size_t batch = std::size_t{1} << 17;  // colours that go to the device at once

bool separates(char c) {
    return c == ',' || c == ' ' || c == '\t' || c == ';' || c == '\r';
}

// The number at the start of `text`, which is then left behind; nothing where there is none.
std::optional<double> take_number(std::string_view& text) {
    std::string_view digits = text;
    if (digits.starts_with('+')) digits.remove_prefix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error == std::errc::invalid_argument) return std::nullopt;
    // Beyond the range of double: strtod tells which end.
    if (error == std::errc::result_out_of_range) value = std::strtod(std::string(digits.data(), end).c_str(), nullptr);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (!text.empty() && !separates(text.front())) return std::nullopt;
    return value;
}

void skip_separators(std::string_view& text) {
    while (!text.empty() && separates(text.front())) text.remove_prefix(1);
}

// Names of columns: none of its words begins as a number does.
bool is_header(std::string_view line) {
    constexpr std::string_view begin = "0123456789+-.";
    for (skip_separators(line); !line.empty(); skip_separators(line)) {
        if (begin.find(line.front()) != std::string_view::npos) return false;
        while (!line.empty() && !separates(line.front())) line.remove_prefix(1);
    }
    return true;
}

// The three numbers of a line; nothing where it holds none (blank, a comment, a header). Throws Error naming the line.
std::optional<glm::dvec3> colour_of(std::string_view line, std::size_t number, bool header_may_come) {
    const std::string_view whole = line;
    skip_separators(line);
    if (line.empty() || line.front() == '#') return std::nullopt;
    glm::dvec3 colour{0};
    int count = 0;
    while (!line.empty()) {
        const std::optional<double> value = take_number(line);
        if (!value) {
            if (header_may_come && is_header(whole)) return std::nullopt;
            throw Error("standard input: line {}: '{}' is not three numbers", number, whole.substr(0, 60));
        }
        if (count < 3) colour[count] = *value;
        ++count;
        skip_separators(line);
    }
    if (count != 3)
        throw Error("standard input: line {}: {} numbers where 3 (red, green, blue) were expected", number, count);
    return colour;
}

class Lines {
public:
    // The next line without its end; nothing at the end of the input.
    std::optional<std::string_view> next() {
        while (true) {
            if (const std::size_t end = text_.find('\n', at_); end != std::string::npos) {
                const std::string_view line(text_.data() + at_, end - at_);
                at_ = end + 1;
                return line;
            }
            if (ended_) {
                if (at_ >= text_.size()) return std::nullopt;
                const std::string_view line(text_.data() + at_, text_.size() - at_);
                at_ = text_.size();
                return line;
            }
            text_.erase(0, at_);
            at_ = 0;
            read_more();
        }
    }

private:
    void read_more() {
        constexpr std::size_t piece = 1 << 20;
        const std::size_t before = text_.size();
        text_.resize(before + piece);
        const std::size_t got = std::fread(text_.data() + before, 1, piece, stdin);
        text_.resize(before + got);
        ended_ = got == 0;
        if (std::ferror(stdin)) throw Error("standard input can't be read");
        if (text_.size() > (std::size_t{1} << 26)) throw Error("standard input: a line of more than 64 MiB");
    }

    std::string text_;
    std::size_t at_ = 0;
    bool ended_ = false;
};

void append(fmt::memory_buffer& out, float value) {
    if (std::isnan(value))  // without the sign that some libraries print
        fmt::format_to(std::back_inserter(out), "nan");
    else
        fmt::format_to(std::back_inserter(out), FMT_COMPILE("{:.9g}"), value);
}

void print(const std::vector<glm::vec3>& colours) {
    fmt::memory_buffer out;
    for (const glm::vec3& colour : colours) {
        append(out, colour.x);
        out.push_back(',');
        append(out, colour.y);
        out.push_back(',');
        append(out, colour.z);
        out.push_back('\n');
    }
    if (std::fwrite(out.data(), 1, out.size(), stdout) != out.size()) throw Error("standard output can't be written");
}

}  // namespace

Run probe_command(CLI::App& command) {
    const auto options = std::make_shared<ClipOptions>();
    options->add_to(command);
    command.footer(
        "Reads a colour a line, r,g,b as numbers of any range (separators: comma, semicolon, blanks; a header is "
        "skipped), and writes as many.");
    return [options] {
        const ClipOptions::Graded graded = options->graded();
        const engine::ColorPipeline& pipeline = graded.colours;
        if (pipeline.input_space.empty() &&
            !(pipeline == engine::ColorPipeline{.view = pipeline.view, .config = pipeline.config}))
            throw UsageError("--input-space is missing: numbers have no tags that would tell their space");
        Session session(options->device);
        const engine::WorkingSpace space = pipeline.space({});
        session.engine().luts().set(graded.graph);  // a bad LUT is an error even where no colour comes
        Lines lines;
        std::vector<glm::dvec3> colours;
        std::size_t number = 0;
        bool header_may_come = true;
        const auto deliver = [&] {
            print(session.engine().probe(std::span<const glm::dvec3>(colours), graded.graph, space));
            colours.clear();
        };
        constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
        while (auto line = lines.next()) {
            if (number == 0 && line->starts_with(byte_order_mark)) line->remove_prefix(byte_order_mark.size());
            const std::optional<glm::dvec3> colour = colour_of(*line, ++number, header_may_come);
            // A header is the first that is said; blank lines and comments may stand before it.
            const auto said = line->find_first_not_of(" \t\r,;");
            if (said != std::string_view::npos && line->at(said) != '#') header_may_come = false;
            if (!colour) continue;
            colours.push_back(*colour);
            if (colours.size() == batch) deliver();
        }
        if (!colours.empty()) deliver();
        return session.close();
    };
}

}  // namespace umber::cli
