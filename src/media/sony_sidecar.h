// The XML that Sony's cameras write beside a clip (XAVC, XDCAM: CLIP0001M01.XML beside CLIP0001.MP4 or .MXF), in which
// the curve and the gamut of what was recorded are named; the clip's own tags don't tell them.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace umber::media {

// The sidecar of `clip`, if there is one.
std::optional<std::filesystem::path> sony_sidecar(const std::filesystem::path& clip);

// What it says of the camera and how it recorded, as tags for color::input_space(): "CLIP0001M01.XML:
// CaptureGammaEquation" -> "s-log3-cine". Throws Error naming the file: no XML, another document, larger than 16 MiB.
std::vector<std::pair<std::string, std::string>> read_sony_sidecar(const std::filesystem::path& sidecar);

}  // namespace umber::media
