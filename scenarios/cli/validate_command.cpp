// SPDX-License-Identifier: Apache-2.0
// Every gallery scenario that names a published case, and every named trace.
#include "scenarios/cli/validate_command.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>

#include <fmt/format.h>

#include "scenarios/cli/amount.h"
#include "scenarios/cli/progress_bar.h"
#include "scenarios/cli/result_source.h"
#include "scenarios/json_text.h"
#include "scenarios/serving_validation.h"
#include "simulator/base/error.h"
#include "simulator/traces/import.h"
#include "simulator/traces/replay.h"

namespace cli {

namespace {

struct CaseRow {
    std::string file, name, caseId;
    scenario::Comparison comparison;
};

struct ReplayRow {
    std::string trace;
    double recordedMicroseconds = 0.0, replayedMicroseconds = 0.0;
    sim::IdentityCheck check;
};

struct Validation {
    std::vector<CaseRow> cases;
    std::vector<ReplayRow> replays;
    std::vector<std::string> infeasible;
    bool passes() const {
        return infeasible.empty() &&
               std::all_of(replays.begin(), replays.end(), [](const ReplayRow& r) { return r.check.passes; });
    }
};

std::vector<std::filesystem::path> galleryFiles() {
    const std::filesystem::path directory = scenario::galleryDirectory();
    std::error_code error;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(directory, error))
        if (entry.path().extension() == ".yaml") files.push_back(entry.path());
    if (error || files.empty())
        throw sim::Error(sim::ErrorCode::BadInput, "found no shipped scenarios", directory.string(),
                         "set PURSER_GALLERY to the folder of the gallery");
    std::sort(files.begin(), files.end());
    return files;
}

Validation validate(const Console& console) {
    Validation validation;
    ResultSource source(console);
    for (const auto& file : galleryFiles()) {
        const scenario::Scenario scenario = scenario::readScenario(file);
        if (!scenario.has("compare_with")) continue;
        const scenario::Result result =
            scenario::evaluate(scenario, source.catalogue(), {}, {nullptr, console.stop});
        if (!result.isFeasible)
            validation.infeasible.push_back(
                fmt::format("{}: {}", file.filename().string(), result.infeasibleReason));
        for (const auto& comparison : result.comparisons)
            validation.cases.push_back(
                {file.filename().string(), result.name, scenario.text("compare_with"), comparison});
    }
    for (const std::string& name : source.catalogue().traceNames()) {
        const sim::KernelTrace trace =
            sim::importTrace(source.catalogue().traceFile(name), {}, {nullptr, console.stop});
        ReplayRow row{name, static_cast<double>(trace.spanNs()) * 1e-3, 0.0,
                      sim::checkIdentity(trace, sim::replay(trace))};
        row.replayedMicroseconds = row.recordedMicroseconds * (1.0 + row.check.makespanError);
        validation.replays.push_back(row);
    }
    return validation;
}

std::string validationText(const Validation& validation, const Style& style) {
    std::string out = style(Ink::Bold, "Predicted against published") + "\n";
    TextTable cases(
        {{"Case"}, {"Metric"}, {"Predicted", true}, {"Published", true}, {"Difference", true}, {"Note"}});
    for (const CaseRow& row : validation.cases) {
        const scenario::Comparison& c = row.comparison;
        const double error = c.relativeError();
        cases.add({{row.caseId},
                   {metricLabel(c.metric)},
                   {amountText(c.predicted, c.unit)},
                   {amountText(c.published, c.unit)},
                   {c.published == 0.0 ? "" : differenceText(error),
                    std::abs(error) <= 0.05 ? Ink::Green : Ink::Yellow},
                   {c.note, Ink::Faint}});
    }
    out += cases.text(style) + "\n" + style(Ink::Bold, "Identity replay of recorded traces") + "\n";
    TextTable replays({{"Trace"},
                       {"Recorded", true},
                       {"Replayed", true},
                       {"Makespan error", true},
                       {"Mean start error", true},
                       {"Gate"}});
    for (const ReplayRow& row : validation.replays)
        replays.add({{row.trace},
                     {fmt::format("{:.0f} us", row.recordedMicroseconds)},
                     {fmt::format("{:.0f} us", row.replayedMicroseconds)},
                     {fmt::format("{:+.3f} %", 100.0 * row.check.makespanError)},
                     {fmt::format("{:.3f} % of the span", 100.0 * row.check.meanStartErrorOfSpan)},
                     {row.check.passes ? "passes" : "fails", row.check.passes ? Ink::Green : Ink::Red}});
    out += replays.text(style);
    for (const std::string& reason : validation.infeasible)
        out += style(Ink::Red, "does not work: " + reason) + "\n";
    return out;
}

std::string validationJson(const Validation& validation) {
    using Layout = scenario::JsonWriter::Layout;
    scenario::JsonWriter json;
    json.beginObject();
    json.member("schema", "purser.validation/1");
    json.key("passes"), json.boolean(validation.passes());
    json.key("comparisons");
    json.beginArray();
    for (const CaseRow& row : validation.cases) {
        json.beginObject(Layout::Inline);
        json.member("scenario", row.file);
        json.member("case", row.caseId);
        json.member("metric", row.comparison.metric);
        json.member("predicted", row.comparison.predicted);
        json.member("published", row.comparison.published);
        json.member("unit", row.comparison.unit);
        if (row.comparison.published != 0.0) json.member("relative_error", row.comparison.relativeError());
        json.member("source", row.comparison.source);
        json.end();
    }
    json.end();
    json.key("replays");
    json.beginArray();
    for (const ReplayRow& row : validation.replays) {
        json.beginObject(Layout::Inline);
        json.member("trace", row.trace);
        json.member("recorded_us", row.recordedMicroseconds);
        json.member("replayed_us", row.replayedMicroseconds);
        json.member("makespan_error", row.check.makespanError);
        json.member("mean_start_error_of_span", row.check.meanStartErrorOfSpan);
        json.key("passes"), json.boolean(row.check.passes);
        json.end();
    }
    json.end();
    json.key("infeasible");
    json.beginArray();
    for (const std::string& reason : validation.infeasible)
        json.string(reason);
    json.end();
    json.end();
    return json.take();
}

} // namespace

int validateCommand(bool isJson, const Console& console) {
    const Validation validation = validate(console);
    console.print(isJson ? validationJson(validation) : validationText(validation, console.style));
    return validation.passes() ? 0 : 1;
}

int validateServing(int jobs, bool isJson, const Console& console) {
    ResultSource source(console);
    ProgressBar progress(console.hasProgress);
    const auto runs = scenario::predictRuns(hwdb::servingRuns(hwdb::Catalogue::packDirectory()),
                                            source.catalogue(), jobs, {&progress, console.stop});
    const auto errors = scenario::runErrors(runs);
    std::map<std::string, std::size_t> refusals;
    for (const auto& run : runs)
        if (!run.refusal.empty()) ++refusals[run.refusal.substr(0, run.refusal.find(':'))];
    if (isJson) {
        scenario::JsonWriter json;
        json.beginArray();
        for (const auto& e : errors) {
            json.beginObject(scenario::JsonWriter::Layout::Inline);
            json.member("slice", e.slice);
            json.member("runs", static_cast<double>(e.count));
            json.member("tpot_median_error", e.perToken);
            json.member("tpot_bias", e.perTokenBias);
            json.member("ttft_median_error", e.firstToken);
            json.member("ttft_bias", e.firstTokenBias);
            json.member("throughput_median_error", e.throughput);
            json.end();
        }
        json.end();
        console.print(json.take());
        return 0;
    }
    TextTable table({{"Measured runs"},
                     {"Runs", true},
                     {"TPOT error", true},
                     {"bias", true},
                     {"TTFT error", true},
                     {"bias", true},
                     {"Throughput error", true}});
    const auto percent = [](double share) { return fmt::format("{:.1f} %", share * 100); };
    for (const auto& e : errors)
        table.add({{e.slice},
                   {amountText(static_cast<double>(e.count), "")},
                   {percent(e.perToken), Ink::Bold},
                   {differenceText(e.perTokenBias)},
                   {percent(e.firstToken), Ink::Bold},
                   {differenceText(e.firstTokenBias)},
                   {percent(e.throughput), Ink::Bold}});
    std::string out = "Services: predicted against measured, medians of the error's magnitude\n" +
                      table.text(console.style);
    if (!refusals.empty()) out += "\nRefused\n";
    for (const auto& [reason, count] : refusals)
        out += fmt::format("  {:>4}  {}\n", count, reason);
    console.print(out);
    return 0;
}

} // namespace cli
