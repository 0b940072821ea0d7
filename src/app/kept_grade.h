// Work that nobody has saved: the document, written beside the window's work shortly after each edit and at the end, so
// that neither closing the window nor a crash loses it. "Open grade…" offers it as the last session.
#pragma once
#include <filesystem>
#include <functional>
#include <future>
#include <optional>
#include <string>

#include "app/session_number.h"
#include "grade/grade_file.h"

namespace umber::app {

class KeptGrade {
public:
    // In `folder`; empty: nothing is kept. `start`: the document that needs no keeping.
    KeptGrade(std::filesystem::path folder, grade::GradeFile start);
    ~KeptGrade();  // as finish()
    KeptGrade(const KeptGrade&) = delete;
    KeptGrade& operator=(const KeptGrade&) = delete;

    // Where it is written: FOLDER/last-grade.json, or where other sessions run last-grade-2.json and on. What an
    // earlier session left under that name becomes earlier-grade.json, earlier-grade-2.json…, and what had that name
    // earlier-grade-before-1.json, up to 8, the newest first. Those are taken away when they are a month old.
    std::filesystem::path file() const;
    // Whether a session that is over has left work of its own.
    bool left_behind() const;
    // Call once a turn. Writes on a thread of its own once `now` has rested for two seconds; takes the file away where
    // there is nothing that was not saved. `seconds`: a steady clock.
    void follow(const grade::Graph& graph, const grade::ColourSettings& colours, double seconds);
    // Another document was opened from `file`: what nobody has saved of the one before, as follow() saw it last,
    // becomes earlier-grade.json. One that was opened from this folder is as unsaved as it was, and is written anew.
    // Waits for no disk.
    void opened(const grade::Graph& graph, const grade::ColourSettings& colours, const std::filesystem::path& file);
    // The document was saved as it is.
    void saved(const grade::Graph& graph, const grade::ColourSettings& colours);
    // Writes what is still to be written, and waits. Never throws.
    void finish();
    // Why it can't be written, once; else empty.
    std::string take_problem();

private:
    std::filesystem::path named(const char* stem, int number) const;
    void make_room() const;  // on the writing thread
    void prune() const;
    void write_now();
    // Does `work`, which returns what went wrong, on another thread, after all that was given before.
    void then(std::function<std::string()> work);

    std::filesystem::path folder_;
    std::optional<SessionNumber> session_;
    grade::GradeFile saved_, seen_;
    double due_ = 0;         // 0: nothing to do
    double first_edit_ = 0;  // that is not kept yet
    bool ours_ = false;      // the file there was written by this session
    bool told_ = false;
    std::string problem_;
    std::future<std::string> writing_;
};

}  // namespace umber::app
