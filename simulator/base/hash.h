// SPDX-License-Identifier: Apache-2.0
// Content hashes (128 bit, XXH3) for caches, provenance and the recognition of files. Not cryptographic.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace sim {

/// Incremental hash; the same bytes give the same text however they are cut.
class ContentHash {
  public:
    ContentHash();
    ~ContentHash();
    ContentHash(ContentHash&&) noexcept;
    ContentHash& operator=(ContentHash&&) noexcept;

    void add(const void* bytes, std::size_t count);
    void add(std::string_view text) { add(text.data(), text.size()); }
    /// 32 hexadecimal digits.
    std::string hex() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

std::string contentHash(std::string_view text);
/// 64-bit FNV-1a for fingerprints of event sequences.
constexpr std::uint64_t fingerprintStep(std::uint64_t hash, std::uint64_t value) {
    for (int i = 0; i < 8; ++i) {
        hash ^= (value >> (8 * i)) & 0xffU;
        hash *= 1099511628211ULL;
    }
    return hash;
}
constexpr std::uint64_t FingerprintSeed = 1469598103934665603ULL;

} // namespace sim
