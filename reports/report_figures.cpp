// SPDX-License-Identifier: Apache-2.0
// Figures of a result as data for the plot layer.
#include <algorithm>
#include <cmath>
#include <optional>

#include "reports/report_model.h"
#include "simulator/base/units.h"

namespace report {
namespace {

std::optional<std::size_t> columnNamed(const scenario::Table& table, std::string_view key) {
    for (std::size_t i = 0; i < table.columns.size(); ++i)
        if (table.columns[i].key == key) return i;
    return std::nullopt;
}

bool isNumber(const scenario::Cell& cell) {
    return std::holds_alternative<double>(cell);
}

bool isMoney(const std::string& unit) {
    return unit.size() == 3 &&
           std::all_of(unit.begin(), unit.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

/// The quantity that is broken down: money where there is some, else the first numeric column with a unit
/// that is not a share.
std::optional<std::size_t> valueColumn(const scenario::Table& table) {
    std::optional<std::size_t> withUnit, any;
    if (table.rows.empty()) return any;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        if (i >= table.rows.front().size() || !isNumber(table.rows.front()[i])) continue;
        const auto& column = table.columns[i];
        if (isMoney(column.unit)) return i;
        const bool isShare = column.unit == "%" || column.unit == "fraction" || column.key == "share";
        if (!withUnit && !column.unit.empty() && !isShare) withUnit = i;
        if (!any) any = i;
    }
    return withUnit ? withUnit : any;
}

/// A closing row that is called total, or repeats the sum of the others, is the whole and not a part.
bool endsWithTotal(const std::vector<BreakdownPart>& parts) {
    if (parts.size() < 2) return false;
    if (parts.back().label == "total" || parts.back().label == "Total") return true;
    double others = 0;
    for (std::size_t i = 0; i + 1 < parts.size(); ++i)
        others += parts[i].value;
    return parts.size() > 2 && std::abs(parts.back().value - others) <= 1e-6 * std::abs(others);
}

} // namespace

BreakdownFigure breakdownFigure(const scenario::Table& table) {
    BreakdownFigure figure;
    figure.title = table.title;
    const auto value = valueColumn(table);
    if (!value) return figure;
    figure.unit = table.columns[*value].unit;
    const auto category = columnNamed(table, "category");
    for (const auto& row : table.rows) {
        if (row.size() != table.columns.size() || !isNumber(row[*value])) continue;
        BreakdownPart part;
        for (std::size_t i = 0; i < row.size() && part.label.empty(); ++i)
            if (i != category && !isNumber(row[i])) part.label = std::get<std::string>(row[i]);
        part.value = std::max(0.0, std::get<double>(row[*value]));
        part.valueText = sim::formatNumber(std::get<double>(row[*value]));
        if (category && !isNumber(row[*category])) part.category = std::get<std::string>(row[*category]);
        figure.parts.push_back(std::move(part));
    }
    if (endsWithTotal(figure.parts)) {
        figure.total = figure.parts.back().value;
        figure.parts.pop_back();
    }
    return figure;
}

BarFigure comparisonFigure(const scenario::Result& result, Language language) {
    BarFigure figure;
    figure.title = word(Word::ComparedWith, language);
    figure.axisLabel = word(Word::RatioAxis, language);
    figure.series = {std::string(word(Word::Predicted, language))};
    figure.reference = 1.0;
    figure.referenceLabel = word(Word::AsPublished, language);
    figure.startsAtZero = false;
    for (const scenario::Comparison& comparison : result.comparisons) {
        if (!(comparison.published > 0)) continue;
        Bar bar;
        bar.value = 1.0 + comparison.relativeError();
        const scenario::Metric* metric = result.metric(comparison.metric);
        if (metric && metric->unit == comparison.unit) {
            bar.low = metric->estimate.low / comparison.published;
            bar.high = metric->estimate.high / comparison.published;
        }
        bar.text = printValue(comparison.predicted, comparison.unit, language).text();
        figure.groups.push_back({metricLabel(comparison.metric, language), {bar}});
    }
    return figure;
}

BarFigure tornadoFigure(const scenario::Metric& metric, Language language) {
    BarFigure figure;
    const std::string label = metricLabel(metric.name, language);
    figure.title = std::string(word(Word::Tornado, language)) + " " + label;
    figure.axisLabel = word(Word::Change, language);
    figure.series = {label};
    double largest = 0;
    for (const scenario::Contribution& cause : metric.explanation.uncertainty)
        largest = std::max(largest, std::abs(cause.value));
    const PrintScale scale = printScale(largest, metric.unit, language);
    figure.unit = scale.unit;
    for (const scenario::Contribution& cause : metric.explanation.uncertainty) {
        Bar bar;
        bar.value = cause.value / scale.divisor;
        bar.text = printValue(cause.value, cause.unit, language).text();
        figure.groups.push_back({cause.label, {bar}});
    }
    return figure;
}

std::shared_ptr<const TimelineFigure> timelineFigure(const scenario::Timeline& timeline) {
    auto figure = std::make_shared<TimelineFigure>();
    figure->title = timeline.title;
    for (const std::string& lane : timeline.lanes)
        figure->addLane(lane);
    for (const scenario::TimelineSlice& slice : timeline.slices)
        if (slice.lane < timeline.lanes.size())
            figure->addSpan(slice.lane, slice.startMicroseconds, slice.durationMicroseconds, slice.name,
                            slice.category);
    figure->finish();
    return figure;
}

} // namespace report
