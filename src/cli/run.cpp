#include "cli/run.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <exception>
#include <map>
#include <new>
#include <string>

#include "cli/commands.h"
#include "core/error.h"
#include "core/log.h"

namespace umber::cli {

namespace {

constexpr int failed = 1, wrong_usage = 2;

int tell(std::string message, int code) {
    while (!message.empty() && (message.back() == '\n' || message.back() == ' ')) message.pop_back();
    for (char& c : message)
        if (c == '\n' || c == '\r') c = ' ';
    std::fputs(fmt::format("umber: error: {}\n", message).c_str(), stderr);  // where nobody reads it, nobody is told
    return code;
}

// What was printed is in the pipe or the file, or the command failed.
void flush_output() {
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) throw Error("standard output can't be written");
}

int parse_and_run(int argc, char** argv) {
    CLI::App app("Umber: colour grading on the GPU. Without a command, the grading room opens.", "umber");
    app.set_version_flag("--version", "umber " UMBER_VERSION, "Print the version");
    app.get_formatter()->column_width(34);
    app.footer(
        "umber COMMAND --help tells a command's options.\n\n"
        "  umber clip.mov\n"
        "  umber render clip.mov -o master.mov --preset prores422hq --cdl shot.cc --lut look.cube\n"
        "  umber frame clip.mov --at 01:00:02:12 -o still.png --set exposure.exposure=0.5\n"
        "  umber export clip.mov -o look.cube --grade day.json --size 33\n");
    app.require_subcommand(0, 1);
    const Run room = room_command(app);
    std::map<const CLI::App*, Run> runs;
    for (const Command& command : commands()) {
        CLI::App* added = app.add_subcommand(std::string(command.name), std::string(command.summary));
        runs.emplace(added, command.set_up(*added));
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& told) {  // --help, --version
        app.exit(told);
        flush_output();
        return 0;
    } catch (const CLI::ParseError& error) {
        throw UsageError("{} (umber --help tells more)", error.what());
    }
    const std::vector<CLI::App*> chosen = app.get_subcommands();
    const int code = (chosen.empty() ? room : runs.at(chosen.front()))();
    flush_output();
    return code;
}

}  // namespace

int run(int argc, char** argv) {
    // A reader that has gone (`umber … | head`) makes a write fail, which ends the work cleanly, instead of killing it.
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);  // the same of a file that grows beyond `ulimit -f`
    try {
        set_up_logging();
        return parse_and_run(argc, argv);
    } catch (const UsageError& error) {
        return tell(error.what(), wrong_usage);
    } catch (const std::bad_alloc&) {
        return tell("out of memory", failed);
    } catch (const std::exception& error) {
        return tell(error.what(), failed);
    }
}

}  // namespace umber::cli
