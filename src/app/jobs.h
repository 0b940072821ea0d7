// What the room has made in the background: exports of the grade and renders, which look the same to it.
#pragma once
#include <array>
#include <atomic>
#include <exception>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>

#include "deliver/grade_export.h"
#include "deliver/render_job.h"
#include "engine/engine.h"

namespace umber::app {

// What a job left behind, in words.
struct JobReport {
    std::array<std::string, 2> lines;  // "65³ LUT: max 0.0009, mean 0.0002", what it does not hold
    std::string warning{};             // it is not as good as it should be, and what helps; empty where it is
    std::string message;               // "grade.cube written"
};

class Job {
public:
    virtual ~Job() = default;  // cancels and waits
    virtual std::string title() const = 0;
    virtual float progress() const = 0;  // 0..1
    virtual std::string progress_line() const = 0;
    virtual void cancel() = 0;
    virtual bool finished() const = 0;
    // Once finished. Throws deliver::Cancelled or the Error that it failed with.
    virtual JobReport report() = 0;
};

// "5:51", "1:02:03": how long something takes still.
std::string minutes(double seconds);

// The grade as a CDL or a .cube, as `umber export` writes it.
std::unique_ptr<Job> export_grade(engine::Engine& engine, deliver::GradeExport request);
std::unique_ptr<Job> render_master(engine::Engine& engine, deliver::RenderRequest request);

}  // namespace umber::app
