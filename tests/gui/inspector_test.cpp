// SPDX-License-Identifier: Apache-2.0
// The inspector: one editor per parameter, inline validation, reset, filter.
#include <gtest/gtest.h>

#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QTest>
#include <QToolButton>
#include <QUndoStack>

#include "gui/docks/inspector_dock.h"
#include "gui/docks/parameter_editor.h"
#include "gui/models/number_text.h"
#include "gui/models/scenario_document.h"

namespace gui {
namespace {

class Inspector : public ::testing::Test {
  protected:
    Inspector() : dock(document, {{QStringLiteral("h800-sxm"), QStringLiteral("h20-96gb")}, {}, {}, {}}) {}
    QLineEdit& line(const char* key) {
        auto* editor = dock.editor(QString::fromLatin1(key));
        EXPECT_NE(editor, nullptr) << key;
        return *editor->findChild<QLineEdit*>();
    }
    ScenarioDocument document;
    InspectorDock dock;
};

TEST_F(Inspector, HasOneEditorPerParameter) {
    for (const auto& parameter : scenario::parameters())
        EXPECT_NE(dock.editor(text(parameter.key)), nullptr) << parameter.key;
}

TEST_F(Inspector, ShowsInputsOfAWorkloadWhereTheScenarioHoldsIt) {
    const auto* tensor = dock.editor(QStringLiteral("workload.training.layout.tensor"));
    EXPECT_TRUE(tensor->isHidden());
    document.edit(QStringLiteral("workload.training.layout.pipeline"), QStringLiteral("16"));
    EXPECT_FALSE(tensor->isHidden());
}

TEST_F(Inspector, TypingReachesTheScenarioAsOneUndoStep) {
    dock.show();
    dock.activateWindow(); // the focus starts the undo session, and only an active window has one
    auto& count = line("cluster.count");
    count.setFocus();
    ASSERT_TRUE(QTest::qWaitFor([&] { return count.hasFocus(); }, 5000));
    count.selectAll();
    QTest::keyClicks(&count, QStringLiteral("2048"));
    EXPECT_EQ(document.current().text("cluster.count"), "2048");
    EXPECT_EQ(document.undoStack().count(), 1);
    document.undoStack().undo();
    EXPECT_NE(count.text(), QStringLiteral("2048"));
}

TEST_F(Inspector, WrongTextIsExplainedBesideTheFieldAndKept) {
    auto& count = line("cluster.count");
    count.selectAll();
    QTest::keyClicks(&count, QStringLiteral("x"));
    EXPECT_FALSE(dock.editor(QStringLiteral("cluster.count"))->problem().isEmpty());
    EXPECT_TRUE(count.text().endsWith(QLatin1Char('x')));
}

TEST_F(Inspector, ResetIsOfferedForChangedValuesOnly) {
    auto* editor = dock.editor(QStringLiteral("seed"));
    ASSERT_NE(editor, nullptr);
    auto* reset = editor->findChild<QToolButton*>();
    EXPECT_FALSE(reset->isEnabled());
    const std::string before = document.current().hash();
    document.edit(editor->key(), QStringLiteral("2"));
    ASSERT_TRUE(reset->isEnabled());
    reset->click();
    EXPECT_EQ(document.current().hash(), before);
    EXPECT_FALSE(reset->isEnabled());
}

TEST_F(Inspector, ChoosingADeviceSetsIt) {
    auto* box = dock.editor(QStringLiteral("cluster.device"))->findChild<QComboBox*>();
    ASSERT_NE(box, nullptr);
    box->setCurrentIndex(1);
    emit box->textActivated(box->itemText(1));
    EXPECT_EQ(document.current().text("cluster.device"), "h20-96gb");
}

TEST_F(Inspector, FilterHidesWhatDoesNotMatch) {
    auto* filter = dock.findChild<QLineEdit*>(QString(), Qt::FindDirectChildrenOnly);
    for (auto* candidate : dock.findChildren<QLineEdit*>())
        if (candidate->accessibleName() == QStringLiteral("Filter inputs")) filter = candidate;
    ASSERT_NE(filter, nullptr);
    filter->setText(QStringLiteral("cluster.count"));
    EXPECT_FALSE(dock.editor(QStringLiteral("cluster.count"))->isHidden());
    EXPECT_TRUE(dock.editor(QStringLiteral("seed"))->isHidden());
    filter->clear();
    EXPECT_FALSE(dock.editor(QStringLiteral("seed"))->isHidden());
}

} // namespace
} // namespace gui
