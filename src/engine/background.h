// Work that is done once, in the background: compiling, loading. It is known by a key.
#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>

namespace umber::engine {

// Thread-safe. The destructor waits for the piece of work that is being done, and drops the rest.
class Background {
public:
    Background();
    ~Background();
    Background(const Background&) = delete;
    Background& operator=(const Background&) = delete;

    // Does `work` once, after what was asked for before; `urgent`: before it. What `work` throws is its failure().
    void want(const std::string& key, std::function<void()> work, bool urgent = false);
    // The same once more.
    void want_again(const std::string& key, std::function<void()> work, bool urgent = false);
    bool ready(const std::string& key) const;
    // What went wrong with it, or nothing.
    std::optional<std::string> failure(const std::string& key) const;
    // What failed may be wanted again.
    void forget_failures();

private:
    struct Job {
        std::string key;
        std::function<void()> work;
    };
    void loop();

    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Job> queue_;
    std::string running_;
    std::set<std::string> ready_;
    std::map<std::string, std::string> failures_;
    bool stop_ = false;
    std::thread thread_;
};

}  // namespace umber::engine
