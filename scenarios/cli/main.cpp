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
#include "scenarios/cli/hw_command.h"
#include "scenarios/cli/interrupt.h"
#include "scenarios/cli/kernels_command.h"
#include "scenarios/cli/market_command.h"
#include "scenarios/cli/model_command.h"
#include "scenarios/cli/network_command.h"
#include "scenarios/cli/plan_command.h"
#include "scenarios/cli/price_command.h"
#include "scenarios/cli/report_command.h"
#include "scenarios/cli/results_command.h"
#include "scenarios/cli/run_command.h"
#include "scenarios/cli/sweep_command.h"
#include "scenarios/cli/trace_command.h"
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
        addRun(), addCompare(), addPlan(), addExplain(), addReport(), addValidate(), addSchema();
        addHardware(), addPrices(), addTraces(), addKernels(), addModels(), addNetwork();
        addSweep(), addResults();
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
    void addSweep() {
        CLI::App* c = add(app_, "sweep", "Every point of a scenario's sweep section, into one store", [this] {
            sweep_.scenario = file_, sweep_.overrides = overrides_, sweep_.out = out_, sweep_.jobs = threads_;
            return cli::sweepCommand(sweep_, console());
        });
        c->add_option("SCENARIO", file_, "Scenario file (YAML) with a sweep section")->required();
        addOverrides(c);
        c->add_option("--jobs", threads_, "Threads; changes nothing but speed")->check(CLI::Range(1, 256));
        c->add_option("--out", out_, "The store; the scenario's name with .sqlite when left out");
        c->add_option("--shard", sweep_.shard, "I/N: only part I (from 0) of N, into a file of its own");
        c->add_option("--submit", sweep_.engine, "slurm: as a job array on a shared folder")
            ->check(CLI::IsMember({"slurm"}));
        c->add_option("--shards", sweep_.submittedShards, "Shards of --submit")
            ->check(CLI::Range(1, 1000))
            ->capture_default_str();
        c->add_flag("--resume", sweep_.isResumed, "Go on with a run that was stopped");
        c->add_flag("--dry-run", sweep_.isDryRun, "Count the points");
        c->add_flag("!--no-cache", sweep_.hasDiskCache, "Do not use the simulations of earlier runs");
        CLI::App* merge = add(app_, "merge", "Join the stores of all shards of a sweep",
                              [this] { return cli::mergeCommand(files_, out_, console()); });
        merge->add_option("SHARDS", files_, "The stores of the shards")->required();
        merge->add_option("--out", out_, "The joined store")->required();
    }
    void addResults() {
        CLI::App* c = add(app_, "results", "What is in a store of results", [this] {
            results_.store = file_;
            if (isJson_) results_.format = "json";
            return cli::resultsCommand(results_, console());
        });
        c->add_option("STORE", file_, "A store written by purser sweep")->required();
        c->add_option("--where", results_.where, "Only points that meet this SQL condition");
        c->add_option("--sort", results_.sort, "Order by this SQL expression");
        c->add_option("--pareto", results_.pareto,
                      "Only points that none beats: metrics to make small, - before one to make large")
            ->allow_extra_args(false);
        c->add_option("--limit", results_.limit, "Most rows of a table")->check(CLI::Range(1, 1000000));
        c->add_option("--sql", results_.sql, "Answer to a SELECT of your own on the table 'point'");
        c->add_option("--compare", results_.compareWith, "Points of equal inputs in another store beside");
        c->add_option("--format", results_.format, "table, csv or json")
            ->check(CLI::IsMember({"table", "csv", "json"}));
        c->add_flag("--columns", results_.hasColumns, "Tell the columns and their units");
        addJson(c);
    }
    void addCompare() {
        CLI::App* c =
            add(app_, "compare", "Scenarios or results side by side, differences explained", [this] {
                return cli::compareCommand({files_.begin(), files_.end()}, overrides_, isJson_, console());
            });
        c->add_option("FILES", files_, "Scenarios (YAML) or results (JSON)")->required();
        addJson(c), addOverrides(c);
    }
    void addPlan() {
        CLI::App* c =
            add(app_, "plan", "Search layouts and devices: the cheapest, the fastest and the front", [this] {
                plan_.file = file_;
                plan_.overrides = overrides_;
                plan_.isJson = isJson_;
                return cli::planCommand(plan_, console());
            });
        c->add_option("SCENARIO", file_, "Training with modelled kernels, or a service with demand_rate")
            ->required();
        c->add_option("--devices", plan_.devices,
                      "Devices to try, separated by commas; the scenario's when left out")
            ->delimiter(',');
        c->add_option("--jobs", plan_.jobs, "Threads; change nothing but speed")->check(CLI::Range(1, 256));
        c->add_option("--rows", plan_.rows, "Rows of the table besides the front")
            ->check(CLI::Range(1, 100000));
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
        CLI::App* c = add(
            app_, "report", "A report for people: one result, several compared, a procurement case", [this] {
                return cli::reportCommand(
                    {{files_.begin(), files_.end()}, overrides_, formats_, language_, parts_, name_, out_},
                    console());
            });
        c->add_option("FILES", files_, "Scenarios (YAML), results (JSON) or one procurement case")
            ->required();
        c->add_option("--parts", parts_, "Only these parts, e.g. summary,options,inputs")->delimiter(',');
        c->add_option("--profile", name_, "procurement, bid, budget, lender or annex");
        c->add_option("--format", formats_, "html, pdf, docx, xlsx, csv; several with commas: pdf,xlsx")
            ->delimiter(',')
            ->required();
        c->add_option("--out", out_, "Folder for the files")->required();
        addOverrides(c);
    }
    void addValidate() {
        CLI::App* c = add(app_, "validate", "Predicted against published, for every shipped case", [this] {
            return isServing_ ? cli::validateServing(threads_, isJson_, console())
                              : cli::validateCommand(isJson_, console());
        });
        c->add_flag("--serving", isServing_,
                    "The 2,185 measured runs of services instead; takes some seconds");
        c->add_option("--jobs", threads_, "Threads; change nothing but speed")->check(CLI::Range(1, 256));
        addJson(c);
    }
    void addSchema() {
        add(app_, "schema", "JSON Schema of the scenario file",
            [this] { return print(scenario::jsonSchema()); });
    }

    /// A command that only groups others.
    CLI::App* addGroup(const char* name, const char* description) {
        CLI::App* group = app_.add_subcommand(name, description);
        group->require_subcommand(1);
        return group;
    }
    void addHardware() {
        CLI::App* hw = addGroup("hw", "The hardware database");
        CLI::App* list = add(*hw, "list", "Devices, systems or links", [this] {
            auto catalogue = hwdb::Catalogue::open();
            return cli::hwList(catalogue, name_.empty() ? "accelerator" : name_, isJson_);
        });
        list->add_option("KIND", name_, "accelerator, system or link");
        CLI::App* show = add(*hw, "show", "Every fact of one device, system or link", [this] {
            auto catalogue = hwdb::Catalogue::open();
            return cli::hwShow(catalogue, name_, isJson_);
        });
        show->add_option("NAME", name_, "Short name, full id or any unambiguous spelling")->required();
        CLI::App* compare = add(*hw, "compare", "Devices side by side", [this] {
            auto catalogue = hwdb::Catalogue::open();
            return cli::hwCompare(catalogue, files_, isJson_);
        });
        compare->add_option("NAMES", files_, "Two devices or more")->required()->expected(2, -1);
        CLI::App* addFact = add(*hw, "add", "A fact of your own; it is preferred from then on", [this] {
            auto catalogue = hwdb::Catalogue::open();
            return cli::hwAdd(catalogue, name_, property_, value_, unit_, factSource_, isJson_);
        });
        addFact->add_option("NAME", name_, "Device, system or link")->required();
        addFact->add_option("PROPERTY", property_, "For example memory_bandwidth")->required();
        addFact->add_option("VALUE", value_, "A number or a text")->required();
        addFact->add_option("UNIT", unit_, "Unit of the number");
        addFact->add_option("--source", factSource_, "Where the fact is from")->required();
        CLI::App* costs = add(*hw, "costs", "Electricity, cooling, space, staff, failures, debt and more",
                              [this] { return cli::operatingCostList(name_, isJson_); });
        costs->add_option("CATEGORY", name_, "For example electricity; all when left out");
        CLI::App* exports =
            add(*hw, "export-check", "What dated export rules say of a device's figures",
                [this] { return cli::exportCheck(hwdb::Catalogue::open(), name_, date_, isJson_); });
        exports->add_option("DEVICE", name_, "Device")->required();
        exports->add_option("--date", date_, "YYYY-MM-DD; that of the newest event known when left out");
        CLI::App* check = add(*hw, "check", "Slips in the packs: sparse peaks, bandwidths, GiB, prices",
                              [this] { return cli::hwCheck(hwdb::Catalogue::open(), isJson_); });
        for (CLI::App* command : {list, show, compare, addFact, costs, exports, check})
            addJson(command);
    }
    void addPrices() {
        CLI::App* price = addGroup("price", "The price book of rented devices");
        CLI::App* list = add(*price, "list", "Price of a device on a date", [this] {
            auto catalogue = hwdb::Catalogue::open();
            return cli::priceList(catalogue, name_, contract_, date_, isJson_);
        });
        list->add_option("DEVICE", name_, "Device; all of them when left out");
        list->add_option("--contract", contract_, "on_demand, spot or reserved")->capture_default_str();
        list->add_option("--date", date_, "Date of the question, YYYY-MM-DD; the newest one when left out");
        CLI::App* history = add(*price, "history", "Every observation of a device", [this] {
            auto catalogue = hwdb::Catalogue::open();
            return cli::priceHistory(catalogue, name_, kind_, isJson_);
        });
        history->add_option("DEVICE", name_, "Device")->required();
        history->add_option("--kind", kind_, "on-demand, spot or reserved, with the price of each half-year");
        CLI::App* purchases = add(*price, "purchases", "What devices were offered or sold for", [this] {
            return cli::purchasePrices(hwdb::Catalogue::open(), name_, isJson_);
        });
        purchases->add_option("DEVICE", name_, "Device; all of them when left out");
        addJson(list), addJson(history), addJson(purchases);
    }

    void addKernels() {
        CLI::App* kernels = addGroup("kernels", "What one operator costs on one device");
        CLI::App* show = add(*kernels, "show", "Time of one operator on some devices", [this] {
            auto catalogue = hwdb::Catalogue::open();
            return cli::kernelsShow(catalogue, kernel_, console());
        });
        show->add_option("CLASS", kernel_.opClass,
                         "gemm, attention_decode, mla_prefill, moe_experts, norm, ...")
            ->required();
        show->add_option("SIZES", kernel_.sizes, "Sizes of the class, e.g. M N K for gemm")->required();
        show->add_option("--dtype", kernel_.dtype, "Number format")->capture_default_str();
        show->add_option("--on", kernel_.devices, "Devices, separated by commas")->required();
        CLI::App* accuracy =
            add(*kernels, "accuracy", "Cross-validated errors of tables of measured kernels", [this] {
                auto catalogue = hwdb::Catalogue::open();
                return cli::kernelsAccuracy(catalogue, {files_.begin(), files_.end()}, rows_, console());
            });
        CLI::App* fit = add(*kernels, "fit", "Fit parameters to tables of measured kernels", [this] {
            auto catalogue = hwdb::Catalogue::open();
            return cli::kernelsFit(catalogue, {files_.begin(), files_.end()}, rows_, out_, console());
        });
        for (CLI::App* c : {accuracy, fit}) {
            c->add_option("TABLES", files_, "Tables (.csv, .csv.gz)")->required();
            c->add_option("--rows", rows_, "Rows of each series, at most about this many")
                ->check(CLI::Range(100, 1000000))
                ->capture_default_str();
        }
        fit->add_option("-o,--out", out_, "The pack to write")->required();
    }

    void addModels() {
        CLI::App* model = addGroup("model", "Architectures of models");
        CLI::App* list = add(*model, "list", "Every model, with its parameters and its cache",
                             [this] { return cli::modelList(hwdb::Catalogue::open(), isJson_, console()); });
        CLI::App* show = add(*model, "show", "What one model counts to, beside what is published", [this] {
            return cli::modelShow(hwdb::Catalogue::open(), name_, isJson_, console());
        });
        show->add_option("NAME", name_, "Short name, full id or any unambiguous spelling")->required();
        addJson(list), addJson(show);
    }
    void addNetwork() {
        CLI::App* c =
            add(app_, "network", "Collectives and expert exchanges on a scenario's cluster, by size",
                [this] { return cli::networkCommand(file_, overrides_, isJson_, console()); });
        c->add_option("SCENARIO", file_, "Scenario file (YAML)")->required();
        addJson(c), addOverrides(c);
    }

    void addTraces() {
        CLI::App* trace = addGroup("trace", "Recorded kernel traces");
        CLI::App* import =
            add(*trace, "import", "Take over a recorded trace (.json, .json.gz, .json.zst, .ktr)", [this] {
                return cli::traceImport(hwdb::Catalogue::open(), file_, name_, isJson_, console());
            });
        import->add_option("FILE", file_, "The recorded file")->required();
        import->add_option("--name", name_, "Name of the trace; from the file name when left out");
        CLI::App* list = add(*trace, "list", "Shipped and imported traces",
                             [this] { return cli::traceList(hwdb::Catalogue::open(), isJson_, console()); });
        CLI::App* show = add(*trace, "show", "What is known of one trace", [this] {
            return cli::traceShow(hwdb::Catalogue::open(), name_, isJson_, console());
        });
        show->add_option("NAME", name_, "Name of the trace")->required();
        CLI::App* replay =
            add(*trace, "replay", "The record beside its replay, also on another device", [this] {
                return cli::traceReplay(hwdb::Catalogue::open(), name_, value_, isJson_, console());
            });
        replay->add_option("NAME", name_, "Name of the trace")->required();
        replay->add_option("--on", value_, "Device to replay it on");
        addJson(import), addJson(list), addJson(show), addJson(replay);
    }

    CLI::App app_{"Purser: what a GPU cluster delivers, and what it costs.", "purser"};
    std::stop_token stop_;
    std::function<int()> action_;
    bool isQuiet_ = false, isVerbose_ = false, isVersion_ = false, isListing_ = false, isJson_ = false,
         isServing_ = false;
    int threads_ = 1;
    cli::PlanCommandRequest plan_;
    cli::SweepCommandRequest sweep_;
    cli::ResultsRequest results_;
    std::string language_ = "en", file_, out_, name_, property_, value_, unit_, factSource_, date_, kind_;
    std::string contract_{scenario::findParameter("economics.rental.contract")->defaultText};
    cli::KernelQuestion kernel_;
    int rows_ = 2000;
    std::vector<std::string> overrides_, files_, formats_, parts_;
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
