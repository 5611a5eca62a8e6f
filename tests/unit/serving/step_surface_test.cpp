// SPDX-License-Identifier: Apache-2.0
// The remembered surface against the operators that it stands for.
#include <cmath>

#include <gtest/gtest.h>

#include "hwdb/catalogue.h"
#include "simulator/base/random.h"
#include "simulator/serving/step_surface.h"

namespace sim {
namespace {

class StepSurfaces : public testing::Test {
  protected:
    static const hwdb::Catalogue& catalogue() {
        static const hwdb::Catalogue c = hwdb::Catalogue::build(":memory:", hwdb::Catalogue::packDirectory());
        return c;
    }
    static OperatorStepTimer timer(const char* model, const char* device, InferenceDivision d) {
        return {
            catalogue().model(model),
            catalogue().deviceKernels(device),
            catalogue().exchangeFabric(catalogue().defaultSystem(catalogue().resolve("accelerator", device))),
            d,
            {Seconds{1e-3}, Seconds{1e-6}}};
    }
    static InferenceDivision wide() {
        InferenceDivision d;
        d.dataParallel = 32;
        d.expert = 32;
        d.linear = d.experts = Precision::Fp8;
        d.linearScaling = d.expertScaling = Scaling::Block128;
        d.dispatchBytes = 1;
        return d;
    }
};

TEST_F(StepSurfaces, StayWithinTwoPercentOfTheOperators) {
    InferenceDivision four;
    four.tensor = 4;
    for (const auto& t :
         {timer("deepseek-r1", "h800-sxm", wide()), timer("llama-3.1-70b", "h100-sxm", four)}) {
        const StepSurface surface(t, {});
        const Random random(7, RandomStream::Routing);
        double worst = 0;
        for (std::uint32_t i = 0; i < 300; ++i) {
            StepBatch b;
            if (i % 3 != 0) {
                b.decodeSequences = b.decodeTokens =
                    static_cast<std::int64_t>(std::exp(random.uniform(i, 0) * 8));
                b.decodeContext =
                    static_cast<double>(b.decodeSequences) * std::exp(4 + random.uniform(i, 1) * 7);
            }
            if (i % 3 != 1) {
                b.prefillSequences = 1;
                b.prefillTokens = static_cast<std::int64_t>(std::exp(random.uniform(i, 2) * 9));
                b.prefillPairs =
                    static_cast<double>(b.prefillTokens) *
                    (static_cast<double>(b.prefillTokens) / 2 + std::exp(random.uniform(i, 3) * 10));
            }
            const double exact = t.time(b).total().seconds().base();
            const double error = std::abs(surface.time(b).total().seconds().base() / exact - 1);
            worst = std::max(worst, error);
        }
        EXPECT_LT(worst, 0.02);
    }
}

TEST_F(StepSurfaces, MoreWorkNeverTakesLess) {
    const auto t = timer("deepseek-r1", "h800-sxm", wide());
    const StepSurface surface(t, {});
    double before = 0;
    for (std::int64_t n = 32; n <= 4096; n += 32) {
        StepBatch b;
        b.decodeSequences = b.decodeTokens = n;
        b.decodeContext = static_cast<double>(n) * 4000;
        const double seconds = surface.time(b).total().seconds().base();
        EXPECT_GE(seconds, before * (1 - 1e-9)) << n;
        before = seconds;
    }
}

} // namespace
} // namespace sim
