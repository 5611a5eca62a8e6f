// SPDX-License-Identifier: Apache-2.0
// Measured runs of services under closed load: what each was and how long its tokens took. Source:
// ai-dynamo/aiconfigurator 095f58a (Apache-2.0), which gathers runs of InferenceX and NVIDIA.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace hwdb {

struct ServingRun {
    std::string group; ///< configuration; runs of one differ in concurrency
    std::string engine, version, model, device, precision, date;
    /// Of attention and dense products, and of the experts. Not recorded: assumed from the checkpoints of
    /// that precision (four-bit ones keep attention wider); empty where no precision is recorded.
    std::string linearFormat, expertFormat;
    double input = 0, output = 0, gpus = 0;
    double concurrency = 0; ///< 0: not recorded
    double pipeline = 1, units = 1, tensor = 1, data = 1, expert = 1;
    double prefillUnits = 0, prefillTensor = 1, prefillData = 1, prefillExpert = 1;
    double firstToken = 0, perToken = 0; ///< seconds, means
    bool isMtpKnownOff = false;          ///< else nobody wrote down whether tokens were guessed
    bool isSaturated = false;
};

/// The rows of serving_runs.csv. Throws Error{BadInput} naming row and column.
std::vector<ServingRun> servingRuns(const std::filesystem::path& packs);

} // namespace hwdb
