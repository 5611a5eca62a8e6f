// SPDX-License-Identifier: Apache-2.0
// Money scenarios end to end: from YAML to figures, references by hash, currencies, refusals.
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "scenarios/evaluate.h"
#include "scenarios/simulated_reference.h"
#include "simulator/base/error.h"

namespace scenario {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

const hwdb::Catalogue& catalogue() {
    static const auto built = hwdb::Catalogue::build(":memory:", hwdb::Catalogue::packDirectory());
    return built;
}

fs::path gallery(const std::string& name) {
    return fs::path(PURSER_SOURCE_DIR "/scenarios/gallery") / (name + ".yaml");
}

Result shipped(const std::string& name, const std::vector<std::string>& overrides = {}) {
    return evaluate(readScenario(gallery(name), overrides), catalogue());
}

double valueOf(const Result& result, const char* metric) {
    const Metric* found = result.metric(metric);
    EXPECT_NE(found, nullptr) << metric;
    return found ? found->estimate.value : 0.0;
}

std::string refusal(const std::string& yaml) {
    try {
        evaluate(readScenarioText(yaml, "plan.yaml"), catalogue());
    } catch (const sim::Error& error) {
        EXPECT_EQ(error.code(), sim::ErrorCode::BadInput);
        return error.what();
    }
    return "accepted";
}

const std::string Fleet = R"(purser: 1
workload:
  fleet:
    gpus: 8
    price_per_gpu: 30000 USD
    spot: {price: 2 USD/GPU-hour}
)";

// Case B of the economics study, 2.447090449587097 USD; the floor of 10 % is reached long before the end. The
// annual rate and 60 months are the defaults.
TEST(MoneyScenario, ShutdownPriceScenarioIsCaseB) {
    const Result result = shipped("money-s20-shutdown-price");
    EXPECT_NEAR(valueOf(result, "lcoc"), 2.447090449587097, 1e-9);
}

// Case F: break-even contract price 2.554968814454556, IRR 14.90134613837093 % and 24.015097694771925 %.
TEST(MoneyScenario, UndisturbedOperatorIsCaseF) {
    const Result result = shipped("money-s01-rental-price-fall", {"workload.fleet.shock.month=0"});
    EXPECT_NEAR(valueOf(result, "break_even_rental_price"), 2.554968814454556, 1e-8);
    EXPECT_NEAR(valueOf(result, "irr"), 0.1490134613837093, 1e-10);
    EXPECT_NEAR(valueOf(result, "irr_levered"), 0.24015097694771925, 1e-10);
    EXPECT_EQ(valueOf(result, "payback_months"), 46);
    EXPECT_NEAR(valueOf(result, "dscr_min"), 0.411250969436346, 1e-10);
}

// Case G of 200,000 independent paths: NPV P50 9.336 M, P10 2.746 M, P90 18.455 M.
TEST(MoneyScenario, ResidualRemarkIsCaseG) {
    const Result result = shipped("money-s02-residual-remark");
    const auto& npv = result.metric("npv")->estimate;
    EXPECT_NEAR(npv.value, 9336390, 3 * 90e3);
    EXPECT_NEAR(npv.low, 2745864, 3 * 90e3);
    EXPECT_NEAR(npv.high, 18454771, 3 * 140e3);
}

// Study 8.3: 545 % when every token is paid, break-even at 12.909 USD, fleet 226.86 nodes.
TEST(MoneyScenario, DeepSeeksDayIsReproduced) {
    const Result result = shipped("money-s12-api-price-war", {"workload.token_service.paid_share=1",
                                                              "workload.token_service.discounted_share=0"});
    EXPECT_NEAR(valueOf(result, "cost_per_day"), 87072, 1e-6);
    EXPECT_NEAR(valueOf(result, "revenue_per_day"), 562100, 1);
    EXPECT_NEAR(valueOf(result, "margin_on_cost"), 5.4547, 2e-3); // the published revenue is rounded
    EXPECT_NEAR(valueOf(result, "break_even_rental_price"), 12.909, 3e-3);
    EXPECT_NEAR(valueOf(result, "nodes_from_rates"), 226.86, 5e-3);
    EXPECT_NEAR(valueOf(result, "saving_of_night_release"), 0.1844, 5e-5);
}

// 1,024 / 1.3 = 787.7, in whole nodes 792.
TEST(MoneyScenario, ThirtyPercentMoreThroughputLeaves788Cards) {
    const Result result = shipped("money-s03-fewer-cards-by-software");
    EXPECT_NEAR(valueOf(result, "gpus_for_same_work"), 787.6923, 1e-4);
    EXPECT_EQ(valueOf(result, "gpus_required"), 792);
}

// The GPU-hours are those of the simulation in the same scenario, whatever they are.
TEST(MoneyScenario, TrainingCostTakesItsHoursFromTheSimulation) {
    const Result result = shipped("money-s10-v3-headline-and-full-cost");
    EXPECT_NEAR(valueOf(result, "training_cost_headline"), 2.0 * valueOf(result, "gpu_hours"), 1e-6);
    EXPECT_THAT(result.metric("training_cost_headline")->explanation.formula,
                HasSubstr("simulated in this scenario"));
}

TEST(MoneyScenario, PricesDoNotTouchTheHashOfTheSimulation) {
    const auto file = gallery("money-s10-v3-headline-and-full-cost");
    const std::string before = readScenario(file).hash();
    EXPECT_EQ(readScenario(file, {"workload.training_programme.price=3 USD/GPU-hour"}).hash(), before);
    EXPECT_NE(readScenario(file, {"workload.training.global_batch=30720 sequences"}).hash(), before);
}

TEST(MoneyScenario, EveryShippedOneAnswersTheSameTwice) {
    int seen = 0;
    for (const auto& entry : fs::directory_iterator(PURSER_SOURCE_DIR "/scenarios/gallery")) {
        const std::string name = entry.path().stem().string();
        if (!name.starts_with("money-") || name.starts_with("money-s10-")) continue;
        ++seen;
        const Result result = shipped(name);
        EXPECT_FALSE(result.metrics.empty()) << name;
        EXPECT_EQ(toJson(result), toJson(shipped(name))) << name;
    }
    EXPECT_GE(seen, 26);
}

/// A folder of its own with a result in it.
class ByReference : public testing::Test {
  protected:
    ByReference() : folder_(fs::temp_directory_path() / ("purser-money-" + std::to_string(::getpid()))) {
        fs::create_directories(folder_);
        Result served;
        served.metrics = {
            {"output_tokens_per_gpu_second", "tokens/s", {500, 450, 550, sim::Basis::Interpolated}, {}},
            {"input_tokens_per_gpu_second", "tokens/s", {1500, 1400, 1600, sim::Basis::Interpolated}, {}},
            {"power_mean", "W", {8000, 8000, 8000, sim::Basis::Modelled}, {}}};
        served.inputs = {{"cluster.count", "Devices", "8", "", "", "file"}};
        bytes_ = toJson(served);
        std::ofstream(folder_ / "served.json") << bytes_;
    }
    ~ByReference() override { fs::remove_all(folder_); }

    Result withHash(const std::string& hash) const {
        return evaluate(
            readScenarioText(Fleet + "    tokens: {result: served.json, result_hash: " + hash + "}\n",
                             (folder_ / "plan.yaml").string()),
            catalogue());
    }

    fs::path folder_;
    std::string bytes_;
};

// 2,000 tokens/s at the levelised cost of a used hour; 8,000 W over 8 GPUs are 1 kW each.
TEST_F(ByReference, RatesAndPowerComeFromTheResultFile) {
    const Result result = withHash(contentHashOf(bytes_));
    EXPECT_NEAR(valueOf(result, "cost_per_million_tokens"), valueOf(result, "lcoc") / (2000 * 3600 / 1e6),
                1e-9);
    EXPECT_NEAR(valueOf(result, "cost_per_million_output_tokens"),
                valueOf(result, "lcoc") / (500 * 3600 / 1e6), 1e-9);
    EXPECT_NEAR(valueOf(result, "energy_per_token"), 1000 * 0.8 * 1.25 / 2000, 1e-12);
}

TEST_F(ByReference, AChangedResultIsRefusedWithItsHash) {
    try {
        withHash(std::string(32, '0'));
        FAIL() << "accepted";
    } catch (const sim::Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("has changed"));
        EXPECT_THAT(error.what(), HasSubstr(contentHashOf(bytes_)));
    }
}

TEST(MoneyScenario, OneCurrencyAlone) {
    EXPECT_THAT(refusal(Fleet + "    energy_price: 0.6 CNY/kWh\n"), HasSubstr("expected an amount in USD"));
    EXPECT_THAT(refusal("purser: 1\neconomics: {currency: CNY}\n" + Fleet.substr(Fleet.find("workload"))),
                HasSubstr("expected an amount in CNY"));
    const std::string yuan = R"(purser: 1
economics: {currency: CNY}
workload:
  fleet: {gpus: 8, price_per_gpu: 137500 CNY, spot: {utilisation: 50 %}}
)";
    const Result result = evaluate(readScenarioText(yuan, "plan.yaml"), catalogue());
    EXPECT_EQ(result.metric("lcoc")->unit, "CNY/GPU-hour");
}

TEST(MoneyScenario, ImpossibleInputsAreSaidWithTheirPlace) {
    EXPECT_THAT(refusal(Fleet + "    months: -5\n"), HasSubstr("workload.fleet.months"));
    EXPECT_THAT(refusal(Fleet + "    milestones: 0.5@0\n"),
                HasSubstr("plan.yaml: found a sum of milestones of 0.5"));
    EXPECT_THAT(refusal(Fleet + "    milestones: half\n"), HasSubstr("share@months"));
    EXPECT_THAT(refusal(Fleet + "    risk: {paths: 100, correlation: \"0.7, 2, 0.3\"}\n"),
                HasSubstr("no correlation matrix"));
    EXPECT_THAT(refusal(Fleet + "    risk: {paths: 100, correlation: \"0.7, 0.5\"}\n"), HasSubstr("three"));
    EXPECT_THAT(refusal("purser: 1\nworkload: {training_programme: {price: 2 USD/GPU-hour}}\n"),
                HasSubstr("gpu_hours"));
    EXPECT_THAT(refusal("purser: 1\nworkload: {tender: {quotes: \"A 5\"}}\n"), HasSubstr("without a name"));
}

// Correlations that exclude each other are repaired, and the user is told.
TEST(MoneyScenario, RepairedCorrelationsAreAWarning) {
    const Result result = evaluate(
        readScenarioText(Fleet + "    risk: {paths: 100, correlation: \"0.9, -0.9, 0.9\"}\n", "plan.yaml"),
        catalogue());
    EXPECT_THAT(result.warnings, testing::Contains(HasSubstr("the nearest correlations were used")));
}

// A purchase that is never earned back has no rate of return: said, not a number.
TEST(MoneyScenario, AMissingRateOfReturnIsAWarningAndNoFigure) {
    const Result result =
        evaluate(readScenarioText(
                     Fleet + "    other_opex: 5000 USD\n    residual: {floor: 0 %, monthly_decline: 90 %}\n",
                     "plan.yaml"),
                 catalogue());
    EXPECT_EQ(result.metric("irr"), nullptr);
    EXPECT_THAT(result.warnings, testing::Contains(HasSubstr("irr: none")));
}

// The price book's median and its P10 and P90, for the day and contract of economics.rental.
TEST(MoneyScenario, RentalAlternativeComesFromThePriceBook) {
    const Result result =
        evaluate(readScenarioText(Fleet + "    rent: {device: h100-sxm}\n", "plan.yaml"), catalogue());
    const auto price = catalogue().rentalPrice("nvidia-h100-sxm5-80gb", "on_demand", "2026-11-25", 180);
    ASSERT_TRUE(price);
    const Table* cost = result.table("lcoc");
    ASSERT_NE(cost, nullptr);
    const double available = std::get<double>(cost->rows[1][1]);
    const auto& even = result.metric("break_even_utilisation")->estimate;
    EXPECT_NEAR(even.value, available / price->usdPerGpuHour.value, 1e-12);
    EXPECT_NEAR(even.low, available / price->usdPerGpuHour.high, 1e-12);
    EXPECT_NEAR(even.high, available / price->usdPerGpuHour.low, 1e-12);
}

// Halving the share of each rung leaves the share of the ladder, and rungs end in their months.
TEST(MoneyScenario, ATenorLadderRollsOffRungByRung) {
    const std::string contract =
        "    contract: {share: 100 %, price: 4 USD/GPU-hour, recontract_share: 0 %, tenors: \"12, 24\"}\n";
    const Result result = evaluate(readScenarioText(Fleet + contract, "plan.yaml"), catalogue());
    const Table* years = result.table("cash_flow");
    ASSERT_NE(years, nullptr);
    const double hours = 8 * 730 * 0.97;
    EXPECT_NEAR(std::get<double>(years->rows[1][2]), 12 * hours * 4, 1e-6);
    EXPECT_NEAR(std::get<double>(years->rows[2][2]), 12 * hours * 4 / 2, 1e-6);
    EXPECT_NEAR(std::get<double>(years->rows[3][2]), 0, 1e-6);
}

} // namespace
} // namespace scenario
