// SPDX-License-Identifier: Apache-2.0
// The whole window with a fake evaluator: run, what-if, errors, pages, colours, names for screen readers.
#include <gtest/gtest.h>

#include <atomic>

#include <QAction>
#include <QApplication>
#include <QDockWidget>
#include <QDropEvent>
#include <QMenu>
#include <QMimeData>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>
#include <QUndoStack>
#include <QUrl>

#include "gui/models/difference_model.h"
#include "gui/models/number_text.h"
#include "gui/models/scenario_document.h"
#include "gui/views/compare_page.h"
#include "gui/views/message_bar.h"
#include "gui/views/result_page.h"
#include "simulator/base/error.h"
#include "tests/gui/fake_result.h"

namespace gui {
namespace {

QString galleryFile() {
    return text((test::fakeOptions().gallery / "deepseek-v3-pretraining-h800.yaml").string());
}

class Window : public ::testing::Test {
  protected:
    void open() {
        ASSERT_TRUE(window.openFile(galleryFile())) << window.messages().message().toStdString();
        settle();
    }
    void settle() {
        ASSERT_TRUE(QTest::qWaitFor([this] { return window.isIdle(); }, 10000));
        QTest::qWait(1);
    }
    void TearDown() override { window.setColourMode(ColourMode::System); }
    double stepTime() const { return window.currentResult()->metric("step_time")->estimate.value; }

    hwdb::Catalogue catalogue = test::memoryCatalogue();
    MainWindow window{catalogue, test::fakeOptions()};
};

TEST_F(Window, OpeningAScenarioRunsItAndExplainsTheFirstMetric) {
    open();
    ASSERT_TRUE(window.currentResult());
    EXPECT_EQ(stepTime(), 20.0);
    const auto* page = window.findChild<ResultPage*>();
    ASSERT_NE(page->selectedMetric(), nullptr);
    EXPECT_EQ(page->selectedMetric()->name, "step_time");
}

// The fake step takes 20 s on h800-sxm and 40 s elsewhere.
TEST_F(Window, EditRunsAgainAndUndoGoesBack) {
    open();
    EXPECT_EQ(window.document().edit(QStringLiteral("cluster.device"), QStringLiteral("h20-96gb")),
              QString());
    settle();
    EXPECT_TRUE(window.document().isModified());
    EXPECT_EQ(stepTime(), 40.0);
    window.document().undoStack().undo();
    settle();
    EXPECT_FALSE(window.document().isModified());
    EXPECT_EQ(stepTime(), 20.0);
}

// The result as opened is kept on the left; a what-if shows its input and its metric, and nothing else.
TEST_F(Window, ComparesTheResultAsOpenedWithTheCurrentOne) {
    open();
    const auto& differences = window.findChild<ComparePage*>()->differences();
    EXPECT_EQ(differences.rowCount(), 0);
    window.document().edit(QStringLiteral("cluster.device"), QStringLiteral("h20-96gb"));
    settle();
    ASSERT_EQ(differences.rowCount(), 2);
    EXPECT_EQ(differences.index(0, DifferenceModel::Left).data().toString(), QStringLiteral("h800-sxm"));
    EXPECT_EQ(differences.index(0, DifferenceModel::Right).data().toString(), QStringLiteral("h20-96gb"));
    EXPECT_EQ(differences.index(1, DifferenceModel::Percentage).data().toString(), signedPercentText(1.0));
}

TEST_F(Window, UnreadableFileIsReportedInFullAndKeepsTheWindowAlive) {
    window.show();
    EXPECT_FALSE(window.openFile(QStringLiteral("no/such/file.yaml")));
    EXPECT_TRUE(window.messages().isVisible());
    EXPECT_TRUE(window.messages().message().contains(QStringLiteral("no/such/file.yaml")));
    open();
    EXPECT_FALSE(window.messages().isVisible()) << "a good file takes the message away";
}

TEST_F(Window, DroppedFileIsOpened) {
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(galleryFile())});
    // Qt delivers a drop only where a drag has entered.
    QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(&window, &enter);
    EXPECT_TRUE(enter.isAccepted());
    QDropEvent drop({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(&window, &drop);
    settle();
    EXPECT_TRUE(window.currentResult());
}

TEST(WindowErrors, FailedRunKeepsTheOldFigures) {
    auto catalogue = test::memoryCatalogue();
    auto options = test::fakeOptions();
    bool fails = false;
    options.evaluator = [&fails, good = test::fakeEvaluator()](const scenario::Scenario& s,
                                                               const sim::WorkContext& c) {
        if (fails) throw sim::Error(sim::ErrorCode::BadInput, "61 layers on 60 ranks", {}, "use 61");
        return good(s, c);
    };
    MainWindow window(catalogue, options);
    ASSERT_TRUE(window.openFile(galleryFile()));
    ASSERT_TRUE(QTest::qWaitFor([&] { return window.isIdle(); }, 10000));
    const auto good = window.currentResult();
    ASSERT_TRUE(good);
    fails = true;
    window.run();
    ASSERT_TRUE(QTest::qWaitFor([&] { return window.isIdle(); }, 10000));
    EXPECT_EQ(window.messages().message(), QStringLiteral("61 layers on 60 ranks; use 61"));
    EXPECT_EQ(window.currentResult(), good);
}

TEST(WindowErrors, ClosingWhileARunIsUnderWayStopsIt) {
    auto catalogue = test::memoryCatalogue();
    auto options = test::fakeOptions();
    std::atomic<bool> isIn{false}, isStopped{false};
    options.evaluator = [&](const scenario::Scenario&, const sim::WorkContext& context) -> scenario::Result {
        isIn = true;
        while (!context.stop.stop_requested())
            QThread::msleep(1);
        isStopped = true;
        context.throwIfStopped();
        return {};
    };
    {
        MainWindow window(catalogue, options);
        window.openFile(galleryFile());
        ASSERT_TRUE(QTest::qWaitFor([&] { return isIn.load(); }, 10000));
    }
    EXPECT_TRUE(isStopped);
}

TEST_F(Window, EveryPageIsReachedByItsName) {
    open();
    for (const char* name : {"result", "timeline", "pipeline", "tables", "compare", "hardware", "prices"})
        EXPECT_TRUE(window.showPage(QString::fromLatin1(name))) << name;
    EXPECT_FALSE(window.showPage(QStringLiteral("nowhere")));
}

TEST_F(Window, EveryFocusableWidgetHasAnAccessibleName) {
    open();
    window.show();
    QStringList offenders;
    for (const char* name : {"result", "timeline", "tables", "compare", "hardware", "prices"}) {
        window.showPage(QString::fromLatin1(name));
        QTest::qWait(1);
        for (const auto* widget : window.findChildren<QWidget*>()) {
            if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisibleTo(&window)) continue;
            // Parts of a widget (the edit line of a spin box, a scroll area's inside) are read with their
            // owner.
            if (widget->objectName().startsWith(QStringLiteral("qt_"))) continue;
            if (widget->accessibleName().isEmpty())
                offenders << QStringLiteral("%1 %2 on page %3")
                                 .arg(QLatin1String(widget->metaObject()->className()), widget->objectName(),
                                      QLatin1String(name));
        }
    }
    EXPECT_TRUE(offenders.isEmpty()) << offenders.join(QLatin1Char('\n')).toStdString();
}

TEST_F(Window, EveryActionHasTextToolTipAndIcon) {
    int seen = 0;
    for (const auto* action : window.findChildren<QAction*>()) {
        if (action->isSeparator() || action->menu() || action->parent() != &window) continue;
        ++seen;
        EXPECT_FALSE(action->text().isEmpty());
        EXPECT_FALSE(action->toolTip().isEmpty()) << action->text().toStdString();
        EXPECT_FALSE(action->icon().isNull()) << action->text().toStdString();
    }
    EXPECT_GE(seen, 15);
}

TEST_F(Window, NoShortcutIsGivenTwice) {
    QStringList shortcuts;
    for (const auto* action : window.findChildren<QAction*>())
        if (!action->shortcut().isEmpty()) shortcuts << action->shortcut().toString();
    const auto count = shortcuts.size();
    shortcuts.removeDuplicates();
    EXPECT_EQ(shortcuts.size(), count);
}

TEST_F(Window, DocksHaveObjectNamesForTheSavedLayout) {
    const auto docks = window.findChildren<QDockWidget*>();
    EXPECT_EQ(docks.size(), 3);
    for (const auto* dock : docks)
        EXPECT_FALSE(dock->objectName().isEmpty());
}

// The mean lightness of the drawn window falls below the middle in dark mode, on every page: no white island.
TEST_F(Window, DarkModeReachesEveryPage) {
    open();
    window.show();
    const auto meanLightness = [this] {
        const QImage picture =
            window.grab().toImage().scaled(64, 40, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
        double sum = 0;
        for (int y = 0; y < picture.height(); ++y)
            for (int x = 0; x < picture.width(); ++x)
                sum += picture.pixelColor(x, y).lightness();
        return sum / (picture.width() * picture.height());
    };
    for (const char* name : {"result", "timeline", "tables", "compare", "hardware", "prices"}) {
        window.showPage(QString::fromLatin1(name));
        window.setColourMode(ColourMode::Light);
        QTest::qWait(1);
        EXPECT_GT(meanLightness(), 180) << name;
        window.setColourMode(ColourMode::Dark);
        QTest::qWait(1);
        EXPECT_LT(meanLightness(), 90) << name;
    }
}

} // namespace
} // namespace gui
