// SPDX-License-Identifier: Apache-2.0
// What stands around a purchase: import taxes, export gates, tenors and mixes, options, tenders, programmes
// of training (cases J, K, M, N, O, P and 8.8 of the study).
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "simulator/base/error.h"
#include "simulator/economics/decision.h"
#include "simulator/economics/export_gate.h"
#include "simulator/economics/landed_cost.h"
#include "simulator/economics/option_value.h"
#include "simulator/economics/rent_mix.h"
#include "simulator/economics/tender_score.h"
#include "simulator/economics/training_budget.h"
#include "tests/unit/economics/golden_cases.h"

namespace sim {
namespace {

TEST(LandedCost, CaseNDutyAndValueAddedTax) {
    const auto golden = goldenCase("N_landed_cost");
    expectGolden(withoutTax(1130000, 0.13).net, golden["cn_net_of_vat"]);
    expectGolden(withoutTax(1130000, 0.13).tax, golden["cn_vat"]);
    expectGolden(landedCost(100, {0, 0.13, 0}).paid, golden["import_cif100_duty0_vat13"]);
    expectGolden(landedCost(100, {0.10, 0.13, 0}).paid, golden["import_cif100_duty10_vat13"]);
    expectGolden(landedCost(30000, {0.25, 0, 0}).cost, golden["us_232_25pct_on_30000"]);
    EXPECT_NEAR(landedCost(100, {0.10, 0.13, 1.0}).cost, 110, 1e-12); // what comes back is timing, not cost
}

TEST(ExportGate, CaseMProbabilities) {
    const auto golden = goldenCase("M_export_gate");
    const ExportGate gate = {0.5, 3.25, true};
    expectGolden(closesWithin(gate, 12), golden["P_ban_within_12m"]);
    expectGolden(closesWithin(gate, 24), golden["P_ban_within_24m"]);
    expectGolden(longRunOpen(gate), golden["long_run_open"]);
    expectGolden(openAfter(gate, 12), golden["P_open_t12"]);
    expectGolden(closureOutlasts(gate, 6), golden["P_ban_lasts_gt_6m"]);
    expectGolden(longRunOpen(gate) * 0.6, golden["two_gate_open"]);
}

// A shut gate of mean closure m delays goods by m on average; without a gate they take their transit.
TEST(ExportGate, SimulatedDelayHasItsExpectation) {
    const Random random(1, RandomStream::Prices);
    double sum = 0;
    constexpr std::uint32_t Paths = 20000;
    for (std::uint32_t path = 0; path < Paths; ++path)
        sum += monthsToSupply({{0.0, 3.0, false}}, 0, random, path);
    EXPECT_NEAR(sum / Paths, 3.0, 4 * 3.0 / std::sqrt(Paths)); // exponential: deviation = mean
    EXPECT_EQ(monthsToSupply({}, 2, random, 0), 2.0);
}

// P(open at transit) of simulated paths is that of the formula.
TEST(ExportGate, SimulatedPathsAgreeWithTheClosedForm) {
    const Random random(2, RandomStream::Prices);
    const ExportGate gate = {0.5, 3.25, true};
    constexpr std::uint32_t Paths = 20000;
    int onTime = 0;
    for (std::uint32_t path = 0; path < Paths; ++path)
        onTime += monthsToSupply({gate}, 12, random, path) == 12.0;
    const double p = openAfter(gate, 12);
    EXPECT_NEAR(double(onTime) / Paths, p, 4 * std::sqrt(p * (1 - p) / Paths));
}

TEST(Decision, CaseOBuysNowAndKnowsWhatKnowingIsWorth) {
    const auto golden = goldenCase("O_decision_tree");
    const Decision d = decide({{{"open", 0.6}, {"dearer", 0.15}, {"closed", 0.25}},
                               {"buy", "wait"},
                               {{1.10, 1.10, 1.10}, {1.00, 1.40, 1.00 * 1.35 * 1.10}}});
    expectGolden(d.expectedCost[0], golden["buy_now"]);
    expectGolden(d.expectedCost[1], golden["wait_expected"]);
    EXPECT_EQ(d.best, 0U);
    expectGolden(d.costWithPerfectInformation, golden["expected_with_perfect_information"]);
    EXPECT_NEAR(d.valueOfPerfectInformation, golden["EVPI"], 1e-12);
    EXPECT_NEAR(d.greatestRegret[0], 0.10, 1e-12);
    EXPECT_NEAR(d.greatestRegret[1], 0.385, 1e-12);
}

TEST(Decision, ProbabilitiesThatAreNotAreSaid) {
    EXPECT_THROW(decide({{{"a", 0.6}, {"b", 0.6}}, {"x"}, {{1, 2}}}), Error);
    EXPECT_THROW(decide({{{"a", -0.5}, {"b", 1.5}}, {"x"}, {{1, 2}}}), Error);
    EXPECT_THROW(decide({{{"a", 1.0}}, {"x"}, {{1, 2}}}), Error);
}

TEST(ForwardPrice, CaseJOutOfTenorQuotes) {
    const auto golden = goldenCase("J_forward_curve");
    expectGolden(forwardAverage(1, 7.20, 3, 5.40), golden["avg_y2_y3"]);
    const auto years = constantRatioForward(7.20, 3, 5.40);
    expectGolden(years[1] / years[0], golden["ratio"]);
    expectGolden(years[1], golden["y2"]);
    expectGolden(years[2], golden["y3"]);
    EXPECT_GT(constantRatioForward(2.0, 3, 2.5)[2], 2.5) << "prices may rise";
    EXPECT_THROW(constantRatioForward(7.20, 3, 2.0), Error);
    EXPECT_THROW(forwardAverage(3, 5, 1, 7), Error);
}

TEST(ReservedMix, CaseKOfASinusoidalDemand) {
    const auto golden = goldenCase("K_reserved_mix");
    const double share = reserveShareOfTime(1.70, 2.60);
    expectGolden(share, golden["reserve_fraction_of_time"]);
    expectGolden(reservedOverMean(278 / 226.75 - 1, share), golden["q_over_mean"]);
    expectGolden(226.75 * reservedOverMean(278 / 226.75 - 1, share), golden["nodes"]);
}

// Hull, Options, Futures, and Other Derivatives: European call and put, American put on five steps.
TEST(OptionValue, TextbookExamples) {
    EXPECT_NEAR(europeanOption({OptionKind::Call, 42, 40, 0.10, 0.20, 0.5}), 4.7594, 5e-5);
    EXPECT_NEAR(europeanOption({OptionKind::Put, 42, 40, 0.10, 0.20, 0.5}), 0.8086, 5e-5);
    EXPECT_NEAR(binomialOption({OptionKind::Put, 50, 50, 0.10, 0.40, 5.0 / 12}, 5), 4.4885, 1e-4);
}

// Case P: exercised on 50 dates; published by finite differences 4.478.
TEST(OptionValue, CasePBermudanPut) {
    const OptionTerms put = {OptionKind::Put, 36, 40, 0.06, 0.20, 1};
    expectGolden(binomialOption(put, 2000, 40), goldenCase("P_lsm")["bermudan50_tree"]);
    EXPECT_NEAR(binomialOption(put, 2000, 40), 4.478, 5e-4);
}

TEST(OptionValue, TreeWithoutEarlyExerciseIsTheClosedForm) {
    const OptionTerms call = {OptionKind::Call, 100, 110, 0.03, 0.35, 2};
    EXPECT_NEAR(binomialOption(call, 2000, 2000), europeanOption(call), 0.01);
    EXPECT_THROW(europeanOption({OptionKind::Call, 100, 110, 0.03, 0, 2}), Error);
}

// Study 8.8: 9.6, 10.0 and 11.2 M at weight 30; with 20 % off the second and third the order turns.
TEST(Tender, PriceScoresAndDomesticPreference) {
    using testing::DoubleNear;
    std::vector<TenderQuote> quotes = {{9.6e6}, {10.0e6}, {11.2e6}};
    EXPECT_THAT(priceScores(quotes, 30), testing::ElementsAre(DoubleNear(30, 1e-9), DoubleNear(28.8, 1e-9),
                                                              DoubleNear(25.7143, 5e-5)));
    quotes[1].isDomestic = quotes[2].isDomestic = true;
    EXPECT_THAT(priceScores(quotes, 30, 0.2),
                testing::ElementsAre(DoubleNear(25, 1e-9), DoubleNear(30, 1e-9), DoubleNear(26.7857, 5e-5)));
    EXPECT_THROW(priceScores({{0}}, 30), Error);
}

// Examples of the Payment and Settlement Measures.
TEST(Tender, AmountsInChineseWords) {
    EXPECT_EQ(amountInChineseWords(1409.50), "壹仟肆佰零玖元伍角");
    EXPECT_EQ(amountInChineseWords(6007.14), "陆仟零柒元壹角肆分");
    EXPECT_EQ(amountInChineseWords(1680.32), "壹仟陆佰捌拾元零叁角贰分");
    EXPECT_EQ(amountInChineseWords(107000.53), "壹拾万柒仟元零伍角叁分");
    EXPECT_EQ(amountInChineseWords(16409.02), "壹万陆仟肆佰零玖元零贰分");
    EXPECT_EQ(amountInChineseWords(325.04), "叁佰贰拾伍元零肆分");
    EXPECT_EQ(amountInChineseWords(100000000), "壹亿元整");
    EXPECT_EQ(amountInChineseWords(10005000), "壹仟万伍仟元整");
    EXPECT_EQ(amountInChineseWords(100000001), "壹亿零壹元整");
    EXPECT_EQ(amountInChineseWords(0), "零元整");
    EXPECT_EQ(amountInChineseWords(0.05), "伍分");
    EXPECT_THROW(amountInChineseWords(-1), Error);
}

// Study 8.3: 2,664 + 119 + 5 thousand H800-hours at 2 USD.
TEST(TrainingBudget, HeadlineOfDeepSeekV3) {
    const TrainingBudget headline = trainingBudget((2664 + 119 + 5) * 1e3, 2.0, {});
    EXPECT_NEAR(headline.headline, 5576000, 1e-6);
    EXPECT_NEAR(headline.full(), headline.headline, 1e-6);
    ProgrammeTerms terms;
    terms.experimentMultiple = 2;
    terms.goodput = 0.8;
    terms.staff = 1e6;
    EXPECT_NEAR(trainingBudget(2.788e6, 2.0, terms).full(), 5576000 * (1 + 0.25 + 2) + 1e6, 1e-6);
    terms.goodput = 0;
    EXPECT_THROW(trainingBudget(1, 1, terms), Error);
}

// Study 8.5: the amortised cost of GPT-4 of Cottier et al., to the cent; the price index in the repository's
// value.
TEST(TrainingBudget, AmortisedCostOfGpt4) {
    AmortisedRun run;
    run.purchasePrice = 24875;
    run.daysBeforeStart = 638;
    run.chipHours = 57e6;
    run.interconnectShare = 0.19;
    run.kilowattsPerChip = 0.8125 * 0.75;
    run.pue = 1.25;
    run.energyPrice = 0.0806;
    const AmortisedCost cost = amortisedCost(run);
    EXPECT_NEAR(cost.valueAtStart, 14165.0547, 5e-5);
    EXPECT_NEAR(cost.perChipHour, 0.520907386, 5e-10);
    EXPECT_NEAR(cost.chips, 29691720.99, 0.005);
    EXPECT_NEAR(cost.interconnect, 6964724.68, 0.005);
    EXPECT_NEAR(cost.energy, 3499488.28, 0.005);
    EXPECT_NEAR(cost.total(), 40155933.94, 0.006);
    EXPECT_NEAR(cost.total() / 57e6, 0.70449, 5e-6);
    EXPECT_NEAR(cost.total() * 119.349 / 117.766, 40695706.40, 0.01);
    EXPECT_NEAR(25000 * 24875 / 0.81, 767746913.58, 0.005);
}

} // namespace
} // namespace sim
