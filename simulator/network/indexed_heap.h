// SPDX-License-Identifier: Apache-2.0
// A binary heap of indices whose keys can be changed: the earliest key first, the lower index among equals.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sim {

class IndexedHeap {
  public:
    explicit IndexedHeap(std::size_t count) : keys_(count, 0.0), places_(count, Absent) {}

    bool empty() const { return heap_.empty(); }
    /// REQUIRES: not empty.
    std::uint32_t top() const { return heap_.front(); }
    double topKey() const { return keys_[heap_.front()]; }

    /// Puts `index` in or moves it to its new key.
    void set(std::uint32_t index, double key) {
        if (places_[index] == Absent) {
            places_[index] = static_cast<std::uint32_t>(heap_.size());
            heap_.push_back(index);
            keys_[index] = key;
            rise(places_[index]);
            return;
        }
        const double before = keys_[index];
        keys_[index] = key;
        key < before ? rise(places_[index]) : sink(places_[index]);
    }

    void erase(std::uint32_t index) {
        const std::uint32_t place = places_[index];
        if (place == Absent) return;
        places_[index] = Absent;
        const std::uint32_t last = heap_.back();
        heap_.pop_back();
        if (last == index) return;
        heap_[place] = last;
        places_[last] = place;
        rise(place);
        sink(places_[last]);
    }

  private:
    static constexpr std::uint32_t Absent = 0xFFFFFFFFU;

    bool isBefore(std::uint32_t a, std::uint32_t b) const {
        return keys_[a] != keys_[b] ? keys_[a] < keys_[b] : a < b;
    }
    void put(std::uint32_t place, std::uint32_t index) {
        heap_[place] = index;
        places_[index] = place;
    }
    void rise(std::uint32_t place) {
        const std::uint32_t index = heap_[place];
        while (place > 0) {
            const std::uint32_t parent = (place - 1) / 2;
            if (!isBefore(index, heap_[parent])) break;
            put(place, heap_[parent]);
            place = parent;
        }
        put(place, index);
    }
    void sink(std::uint32_t place) {
        const std::uint32_t index = heap_[place];
        const auto size = static_cast<std::uint32_t>(heap_.size());
        for (;;) {
            std::uint32_t child = 2 * place + 1;
            if (child >= size) break;
            if (child + 1 < size && isBefore(heap_[child + 1], heap_[child])) ++child;
            if (!isBefore(heap_[child], index)) break;
            put(place, heap_[child]);
            place = child;
        }
        put(place, index);
    }

    std::vector<double> keys_;
    std::vector<std::uint32_t> places_;
    std::vector<std::uint32_t> heap_;
};

} // namespace sim
