// SPDX-License-Identifier: Apache-2.0
// What a procurement report says: the options evaluated and ranked, the offers on one basis and scored, the
// thresholds that the simulation predicts for acceptance, what would change the decision.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "hwdb/catalogue.h"
#include "scenarios/evaluate.h"
#include "scenarios/procurement/offer_scoring.h"
#include "scenarios/procurement/option_choice.h"
#include "scenarios/procurement/procurement_case.h"

namespace scenario {

struct AcceptanceThreshold {
    AcceptanceTest test;
    std::optional<Metric> predicted; ///< of the recommended option; where the test names a metric
    double threshold = 0.0;          ///< the worse end of its interval
    double tolerance = 0.0;          ///< threshold / predicted - 1
    bool isAtMost = false;
};

/// A price of the best option at which the next one is as good, everything else equal.
struct FlipPrice {
    std::string input, unit; ///< key of the input
    double now = 0.0, flip = 0.0;
};

/// A milestone with what is due then; no amount where nothing says what is bought for.
struct Payment {
    Milestone milestone;
    std::optional<double> amount;
};

struct ProcurementAnswer {
    ProcurementCase question;
    std::vector<Result> results; ///< one per option; named as the options
    OptionChoice choice;
    std::optional<FlipPrice> flip;
    std::vector<Offer> offers;
    OfferScoring scoring;
    std::vector<Payment> payments;
    std::string paymentBase; ///< what the shares are of
    std::vector<AcceptanceThreshold> acceptance;
    std::vector<std::string> differingInputs; ///< keys that are not the same in all options
    std::vector<std::string> warnings;
    std::string caseHash; ///< of the case and everything it rests on

    const Result* best() const { return choice.ranked.empty() ? nullptr : &results[choice.ranked.front()]; }
};

/// The results of options whose files are not scenarios are read as they are. Throws Error{BadInput} for
/// options in unlike currencies, Error{Cancelled}.
ProcurementAnswer answerProcurement(const ProcurementCase& question, const hwdb::Catalogue& catalogue,
                                    const EvaluateOptions& options = {},
                                    const sim::WorkContext& context = {});

} // namespace scenario
