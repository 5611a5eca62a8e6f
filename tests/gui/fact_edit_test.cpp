// SPDX-License-Identifier: Apache-2.0
// Editing the hardware database through its page: own facts beside shipped ones, undo, removal.
#include <gtest/gtest.h>

#include <algorithm>

#include <QSignalSpy>
#include <QTest>
#include <QUndoStack>

#include "gui/models/catalogue_edits.h"
#include "gui/models/fact_model.h"
#include "gui/views/hardware_page.h"
#include "tests/gui/fake_result.h"

namespace gui {
namespace {

class HardwareDatabase : public ::testing::Test {
  protected:
    void SetUp() override {
        device = catalogue.resolve("accelerator", "h800-sxm");
        page.showSubject(QString::fromStdString(device));
        shipped = catalogue.facts(device).size();
        ASSERT_GT(shipped, 5U);
    }
    int rowOf(const std::string& property) const {
        const auto& rows = page.facts().rows();
        const auto found = std::find_if(rows.begin(), rows.end(), [&](const hwdb::Fact& f) {
            return f.property == property && f.isPreferred;
        });
        return found == rows.end() ? -1 : static_cast<int>(found - rows.begin());
    }
    void edit(const std::string& property, const char* value) {
        const int row = rowOf(property);
        ASSERT_GE(row, 0);
        page.facts().setData(page.facts().index(row, FactModel::Value), QString::fromLatin1(value),
                             Qt::EditRole);
        QTest::qWait(1); // the table is read again from the event loop
    }
    hwdb::Catalogue catalogue = test::memoryCatalogue();
    QUndoStack undo;
    CatalogueEdits edits{catalogue, undo};
    HardwarePage page{edits};
    std::string device;
    std::size_t shipped = 0;
};

TEST_F(HardwareDatabase, AllSubjectsShowTheirFactsTogether) {
    page.showSubject(QString());
    EXPECT_GT(static_cast<std::size_t>(page.facts().rowCount()), shipped * 10);
}

TEST_F(HardwareDatabase, EditAddsAPreferredFactAndKeepsTheShippedOne) {
    edit("memory_bandwidth", "1234");
    const auto facts = catalogue.facts(device);
    EXPECT_EQ(facts.size(), shipped + 1);
    EXPECT_EQ(page.facts().rowCount(), static_cast<int>(shipped) + 1);
    const int row = rowOf("memory_bandwidth");
    ASSERT_GE(row, 0);
    EXPECT_TRUE(page.facts().rows()[static_cast<std::size_t>(row)].isUserEntry);
    EXPECT_EQ(page.facts().rows()[static_cast<std::size_t>(row)].valueText, "1234");
}

TEST_F(HardwareDatabase, UndoTakesTheFactBackAndRedoEntersItAgain) {
    const std::string before = catalogue.snapshotHash();
    QSignalSpy changed(&edits, &CatalogueEdits::changed);
    edit("memory_bandwidth", "1234");
    EXPECT_NE(catalogue.snapshotHash(), before);
    undo.undo();
    EXPECT_EQ(catalogue.snapshotHash(), before);
    undo.redo();
    EXPECT_EQ(catalogue.facts(device).size(), shipped + 1);
    EXPECT_EQ(changed.count(), 3);
}

TEST_F(HardwareDatabase, SecondEditReplacesTheOwnFactNotTheShippedOne) {
    edit("memory_bandwidth", "1234");
    edit("memory_bandwidth", "2345");
    EXPECT_EQ(catalogue.facts(device).size(), shipped + 1);
    undo.undo();
    QTest::qWait(1);
    EXPECT_EQ(page.facts().rows()[static_cast<std::size_t>(rowOf("memory_bandwidth"))].valueText, "1234");
}

} // namespace
} // namespace gui
