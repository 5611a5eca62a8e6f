// SPDX-License-Identifier: Apache-2.0
// The database file: built, reused, rebuilt, and refused when it is damaged or of a newer program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "hwdb/database.h"
#include "hwdb/schema/migrations.h"
#include "tests/unit/hwdb/pack_folder.h"

namespace {

using hwdbtest::errorOf;
using hwdbtest::PackFolder;
using testing::HasSubstr;

std::string bytesOf(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    return text.str();
}

TEST(CatalogueFile, FirstUseBuildsItAndLeavesNothingElse) {
    const PackFolder folder;
    EXPECT_EQ(folder.build().device("one").name, "Acme One 80GB");
    for (const auto& entry : std::filesystem::directory_iterator(folder.database().parent_path()))
        EXPECT_THAT(entry.path().filename().string(), testing::StartsWith("catalogue.sqlite"))
            << entry.path();
    EXPECT_FALSE(std::filesystem::exists(folder.database().string() + fmt::format(".{}.new", ::getpid())));
}

TEST(CatalogueFile, UnchangedPacksLeaveTheFileUntouched) {
    const PackFolder folder;
    folder.build();
    const auto before = bytesOf(folder.database());
    folder.build();
    EXPECT_EQ(bytesOf(folder.database()), before);
}

// A program whose schema was edited without a new step once left databases that no later program could load
// packs into.
TEST(CatalogueFile, EditedSchemaIsNoticedAndTheUsersFactsAreKept) {
    const PackFolder folder;
    {
        auto catalogue = folder.build();
        hwdb::Fact fact;
        fact.subject = "acme-one";
        fact.property = "memory_bandwidth";
        fact.valueText = "3500";
        fact.unit = "GB/s";
        fact.source = "own measurement";
        fact.date = "2026-11-01";
        catalogue.addFact(fact);
    }
    {
        const hwdb::Database db(folder.database(), hwdb::Database::Mode::ReadWrite);
        db.execute(
            "ALTER TABLE published_result DROP COLUMN note; DELETE FROM meta WHERE key = 'schema_hash'");
    }
    EXPECT_DOUBLE_EQ(folder.build().device("one").memoryBandwidth.base(), 3.5e12);
    EXPECT_TRUE(std::filesystem::exists(folder.database().string() + ".before-update"));
    const auto after = bytesOf(folder.database());
    folder.build();
    EXPECT_EQ(bytesOf(folder.database()), after); // once is enough
}

TEST(CatalogueFile, ChangedPackIsTakenOver) {
    const PackFolder folder;
    folder.build();
    folder.append("facts.csv", "acme-one,memory_bandwidth,3000,GB/s,,,data sheet,2026-01,high,yes");
    EXPECT_DOUBLE_EQ(folder.build().device("one").memoryBandwidth.base(), 3e12);
}

// Only packs say what a fact is: a row that is gone from them is gone from the catalogue.
TEST(CatalogueFile, RowRemovedFromAPackIsForgotten) {
    const PackFolder folder;
    folder.append("aliases.csv", "accelerator,uno,acme-one,");
    EXPECT_EQ(folder.build().resolve("accelerator", "uno"), "acme-one");
    folder.write("aliases.csv", "kind,alias,subject,note\n");
    EXPECT_EQ(errorOf([&] { folder.build().resolve("accelerator", "uno"); }).code(),
              sim::ErrorCode::BadInput);
}

TEST(CatalogueFile, SomethingElseIsRefusedAndKept) {
    const PackFolder folder;
    std::ofstream(folder.database()) << "this is a letter, not a database, and somebody may want it back\n";
    const auto before = bytesOf(folder.database());
    const auto error = errorOf([&] { folder.build(); });
    EXPECT_EQ(error.code(), sim::ErrorCode::BadInput);
    EXPECT_EQ(error.where(), folder.database().string());
    EXPECT_THAT(error.message(), HasSubstr("no SQLite database"));
    EXPECT_THAT(error.hint(), HasSubstr("move it away"));
    EXPECT_EQ(bytesOf(folder.database()), before);
}

TEST(CatalogueFile, EmptyFileIsRefused) {
    const PackFolder folder;
    std::ofstream(folder.database()).close();
    EXPECT_EQ(errorOf([&] { folder.build(); }).code(), sim::ErrorCode::BadInput);
}

TEST(CatalogueFile, TruncatedFileSaysHowLongItShouldBe) {
    const PackFolder folder;
    folder.build();
    const auto size = std::filesystem::file_size(folder.database());
    std::filesystem::resize_file(folder.database(), size / 2);
    const auto error = errorOf([&] { folder.build(); });
    EXPECT_EQ(error.code(), sim::ErrorCode::BadInput);
    EXPECT_THAT(error.message(), HasSubstr(fmt::format("found {} bytes, expected {}", size / 2, size)));
}

// All pages after the first overwritten: the length is right, the content is not.
TEST(CatalogueFile, OverwrittenPagesAreReportedAsDamage) {
    const PackFolder folder;
    folder.build();
    std::fstream file(folder.database(), std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(4096);
    file << std::string(std::filesystem::file_size(folder.database()) - 4096, '\xAA');
    file.close();
    const auto error = errorOf([&] { folder.build().device("one"); });
    EXPECT_EQ(error.code(), sim::ErrorCode::BadInput);
    EXPECT_THAT(error.message(), HasSubstr("damaged"));
}

TEST(CatalogueFile, NewerSchemaNamesBothVersions) {
    const PackFolder folder;
    folder.build();
    hwdb::Database(folder.database(), hwdb::Database::Mode::ReadWrite).execute("PRAGMA user_version = 99");
    const auto error = errorOf([&] { folder.build(); });
    EXPECT_EQ(error.code(), sim::ErrorCode::BadInput);
    EXPECT_THAT(error.message(),
                HasSubstr(fmt::format("schema 99, expected at most {}", hwdb::migrations().size())));
    EXPECT_THAT(error.hint(), HasSubstr("newer purser"));
}

TEST(CatalogueFile, DatabaseOfAnotherProgramIsRefused) {
    const PackFolder folder;
    hwdb::Database(folder.database(), hwdb::Database::Mode::Create)
        .execute("CREATE TABLE letters (text TEXT)");
    EXPECT_THAT(errorOf([&] { folder.build(); }).message(), HasSubstr("not a catalogue"));
}

// A database of the first schema, with an entry of the user, is brought to the newest one and keeps the
// entry.
TEST(CatalogueFile, OlderSchemaIsMigratedWithTheUsersEntries) {
    const PackFolder folder;
    {
        const hwdb::Database old(folder.database(), hwdb::Database::Mode::Create);
        old.execute(hwdb::migrations()[0]);
        old.execute("PRAGMA user_version = 1");
        old.execute(
            "INSERT INTO fact VALUES (1000000, 'acme-one', 'peak_bf16', '123', 123, 'TFLOP/s', 'dense', '', "
            "'bench', '2026-03', 'user', 1, 1)");
    }
    EXPECT_DOUBLE_EQ(folder.build().device("one").peakOf(sim::Precision::Bf16).base(), 123e12);
    EXPECT_EQ(hwdb::Database(folder.database(), hwdb::Database::Mode::ReadWrite).userVersion(),
              static_cast<std::int64_t>(hwdb::migrations().size()));
}

// A table that somebody changed without a new number: version and packs agree, only the fingerprint does not.
TEST(CatalogueFile, TableChangedWithoutANewNumberIsMadeAnew) {
    const PackFolder folder;
    folder.build();
    {
        const hwdb::Database old(folder.database(), hwdb::Database::Mode::ReadWrite);
        old.execute("DROP TABLE published_result; CREATE TABLE published_result (case_id TEXT); "
                    "DELETE FROM meta WHERE key = 'schema_hash'; "
                    "INSERT INTO fact VALUES (1000007, 'acme-one', 'peak_bf16', '123', 123, 'TFLOP/s', "
                    "'dense', '', 'bench', '2026-03', 'user', 1, 1); "
                    "INSERT INTO meta VALUES ('next_user_id', '1000009')");
    }
    folder.append("published_results.csv", "c,acme-one,mfu,0.4,,paper,2026-01,high,");
    auto catalogue = folder.build();
    EXPECT_EQ(catalogue.publishedResults("c").size(), 1u);
    EXPECT_DOUBLE_EQ(catalogue.device("one").peakOf(sim::Precision::Bf16).base(), 123e12);
    hwdb::Fact fact;
    fact.subject = "acme-two", fact.property = "notes", fact.valueText = "x", fact.source = "test";
    EXPECT_EQ(catalogue.addFact(fact), 1000009) << "ids of the user go on, none comes back";
}

TEST(CatalogueFile, BackupOfTheOldFileIsLeftBesideIt) {
    const PackFolder folder;
    folder.build();
    hwdb::Database(folder.database(), hwdb::Database::Mode::ReadWrite)
        .execute("DROP TABLE published_result; UPDATE meta SET value = 'other' WHERE key = "
                 "'schema_hash'; CREATE TABLE mine (text TEXT)");
    folder.build();
    const hwdb::Database old(folder.database().string() + ".before-update", hwdb::Database::Mode::ReadWrite);
    hwdb::Statement find(old, "SELECT 1 FROM sqlite_master WHERE name = 'mine'");
    EXPECT_TRUE(find.step());
}

// Killed while the packs are written: the next start finds the old state and finishes the work.
TEST(CatalogueFile, KilledInMidImportLeavesTheOldState) {
    const PackFolder folder;
    folder.build();
    const auto child = ::fork();
    if (child == 0) {
        const hwdb::Database db(folder.database(), hwdb::Database::Mode::ReadWrite);
        db.execute("PRAGMA cache_size = 1; BEGIN IMMEDIATE; DELETE FROM fact; DELETE FROM subject; "
                   "UPDATE meta SET value = 'half' WHERE key = 'pack_hash'");
        ::kill(::getpid(), SIGKILL);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status));
    EXPECT_EQ(folder.build().facts("acme-one").size(), 4u);
}

// A directory where the file should be is somebody's mistake, told without a word of SQLite.
TEST(CatalogueFile, FileThatCannotBeOpenedIsToldInPlainWords) {
    const PackFolder folder;
    std::filesystem::create_directories(folder.database());
    const auto error = errorOf([&] { hwdb::Database(folder.database(), hwdb::Database::Mode::ReadWrite); });
    EXPECT_EQ(error.code(), sim::ErrorCode::BadInput);
    EXPECT_THAT(error.what(), testing::Not(HasSubstr("unable to open")));
    EXPECT_THAT(error.message(), HasSubstr("cannot be opened"));
}

TEST(CatalogueFile, MissingPackIsNamed) {
    const PackFolder folder;
    folder.remove("facts.csv");
    const auto error = errorOf([&] { folder.build(); });
    EXPECT_EQ(error.code(), sim::ErrorCode::BadInput);
    EXPECT_THAT(error.message(), HasSubstr("facts.csv"));
    EXPECT_THAT(error.hint(), HasSubstr("PURSER_HWDB"));
    EXPECT_FALSE(std::filesystem::exists(folder.database()));
}

// A bad row leaves no half-built file behind on first use, and the old state on a rebuild.
TEST(CatalogueFile, BadRowChangesNothing) {
    const PackFolder folder;
    folder.append("facts.csv", "acme-one,memory_bandwidth,fast,GB/s,,,data sheet,2026-01,high,yes");
    const auto error = errorOf([&] { folder.build(); });
    EXPECT_EQ(error.where(), "facts.csv:6:3 (value)");
    EXPECT_FALSE(std::filesystem::exists(folder.database()));

    const PackFolder second;
    second.build();
    second.append("facts.csv", "acme-one,memory_bandwidth,fast,GB/s,,,data sheet,2026-01,high,yes");
    const auto before = bytesOf(second.database());
    EXPECT_EQ(errorOf([&] { second.build(); }).code(), sim::ErrorCode::BadInput);
    EXPECT_EQ(bytesOf(second.database()), before);
}

struct BadRow {
    const char *pack, *row, *where;
};
class BadPackRow : public testing::TestWithParam<BadRow> {};

TEST_P(BadPackRow, IsNamedByRowAndColumn) {
    const PackFolder folder;
    folder.append(GetParam().pack, GetParam().row);
    const auto error = errorOf([&] { folder.build(); });
    EXPECT_EQ(error.code(), sim::ErrorCode::BadInput);
    EXPECT_EQ(error.where(), GetParam().where) << error.what();
}

INSTANTIATE_TEST_SUITE_P(
    Packs, BadPackRow,
    testing::Values(
        BadRow{"facts.csv", "acme-zero,notes,x,,,,s,2026,high,yes", "facts.csv:6:1 (subject)"},
        BadRow{"facts.csv", "acme-one,note,x,,,,s,2026,high,yes", "facts.csv:6:2 (property)"},
        BadRow{"facts.csv", "acme-one,memory_bandwidth,3,TB/s,,,s,2026,high,yes", "facts.csv:6:4 (unit)"},
        BadRow{"facts.csv", "acme-one,notes,x,,,,,2026,high,yes", "facts.csv:6:7 (source)"},
        BadRow{"facts.csv", "acme-one,notes,x,,,,s,soon,high,yes", "facts.csv:6:8 (date)"},
        BadRow{"facts.csv", "acme-one,notes,x,,,,s,2026,sure,yes", "facts.csv:6:9 (confidence)"},
        BadRow{"facts.csv", "acme-one,peak_bf16,9,TFLOP/s,dense,,s,2026,high,yes",
               "facts.csv:6:10 (preferred)"},
        BadRow{"subjects.csv", "acme-one,uno,One,Acme,accelerator,high", "subjects.csv:5:1 (id)"},
        BadRow{"subjects.csv", "acme-3,one,Three,Acme,accelerator,high", "subjects.csv:5:2 (short_name)"},
        BadRow{"aliases.csv", "accelerator,uno,acme-zero,", "aliases.csv:3:3 (subject)"},
        BadRow{"fx_rates.csv", "2026-01-01,USD,EUR,-1,t,high", "fx_rates.csv:4:4 (rate)"},
        BadRow{"rental.csv", "2026-01-01,day,acme-one,One,US,P,c,on_demand,,8,0,USD,list,s,,ok,",
               "rental.csv:2:11 (price_per_gpu_hour)"},
        BadRow{"rental.csv", "2026-01,day,acme-one,One,US,P,c,on_demand,,8,1,USD,list,s,,ok,",
               "rental.csv:2:1 (date)"}));

// Two programs started at once on a machine without a catalogue: both work, and the file is whole.
TEST(CatalogueFile, ProcessesThatBuildAtOnceBothSucceed) {
    const PackFolder folder;
    constexpr int Processes = 4;
    for (int i = 0; i < Processes; ++i)
        if (::fork() == 0) {
            bool isGood = false;
            try {
                auto catalogue = folder.build();
                hwdb::Fact fact;
                fact.subject = "acme-two";
                fact.property = "notes";
                fact.valueText = "from a child";
                fact.source = "test";
                catalogue.addFact(fact);
                isGood = catalogue.device("one").name == "Acme One 80GB";
            } catch (const sim::Error&) {
            }
            ::_exit(isGood ? 0 : 1);
        }
    for (int i = 0; i < Processes; ++i) {
        int status = -1;
        ::wait(&status);
        EXPECT_EQ(status, 0);
    }
    EXPECT_EQ(folder.build().facts("acme-two").size(), static_cast<std::size_t>(Processes));
}

} // namespace
