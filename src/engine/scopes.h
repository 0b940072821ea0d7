// The scopes: waveform (RGB and luma, so parade too), vectorscope and histogram, counted on the GPU from the very
// picture that is shown. Every pixel counts.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "color/spaces.h"
#include "engine/engine.h"

namespace umber::engine {

// Levels are 10-bit code of full range: level = round(1023 R'G'B'). Luma Y', Cb and Cr are made of R'G'B' by the
// weights of a ScopeMatrix, ITU-R BT.709's unless another is given.
inline constexpr int scope_levels = 1024;
inline constexpr int waveform_columns =
    512;                                   // of a picture that is at least as wide; pixel x counts in x * 512 / width
inline constexpr int waveform_rows = 256;  // 4 levels each
inline constexpr int vectorscope_size =
    256;  // column round(254 Cb) + 128, row round(254 Cr) + 128: neutral at 128, 128

// By which luma and colour differences a picture is measured.
struct ScopeMatrix {
    color::LumaWeights weights = color::luma_weights(color::Matrix::bt709);  // sum 1
    std::string_view name = "709";                                           // for a graticule
};
// Those of the picture's own signal, where it is made for a display: BT.2020's (also BT.2100's) for its primaries; for
// P3's, which no recommendation gives a matrix, those that follow from the chromaticities (H.273, matrix 12). BT.709's
// for everything else, log and linear too, as vectorscopes have it. `shown`: the space of the picture's code values.
ScopeMatrix scope_matrix(const std::optional<color::Space>& shown);

enum class ScopeChannel { red, green, blue, luma };

// Where a picture's scopes lie, for shaders that draw them: texel views of R32_UINT (gpu::Bound::texels).
struct ScopeBuffers {
    // [row * 512 + column], row 0 is black: four bytes, red lowest, then green, blue, luma, each 16 log2(1 + pixels)
    // (linear between powers of two, rounded down, at most 255): brightness by eye already, 0 where there is none.
    gpu::Buffer waveform;
    // [row * 256 + column]: how many pixels, row 0 is the lowest Cr.
    gpu::Buffer vectorscope;
    // [channel * 1024 + level]: how many pixels. Mapped: bytes() may be read on the host once the submission is done.
    gpu::Buffer histogram;
    gpu::Buffer histogram_counts;  // counted here and then copied, where the device is staged
    // Of the waveform that are in use: as many as divide the picture's width evenly, where that is more than 255.
    int columns = waveform_columns;
    ScopeMatrix matrix{};  // that they were counted by
    gpu::Buffer work;      // the counters' own
};

// The scopes as numbers.
struct ScopesData {
    int width = 0, height = 0;
    int columns = waveform_columns;
    ScopeMatrix matrix{};
    std::vector<std::uint32_t> waveform;                  // as ScopeBuffers::waveform
    std::vector<std::uint32_t> vectorscope;               // as ScopeBuffers::vectorscope
    std::array<std::vector<std::uint32_t>, 4> histogram;  // of each ScopeChannel, 1024 counts
};

// Which to count, and how.
struct ScopeChoice {
    bool waveform_and_histogram = true;  // parade is drawn from the waveform too
    bool vectorscope = true;
    ScopeMatrix matrix{};
};

// How pixels are counted: by atomics as GPUs like it, or each invocation in memory of its own, since a CPU device's
// cores would spend their time fighting over counters. The counts are the same.
enum class Counting { as_the_device_likes, atomic, apart };

// Thread-safe. The engine must outlive it.
class Scopes {
public:
    // Compiles the counting kernels, on the calling thread. Throws Error.
    explicit Scopes(Engine& engine, Counting counting = Counting::as_the_device_likes);

    std::shared_ptr<ScopeBuffers> make_buffers() const;
    // Counts `picture` into `into` on the engine's ring, after what was submitted there before. Returns the submission.
    std::uint64_t count(const std::shared_ptr<const Picture>& picture, const std::shared_ptr<ScopeBuffers>& into,
                        ScopeChoice choice = {});
    // The same into a command buffer of the caller's, who keeps both alive; begins and ends with a memory_barrier().
    void record(VkCommandBuffer commands, const Picture& picture, ScopeBuffers& into, ScopeChoice choice = {});
    // Waits for submission `after`, which counted `picture` into `from`, and reads.
    ScopesData read_back(const Picture& picture, const std::shared_ptr<const ScopeBuffers>& from, std::uint64_t after);

private:
    Engine* engine_;
    bool apart_;
    std::mutex mutex_;
    gpu::Kernel waveform_;
    std::optional<gpu::Kernel> waveform_pairs_;  // of CPU devices, where columns begin between pairs
    gpu::Kernel waveform_sum_, vectorscope_, vectorscope_sum_;
};

// The columns that a waveform of a picture of this width has.
int waveform_columns_of(int width);

// What `umber scopes` prints: exact over the picture's 16-bit codes, as 0..1.
struct PictureStatistics {
    glm::dvec3 minimum{0}, maximum{0}, mean{0}, percentile_1{0}, percentile_99{0};
};
// `codes`: Engine::read() of a picture, 4 a pixel. A percentile is the smallest code that at least so many of the
// pixels do not exceed.
PictureStatistics statistics(const std::vector<std::uint16_t>& codes);
// Luminance of the same pixels in cd/m2, in the space of an HDR display.
struct NitStatistics {
    double minimum = 0, maximum = 0, mean = 0;
};
NitStatistics nit_statistics(const std::vector<std::uint16_t>& codes, const color::Space& hdr);

}  // namespace umber::engine
