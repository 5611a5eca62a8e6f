// SPDX-License-Identifier: Apache-2.0
// Point numbers to scenarios: mixed radix over the groups, the last digit fastest.
#include "scenarios/sweep_space.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include <fmt/format.h>

#include "simulator/base/error.h"
#include "simulator/base/hash.h"
#include "simulator/base/random.h"

namespace scenario {

namespace {

double product(const SweepConstraint::Side& side, const Scenario& scenario) {
    double value = side.factor;
    for (const std::string& key : side.keys)
        value *= scenario.number(key);
    return value;
}

std::string withUnit(double number, const std::string& unit) {
    return unit.empty() ? fmt::format("{}", number) : fmt::format("{} {}", number, unit);
}

} // namespace

std::string SweepAxis::text(std::uint64_t i) const {
    if (kind == Kind::List) return values[i];
    const double share = count > 1 ? static_cast<double>(i) / static_cast<double>(count - 1) : 0.0;
    const sim::Random random(seed, sim::RandomStream::Sweeps);
    const auto low = static_cast<std::uint32_t>(i), high = static_cast<std::uint32_t>(i >> 32);
    switch (kind) {
    case Kind::List:
        break;
    case Kind::Linear: // the last point is the last number exactly, not nearly
        return withUnit(i + 1 == count && count > 1 ? b : a + (b - a) * share, unit);
    case Kind::Logarithmic:
        return withUnit(i + 1 == count && count > 1 ? b : a * std::pow(b / a, share), unit);
    case Kind::Uniform:
        return withUnit(a + (b - a) * random.uniform(low, high, stream), unit);
    case Kind::Normal:
        return withUnit(a + b * random.normal(low, high, stream), unit);
    case Kind::LogNormal:
        return withUnit(a * std::exp(b * random.normal(low, high, stream)), unit);
    }
    return {};
}

bool SweepConstraint::holds(const Scenario& scenario) const {
    for (const Side* side : {&left, &right})
        for (const std::string& key : side->keys)
            if (!scenario.has(key))
                throw sim::Error(sim::ErrorCode::BadInput,
                                 fmt::format("sweep.where: {} has no value in this scenario", key), where,
                                 "give it one or leave the constraint out");
    const double l = product(left, scenario), r = product(right, scenario);
    if (comparison == "<=") return l <= r;
    if (comparison == ">=") return l >= r;
    if (comparison == "==") return l == r;
    if (comparison == "!=") return l != r;
    return comparison == "<" ? l < r : l > r;
}

std::vector<std::pair<std::string, std::string>> SweepSpace::settings(std::uint64_t k) const {
    std::vector<std::pair<std::string, std::string>> out;
    std::uint64_t rest = count_;
    for (const SweepGroup& group : groups) {
        rest /= group.count();
        const std::uint64_t digit = k / rest;
        k %= rest;
        if (!group.caseNames.empty()) out.emplace_back("case", group.caseNames[digit]);
        for (const SweepAxis& axis : group.axes)
            out.emplace_back(axis.key, axis.text(digit));
    }
    return out;
}

Scenario SweepSpace::at(std::uint64_t k) const {
    Scenario scenario = base;
    std::uint64_t rest = count_;
    for (const SweepGroup& group : groups) {
        rest /= group.count();
        const std::uint64_t digit = k / rest;
        k %= rest;
        for (const SweepAxis& axis : group.axes)
            if (const std::string text = axis.text(digit); !text.empty())
                scenario.set(axis.key, text, Origin::Set, axis.where);
    }
    return scenario;
}

bool SweepSpace::isAllowed(const Scenario& scenario) const {
    return std::all_of(constraints.begin(), constraints.end(),
                       [&](const SweepConstraint& c) { return c.holds(scenario); });
}

std::vector<std::string> SweepSpace::keys() const {
    std::vector<std::string> out;
    for (const SweepGroup& group : groups) {
        if (!group.caseNames.empty()) out.emplace_back("case");
        for (const SweepAxis& axis : group.axes)
            out.push_back(axis.key);
    }
    return out;
}

std::string SweepSpace::hash() const {
    sim::ContentHash hash;
    hash.add("purser.sweep/1\n");
    for (const Parameter& p : parameters())
        if (base.has(p.key)) hash.add(fmt::format("{}={}\n", p.key, base.text(p.key)));
    for (const SweepGroup& group : groups) {
        hash.add("group\n");
        for (const std::string& name : group.caseNames)
            hash.add(fmt::format("case {}\n", name));
        for (const SweepAxis& axis : group.axes) {
            hash.add(fmt::format("{} {} {} {} {} {} {} {}\n", axis.key, static_cast<int>(axis.kind), axis.a,
                                 axis.b, axis.unit, axis.count, axis.seed, axis.stream));
            for (const std::string& value : axis.values)
                hash.add(value + "\n");
        }
    }
    for (const SweepConstraint& constraint : constraints)
        hash.add(fmt::format("where {}\n", constraint.text));
    for (const std::string& metric : metrics)
        hash.add(fmt::format("metric {}\n", metric));
    return hash.hex();
}

void SweepSpace::close() {
    std::set<std::string> seen;
    count_ = 1;
    for (const SweepGroup& group : groups) {
        for (const SweepAxis& axis : group.axes)
            if (!seen.insert(axis.key).second)
                throw sim::Error(
                    sim::ErrorCode::BadInput,
                    fmt::format("sweep: {} is swept twice, expected each input on one axis", axis.key),
                    axis.where, "remove one of them");
        // Point numbers are stored as SQLite integers, 63 bits.
        constexpr auto Most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
        if (group.count() > Most / count_)
            throw sim::Error(sim::ErrorCode::BadInput, "sweep: more than 2^63 points, expected fewer",
                             group.axes.front().where, "shorten an axis");
        count_ *= group.count();
    }
}

} // namespace scenario
