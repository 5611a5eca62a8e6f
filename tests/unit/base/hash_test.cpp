// SPDX-License-Identifier: Apache-2.0
// Content hashes: a fixed function of the bytes, however they are cut.
#include "simulator/base/hash.h"

#include <gtest/gtest.h>

namespace sim {
namespace {

TEST(ContentHash, EmptyTextHasThePublishedHash) {
    // XXH3_128bits of no bytes with seed 0, as `xxhsum -H2` prints for an empty file.
    EXPECT_EQ(contentHash(""), "99aa06d3014798d86001c324468d497f");
    EXPECT_EQ(ContentHash().hex(), "99aa06d3014798d86001c324468d497f");
}

TEST(ContentHash, SameBytesHashAlikeHoweverTheyAreCut) {
    std::string text; // longer than the 1 KiB block of the algorithm
    for (int i = 0; i < 5000; ++i)
        text += static_cast<char>('a' + i * i % 26);
    for (const std::size_t cut : {0, 1, 255, 256, 1024, 4999}) {
        ContentHash hash;
        hash.add(std::string_view(text).substr(0, cut));
        hash.add(std::string_view(text).substr(cut));
        EXPECT_EQ(hash.hex(), contentHash(text)) << "cut at " << cut;
    }
}

TEST(ContentHash, OneBitChangesTheHash) {
    EXPECT_NE(contentHash("purser"), contentHash("qurser"));
}

TEST(ContentHash, HashIsThirtyTwoHexadecimalDigits) {
    const std::string hash = contentHash("purser");
    EXPECT_EQ(hash.size(), 32U);
    EXPECT_EQ(hash.find_first_not_of("0123456789abcdef"), std::string::npos);
}

TEST(Fingerprint, StepIsFnv1aOverLittleEndianBytes) {
    // FNV-1a 64: eight zero bytes only multiply, so the result is seed * prime^8 mod 2^64.
    std::uint64_t expected = FingerprintSeed;
    for (int i = 0; i < 8; ++i)
        expected *= 1099511628211ULL;
    EXPECT_EQ(fingerprintStep(FingerprintSeed, 0), expected);
    // 'a' and seven zero bytes: fnv1a64("a") = af63dc4c8601ec8c (published), then seven multiplications.
    expected = 0xaf63dc4c8601ec8cULL;
    for (int i = 0; i < 7; ++i)
        expected *= 1099511628211ULL;
    EXPECT_EQ(fingerprintStep(14695981039346656037ULL, 'a'), expected);
}

} // namespace
} // namespace sim
