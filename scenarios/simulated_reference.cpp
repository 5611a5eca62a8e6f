// SPDX-License-Identifier: Apache-2.0
#include "scenarios/simulated_reference.h"

#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "simulator/base/error.h"
#include "simulator/base/hash.h"

namespace scenario {

std::string contentHashOf(const std::string& bytes) {
    sim::ContentHash hash;
    hash.add(bytes);
    return hash.hex();
}

SimulatedReference simulatedReference(const Scenario& scenario, std::string_view fileKey,
                                      std::string_view hashKey) {
    const Value& named = scenario.value(fileKey);
    const auto file = std::filesystem::path(scenario.file).parent_path() / named.text;
    const auto fail = [&](const std::string& message, const std::string& hint) {
        throw sim::Error(sim::ErrorCode::BadInput, fmt::format("{}: {}", fileKey, message), named.where,
                         hint);
    };
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        fail(fmt::format("found '{}', expected a result file beside the scenario", named.text),
             "make it with purser run SCENARIO.yaml --out FOLDER");
    const std::string bytes(std::istreambuf_iterator<char>(stream), {});
    SimulatedReference reference;
    reference.hash = contentHashOf(bytes);
    if (!scenario.has(hashKey))
        fail("is named without its hash", fmt::format("add {}: {}", hashKey, reference.hash));
    if (scenario.text(hashKey) != reference.hash)
        fail(fmt::format("'{}' has changed: found hash {}, expected {}", named.text, reference.hash,
                         scenario.text(hashKey)),
             fmt::format("if that is meant, set {}: {}", hashKey, reference.hash));
    reference.result = resultFromJson(bytes, named.text);
    reference.source = fmt::format("simulated result {} ({})", named.text, reference.hash.substr(0, 12));
    return reference;
}

} // namespace scenario
