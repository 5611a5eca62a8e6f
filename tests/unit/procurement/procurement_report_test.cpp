// SPDX-License-Identifier: Apache-2.0
// Every shipped case as a document: the same figures in every format and language, sheets that calculate what
// the engine did, equal bytes for equal cases.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "reports/html_renderer.h"
#include "reports/pdf_renderer.h"
#include "reports/plot/render.h"
#include "reports/procurement_model.h"
#include "reports/report.h"
#include "simulator/base/error.h"

namespace report {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

const fs::path Cases = PURSER_SOURCE_DIR "/scenarios/gallery/procurement";

const scenario::ProcurementAnswer& answerOf(const std::string& file) {
    static std::map<std::string, scenario::ProcurementAnswer> answers;
    static const hwdb::Catalogue catalogue =
        hwdb::Catalogue::build(":memory:", hwdb::Catalogue::packDirectory());
    auto found = answers.find(file);
    if (found == answers.end())
        found =
            answers.emplace(file, answerProcurement(scenario::readProcurementCase(Cases / file), catalogue))
                .first;
    return found->second;
}

std::string squeezed(const std::string& text) {
    std::string out;
    for (const char c : text)
        if (!std::isspace(static_cast<unsigned char>(c))) out += c;
    return out;
}

std::string pdfText(const std::string& bytes) {
    const fs::path file = fs::temp_directory_path() / ("purser-case-" + std::to_string(::getpid()) + ".pdf");
    std::ofstream(file, std::ios::binary) << bytes;
    FILE* pipe = ::popen(("pdftotext -layout '" + file.string() + "' - 2>/dev/null").c_str(), "r");
    std::string text;
    char block[4096];
    for (std::size_t n = 0; pipe && (n = std::fread(block, 1, sizeof block, pipe)) > 0;)
        text.append(block, n);
    if (pipe) ::pclose(pipe);
    fs::remove(file);
    return squeezed(text);
}

class ShippedCase : public testing::TestWithParam<std::string> {
  protected:
    void SetUp() override { ensureGuiApplication(); }
};

TEST_P(ShippedCase, EveryFigureOfTheSummaryIsTheSameInPdfAndHtmlInBothLanguages) {
    for (const Language language : {Language::English, Language::Chinese}) {
        const Document document = buildProcurement(answerOf(GetParam()), language);
        ASSERT_EQ(document.sections.front().id, "summary");
        const std::string html = renderHtml(document);
        const std::string pdf = pdfText(renderPdfDocument(document, 0).toStdString());
        if (pdf.empty()) GTEST_SKIP() << "pdftotext is not installed";
        for (const Block& block : document.sections.front().blocks) {
            const auto* table = std::get_if<DocumentTable>(&block);
            if (!table || table->id != "ranking") continue;
            for (const auto& row : table->rows)
                for (const DocumentCell& cell : row)
                    if (cell.number) {
                        EXPECT_THAT(html, HasSubstr(cell.text));
                        EXPECT_THAT(pdf, HasSubstr(squeezed(cell.text)));
                    }
        }
    }
}

TEST_P(ShippedCase, EqualCasesGiveEqualBytes) {
    const auto written = [&](const char* folder) {
        ReportOptions options;
        options.formats = reportFormats();
        options.directory = fs::temp_directory_path() / (folder + std::to_string(::getpid()));
        std::string all;
        for (const auto& path : writeReport(answerOf(GetParam()), options)) {
            std::ifstream file(path, std::ios::binary);
            std::stringstream text;
            text << file.rdbuf();
            all += text.str();
        }
        fs::remove_all(options.directory);
        return all;
    };
    const std::string first = written("purser-a-");
    EXPECT_GT(first.size(), 50000u);
    EXPECT_TRUE(first == written("purser-b-"));
}

TEST_P(ShippedCase, EveryProfileHasParts) {
    for (const std::string& profile : scenario::procurementProfiles())
        EXPECT_GE(buildProcurement(answerOf(GetParam()), Language::English, profile).sections.size(), 3u)
            << profile;
}

INSTANTIATE_TEST_SUITE_P(Gallery, ShippedCase,
                         testing::Values("deepseek-r1-serving.yaml", "pretraining-rented.yaml",
                                         "server-tender.yaml", "operator-refinancing.yaml"),
                         [](const auto& shipped) {
                             std::string name = shipped.param.substr(0, shipped.param.find('.'));
                             std::erase(name, '-');
                             return name;
                         });

TEST(Procurement, UnknownPartsAndProfilesAreNamed) {
    ensureGuiApplication();
    EXPECT_THROW(buildProcurement(answerOf("server-tender.yaml"), Language::English, "glossy"), sim::Error);
    ReportOptions options;
    options.formats = {"html"};
    options.parts = {"sumary"};
    options.directory = fs::temp_directory_path() / "purser-never";
    try {
        writeReport(answerOf("server-tender.yaml"), options);
        FAIL() << "no error";
    } catch (const sim::Error& error) {
        EXPECT_THAT(error.hint(), HasSubstr("summary"));
    }
    EXPECT_FALSE(fs::exists(options.directory));
}

TEST(Procurement, WorkbookOfSeveralOptionsChecksOut) {
    // LibreOffice calculates every sheet again; the differences to the engine are all zero.
    ensureGuiApplication();
    if (std::system("command -v soffice >/dev/null 2>&1") != 0)
        GTEST_SKIP() << "LibreOffice is not installed";
    const fs::path folder = fs::temp_directory_path() / ("purser-book-" + std::to_string(::getpid()));
    ReportOptions options;
    options.formats = {"xlsx"};
    options.directory = folder;
    options.fileStem = "case";
    const auto& answer = answerOf("pretraining-rented.yaml");
    writeReport(answer, options);
    const Document document = buildProcurement(answer, Language::English);
    ASSERT_EQ(document.workings.size(), answer.results.size());
    const auto sheet = document.sections.size() + document.workings.size() + 1;
    const std::string filter =
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false," + std::to_string(sheet);
    const std::string command = "soffice -env:UserInstallation=file://" + (folder / "profile").string() +
                                " --headless --convert-to '" + filter + "' --outdir '" + folder.string() +
                                "' '" + (folder / "case.xlsx").string() + "' >/dev/null 2>&1";
    ASSERT_EQ(std::system(command.c_str()), 0);
    std::ifstream csv(folder / "case-Checks.csv");
    std::size_t lines = 0;
    for (std::string line; std::getline(csv, line);) {
        if (line.find(": ") == std::string::npos) continue; // heads
        ++lines;
        EXPECT_EQ(std::strtod(line.substr(line.rfind(',') + 1).c_str(), nullptr), 0.0) << line;
    }
    EXPECT_GE(lines, 2 * answer.results.size());
    fs::remove_all(folder);
}

} // namespace
} // namespace report
