// SPDX-License-Identifier: Apache-2.0
// Which figure a table gets.
#include <gtest/gtest.h>

#include "gui/models/language.h"
#include "gui/models/number_text.h"
#include "gui/models/table_figures.h"

namespace gui {
namespace {

scenario::Table tableOf(std::vector<scenario::Column> columns,
                        std::vector<std::vector<scenario::Cell>> rows) {
    return {"any", "Any", std::move(columns), std::move(rows), ""};
}

// Costs of an installed, a sold and a useful hour are alternatives: a share of their sum would mean nothing.
TEST(TableFigures, AlternativesAreBarsWithoutShares) {
    const auto figure = tableFigure(tableOf({{"hours", "Hours", ""}, {"cost", "Cost", "CNY/GPU-hour"}},
                                            {{std::string("installed"), 11.0}, {std::string("sold"), 15.0}}));
    ASSERT_TRUE(std::holds_alternative<report::BarFigure>(figure));
    EXPECT_EQ(std::get<report::BarFigure>(figure).groups.size(), 2U);
}

TEST(TableFigures, RowsWithATotalAreABreakdown) {
    const auto figure = tableFigure(
        tableOf({{"item", "Item", ""}, {"cost", "Cost", "USD"}},
                {{std::string("chips"), 3.0}, {std::string("power"), 1.0}, {std::string("total"), 4.0}}));
    ASSERT_TRUE(std::holds_alternative<report::BreakdownFigure>(figure));
    EXPECT_EQ(std::get<report::BreakdownFigure>(figure).parts.size(), 2U);
}

TEST(TableFigures, LowerAndHigherAreATornado) {
    const auto figure = tableFigure(tableOf({{"input", "Input", ""},
                                             {"lower", "Lower", "USD"},
                                             {"higher", "Higher", "USD"},
                                             {"first", "F", "fraction"}},
                                            {{std::string("utilisation"), 3.9, -2.6, 0.6}}));
    ASSERT_TRUE(std::holds_alternative<report::BarFigure>(figure));
    const auto& bars = std::get<report::BarFigure>(figure);
    ASSERT_EQ(bars.groups.size(), 1U);
    EXPECT_EQ(bars.groups[0].bars[0]->value, 3.9);
    EXPECT_EQ(bars.groups[0].bars[1]->value, -2.6);
}

// Own and rent over utilisation: two lines in one unit; the column of words is not drawn.
TEST(TableFigures, NumbersOverANumberAreLines) {
    const auto figure =
        tableFigure(tableOf({{"utilisation", "Utilisation", "fraction"},
                             {"own", "Own", "USD/GPU-hour"},
                             {"rent", "Rent", "USD/GPU-hour"},
                             {"cheaper", "Cheaper", ""}},
                            {{0.2, 57.0, 18.0, std::string("rent")}, {0.9, 13.0, 18.0, std::string("own")}}));
    ASSERT_TRUE(std::holds_alternative<report::XyFigure>(figure));
    EXPECT_EQ(std::get<report::XyFigure>(figure).series.size(), 2U);
}

TEST(TableFigures, WordsAloneHaveNone) {
    EXPECT_TRUE(std::holds_alternative<std::monostate>(
        tableFigure(tableOf({{"a", "A", ""}, {"b", "B", ""}}, {{std::string("x"), std::string("y")}}))));
    EXPECT_TRUE(std::holds_alternative<std::monostate>(tableFigure({})));
}

// A metric that nobody has translated yet keeps the abbreviations of its name.
TEST(MetricLabels, UntranslatedOnesAreStillWrittenWell) {
    gui::setLanguage(Language::Chinese);
    EXPECT_EQ(metricLabel("no_such_npv_p90"), QStringLiteral("No such NPV P90"));
    EXPECT_EQ(metricLabel("step_time"), QStringLiteral("单步时间"));
    gui::setLanguage(Language::English);
}

} // namespace
} // namespace gui
