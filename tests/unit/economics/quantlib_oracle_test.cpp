// SPDX-License-Identifier: Apache-2.0
// An independent library as oracle, where it is installed: rates of return, options, nearest correlations,
// Sobol points on inputs that nobody chose.
#include <cmath>

#include <gtest/gtest.h>
#include <ql/cashflows/cashflows.hpp>
#include <ql/cashflows/simplecashflow.hpp>
#include <ql/math/matrixutilities/pseudosqrt.hpp>
#include <ql/math/randomnumbers/sobolrsg.hpp>
#include <ql/pricingengines/blackformula.hpp>
#include <ql/settings.hpp>
#include <ql/time/daycounters/actual365fixed.hpp>

#include "simulator/base/random.h"
#include "simulator/economics/correlation.h"
#include "simulator/economics/option_value.h"
#include "simulator/economics/rate_of_return.h"
#include "simulator/economics/sensitivity_indices.h"

namespace {

namespace ql = QuantLib;
using ql::ext::make_shared;

const ql::Date Start(1, ql::January, 2026);

TEST(QuantLibOracle, RatesOfReturnOfRandomDatedFlows) {
    ql::Settings::instance().evaluationDate() = Start;
    const sim::Random random(3, sim::RandomStream::Prices);
    for (std::uint32_t project = 0; project < 100; ++project) {
        std::vector<sim::DayFlow> flows = {{0, -1000.0}};
        ql::Leg receipts;
        for (std::uint32_t k = 1; k <= 24; ++k) {
            const long day = 30L * k + static_cast<long>(20 * random.uniform(project, k, 0));
            const double amount = 80.0 * random.uniform(project, k, 1);
            flows.push_back({day, amount});
            receipts.push_back(make_shared<ql::SimpleCashFlow>(amount, Start + static_cast<int>(day)));
        }
        const double theirs = ql::CashFlows::yield(receipts, 1000.0, ql::Actual365Fixed(), ql::Compounded,
                                                   ql::Annual, false, Start, Start, 1e-12, 1000, 0.05);
        EXPECT_NEAR(sim::rateOfReturn(flows).only(), theirs, 1e-9) << project;
    }
}

TEST(QuantLibOracle, EuropeanOptions) {
    const sim::Random random(4, sim::RandomStream::Prices);
    for (std::uint32_t i = 0; i < 200; ++i) {
        const double spot = 50 + 100 * random.uniform(i, 0), strike = 50 + 100 * random.uniform(i, 1);
        const double rate = 0.1 * random.uniform(i, 2), volatility = 0.05 + random.uniform(i, 3);
        const double years = 0.1 + 3 * random.uniform(i, 4);
        const bool isCall = i % 2 == 0;
        const double theirs = ql::blackFormula(isCall ? ql::Option::Call : ql::Option::Put, strike,
                                               spot * std::exp(rate * years), volatility * std::sqrt(years),
                                               std::exp(-rate * years));
        EXPECT_NEAR(sim::europeanOption({isCall ? sim::OptionKind::Call : sim::OptionKind::Put, spot, strike,
                                         rate, volatility, years}),
                    theirs, 1e-10);
    }
}

// Their iteration stops at about 1e-6.
TEST(QuantLibOracle, NearestCorrelations) {
    const sim::Random random(5, sim::RandomStream::Prices);
    for (std::uint32_t i = 0; i < 20; ++i) {
        sim::Matrix m(4, std::vector<double>(4, 1.0));
        ql::Matrix q(4, 4, 1.0);
        for (std::uint32_t r = 0; r < 4; ++r)
            for (std::uint32_t c = 0; c < r; ++c)
                m[r][c] = m[c][r] = q[r][c] = q[c][r] = 2.0 * random.uniform(i, r, c) - 1.0;
        const auto factor = sim::correlationFactor(m);
        if (!factor.wasRepaired) continue;
        const ql::Matrix root = ql::pseudoSqrt(q, ql::SalvagingAlgorithm::Higham);
        const ql::Matrix theirs = root * ql::transpose(root);
        for (std::size_t r = 0; r < 4; ++r)
            for (std::size_t c = 0; c < 4; ++c)
                EXPECT_NEAR(factor.used[r][c], theirs[r][c], 1e-4) << i;
    }
}

// All 21 dimensions with the same table of direction numbers.
TEST(QuantLibOracle, SobolPoints) {
    ql::SobolRsg theirs(sim::SobolSequence::MostDimensions, 0, ql::SobolRsg::JoeKuoD6);
    sim::SobolSequence ours(sim::SobolSequence::MostDimensions);
    for (int i = 0; i < 4000; ++i) {
        const auto& expected = theirs.nextSequence().value;
        const auto& point = ours.next();
        for (std::size_t d = 0; d < point.size(); ++d)
            ASSERT_NEAR(point[d], expected[d], 1e-9) << "dimension " << d + 1 << ", point " << i;
    }
}

} // namespace
