#include "deliver/render_job.h"

#include <chrono>
#include <numeric>
#include <set>

#include "core/queue.h"
#include "deliver/master.h"
#include "engine/colour_names.h"

namespace umber::deliver {

namespace {

namespace fs = std::filesystem;

// Decoded frames that wait for the engine, and frames that the GPU has in hand: enough that no stage waits for
// another's hiccup, few enough for 8K.
constexpr std::size_t decoded_ahead = 2, graded_ahead = 3;

// The first failure of any stage; it stops the queues so that every stage comes to its end.
class Failure {
public:
    explicit Failure(std::function<void()> stop) : stop_(std::move(stop)) {}

    template <class Work>
    void guard(Work work) {
        try {
            work();
        } catch (...) {
            {
                const std::lock_guard lock(mutex_);
                if (!first_) first_ = std::current_exception();
            }
            stop_();
        }
    }
    void rethrow() const {
        const std::lock_guard lock(mutex_);
        if (first_) std::rethrow_exception(first_);
    }

private:
    std::function<void()> stop_;
    mutable std::mutex mutex_;
    std::exception_ptr first_;
};

FrameRange checked_range(const media::VideoInfo& video, const RenderRequest& request) {
    if (video.frames <= 0) throw Error("{}: holds no frame", request.input.string());
    const FrameRange range = request.range.value_or(FrameRange{0, video.frames - 1});
    if (range.first < 0 || range.last < range.first || range.last >= video.frames)
        throw Error("{}: frames {} to {} were asked for; it has {}, from 0 to {}", request.input.string(), range.first,
                    range.last, video.frames, video.frames - 1);
    return range;
}

// What says something about the pictures, not about the file that they came in.
std::map<std::string, std::string> kept_metadata(const media::ClipInfo& info, bool untouched) {
    static const std::set<std::string, std::less<>> kept{
        "title",       "artist",   "album",        "comment", "copyright", "date",     "creation_time",
        "description", "location", "location-eng", "make",    "model",     "reel_name"};
    std::map<std::string, std::string> result;
    for (const auto& [key, value] : info.metadata)
        // What a camera recorded is no longer what a graded master holds.
        if ((kept.contains(key) || key.starts_with("com.")) && (untouched || !color::tells_space(key)))
            result.emplace(key, value);
    return result;
}

// Ticks in which a variable rate's times are whole numbers.
Rational tick_of(const media::Source& source, const FrameRange& range) {
    constexpr std::int64_t finest = 10'000'000;
    std::int64_t ticks = 1;
    for (const std::int64_t frame : {range.first, range.first + 1, range.last, range.last + 1}) {
        const Rational time = source.time_of(std::min(frame, range.last + 1));
        ticks = std::lcm(ticks, time.denominator);
        if (ticks > finest) return {1, 90'000};
    }
    return {1, ticks};
}

media::EncodeSettings encode_settings(const media::Source& source, const media::Preset& preset, const FrameRange& range,
                                      const color::Tags& tags, const color::SpaceLabel& label, bool untouched) {
    const media::VideoInfo& video = *source.info().video;
    media::EncodeSettings settings;
    settings.preset = preset;
    settings.width = video.width;
    settings.height = video.height;
    settings.frame_rate = video.frame_rate;
    if (video.variable_frame_rate) settings.time_base = tick_of(source, range);
    settings.sample_aspect_ratio = video.sample_aspect_ratio;
    settings.rotation = video.rotation;
    settings.fields = video.fields;
    settings.tags = tags;
    settings.label = label;
    settings.hdr = master_hdr(tags, video.hdr, !untouched);
    settings.start_timecode =
        advance(video.start_timecode.value_or(Timecode{0, timecode_base(video.frame_rate), false}), range.first);
    if (!source.info().audio.empty()) {
        settings.audio_from = source.info().path;
        settings.audio_zero = source.start_time();
        settings.audio_start = source.time_of(range.first);
        if (range.last + 1 < video.frames) settings.audio_end = source.time_of(range.last + 1);
    }
    settings.first_number = source.first_number();
    settings.metadata = kept_metadata(source.info(), untouched);
    return settings;
}

// Frames a second over the last few seconds, for an estimate that follows a change of pace without jumping.
class Pace {
public:
    explicit Pace(std::int64_t frames) : frames_(frames), begin_(Clock::now()), last_(begin_) {}

    RenderProgress after(std::int64_t frame) {
        const Clock::time_point now = Clock::now();
        const double took = std::chrono::duration<double>(now - last_).count();
        last_ = now;
        // The first frame waits for everything to be set up, and says nothing about the pace.
        if (frame == 2) each_ = took;
        if (frame > 2) each_ += (took - each_) * std::max(1.0 / static_cast<double>(frame - 1), 1.0 / 48);
        const double fps = each_ > 0 ? 1 / each_ : 0;
        return {frame, frames_, fps, each_ * static_cast<double>(frames_ - frame)};
    }
    double seconds() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }

private:
    using Clock = std::chrono::steady_clock;
    std::int64_t frames_;
    Clock::time_point begin_, last_;
    double each_ = 0;
};

// "12", "12 to 15"; of `all`, which rises, with words for those that are too many.
std::string listed(const std::vector<std::int64_t>& all) {
    constexpr int most = 8;
    std::string text;
    int runs = 0;
    for (std::size_t i = 0; i < all.size();) {
        std::size_t last = i;
        while (last + 1 < all.size() && all[last + 1] == all[last] + 1) ++last;
        if (++runs > most) return text + fmt::format(" and {} more", all.size() - i);
        text += (text.empty() ? "" : ", ") + std::to_string(all[i]);
        if (last > i) text += fmt::format(" to {}", all[last]);
        i = last + 1;
    }
    return text;
}

// The frames of a range in order, with another in the place of each that can't be decoded.
class Reader {
public:
    explicit Reader(media::Source& source) : source_(source) {}

    // What is to be handed on now that `frame` is read: itself, its stand-in, or, where it is the first that can be
    // decoded, itself for those before it as well; nothing as long as none could be.
    std::vector<media::Frame> next(std::int64_t frame) {
        std::vector<media::Frame> ready;
        try {
            media::Frame read = source_.read(frame);
            not_numbers_ += media::count_not_numbers(read);
            if (read.damaged) damaged_.push_back(frame);
            if (!good_)
                for (const std::int64_t before : bad_) ready.push_back(standing_in(read, before));
            good_ = read;
            ready.push_back(std::move(read));
        } catch (const media::BadFrame&) {
            if (!first_failure_) first_failure_ = std::current_exception();
            bad_.push_back(frame);
            if (good_) ready.push_back(standing_in(*good_, frame));
        }
        return ready;
    }
    // Throws what was wrong with the first where none could be decoded.
    void require_any() const {
        if (!good_ && first_failure_) std::rethrow_exception(first_failure_);
    }
    const media::NotNumbers& not_numbers() const { return not_numbers_; }
    std::string damage() const {
        const auto frames = [](const std::vector<std::int64_t>& all) {
            return all.size() == 1 ? fmt::format("frame {}", all.front())
                                   : fmt::format("{} frames ({})", all.size(), listed(all));
        };
        if (bad_.empty() && damaged_.empty()) return {};
        std::string text;
        if (!bad_.empty())
            text = fmt::format("{} can't be decoded; {} the nearest good one in {} place", frames(bad_),
                               bad_.size() == 1 ? "it has" : "they have", bad_.size() == 1 ? "its" : "their");
        if (!damaged_.empty())
            text += fmt::format("{}{} {} damaged or {} on one that is; the decoder made up what is missing",
                                text.empty() ? "" : "; ", frames(damaged_), damaged_.size() == 1 ? "is" : "are",
                                damaged_.size() == 1 ? "leans" : "lean");
        return std::string(damaged) + text;
    }

private:
    media::Frame standing_in(media::Frame other, std::int64_t frame) const {
        other.index = frame;
        other.time = source_.time_of(frame);
        other.duration = reduced(difference(source_.time_of(frame + 1), other.time));
        return other;
    }

    media::Source& source_;
    std::optional<media::Frame> good_;
    std::vector<std::int64_t> bad_, damaged_;
    std::exception_ptr first_failure_;
    media::NotNumbers not_numbers_;
};

}  // namespace

RenderResult render(engine::Engine& engine, const RenderRequest& request, const std::atomic<bool>& cancel,
                    const std::function<void(const RenderProgress&)>& progress) {
    const std::unique_ptr<media::Source> source = media::open(request.input, {engine.frames(), 0});
    const media::VideoInfo& video = *source->info().video;
    const FrameRange range = checked_range(video, request);
    const engine::ColorPipeline colours =
        engine::for_clip(engine::for_grade(request.colours, request.graph), source->info());
    const engine::WorkingSpace space = colours.space(video.tags);
    const bool untouched = grade::neutral(request.graph) && !space.converts;
    // Once: a bad LUT is told before anything is written, and one that is saved anew meanwhile doesn't change the
    // master.
    const auto luts = engine.luts().set(request.graph, space.code);

    engine::PlanesOut out;
    const media::Preset preset = request.fit_pixel_format ? fitted(request.preset, video.format) : request.preset;
    out.format = media::pixel_format(preset.pixel_format);
    out.tags = master_tags(preset, out.format, video.format, colours.tags(video.tags), untouched);
    out.chroma_by_fields = video.fields != media::Fields::none && media::codes_fields(preset.codec) &&
                           chroma_goes_by_fields(out.format, video.height);
    if (out.chroma_by_fields && !untouched) out.tags.chroma_location = between_rows(out.tags.chroma_location);
    // A source of no finer steps has steps of its own, which dither can't take away; it would only cost the encoder
    // (FFV1: 80 % more bytes of an 8-bit phone clip).
    out.dither = engine::finer_steps(video.format, video.tags, out.format, out.tags);
    SourceFiles sources = request.sources;
    sources.add(*source);
    sources.add(request.graph);
    sources.require_other(request.output);
    const std::unique_ptr<media::Encoder> encoder = media::create_encoder(
        request.output,
        encode_settings(*source, preset, range, out.tags, engine::label_of(colours, source->info()), untouched));
    for (std::int64_t frame = range.first; preset.sequence && frame <= range.last; ++frame)
        sources.require_other(encoder->file_of(frame));
    Pace pace(range.frames());

    BoundedQueue<media::Frame> decoded(decoded_ahead);
    BoundedQueue<engine::Rendering> graded(graded_ahead);
    Failure failure([&] {
        decoded.stop();
        graded.stop();
    });
    std::int64_t written = 0;
    Reader reader(*source);  // the decoding thread's until it has ended
    {
        const std::jthread decoding([&] {
            failure.guard([&] {
                for (std::int64_t frame = range.first; frame <= range.last; ++frame)
                    for (media::Frame& read : reader.next(frame))
                        if (!decoded.push(std::move(read))) return;
                reader.require_any();
                decoded.close();
            });
        });
        const std::jthread grading([&] {
            failure.guard([&] {
                try {
                    while (std::optional<media::Frame> frame = decoded.pop())
                        if (!graded.push(engine.render(*frame, request.graph, space, out, luts))) return;
                } catch (const gpu::DeviceLost&) {
                    throw;
                } catch (const Error& error) {  // too large for the device, say
                    throw Error("{}: {}", request.input.string(), error.what());
                }
                graded.close();
            });
        });
        failure.guard([&] {
            while (std::optional<engine::Rendering> rendering = graded.pop()) {
                if (cancel) throw Cancelled("{}: cancelled; nothing was written", request.output.string());
                encoder->write(rendering->wait());
                ++written;
                if (progress) progress(pace.after(written));
            }
        });
    }
    failure.rethrow();
    if (cancel) throw Cancelled("{}: cancelled; nothing was written", request.output.string());
    RenderResult result{request.output, encoder->finish(), source->info().notes, reader.not_numbers(), 0};
    if (const std::string damage = reader.damage(); !damage.empty())
        result.source_notes.insert(result.source_notes.begin(), damage);
    if (video.format.alpha && !out.format.alpha)
        result.written.notes.push_back(fmt::format("the source's alpha is left out: {} has none here", preset.label));
    for (std::string& note : hdr_notes(out.tags, video.hdr, !untouched))
        result.written.notes.push_back(std::move(note));
    if (const std::string found = to_string(result.not_numbers); !found.empty())
        result.source_notes.push_back(
            fmt::format("in {} frame{}, {}", range.frames(), range.frames() == 1 ? "" : "s", found));
    result.seconds = pace.seconds();
    return result;
}

RenderJob::RenderJob(engine::Engine& engine, RenderRequest request) : request_(std::move(request)) {
    thread_ = std::thread([this, &engine] {
        try {
            RenderResult done = render(engine, request_, cancel_, [this](const RenderProgress& now) {
                const std::lock_guard lock(mutex_);
                progress_ = now;
            });
            const std::lock_guard lock(mutex_);
            result_ = std::move(done);
        } catch (...) {
            const std::lock_guard lock(mutex_);
            failure_ = std::current_exception();
        }
        finished_ = true;
    });
}

RenderJob::~RenderJob() {
    cancel_ = true;
    if (thread_.joinable()) thread_.join();
}

RenderProgress RenderJob::progress() const {
    const std::lock_guard lock(mutex_);
    return progress_;
}

RenderResult RenderJob::result() {
    if (thread_.joinable()) thread_.join();
    const std::lock_guard lock(mutex_);
    if (failure_) std::rethrow_exception(failure_);
    return result_;
}

}  // namespace umber::deliver
