// SPDX-License-Identifier: Apache-2.0
// Facts of the user: they win, they last, they can be taken back, and a bad one is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/hwdb/pack_folder.h"

namespace {

using hwdbtest::errorOf;
using hwdbtest::PackFolder;
using testing::HasSubstr;

hwdb::Fact entry(std::string property, std::string value, std::string unit) {
    hwdb::Fact fact;
    fact.subject = "acme-one";
    fact.property = std::move(property);
    fact.valueText = std::move(value);
    fact.unit = std::move(unit);
    fact.source = "own measurement";
    fact.date = "2026-11-25";
    return fact;
}

double bf16(const hwdb::Catalogue& catalogue) {
    return catalogue.device("one").peakOf(sim::Precision::Bf16).base();
}

TEST(UserFacts, EntryWinsOverThePackAndKeepsItAsAlternative) {
    const PackFolder folder;
    auto catalogue = folder.build();
    EXPECT_DOUBLE_EQ(bf16(catalogue), 100e12);
    catalogue.addFact(entry("peak_bf16", "0.12", "PFLOP/s")); // 120 TFLOP/s in another unit of the same kind
    EXPECT_DOUBLE_EQ(bf16(catalogue), 120e12);
    const auto facts = catalogue.facts("acme-one");
    const auto dense = std::count_if(facts.begin(), facts.end(), [](const hwdb::Fact& f) {
        return f.property == "peak_bf16" && f.sparsity == "dense" && f.isPreferred;
    });
    EXPECT_EQ(dense, 1);
    EXPECT_EQ(facts.size(), 5u);
}

TEST(UserFacts, NewestOfTwoEntriesWins) {
    const PackFolder folder;
    auto catalogue = folder.build();
    catalogue.addFact(entry("peak_bf16", "120", "TFLOP/s"));
    catalogue.addFact(entry("peak_bf16", "115", "TFLOP/s"));
    EXPECT_DOUBLE_EQ(bf16(catalogue), 115e12);
}

TEST(UserFacts, EntrySurvivesARebuildFromChangedPacks) {
    const PackFolder folder;
    folder.build().addFact(entry("peak_bf16", "120", "TFLOP/s"));
    folder.append("facts.csv", "acme-one,memory_bandwidth,3000,GB/s,,,data sheet,2026-01,high,yes");
    const auto rebuilt = folder.build();
    EXPECT_DOUBLE_EQ(bf16(rebuilt), 120e12);
    EXPECT_DOUBLE_EQ(rebuilt.device("one").memoryBandwidth.base(), 3e12);
}

TEST(UserFacts, RemovalBringsThePacksChoiceBack) {
    const PackFolder folder;
    auto catalogue = folder.build();
    const auto id = catalogue.addFact(entry("peak_bf16", "120", "TFLOP/s"));
    catalogue.removeUserFact(id);
    EXPECT_DOUBLE_EQ(bf16(catalogue), 100e12);
    EXPECT_EQ(errorOf([&] { catalogue.removeUserFact(id); }).code(), sim::ErrorCode::BadInput);
}

TEST(UserFacts, ShippedFactCannotBeRemoved) {
    const PackFolder folder;
    auto catalogue = folder.build();
    EXPECT_EQ(errorOf([&] { catalogue.removeUserFact(1); }).code(), sim::ErrorCode::BadInput);
    EXPECT_EQ(catalogue.facts("acme-one").size(), 4u);
}

// A sparse peak is another statement; the model reads dense ones.
TEST(UserFacts, SparseEntryLeavesTheDensePeakAlone) {
    const PackFolder folder;
    auto catalogue = folder.build();
    auto sparse = entry("peak_bf16", "999", "TFLOP/s");
    sparse.sparsity = "sparse";
    catalogue.addFact(sparse);
    EXPECT_DOUBLE_EQ(bf16(catalogue), 100e12);
}

// 900 GB/s both ways are 450 one way; an entry says which it means.
TEST(UserFacts, DirectionIsConvertedToOneWay) {
    const PackFolder folder;
    auto catalogue = folder.build();
    EXPECT_DOUBLE_EQ(catalogue.device("one").scaleUpBandwidth.base(), 450e9);
    auto oneWay = entry("scale_up_bandwidth", "400", "GB/s");
    oneWay.direction = "unidirectional";
    catalogue.addFact(oneWay);
    EXPECT_DOUBLE_EQ(catalogue.device("one").scaleUpBandwidth.base(), 400e9);
    EXPECT_THAT(errorOf([&] { catalogue.addFact(entry("scale_up_bandwidth", "1", "GB/s")); }).message(),
                HasSubstr("direction"));
}

TEST(UserFacts, BadEntriesAreRefusedWithTheReason) {
    const PackFolder folder;
    auto catalogue = folder.build();
    const auto message = [&](const hwdb::Fact& fact) {
        const auto error = errorOf([&] { catalogue.addFact(fact); });
        EXPECT_EQ(error.code(), sim::ErrorCode::BadInput);
        return std::string(error.what());
    };
    EXPECT_THAT(message(entry("peak_bf61", "1", "TFLOP/s")), HasSubstr("did you mean \"peak_bf16\""));
    EXPECT_THAT(message(entry("peak_bf16", "fast", "TFLOP/s")), HasSubstr("expected a plain number"));
    EXPECT_THAT(message(entry("peak_bf16", "1", "GB/s")), HasSubstr("expected one like \"TFLOP/s\""));
    EXPECT_THAT(message(entry("peak_bf16", "1", "")), HasSubstr("expected one like \"TFLOP/s\""));
    EXPECT_THAT(message(entry("peak_bf16", "-1", "TFLOP/s")), HasSubstr("negative"));
    auto noSource = entry("peak_bf16", "1", "TFLOP/s");
    noSource.source.clear();
    EXPECT_THAT(message(noSource), HasSubstr("needs a source"));
    auto badDate = entry("peak_bf16", "1", "TFLOP/s");
    badDate.date = "yesterday";
    EXPECT_THAT(message(badDate), HasSubstr("date"));
    EXPECT_EQ(catalogue.facts("acme-one").size(), 4u);
}

// The snapshot is what a result rests on: any fact that can touch it changes the hash, and back.
TEST(UserFacts, SnapshotHashFollowsEveryEntry) {
    const PackFolder folder;
    auto catalogue = folder.build();
    const auto before = catalogue.snapshotHash();
    EXPECT_EQ(folder.build().snapshotHash(), before);
    const auto id = catalogue.addFact(entry("peak_bf16", "120", "TFLOP/s"));
    const auto with = catalogue.snapshotHash();
    EXPECT_NE(with, before);
    EXPECT_EQ(folder.build().snapshotHash(), with);
    catalogue.removeUserFact(id);
    EXPECT_EQ(catalogue.snapshotHash(), before);
}

TEST(UserFacts, SnapshotHashFollowsThePacks) {
    const PackFolder folder;
    const auto before = folder.build().snapshotHash();
    folder.quote("2026-11-01", "A", "on_demand", 2.0, "USD", "list");
    EXPECT_NE(folder.build().snapshotHash(), before);
}

} // namespace
