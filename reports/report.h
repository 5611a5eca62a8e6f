// SPDX-License-Identifier: Apache-2.0
// Reports of one result as files. Everything is written whole or not at all.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "scenarios/procurement/procurement_answer.h"
#include "scenarios/result.h"

namespace report {

struct ReportOptions {
    std::vector<std::string> formats; ///< of reportFormats()
    std::string language = "en";      ///< of reportLanguages()
    std::filesystem::path directory;
    std::string fileStem; ///< empty: from the result's name
    /// Creation date of the files, seconds since 1970 UTC; the default keeps equal reports equal in bytes.
    long long creationEpoch = 0;
    std::vector<std::string> parts = {}; ///< ids of sections to keep; empty: all
    std::string profile = {};            ///< of a procurement report; empty: the case's
};

const std::vector<std::string>& reportFormats();   ///< "html", "pdf", "docx", "xlsx", "csv"
const std::vector<std::string>& reportLanguages(); ///< "en", "zh"

/// Paths in the order of the formats. Creates the directory. Throws Error{BadInput} for an unknown format or
/// language and when a file cannot be written. Makes a QGuiApplication when there is none.
std::vector<std::filesystem::path> writeReport(const scenario::Result& result, const ReportOptions& options);
/// The same for a decision between options.
std::vector<std::filesystem::path> writeReport(const scenario::ProcurementAnswer& answer,
                                               const ReportOptions& options);

} // namespace report
