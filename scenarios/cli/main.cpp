// SPDX-License-Identifier: Apache-2.0
// The purser command: options, exit statuses, nothing else. The only file that includes CLI11.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <new>

#include <unistd.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include "hwdb/catalogue.h"
#include "scenarios/cli/compare_command.h"
#include "scenarios/cli/explain_command.h"
#include "scenarios/cli/interrupt.h"
#include "scenarios/cli/report_command.h"
#include "scenarios/cli/run_command.h"
#include "scenarios/cli/validate_command.h"
#include "scenarios/parameter.h"
#include "simulator/base/error.h"

namespace {

constexpr int BadUsage = 2;
constexpr int InternalError = 3;

int statusOf(sim::ErrorCode code) {
    switch (code) {
    case sim::ErrorCode::BadInput:
        return BadUsage;
    case sim::ErrorCode::Infeasible:
        return 1;
    case sim::ErrorCode::Cancelled:
        return 130;
    case sim::ErrorCode::Internal:
        return InternalError;
    }
    return InternalError;
}

/// One line on standard error, whatever the text holds.
void complain(std::string text) {
    while (!text.empty() && text.back() == '\n')
        text.pop_back();
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    std::fprintf(stderr, "purser: %s\n", text.c_str());
}

cli::Console makeConsole(bool isQuiet, bool isVerbose, std::stop_token stop) {
    // NO_COLOR: any value that is not empty (no-color.org); "dumb" terminals draw no colour either.
    const char* noColour = std::getenv("NO_COLOR");
    const char* terminal = std::getenv("TERM");
    const bool isDumb = terminal && std::string_view(terminal) == "dumb";
    const bool hasColour = isatty(STDOUT_FILENO) && !isDumb && !(noColour && *noColour);
    return {cli::Style(hasColour), isQuiet, isVerbose, isatty(STDERR_FILENO) && !isDumb && !isQuiet,
            std::move(stop)};
}

/// Options and what each command will do once they are read. Lives as long as the parsing.
class Command {
  public:
    explicit Command(std::stop_token stop) : stop_(std::move(stop)) {
        app_.require_subcommand(0, 1);
        app_.fallthrough();
        app_.add_flag("-q,--quiet", isQuiet_, "Only results and errors");
        app_.add_flag("-v,--verbose", isVerbose_, "Every row of every table");
        app_.add_flag("--version", isVersion_, "Version and the hash of the hardware database");
        app_.add_flag("--list-parameters", isListing_, "Every input of a scenario, with its default");
        app_.add_option("--lang", language_, "Language of --list-parameters and of reports: en or zh")
            ->check(CLI::IsMember({"en", "zh"}));
        app_.footer(
            "Exit status: 0 done, 1 the simulation says no, 2 bad input, 3 internal error, 130 stopped.\n"
            "First steps: purser run deepseek-v3-pretraining-h800.yaml, with a file of scenarios/gallery.");
        addRun(), addCompare(), addExplain(), addReport(), addValidate(), addSchema();
    }

    int run(int argc, char** argv) {
        try {
            app_.parse(argc, argv);
        } catch (const CLI::CallForHelp&) {
            return print(app_.help());
        } catch (const CLI::CallForAllHelp&) {
            return print(app_.help("", CLI::AppFormatMode::All));
        } catch (const CLI::ParseError& error) {
            complain(fmt::format("{}; purser --help shows the commands", error.what()));
            return BadUsage;
        }
        if (isListing_) return print(scenario::parameterListing(language_));
        if (isVersion_)
            return print(fmt::format("purser {}\nhardware database {}\n", PURSER_VERSION,
                                     hwdb::Catalogue::open().snapshotHash()));
        if (!action_) {
            complain("no command given; purser --help shows them");
            return BadUsage;
        }
        return action_();
    }

  private:
    cli::Console console() const { return makeConsole(isQuiet_, isVerbose_, stop_); }
    int print(const std::string& text) const {
        console().print(text);
        return 0;
    }

    CLI::App* add(CLI::App& parent, const char* name, const char* description, std::function<int()> action) {
        CLI::App* command = parent.add_subcommand(name, description);
        command->callback([this, action = std::move(action)] { action_ = action; });
        return command;
    }
    void addJson(CLI::App* command) { command->add_flag("--json", isJson_, "Machine-readable result"); }
    void addOverrides(CLI::App* command) {
        command
            ->add_option("--set", overrides_,
                         "Another value for one input, path.to.key=value; may be repeated")
            ->take_all()
            ->allow_extra_args(false);
    }

    void addRun() {
        CLI::App* c = add(app_, "run", "Simulate one scenario", [this] {
            return cli::runCommand({file_, overrides_, out_, isJson_, threads_}, console());
        });
        c->add_option("SCENARIO", file_, "Scenario file (YAML)")->required();
        addJson(c), addOverrides(c);
        c->add_option("--out", out_, "Folder for result.json and the timelines");
        c->add_option("--threads", threads_, "Threads; changes nothing but speed")->check(CLI::Range(1, 256));
    }
    void addCompare() {
        CLI::App* c =
            add(app_, "compare", "Scenarios or results side by side, differences explained", [this] {
                return cli::compareCommand({files_.begin(), files_.end()}, overrides_, isJson_, console());
            });
        c->add_option("FILES", files_, "Scenarios (YAML) or results (JSON)")->required();
        addJson(c), addOverrides(c);
    }
    void addExplain() {
        CLI::App* c = add(app_, "explain", "How one metric came about",
                          [this] { return cli::explainCommand(file_, name_, isJson_, console()); });
        c->add_option("RESULT", file_, "Result (JSON) or scenario (YAML)")->required();
        c->add_option("METRIC", name_, "Name of the metric, e.g. step_time")->required();
        addJson(c);
    }
    void addReport() {
        CLI::App* c = add(app_, "report", "A report of one result for people", [this] {
            return cli::reportCommand({file_, overrides_, formats_, language_, out_}, console());
        });
        c->add_option("FILE", file_, "Scenario (YAML) or result (JSON)")->required();
        c->add_option("--format", formats_, "html, pdf or both: html,pdf")->delimiter(',')->required();
        c->add_option("--out", out_, "Folder for the files")->required();
        addOverrides(c);
    }
    void addValidate() {
        addJson(add(app_, "validate", "Predicted against published, for every shipped case",
                    [this] { return cli::validateCommand(isJson_, console()); }));
    }
    void addSchema() {
        add(app_, "schema", "JSON Schema of the scenario file",
            [this] { return print(scenario::jsonSchema()); });
    }

    CLI::App app_{"Purser: what a GPU cluster delivers, and what it costs.", "purser"};
    std::stop_token stop_;
    std::function<int()> action_;
    bool isQuiet_ = false, isVerbose_ = false, isVersion_ = false, isListing_ = false, isJson_ = false;
    int threads_ = 1;
    std::string language_ = "en", file_, out_, name_;
    std::vector<std::string> overrides_, files_, formats_;
};

} // namespace

int main(int argc, char** argv) {
    try {
        const cli::InterruptWatch interrupt;
        return Command(interrupt.token()).run(argc, argv);
    } catch (const sim::Error& error) {
        complain(error.what());
        return statusOf(error.code());
    } catch (const std::bad_alloc&) {
        complain("out of memory");
    } catch (const std::exception& error) {
        complain(fmt::format("internal error: {}", error.what()));
    }
    return InternalError;
}
