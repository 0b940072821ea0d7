// Edits that are made once what they would show has been computed, beside the window and in the order in which they
// were asked for: one that can't be shown leaves everything as it was, and the others as they are.
#pragma once
#include <chrono>
#include <deque>
#include <exception>
#include <functional>
#include <future>
#include <utility>

#include "app/history.h"

namespace umber::app {

// `Result`: what is computed. All calls are made on one thread; work is done on another.
template <class Result>
class Proposals {
public:
    using Work = std::function<Result()>;
    struct Steps {
        // What is to be computed first; empty where `edit` can be made as things are.
        std::function<Work(const Edit& edit)> work;
        std::function<void(Result&&)> computed;
        std::function<void(const Edit&)> make;
        std::function<void(const std::exception&)> failed;
    };
    explicit Proposals(Steps steps) : steps_(std::move(steps)) {}
    ~Proposals() { wait(); }
    Proposals(const Proposals&) = delete;
    Proposals& operator=(const Proposals&) = delete;

    // `then` is done after it has been made.
    void add(Edit edit, std::function<void()> then) {
        waiting_.push_back({std::move(edit), std::move(then)});
        follow();
    }
    // Call once a turn. True where something was made or failed.
    bool follow() {
        if (following_) return false;  // what was made asks for more
        following_ = true;
        const struct Ends {
            bool& following;
            ~Ends() { following = false; }
        } ends{following_};
        bool any = false;
        while (!waiting_.empty() && go_on()) any = true;
        return any;
    }
    bool computing() const { return computing_.valid(); }
    void wait() const {
        if (computing_.valid()) computing_.wait();
    }

private:
    struct Proposal {
        Edit edit;
        std::function<void()> then;
    };
    // False where the first has to wait.
    bool go_on() {
        try {
            if (computing_.valid()) {
                if (computing_.wait_for(std::chrono::seconds(0)) != std::future_status::ready) return false;
                steps_.computed(computing_.get());
            }
            if (Work work = steps_.work(waiting_.front().edit)) {
                computing_ = std::async(std::launch::async, std::move(work));
                return false;
            }
        } catch (const std::exception& error) {
            waiting_.pop_front();
            steps_.failed(error);
            return true;
        }
        const Proposal first = std::move(waiting_.front());
        waiting_.pop_front();
        steps_.make(first.edit);
        if (first.then) first.then();
        return true;
    }

    const Steps steps_;
    std::deque<Proposal> waiting_;
    std::future<Result> computing_;  // for the first of them
    bool following_ = false;
};

}  // namespace umber::app
