// SPDX-License-Identifier: Apache-2.0
// The shipped packs pass, and each kind of slip is found.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hwdb/plausibility.h"
#include "tests/unit/hwdb/pack_folder.h"

namespace {

using hwdbtest::PackFolder;

std::string checksOf(const std::vector<hwdb::ImplausibleFact>& all) {
    std::string text;
    for (const auto& f : all)
        text += f.subject + ' ' + f.check + ": found " + f.found + ", expected " + f.expected + '\n';
    return text;
}

TEST(Plausibility, ShippedPacksPass) {
    const auto packs = hwdb::Catalogue::packDirectory();
    EXPECT_EQ(checksOf(hwdb::implausibleFacts(hwdb::Catalogue::build(":memory:", packs), packs)), "");
}

/// Checks that fire when these facts of "acme-one" join the made-up packs.
std::string checksWith(std::initializer_list<std::string_view> facts) {
    const PackFolder folder;
    for (const auto* name : {"peak_fp8,number,TFLOP/s", "memory,number,GB", "memory_type,text,"})
        folder.append("properties.csv", std::string(name) + ",L,L,");
    folder.write("memory_types.csv",
                 "type,stack_bandwidth,smallest_stack,source,status\nHBM3,800,16,s,sourced\n");
    folder.write("plausibility_exceptions.csv", "subject,check,reason\n");
    for (const auto fact : facts)
        folder.append("facts.csv", "acme-one," + std::string(fact) + ",data sheet,2026-01,high,yes");
    std::string names;
    for (const auto& f : hwdb::implausibleFacts(folder.build(), folder.packs()))
        names += f.check + ' ';
    return names;
}

// BF16 is 100 dense and 200 sparse in the made-up packs: FP8 of 400 is the sparse figure, 200 the dense one.
TEST(Plausibility, SparseFp8InADenseFieldIsFound) {
    EXPECT_EQ(checksWith({"peak_fp8,400,TFLOP/s,dense,"}), "peak_ratio ");
    EXPECT_EQ(checksWith({"peak_fp8,200,TFLOP/s,dense,"}), "");
    EXPECT_EQ(checksWith({"peak_fp8,200,TFLOP/s,dense,", "peak_fp8,200,TFLOP/s,sparse,"}),
              "sparse_as_dense ");
}

// 80 GB of stacks of 16 GB are five, 4,000 GB/s at most.
TEST(Plausibility, BandwidthOverThePhysicalWidthIsFound) {
    EXPECT_EQ(checksWith({"memory,80,GB,,", "memory_type,HBM3,,,", "memory_bandwidth,4001,GB/s,,"}),
              "bandwidth_width ");
    EXPECT_EQ(checksWith({"memory,80,GB,,", "memory_type,HBM3,,,", "memory_bandwidth,4000,GB/s,,"}), "");
}

// 80 GiB are 85.899 GB.
TEST(Plausibility, GibibytesWrittenAsGigabytesAreFound) {
    EXPECT_EQ(checksWith({"memory,85.899,GB,,"}), "gib_as_gb ");
}

} // namespace
