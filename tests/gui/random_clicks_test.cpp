// SPDX-License-Identifier: Apache-2.0
// Seeded random keys, clicks and edits on the whole window. PURSER_CLICKS sets how many (default 60); a
// failure is repeated by the seed that it prints.
#include <gtest/gtest.h>

#include <random>

#include <QAction>
#include <QApplication>
#include <QPointer>
#include <QTest>

#include "gui/models/language.h"
#include "gui/models/number_text.h"
#include "gui/models/scenario_document.h"
#include "tests/gui/fake_result.h"

namespace gui {
namespace {

class Monkey {
  public:
    Monkey(MainWindow& window, unsigned seed) : window_(window), random_(seed) {}

    void act() {
        switch (pick(6)) {
        case 0:
            return click();
        case 1:
            return key();
        case 2:
            return trigger();
        case 3:
            return edit();
        case 4:
            return window_.setLanguage(pick(2) ? Language::Chinese : Language::English);
        default:
            return QTest::qWait(static_cast<int>(pick(4)));
        }
    }

  private:
    std::size_t pick(std::size_t count) {
        return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_);
    }
    QWidget* anyWidget() {
        QList<QWidget*> shown;
        for (auto* widget : window_.findChildren<QWidget*>())
            if (widget->isVisible() && widget->isEnabled()) shown << widget;
        return shown.isEmpty() ? &window_
                               : shown[static_cast<qsizetype>(pick(static_cast<std::size_t>(shown.size())))];
    }
    void click() {
        QPointer<QWidget> target = anyWidget();
        const QPoint place(static_cast<int>(pick(static_cast<std::size_t>(std::max(1, target->width())))),
                           static_cast<int>(pick(static_cast<std::size_t>(std::max(1, target->height())))));
        QTest::mouseClick(target, Qt::LeftButton, {}, place);
        closePopups();
    }
    void key() {
        const Qt::Key keys[] = {Qt::Key_Tab, Qt::Key_W, Qt::Key_S,      Qt::Key_A,
                                Qt::Key_D,   Qt::Key_F, Qt::Key_0,      Qt::Key_Down,
                                Qt::Key_Up,  Qt::Key_1, Qt::Key_Escape, Qt::Key_Return};
        QTest::keyClick(anyWidget(), keys[pick(std::size(keys))]);
        closePopups();
    }
    /// Any command but leaving; file dialogs are closed again.
    void trigger() {
        QList<QAction*> actions;
        for (auto* action : window_.findChildren<QAction*>(QString(), Qt::FindDirectChildrenOnly))
            if (action->isEnabled() && !action->isSeparator() &&
                action->shortcut() != QKeySequence(QKeySequence::Quit))
                actions << action;
        if (!actions.isEmpty())
            actions[static_cast<qsizetype>(pick(static_cast<std::size_t>(actions.size())))]->trigger();
        closePopups();
    }
    void edit() {
        const auto parameters = scenario::parameters();
        const auto& parameter = parameters[pick(parameters.size())];
        const char* const values[] = {"1",        "0",    "-3", "2048", "4 USD/GPU-hour",
                                      "h20-96gb", "true", "",   "1e12", "ü"};
        window_.document().edit(text(parameter.key), QString::fromUtf8(values[pick(std::size(values))]));
    }
    void closePopups() {
        while (auto* popup = QApplication::activePopupWidget())
            popup->close();
        for (auto* top : QApplication::topLevelWidgets())
            if (top != &window_ && top->isVisible() && top->isWindow()) top->close();
        if (!window_.isVisible()) window_.show();
    }

    MainWindow& window_;
    std::mt19937 random_;
};

TEST(RandomClicks, WindowSurvivesAndStillAnswers) {
    const int clicks = qEnvironmentVariableIntValue("PURSER_CLICKS") > 0
                           ? qEnvironmentVariableIntValue("PURSER_CLICKS")
                           : 60;
    const unsigned seed = 20261127;
    SCOPED_TRACE(::testing::Message() << "seed " << seed);
    auto catalogue = test::memoryCatalogue();
    MainWindow window(catalogue, test::fakeOptions());
    window.show();
    const QString file = text((test::fakeOptions().gallery / "deepseek-v3-pretraining-h800.yaml").string());
    ASSERT_TRUE(window.openFile(file));
    Monkey monkey(window, seed);
    for (int i = 0; i < clicks; ++i)
        monkey.act();
    gui::setLanguage(Language::English);
    ASSERT_TRUE(window.openFile(file));
    QTest::qWait(1);
    ASSERT_TRUE(QTest::qWaitFor([&] { return window.isIdle(); }, 10000));
    ASSERT_TRUE(window.currentResult());
    EXPECT_EQ(window.currentResult()->metric("step_time")->estimate.value, 20.0);
    window.setColourMode(ColourMode::System);
}

} // namespace
} // namespace gui
