// SPDX-License-Identifier: Apache-2.0
// The files of the project as text, for the tests that watch over its structure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace structure {

struct SourceFile {
    std::string path; ///< from the project folder, with forward slashes
    std::string text;

    bool hasExtension(std::string_view extension) const { return path.ends_with(extension); }
    bool isCpp() const { return hasExtension(".h") || hasExtension(".cpp"); }
    std::string name() const { return path.substr(path.rfind('/') + 1); }
};

/// Every text file of the project in the order of their paths, without build folders and hidden tool folders.
std::vector<SourceFile> projectFiles(const std::string& root);

std::vector<std::string> linesOf(std::string_view text);

struct Include {
    std::string header;
    bool quoted = false; ///< "x" rather than <x>
    int line = 0;
};
std::vector<Include> includesOf(std::string_view text);

} // namespace structure
