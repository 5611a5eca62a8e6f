// SPDX-License-Identifier: Apache-2.0
// Text documents and workbooks as an office program reads them: LibreOffice, headless, where it is installed.
// It opens what we write without repair, shows the same figures, and calculates the same.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "reports/csv_bundle.h"
#include "reports/docx_renderer.h"
#include "reports/plot/render.h"
#include "reports/report_model.h"
#include "reports/workbook.h"
#include "reports/xlsx_renderer.h"
#include "simulator/base/error.h"
#include "tests/unit/reports/sample_result.h"

namespace report {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Office : public testing::Test {
  protected:
    void SetUp() override {
        ensureGuiApplication();
        if (std::system("command -v soffice >/dev/null 2>&1") != 0)
            GTEST_SKIP() << "LibreOffice is not installed";
        folder_ = fs::temp_directory_path() / ("purser-office-" + std::to_string(::getpid()));
        fs::create_directories(folder_ / "profile" / "user");
        // Formulas are calculated on loading, whoever wrote the file; by default cached values are believed.
        std::ofstream(folder_ / "profile" / "user" / "registrymodifications.xcu")
            << R"(<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item
oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"
oor:op="fuse"><value>0</value></prop></item></oor:items>)";
    }
    void TearDown() override {
        if (!folder_.empty()) fs::remove_all(folder_);
    }

    /// What LibreOffice makes of `bytes`, as text; `filter` is its name for the target format.
    std::string converted(const std::string& bytes, const std::string& extension, const std::string& filter,
                          const std::string& made) {
        const fs::path file = folder_ / ("report." + extension);
        std::ofstream(file, std::ios::binary) << bytes;
        const std::string command = "soffice -env:UserInstallation=file://" + (folder_ / "profile").string() +
                                    " --headless --convert-to '" + filter + "' --outdir '" +
                                    (folder_ / "out").string() + "' '" + file.string() + "' >/dev/null 2>&1";
        if (std::system(command.c_str()) != 0) return "";
        std::ifstream out(folder_ / "out" / made);
        std::stringstream text;
        text << out.rdbuf();
        return text.str();
    }
    /// One sheet as CSV with cell contents as shown.
    std::string sheetAsShown(const std::string& workbook, const std::string& sheet, int number) {
        // 44: comma, 34: quotes, 76: UTF-8, 1: from the first line; then language, quoting, detecting, as
        // shown, no formulas, no spaces removed, the sheet's number.
        const std::string filter =
            "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false," +
            std::to_string(number);
        return converted(workbook, "xlsx", filter, "report-" + sheet + ".csv");
    }

    fs::path folder_;
};

TEST_F(Office, TextDocumentOpensAndShowsEveryFigure) {
    const Document document = buildDocument(sampleResult(), Language::English);
    const std::string text =
        converted(renderDocx(document, 0), "docx", "txt:Text (encoded):UTF8", "report.txt");
    ASSERT_FALSE(text.empty()) << "LibreOffice could not convert the document";
    for (const Section& section : document.sections) {
        EXPECT_THAT(text, HasSubstr(section.title));
        for (const Block& block : section.blocks) {
            const auto* table = std::get_if<DocumentTable>(&block);
            if (!table) continue;
            for (const auto& row : table->rows)
                for (const DocumentCell& cell : row)
                    EXPECT_THAT(text, HasSubstr(cell.text));
        }
    }
}

TEST_F(Office, ChineseTextDocumentKeepsItsWords) {
    const std::string text = converted(renderDocx(buildDocument(sampleResult(), Language::Chinese), 0),
                                       "docx", "txt:Text (encoded):UTF8", "report.txt");
    for (const Word w : {Word::Summary, Word::WhereTimeGoes, Word::Provenance, Word::ConventionMoney})
        EXPECT_THAT(text, HasSubstr(std::string(word(w, Language::Chinese))));
}

TEST_F(Office, WorkbookShowsTheReportsOwnTexts) {
    const Document document = buildDocument(sampleResult(), Language::English);
    const std::string shown = sheetAsShown(renderXlsx(document, 0), "Results", 2);
    ASSERT_FALSE(shown.empty());
    EXPECT_THAT(shown, HasSubstr("19.41 s"));
    EXPECT_THAT(shown, HasSubstr("280 billion tokens/day"));
    EXPECT_THAT(shown, HasSubstr("37.1 %"));
    EXPECT_THAT(shown, HasSubstr("\"5,443,700 USD\"")); // whole units where the report rounds to four digits
    EXPECT_THAT(shown, HasSubstr("-2.6 %"));
}

/// Last field of the line that begins with `label`.
double fieldOf(const std::string& csv, const std::string& label, std::size_t field) {
    std::stringstream lines(csv);
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with(label + ",")) continue;
        std::vector<std::string> fields = {""};
        bool isQuoted = false;
        for (const char c : line) {
            if (c == '"')
                isQuoted = !isQuoted;
            else if (c == ',' && !isQuoted)
                fields.emplace_back();
            else if (c != ',')
                fields.back() += c; // thousands come apart with commas
        }
        return field < fields.size() ? std::strtod(fields[field].c_str(), nullptr) : NAN;
    }
    return NAN;
}

TEST_F(Office, WorkingsAreCalculatedAgainFromChangedInputs) {
    // The price goes from 2 to 2.5 and the first write-down from 80,000 to 50,000, while the cached values of
    // the formulas stay: rent = 2,721,800 x 2.5 = 6,804,500; book values 200,000, 120,000, 30,000; written
    // down 50,000 + 80,000 + 90,000 = 220,000.
    scenario::Result result = sampleResult();
    result.workings[1].values = {2.5};
    result.workings[3].values = {50000, 80000, 90000};
    const Document document = buildDocument(result, Language::English);
    const int sheet = static_cast<int>(document.sections.size()) + 1;
    const std::string shown = sheetAsShown(renderXlsx(document, 0), "Workings", sheet);
    ASSERT_FALSE(shown.empty());
    EXPECT_DOUBLE_EQ(fieldOf(shown, "Rent", 2), 6804500);
    EXPECT_DOUBLE_EQ(fieldOf(shown, "Book value", 5), 200000);
    EXPECT_DOUBLE_EQ(fieldOf(shown, "Book value", 7), 30000);
    EXPECT_DOUBLE_EQ(fieldOf(shown, "Written down", 2), 220000);
}

TEST_F(Office, ChecksOfAnUntouchedWorkbookAreZero) {
    const Document document = buildDocument(sampleResult(), Language::English);
    const int sheet = static_cast<int>(document.sections.size()) + 2;
    const std::string shown = sheetAsShown(renderXlsx(document, 0), "Checks", sheet);
    for (const char* line : {"Rent", "Book value", "Written down"}) {
        EXPECT_EQ(fieldOf(shown, line, 3), 0) << line;
        EXPECT_EQ(fieldOf(shown, line, 1), fieldOf(shown, line, 2)) << line;
    }
}

TEST(OfficeFiles, EqualReportsHaveEqualBytes) {
    ensureGuiApplication();
    const auto document = [] { return buildDocument(sampleResult(), Language::Chinese); };
    EXPECT_EQ(renderDocx(document(), 0), renderDocx(document(), 0));
    EXPECT_EQ(renderXlsx(document(), 0), renderXlsx(document(), 0));
    EXPECT_EQ(renderCsvBundle(document()), renderCsvBundle(document()));
}

TEST(OfficeFiles, NumbersPrintInWorkbooksAsInTheReport) {
    EXPECT_EQ(numberFormatFor("18.25 s"), "0.00\" s\"");
    EXPECT_EQ(numberFormatFor("165,000 GPU-hours"), "#,##0\" GPU-hours\"");
    EXPECT_EQ(numberFormatFor("297.8 billion tokens/day"), "0.0,,,\" billion tokens/day\"");
    EXPECT_EQ(numberFormatFor("42.6 %"), "0.0\" \"%");
    EXPECT_EQ(numberFormatFor("-8.4 %"), "0.0\" \"%");
    EXPECT_EQ(numberFormatFor("+9.2 %"), "+0.0\" \"%;-0.0\" \"%");
    EXPECT_EQ(numberFormatFor("2978 亿 tokens/day"), "#,##0\" tokens/day\""); // 10^8 is no step of the format
    EXPECT_EQ(numberFormatFor("1.23e-05"), "0.00E+00");
}

TEST(OfficeFiles, AFormulaOverAnUnknownLineIsAnError) {
    ensureGuiApplication();
    scenario::Result result = sampleResult();
    result.workings = {{"rent", "Rent", "USD", {1}, "gpu_hours * 2", 0, ""}};
    EXPECT_THROW(renderXlsx(buildDocument(result, Language::English), 0), sim::Error);
}

} // namespace
} // namespace report
