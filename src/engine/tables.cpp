#include "engine/tables.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "core/text.h"
#include "engine/color_pipeline.h"
#include "engine/lut_files.h"
#include "engine/ocio_code.h"
#include "gpu/commands.h"
#include "grade/curve.h"
#include "grade/ops/lut.h"

namespace umber::engine {

namespace {

glm::vec3 scale(int size, glm::vec3 low, glm::vec3 high) {
    return static_cast<float>(size - 1) / (high - low);
}

std::vector<std::string> files_of(const grade::Graph& graph) {
    std::vector<std::string> files;
    for (const grade::Node& node : graph.nodes)
        for (const grade::Operation& operation : node.operations)
            if (node.enabled && operation.enabled && operation.info().id == "lut" && !operation.neutral())
                files.push_back(operation.as<grade::Lut>().file);
    std::sort(files.begin(), files.end());
    files.erase(std::unique(files.begin(), files.end()), files.end());
    return files;
}

// Formats that only OpenColorIO reads, unless one of our own has taken the extension.
constexpr std::string_view of_ocio[]{".3dl", ".clf", ".csp", ".ctf",   ".cub",   ".hdl",    ".itx",
                                     ".lut", ".m3d", ".mga", ".spi1d", ".spi3d", ".spimtx", ".vf"};

bool ours(std::string_view extension) {
    return std::ranges::any_of(interchange::lut_formats(),
                               [&](const interchange::LutFormat& format) { return format.extension == extension; });
}

bool ocio_reads(const std::string& file) {
    const std::string extension = lower_extension(file);
    return !ours(extension) && std::ranges::find(of_ocio, extension) != std::end(of_ocio);
}

bool same_tables(const std::shared_ptr<const ColorCode>& a, const std::shared_ptr<const ColorCode>& b) {
    static const std::vector<glm::vec4> nothing;
    return a == b || (a ? a->texels : nothing) == (b ? b->texels : nothing);
}

}  // namespace

std::vector<std::string> lut_extensions() {
    std::vector<std::string> all;
    for (const interchange::LutFormat& format : interchange::lut_formats()) all.emplace_back(format.extension);
    for (const std::string_view extension : of_ocio)
        if (!ours(extension)) all.emplace_back(extension);
    return all;
}

LutLibrary::LutLibrary(const gpu::Device& device)
    : device_(&device), up_(device.staged() ? std::make_unique<gpu::CommandRing>(device, gpu::Lane::up) : nullptr) {}
LutLibrary::~LutLibrary() = default;

std::shared_ptr<const interchange::Lut> LutLibrary::load(const std::string& file) {
    return loaded(file).tables;
}

LutFile read_lut_file(const std::string& file) {
    LutFile lut;
    std::error_code unknown;
    if (std::filesystem::is_directory(file, unknown)) throw Error("{}: is a folder, not a file", file);
    if (!ours(lower_extension(file)) && !ocio_reads(file))
        throw Error("{}: LUTs of the kind '{}' are not known; known: {}", file, lower_extension(file),
                    fmt::join(lut_extensions(), ", "));
    if (ocio_reads(file)) lut.ocio = ocio_file(file);
    lut.tables = std::make_shared<const interchange::Lut>(lut.ocio ? interchange::Lut{} : interchange::read_lut(file));
    return lut;
}

// Files are read and tables made outside of the lock: whoever only wants to know what there is does not wait for a
// disk.
LutFile LutLibrary::loaded(const std::string& file) {
    constexpr std::size_t most_files =
        32;  // of which one can hold 26 MiB: who looks through a folder of LUTs keeps few
    const FileStamp stamp = stamp_of(file);
    {
        const std::lock_guard lock(mutex_);
        const auto known = loaded_.find(file);
        // One that is gone is what it was.
        if (known != loaded_.end() && (stamp == FileStamp{file} || known->second.stamp == stamp)) {
            known->second.used = ++uses_;
            return known->second.lut;
        }
    }
    LutFile lut = read_lut_file(file);
    const std::lock_guard lock(mutex_);
    loaded_[file] = {stamp, lut, ++uses_};
    if (loaded_.size() > most_files)
        loaded_.erase(std::min_element(loaded_.begin(), loaded_.end(),
                                       [](const auto& a, const auto& b) { return a.second.used < b.second.used; }));
    return lut;
}

bool LutLibrary::find(const std::vector<std::string>& names, const Parts* parts,
                      const std::shared_ptr<const ColorCode>& colours) {
    const auto known = std::find_if(sets_.begin(), sets_.end(), [&](const Known& one) {
        return one.names == names && (!parts || one.parts == *parts) && same_tables(one.colours, colours);
    });
    if (known == sets_.end()) return false;
    std::rotate(sets_.begin(), known, known + 1);
    return true;
}

std::shared_ptr<const LutSet> LutLibrary::set(const grade::Graph& graph, std::shared_ptr<const ColorCode> colours) {
    constexpr std::size_t most_sets = 8;
    const std::vector<std::string> names = files_of(graph);
    Parts parts;
    for (const std::string& name : names) parts.push_back(loaded(name));
    {
        const std::lock_guard lock(mutex_);
        if (find(names, &parts, colours)) return sets_.front().set;
    }
    auto set = made(names, parts, colours.get());
    const std::lock_guard lock(mutex_);
    if (find(names, &parts, colours)) return sets_.front().set;
    sets_.insert(sets_.begin(), {names, std::move(parts), std::move(colours), set});
    if (sets_.size() > most_sets) sets_.pop_back();
    return set;
}

std::shared_ptr<const LutSet> LutLibrary::last(const grade::Graph& graph,
                                               const std::shared_ptr<const ColorCode>& colours) {
    const std::vector<std::string> names = files_of(graph);
    const std::lock_guard lock(mutex_);
    return find(names, nullptr, colours) ? sets_.front().set : nullptr;
}

std::shared_ptr<const LutSet> LutLibrary::made(const std::vector<std::string>& names, const Parts& parts,
                                               const ColorCode* colours) const {
    auto set = std::make_shared<LutSet>();
    std::vector<glm::vec4> texels = colours ? colours->texels : std::vector<glm::vec4>{};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        LutReference reference;
        if (const auto& code = parts[i].ocio) {
            reference.ocio = code;
            reference.cube_start = static_cast<int>(texels.size());
            texels.insert(texels.end(), code->texels.begin(), code->texels.end());
            set->files.emplace(names[i], reference);
            continue;
        }
        if (const auto& line = parts[i].tables->lut_1d) {
            reference.line_start = static_cast<int>(texels.size());
            reference.line_size = line->size;
            reference.line_low = line->domain_min;
            reference.line_scale = scale(line->size, line->domain_min, line->domain_max);
            for (const glm::vec3 value : line->values) texels.emplace_back(value, 0.0f);
        }
        if (const auto& cube = parts[i].tables->lut_3d) {
            reference.cube_start = static_cast<int>(texels.size());
            reference.cube_size = cube->size;
            reference.cube_low = cube->domain_min;
            reference.cube_scale = scale(cube->size, cube->domain_min, cube->domain_max);
            for (const glm::vec3 value : cube->values) texels.emplace_back(value, 0.0f);
        }
        set->files.emplace(names[i], reference);
    }
    if (texels.empty()) texels.emplace_back(0.0f);
    set->texels = gpu::resident_buffer(*device_, up_.get(), std::as_bytes(std::span(texels)));
    return set;
}

CurveReference tabulate(const grade::Curve& curve, std::vector<glm::vec4>& entries) {
    if (grade::is_identity(curve)) return {};
    // Cells narrower than any two points are apart, so that at most one point lies in each. Points nearer to each other
    // than a 16,384th of the curve's width can share one: then the later's cubic begins with the next cell.
    constexpr double most_cells = 16384;
    const std::vector<grade::Cubic> pieces = grade::cubics(curve);
    const double low = pieces[1].from, width = double(pieces.back().from) - low;
    double nearest = width;
    for (std::size_t i = 2; i < pieces.size(); ++i)
        nearest = std::min(nearest, double(pieces[i].from) - double(pieces[i - 1].from));
    const int count = static_cast<int>(std::min(std::floor(width / nearest) + 1, most_cells));
    const double step = width / count;
    // One more cell at each end, for the lines beyond.
    const int cells = count + 2, start = static_cast<int>(entries.size()), cubics = start + cells;
    std::size_t piece = 0;
    for (int i = 0; i < cells; ++i) {
        const double from = low + (i - 1) * step, to = i + 1 == cells ? HUGE_VAL : from + step;
        while (i > 0 && piece + 1 < pieces.size() && double(pieces[piece + 1].from) <= from + 1e-9 * step) ++piece;
        const bool changes = piece + 1 < pieces.size() && double(pieces[piece + 1].from) < to;
        const grade::Cubic& next = pieces[std::min(piece + 1, pieces.size() - 1)];
        entries.emplace_back(static_cast<float>(cubics + static_cast<int>(piece)),
                             changes ? next.from : std::numeric_limits<float>::infinity(), pieces[piece].origin,
                             next.origin);
    }
    for (const grade::Cubic& cubic : pieces) entries.push_back(cubic.coefficients);
    return {start, static_cast<float>(low - step), static_cast<float>(1.0 / step), static_cast<float>(cells - 1)};
}

}  // namespace umber::engine
