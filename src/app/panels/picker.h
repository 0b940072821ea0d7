// The file picker: folders, recent places, files of a kind with sizes and dates, sequences as one line; by mouse or by
// keyboard (type to narrow, arrows, Enter, Backspace for the folder above, Escape). For saving it has a name, and at
// its side what the caller wants asked (presets, sizes).
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/damage.h"
#include "app/file_list.h"
#include "app/panels/choice_list.h"
#include "app/ui.h"

namespace umber::app {

// One of several, asked beside the files.
struct PickerChoice {
    std::string title;                // "Preset"
    std::vector<std::string> labels;  // shown
    int chosen = 0;
    // Too many to stand there: one row, which opens a list that is searched by typing, with these words beside them.
    bool in_a_list = false;
    std::vector<std::string> groups{};
};

struct PickerRequest {
    std::string title;  // "Open clip", "Export CDL"
    FileKind kind;
    bool save = false;
    std::filesystem::path folder;       // where it begins; empty: where the user was last
    std::string name;                   // proposed, when saving
    std::string action = "Open";        // of the button
    std::vector<PickerChoice> choices;  // beside the files
    // When saving: the name for another choice of the first kind ("master.mov" -> "master.mp4").
    std::function<std::string(const std::string& name, int choice)> rename;
    std::vector<std::pair<std::string, std::filesystem::path>> places{};  // above the usual ones, where they are there
    // When saving: the file that is meant by what was typed (its extension added); as it is where this is empty.
    std::function<std::filesystem::path(const std::filesystem::path& typed, const std::vector<int>& choices)>
        complete{};
};

struct Picked {
    std::filesystem::path path;  // complete
    std::vector<int> choices;    // of each kind
};

class Picker {
public:
    explicit Picker(PickerRequest request);

    // Draws it over the window; the user's choice once made.
    std::optional<Picked> draw(Ui& ui, glm::vec2 window);
    bool closed() const { return closed_; }  // chosen or cancelled

private:
    void go_to(const std::filesystem::path& folder);
    std::vector<const FileEntry*> visible() const;
    void draw_places(Ui& ui, Rect rect);
    void draw_path(Ui& ui, Rect rect);
    void draw_list(Ui& ui, Rect rect, std::optional<Picked>& picked);
    void draw_choices(Ui& ui, Rect rect);
    void choose(std::size_t kind, int chosen);
    void open_list(std::size_t kind, const Rect& anchor);
    void draw_foot(Ui& ui, Rect rect, std::optional<Picked>& picked);
    void activate(const FileEntry& entry, std::optional<Picked>& picked);
    void accept(const std::filesystem::path& path, std::optional<Picked>& picked);

    PickerRequest request_;
    ChoiceListState list_;  // of the kind that is chosen from it
    std::size_t list_of_ = 0;
    std::filesystem::path folder_;
    std::vector<FileEntry> entries_;
    std::string error_;
    std::string filter_, name_;
    std::vector<std::pair<std::string, std::filesystem::path>> places_;
    int chosen_ = -1;
    float scroll_ = 0;
    SortBy sort_ = SortBy::name;
    bool descending_ = false;
    bool confirm_ = false;       // the file is there already: asked once more
    bool typed_exists_ = false;  // what was typed to narrow is a path that there is
    bool fresh_ = true, closed_ = false, reveal_ = false;
};

}  // namespace umber::app
