// SPDX-License-Identifier: Apache-2.0
// English and Chinese, switched while the program runs.
#include <gtest/gtest.h>

#include <QFile>
#include <QLabel>
#include <QMenuBar>
#include <QTest>
#include <QUndoStack>

#include "gui/docks/inspector_dock.h"
#include "gui/docks/parameter_editor.h"
#include "gui/models/language.h"
#include "gui/models/number_text.h"
#include "gui/models/scenario_document.h"
#include "tests/gui/fake_result.h"

namespace gui {
namespace {

QString readTranslation() {
    QFile file(QStringLiteral(PURSER_SOURCE_DIR "/gui/translations/purser_zh_CN.ts"));
    EXPECT_TRUE(file.open(QIODevice::ReadOnly));
    return QString::fromUtf8(file.readAll());
}

// A new text shows up here once the target update_translations has gathered it.
TEST(Translation, NoTextIsLeftUnfinished) {
    const QString all = readTranslation();
    EXPECT_GT(all.count(QStringLiteral("<translation>")), 250);
    EXPECT_FALSE(all.contains(QStringLiteral("type=\"unfinished\"")));
}

// The table's texts are the other half of the translation: no input may show an English label in Chinese.
TEST(Translation, EveryInputHasAChineseLabelAndHelp) {
    for (const auto& parameter : scenario::parameters()) {
        EXPECT_FALSE(parameter.labelZh.empty()) << parameter.key;
        EXPECT_FALSE(parameter.helpZh.empty()) << parameter.key;
    }
}

class Languages : public ::testing::Test {
  protected:
    void open() {
        ASSERT_TRUE(window.openFile(
            text((test::fakeOptions().gallery / "deepseek-v3-pretraining-h800.yaml").string())));
        settle();
    }
    void settle() {
        QTest::qWait(1);
        ASSERT_TRUE(QTest::qWaitFor([this] { return window.isIdle(); }, 10000));
    }
    void speak(Language language) {
        window.setLanguage(language);
        QTest::qWait(1);
    }
    QString firstMenu() const { return window.menuBar()->actions().front()->text(); }
    void TearDown() override { gui::setLanguage(Language::English); }

    hwdb::Catalogue catalogue = test::memoryCatalogue();
    MainWindow window{catalogue, test::fakeOptions()};
};

TEST_F(Languages, MenusAndInputsChangeAtOnceAndBack) {
    open();
    const auto label = [this] {
        auto* editor = window.findChild<InspectorDock*>()->editor(QStringLiteral("cluster.device"));
        return editor->findChild<QLabel*>()->text();
    };
    const auto* device = scenario::findParameter("cluster.device");
    EXPECT_EQ(firstMenu(), QStringLiteral("&File"));
    speak(Language::Chinese);
    EXPECT_EQ(firstMenu(), QStringLiteral("文件(&F)"));
    EXPECT_EQ(label(), text(device->labelZh));
    speak(Language::English);
    EXPECT_EQ(firstMenu(), QStringLiteral("&File"));
    EXPECT_EQ(label(), text(device->label));
}

TEST_F(Languages, SwitchKeepsResultHistoryAndPage) {
    open();
    window.document().edit(QStringLiteral("cluster.device"), QStringLiteral("h20-96gb"));
    settle();
    const auto result = window.currentResult();
    window.showPage(QStringLiteral("compare"));
    speak(Language::Chinese);
    EXPECT_EQ(window.currentResult(), result);
    EXPECT_EQ(window.document().undoStack().count(), 1);
    window.document().undoStack().undo();
    settle();
    EXPECT_EQ(window.currentResult()->metric("step_time")->estimate.value, 20.0);
}

TEST_F(Languages, SwitchWhileARunIsUnderWayStillDeliversIt) {
    open();
    window.document().edit(QStringLiteral("cluster.device"), QStringLiteral("h20-96gb"));
    window.setLanguage(Language::Chinese);
    settle();
    EXPECT_EQ(window.currentResult()->metric("step_time")->estimate.value, 40.0);
}

TEST(NumberTexts, BasisIsNamedInTheCurrentLanguage) {
    EXPECT_EQ(basisWord(sim::Basis::Modelled), QStringLiteral("modelled"));
    gui::setLanguage(Language::Chinese);
    EXPECT_EQ(basisWord(sim::Basis::Modelled), QStringLiteral("模型"));
    gui::setLanguage(Language::English);
}

} // namespace
} // namespace gui
