// SPDX-License-Identifier: Apache-2.0
// Rules from columns to figures.
#include "gui/models/table_figures.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "gui/models/language.h"
#include "gui/models/number_text.h"
#include "gui/models/result_figures.h"

namespace gui {

namespace {

constexpr std::size_t MostBars = 60; // more are a table, not a picture

std::optional<std::size_t> columnOf(const scenario::Table& table, std::string_view key) {
    for (std::size_t i = 0; i < table.columns.size(); ++i)
        if (table.columns[i].key == key) return i;
    return std::nullopt;
}

const double* numberAt(const std::vector<scenario::Cell>& row, std::size_t column) {
    return column < row.size() ? std::get_if<double>(&row[column]) : nullptr;
}

std::string nameAt(const std::vector<scenario::Cell>& row) {
    const auto* name = row.empty() ? nullptr : std::get_if<std::string>(&row.front());
    return name ? resultText(*name).toStdString() : std::string();
}

bool isWhole(const scenario::Table& table) {
    if (table.key == "step" || columnOf(table, "share")) return true;
    return std::any_of(table.rows.begin(), table.rows.end(), [](const auto& row) {
        const auto* name = row.empty() ? nullptr : std::get_if<std::string>(&row.front());
        return name && text(*name).startsWith(QLatin1String("total"), Qt::CaseInsensitive);
    });
}

report::BarFigure barsOf(const scenario::Table& table, const std::vector<std::size_t>& columns) {
    report::BarFigure figure;
    figure.title = resultText(table.title).toStdString();
    figure.unit = table.columns[columns.front()].unit;
    figure.note = table.source;
    for (const std::size_t column : columns)
        figure.series.push_back(resultText(table.columns[column].label).toStdString());
    for (const auto& row : table.rows) {
        report::BarGroup group{nameAt(row), {}};
        for (const std::size_t column : columns) {
            std::optional<report::Bar> bar;
            if (const double* value = numberAt(row, column); value && std::isfinite(*value)) {
                bar.emplace();
                bar->value = *value;
            }
            group.bars.push_back(std::move(bar));
        }
        figure.groups.push_back(std::move(group));
    }
    return figure;
}

/// Columns after the first that share the unit of the second; empty when it is text.
std::vector<std::size_t> columnsOfOneUnit(const scenario::Table& table) {
    std::vector<std::size_t> columns;
    for (std::size_t i = 1; i < table.columns.size(); ++i)
        if (!table.columns[i].unit.empty() && table.columns[i].unit == table.columns[1].unit)
            columns.push_back(i);
    return columns;
}

report::XyFigure linesOf(const scenario::Table& table, const std::vector<std::size_t>& columns) {
    report::XyFigure figure;
    figure.title = resultText(table.title).toStdString();
    figure.xLabel = resultText(table.columns.front().label).toStdString();
    figure.xUnit = table.columns.front().unit;
    figure.yUnit = table.columns[columns.front()].unit;
    figure.note = table.source;
    for (const std::size_t column : columns) {
        report::XySeries series{resultText(table.columns[column].label).toStdString(), {}, true};
        for (const auto& row : table.rows) {
            const double *x = numberAt(row, 0), *y = numberAt(row, column);
            if (!x || !y) continue;
            report::XyPoint point;
            point.x = *x;
            point.y = *y;
            series.points.push_back(std::move(point));
        }
        figure.series.push_back(std::move(series));
    }
    if (columns.size() == 1) figure.yLabel = figure.series.front().label;
    return figure;
}

} // namespace

TableFigure tableFigure(const scenario::Table& table) {
    if (table.columns.size() < 2 || table.rows.empty()) return {};
    if (isWhole(table)) {
        auto figure = breakdownFigure(table);
        if (figure.parts.empty() || figure.parts.size() > MostBars) return {};
        return figure;
    }
    const auto lower = columnOf(table, "lower"), higher = columnOf(table, "higher");
    if (lower && higher && table.rows.size() <= MostBars) return barsOf(table, {*lower, *higher});
    const auto columns = columnsOfOneUnit(table);
    if (columns.empty()) return {};
    const bool isNumberFirst = !table.columns.front().unit.empty() && numberAt(table.rows.front(), 0);
    if (isNumberFirst) return linesOf(table, columns);
    if (table.rows.size() > MostBars || nameAt(table.rows.front()).empty()) return {};
    return barsOf(table, {columns.back()});
}

} // namespace gui
