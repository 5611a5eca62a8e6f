// SPDX-License-Identifier: Apache-2.0
// What a simulation answers: metrics with intervals and the story behind each, breakdown tables, timelines.
// The same object feeds JSON, terminal, report and desktop program; none of them computes anything.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "simulator/base/estimate.h"

namespace scenario {

/// One thing a metric rests on, e.g. an input, a part of the step, a source of uncertainty.
struct Contribution {
    std::string label;
    double value = 0.0;
    std::string unit;
    sim::Basis basis = sim::Basis::Assumed;
    std::string source;
};

struct Explanation {
    std::string formula;              ///< in words and symbols, with its source
    std::vector<Contribution> inputs; ///< what it rests on
    std::vector<Contribution> parts;  ///< what dominates it, largest first
    std::vector<Contribution>
        uncertainty; ///< change of the metric between the input's P10 and P90, largest first
};

/// Names are those of the result contract (DESIGN.md): "step_time", "gpu_hours", "cost_total"...
struct Metric {
    std::string name;
    std::string unit;
    sim::Estimate estimate;
    Explanation explanation;
};

struct Column {
    std::string key;
    std::string label;
    std::string unit; ///< empty for text
};
using Cell = std::variant<std::string, double>;
struct Table {
    std::string key; ///< "step", "kernels", "stages", "cost"
    std::string title;
    std::vector<Column> columns;
    std::vector<std::vector<Cell>> rows;
    std::string source;
};

/// Colour group of a slice: "forward", "backward", "weight_gradient", "communication", "overlapped",
/// "bubble", "optimizer", "pipeline_transfer", "other".
struct TimelineSlice {
    std::uint32_t lane = 0;
    double startMicroseconds = 0.0;
    double durationMicroseconds = 0.0;
    std::string name;
    std::string category;
};
struct Timeline {
    std::string key; ///< "replay" (kernels on streams) or "pipeline" (chunks on pipeline ranks)
    std::string title;
    std::vector<std::string> lanes;
    std::vector<TimelineSlice> slices;
};

struct ResolvedInput {
    std::string key, label, text, unit, source;
    std::string origin; ///< "default", "file", "set", "catalogue"
};

/// A published figure beside ours.
struct Comparison {
    std::string metric;
    double published = 0.0, predicted = 0.0;
    std::string unit, source, note;
    double relativeError() const { return predicted / published - 1.0; }
};

/// One line of the calculation from quantities to money, so that a spreadsheet can do it again and answer
/// other inputs. A name is made of lower-case letters and underscores, at least one of them.
struct Working {
    std::string name, label, unit;
    std::vector<double> values; ///< one, or one for each period of a series
    /// Over names of earlier lines: + - * / ( ) and SUM MIN MAX. Of a series, `name` is the same period,
    /// `name[-1]` the one before, and the whole of it inside SUM, MIN and MAX. Empty: an input.
    std::string formula;
    double opening = 0.0; ///< of a series: what stands before its first period
    std::string source;
};

struct Provenance {
    std::string programVersion;
    std::string catalogueHash;
    std::string scenarioHash;
    std::uint64_t seed = 0;
    std::vector<std::pair<std::string, std::string>> traces; ///< name, content hash
    std::uint64_t events = 0;                                ///< executed by the engine
    std::string fingerprint;                                 ///< of the event sequence
};

struct Result {
    std::string name;
    std::vector<ResolvedInput> inputs;
    std::vector<Metric> metrics;
    std::vector<Table> breakdown;
    std::vector<Comparison> comparisons;
    std::vector<Working> workings; ///< each line after those it rests on
    std::vector<std::string> warnings;
    std::vector<Timeline> timelines; ///< not part of the JSON
    Provenance provenance;
    bool isFeasible = true;
    std::string infeasibleReason;

    const Metric* metric(std::string_view metricName) const {
        for (const auto& m : metrics)
            if (m.name == metricName) return &m;
        return nullptr;
    }
    const Table* table(std::string_view key) const {
        for (const auto& t : breakdown)
            if (t.key == key) return &t;
        return nullptr;
    }
};

/// Result JSON, schema "purser.result/1"; byte-identical for equal results.
std::string toJson(const Result& result);
/// Throws Error{BadInput} when the text is not such a result.
Result resultFromJson(std::string_view text, const std::string& where);

} // namespace scenario
