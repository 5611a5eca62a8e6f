// SPDX-License-Identifier: Apache-2.0
#include "scenarios/published_comparison.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "simulator/base/error.h"

namespace scenario {

namespace {

/// Parts of the step as published ones name them, by the category of the table "step".
constexpr std::pair<std::string_view, std::string_view> PublishedParts[] = {
    {"overlapped", "overlapped"},
    {"bubble", "bubble"},
    {"forward", "lone_forward"},
    {"backward", "lone_backward"},
    {"weight_gradient", "weight_gradient"},
    {"optimizer", "optimizer"},
};

std::map<std::string, double> partsOf(const Result& result) {
    std::map<std::string, double> parts;
    const Table* step = result.table("step");
    if (!step) return parts;
    for (const auto& row : step->rows)
        for (const auto& [category, published] : PublishedParts)
            if (std::get<std::string>(row[1]) == category)
                parts[std::string(published)] += std::get<double>(row[2]);
    return parts;
}

void tellGap(const Table& gap, Result& result) {
    constexpr double Target = 0.05;
    std::vector<std::pair<std::string, double>> parts;
    double total = 0, published = 0;
    for (const auto& row : gap.rows) {
        const auto& name = std::get<std::string>(row[0]);
        const double difference = std::get<double>(row[3]);
        if (name == "total step")
            total = difference, published = std::get<double>(row[2]);
        else
            parts.push_back({name, difference});
    }
    if (published <= 0 || std::abs(total) <= Target * published) return;
    std::stable_sort(parts.begin(), parts.end(),
                     [](const auto& a, const auto& b) { return std::abs(a.second) > std::abs(b.second); });
    std::string where;
    for (std::size_t i = 0; i < std::min<std::size_t>(2, parts.size()); ++i)
        where += fmt::format("{}{} {:+.2f} s", where.empty() ? "" : ", ", parts[i].first, parts[i].second);
    result.warnings.push_back(fmt::format(
        "the step is {:+.1f} % off the published one, mostly in: {}. Candidates that a short record "
        "cannot tell apart: unequal expert load in production "
        "(workload.training.expert_load_variation; the record has balanced routing), clocks under "
        "sustained load, the unpublished division of layers over stages "
        "(workload.training.stage_layers)",
        total / published * 100, where));
}

} // namespace

void addComparison(const Scenario& scenario, const hwdb::Catalogue& catalogue, Result& result) {
    if (!scenario.has("compare_with")) return;
    const auto& caseId = scenario.text("compare_with");
    const auto published = catalogue.publishedResults(caseId);
    if (published.empty()) {
        const auto nearest = sim::nearestName(caseId, catalogue.publishedCases());
        throw sim::Error(
            sim::ErrorCode::BadInput, fmt::format("compare_with: no published case '{}'", caseId),
            scenario.value("compare_with").where, nearest.empty() ? "" : "did you mean " + nearest + "?");
    }
    const auto& measuredOn = published.front().deviceId;
    if (catalogue.resolve("accelerator", scenario.text("cluster.device")) != measuredOn) {
        result.warnings.push_back(
            fmt::format("the published figures of {} were measured on {}: they are not set beside this run",
                        caseId, catalogue.device(measuredOn).name));
        return;
    }
    const auto parts = partsOf(result);
    Table gap{"gap",
              "The step beside the published one",
              {{"part", "Part", ""},
               {"seconds", "Simulated", "s"},
               {"published", "Published", "s"},
               {"difference", "Difference", "s"}},
              {},
              {}};
    for (const auto& p : published) {
        const auto* metric = result.metric(p.metric);
        const auto part = parts.find(p.metric);
        if (!metric && part == parts.end()) continue;
        const double ours = metric ? metric->estimate.value : part->second;
        if (metric) result.comparisons.push_back({p.metric, p.value, ours, metric->unit, p.source, p.note});
        if (metric && p.metric != "step_time") continue;
        gap.source = p.source;
        gap.rows.push_back({metric ? "total step" : p.metric, ours, p.value, ours - p.value});
    }
    if (gap.rows.size() > 1) {
        tellGap(gap, result);
        result.breakdown.push_back(std::move(gap));
    }
}

} // namespace scenario
