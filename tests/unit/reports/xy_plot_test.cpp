// SPDX-License-Identifier: Apache-2.0
// Frontiers, calendar axes, hit tests and the drawing of values over values.
#include <cmath>
#include <set>

#include <QImage>
#include <QPainter>
#include <gtest/gtest.h>

#include "reports/plot/render.h"
#include "reports/plot/xy_plot.h"

namespace report {
namespace {

XyPoint at(double x, double y) {
    XyPoint p;
    p.x = x;
    p.y = y;
    return p;
}

// More of both is better: (1,5), (2,4) and (4,1) stand; (1,4) is beaten by (1,5), (2,3) by (2,4), (3,1) by
// (4,1).
TEST(Frontier, HoldsWhatNothingBeatsInBothDirections) {
    const std::vector<XyPoint> points{at(1, 4), at(2, 4), at(4, 1), at(1, 5), at(2, 3), at(3, 1)};
    EXPECT_EQ(frontier(points, true, true), (std::vector<std::size_t>{3, 1, 2}));
    // Less cost (y) at more speed (x): the cheapest of the fastest is alone.
    EXPECT_EQ(frontier(points, true, false), (std::vector<std::size_t>{2}));
}

// Property: no point of the frontier is beaten, and every point outside is beaten or equalled by one inside.
TEST(Frontier, EveryOtherPointIsBeatenByOneOfIt) {
    std::vector<XyPoint> points;
    for (int i = 0; i < 300; ++i) // a lattice walk with many ties
        points.push_back(at((i * 37) % 41, (i * i * 13) % 43));
    for (const bool moreX : {false, true})
        for (const bool moreY : {false, true}) {
            const auto best = frontier(points, moreX, moreY);
            const auto covers = [&](const XyPoint& a, const XyPoint& b) {
                return (moreX ? a.x >= b.x : a.x <= b.x) && (moreY ? a.y >= b.y : a.y <= b.y);
            };
            for (const auto& p : points) {
                bool isCovered = false;
                for (const std::size_t i : best)
                    isCovered = isCovered || covers(points[i], p);
                EXPECT_TRUE(isCovered);
            }
            for (const std::size_t i : best)
                for (const auto& p : points)
                    EXPECT_FALSE(covers(p, points[i]) && (p.x != points[i].x || p.y != points[i].y));
        }
}

TEST(Calendar, DatesAndDaysAreInverse) {
    EXPECT_EQ(daysOf("1970-01-01"), 0.0);
    EXPECT_EQ(daysOf("2000-03-01"), 11017.0); // 30 years, 7 leap days, then 31 + 29 days
    EXPECT_EQ(daysOf("2026-11"), daysOf("2026-11-01"));
    for (const char* wrong : {"", "soon", "2026-13-01", "2026-02-30"})
        EXPECT_FALSE(daysOf(wrong)) << wrong;
    for (double day = -400; day < 30000; day += 97)
        EXPECT_EQ(daysOf(dateOf(day)), day);
}

class XyDrawing : public ::testing::Test {
  protected:
    void SetUp() override { ensureGuiApplication(); }
    static XyFigure sample() {
        XyFigure f;
        f.title = "Prices";
        f.xLabel = "Date";
        f.yLabel = "Price";
        f.yUnit = "USD/GPU-hour";
        f.isCalendar = true;
        XySeries s{"on demand", {at(20000, 2.0), at(20100, 2.5), at(20200, 3.0)}, false};
        f.series = {s};
        return f;
    }
    const QRectF area{0, 0, 600, 320};
    const Theme theme = Theme::light();
};

// A sweep over the figure finds each of the three points and nothing else; what is found is under the
// pointer.
TEST_F(XyDrawing, EveryPointIsFoundUnderThePointer) {
    const XyFigure f = sample();
    std::set<std::size_t> found;
    for (int y = 0; y < 320; y += 3)
        for (int x = 0; x < 600; x += 3)
            if (const auto hit = hitTest(QPointF(x, y), area, f, theme)) found.insert(hit->point);
    EXPECT_EQ(found, (std::set<std::size_t>{0, 1, 2}));
}

TEST_F(XyDrawing, LogAxisLeavesOutWhatHasNoLogarithm) {
    XyFigure f = sample();
    f.isLogY = true;
    f.series[0].points[1].y = 0.0;
    std::set<std::size_t> found;
    for (int y = 0; y < 320; y += 3)
        for (int x = 0; x < 600; x += 3)
            if (const auto hit = hitTest(QPointF(x, y), area, f, theme)) found.insert(hit->point);
    EXPECT_EQ(found, (std::set<std::size_t>{0, 2}));
}

TEST_F(XyDrawing, EqualFiguresGiveEqualSvgAndEmptyOnesDraw) {
    const auto svg = [&](const XyFigure& f) {
        return renderSvg({600, 320}, f.title,
                         [&](QPainter& p, const QRectF& box) { drawXy(p, box, f, theme); });
    };
    EXPECT_EQ(svg(sample()), svg(sample()));
    EXPECT_FALSE(svg(XyFigure{}).empty());
}

} // namespace
} // namespace report
