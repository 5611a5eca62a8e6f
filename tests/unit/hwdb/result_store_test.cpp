// SPDX-License-Identifier: Apache-2.0
// The store of results: what goes in comes out, stores of newer programs and other files are refused.
#include "hwdb/result_store.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "hwdb/database.h"
#include "simulator/base/error.h"

namespace {

namespace fs = std::filesystem;
using hwdb::ResultStore;

class ResultStoreTest : public testing::Test {
  protected:
    void SetUp() override { fs::create_directories(folder_); }
    void TearDown() override { fs::remove_all(folder_); }
    fs::path folder_ = fs::temp_directory_path() / ("store-" + std::to_string(::getpid()));
    fs::path file_ = folder_ / "a.sqlite";
    const hwdb::StoreAbout about_ = {
        "name", "inputs", "facts", "1", 3, 0, 3, {{"device", "", false, true}, {"time", "s", true, false}}};
};

TEST_F(ResultStoreTest, PointsComeBackAsTheyWentIn) {
    {
        auto store = ResultStore::create(file_, about_);
        store.add({2, "ok", "", {std::string("a"), 0.1, 0.05, 0.2}});
        store.add({0, "invalid", "because", {std::string("b"), {}, {}, {}}});
    }
    const auto store = ResultStore::open(file_);
    EXPECT_EQ(store.about().columns, about_.columns);
    EXPECT_EQ(store.numbers(), (std::set<std::uint64_t>{0, 2}));
    const auto answer = store.query("SELECT k, reason, device, time, time_high FROM point ORDER BY k");
    EXPECT_EQ(std::get<std::string>(answer.rows[0][1]), "because");
    EXPECT_TRUE(std::holds_alternative<std::monostate>(answer.rows[0][3]));
    EXPECT_EQ(std::get<double>(answer.rows[1][3]), 0.1);
    EXPECT_EQ(std::get<double>(answer.rows[1][4]), 0.2);
}

TEST_F(ResultStoreTest, QueriesCannotWrite) {
    ResultStore::create(file_, about_);
    const auto store = ResultStore::open(file_);
    EXPECT_THROW(store.query("DELETE FROM about"), sim::Error);
    EXPECT_THROW(store.query("SELECT nonsense FROM point"), sim::Error);
    EXPECT_THROW(store.query("SELECT \"nonsense\" FROM point"), sim::Error); // quoted, yet no column
    EXPECT_EQ(store.query("SELECT * FROM about").rows.size(), 7u);
}

TEST_F(ResultStoreTest, NewerStoresAndOtherFilesAreRefused) {
    ResultStore::create(file_, about_);
    hwdb::Database(file_, hwdb::Database::Mode::ReadWrite).execute("PRAGMA user_version = 99");
    EXPECT_THROW(ResultStore::open(file_), sim::Error);
    std::ofstream(folder_ / "text.sqlite") << "this is no database, only a text that is long enough";
    EXPECT_THROW(ResultStore::open(folder_ / "text.sqlite"), sim::Error);
    EXPECT_THROW(ResultStore::open(folder_ / "none.sqlite"), sim::Error);
}

TEST_F(ResultStoreTest, IncompleteStoreIsNotAssembled) {
    {
        auto store = ResultStore::create(file_, about_);
        store.add({0, "ok", "", {std::string("a"), 0.1, 0.05, 0.2}});
    }
    EXPECT_THROW(ResultStore::assemble(folder_ / "b.sqlite", {file_}), sim::Error);
    EXPECT_FALSE(fs::exists(folder_ / "b.sqlite"));
}

} // namespace
