// SPDX-License-Identifier: Apache-2.0
// One result as HTML and PDF: the same figures in both, nothing loaded from outside, equal bytes for equal
// results.
#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "reports/html_renderer.h"
#include "reports/plot/render.h"
#include "reports/report.h"
#include "reports/report_model.h"
#include "simulator/base/error.h"
#include "tests/unit/reports/sample_result.h"

namespace report {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Reports : public testing::Test {
  protected:
    void SetUp() override {
        directory_ =
            fs::temp_directory_path() / ("purser-reports-" + std::to_string(::getpid()) + "-" +
                                         testing::UnitTest::GetInstance()->current_test_info()->name());
        fs::create_directories(directory_);
    }
    void TearDown() override { fs::remove_all(directory_); }

    static std::string contents(const fs::path& path) {
        std::ifstream file(path, std::ios::binary);
        std::stringstream text;
        text << file.rdbuf();
        return text.str();
    }
    /// What a command prints; empty when it is not installed.
    static std::string printed(const std::string& command) {
        FILE* pipe = ::popen((command + " 2>/dev/null").c_str(), "r");
        std::string text;
        char block[4096];
        for (std::size_t n = 0; pipe && (n = std::fread(block, 1, sizeof block, pipe)) > 0;)
            text.append(block, n);
        if (pipe) ::pclose(pipe);
        return text;
    }
    /// Text of a PDF with all white space made single.
    static std::string pdfText(const fs::path& path) {
        return squeezed(printed("pdftotext -layout '" + path.string() + "' -"));
    }
    static std::string squeezed(const std::string& text) {
        std::string out;
        for (std::size_t i = 0; i < text.size(); ++i) {
            const bool isSpace = std::isspace(static_cast<unsigned char>(text[i])) || text[i] == '\f';
            if (!isSpace)
                out += text[i];
            else if (!out.empty() && out.back() != ' ')
                out += ' ';
        }
        return out;
    }
    fs::path write(const std::string& format, const std::string& language = "en") {
        return writeReport(sampleResult(), {{format}, language, directory_, "", 0}).front();
    }

    fs::path directory_;
};

/// Every figure of the strip and of the table of results, as printed.
std::vector<std::string> printedMetrics(const Document& document) {
    std::vector<std::string> texts;
    for (const Section& section : document.sections)
        for (const Block& block : section.blocks) {
            if (const auto* strip = std::get_if<KeyFigures>(&block))
                for (const KeyFigure& f : strip->figures)
                    texts.insert(texts.end(), {f.value, f.interval});
            if (const auto* table = std::get_if<DocumentTable>(&block); table && section.id == "results")
                for (const auto& row : table->rows)
                    texts.insert(texts.end(), {row[0].text, row[1].text});
        }
    return texts;
}

TEST_F(Reports, HtmlHoldsEveryMetricOfTheResult) {
    const std::string html = contents(write("html"));
    const auto texts = printedMetrics(buildDocument(sampleResult(), Language::English));
    ASSERT_GE(texts.size(), 2 * sampleResult().metrics.size());
    for (const std::string& text : texts)
        EXPECT_THAT(html, HasSubstr(text));
    EXPECT_THAT(html, HasSubstr("19.41 s"));
    EXPECT_THAT(html, HasSubstr("280 billion tokens/day"));
    EXPECT_THAT(html, HasSubstr("37.1 %")); // a fraction of 0.3712
    EXPECT_THAT(html, HasSubstr("-2.6 %")); // 19.412 / 19.926 - 1
}

TEST_F(Reports, HtmlLoadsNothingFromOutside) {
    const std::string html = contents(write("html"));
    EXPECT_EQ(html.find("http"), std::string::npos);
    EXPECT_EQ(html.find("src="), std::string::npos);
    EXPECT_EQ(html.find("@import"), std::string::npos);
    EXPECT_EQ(html.find("url("), std::string::npos);
}

/// Names of tags that are opened and not closed in order, or closed and not open; script and style are
/// skipped.
std::vector<std::string> unbalancedTags(const std::string& html) {
    std::vector<std::string> open, wrong;
    for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
        if (html[at + 1] == '!') continue;
        const std::size_t end = html.find('>', at);
        const bool closes = html[at + 1] == '/';
        std::size_t nameEnd = at + (closes ? 2 : 1);
        const std::size_t nameStart = nameEnd;
        while (nameEnd < end && (std::isalnum(static_cast<unsigned char>(html[nameEnd]))))
            ++nameEnd;
        const std::string name = html.substr(nameStart, nameEnd - nameStart);
        if (name == "meta" || html[end - 1] == '/') continue;
        if (!closes) {
            open.push_back(name);
            if (name == "script" || name == "style") at = html.find("</" + name, at) - 1;
        } else if (open.empty() || open.back() != name) {
            wrong.push_back("/" + name);
        } else {
            open.pop_back();
        }
    }
    wrong.insert(wrong.end(), open.begin(), open.end());
    return wrong;
}

TEST_F(Reports, HtmlTagsAreBalanced) {
    EXPECT_THAT(unbalancedTags(contents(write("html"))), testing::IsEmpty());
    EXPECT_THAT(unbalancedTags("<p><b></p>"),
                testing::Not(testing::IsEmpty())); // the scanner itself can fail
}

TEST_F(Reports, TextIsEscapedInHtml) {
    const std::string html = contents(write("html"));
    EXPECT_THAT(html, HasSubstr("section 1 &lt;table 1&gt;"));
    EXPECT_THAT(html, HasSubstr("assumed &amp; stated"));
    EXPECT_EQ(html.find("fp8_gemm_kernel<"), std::string::npos);
}

TEST_F(Reports, EveryMetricIsTheSameTextInPdfAndHtml) {
    const std::string pdf = pdfText(write("pdf"));
    if (pdf.empty()) GTEST_SKIP() << "pdftotext is not installed";
    const std::string html = contents(write("html"));
    for (const std::string& text : printedMetrics(buildDocument(sampleResult(), Language::English))) {
        EXPECT_THAT(pdf, HasSubstr(text));
        EXPECT_THAT(html, HasSubstr(text));
    }
}

TEST_F(Reports, LettersCanBeCopiedOutOfThePdf) {
    const std::string pdf = pdfText(write("pdf"));
    if (pdf.empty()) GTEST_SKIP() << "pdftotext is not installed";
    // "efficiency" with a ligature would come out as U+FB03 and not be found by a search.
    EXPECT_THAT(pdf, HasSubstr("Network efficiency"));
    EXPECT_EQ(pdf.find("\uFB01"), std::string::npos);
}

TEST_F(Reports, PdfRepeatsTableHeadsAndNumbersItsPages) {
    const std::string pdf = pdfText(write("pdf"));
    if (pdf.empty()) GTEST_SKIP() << "pdftotext is not installed";
    // 48 rows of kernels with names of two lines do not fit on one page: their head stands on two pages or
    // more.
    std::size_t heads = 0;
    for (auto at = pdf.find("Operator Kernel Calls"); at != std::string::npos;
         at = pdf.find("Operator Kernel Calls", at + 1))
        ++heads;
    EXPECT_GE(heads, 2U);
    EXPECT_THAT(pdf, HasSubstr("Page 1 of "));
    EXPECT_THAT(pdf, HasSubstr("run 60303ae22b99")); // the scenario hash on the page foot
}

TEST_F(Reports, PdfHasABookmarkForEverySection) {
    const std::string path = write("pdf", "zh").string();
    const std::string xml = printed("pdftohtml -xml -i -stdout '" + path + "'");
    if (xml.empty()) GTEST_SKIP() << "pdftohtml is not installed";
    for (const Section& section : buildDocument(sampleResult(), Language::Chinese).sections)
        EXPECT_THAT(xml, testing::ContainsRegex("<item page=\"[0-9]+\">" + section.title));
    // The reader that rebuilds damaged files says so on standard error; this one needs no repair.
    EXPECT_EQ(printed("(pdfinfo '" + path + "' 2>&1 >/dev/null)"), "");
}

TEST_F(Reports, ChineseTextSurvivesThePdf) {
    const std::string pdf = pdfText(write("pdf", "zh"));
    if (pdf.empty()) GTEST_SKIP() << "pdftotext is not installed";
    // Code points must be those of the words, not look-alike radicals.
    for (const Word w : {Word::Summary, Word::WhereTimeGoes, Word::Provenance, Word::Inputs})
        EXPECT_THAT(pdf, HasSubstr(std::string(word(w, Language::Chinese))));
    EXPECT_THAT(pdf, HasSubstr("2800 亿")); // 280.02e9 in units of 10^8
}

TEST_F(Reports, EqualResultsGiveEqualBytes) {
    for (const std::string format : {"html", "pdf"}) {
        const std::string first = contents(write(format));
        EXPECT_EQ(first, contents(write(format))) << format;
        EXPECT_GT(first.size(), 5000U);
    }
}

TEST_F(Reports, NothingButTheReportIsLeftBehind) {
    const auto paths = writeReport(sampleResult(), {{"html", "pdf"}, "en", directory_, "answer", 0});
    EXPECT_EQ(paths, (std::vector<fs::path>{directory_ / "answer.html", directory_ / "answer.pdf"}));
    EXPECT_EQ(std::distance(fs::directory_iterator(directory_), fs::directory_iterator()), 2);
}

TEST_F(Reports, UnknownFormatNamesTheValidOnesAndWritesNothing) {
    try {
        writeReport(sampleResult(), {{"html", "docs"}, "en", directory_, "", 0});
        FAIL() << "no error";
    } catch (const sim::Error& e) {
        EXPECT_EQ(e.code(), sim::ErrorCode::BadInput);
        EXPECT_THAT(e.what(), HasSubstr("docs"));
        EXPECT_THAT(e.hint(), HasSubstr("html, pdf"));
    }
    EXPECT_TRUE(fs::is_empty(directory_));
    EXPECT_THROW(writeReport(sampleResult(), {{"html"}, "fr", directory_, "", 0}), sim::Error);
}

TEST_F(Reports, FolderThatCannotBeMadeIsAClearError) {
    std::ofstream(directory_ / "file") << "x";
    try {
        writeReport(sampleResult(), {{"html"}, "en", directory_ / "file" / "below", "", 0});
        FAIL() << "no error";
    } catch (const sim::Error& e) {
        EXPECT_EQ(e.code(), sim::ErrorCode::BadInput);
        EXPECT_THAT(e.where(), HasSubstr("below"));
    }
}

TEST(ReportModel, SummaryStandsFirstAndHoldsTheTopWarnings) {
    scenario::Result result = sampleResult();
    for (int i = 0; i < 9; ++i)
        result.warnings.push_back("warning " + std::to_string(i));
    const Document document = buildDocument(result, Language::English);
    ASSERT_EQ(document.sections.front().id, "summary");
    for (const Block& block : document.sections.front().blocks)
        if (const auto* list = std::get_if<NoteList>(&block)) {
            EXPECT_EQ(list->notes.size(), 5U);
        }
}

TEST(ReportModel, RefusalIsSaidInTheSummary) {
    scenario::Result result;
    result.name = "too big";
    result.isFeasible = false;
    result.infeasibleReason = "needs 91 GB of 80 GB";
    const Document document = buildDocument(result, Language::English);
    bool isSaid = false;
    for (const Block& block : document.sections.front().blocks)
        if (const auto* p = std::get_if<Paragraph>(&block))
            isSaid |= p->kind == ParagraphKind::Refusal &&
                      p->text.find("needs 91 GB of 80 GB") != std::string::npos;
    EXPECT_TRUE(isSaid);
}

TEST(ReportModel, ClosingTotalOfATableIsTheWholeAndNotAPart) {
    scenario::Table table{"step", "Step", {{"part", "Part", ""}, {"seconds", "Time", "s"}}, {}, ""};
    table.rows = {{std::string("a"), 3.0}, {std::string("b"), 1.0}, {std::string("step"), 4.0}};
    const BreakdownFigure figure = breakdownFigure(table);
    EXPECT_EQ(figure.parts.size(), 2U);
    EXPECT_DOUBLE_EQ(figure.total, 4.0);
}

TEST(ReportModel, InputsAreNamedInTheLanguageAndWithoutFolders) {
    scenario::Result result = sampleResult();
    result.inputs = {{"workload.training.tokens", "Training tokens", "14.8e12 tokens", "tokens",
                      "/plans/of/somebody/run.yaml:8:13", "file"}};
    const Document document = buildDocument(result, Language::Chinese);
    for (const Section& section : document.sections) {
        if (section.id != "inputs") continue;
        const auto& table = std::get<DocumentTable>(section.blocks.back());
        EXPECT_EQ(table.rows[0][0].text, "训练词元数"); // the label of the parameter table
        EXPECT_EQ(table.rows[0][3].text, "run.yaml:8:13");
    }
}

TEST(ReportModel, EveryWordHasBothLanguages) {
    for (int i = 0; i <= static_cast<int>(Word::Predicted); ++i)
        for (const Language language : {Language::English, Language::Chinese})
            EXPECT_FALSE(word(static_cast<Word>(i), language).empty()) << i;
}

TEST(ReportModel, ValuesArePrintedInTheWordsOfTheLanguage) {
    EXPECT_EQ(printValue(272.8e9, "tokens/day", Language::English).text(), "272.8 billion tokens/day");
    EXPECT_EQ(printValue(272.8e9, "tokens/day", Language::Chinese).text(), "2728 亿 tokens/day");
    EXPECT_EQ(printValue(14.8e12, "tokens", Language::Chinese).text(), "14.8 万亿 tokens");
    EXPECT_EQ(printValue(0.3712, "fraction", Language::English).text(), "37.1 %");
    EXPECT_EQ(printValue(5.5762e6, "USD", Language::English).text(), "5,576,000 USD");
}

} // namespace
} // namespace report
