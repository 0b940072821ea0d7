// The room's parts and what passes between them; run_room() owns one.
#pragma once
#include <deque>
#include <future>
#include <map>
#include <memory>
#include <optional>

#include "app/colour_settings.h"
#include "app/config_watch.h"
#include "app/history.h"
#include "app/jobs.h"
#include "app/kept_grade.h"
#include "app/layout.h"
#include "app/panels/bars.h"
#include "app/panels/choice_list.h"
#include "app/panels/palettes.h"
#include "app/panels/picker.h"
#include "app/panels/viewer.h"
#include "app/picture_look.h"
#include "app/playback.h"
#include "app/presenter.h"
#include "app/proposals.h"
#include "app/room.h"
#include "app/ui.h"
#include "engine/frame_pool.h"
#include "engine/viewer.h"
#include "interchange/color_correction.h"

namespace umber::app {

// ImGui's context for as long as the room lives.
class ImGuiContextOwner {
public:
    ImGuiContextOwner();
    ~ImGuiContextOwner();
    ImGuiContextOwner(const ImGuiContextOwner&) = delete;
    ImGuiContextOwner& operator=(const ImGuiContextOwner&) = delete;
};

// `graph` with the viewer's exposure after it.
grade::Graph with_exposure(grade::Graph graph, float stops);

class Room {
public:
    explicit Room(const RoomOptions& options);
    ~Room();
    int run();
    std::vector<double> measure(int changes);  // as measure_latency()

private:
    static double seconds();  // of a steady clock

    // --- one turn of the loop ---
    double wait_time(double now) const;
    bool leaves();  // the window closes, and nothing is lost with it that the user was not asked about
    void follow_scale();
    void take_input();
    void take_keys();
    void take_view(double now);
    void draw(double now);
    void change_for_probe(double now);
    double shown_fps(double now) const;  // pictures that reached the window over the last second
    void draw_panels(double now);
    bool ask_for_view();  // true where it was another than before
    Scene scene() const;
    void follow_jobs();

    // --- what panels and keys ask for (room_actions.cpp) ---
    void act(Command command);
    void apply(const Edit& edit);
    void open_paths(const std::vector<std::filesystem::path>& paths);  // by what each is: clip, LUT, CDL, grade, config
    void load_lut(const std::filesystem::path& path);
    void follow_lut();  // what is said of the LUT that the node has
    void import_cdl(const std::filesystem::path& path);
    void take_correction(const std::filesystem::path& file, const interchange::ColorCorrection& correction);
    void open_grade(const std::filesystem::path& path);
    void save_grade(const std::filesystem::path& file);
    grade::GradeFile document() const;  // with the hash of its config, where that is known
    void keep_node();                   // the node that panels show is one that there is
    void follow_document(double now);   // keeps what is not saved
    void ask(PickerRequest request, std::function<void(const Picked&)> then);
    void ask_export_cdl();
    void ask_export_lut();
    void ask_render();
    void start(std::unique_ptr<Job> job);
    // What an error is about: it stands until something of its kind goes well, or until it is dismissed.
    enum class About { none, edit, clip, grade, kept, lut, cdl, colour, look, delivery };
    void say_error(About about, const std::string& words) {
        error_ = words;
        error_about_ = about;
    }
    void went_well(About about) {
        if (error_about_ == about) error_.clear();
    }
    void say_for_a_while(const std::string& words, double now);
    void end_passing_message();
    void remember_layout() const;

    // --- clips (room_clips.cpp) ---
    void open_clip(const std::filesystem::path& path);
    void open_clips(const std::vector<std::filesystem::path>& paths);  // all are open then; the first is looked at
    void know_clip(const std::string& path);                           // it is looked at
    void forget_unopened(const std::filesystem::path& path, const std::string& why);
    void step_clip(int by);
    void ask_clip(const Rect& anchor);
    std::optional<std::int64_t> typed_frame(std::string_view typed) const;  // of a timecode or a frame's number

    // --- colour management (room_colour.cpp) ---
    struct KnownSpace {
        engine::ColorPipeline pipeline;
        color::Tags tags;
        engine::WorkingSpace space;
        std::optional<color::Space> shown;  // what its code values are
    };
    // The config that a grade was saved with, until that is compared with what is there.
    struct ExpectedConfig {
        std::string config, hash, grade;
    };
    static KnownSpace computed(engine::ColorPipeline pipeline, const color::Tags& tags);
    const KnownSpace* known(const engine::ColorPipeline& pipeline, const color::Tags& tags) const;
    const engine::ColourNames& names(const std::string& config);       // throws Error
    const engine::ColourNames& read_names(const std::string& config);  // the same, as it is now on disk
    color::ViewName named(const std::string& view) const;              // by the displays of the project's config
    std::string config_of_environment() const;                         // $OCIO
    void follow_colours();                                             // after an edit, undo, another clip
    // Makes an edit of colour management, or of the grade, once it is known to work, and then does `then`.
    void propose(Edit edit, std::function<void()> then = {});
    Proposals<KnownSpace>::Steps proposal_steps();
    void ask_colour(ColourRequest request, const Rect& anchor);
    void ask_input(const Rect& anchor);
    void ask_working(const Rect& anchor);
    void ask_node_space(const Rect& anchor);
    void ask_display(const Rect& anchor);
    void ask_view(const Rect& anchor);
    void ask_look(const Rect& anchor);
    void ask_config(const Rect& anchor);
    void choose_config(const std::string& file);
    // Says what it has not. `then`: once it is taken over as a new reading of the same file.
    void propose_config(const std::string& file, const std::string& label, std::function<void()> then = {});
    void reload_config();
    void follow_config(double now);
    void forget_spaces(const std::string& config);    // what was made by it may be another now
    void config_was_read(const std::string& config);  // anew: it is now what was loaded
    ColourInfo colour_info() const;
    std::string colour_line() const;  // "ARRI LogC4 → ACEScct → Rec.1886 Rec.709 · ACES 2.0 …"

    // --- what is only looked at (room_look.cpp) ---
    void follow_look();
    void follow_display();  // what the window is told of the picture's code values
    void follow_proof();
    bool proofed() const;  // the picture is shown as another display would show it
    void ask_marks(const Rect& anchor);
    void ask_proof(const Rect& anchor);
    std::optional<color::Space> measured_space() const;  // of the code values that marks are told from

    // --- what is told to panels (room_info.cpp) ---
    ViewerInfo viewer_info(double now) const;
    StatusInfo status_info() const;
    BarInfo bar_info() const;
    OutputInfo output_info() const;
    std::string clip_description() const;
    std::vector<std::string> readout() const;  // of the pixel under the pointer

    RoomOptions options_;
    WindowSystem system_;
    ImGuiContextOwner imgui_;
    std::unique_ptr<Window> window_;
    std::unique_ptr<gpu::Device> device_;
    std::unique_ptr<Presenter> presenter_;
    std::unique_ptr<engine::Engine> engine_;
    std::unique_ptr<engine::Viewer> viewer_;
    std::unique_ptr<Playback> playback_;
    std::unique_ptr<Ui> ui_;

    History history_;
    int node_ = 1;
    bool raw_codes_ = false;             // HDR's code values as they are, in the viewer only
    std::optional<media::Frame> frame_;  // that is looked at
    std::shared_ptr<const engine::View> view_;

    Splitters splitters_;
    ViewerState viewer_state_;
    ViewerResult viewer_result_;
    std::vector<std::string> logged_readout_;
    PrimariesState primaries_;
    SlidersState sliders_;
    CurvesState curves_;
    OutputState output_;
    BarState bar_;
    CommandListState command_list_;
    std::vector<Command> for_next_clip_;  // keys that were pressed while it was being opened
    ScopeScale scope_scale_ = ScopeScale::code10;
    ScopeScale scale_beside_hdr_ = ScopeScale::code10;  // that was left for nits
    bool hdr_view_ = false;
    float view_exposure_ = 0;  // stops; of the viewer only, as look_ is
    std::optional<Picker> picker_;
    std::function<void(const Picked&)> picked_;
    RoomLayout layout_;
    Rect curve_plot_;

    ChoiceListState choices_;
    std::function<void(int)> chosen_;
    std::map<std::string, engine::ColourNames> names_;  // by config
    std::deque<KnownSpace> known_spaces_;               // newest last
    KnownSpace colours_;                                // of what is looked at
    std::uint64_t colours_number_ = 0;                  // another for other colours
    ColourSettings followed_;                           // what they were made of
    std::vector<std::string> followed_node_spaces_;
    const void* followed_clip_ = nullptr;
    color::Tags followed_tags_;
    color::InputSpace input_;  // of the clip, where nobody chooses
    Proposals<KnownSpace> proposals_{proposal_steps()};
    std::vector<std::string> opened_clips_;
    std::string opening_clip_;  // as it was asked for; empty once it is there
    ConfigWatch config_watch_{[] { Window::wake(); }};
    std::optional<ExpectedConfig> expected_config_;
    std::unique_ptr<KeptGrade> kept_;
    std::string start_message_;    // said once the clip is there
    std::string passing_message_;  // that was said for a while: until then, or the first edit
    std::optional<double> message_until_;
    PictureLook look_;
    std::optional<PictureLook> followed_look_;
    std::uint64_t followed_look_colours_ = 0;
    std::optional<engine::WorkingSpace> stops_colours_;
    std::string proof_;  // the display that the viewer stands on; empty: the view's own
    std::string followed_proof_;
    std::optional<engine::WorkingSpace> proof_colours_;  // as it is shown there
    std::optional<color::Space> proof_shown_;            // of its code values
    std::uint64_t proofs_number_ = 0;                    // another for another proof
    std::shared_ptr<const gpu::Buffer> look_numbers_;
    std::shared_ptr<const PictureColours> picture_colours_;
    struct FollowedDisplay {
        std::uint64_t colours = 0;
        const void* clip = nullptr;
        bool raw = false;
        std::uint64_t proofs = 0;
        bool operator==(const FollowedDisplay&) const = default;
    };
    std::optional<FollowedDisplay> followed_display_;
    // Which pictures were asked for, by the number of the request.
    struct ShownAs {
        bool stops = false, exposed = false, wiped = false;
    };
    std::map<std::uint64_t, ShownAs> shown_as_;

    std::unique_ptr<Job> job_;
    std::array<std::string, 2> job_lines_;
    std::string job_warning_;
    std::future<void> loading_lut_;
    std::string loading_lut_file_, next_lut_file_;  // the one, and what was asked for meanwhile
    std::future<std::string> lut_words_;            // of lut_line_of_
    std::string lut_line_, lut_line_of_;
    std::string error_, message_;
    About error_about_ = About::none;

    // What was asked of the viewer last, to ask again only when something else is wanted.
    struct Asked {
        grade::Graph graph;
        std::int64_t frame = -1;
        const void* memory = nullptr;
        int width = 0, height = 0;
        bool wiped = false, playing = false;
        std::uint64_t colours = 0;
        float exposure = 0;
        bool stops = false;
        std::uint64_t proofs = 0;
        bool operator==(const Asked&) const = default;
    };
    std::optional<Asked> asked_;
    std::deque<double> shown_at_;  // when pictures came while playing
    std::int64_t overtaken_ = 0;   // frames that another overtook before the device had graded them
    std::uint64_t histogram_of_ = 0;
    std::optional<double> picture_due_;  // a new frame is being graded: since when the window waits for it
    const void* shown_clip_ = nullptr;

    // measure(): what it waits for.
    struct Probe {
        int left = 0;  // changes to be made
        bool changed = false;
        double changed_at = 0;
        std::vector<double> ms;
    };
    std::optional<Probe> probe_;
    std::uint64_t asked_number_ = 0;                           // of the viewer's show(), last
    std::shared_ptr<const engine::GpuFrameMemory> histogram_;  // heights of view_'s

    bool leaving_ = false;    // though a render is going on
    bool hold_keys_ = false;  // keys are fed one frame later: a command came before them
    bool picture_came_ = false;
    bool draw_again_ = true;  // another turn must draw: input left over, an edit, a new view
    int settle_ = 3;          // turns that still draw after the last input, for hover and focus to follow
    double last_draw_ = 0, last_figures_ = 0;
    // Figures of the status line, kept for a moment so that they can be read.
    double gpu_ms_ = 0, decode_ms_ = 0, interface_ms_ = 0, present_ms_ = 0, window_gpu_ms_ = 0;
};

}  // namespace umber::app
