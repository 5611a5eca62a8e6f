// SPDX-License-Identifier: Apache-2.0
#include "scenarios/money_work.h"

#include "simulator/base/error.h"

namespace scenario {

namespace {

void addEach(const Scenario& scenario, const hwdb::Catalogue& catalogue, Result& result) {
    if (scenario.hasWorkload("fleet")) addFleetMoney(scenario, catalogue, result);
    if (scenario.hasWorkload("training_programme")) addTrainingProgramme(scenario, result);
    if (scenario.hasWorkload("token_service")) addTokenService(scenario, result);
    if (scenario.hasWorkload("demand")) addDemand(scenario, result);
    if (scenario.hasWorkload("supply")) addSupply(scenario, result);
    if (scenario.hasWorkload("staging")) addStaging(scenario, result);
    if (scenario.hasWorkload("tender")) addTender(scenario, result);
    if (scenario.hasWorkload("bakeoff")) addBakeoff(scenario, result);
}

} // namespace

void addMoneyWork(const Scenario& scenario, const hwdb::Catalogue& catalogue, Result& result) {
    try {
        addEach(scenario, catalogue, result);
    } catch (const sim::Error& error) {
        // The model knows no files: what it refuses stands in this one.
        if (!error.where().empty() || scenario.file.empty()) throw;
        throw sim::Error(error.code(), error.message(), scenario.file, error.hint());
    }
}

} // namespace scenario
