// The commands: each has a file of its own beside this one, that declares its options and gives what runs them, and a
// line in commands.cpp.
#pragma once
#include <CLI/App.hpp>

#include <functional>
#include <span>
#include <string_view>

namespace umber::cli {

// What a command does once its options are parsed. Returns the exit code; throws Error, UsageError.
using Run = std::function<int()>;

struct Command {
    std::string_view name, summary;
    Run (*set_up)(CLI::App& command);  // adds its options; what it returns is called after parsing
};

// In the order of `umber --help`.
std::span<const Command> commands();

Run info_command(CLI::App& command);
Run frame_command(CLI::App& command);
Run render_command(CLI::App& command);
Run export_command(CLI::App& command);
Run scopes_command(CLI::App& command);
Run probe_command(CLI::App& command);
Run ops_command(CLI::App& command);
Run spaces_command(CLI::App& command);
Run bench_command(CLI::App& command);
Run devices_command(CLI::App& command);
Run grade_command(CLI::App& command);
Run engine_source_command(CLI::App& command);
// `umber [CLIP...]`: no command at all.
Run room_command(CLI::App& app);

}  // namespace umber::cli
