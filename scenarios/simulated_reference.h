// SPDX-License-Identifier: Apache-2.0
// Throughput, power and GPU counts by reference: from the simulation of the same scenario, or from a result
// file of purser run that is named with its content hash. Never retyped.
#pragma once

#include <filesystem>
#include <string>

#include "scenarios/result.h"
#include "scenarios/scenario.h"

namespace scenario {

struct SimulatedReference {
    Result result;
    std::string hash;   ///< of the bytes of the file
    std::string source; ///< file and hash in words
};

/// Reads the file under `fileKey` (beside the scenario's file) and checks it against the hash under
/// `hashKey`. Throws Error{BadInput}: no such file, no result, or not the file that was meant; the remedy
/// names the hash.
SimulatedReference simulatedReference(const Scenario& scenario, std::string_view fileKey,
                                      std::string_view hashKey);

/// Content hash of a file's bytes, as a scenario names it.
std::string contentHashOf(const std::string& bytes);

} // namespace scenario
