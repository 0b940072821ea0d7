// Edits that wait for what they would show.
#include "app/proposals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "core/error.h"

namespace umber::app {
namespace {

struct Asked {
    std::vector<std::string> log;
    std::vector<std::string> known{"quick"};  // what needs no computing
    std::promise<void> go;
    std::shared_future<void> gone = go.get_future().share();
    Proposals<std::string> proposals{{
        [this](const Edit& edit) -> std::function<std::string()> {
            if (edit.label == "wrong") throw Error("wrong can't be asked for");
            if (std::ranges::find(known, edit.label) != known.end()) return {};
            return [label = edit.label, gone = gone] {
                gone.wait();
                if (label == "broken") throw Error("broken can't be shown");
                return label;
            };
        },
        [this](std::string&& made) { known.push_back(std::move(made)); },
        [this](const Edit& edit) { log.push_back(edit.label); },
        [this](const std::exception& error) { log.push_back(error.what()); },
    }};

    void ask(const std::string& label) {
        proposals.add({label, {}, 0}, [this, label] { log.push_back("then " + label); });
    }
    void until(std::size_t entries) {
        for (int i = 0; i < 2000 && log.size() < entries; ++i) {
            (void)proposals.follow();
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    }
};

TEST(Proposals, OneDropsNoOther) {
    Asked asked;
    asked.ask("grade");    // has to be computed
    asked.ask("display");  // chosen meanwhile
    asked.ask("quick");
    EXPECT_TRUE(asked.log.empty());
    EXPECT_TRUE(asked.proposals.computing());
    asked.go.set_value();
    asked.until(6);
    EXPECT_THAT(asked.log,
                testing::ElementsAre("grade", "then grade", "display", "then display", "quick", "then quick"));
    EXPECT_FALSE(asked.proposals.computing());
}

TEST(Proposals, OneThatFailsTakesOnlyItselfAway) {
    Asked asked;
    asked.ask("broken");
    asked.ask("wrong");
    asked.ask("display");
    asked.go.set_value();
    asked.until(4);
    EXPECT_THAT(asked.log,
                testing::ElementsAre("broken can't be shown", "wrong can't be asked for", "display", "then display"));
}

TEST(Proposals, WhatIsMadeMayAskForMore) {
    Asked asked;
    asked.proposals.add({"quick", {}, 0}, [&] { asked.ask("quick"); });
    EXPECT_THAT(asked.log, testing::ElementsAre("quick", "quick", "then quick"));
}

}  // namespace
}  // namespace umber::app
