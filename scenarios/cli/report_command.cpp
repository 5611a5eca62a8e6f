// SPDX-License-Identifier: Apache-2.0
// Load or evaluate, then hand over to the reports.
#include "scenarios/cli/report_command.h"

#include <algorithm>

#include <fmt/format.h>

#include "reports/report.h"
#include "scenarios/cli/progress_bar.h"
#include "scenarios/cli/result_source.h"
#include "scenarios/procurement/procurement_answer.h"
#include "simulator/base/error.h"

namespace cli {

namespace {

/// Before anything is computed: a misspelt format should not cost a simulation.
void requireKnown(const std::string& name, const std::vector<std::string>& known, const char* option) {
    if (std::find(known.begin(), known.end(), name) != known.end()) return;
    const std::string nearest = sim::nearestName(name, known);
    throw sim::Error(sim::ErrorCode::BadInput,
                     fmt::format("found '{}', expected {}", name, fmt::join(known, " or ")), option,
                     nearest.empty() ? std::string{} : fmt::format("did you mean '{}'?", nearest));
}

/// A case of nothing but options, to compare results that belong to none.
scenario::ProcurementCase caseOf(const ReportRequest& request) {
    scenario::ProcurementCase made;
    made.profile = scenario::procurementProfiles().front();
    made.name = {"Comparison of options", "方案比较"};
    for (const auto& file : request.files) {
        scenario::OptionRequest& option = made.options.emplace_back();
        option.file = file;
        option.where = file.string();
        if (file.extension() != ".json") option.overrides = request.overrides;
    }
    return made;
}

} // namespace

int reportCommand(const ReportRequest& request, const Console& console) {
    for (const std::string& format : request.formats)
        requireKnown(format, report::reportFormats(), "--format");
    requireKnown(request.language, report::reportLanguages(), "--lang");
    if (!request.profile.empty()) requireKnown(request.profile, scenario::procurementProfiles(), "--profile");
    report::ReportOptions options;
    options.formats = request.formats;
    options.language = request.language;
    options.directory = request.outDirectory;
    options.parts = request.parts;
    options.profile = request.profile;
    ResultSource source(console);
    std::vector<std::filesystem::path> paths;
    bool isFeasible = true;
    const bool isCase = request.files.size() == 1 && scenario::isProcurementCase(request.files.front());
    if (request.files.size() > 1 || isCase) {
        const scenario::ProcurementCase question =
            isCase ? scenario::readProcurementCase(request.files.front()) : caseOf(request);
        ProgressBar progress(console.hasProgress);
        const auto answer =
            scenario::answerProcurement(question, source.catalogue(), {}, {&progress, console.stop});
        isFeasible = answer.best() != nullptr;
        paths = report::writeReport(answer, options);
    } else {
        const std::filesystem::path& file = request.files.front();
        const scenario::Result result =
            source.load(file, request.overrides, {.hasTimelines = file.extension() != ".json"});
        isFeasible = result.isFeasible;
        paths = report::writeReport(result, options);
    }
    std::string written;
    for (const auto& path : paths)
        written += path.string() + "\n";
    console.print(written);
    return isFeasible ? 0 : 1;
}

} // namespace cli
