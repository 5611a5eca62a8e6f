// SPDX-License-Identifier: Apache-2.0
#include "reports/report.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <system_error>

#include <fmt/format.h>
#include <unistd.h>

#include "reports/csv_bundle.h"
#include "reports/docx_renderer.h"
#include "reports/html_renderer.h"
#include "reports/pdf_renderer.h"
#include "reports/plot/render.h"
#include "reports/procurement_model.h"
#include "reports/report_model.h"
#include "reports/xlsx_renderer.h"
#include "simulator/base/error.h"

namespace report {
namespace {

void requireOneOf(const std::string& name, const std::vector<std::string>& valid, std::string_view what) {
    if (std::find(valid.begin(), valid.end(), name) != valid.end()) return;
    std::string list;
    for (const std::string& v : valid)
        list += (list.empty() ? "" : ", ") + v;
    throw sim::Error(sim::ErrorCode::BadInput, fmt::format("unknown report {} '{}'", what, name), {},
                     fmt::format("choose from: {}", list));
}

/// "DeepSeek-V3 on 2,048 H800" -> "deepseek-v3-on-2-048-h800".
std::string stemOf(const std::string& name) {
    std::string stem;
    for (const char c : name) {
        const bool isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (isLetter)
            stem += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
        else if (!stem.empty() && stem.back() != '-')
            stem += '-';
    }
    while (!stem.empty() && stem.back() == '-')
        stem.pop_back();
    return stem.empty() ? "report" : stem.substr(0, 80);
}

/// Whole or not at all: a reader never sees half a file, an older one stays until the new one is complete.
void writeWhole(const std::filesystem::path& path, std::string_view bytes) {
    std::filesystem::path temporary = path;
    temporary += fmt::format(".{}.part", ::getpid());
    std::ofstream file(temporary, std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    std::error_code failure;
    if (file) std::filesystem::rename(temporary, path, failure);
    if (file && !failure) return;
    std::error_code ignored;
    std::filesystem::remove(temporary, ignored);
    throw sim::Error(sim::ErrorCode::BadInput, "the report cannot be written", path.string(),
                     "check that the folder exists, is writable and has room");
}

struct Format {
    const char* name;
    const char* extension;
    std::string (*render)(const Document&, long long creationEpoch);
};
constexpr Format Formats[] = {
    {"html", ".html", [](const Document& d, long long) { return renderHtml(d); }},
    {"pdf", ".pdf",
     [](const Document& d, long long epoch) { return renderPdfDocument(d, epoch).toStdString(); }},
    {"docx", ".docx", renderDocx},
    {"xlsx", ".xlsx", renderXlsx},
    {"csv", ".csv.zip", [](const Document& d, long long) { return renderCsvBundle(d); }},
};

const Format& formatOf(const std::string& name) {
    return *std::find_if(std::begin(Formats), std::end(Formats),
                         [&](const Format& f) { return f.name == name; });
}

} // namespace

const std::vector<std::string>& reportFormats() {
    static const std::vector<std::string> formats = [] {
        std::vector<std::string> names;
        for (const Format& format : Formats)
            names.emplace_back(format.name);
        return names;
    }();
    return formats;
}

const std::vector<std::string>& reportLanguages() {
    static const std::vector<std::string> languages = {"en", "zh"};
    return languages;
}

namespace {

void requireValid(const ReportOptions& options) {
    if (options.formats.empty())
        throw sim::Error(sim::ErrorCode::BadInput, "no report format given", {},
                         fmt::format("choose from: {}", fmt::join(reportFormats(), ", ")));
    for (const std::string& format : options.formats)
        requireOneOf(format, reportFormats(), "format");
    requireOneOf(options.language, reportLanguages(), "language");
}

Language languageOf(const ReportOptions& options) {
    return options.language == "zh" ? Language::Chinese : Language::English;
}

std::vector<std::filesystem::path> writeDocument(Document document, const std::string& name,
                                                 const ReportOptions& options) {
    if (!options.parts.empty()) keepParts(document, options.parts);
    const std::filesystem::path directory = options.directory.empty() ? "." : options.directory;
    std::error_code failure;
    std::filesystem::create_directories(directory, failure);
    if (failure)
        throw sim::Error(sim::ErrorCode::BadInput, "the report folder cannot be made: " + failure.message(),
                         directory.string(), "name a folder that can be written");
    const std::string stem = options.fileStem.empty() ? stemOf(name) : options.fileStem;
    // Everything is rendered before anything is written: an error leaves no file behind.
    std::vector<std::pair<std::filesystem::path, std::string>> files;
    for (const std::string& formatName : options.formats) {
        const Format& format = formatOf(formatName);
        files.emplace_back(directory / (stem + format.extension),
                           format.render(document, options.creationEpoch));
    }
    std::vector<std::filesystem::path> paths;
    for (const auto& [path, bytes] : files) {
        writeWhole(path, bytes);
        paths.push_back(path);
    }
    return paths;
}

} // namespace

std::vector<std::filesystem::path> writeReport(const scenario::Result& result, const ReportOptions& options) {
    requireValid(options);
    ensureGuiApplication();
    return writeDocument(buildDocument(result, languageOf(options)), result.name, options);
}

std::vector<std::filesystem::path> writeReport(const scenario::ProcurementAnswer& answer,
                                               const ReportOptions& options) {
    requireValid(options);
    ensureGuiApplication();
    return writeDocument(buildProcurement(answer, languageOf(options), options.profile),
                         answer.question.name.en, options);
}

} // namespace report
