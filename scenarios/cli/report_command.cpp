// SPDX-License-Identifier: Apache-2.0
// Load or evaluate, then hand over to the reports.
#include "scenarios/cli/report_command.h"

#include <algorithm>

#include <fmt/format.h>

#include "reports/report.h"
#include "scenarios/cli/result_source.h"
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

} // namespace

int reportCommand(const ReportRequest& request, const Console& console) {
    for (const std::string& format : request.formats)
        requireKnown(format, report::reportFormats(), "--format");
    requireKnown(request.language, report::reportLanguages(), "--lang");
    ResultSource source(console);
    const scenario::Result result =
        source.load(request.file, request.overrides, {.hasTimelines = request.file.extension() != ".json"});
    report::ReportOptions options;
    options.formats = request.formats;
    options.language = request.language;
    options.directory = request.outDirectory;
    std::string written;
    for (const auto& path : report::writeReport(result, options))
        written += path.string() + "\n";
    console.print(written);
    return result.isFeasible ? 0 : 1;
}

} // namespace cli
