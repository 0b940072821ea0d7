#include "app/config_watch.h"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>

#include "core/error.h"

namespace umber::app {

namespace {
constexpr double interval = 3;  // seconds between two looks
}

ConfigWatch::~ConfigWatch() {
    if (looking_.valid()) looking_.wait();
}

ConfigWatch::Files ConfigWatch::read(const std::string& config) {
    Files files;
    try {
        files.files = engine::config_files(config);
        files.stamp = engine::stamp_of(files.files);
        files.hash = engine::hash_of(files.files);
    } catch (const Error& error) {
        files.files = {{"", config}};
        files.stamp = engine::stamp_of(files.files);
        files.problem = error.what();
    }
    return files;
}

bool ConfigWatch::follow(const std::string& config, double seconds) {
    bool fresh = false;
    if (config != config_) {
        config_ = config;
        seen_.reset();
        change_.clear();
        due_ = 0;
        fresh = true;
    }
    if (looking_.valid()) {
        if (looking_.wait_for(std::chrono::seconds(0)) != std::future_status::ready) return fresh;
        auto found = looking_.get();
        due_ = seconds + interval;
        if (asked_ != config_) {
            due_ = 0;
        } else if (found) {
            const auto& [there, first] = loaded_.try_emplace(config_, *found);
            if (first)
                seen_.reset();
            else
                seen_.emplace(std::move(*found));
            const std::string before = std::exchange(change_, "");
            if (seen_ && !seen_->problem.empty())
                change_ = seen_->problem;
            else if (seen_ && seen_->hash != there->second.hash)
                change_ = fmt::format("{} has changed on disk", std::filesystem::path(config_).filename().string());
            return fresh || first || change_ != before;
        }
    }
    if (config_.empty() || seconds < due_) return fresh;
    asked_ = config_;
    std::optional<Files> last = seen_;
    if (const auto known = loaded_.find(config_); !last && known != loaded_.end()) last = known->second;
    looking_ = std::async(std::launch::async, [config, last, wake = wake_]() -> std::optional<Files> {
        if (last && engine::stamp_of(last->files) == last->stamp) return std::nullopt;  // nothing new
        Files files = read(config);
        wake();
        return files;
    });
    return fresh;
}

void ConfigWatch::loaded_again(const std::string& config) {
    loaded_.erase(config);
    if (config == config_) config_.clear();
}

std::optional<std::string> ConfigWatch::hash(const std::string& config) const {
    const auto found = loaded_.find(config);
    return found == loaded_.end() ? std::nullopt : std::optional(found->second.hash);
}

}  // namespace umber::app
