// SPDX-License-Identifier: Apache-2.0
// Strong physical and monetary quantities: a double in base units (second, byte, FLOP, USD, joule, token)
// with its dimension in the type. Zero cost; wrong maths does not compile. Simulated time is in instant.h.
#pragma once

#include <cassert>
#include <cmath>
#include <compare>

namespace sim {

/// Exponents of: time T, bytes B, floating-point operations F, money M, energy E, tokens K.
template<int T, int B, int F, int M, int E, int K>
class Quantity {
  public:
    constexpr Quantity() = default;
    /// REQUIRES: `base` is finite, in base units.
    constexpr explicit Quantity(double base) : base_(base) { assert(base - base == 0.0); }

    constexpr double base() const { return base_; }
    constexpr Quantity operator-() const { return Quantity{-base_}; }
    constexpr Quantity& operator+=(Quantity other) {
        base_ += other.base_;
        return *this;
    }

    friend constexpr Quantity operator+(Quantity a, Quantity b) { return Quantity{a.base_ + b.base_}; }
    friend constexpr Quantity operator-(Quantity a, Quantity b) { return Quantity{a.base_ - b.base_}; }
    friend constexpr Quantity operator*(Quantity a, double k) { return Quantity{a.base_ * k}; }
    friend constexpr Quantity operator*(double k, Quantity a) { return Quantity{a.base_ * k}; }
    friend constexpr Quantity operator/(Quantity a, double k) { return Quantity{a.base_ / k}; }
    friend constexpr auto operator<=>(Quantity, Quantity) = default;

  private:
    double base_ = 0.0;
};

template<int T, int B, int F, int M, int E, int K, int T2, int B2, int F2, int M2, int E2, int K2>
constexpr auto operator*(Quantity<T, B, F, M, E, K> a, Quantity<T2, B2, F2, M2, E2, K2> b) {
    return Quantity<T + T2, B + B2, F + F2, M + M2, E + E2, K + K2>{a.base() * b.base()};
}

/// Same dimension divided by itself is a plain number.
template<int T, int B, int F, int M, int E, int K, int T2, int B2, int F2, int M2, int E2, int K2>
constexpr auto operator/(Quantity<T, B, F, M, E, K> a, Quantity<T2, B2, F2, M2, E2, K2> b) {
    if constexpr (T == T2 && B == B2 && F == F2 && M == M2 && E == E2 && K == K2)
        return a.base() / b.base();
    else
        return Quantity<T - T2, B - B2, F - F2, M - M2, E - E2, K - K2>{a.base() / b.base()};
}

using Seconds = Quantity<1, 0, 0, 0, 0, 0>;
using Bytes = Quantity<0, 1, 0, 0, 0, 0>;
using Flops = Quantity<0, 0, 1, 0, 0, 0>;
using Usd = Quantity<0, 0, 0, 1, 0, 0>;
using Joules = Quantity<0, 0, 0, 0, 1, 0>;
using BytesPerSecond = Quantity<-1, 1, 0, 0, 0, 0>;
using FlopsPerSecond = Quantity<-1, 0, 1, 0, 0, 0>;
using TokensPerSecond = Quantity<-1, 0, 0, 0, 0, 1>;
using UsdPerSecond = Quantity<-1, 0, 0, 1, 0, 0>;
using Watts = Quantity<-1, 0, 0, 0, 1, 0>;

namespace literals {
constexpr Seconds operator""_s(long double v) {
    return Seconds{static_cast<double>(v)};
}
constexpr Seconds operator""_ms(long double v) {
    return Seconds{static_cast<double>(v) * 1e-3};
}
constexpr Seconds operator""_us(long double v) {
    return Seconds{static_cast<double>(v) * 1e-6};
}
constexpr Bytes operator""_MB(long double v) {
    return Bytes{static_cast<double>(v) * 1e6};
}
constexpr Bytes operator""_GB(long double v) {
    return Bytes{static_cast<double>(v) * 1e9};
}
constexpr Bytes operator""_GiB(long double v) {
    return Bytes{static_cast<double>(v) * 1073741824.0};
}
constexpr BytesPerSecond operator""_GBps(long double v) {
    return BytesPerSecond{static_cast<double>(v) * 1e9};
}
constexpr FlopsPerSecond operator""_TFLOPS(long double v) {
    return FlopsPerSecond{static_cast<double>(v) * 1e12};
}
} // namespace literals

} // namespace sim
