// SPDX-License-Identifier: Apache-2.0
// The strict reader: what it accepts and where it says an error is.
#include "hwdb/csv_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "tests/unit/hwdb/pack_folder.h"

namespace {

using hwdb::CsvTable;
using hwdbtest::errorOf;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::array<std::string_view, 2> Header = {"a", "b"};

CsvTable tableOf(std::string_view text) {
    return {text, "x.csv", Header};
}

// RFC 4180, section 2: commas, doubled quotes and line breaks belong to a quoted cell.
TEST(CsvReader, QuotedCellsHoldCommasQuotesAndLineBreaks) {
    const auto table = tableOf("a,b\n\"1,5\",\"say \"\"x\"\"\"\n\"two\nlines\",\nlast,row");
    ASSERT_EQ(table.rows().size(), 3u);
    EXPECT_THAT(table.rows()[0].cells, ElementsAre("1,5", "say \"x\""));
    EXPECT_THAT(table.rows()[1].cells, ElementsAre("two\nlines", ""));
    EXPECT_THAT(table.rows()[2].cells, ElementsAre("last", "row"));
    EXPECT_EQ(table.rows()[2].line, 5u); // header 1, row 2, the two-line row 3 and 4
}

TEST(CsvReader, CarriageReturnsAndByteOrderMarkAreDropped) {
    const auto table = tableOf("\xEF\xBB\xBF"
                               "a,b\r\n1,\"2\"\r\n");
    ASSERT_EQ(table.rows().size(), 1u);
    EXPECT_THAT(table.rows()[0].cells, ElementsAre("1", "2"));
}

TEST(CsvReader, MissingColumnIsNamedWithItsLine) {
    const auto error = errorOf([] { tableOf("a,b\n1,2\n3\n"); });
    EXPECT_EQ(error.code(), sim::ErrorCode::BadInput);
    EXPECT_EQ(error.where(), "x.csv:3:1");
    EXPECT_THAT(error.message(), HasSubstr("1 columns, expected 2"));
}

TEST(CsvReader, SurplusColumnIsAnError) {
    EXPECT_THAT(errorOf([] { tableOf("a,b\n1,2,3\n"); }).message(), HasSubstr("3 columns, expected 2"));
}

TEST(CsvReader, WrongHeaderIsAnError) {
    EXPECT_THAT(errorOf([] { tableOf("a,c\n"); }).message(), HasSubstr("expected \"a,b\""));
    EXPECT_EQ(errorOf([] { tableOf(""); }).where(), "x.csv:1");
}

TEST(CsvReader, OpenQuoteIsReportedWhereItStarts) {
    EXPECT_EQ(errorOf([] { tableOf("a,b\n1,\"open\n\n"); }).where(), "x.csv:2:2");
}

TEST(CsvReader, TextAfterAClosingQuoteIsAnError) {
    EXPECT_EQ(errorOf([] { tableOf("a,b\n\"1\"x,2\n"); }).where(), "x.csv:2:1");
}

TEST(CsvReader, QuoteInsideAPlainCellIsAnError) {
    EXPECT_EQ(errorOf([] { tableOf("a,b\n1,2\"\n"); }).where(), "x.csv:2:2");
}

TEST(CsvReader, NumbersAreChecked) {
    const auto table = tableOf("a,b\n1e3,0x10\n,2\n");
    EXPECT_EQ(table.number(table.rows()[0], 0), 1000.0);
    EXPECT_EQ(table.number(table.rows()[1], 0), std::nullopt);
    EXPECT_EQ(errorOf([&] { table.number(table.rows()[0], 1); }).where(), "x.csv:2:2 (b)");
}

TEST(CsvReader, DatesHaveThreePrecisionsAndMustExist) {
    EXPECT_TRUE(hwdb::isDate("2026"));
    EXPECT_TRUE(hwdb::isDate("2026-11"));
    EXPECT_TRUE(hwdb::isDate("2024-02-29"));
    EXPECT_FALSE(hwdb::isDate("2026-02-29")); // no leap year
    EXPECT_FALSE(hwdb::isDate("2026-13"));
    EXPECT_FALSE(hwdb::isDate("26-11-01"));
    EXPECT_FALSE(hwdb::isDate(""));
}

} // namespace
