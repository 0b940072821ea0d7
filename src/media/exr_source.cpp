#include <algorithm>
#include <utility>

#include "core/error.h"
#include "media/error_naming.h"
#include "media/exr_image.h"
#include "media/sequence_source.h"

namespace umber::media {

namespace {

class ExrSource : public Source {
public:
    ExrSource(SequenceFiles files, const OpenOptions& options)
        : files_(std::move(files)), allocator_(options.allocator) {
        const ExrImage first(files_.file(0));
        const ExrHeader& header = first.header();
        info_.path = files_.pattern();
        info_.notes = header.notes;
        info_.metadata = header.metadata;
        VideoInfo video;
        video.codec = "exr";
        video.profile = header.compression;
        video.width = header.width;
        video.height = header.height;
        video.format = header.format;
        video.tags = {header.primaries, header.transfer, color::Matrix::rgb, color::Range::full,
                      color::ChromaLocation::left};
        video.sample_aspect_ratio = header.pixel_aspect;
        describe_sequence(files_, header.frames_per_second, header.timecode, video, info_.notes);
        info_.video = std::move(video);
    }

    const ClipInfo& info() const override { return info_; }
    std::int64_t first_number() const override { return files_.numbered ? files_.first() : 0; }
    std::vector<std::filesystem::path> files() const override { return files_.files(); }

    Frame read(std::int64_t index) override {
        require_file(files_, index);
        if (last_ && last_->index == index) return *last_;
        last_.reset();
        const VideoInfo& video = *info_.video;
        const std::filesystem::path file = files_.file(index);
        const ExrImage image(file);
        if (image.header().width != video.width || image.header().height != video.height)
            throw Error("{}: the picture is {}x{} where the sequence began with {}x{}", file.string(),
                        image.header().width, image.header().height, video.width, video.height);
        Frame frame;
        naming(file, [&] { frame = image.read(*allocator_, video.format); });
        frame.tags = video.tags;
        frame.index = index;
        frame.time = time_of(index);
        frame.duration = {video.frame_rate.denominator, video.frame_rate.numerator};
        last_ = std::move(frame);
        return *last_;
    }

    Rational time_of(std::int64_t index) const override {
        const VideoInfo& video = *info_.video;
        return {std::clamp<std::int64_t>(index, 0, video.frames) * video.frame_rate.denominator,
                video.frame_rate.numerator};
    }

private:
    SequenceFiles files_;
    std::shared_ptr<FrameAllocator> allocator_;
    ClipInfo info_;
    std::optional<Frame> last_;
};

}  // namespace

std::unique_ptr<Source> open_exr(SequenceFiles files, const OpenOptions& options) {
    return std::make_unique<ExrSource>(std::move(files), options);
}

}  // namespace umber::media
