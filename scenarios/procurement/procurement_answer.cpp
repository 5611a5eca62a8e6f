// SPDX-License-Identifier: Apache-2.0
#include "scenarios/procurement/procurement_answer.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <set>

#include <fmt/format.h>

#include "scenarios/simulated_reference.h"
#include "simulator/base/error.h"

namespace scenario {

namespace {

constexpr const char* PriceKey = "economics.rental.price";

std::string readWhole(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) throw sim::Error(sim::ErrorCode::BadInput, "cannot be opened for reading", file.string());
    return {std::istreambuf_iterator<char>(stream), {}};
}

class Answerer {
  public:
    Answerer(const ProcurementCase& question, const hwdb::Catalogue& catalogue) : catalogue_(catalogue) {
        answer_.question = question;
    }

    ProcurementAnswer answer(const EvaluateOptions& options, const sim::WorkContext& context) {
        for (const OptionRequest& option : answer_.question.options)
            evaluateOption(option, options, context);
        answer_.choice = chooseOption(answer_.results, answer_.question.criterion);
        findDifferences();
        findFlipPrice();
        addOffers();
        addPayments();
        for (const AcceptanceTest& test : answer_.question.acceptance)
            addThreshold(test);
        warn();
        hash();
        return std::move(answer_);
    }

  private:
    struct Simulated {
        std::optional<Scenario> scenario; ///< none where the option is a result
        Result result;                    ///< without money
    };

    void evaluateOption(const OptionRequest& option, const EvaluateOptions& options,
                        const sim::WorkContext& context) {
        const bool isResult = option.file.extension() == ".json";
        if (isResult && !option.overrides.empty())
            throw sim::Error(sim::ErrorCode::BadInput, "a result cannot be changed with set:", option.where,
                             "give the scenario it was made from");
        Simulated& made = simulated_.emplace_back();
        if (isResult) {
            answer_.results.push_back(resultFromJson(readWhole(option.file), option.file.string()));
        } else {
            made.scenario = readScenario(option.file, option.overrides);
            made.result = simulate(*made.scenario, catalogue_, options, context);
            answer_.results.push_back(complete(*made.scenario, catalogue_, made.result));
        }
        if (!option.name.empty()) answer_.results.back().name = option.name.en;
    }

    void findDifferences() {
        std::vector<std::string> keys;
        std::set<std::string> seen;
        for (const Result& r : answer_.results)
            for (const ResolvedInput& input : r.inputs)
                if (seen.insert(input.key).second) keys.push_back(input.key);
        const auto textOf = [](const Result& r, const std::string& key) -> std::string {
            for (const ResolvedInput& input : r.inputs)
                if (input.key == key) return input.text;
            return {};
        };
        for (const std::string& key : keys)
            if (std::ranges::any_of(answer_.results, [&](const Result& r) {
                    return textOf(r, key) != textOf(answer_.results.front(), key);
                }))
                answer_.differingInputs.push_back(key);
    }

    double criterionAt(const Simulated& made, double price) const {
        Scenario changed = *made.scenario;
        changed.set(PriceKey, fmt::format("{:.17g} {}/GPU-hour", price, changed.text("economics.currency")),
                    Origin::Set, "");
        const Result result = complete(changed, catalogue_, made.result);
        const Metric* metric = result.metric(answer_.choice.criterion);
        return metric ? metric->estimate.value : std::nan("");
    }

    /// Money alone is computed again: a straight line through two prices, and a third to see that it is one.
    void findFlipPrice() {
        if (answer_.choice.ranked.size() < 2) return;
        const Simulated& made = simulated_[answer_.choice.ranked.front()];
        if (!made.scenario || !made.scenario->has(PriceKey)) return;
        const double now = made.scenario->number(PriceKey);
        const double target =
            answer_.results[answer_.choice.ranked[1]].metric(answer_.choice.criterion)->estimate.value;
        const double here = criterionAt(made, now), higher = criterionAt(made, now * 1.25);
        if (!(std::abs(higher - here) > 1e-12 * std::abs(here))) return; // the price does not touch it
        const double flip = now + (target - here) * 0.25 * now / (higher - here);
        if (!(flip > 0.0) || std::abs(criterionAt(made, flip) - target) > 1e-6 * std::abs(target)) return;
        answer_.flip =
            FlipPrice{PriceKey, made.scenario->text("economics.currency") + "/GPU-hour", now, flip};
    }

    void addOffers() {
        const ProcurementCase& q = answer_.question;
        if (q.quotes.empty()) return;
        const std::string date = q.decideBy.empty() ? "9999-12-31" : q.decideBy;
        answer_.offers = normaliseOffers(q.quotes, q.requiredItems, [&](const std::string& currency) {
            return currency == q.currency ? 1.0 : catalogue_.exchangeRate(currency, q.currency, date);
        });
        if (q.scoring) answer_.scoring = scoreOffers(*q.scoring, answer_.offers);
    }

    /// The winner's offer, else the cheapest complete one, else the whole cost of the recommended option.
    std::pair<std::optional<double>, std::string> purchaseAmount() const {
        const auto offerTotal = [&](const std::string& vendor) {
            for (const Offer& offer : answer_.offers)
                if (offer.vendor == vendor) return offer.total();
            return 0.0;
        };
        if (!answer_.scoring.scores.empty()) {
            const OfferScore& winner = answer_.scoring.scores.front();
            if (winner.share > 0.0)
                return {winner.amount, fmt::format("award to {} with tax", winner.vendor)};
            return {offerTotal(winner.vendor), fmt::format("offer of {} with tax", winner.vendor)};
        }
        const Offer* cheapest = nullptr;
        for (const Offer& offer : answer_.offers)
            if (offer.isComplete() && (!cheapest || offer.total() < cheapest->total())) cheapest = &offer;
        if (cheapest) return {cheapest->total(), fmt::format("offer of {} with tax", cheapest->vendor)};
        const Result* best = answer_.best();
        const Metric* cost = best ? best->metric("cost_total") : nullptr;
        if (cost && cost->unit == answer_.question.currency)
            return {cost->estimate.value, fmt::format("cost_total of {}", best->name)};
        return {};
    }

    void addPayments() {
        const auto [whole, base] = purchaseAmount();
        answer_.paymentBase = base;
        for (const Milestone& milestone : answer_.question.milestones)
            answer_.payments.push_back(
                {milestone, whole ? std::optional<double>(*whole * milestone.share) : std::nullopt});
    }

    void addThreshold(const AcceptanceTest& test) {
        AcceptanceThreshold threshold{test, std::nullopt, 0.0, 0.0, false};
        if (!test.metric.empty()) {
            const Result* best = answer_.best();
            const Metric* metric = best ? best->metric(test.metric) : nullptr;
            if (best && !metric)
                throw sim::Error(sim::ErrorCode::BadInput,
                                 fmt::format("acceptance: '{}' has no metric '{}'", best->name, test.metric),
                                 test.where, "name one that purser run prints for it");
            if (metric) {
                threshold.predicted = *metric;
                threshold.isAtMost = isLessBetter(test.metric);
                threshold.threshold = threshold.isAtMost ? metric->estimate.high : metric->estimate.low;
                threshold.tolerance = threshold.threshold / metric->estimate.value - 1.0;
            }
        }
        answer_.acceptance.push_back(std::move(threshold));
    }

    void warn() {
        const ProcurementCase& q = answer_.question;
        const auto add = [&](std::string text) { answer_.warnings.push_back(std::move(text)); };
        if (answer_.choice.ranked.size() > 1 && !answer_.choice.isClear)
            add(fmt::format("the intervals of '{}' and '{}' meet: their order by {} is not certain",
                            answer_.results[answer_.choice.ranked[0]].name,
                            answer_.results[answer_.choice.ranked[1]].name, answer_.choice.criterion));
        for (const auto& [option, reason] : answer_.choice.excluded)
            add(fmt::format("'{}' is not ranked: {}", answer_.results[option].name, reason));
        for (const Offer& offer : answer_.offers) {
            if (!offer.isComplete())
                add(fmt::format("the offer of {} lacks {}", offer.vendor,
                                fmt::join(offer.missingItems, ", ")));
            if (!q.decideBy.empty() && offer.validUntil < q.decideBy)
                add(fmt::format("the offer of {} ends on {}, before the decision on {}", offer.vendor,
                                offer.validUntil, q.decideBy));
        }
        std::set<std::string> seen(answer_.warnings.begin(), answer_.warnings.end());
        for (const Result& r : answer_.results)
            for (const std::string& warning : r.warnings)
                if (seen.insert(warning).second) add(fmt::format("{}: {}", r.name, warning));
    }

    void hash() {
        std::string all = readIfThere(answer_.question.file);
        for (const Result& r : answer_.results)
            all += r.provenance.scenarioHash + r.provenance.catalogueHash;
        for (const Quote& q : answer_.question.quotes)
            all += fmt::format("{}|{}|{}|{}|{}", q.vendor, q.item, q.quantity, q.unitPrice, q.currency);
        answer_.caseHash = contentHashOf(all);
    }
    static std::string readIfThere(const std::string& file) {
        return file.empty() ? std::string{} : readWhole(file);
    }

    const hwdb::Catalogue& catalogue_;
    std::vector<Simulated> simulated_;
    ProcurementAnswer answer_;
};

} // namespace

ProcurementAnswer answerProcurement(const ProcurementCase& question, const hwdb::Catalogue& catalogue,
                                    const EvaluateOptions& options, const sim::WorkContext& context) {
    return Answerer(question, catalogue).answer(options, context);
}

} // namespace scenario
