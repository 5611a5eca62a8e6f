// SPDX-License-Identifier: Apache-2.0
// Evaluate, write the files, print the result.
#include "scenarios/cli/run_command.h"

#include <fmt/format.h>

#include "scenarios/cli/output_file.h"
#include "scenarios/cli/result_source.h"
#include "scenarios/cli/result_view.h"
#include "scenarios/timeline_json.h"

namespace cli {

int runCommand(const RunRequest& request, const Console& console) {
    ResultSource source(console);
    const bool hasFiles = !request.outDirectory.empty();
    const scenario::EvaluateOptions options{.hasTimelines = hasFiles, .threads = request.threads};
    const scenario::Result result = source.load(request.scenario, request.overrides, options);
    const std::string json = toJson(result);
    if (hasFiles) {
        std::vector<OutputFile> files = {{"result.json", json}};
        for (const auto& timeline : result.timelines)
            files.push_back({fmt::format("timeline-{}.json", timeline.key), timelineJson(timeline)});
        writeFiles(request.outDirectory, files);
        for (const OutputFile& file : files)
            console.note(fmt::format("wrote {}", (request.outDirectory / file.name).string()));
    }
    console.print(request.isJson ? json : resultText(result, console.style, console.isVerbose));
    if (!result.isFeasible) console.note(fmt::format("does not work: {}", result.infeasibleReason));
    return result.isFeasible ? 0 : 1;
}

} // namespace cli
