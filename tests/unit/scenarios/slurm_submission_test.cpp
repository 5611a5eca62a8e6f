// SPDX-License-Identifier: Apache-2.0
// What is handed to Slurm. That Slurm takes it is shown by tests/slurm.
#include "scenarios/cli/slurm_submission.h"

#include <gtest/gtest.h>

namespace {

TEST(SlurmSubmission, ArrayRangeJoinsNeighbours) {
    EXPECT_EQ(cli::arrayRange({}), "");
    EXPECT_EQ(cli::arrayRange({5}), "5");
    EXPECT_EQ(cli::arrayRange({0, 1, 2, 3, 7, 9, 10}), "0-3,7,9-10");
}

TEST(SlurmSubmission, ScriptQuotesWhatTheShellWouldRead) {
    const std::string script =
        cli::slurmScript({"/bin/purser", "/a b/it's.yaml", "/o/s.sqlite", {"name=$HOME"}, 4, 2});
    EXPECT_NE(script.find("'/a b/it'\\''s.yaml'"), std::string::npos) << script;
    EXPECT_NE(script.find("--set 'name=$HOME'"), std::string::npos) << script;
    EXPECT_NE(script.find("--shard \"$SLURM_ARRAY_TASK_ID/4\""), std::string::npos) << script;
    EXPECT_NE(script.find("#SBATCH --cpus-per-task=2"), std::string::npos) << script;
}

TEST(SlurmSubmission, EveryShardIsMissingBeforeTheFirstRun) {
    EXPECT_EQ(cli::missingShards({"", "", "/nonexistent/s.sqlite", {}, 3}),
              (std::vector<std::uint64_t>{0, 1, 2}));
}

} // namespace
