// SPDX-License-Identifier: Apache-2.0
// The timeline's input: what wheel, keys and pointer do to the window and the selection.
#include <gtest/gtest.h>

#include <cmath>

#include <QApplication>
#include <QTest>
#include <QWheelEvent>

#include "gui/models/result_figures.h"
#include "gui/views/timeline_view.h"
#include "tests/gui/fake_result.h"

namespace gui {
namespace {

/// 1,000 us on two lanes, in a window wide enough that a pixel is about one microsecond.
class Timeline : public ::testing::Test {
  protected:
    void SetUp() override {
        view.resize(1100, 200);
        view.setFigure(timelineFigure(test::fakeResult().timelines[0]), false);
        view.show();
    }
    double pixelAt(double microseconds) const {
        const QRectF lanes = view.lanesArea();
        return lanes.left() + (microseconds - view.window().start) / view.window().span() * lanes.width();
    }
    QPoint at(double microseconds, int lane) const {
        const QRectF lanes = view.lanesArea();
        return {static_cast<int>(std::lround(pixelAt(microseconds))),
                static_cast<int>(lanes.top() + lanes.height() * (lane + 0.5) / 2)};
    }
    void wheel(const QPoint& point, int notches, Qt::KeyboardModifiers modifiers) {
        QWheelEvent event(point, view.mapToGlobal(point), {}, {0, notches * 120}, Qt::NoButton, modifiers,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(&view, &event);
    }
    TimelineView view;
};

TEST_F(Timeline, StartsWithTheWhole) {
    EXPECT_DOUBLE_EQ(view.window().start, 0.0);
    EXPECT_DOUBLE_EQ(view.window().end, 1000.0);
}

// The time under the pointer stays there; three notches of 0.8 leave 0.512 of the window.
TEST_F(Timeline, ControlWheelZoomsAtThePointer) {
    const QPoint point = at(700, 0);
    const double before = view.timeAtPixel(point.x());
    wheel(point, 3, Qt::ControlModifier);
    EXPECT_NEAR(view.window().span(), 512.0, 1e-6);
    EXPECT_NEAR(view.timeAtPixel(point.x()), before, 1e-6);
}

TEST_F(Timeline, ZoomingOutEndsAtTheWhole) {
    wheel(at(300, 0), 4, Qt::ControlModifier);
    wheel(at(300, 0), -40, Qt::ControlModifier);
    EXPECT_DOUBLE_EQ(view.window().start, 0.0);
    EXPECT_DOUBLE_EQ(view.window().end, 1000.0);
}

TEST_F(Timeline, PlainWheelIsLeftToTheScrollArea) {
    const auto before = view.window().span();
    wheel(at(300, 0), 1, Qt::NoModifier);
    EXPECT_DOUBLE_EQ(view.window().span(), before);
}

// Zoomed to 400..600; a tenth of 200 us to the right is 420..620, and Shift+wheel up goes back.
TEST_F(Timeline, KeysAndShiftWheelPan) {
    view.zoomAt(500, 0.2);
    EXPECT_NEAR(view.window().start, 400, 1e-9);
    QTest::keyClick(&view, Qt::Key_D);
    EXPECT_NEAR(view.window().start, 420, 1e-9);
    QTest::keyClick(&view, Qt::Key_A);
    EXPECT_NEAR(view.window().start, 400, 1e-9);
    wheel(at(500, 0), -1, Qt::ShiftModifier);
    EXPECT_NEAR(view.window().start, 420, 1e-9);
}

TEST_F(Timeline, PanningStopsAtTheEnds) {
    view.zoomAt(500, 0.2);
    for (int i = 0; i < 50; ++i)
        QTest::keyClick(&view, Qt::Key_D);
    EXPECT_NEAR(view.window().end, 1000, 1e-9);
    EXPECT_NEAR(view.window().span(), 200, 1e-9);
}

TEST_F(Timeline, KeysZoomAndZeroShowsTheWhole) {
    QTest::keyClick(&view, Qt::Key_W);
    EXPECT_NEAR(view.window().span(), 800, 1e-6);
    QTest::keyClick(&view, Qt::Key_W);
    QTest::keyClick(&view, Qt::Key_S);
    EXPECT_NEAR(view.window().span(), 800, 1e-6);
    QTest::keyClick(&view, Qt::Key_0);
    EXPECT_DOUBLE_EQ(view.window().span(), 1000.0);
}

TEST_F(Timeline, DraggingSelectsARangeInEitherDirectionAndFFitsIt) {
    const QPoint from = at(600, 0), to = at(200, 0);
    const double high = view.timeAtPixel(from.x()), low = view.timeAtPixel(to.x());
    QTest::mousePress(&view, Qt::LeftButton, {}, from);
    QTest::mouseMove(&view, to);
    QTest::mouseRelease(&view, Qt::LeftButton, {}, to);
    ASSERT_TRUE(view.selection());
    EXPECT_NEAR(view.selection()->start, low, 1e-6);
    EXPECT_NEAR(view.selection()->end, high, 1e-6);
    QTest::keyClick(&view, Qt::Key_F);
    EXPECT_NEAR(view.window().start, low, 1e-6);
    EXPECT_NEAR(view.window().end, high, 1e-6);
}

TEST_F(Timeline, ClickClearsTheSelection) {
    QTest::mousePress(&view, Qt::LeftButton, {}, at(100, 0));
    QTest::mouseMove(&view, at(300, 0));
    QTest::mouseRelease(&view, Qt::LeftButton, {}, at(300, 0));
    ASSERT_TRUE(view.selection());
    QTest::mouseClick(&view, Qt::LeftButton, {}, at(500, 0));
    EXPECT_FALSE(view.selection());
}

// Lane 0 holds gemm 0..100, attention 100..400, gemm 400..500.
TEST_F(Timeline, HoverFindsTheSliceAndDoubleClickFitsIt) {
    QTest::mouseMove(&view, at(250, 0));
    ASSERT_TRUE(view.hovered());
    EXPECT_EQ(view.hovered()->lane, 0U);
    EXPECT_EQ(view.hovered()->span, 1U);
    QTest::mouseDClick(&view, Qt::LeftButton, {}, at(250, 0));
    EXPECT_NEAR(view.window().start, 100, 1e-6);
    EXPECT_NEAR(view.window().end, 400, 1e-6);
    QTest::keyClick(&view, Qt::Key_0);
    QTest::mouseMove(&view, at(800, 0));
    EXPECT_FALSE(view.hovered());
}

// A what-if brings a new timeline of the same kind: the user keeps looking at the same place.
TEST_F(Timeline, NewFigureOfTheSameKindKeepsTheWindow) {
    view.zoomAt(500, 0.2);
    view.setFigure(timelineFigure(test::fakeResult().timelines[0]), true);
    EXPECT_NEAR(view.window().start, 400, 1e-9);
    view.setFigure(timelineFigure(test::fakeResult().timelines[1]), false);
    EXPECT_DOUBLE_EQ(view.window().end, 20.0);
    view.setFigure(nullptr, false); // and nothing at all does not crash
    QTest::keyClick(&view, Qt::Key_W);
    view.repaint();
}

// Hovering gemm at 0..100 also marks the gemm at 400..500: a strip at the foot of the lane in the text
// colour.
TEST_F(Timeline, EqualNamesAreMarked) {
    const QPoint foot(static_cast<int>(pixelAt(450)),
                      static_cast<int>(view.lanesArea().top() + view.lanesArea().height() / 2 - 3));
    const QRgb before = view.grab().toImage().pixel(foot);
    QTest::mouseMove(&view, at(50, 0));
    EXPECT_NE(view.grab().toImage().pixel(foot), before);
}

// Three kernels of two names on two lanes: the search finds them by part of the name and goes around.
TEST(TimelineSearch, FindsByPartOfTheNameInOrderOfTimeAndGoesAround) {
    auto figure = std::make_shared<report::TimelineFigure>();
    figure->addLane("a");
    figure->addLane("b");
    figure->addSpan(0, 0, 10, "gemm_fp8", "forward");
    figure->addSpan(0, 100, 10, "attention", "forward");
    figure->addSpan(1, 50, 10, "GEMM_bf16", "backward");
    figure->finish();
    TimelineView view;
    view.setFigure(figure, false);
    EXPECT_EQ(view.search(QStringLiteral("gemm")), 2U);
    std::vector<double> starts;
    for (int i = 0; i < 3; ++i) {
        view.showMatch(true);
        ASSERT_TRUE(view.selection());
        starts.push_back(view.selection()->start);
    }
    EXPECT_EQ(starts, (std::vector<double>{0, 50, 0}));
    view.showMatch(false);
    EXPECT_EQ(view.selection()->start, 50.0);
    EXPECT_EQ(view.search(QStringLiteral("no such kernel")), 0U);
    EXPECT_EQ(view.search(QString()), 0U);
}

} // namespace
} // namespace gui
