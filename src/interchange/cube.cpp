#include "interchange/cube.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <glm/vec2.hpp>
#include <limits>
#include <set>

#include "core/error.h"
#include "core/file.h"
#include "core/text.h"
#include "interchange/text.h"

namespace umber::interchange {

namespace {

constexpr bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\f' || c == '\v';
}
constexpr bool is_end_of_line(char c) {
    return c == '\n' || c == '\r';
}

// One part of the file as its header declares it and its rows fill it.
struct Part {
    std::string_view size_keyword;
    int size = 0;  // 0: not declared
    std::optional<glm::vec2> input_range;
    std::vector<glm::vec3> values;
    std::uint64_t rows = 0;  // that `size` asks for

    bool declared() const { return size > 0; }
    bool full() const { return values.size() == rows; }
};

class CubeReader {
public:
    CubeReader(const std::filesystem::path& path, std::string_view text) : path_(path), text_(text) {}

    Lut read() {
        for (line_ = 1; next_ < text_.size(); ++line_) {
            if (read_plain_row()) continue;
            const std::size_t begin = next_;
            while (next_ < text_.size() && !is_end_of_line(text_[next_])) ++next_;
            const std::string_view line = text_.substr(begin, next_ - begin);
            end_line();
            read_line(line);
        }
        return finish();
    }

private:
    template <class... Args>
    [[noreturn]] void fail(fmt::format_string<Args...> format, Args&&... args) const {
        throw Error("{}: line {}: {}", path_.string(), line_, fmt::format(format, std::forward<Args>(args)...));
    }

    // The usual line, three plain numbers, without a second look; false, with nothing consumed, for any other. Nearly
    // all of the 60 MB of a great table passes here, in half the time that the strict way needs.
    bool read_plain_row() {
        Part* part = current_part();
        if (!part) return false;
        const char* at = text_.data() + next_;
        const char* const end = text_.data() + text_.size();
        glm::vec3 row{};
        for (int c = 0; c < 3; ++c) {
            while (at != end && is_blank(*at)) ++at;
            const auto [stop, error] = std::from_chars(at, end, row[c]);
            if (error != std::errc{} || !std::isfinite(row[c])) return false;
            if (stop != end && !is_blank(*stop) && !is_end_of_line(*stop)) return false;
            at = stop;
        }
        while (at != end && is_blank(*at)) ++at;
        if (at != end && !is_end_of_line(*at)) return false;
        next_ = static_cast<std::size_t>(at - text_.data());
        end_line();
        part->values.push_back(row);
        return true;
    }

    // Steps over the end of the line, CR, LF or both.
    void end_line() {
        if (next_ < text_.size()) next_ += text_.substr(next_).starts_with("\r\n") ? 2 : 1;
    }

    // Whose rows are being read: those of a shaper come before those of the 3D table, whichever size is named first.
    // None where none is declared or all are full.
    Part* current_part() {
        if (one_d_.declared() && !one_d_.full()) return &one_d_;
        return three_d_.declared() && !three_d_.full() ? &three_d_ : nullptr;
    }

    // The next word of `rest`, empty at the end of the line or at a comment.
    static std::string_view next_token(std::string_view& rest) {
        std::size_t begin = 0;
        while (begin < rest.size() && is_blank(rest[begin])) ++begin;
        std::size_t end = begin;
        while (end < rest.size() && !is_blank(rest[end]) && rest[end] != '#') ++end;
        const std::string_view token = rest.substr(begin, end - begin);
        rest.remove_prefix(end);
        return token;
    }

    void read_line(std::string_view line) {
        std::string_view rest = line;
        const std::string_view first = next_token(rest);
        if (first.empty()) {
            const std::size_t mark = rest.find('#');
            if (mark == rest.npos) return;
            std::string_view comment = rest.substr(mark + 1);
            if (comment.starts_with(' ')) comment.remove_prefix(1);
            if (lut_.title.empty() && comment.starts_with("TITLE \"")) return read_title(comment.substr(5));  // ours
            constexpr std::size_t most_comments = 500;  // a file may hold nothing else
            if (lut_.comments.size() < most_comments) lut_.comments.push_back(utf8_or_latin1(comment));
            return;
        }
        const char c = first[0];
        const bool word = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
        float ignored = 0.0f;  // "nan" and "inf" are bad data rather than somebody's keyword
        if (word && parse_real(first, ignored) == NumberFault::not_a_number)
            read_keyword(first, rest);
        else
            read_row(line);
    }

    void read_row(std::string_view rest) {
        if (!one_d_.declared() && !three_d_.declared()) fail("numbers before any LUT_1D_SIZE or LUT_3D_SIZE");
        glm::vec3 row{};
        int count = 0;
        for (std::string_view token = next_token(rest); !token.empty(); token = next_token(rest), ++count) {
            float value = 0.0f;
            if (const NumberFault fault = parse_real(token, value); fault != NumberFault::none)
                fail("{}{}", explain(fault, token), expectation());
            if (count < 3) row[count] = value;
        }
        if (count != 3) fail("{} number{} where 3 were expected{}", count, count == 1 ? "" : "s", expectation());
        if (Part* part = current_part()) return part->values.push_back(row);
        fail("more rows than the {} of {}", grouped(one_d_.rows + three_d_.rows), declared_sizes());
    }

    std::string declared_sizes() const {
        std::string out;
        for (const Part* part : {&one_d_, &three_d_})
            if (part->declared())
                out += fmt::format("{}{} {}", out.empty() ? "" : " and ", part->size_keyword, part->size);
        return out;
    }

    // How many rows the header has promised, for the end of a message about one of them.
    std::string expectation() const {
        return fmt::format("; the file says {}, so {} rows of 3 must follow", declared_sizes(),
                           grouped(one_d_.rows + three_d_.rows));
    }

    void read_keyword(std::string_view keyword, std::string_view rest) {
        const auto is = [keyword](std::string_view name) { return equal_ignoring_case(keyword, name); };
        if (is("TITLE")) return read_title(rest);
        if (is("LUT_1D_SIZE")) return read_size(one_d_, rest, lut_1d_size_min, lut_1d_size_max, 1);
        if (is("LUT_3D_SIZE")) return read_size(three_d_, rest, lut_3d_size_min, lut_3d_size_max, 3);
        if (is("LUT_1D_INPUT_RANGE")) return read_range(one_d_, "LUT_1D_INPUT_RANGE", rest);
        if (is("LUT_3D_INPUT_RANGE")) return read_range(three_d_, "LUT_3D_INPUT_RANGE", rest);
        if (is("DOMAIN_MIN")) return read_domain(domain_min_, "DOMAIN_MIN", rest);
        if (is("DOMAIN_MAX")) return read_domain(domain_max_, "DOMAIN_MAX", rest);
        // Warned of once a keyword, so that a binary or foreign file can't flood the log.
        if (unknown_.size() < 8 && unknown_.insert(std::string(keyword)).second)
            spdlog::warn("{}: line {}: the keyword {} is not known and was skipped", path_.string(), line_,
                         in_quotes(keyword));
    }

    void read_title(std::string_view rest) {
        std::string_view title = trim(rest);
        if (title.starts_with('"')) {
            title.remove_prefix(1);
            title = title.substr(0, title.rfind('"'));  // a title may itself hold quotes
        }
        lut_.title = utf8_or_latin1(title);
    }

    // The header ends with the first row; only a 3D table may be declared behind the complete rows of its shaper.
    void refuse_after_rows(const Part* part, std::string_view keyword) const {
        const bool behind_shaper = part == &three_d_ && three_d_.values.empty() && one_d_.full();
        if (!(one_d_.values.empty() && three_d_.values.empty()) && !behind_shaper)
            fail("{} after the first row of numbers", keyword);
    }

    void read_size(Part& part, std::string_view rest, int size_min, int size_max, int dimensions) {
        if (part.declared()) fail("{} stands twice (first with {})", part.size_keyword, part.size);
        refuse_after_rows(&part, part.size_keyword);
        const std::string_view token = next_token(rest);
        if (token.empty()) fail("{} without a number", part.size_keyword);
        if (!next_token(rest).empty()) fail("{} takes one number", part.size_keyword);
        long size = 0;
        const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), size);
        if (error == std::errc::invalid_argument || end != token.data() + token.size())
            fail("{} {} is not a whole number", part.size_keyword, in_quotes(token));
        if (error != std::errc{} || size < size_min || size > size_max)
            fail("{} is {}; {} to {} are possible", part.size_keyword, in_quotes(token), size_min,
                 grouped(static_cast<std::uint64_t>(size_max)));
        part.size = static_cast<int>(size);
        part.rows = 1;
        for (int i = 0; i < dimensions; ++i) part.rows *= static_cast<std::uint64_t>(size);
        // A row has at least 6 bytes ("0 0 0" and its end): what is not in the file needs no memory.
        part.values.reserve(std::min<std::uint64_t>(part.rows, (text_.size() - next_) / 6 + 1));
    }

    template <int count>
    glm::vec<count, float> read_numbers(std::string_view keyword, std::string_view rest) const {
        glm::vec<count, float> out{};
        int found = 0;
        for (std::string_view token = next_token(rest); !token.empty(); token = next_token(rest), ++found) {
            float value = 0.0f;
            if (const NumberFault fault = parse_real(token, value); fault != NumberFault::none)
                fail("{}: {}", keyword, explain(fault, token));
            if (found < count) out[found] = value;
        }
        if (found != count)
            fail("{} has {} number{} where {} were expected", keyword, found, found == 1 ? "" : "s", count);
        return out;
    }

    void read_range(Part& part, std::string_view keyword, std::string_view rest) {
        if (part.input_range) fail("{} stands twice", keyword);
        refuse_after_rows(&part, keyword);
        const glm::vec2 range = read_numbers<2>(keyword, rest);
        if (!(range.x < range.y)) fail("{} {} {}: the first must be below the second", keyword, range.x, range.y);
        part.input_range = range;
    }

    void read_domain(std::optional<glm::vec3>& domain, std::string_view keyword, std::string_view rest) {
        if (domain) fail("{} stands twice", keyword);
        refuse_after_rows(nullptr, keyword);
        domain = read_numbers<3>(keyword, rest);
        domain_line_ = line_;
    }

    // The declared domain of `part` put into the finished table.
    template <class Table>
    Table table(Part& part) const {
        Table out{part.size, glm::vec3(0.0f), glm::vec3(1.0f), std::move(part.values)};
        if (part.input_range) {
            out.domain_min = glm::vec3(part.input_range->x);
            out.domain_max = glm::vec3(part.input_range->y);
        } else {
            out.domain_min = domain_min_.value_or(out.domain_min);
            out.domain_max = domain_max_.value_or(out.domain_max);
        }
        return out;
    }

    void check_domain() {
        if (!domain_min_ && !domain_max_) return;
        line_ = domain_line_;
        const glm::vec3 low = domain_min_.value_or(glm::vec3(0.0f)), high = domain_max_.value_or(glm::vec3(1.0f));
        for (int c = 0; c < 3; ++c)
            if (!(low[c] < high[c]))
                fail("DOMAIN_MIN {} is not below DOMAIN_MAX {} in {}", low[c], high[c],
                     c == 0   ? "red"
                     : c == 1 ? "green"
                              : "blue");
        if (low == glm::vec3(0.0f) && high == glm::vec3(1.0f)) return;
        if (one_d_.declared() && three_d_.declared())
            fail(
                "DOMAIN_MIN and DOMAIN_MAX do not say which they mean of {}; LUT_1D_INPUT_RANGE and LUT_3D_INPUT_RANGE "
                "do",
                declared_sizes());
        for (const Part* part : {&one_d_, &three_d_})
            if (part->input_range &&
                (low != glm::vec3(part->input_range->x) || high != glm::vec3(part->input_range->y)))
                fail("DOMAIN_MIN and DOMAIN_MAX contradict the file's INPUT_RANGE {} {}", part->input_range->x,
                     part->input_range->y);
    }

    Lut finish() {
        if (trim(text_).empty()) throw Error("{}: the file is empty", path_.string());
        if (!one_d_.declared() && !three_d_.declared())
            throw Error("{}: no LUT_1D_SIZE or LUT_3D_SIZE in the whole file", path_.string());
        check_domain();
        for (const Part* part : {&one_d_, &three_d_}) {
            if (part->input_range && !part->declared())
                throw Error("{}: has the input range of a table without its {}", path_.string(), part->size_keyword);
            if (part->declared() && !part->full())
                throw Error("{}: the file ends after {} of the {} rows that {} {} asks for", path_.string(),
                            grouped(part->values.size()), grouped(part->rows), part->size_keyword, part->size);
        }
        if (one_d_.declared()) lut_.lut_1d = table<Lut1d>(one_d_);
        if (three_d_.declared()) lut_.lut_3d = table<Lut3d>(three_d_);
        return std::move(lut_);
    }

    const std::filesystem::path& path_;
    std::string_view text_;
    std::size_t next_ = 0;
    std::size_t line_ = 0, domain_line_ = 0;
    Lut lut_;
    Part one_d_{"LUT_1D_SIZE", 0, {}, {}, 0}, three_d_{"LUT_3D_SIZE", 0, {}, {}, 0};
    std::optional<glm::vec3> domain_min_, domain_max_;
    std::set<std::string> unknown_;
};

// Adobe's specification ends a line at 250 bytes, and ffmpeg reads the rest of a longer one as data.
constexpr std::size_t line_bytes_max = 240;

// The longest beginning of `text` that fits a line without splitting a UTF-8 character.
std::string_view line_of(std::string_view text) {
    if (text.size() <= line_bytes_max) return text;
    std::size_t end = line_bytes_max;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return text.substr(0, end > 0 ? end : line_bytes_max);
}

// The fewest digits that read back as the same float, without an exponent in the range that pictures use.
void append(std::string& out, float value) {
    char digits[64];
    const float size = std::abs(value);
    const bool plain = size == 0.0f || (size >= 1e-12f && size < 1e12f);
    const auto end = std::to_chars(std::begin(digits), std::end(digits), value,
                                   plain ? std::chars_format::fixed : std::chars_format::scientific)
                         .ptr;
    out.append(digits, end);
}

void append(std::string& out, glm::vec3 row) {
    append(out, row.x);
    out += ' ';
    append(out, row.y);
    out += ' ';
    append(out, row.z);
    out += '\n';
}

bool is_uniform(glm::vec3 v) {
    return v.x == v.y && v.y == v.z;
}

template <class Table>
void append_size(std::string& out, const std::filesystem::path& path, const Table& table, std::string_view kind,
                 CubeDialect dialect) {
    out += fmt::format("LUT_{}_SIZE {}\n", kind, table.size);
    // ffmpeg wants the domain behind the size; nobody minds.
    if (table.domain_min == glm::vec3(0.0f) && table.domain_max == glm::vec3(1.0f)) return;
    if (dialect == CubeDialect::adobe) {
        append(out += "DOMAIN_MIN ", table.domain_min);
        append(out += "DOMAIN_MAX ", table.domain_max);
        return;
    }
    if (!is_uniform(table.domain_min) || !is_uniform(table.domain_max))
        throw Error("{}: Resolve's .cube has one input range for all channels, and the {} table has one each",
                    path.string(), kind);
    append(out += fmt::format("LUT_{}_INPUT_RANGE ", kind), table.domain_min.x);
    append(out += ' ', table.domain_max.x);
    out += '\n';
}

void append_comments(std::string& out, const std::vector<std::string>& comments) {
    for (const std::string& comment : comments) {
        std::string_view rest = comment;
        do {
            std::string_view line = line_of(rest.substr(0, rest.find_first_of("\r\n")));
            out += line.empty() ? "#" : "# ";
            (out += line) += '\n';
            rest.remove_prefix(line.size());
            if (rest.starts_with("\r\n"))
                rest.remove_prefix(2);
            else if (!rest.empty() && is_end_of_line(rest[0]))
                rest.remove_prefix(1);
        } while (!rest.empty());
    }
}

}  // namespace

Lut parse_cube(const std::filesystem::path& path, std::string_view text) {
    return CubeReader(path, text).read();
}

Lut read_cube(const std::filesystem::path& path) {
    constexpr std::uintmax_t limit = std::uintmax_t{128} << 20;  // 129 points with all digits are some 80 MiB
    return parse_cube(path, decode_text(path, read_file(path, limit)));
}

std::string format_cube(const std::filesystem::path& path, const Lut& lut, CubeDialect dialect) {
    if (const std::string why = fault(lut); !why.empty())
        throw Error("{}: the LUT can't be written: {}", path.string(), why);
    if (lut.lut_1d && lut.lut_3d) dialect = CubeDialect::resolve;
    const std::size_t rows =
        (lut.lut_1d ? lut.lut_1d->values.size() : 0) + (lut.lut_3d ? lut.lut_3d->values.size() : 0);
    std::string out;
    out.reserve(rows * 36 + 1024);
    append_comments(out, lut.comments);
    if (!lut.title.empty()) {
        std::string title(line_of(lut.title));
        std::replace_if(title.begin(), title.end(), is_end_of_line, ' ');
        std::replace(title.begin(), title.end(), '"', '\'');  // the format has no escape
        // OpenColorIO 2.1 refuses TITLE in Resolve's dialect; as a comment it harms nobody, and read_cube() knows it.
        out += fmt::format("{}TITLE \"{}\"\n", dialect == CubeDialect::adobe ? "" : "# ", title);
    }
    if (lut.lut_1d) append_size(out, path, *lut.lut_1d, "1D", dialect);
    if (lut.lut_3d) append_size(out, path, *lut.lut_3d, "3D", dialect);
    if (lut.lut_1d)
        for (const glm::vec3& row : lut.lut_1d->values) append(out, row);
    if (lut.lut_3d)
        for (const glm::vec3& row : lut.lut_3d->values) append(out, row);
    return out;
}

void write_cube(const std::filesystem::path& path, const Lut& lut, CubeDialect dialect) {
    write_file(path, format_cube(path, lut, dialect));
}

}  // namespace umber::interchange
