// The views of a display: what stands between scene light and the display's own light. Names, and which display has
// which, are those of the ASWF ACES studio configs (1.3 and 2.0 generations). One table for `umber spaces`, --view, and
// the generator of Umber's own OCIO config.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "color/rgb_space.h"
#include "color/spaces.h"

namespace umber::color {

struct ViewTransform {
    enum class Kind {
        aces2,         // the ACES 2.0 output transform: peak_nits, limiting
        ocio_builtin,  // ACES2065-1 -> CIE XYZ-D65 by an OCIO built-in: ACES 1
        none,          // no tone scale: scene 1.0 is the display's white
        colorimetric,  // the same; in configs of what is display-referred already, without a view transform's round
        raw,           // no conversion at all
    };
    std::string name;  // "ACES 2.0 - SDR 100 nits (Rec.709)"
    Kind kind = Kind::none;
    double peak_nits = 0.0;
    Chromaticities limiting{};
    std::string builtin{};  // "ACES-OUTPUT - ACES2065-1_to_CIE-XYZ-D65 - SDR-VIDEO_1.0"
};

struct Display {
    const Space* space = nullptr;               // its code values; the display's name is the space's
    std::vector<const ViewTransform*> views{};  // the first is the default
};

// In the order in which a menu shows them.
std::span<const Display> displays();

// What may be done to the graded scene before any view: transforms of ACES2065-1 by OCIO's built-ins.
struct Look {
    std::string_view name, builtin;
};
std::span<const Look> looks();

// A display with one of its views.
struct DisplayView {
    const Space* display = nullptr;
    const ViewTransform* view = nullptr;
};

// Names (of displays also aliases) without regard to case. Throws UsageError that names the nearest display, or the
// views that the display has.
DisplayView find_view(std::string_view display, std::string_view view);

// A display of Umber's or of a config by its name, with its views': the first is the default.
struct NamedDisplay {
    std::string name;
    std::vector<std::string> views;
};

// A view by its name and its display's.
struct ViewName {
    std::string display, view;
    std::string whole() const { return display + "/" + view; }
};

// "DISPLAY/VIEW" taken apart. Either name may hold a '/', so only the displays that there are can say where the first
// ends: before a view that it has, else after a display that there is, else (Umber's own have none) at the first '/'.
// The view is empty where `name` is a display's alone; both are where it is neither.
ViewName parts_of_view(std::string_view name, std::span<const NamedDisplay> displays);

// Every view once, in the order of their first display.
std::vector<const ViewTransform*> view_transforms();

}  // namespace umber::color
