// SPDX-License-Identifier: Apache-2.0
// Content hashes by the XXH3 128-bit function of libxxhash, in its canonical (big-endian) form.
#include "simulator/base/hash.h"

#include <new>

#include <xxhash.h>

namespace sim {

struct ContentHash::State {
    State() : xxh(XXH3_createState()) {
        if (!xxh) throw std::bad_alloc();
        XXH3_128bits_reset(xxh);
    }
    ~State() { XXH3_freeState(xxh); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    XXH3_state_t* xxh;
};

namespace {

std::string hexText(XXH128_hash_t hash) {
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, hash);
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    text.reserve(2 * sizeof canonical.digest);
    for (const unsigned char byte : canonical.digest) {
        text += digits[byte >> 4];
        text += digits[byte & 0xf];
    }
    return text;
}

} // namespace

ContentHash::ContentHash() : state_(std::make_unique<State>()) {}
ContentHash::~ContentHash() = default;
ContentHash::ContentHash(ContentHash&&) noexcept = default;
ContentHash& ContentHash::operator=(ContentHash&&) noexcept = default;

void ContentHash::add(const void* bytes, std::size_t count) {
    if (count > 0) XXH3_128bits_update(state_->xxh, bytes, count);
}

std::string ContentHash::hex() const {
    return hexText(XXH3_128bits_digest(state_->xxh));
}

std::string contentHash(std::string_view text) {
    return hexText(XXH3_128bits(text.data(), text.size()));
}

} // namespace sim
