// SPDX-License-Identifier: Apache-2.0
// Carries tables, timelines and explanations into figures and rich text.
#include "gui/models/result_figures.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <QCoreApplication>

#include "gui/models/language.h"
#include "gui/models/number_text.h"

namespace gui {

namespace {

struct PartColumns {
    std::size_t label = 0, value = 0;
    std::optional<std::size_t> category;
};

std::optional<PartColumns> partColumns(const scenario::Table& table) {
    std::optional<std::size_t> label, value, category;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const auto& column = table.columns[i];
        if (column.key == "category")
            category = i;
        else if (column.unit.empty() && !label)
            label = i;
        else if (!column.unit.empty() && !value)
            value = i;
    }
    if (!label || !value) return std::nullopt;
    return PartColumns{*label, *value, category};
}

const std::string* textOf(const std::vector<scenario::Cell>& row, std::size_t column) {
    return column < row.size() ? std::get_if<std::string>(&row[column]) : nullptr;
}
const double* numberOf(const std::vector<scenario::Cell>& row, std::size_t column) {
    return column < row.size() ? std::get_if<double>(&row[column]) : nullptr;
}

/// A row that repeats the sum of the others is the figure's total, not a part.
bool isTotal(const std::string& label) {
    return QString::fromStdString(label).startsWith(QLatin1String("total"), Qt::CaseInsensitive);
}

QString contributionRows(const QString& title, const std::vector<scenario::Contribution>& rows) {
    if (rows.empty()) return {};
    QString html = QStringLiteral("<h4>%1</h4><table width='100%' cellspacing='0' cellpadding='2'>")
                       .arg(title.toHtmlEscaped());
    for (const auto& row : rows) {
        QString ground = basisWord(row.basis);
        if (!row.source.empty()) ground += QStringLiteral("; ") + text(row.source);
        html += QStringLiteral("<tr><td>%1</td><td align='right'>&nbsp;&nbsp;<b>%2</b></td></tr>"
                               "<tr><td colspan='2'><small>%3</small></td></tr>")
                    .arg(text(row.label).toHtmlEscaped(), withUnit(row.value, row.unit).toHtmlEscaped(),
                         ground.toHtmlEscaped());
    }
    return html + QStringLiteral("</table>");
}

} // namespace

report::BreakdownFigure breakdownFigure(const scenario::Table& table) {
    report::BreakdownFigure figure;
    figure.title = resultText(table.title).toStdString();
    figure.note = table.source;
    const auto columns = partColumns(table);
    if (!columns) return figure;
    figure.unit = table.columns[columns->value].unit;
    for (const auto& row : table.rows) {
        const std::string* label = textOf(row, columns->label);
        const double* value = numberOf(row, columns->value);
        if (!label || !value || *value < 0.0) continue;
        if (isTotal(*label)) {
            figure.total = *value;
            continue;
        }
        report::BreakdownPart part;
        part.label = resultText(*label).toStdString();
        part.value = *value;
        if (columns->category)
            if (const std::string* category = textOf(row, *columns->category)) part.category = *category;
        figure.parts.push_back(std::move(part));
    }
    return figure;
}

report::BarFigure breakdownBars(const scenario::Table& left, const scenario::Table& right) {
    const auto leftParts = breakdownFigure(left), rightParts = breakdownFigure(right);
    report::BarFigure figure;
    figure.title = figure.axisLabel = resultText(left.title).toStdString();
    figure.unit = leftParts.unit;
    figure.series = {QCoreApplication::translate("Compare", "Left").toStdString(),
                     QCoreApplication::translate("Compare", "Right").toStdString()};
    const auto add = [&figure](const report::BreakdownPart& part, std::size_t side) {
        auto known = std::find_if(figure.groups.begin(), figure.groups.end(),
                                  [&part](const report::BarGroup& g) { return g.label == part.label; });
        if (known == figure.groups.end()) {
            report::BarGroup group;
            group.label = part.label;
            group.bars.resize(2);
            known = figure.groups.insert(figure.groups.end(), std::move(group));
        }
        report::Bar bar;
        bar.value = part.value;
        known->bars[side] = std::move(bar);
    };
    for (const auto& part : leftParts.parts)
        add(part, 0);
    for (const auto& part : rightParts.parts)
        add(part, 1);
    return figure;
}

std::unique_ptr<const report::TimelineFigure> timelineFigure(const scenario::Timeline& timeline) {
    auto figure = std::make_unique<report::TimelineFigure>();
    figure->title = resultText(timeline.title).toStdString();
    for (const auto& lane : timeline.lanes)
        figure->addLane(lane);
    for (const auto& slice : timeline.slices)
        if (slice.lane < timeline.lanes.size())
            figure->addSpan(slice.lane, slice.startMicroseconds, slice.durationMicroseconds, slice.name,
                            slice.category);
    figure->finish();
    return figure;
}

std::string explanationHtml(const scenario::Metric& metric) {
    const auto& story = metric.explanation;
    QString html = QStringLiteral("<h3>%1: %2</h3>")
                       .arg(metricLabel(metric.name).toHtmlEscaped(),
                            withUnit(metric.estimate.value, metric.unit).toHtmlEscaped());
    html += QStringLiteral("<p>%1</p>").arg(basisText(metric.estimate.basis).toHtmlEscaped());
    const QString interval = intervalText(metric.estimate);
    if (!interval.isEmpty())
        html += QStringLiteral("<p>%1: %2 %3</p>")
                    .arg(QCoreApplication::translate("Explanation", "10th to 90th percentile"),
                         interval.toHtmlEscaped(), text(metric.unit).toHtmlEscaped());
    if (!story.formula.empty())
        html += QStringLiteral("<h4>%1</h4><p>%2</p>")
                    .arg(QCoreApplication::translate("Explanation", "Formula"),
                         text(story.formula).toHtmlEscaped());
    html += contributionRows(QCoreApplication::translate("Explanation", "Inputs"), story.inputs);
    html += contributionRows(QCoreApplication::translate("Explanation", "Parts, largest first"), story.parts);
    html += contributionRows(
        QCoreApplication::translate("Explanation", "Uncertainty: change between P10 and P90 of each"),
        story.uncertainty);
    return html.toStdString();
}

} // namespace gui
