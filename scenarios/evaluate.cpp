// SPDX-License-Identifier: Apache-2.0
#include "scenarios/evaluate.h"

#include <fmt/format.h>

#include "scenarios/modelled_training.h"
#include "scenarios/money_work.h"
#include "scenarios/published_comparison.h"
#include "scenarios/rental_money.h"
#include "scenarios/serving_answer.h"
#include "scenarios/training_answer.h"

namespace scenario {

namespace {

void resolveInputs(const Scenario& scenario, Result& result) {
    for (const auto& p : parameters()) {
        if (!scenario.has(p.key)) continue;
        const auto& v = scenario.value(p.key);
        // File name and place, not the folder: equal scenarios give equal results wherever they lie.
        const std::string place = v.where.substr(v.where.find_last_of('/') + 1);
        const std::string source = v.origin == Origin::Default ? std::string(p.source) : place;
        result.inputs.push_back({std::string(p.key), std::string(p.label), v.text,
                                 std::string(sim::baseUnit(p.unit)), source,
                                 std::string(originName(v.origin))});
    }
}

} // namespace

Result simulate(const Scenario& scenario, const hwdb::Catalogue& catalogue, const EvaluateOptions& options,
                const sim::WorkContext& context) {
    Result result;
    result.provenance.programVersion = PURSER_VERSION;
    result.provenance.seed = static_cast<std::uint64_t>(scenario.number("seed"));
    try {
        if (scenario.hasWorkload("training") && !scenario.has("workload.training.kernels.trace"))
            answerModelled(scenario, catalogue, options, context, result);
        else if (scenario.hasWorkload("training")) {
            const auto plan = planTraining(scenario, catalogue, context);
            const auto answer = answerTraining(*plan, options, context);
            tellTraining(scenario, *plan, answer, options.hasTimelines, result);
        }
        if (scenario.hasWorkload("serving")) {
            const auto plan = planServing(scenario, catalogue);
            tellServing(*plan, answerServing(*plan, context), result);
        }
    } catch (const sim::Error& e) {
        if (e.code() != sim::ErrorCode::Infeasible) throw;
        result.isFeasible = false;
        result.infeasibleReason = e.what();
    }
    return result;
}

Result complete(const Scenario& scenario, const hwdb::Catalogue& catalogue, Result result) {
    result.name = scenario.name;
    result.provenance.catalogueHash = catalogue.snapshotHash();
    result.provenance.scenarioHash = scenario.hash();
    resolveInputs(scenario, result);
    if (!result.isFeasible) return result;
    addRental(scenario, catalogue, result);
    addTokenCost(scenario, catalogue, result);
    addMoneyWork(scenario, catalogue, result);
    addComparison(scenario, catalogue, result);
    return result;
}

Result evaluate(const Scenario& scenario, const hwdb::Catalogue& catalogue, const EvaluateOptions& options,
                const sim::WorkContext& context) {
    return complete(scenario, catalogue, simulate(scenario, catalogue, options, context));
}

} // namespace scenario
