// SPDX-License-Identifier: Apache-2.0
// Measured runs of services: each is predicted or refused with a reason, threads change nothing, and the
// errors stay where they were measured to be.
#include <gtest/gtest.h>

#include "scenarios/serving_validation.h"

namespace scenario {
namespace {

const hwdb::Catalogue& catalogue() {
    static const hwdb::Catalogue c = hwdb::Catalogue::build(":memory:", hwdb::Catalogue::packDirectory());
    return c;
}

/// Every 25th run: some ninety of all configurations.
const std::vector<hwdb::ServingRun>& sample() {
    static const std::vector<hwdb::ServingRun> runs = [] {
        const auto all = hwdb::servingRuns(hwdb::Catalogue::packDirectory());
        EXPECT_EQ(all.size(), 2185u);
        std::vector<hwdb::ServingRun> some;
        for (std::size_t i = 0; i < all.size(); i += 25)
            some.push_back(all[i]);
        return some;
    }();
    return runs;
}

TEST(ServingValidation, EveryRunIsPredictedOrRefused) {
    for (const PredictedRun& p : predictRuns(sample(), catalogue(), 2)) {
        EXPECT_EQ(p.refusal.empty(), p.perToken > 0) << p.run.model << ": " << p.refusal;
        EXPECT_EQ(p.refusal.empty(), p.firstToken > 0) << p.run.model;
    }
}

TEST(ServingValidation, ThreadsChangeNothing) {
    const std::vector<hwdb::ServingRun> few(sample().begin(), sample().begin() + 20);
    const auto one = predictRuns(few, catalogue(), 1), two = predictRuns(few, catalogue(), 2);
    for (std::size_t i = 0; i < few.size(); ++i) {
        EXPECT_EQ(one[i].perToken, two[i].perToken);
        EXPECT_EQ(one[i].firstToken, two[i].firstToken);
    }
}

TEST(ServingValidation, ErrorsStayWhereTheyWereMeasured) {
    // All 1,111 runs without guessed tokens: 17 % and 33 % (purser validate --serving). The sample scatters
    // around that; twice as much would be a change of the model.
    const auto errors = runErrors(predictRuns(sample(), catalogue(), 2));
    ASSERT_FALSE(errors.empty());
    EXPECT_EQ(errors.front().slice, "no guessed tokens");
    EXPECT_LT(errors.front().perToken, 0.30);
    EXPECT_LT(errors.front().firstToken, 0.60);
}

} // namespace
} // namespace scenario
