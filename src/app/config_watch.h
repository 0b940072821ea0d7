// Whether the OpenColorIO config in use is still the one that was loaded. Its files are looked at every few seconds on
// a thread of its own, so that a slow disk never holds up the window.
#pragma once
#include <cstdint>
#include <functional>
#include <future>
#include <map>
#include <optional>
#include <string>

#include "engine/config_files.h"

namespace umber::app {

class ConfigWatch {
public:
    // `wake` is called on that thread when there is something new to poll().
    explicit ConfigWatch(std::function<void()> wake) : wake_(std::move(wake)) {}
    ~ConfigWatch();  // waits for it
    ConfigWatch(const ConfigWatch&) = delete;
    ConfigWatch& operator=(const ConfigWatch&) = delete;

    // Call once a turn, with the config that is in use (empty: none). One that is new here was loaded just now.
    // `seconds`: a steady clock. True where change() or hash() may be another than before.
    bool follow(const std::string& config, double seconds);
    // What is on disk now was loaded.
    void loaded_again(const std::string& config);

    // "studio.ocio has changed on disk", "studio.ocio: no such file"; empty where it is as it was loaded.
    const std::string& change() const { return change_; }
    // Of `config` as it was loaded; nothing while that is not known.
    std::optional<std::string> hash(const std::string& config) const;

private:
    struct Files {
        std::vector<engine::ConfigFile> files;
        std::uint64_t stamp = 0;
        std::string hash;
        std::string problem;  // why there is no hash
    };
    static Files read(const std::string& config);

    std::function<void()> wake_;
    std::string config_;
    std::map<std::string, Files> loaded_;
    std::optional<Files> seen_;  // on disk, where the stamp is another than at loading
    std::string change_;
    double due_ = 0;
    std::string asked_;  // what the thread looks at
    std::future<std::optional<Files>> looking_;
};

}  // namespace umber::app
