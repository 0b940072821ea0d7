// The look-up tables of a grade as the kernel reads them: LUT files loaded once and put end to end, curves tabulated.
#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/file.h"
#include "engine/frame_pool.h"
#include "gpu/commands.h"
#include "grade/graph.h"
#include "interchange/lut.h"

namespace umber::engine {

struct ColorCode;  // color_pipeline.h
struct OcioCode;   // ocio_code.h

// LutTable and CurveTable of shaders/lib, as the numbers that go into the parameters.
struct LutReference {
    int cube_start = 0, cube_size = 0, line_start = 0, line_size = 0;
    glm::vec3 cube_low{0}, cube_scale{0}, line_low{0}, line_scale{0};
    std::shared_ptr<const OcioCode> ocio{};  // instead of the tables, whose texels begin at cube_start
};
struct CurveReference {
    int start = 0;
    float low = 0, scale = 0, last = 0;  // the number of the last cell
};

// Every LUT file of a grade in one buffer.
struct LutSet {
    std::map<std::string, LutReference> files;
    gpu::Buffer texels;  // four floats a colour
};

// What a LUT file is to the kernel: tables of our own reading, or a transform of OpenColorIO's.
struct LutFile {
    std::shared_ptr<const interchange::Lut> tables;
    std::shared_ptr<const OcioCode> ocio;
    friend bool operator==(const LutFile&, const LutFile&) = default;
};

// Reads one. Throws Error naming the file.
LutFile read_lut_file(const std::string& file);

// Loads LUT files and keeps those that were last used. Thread-safe.
class LutLibrary {
public:
    explicit LutLibrary(const gpu::Device& device);
    ~LutLibrary();
    // The tables of `colours`, then the LUTs that the graph's LUT operations name, as the files are now. Throws Error
    // naming the file.
    std::shared_ptr<const LutSet> set(const grade::Graph& graph, std::shared_ptr<const ColorCode> colours = nullptr);
    // What set() made last for the same, without a look at any file; nothing where it has made none, or long ago.
    std::shared_ptr<const LutSet> last(const grade::Graph& graph, const std::shared_ptr<const ColorCode>& colours);
    // A LUT file as it was last read; read again when it has changed on disk. Empty for what OpenColorIO reads.
    std::shared_ptr<const interchange::Lut> load(const std::string& file);

private:
    struct Loaded {
        FileStamp stamp;
        LutFile lut;
        std::uint64_t used = 0;  // when, as a count of uses
    };
    using Parts = std::vector<LutFile>;
    struct Known {
        std::vector<std::string> names;
        Parts parts;
        std::shared_ptr<const ColorCode> colours;
        std::shared_ptr<const LutSet> set;
    };
    LutFile loaded(const std::string& file);
    // The first of sets_ is it where this is true. Under the lock.
    bool find(const std::vector<std::string>& names, const Parts* parts,
              const std::shared_ptr<const ColorCode>& colours);
    std::shared_ptr<const LutSet> made(const std::vector<std::string>& names, const Parts& parts,
                                       const ColorCode* colours) const;

    const gpu::Device* device_;
    std::unique_ptr<gpu::CommandRing> up_;  // where the device's memory is not the host's
    std::mutex mutex_;
    std::map<std::string, Loaded> loaded_;
    std::uint64_t uses_ = 0;
    std::vector<Known> sets_;  // those last asked for, newest first: a picture and what it is compared with take turns
};

// Appends `curve` as shaders/lib/curve.glsl looks it up: cells of even width, which tell whose cubics they lie in, and
// the cubics. The identity appends nothing. The same numbers as the curve's own, to float's rounding.
CurveReference tabulate(const grade::Curve& curve, std::vector<glm::vec4>& entries);

}  // namespace umber::engine
