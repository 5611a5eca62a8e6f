// SPDX-License-Identifier: Apache-2.0
// Axes, shares, timeline reduction and hit tests of the plot layer.
#include <algorithm>
#include <cmath>

#include <QImage>
#include <QPainter>
#include <gtest/gtest.h>

#include "reports/plot/axis.h"
#include "reports/plot/bar_plot.h"
#include "reports/plot/breakdown_plot.h"
#include "reports/plot/render.h"
#include "reports/plot/timeline_plot.h"

namespace report {
namespace {

TEST(Axis, TicksAreMultiplesOfOneTwoOrFive) {
    // Range 0..19.4 with at most 6 ticks: 19.4 / 6 = 3.2, the next round step is 5: 0, 5, 10, 15.
    EXPECT_EQ(niceTicks(0, 19.4, 6), (std::vector<double>{0, 5, 10, 15}));
    // 0..1 with at most 6: 1 / 6 = 0.17 -> 0.2: six ticks, both ends included.
    const auto unit = niceTicks(0, 1, 6);
    ASSERT_EQ(unit.size(), 6U);
    EXPECT_DOUBLE_EQ(unit[1], 0.2);
    EXPECT_DOUBLE_EQ(unit[5], 1.0);
}

TEST(Axis, ZeroIsExactWhereTheRangeCrossesIt) {
    // -0.3..0.3 with at most 5: 0.12 -> 0.2: -0.2, 0, 0.2; the middle one is counted, not added up.
    const auto ticks = niceTicks(-0.3, 0.3, 5);
    ASSERT_EQ(ticks.size(), 3U);
    EXPECT_EQ(ticks[1], 0.0);
}

TEST(Axis, NeverGivesMoreTicksThanAsked) {
    for (const double high : {0.013, 0.99, 7.0, 23.0, 999.0, 2.7e6})
        for (int most = 2; most < 12; ++most)
            EXPECT_LE(niceTicks(0, high, most).size(), static_cast<std::size_t>(most)) << high << " " << most;
}

TEST(Axis, EmptyOrInfiniteRangesHaveNoTicks) {
    EXPECT_TRUE(niceTicks(1, 1, 5).empty());
    EXPECT_TRUE(niceTicks(0, INFINITY, 5).empty());
    EXPECT_TRUE(logTicks(0, 10, 5).empty());
}

TEST(Axis, LogTicksArePowersOfTenOrTheirTwosAndFives) {
    EXPECT_EQ(logTicks(1, 1000, 6), (std::vector<double>{1, 10, 100, 1000}));
    // Two powers are too few to read by: 2 and 5 times them join.
    EXPECT_EQ(logTicks(1, 10, 6), (std::vector<double>{1, 2, 5, 10}));
}

TEST(Axis, LabelsOfOneAxisShareTheirDecimals) {
    EXPECT_EQ(tickLabels({0, 0.5, 1.0}), (std::vector<std::string>{"0.0", "0.5", "1.0"}));
    EXPECT_EQ(tickLabels({0, 10000, 20000}), (std::vector<std::string>{"0", "10,000", "20,000"}));
}

TEST(Axis, PixelAndValueAreInverse) {
    const AxisScale linear{2, 12, 100, 600, false};
    EXPECT_DOUBLE_EQ(linear.toPixel(7), 350); // the middle of both ranges
    EXPECT_DOUBLE_EQ(linear.toValue(350), 7);
    const AxisScale log{1, 10000, 0, 400, true};
    EXPECT_NEAR(log.toPixel(100), 200, 1e-9); // two of four decades
    EXPECT_NEAR(log.toValue(200), 100, 1e-9);
}

TEST(Shares, PrintedTenthsAddUpToOneHundred) {
    // Three thirds: 33.3 each leaves 0.1, which the first of the equal remainders gets.
    EXPECT_EQ(shareTexts({1, 1, 1}, 3), (std::vector<std::string>{"33.4 %", "33.3 %", "33.3 %"}));
    // Parts that are not the whole keep their true share of it.
    EXPECT_EQ(shareTexts({25, 25}, 100), (std::vector<std::string>{"25.0 %", "25.0 %"}));
    EXPECT_EQ(shareTexts({1}, 0), (std::vector<std::string>{""}));
}

TimelineFigure millionKernels() {
    TimelineFigure figure;
    const auto lane = figure.addLane("stream 7");
    const char* categories[] = {"forward", "backward", "communication"};
    for (int i = 0; i < 1000000; ++i)
        figure.addSpan(lane, i * 3.0, 1.0 + i % 3, "kernel", categories[i % 3]);
    figure.finish();
    return figure;
}

TEST(Timeline, AMillionSpansBecomeAtMostTwoRectanglesPerColumn) {
    const TimelineFigure figure = millionKernels();
    for (const double span : {3e6, 3e5, 9e3, 1200.0, 30.0}) {
        const auto rectangles = reduceLane(figure.lanes()[0], {6e5, 6e5 + span}, 800);
        EXPECT_LE(rectangles.size(), 1600U) << span;
        EXPECT_FALSE(rectangles.empty());
        for (const auto& r : rectangles) {
            EXPECT_GE(r.x, 0.0);
            EXPECT_LE(r.x + r.width, 800.0 + 1e-9);
        }
    }
}

TEST(Timeline, GatheredColumnTellsItsCoverage) {
    // 10 spans of 0.5 us every 1 us in a window of 10 us and 5 columns: each column of 2 us is half covered.
    TimelineFigure figure;
    const auto lane = figure.addLane("lane");
    for (int i = 0; i < 10; ++i)
        figure.addSpan(lane, i, 0.5, "k", "forward");
    figure.finish();
    const auto rectangles = reduceLane(figure.lanes()[0], {0, 10}, 5);
    ASSERT_EQ(rectangles.size(), 5U);
    for (const auto& r : rectangles)
        EXPECT_NEAR(r.coverage, 0.5F, 1e-6F);
}

TEST(Timeline, CategoryOfAGatheredColumnIsTheOneThatCoversMost) {
    // One column holds 0.2 of communication and 0.6 of backward.
    TimelineFigure figure;
    const auto lane = figure.addLane("lane");
    figure.addSpan(lane, 0.0, 0.2, "a", "communication");
    figure.addSpan(lane, 0.3, 0.6, "b", "backward");
    figure.finish();
    const auto rectangles = reduceLane(figure.lanes()[0], {0, 1}, 1);
    ASSERT_EQ(rectangles.size(), 1U);
    EXPECT_EQ(figure.categories()[rectangles[0].category], "backward");
}

TEST(Timeline, SpanThatBeganBeforeTheWindowIsStillShown) {
    TimelineFigure figure;
    const auto lane = figure.addLane("lane");
    figure.addSpan(lane, 0, 100, "long", "forward");
    figure.addSpan(lane, 10, 1, "short",
                   "backward"); // ends long before the window: latestEnd must remember `long`
    figure.finish();
    const auto rectangles = reduceLane(figure.lanes()[0], {50, 60}, 100);
    ASSERT_EQ(rectangles.size(), 1U);
    EXPECT_EQ(rectangles[0].span, 0U);
    EXPECT_DOUBLE_EQ(rectangles[0].width, 100.0);
}

TEST(Timeline, ZoomKeepsTheTimeUnderThePointer) {
    TimelineFigure figure;
    figure.addSpan(figure.addLane("lane"), 0, 1000, "k", "forward");
    figure.finish();
    // At 250 of 0..1000 the pointer is a quarter in; half the span must keep it a quarter in: 125..625.
    const TimeWindow window = zoomed(figure, {0, 1000}, 250, 0.5);
    EXPECT_DOUBLE_EQ(window.start, 125);
    EXPECT_DOUBLE_EQ(window.end, 625);
    // Zooming out and panning stop at the ends.
    EXPECT_DOUBLE_EQ(zoomed(figure, window, 300, 100).span(), 1000);
    EXPECT_DOUBLE_EQ(panned(figure, window, 1e9).end, 1000);
}

TEST(Timeline, PointerFindsTheSpanUnderIt) {
    ensureGuiApplication();
    TimelineFigure figure;
    const auto first = figure.addLane("stream 7"), second = figure.addLane("stream 20");
    figure.addSpan(first, 0, 500, "gemm", "forward");
    figure.addSpan(second, 500, 500, "dispatch", "communication");
    figure.finish();
    const Theme theme = Theme::light();
    const QRectF area(0, 0, 800, 200);
    const QRectF lanes = timelineLanes(area, figure, theme);
    const TimeWindow whole = wholeTimeline(figure);
    // A quarter along the first lane lies in gemm; the same time on the second lane is idle.
    const QPointF onFirst(lanes.left() + lanes.width() * 0.25, lanes.top() + lanes.height() * 0.25);
    const QPointF onSecond(onFirst.x(), lanes.top() + lanes.height() * 0.75);
    const auto hit = hitTest(onFirst, area, figure, whole, theme);
    ASSERT_TRUE(hit.has_value());
    EXPECT_EQ(hit->lane, 0U);
    EXPECT_FALSE(hitTest(onSecond, area, figure, whole, theme).has_value());
    EXPECT_NEAR(timeAt(onFirst.x(), area, figure, whole, theme), 250, 1e-9);
}

TEST(Breakdown, PointerFindsPartInStackAndInRow) {
    ensureGuiApplication();
    BreakdownFigure figure;
    figure.parts = {{"forward", 3, "forward", "", ""}, {"backward", 1, "backward", "", ""}};
    const Theme theme = Theme::light();
    const QRectF area(0, 0, 400, breakdownHeight(figure, theme));
    // Without a title the stack is at the top: the border between 3 and 1 is at 300 of 400 pixels.
    EXPECT_EQ(hitTest({299, 5}, area, figure, theme), 0U);
    EXPECT_EQ(hitTest({301, 5}, area, figure, theme), 1U);
    EXPECT_EQ(hitTest({10, area.bottom() - 4}, area, figure, theme), 1U); // the last row
}

TEST(Bars, PointerFindsGroupAndSeries) {
    ensureGuiApplication();
    BarFigure figure;
    figure.series = {"a", "b"};
    figure.groups = {{"one", {Bar{1, {}, {}, "", ""}, Bar{2, {}, {}, "", ""}}},
                     {"two", {Bar{3, {}, {}, "", ""}, std::nullopt}}};
    const Theme theme = Theme::light();
    const QRectF area(0, 0, 500, 300);
    int found = 0;
    for (int y = 0; y < 300; ++y)
        if (const auto hit = hitTest({100.0, static_cast<double>(y)}, area, figure, theme)) {
            found |= 1 << (hit->group * 2 + hit->series);
        }
    EXPECT_EQ(found, 0b0111); // the absent bar of the second group is never found
}

TEST(Figures, NothingIsPaintedOutsideTheArea) {
    // Long labels, a narrow area: a frame of the ground colour must stay round the figure.
    BreakdownFigure figure;
    figure.title = "A title that is far too long for two hundred and twenty pixels of width";
    for (int i = 0; i < 5; ++i)
        figure.parts.push_back(
            {"A very long label of a part that must be elided", 1.0 + i, "forward", "", ""});
    ensureGuiApplication();
    QImage image(260, 240, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    drawBreakdown(painter, QRectF(20, 20, 220, 200), figure, Theme::light());
    painter.end();
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            if (x < 19 || x > 241 || y < 19 || y > 221) {
                ASSERT_EQ(image.pixelColor(x, y), QColor(Qt::white)) << x << "," << y;
            }
}

TEST(Rendering, EqualDrawingsGiveEqualBytes) {
    BreakdownFigure figure;
    figure.parts = {{"forward", 3, "forward", "", ""}, {"backward", 1, "backward", "", ""}};
    const auto draw = [&](QPainter& painter, const QRectF& area) {
        drawBreakdown(painter, area, figure, Theme::light());
    };
    const QSizeF size(400, 120);
    EXPECT_EQ(renderSvg(size, "parts", draw), renderSvg(size, "parts", draw));
    EXPECT_EQ(renderPdf(size, "parts", draw), renderPdf(size, "parts", draw));
    EXPECT_EQ(renderPng(size, 2, Qt::white, draw), renderPng(size, 2, Qt::white, draw));
    EXPECT_NE(renderSvg(size, "parts", draw).find(">backward</text>"), std::string::npos);
}

TEST(Rendering, PdfDatesBecomeTheGivenOneInTheSameLength) {
    QByteArray pdf("/CreationDate (D:20261125041500+01'00') /ModDate (D:20261125041500Z)");
    const auto length = pdf.size();
    // 1735257600 is 2024-12-27 00:00:00 UTC.
    fixPdfDates(pdf, 1735257600);
    EXPECT_EQ(pdf, QByteArray("/CreationDate (D:20241227000000+00'00') /ModDate (D:20241227000000Z)"));
    EXPECT_EQ(pdf.size(), length);
}

TEST(Theme, CategoriesAreToldApartInBothThemes) {
    for (const Theme& theme : {Theme::light(), Theme::dark()})
        for (const std::string& a : categoryNames())
            for (const std::string& b : categoryNames())
                if (a != b) {
                    EXPECT_NE(theme.category(a), theme.category(b)) << a << " " << b;
                }
    EXPECT_EQ(Theme::light().category("no such"), Theme::light().category("other"));
    EXPECT_TRUE(
        Theme::fromPalette({QColor("#202020"), QColor("#1a1a1a"), Qt::white, Qt::gray, Qt::blue}).isDark);
}

} // namespace
} // namespace report
