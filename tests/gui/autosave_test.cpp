// SPDX-License-Identifier: Apache-2.0
// Changes outlive a crash, and only a crash.
#include <gtest/gtest.h>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QUndoStack>

#include "gui/jobs/autosave.h"
#include "gui/models/number_text.h"
#include "gui/models/recent_files.h"
#include "gui/models/scenario_document.h"
#include "tests/gui/fake_result.h"

namespace gui {
namespace {

class Autosaves : public ::testing::Test {
  protected:
    void SetUp() override {
        document.open(
            scenario::readScenario(test::fakeOptions().gallery / "deepseek-v3-pretraining-h800.yaml"));
    }
    void edit() {
        EXPECT_EQ(document.edit(QStringLiteral("economics.rental.price"), QStringLiteral("3 USD/GPU-hour")),
                  QString());
    }

    QTemporaryDir folder;
    ScenarioDocument document;
};

TEST_F(Autosaves, UnchangedScenarioLeavesNoFile) {
    Autosave autosave(document, folder.path());
    autosave.save();
    EXPECT_FALSE(QFile::exists(autosave.file()));
}

TEST_F(Autosaves, ChangesAreKeptAndReadBackEqual) {
    Autosave autosave(document, folder.path());
    edit();
    autosave.save();
    const auto back = scenario::readScenario(autosave.file().toStdString());
    EXPECT_EQ(back.toYaml(), document.current().toYaml());
    EXPECT_EQ(back.text("economics.rental.price"), "3 USD/GPU-hour");
}

TEST_F(Autosaves, LivingProgramIsNoOrphanAndAnOrderlyEndLeavesNothing) {
    {
        Autosave autosave(document, folder.path());
        edit();
        autosave.save();
        EXPECT_TRUE(QFile::exists(autosave.file()));
        EXPECT_TRUE(Autosave::orphans(folder.path()).isEmpty());
    }
    EXPECT_TRUE(QDir(folder.path()).entryList(QDir::Files).isEmpty());
}

TEST_F(Autosaves, UndoOfEverythingTakesTheFileAway) {
    Autosave autosave(document, folder.path());
    edit();
    autosave.save();
    document.undoStack().undo();
    autosave.save();
    EXPECT_FALSE(QFile::exists(autosave.file()));
}

// A crash leaves the file without a living owner: as if copied from one.
TEST_F(Autosaves, FileWithoutLivingOwnerIsFoundUntilDiscarded) {
    const QString left = QDir(folder.path()).filePath(QStringLiteral("left.yaml"));
    {
        Autosave autosave(document, folder.path());
        edit();
        autosave.save();
        ASSERT_TRUE(QFile::copy(autosave.file(), left));
    }
    EXPECT_EQ(Autosave::orphans(folder.path()), QStringList{left});
    Autosave::discard(left);
    EXPECT_TRUE(Autosave::orphans(folder.path()).isEmpty());
}

TEST(RecentFiles, NewestComesFirstOnceAndMissingOnesAreLeftOut) {
    QTemporaryDir folder;
    const auto make = [&](const char* name) {
        QFile file(QDir(folder.path()).filePath(QString::fromLatin1(name)));
        EXPECT_TRUE(file.open(QIODevice::WriteOnly));
        return file.fileName();
    };
    const QString a = make("a.yaml"), b = make("b.yaml");
    addRecentFile(a);
    addRecentFile(b);
    addRecentFile(a);
    EXPECT_EQ(recentFiles().mid(0, 2), (QStringList{a, b}));
    QFile::remove(a);
    EXPECT_EQ(recentFiles().value(0), b);
}

} // namespace
} // namespace gui
