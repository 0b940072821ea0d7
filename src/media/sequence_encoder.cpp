// A numbered sequence, one file a frame. All files are written into a hidden folder beside the final ones and moved to
// their names at the end, so that a cancelled or failed render leaves nothing and touches nothing.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <deque>

#include "core/error.h"
#include "core/file.h"
#include "core/text.h"
#include "media/container_tags.h"
#include "media/exr_writer.h"
#include "media/movie_encoder.h"
#include "media/picture_header.h"
#include "media/read_back.h"
#include "media/sequence_files.h"

namespace umber::media {

namespace fs = std::filesystem;

namespace {

// A hidden folder with everything in it, removed at the end.
class WorkFolder {
public:
    WorkFolder(const fs::path& parent, const std::string& name, const fs::path& shown) {
        // An extension that is none: the stem ends in a dot where the names have one before the number.
        const fs::path final_path = parent / (name + ".d");
        remove_leftovers(final_path);
        path_ = temporary_beside(final_path);
        std::error_code error;
        if (!fs::create_directory(path_, error) || error)
            throw Error("{}: the folder can't be written: {}", shown.string(), error.message());
    }
    ~WorkFolder() {
        std::error_code ignored;  // what can't be removed now was told by the error that led here
        fs::remove_all(path_, ignored);
    }
    WorkFolder(const WorkFolder&) = delete;
    WorkFolder& operator=(const WorkFolder&) = delete;
    const fs::path& path() const { return path_; }

    // Everything in it reaches the disk before names are given to it.
    void sync(const fs::path& shown) const {
        const int folder = ::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        const bool done = folder >= 0 && ::syncfs(folder) == 0;
        const int error = errno;
        if (folder >= 0) ::close(folder);
        if (!done) throw Error("{}: {}", shown.string(), std::strerror(error));
    }

private:
    fs::path path_;
};

class SequenceEncoder final : public Encoder {
public:
    SequenceEncoder(const fs::path& output, const EncodeSettings& settings) : settings_(settings), output_(output) {
        resolve_names();
        const fs::path parent = new_folder_ ? folder_of(folder_) : folder_;
        std::error_code error;
        if (!fs::is_directory(parent, error))
            throw Error("{}: there is no folder {}", output_.string(), parent.string());
        if (settings_.preset.codec == "exr") {
            format_ = pixel_format(settings_.preset.pixel_format);
            if (!is_exr_format(format_))
                throw Error("{}: OpenEXR takes gbrpf32le, gbrapf32le, gbrpf16le, gbrapf16le, not {}", output_.string(),
                            format_.name);
            const auto compression = settings_.preset.options.find("compression");
            if (compression != settings_.preset.options.end()) exr_.compression = compression->second;
            exr_.threads = settings_.threads;
            exr_.frame_rate = settings_.frame_rate;
            exr_.sample_aspect_ratio = settings_.sample_aspect_ratio;
            exr_.label = settings_.label;
            exr_.metadata = settings_.metadata;
        } else {
            PictureSettings picture = picture_settings(settings_);
            picture.time_base = {1, 1};  // times are frame numbers here
            encoder_.emplace(output_, picture);
            format_ = encoder_->format();
        }
        work_.emplace(parent, numbers_.before.empty() ? std::string("sequence") : numbers_.before, output_);
        if (!settings_.audio_from.empty()) notes_.emplace_back("sound left out: a sequence of pictures can't hold it");
        if (settings_.rotation % 360 != 0)
            notes_.push_back(fmt::format("rotation of {} degrees: not kept, {} files can't say it", settings_.rotation,
                                         settings_.preset.extension));
    }

    fs::path file_of(std::int64_t index) const override { return folder_ / numbers_.of(number_of(index)); }
    const PixelFormat& format() const override { return format_; }

    void write(const Frame& frame) override {
        const std::int64_t number = number_of(frame.index);
        if (!numbered_.empty() && number <= numbered_.back())
            throw Error("{}: frame {} came after frame {}", output_.string(), number, numbered_.back());
        numbered_.push_back(number);
        if (encoder_) {
            encoder_->send(frame, number, 1);
            write_packets();
            return;
        }
        if (frame.format.name != format_.name || frame.width != settings_.width || frame.height != settings_.height)
            throw Error("{}: a frame of {}x{} {} came where {}x{} {} was agreed", output_.string(), frame.width,
                        frame.height, frame.format.name, settings_.width, settings_.height, format_.name);
        exr_.timecode = timecode_of(number);
        Frame tagged = frame;
        tagged.tags = settings_.tags;
        write_exr(work_->path() / numbers_.of(number), tagged, exr_, folder_ / numbers_.of(number));
    }

    WrittenInfo finish() override {
        if (numbered_.empty()) throw Error("{}: no frame was given, so there is nothing to write", output_.string());
        if (encoder_) {
            encoder_->flush();
            write_packets();
        }
        work_->sync(output_);
        ReadBack found = read_first(numbers_.of(numbered_.front()));
        found.frames =
            static_cast<std::int64_t>(std::count_if(numbered_.begin(), numbered_.end(), [&](std::int64_t number) {
                std::error_code error;
                return fs::is_regular_file(work_->path() / numbers_.of(number), error);
            }));
        WrittenInfo info =
            compare(found, {tags_for(format_, settings_.tags), static_cast<std::int64_t>(numbered_.size()),
                            settings_.start_timecode, settings_.hdr, settings_.sample_aspect_ratio});
        info.notes.insert(info.notes.begin(), notes_.begin(), notes_.end());
        put_in_place();
        return info;
    }

private:
    std::int64_t number_of(std::int64_t index) const { return settings_.first_number + index; }

    void resolve_names() {
        fs::path output = output_;
        if (output.filename().empty()) output = output.parent_path();  // "out/"
        std::error_code error;
        const bool is_folder = fs::is_directory(output, error);
        const std::string extension = lower_extension(output);
        if (is_folder || extension.empty()) {
            if (!is_folder && fs::exists(output, error))
                throw Error("{}: is a file; {} is written into a folder", output_.string(), settings_.preset.label);
            folder_ = output;
            new_folder_ = !is_folder;
            const std::string stem = fs::absolute(output, error).filename().string();
            numbers_ = {stem + ".", settings_.preset.extension, 6};
            return;
        }
        if (extension != settings_.preset.extension)
            throw Error("{}: {} goes into {}, not into {}", output_.string(), settings_.preset.label,
                        settings_.preset.extension, extension);
        const std::optional<NumberedName> pattern = parse_pattern(output.filename().string());
        if (!pattern)
            throw Error("{}: a sequence needs a place for the number, as in {}.%06d{}, or a folder", output_.string(),
                        output.stem().string(), extension);
        numbers_ = *pattern;
        folder_ = folder_of(output);
    }

    // Timecode of the frame of this number: the first frame written has the start timecode.
    std::optional<Timecode> timecode_of(std::int64_t number) const {
        if (!settings_.start_timecode) return std::nullopt;
        return advance(*settings_.start_timecode, number - numbered_.front());
    }

    void write_packets() {
        while (encoder_->receive(*packet_)) {
            bytes_.assign(packet_->data, packet_->data + packet_->size);
            const std::int64_t number = packet_->pts;
            const color::Tags tags = tags_for(format_, settings_.tags);
            if (settings_.preset.codec == "dpx")
                complete_dpx_header(bytes_, tags, settings_.label, timecode_of(number), settings_.frame_rate);
            if (settings_.preset.codec == "png") complete_png_header(bytes_, tags);
            write_plainly(work_->path() / numbers_.of(number),
                          {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()}, folder_ / numbers_.of(number));
            av_packet_unref(packet_.get());
        }
    }

    // All or none: what stood there before is kept until every file has its name, and put back where one can't have it.
    void put_in_place() {
        std::error_code error;
        const bool made = new_folder_ && fs::create_directory(folder_, error);
        if (error) throw Error("{}: {}", output_.string(), error.message());
        const fs::path before = work_->path() / "before";
        fs::create_directory(before, error);
        std::size_t placed = 0;
        for (; placed < numbered_.size() && !error; ++placed) {
            const std::string name = numbers_.of(numbered_[placed]);
            // By a second name, so that the first is never without a file; a file system without links has a copy.
            if (fs::exists(fs::symlink_status(folder_ / name, error)) && !fs::is_directory(folder_ / name, error)) {
                fs::create_hard_link(folder_ / name, before / name, error);
                if (error) fs::copy_file(folder_ / name, before / name, error);
                if (error) break;
            }
            fs::rename(work_->path() / name, folder_ / name, error);
            if (error) break;
        }
        if (!error) return;
        const std::string failed = numbers_.of(numbered_[placed]);
        std::error_code ignored;  // the first failure is what is told
        // The one that failed still has its name; what there is of its copy may not be whole.
        for (std::size_t i = 0; i < placed; ++i) {
            const std::string name = numbers_.of(numbered_[i]);
            fs::remove(folder_ / name, ignored);
            if (fs::exists(fs::symlink_status(before / name, ignored)))
                fs::rename(before / name, folder_ / name, ignored);
        }
        if (made) fs::remove(folder_, ignored);
        throw Error("{}: {}", (folder_ / failed).string(), error.message());
    }

    ReadBack read_first(const std::string& name) const {
        const fs::path path = work_->path() / name;
        const int base =
            settings_.start_timecode ? settings_.start_timecode->base : timecode_base(settings_.frame_rate);
        if (settings_.preset.codec == "exr") {
            // FFmpeg reads neither chromaticities nor timecode of EXR.
            ReadBack found;
            found.container = read_exr_tags(path);
            found.timecode = read_exr_timecode(path, base);
            found.sample_aspect_ratio = read_exr_aspect(path);
            return found;
        }
        ReadBack found = read_back(path, folder_ / name, base);
        if (settings_.preset.codec == "png") {
            const color::Tags tags = png_cicp(path);
            if (color::tell_space(tags))
                found.container = {tags.primaries, tags.transfer, color::Matrix::rgb, color::Range::full, {}};
        }
        return found;
    }

    const EncodeSettings settings_;
    const fs::path output_;
    fs::path folder_;
    bool new_folder_ = false;
    NumberedName numbers_;
    PixelFormat format_;
    std::optional<PictureEncoder> encoder_;
    ExrSettings exr_;
    std::optional<WorkFolder> work_;
    std::vector<std::int64_t> numbered_;
    std::vector<std::uint8_t> bytes_;
    std::vector<std::string> notes_;
    PacketHandle packet_ = make_packet();
};

}  // namespace

std::unique_ptr<Encoder> create_sequence_encoder(const fs::path& output, const EncodeSettings& settings) {
    route_ffmpeg_log();
    return std::make_unique<SequenceEncoder>(output, settings);
}

}  // namespace umber::media
