// SPDX-License-Identifier: Apache-2.0
// KTR text gives back what was written, bit for bit, and refuses what is damaged.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "simulator/base/error.h"
#include "simulator/traces/import.h"

namespace sim {
namespace {

using testing::HasSubstr;

/// A trace with a value in every field, and the awkward ones: a third, a quote, a comma, a line end.
KernelTrace sample() {
    KernelTrace t;
    t.header.name = "a \"quoted\", name";
    t.header.source = "two\nlines";
    t.header.deviceName = "# no comment";
    t.header.tokensPerMicroBatch = 1.0 / 3.0;
    t.header.worldSize = 64;
    t.header.findings = {{"E04", Severity::DataLoss, 3, "a, b"}};
    const OpShape shapes[] = {std::monostate{}, GemmShape{1, 2, 3.5, 4},
                              AttentionShape{1, 2, 3, 4, 5, 6, 7, false}, ElementwiseShape{1e300},
                              CommShape{1, 2, 3, 4, 5, 6}};
    std::int64_t start = 0;
    for (const OpShape& shape : shapes) {
        TraceOp op;
        op.name = "k,1";
        op.startNs = start += 7;
        op.durationNs = 3;
        op.launchNs = -5;
        op.hasLaunch = true;
        op.correlation = 1234567890123;
        op.op.opClass = OpClass::GroupedGemm;
        op.op.input = Precision::Fp8;
        op.op.shape = shape;
        op.op.flops = Flops{0.1 + 0.2};
        op.op.accumulatesFp32 = true;
        op.role = "r";
        op.section = "mlp(W)";
        op.phase = Phase::WeightGradient;
        op.layer = 2;
        op.resources = {{1, 2, 3}, {4, 5, 6}, 7, 8};
        t.ops.push_back(op);
    }
    t.dependencies = {{KernelId{0}, KernelId{1}, DependencyKind::Event, 2000, 0.9}};
    return t;
}

TEST(Ktr, RoundTripIsExact) {
    const KernelTrace before = sample();
    const KernelTrace after = readKtr(writeKtr(before), "sample");
    EXPECT_EQ(writeKtr(after), writeKtr(before));
    EXPECT_EQ(after.header.name, before.header.name);
    EXPECT_EQ(after.header.source, before.header.source);
    EXPECT_EQ(after.header.tokensPerMicroBatch, before.header.tokensPerMicroBatch);
    ASSERT_EQ(after.ops.size(), before.ops.size());
    for (std::size_t i = 0; i < after.ops.size(); ++i) {
        EXPECT_EQ(after.ops[i].op.shape.index(), before.ops[i].op.shape.index());
        EXPECT_EQ(after.ops[i].op.flops.base(), before.ops[i].op.flops.base());
        EXPECT_EQ(after.ops[i].resources.grid, before.ops[i].resources.grid);
        EXPECT_EQ(after.ops[i].correlation, before.ops[i].correlation);
        EXPECT_EQ(after.ops[i].phase, before.ops[i].phase);
    }
    EXPECT_EQ(std::get<AttentionShape>(after.ops[2].op.shape).causal, false);
    EXPECT_EQ(after.dependencies[0].lagNs, 2000);
}

TEST(Ktr, IsImportedLikeAnyOtherTrace) {
    const std::string text = writeKtr(sample());
    EXPECT_EQ(writeKtr(importTraceText(text)), text);
}

/// What reading the damaged text says.
std::string refusal(std::string text, const std::string& part, const std::string& replacement) {
    const auto at = text.find(part);
    EXPECT_NE(at, std::string::npos) << part;
    text.replace(at, part.size(), replacement);
    try {
        readKtr(text, "f.ktr");
    } catch (const Error& e) {
        EXPECT_EQ(e.code(), ErrorCode::BadInput);
        return e.what();
    }
    return {};
}

TEST(Ktr, DamageIsNamedWithItsRow) {
    const std::string text = writeKtr(sample());
    EXPECT_THAT(refusal(text, "purser-ktr,1", "purser-ktr,2"), HasSubstr("version 2"));
    EXPECT_THAT(refusal(text, "grouped_gemm", "soup"), HasSubstr("soup"));
    EXPECT_THAT(refusal(text, "gemm:1:2:3.5:4", "gemm:1:2"), HasSubstr("gemm:1:2"));
    EXPECT_THAT(refusal(text, "0,1,event", "0,99,event"), HasSubstr("0 -> 99"));
    EXPECT_THAT(refusal(text, "1x2x3", "1x2"), HasSubstr("f.ktr:"));
    EXPECT_THAT(refusal(text, "world_size,64", "world_size,many"), HasSubstr("world_size"));
}

TEST(Ktr, ACutOffFileIsRefused) {
    const std::string text = writeKtr(sample());
    EXPECT_THROW(readKtr(std::string_view(text).substr(0, text.size() / 2), "x"), Error);
    EXPECT_THROW(readKtr("", "x"), Error);
}

} // namespace
} // namespace sim
