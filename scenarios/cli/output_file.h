// SPDX-License-Identifier: Apache-2.0
// Writing files whole or not at all.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace cli {

struct OutputFile {
    std::string name;
    std::string content;
};

/// Writes every file under a temporary name beside its place and renames them when all are whole; creates
/// `directory`. Throws Error{BadInput} when that cannot be done, leaving older files of these names as they
/// were.
void writeFiles(const std::filesystem::path& directory, const std::vector<OutputFile>& files);

} // namespace cli
