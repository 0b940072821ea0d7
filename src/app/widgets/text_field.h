// A line of text that stays open: names of files, searches.
#pragma once
#include <string>
#include <string_view>

#include "app/ui.h"

namespace umber::app {

struct TextFieldResult {
    bool changed = false;
    bool entered = false;  // Enter was pressed in it
};

// `take_keyboard`: gives it the keyboard now (the frame in which a dialog opens). `hint` stands in it while it is
// empty.
TextFieldResult text_field(Ui& ui, const char* id, const Rect& rect, std::string& text, std::string_view hint,
                           bool take_keyboard);

}  // namespace umber::app
