// SPDX-License-Identifier: Apache-2.0
// Reading scenarios and results by the kind of their file.
#include "scenarios/cli/result_source.h"

#include <fstream>
#include <iterator>
#include <system_error>

#include "scenarios/cli/progress_bar.h"
#include "simulator/base/error.h"

namespace cli {

namespace {

std::string readFile(const std::filesystem::path& file) {
    const auto fail = [&](const char* problem, const char* hint) {
        throw sim::Error(sim::ErrorCode::BadInput, problem, file.string(), hint);
    };
    std::error_code error;
    if (!std::filesystem::exists(file, error))
        fail("there is no such file, expected a result", "make one with purser run SCENARIO.yaml --out DIR");
    if (std::filesystem::is_directory(file, error))
        fail("is a directory, expected a result file", "name the result.json in it");
    std::ifstream stream(file, std::ios::binary);
    if (!stream) fail("cannot be opened for reading", "check its permissions");
    std::string text{std::istreambuf_iterator<char>(stream), {}};
    if (stream.bad()) fail("cannot be read", "check the disk and its permissions");
    return text;
}

} // namespace

hwdb::Catalogue& ResultSource::catalogue() {
    if (!catalogue_) catalogue_ = hwdb::Catalogue::open();
    return *catalogue_;
}

scenario::Result ResultSource::load(const std::filesystem::path& file,
                                    const std::vector<std::string>& overrides,
                                    const scenario::EvaluateOptions& options) {
    if (file.extension() == ".json") {
        if (!overrides.empty())
            throw sim::Error(sim::ErrorCode::BadInput, "a result cannot be changed with --set", file.string(),
                             "give the scenario it was made from");
        return scenario::resultFromJson(readFile(file), file.string());
    }
    // The user's file first: its mistakes are told before the catalogue is built.
    const scenario::Scenario scenario = scenario::readScenario(file, overrides);
    ProgressBar progress(console_.hasProgress);
    return scenario::evaluate(scenario, catalogue(), options, {&progress, console_.stop});
}

} // namespace cli
