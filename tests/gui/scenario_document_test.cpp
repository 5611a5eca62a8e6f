// SPDX-License-Identifier: Apache-2.0
// The edited scenario: what is refused, what is undone, what merges.
#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QUndoStack>

#include "gui/models/scenario_document.h"

namespace gui {
namespace {

const QString Count = QStringLiteral("cluster.count");

TEST(ScenarioDocument, RefusedEditChangesNothingAndSaysWhy) {
    ScenarioDocument document;
    document.edit(Count, QStringLiteral("2048"));
    const std::string before = document.current().hash();
    const QString refusal = document.edit(Count, QStringLiteral("many"));
    EXPECT_TRUE(refusal.contains(QStringLiteral("many"))) << refusal.toStdString();
    EXPECT_EQ(document.current().hash(), before);
    EXPECT_EQ(document.undoStack().count(), 1);
}

TEST(ScenarioDocument, UndoAndRedoRestoreTheExactScenario) {
    ScenarioDocument document;
    document.edit(Count, QStringLiteral("2048"));
    const std::string first = document.current().hash();
    document.edit(Count, QStringLiteral("1024"));
    const std::string second = document.current().hash();
    ASSERT_NE(first, second);
    document.undoStack().undo();
    EXPECT_EQ(document.current().hash(), first);
    document.undoStack().redo();
    EXPECT_EQ(document.current().hash(), second);
}

// Typing 2, 20, 204, 2048 in one visit of the field is one step; the next visit is another.
TEST(ScenarioDocument, EditsOfOneSessionMergeIntoOneStep) {
    ScenarioDocument document;
    document.edit(Count, QStringLiteral("512"));
    const int typing = document.newSession();
    for (const char* text : {"2", "20", "204", "2048"})
        document.edit(Count, QString::fromLatin1(text), typing);
    EXPECT_EQ(document.undoStack().count(), 2);
    document.edit(Count, QStringLiteral("4096"), document.newSession());
    EXPECT_EQ(document.undoStack().count(), 3);
    document.undoStack().undo();
    EXPECT_EQ(document.current().text("cluster.count"), "2048");
    document.undoStack().undo();
    EXPECT_EQ(document.current().text("cluster.count"), "512");
}

TEST(ScenarioDocument, EqualTextIsNoEdit) {
    ScenarioDocument document;
    document.edit(Count, QStringLiteral("2048"));
    QSignalSpy edited(&document, &ScenarioDocument::edited);
    document.edit(Count, QStringLiteral("2048"));
    EXPECT_EQ(edited.count(), 0);
    EXPECT_EQ(document.undoStack().count(), 1);
}

TEST(ScenarioDocument, OpeningForgetsTheHistory) {
    ScenarioDocument document;
    document.edit(Count, QStringLiteral("2048"));
    EXPECT_TRUE(document.isModified());
    document.open(scenario::Scenario::defaults());
    EXPECT_FALSE(document.undoStack().canUndo());
    EXPECT_FALSE(document.isModified());
}

} // namespace
} // namespace gui
