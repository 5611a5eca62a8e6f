// SPDX-License-Identifier: Apache-2.0
// Philox4x32-10 and the inverse normal distribution function AS241.
#include "simulator/base/random.h"

#include <cassert>
#include <cmath>

namespace sim {

namespace {

// Multipliers and Weyl constants of Salmon et al., SC'11, section 3.3 and table 2.
constexpr std::uint32_t PhiloxM0 = 0xD2511F53U;
constexpr std::uint32_t PhiloxM1 = 0xCD9E8D57U;
constexpr std::uint32_t PhiloxW0 = 0x9E3779B9U; // golden ratio
constexpr std::uint32_t PhiloxW1 = 0xBB67AE85U; // sqrt(3) - 1
constexpr int PhiloxRounds = 10;

/// Coefficients from the constant term upwards.
template<std::size_t N>
double polynomial(const std::array<double, N>& coefficients, double x) {
    double sum = 0.0;
    for (std::size_t i = N; i-- > 0;)
        sum = sum * x + coefficients[i];
    return sum;
}

using Coefficients = std::array<double, 8>;

// Algorithm AS241, routine PPND16 (Wichura, Applied Statistics 37(3), 1988, pp. 477-484): |p - 0.5| <= 0.425
// ...
constexpr Coefficients CentreTop = {
    3.3871328727963666080e0,  1.3314166789178437745e+2, 1.9715909503065514427e+3, 1.3731693765509461125e+4,
    4.5921953931549871457e+4, 6.7265770927008700853e+4, 3.3430575583588128105e+4, 2.5090809287301226727e+3};
constexpr Coefficients CentreBottom = {1.0,
                                       4.2313330701600911252e+1,
                                       6.8718700749205790830e+2,
                                       5.3941960214247511077e+3,
                                       2.1213794301586595867e+4,
                                       3.9307895800092710610e+4,
                                       2.8729085735721942674e+4,
                                       5.2264952788528545610e+3};
// ... sqrt(-log p) <= 5 ...
constexpr Coefficients MiddleTop = {1.42343711074968357734e0,  4.63033784615654529590e0,
                                    5.76949722146069140550e0,  3.64784832476320460504e0,
                                    1.27045825245236838258e0,  2.41780725177450611770e-1,
                                    2.27238449892691845833e-2, 7.74545014278341407640e-4};
constexpr Coefficients MiddleBottom = {1.0,
                                       2.05319162663775882187e0,
                                       1.67638483018380384940e0,
                                       6.89767334985100004550e-1,
                                       1.48103976427480074590e-1,
                                       1.51986665636164571966e-2,
                                       5.47593808499534494600e-4,
                                       1.05075007164441684324e-9};
// ... and the far tails.
constexpr Coefficients TailTop = {6.65790464350110377720e0,  5.46378491116411436990e0,
                                  1.78482653991729133580e0,  2.96560571828504891230e-1,
                                  2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                  2.71155556874348757815e-5, 2.01033439929228813265e-7};
constexpr Coefficients TailBottom = {1.0,
                                     5.99832206555887937690e-1,
                                     1.36929880922735805310e-1,
                                     1.48753612908506148525e-2,
                                     7.86869131145613259100e-4,
                                     1.84631831751005468180e-5,
                                     1.42151175831644588870e-7,
                                     2.04426310338993978564e-15};

} // namespace

std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                        std::array<std::uint32_t, 2> key) {
    for (int round = 0; round < PhiloxRounds; ++round) {
        const std::uint64_t p0 = std::uint64_t{PhiloxM0} * counter[0];
        const std::uint64_t p1 = std::uint64_t{PhiloxM1} * counter[2];
        counter = {static_cast<std::uint32_t>(p1 >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(p1),
                   static_cast<std::uint32_t>(p0 >> 32) ^ counter[3] ^ key[1],
                   static_cast<std::uint32_t>(p0)};
        key[0] += PhiloxW0;
        key[1] += PhiloxW1;
    }
    return counter;
}

double inverseNormal(double p) {
    assert(p > 0.0 && p < 1.0);
    const double q = p - 0.5;
    if (std::abs(q) <= 0.425) {
        const double r = 0.180625 - q * q;
        return q * polynomial(CentreTop, r) / polynomial(CentreBottom, r);
    }
    const double r = std::sqrt(-std::log(q < 0.0 ? p : 1.0 - p));
    const double x = r <= 5.0 ? polynomial(MiddleTop, r - 1.6) / polynomial(MiddleBottom, r - 1.6)
                              : polynomial(TailTop, r - 5.0) / polynomial(TailBottom, r - 5.0);
    return q < 0.0 ? -x : x;
}

double Random::uniform(std::uint32_t a, std::uint32_t b, std::uint32_t c) const {
    const auto block =
        philox4x32({a, b, c, static_cast<std::uint32_t>(stream_)},
                   {static_cast<std::uint32_t>(seed_), static_cast<std::uint32_t>(seed_ >> 32)});
    const std::uint64_t bits = (std::uint64_t{block[0]} << 20) | (block[1] >> 12);
    // The half keeps both ends out; 52 bits and the half are exact in a double.
    return (static_cast<double>(bits) + 0.5) * 0x1p-52;
}

} // namespace sim
