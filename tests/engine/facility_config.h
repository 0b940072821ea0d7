// A facility's config of version 2 and one of version 1, written for what they have to hold, with their LUTs in a
// folder of their own.
#pragma once
#include <fmt/format.h>

#include <fstream>
#include <string>
#include <string_view>

#include "support/command.h"

namespace umber::engine::test {

inline constexpr std::string_view facility_config = R"(ocio_profile_version: 2
environment:
  SHOT: day
search_path: luts
strictparsing: true
roles:
  color_timing: log
  default: raw
  scene_linear: lin
file_rules:
  - !<Rule> {name: Cameras, colorspace: log, pattern: "*_cam*", extension: "*"}
  - !<Rule> {name: Default, colorspace: default}
viewing_rules:
  - !<Rule> {name: Logs, colorspaces: [log]}
  - !<Rule> {name: Lins, colorspaces: [lin]}
displays:
  Hidden:
    - !<View> {name: Film, colorspace: out}
  Monitor:
    - !<View> {name: Film, colorspace: out, rule: Lins}
    - !<View> {name: As log, colorspace: raw, rule: Logs}
    - !<View> {name: Warm, colorspace: out, looks: warm}
    - !<View> {name: Web, colorspace: sRGB - Display}
  Tube/Old:
    - !<View> {name: Film, colorspace: out}
    - !<View> {name: Web, colorspace: sRGB - Display}
active_displays: [Tube/Old, Monitor]
active_views: [Film, As log, Web, Warm]
looks:
  - !<Look>
    name: shot
    process_space: log
    transform: !<FileTransform> {src: $SHOT.cube, interpolation: tetrahedral}
  - !<Look>
    name: warm
    process_space: lin
    transform: !<CDLTransform> {slope: [1.2, 1, 0.85]}
colorspaces:
  - !<ColorSpace>
    name: raw
    isdata: true
  - !<ColorSpace>
    name: lin
    family: Scene
    aliases: [scene light, lin_ap1]
    encoding: scene-linear
  - !<ColorSpace>
    name: log
    encoding: log
    to_scene_reference: !<LogAffineTransform> {base: 10, log_side_slope: 0.25, log_side_offset: 0.45, lin_side_slope: 1.1, lin_side_offset: 0.02, direction: inverse}
  - !<ColorSpace>
    name: out
    from_scene_reference: !<GroupTransform>
      children:
        - !<MatrixTransform> {matrix: [1.5, -0.4, -0.1, 0, -0.1, 1.15, -0.05, 0, 0, -0.2, 1.2, 0, 0, 0, 0, 1]}
        - !<ExponentTransform> {value: 2.4, style: mirror, direction: inverse}
  - !<ColorSpace>
    name: sRGB - Display
    from_scene_reference: !<ExponentTransform> {value: 2.2, direction: inverse}
  - !<ColorSpace>
    name: flat
    from_scene_reference: !<MatrixTransform> {matrix: [0.3, 0.6, 0.1, 0, 0.3, 0.6, 0.1, 0, 0.3, 0.6, 0.1, 0, 0, 0, 0, 1]}
  - !<ColorSpace>
    name: lost
    to_scene_reference: !<FileTransform> {src: nowhere.cube}
named_transforms:
  - !<NamedTransform>
    name: contrast curve
    aliases: [curvy]
    transform: !<ExponentTransform> {value: 1.3, style: mirror}
)";

inline constexpr std::string_view old_config = R"(ocio_profile_version: 1
search_path: luts
roles:
  default: lin
  scene_linear: lin
displays:
  sRGB:
    - !<View> {name: Film, colorspace: vd}
colorspaces:
  - !<ColorSpace>
    name: lin
    family: linear
    bitdepth: 32f
  - !<ColorSpace>
    name: vd
    family: display
    to_reference: !<FileTransform> {src: day.spi1d, interpolation: linear}
)";

// A cube of 3 to the third with something in it.
inline std::string small_cube(float lift) {
    std::string text = "LUT_3D_SIZE 3\n";
    for (int b = 0; b < 3; ++b)
        for (int g = 0; g < 3; ++g)
            for (int r = 0; r < 3; ++r)
                text += fmt::format("{} {} {}\n", 0.5f * static_cast<float>(r) + lift, 0.45f * static_cast<float>(g),
                                    0.4f * static_cast<float>(b) + 0.05f * static_cast<float>(r));
    return text;
}

// The folder, for as long as a test runs.
class Facility {
public:
    Facility() {
        std::filesystem::create_directories(scratch_ / "luts");
        write("luts/day.cube", small_cube(0.1f));
        write("luts/night.cube", small_cube(0.3f));
        write("luts/day.spi1d", "Version 1\nFrom 0.0 1.0\nLength 4\nComponents 1\n{\n0.0\n0.1\n0.4\n1.0\n}\n");
    }
    // Writes a file, and gives its path.
    std::string write(std::string_view name, std::string_view text) const {
        std::ofstream(scratch_ / name, std::ios::binary) << text;
        return path(name);
    }
    std::string path(std::string_view name) const { return (scratch_ / name).string(); }

private:
    umber::test::ScratchFolder scratch_;

public:
    const std::string config = write("two.ocio", facility_config), old = write("one.ocio", old_config);
};

}  // namespace umber::engine::test
