// SPDX-License-Identifier: Apache-2.0
// The text of an error and the nearest valid name.
#include "simulator/base/error.h"

#include <gtest/gtest.h>

#include "simulator/base/progress.h"

namespace sim {
namespace {

TEST(Error, TextIsPlaceThenMessageThenHint) {
    const Error error(ErrorCode::BadInput, "unknown key 'gpuz'", "x.yaml:3:5", "did you mean 'gpus'?");
    EXPECT_STREQ(error.what(), "x.yaml:3:5: unknown key 'gpuz'; did you mean 'gpus'?");
    EXPECT_EQ(error.where(), "x.yaml:3:5");
}

TEST(Error, TextWithoutPlaceAndHintIsTheMessage) {
    EXPECT_STREQ(Error(ErrorCode::Internal, "broken").what(), "broken");
}

TEST(NearestName, FindsATypingMistake) {
    const std::vector<std::string> names = {"h100-sxm", "h200-sxm", "h800-sxm", "ascend-910c"};
    EXPECT_EQ(nearestName("asend-910c", names), "ascend-910c"); // one letter missing
    EXPECT_EQ(nearestName("h800-smx", names), "h800-sxm");      // two neighbours swapped count as one edit
    EXPECT_EQ(nearestName("H800-SXM", names), "h800-sxm");      // case costs nothing
}

TEST(NearestName, AmongEquallyNearNamesTheFirstIsTaken) {
    // "h900-sxm" is one substitution from all three.
    EXPECT_EQ(nearestName("h900-sxm", {"h800-sxm", "h100-sxm", "h200-sxm"}), "h800-sxm");
}

TEST(NearestName, NothingNearIsEmpty) {
    // The distance may be a third of the length plus one: 5 / 3 + 1 = 2. "gpu" to "clock" needs more than
    // that.
    EXPECT_EQ(nearestName("clock", {"gpu", "precision"}), "");
    EXPECT_EQ(nearestName("clock", {}), "");
    EXPECT_EQ(nearestName("clock", {"black"}), "black"); // two substitutions: c to b, o to a
}

TEST(WorkContext, AStopRequestEndsTheWorkAsCancelled) {
    std::stop_source source;
    const WorkContext work{nullptr, source.get_token()};
    EXPECT_NO_THROW(work.report(0.5, "half"));
    source.request_stop();
    try {
        work.report(0.6, "more");
        FAIL() << "the stop was not noticed";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::Cancelled);
    }
}

} // namespace
} // namespace sim
