// SPDX-License-Identifier: Apache-2.0
// Reads the project folder.
#include "tests/structure/source_tree.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace structure {

namespace fs = std::filesystem;

namespace {

bool isOurs(const fs::path& entry) {
    const std::string name = entry.filename().string();
    return name != "build" && name != "out" && name != ".git" && name != ".cache" && name != "__pycache__";
}

bool isText(const fs::path& file) {
    constexpr std::array<std::string_view, 14> extensions = {".h",   ".cpp", ".in",   ".txt",  ".cmake",
                                                             ".sql", ".csv", ".yaml", ".json", ".md",
                                                             ".svg", ".qrc", ".ts",   ""};
    return std::find(extensions.begin(), extensions.end(), file.extension().string()) != extensions.end();
}

} // namespace

std::vector<SourceFile> projectFiles(const std::string& root) {
    std::vector<SourceFile> files;
    auto entry = fs::recursive_directory_iterator(root);
    for (; entry != fs::recursive_directory_iterator(); ++entry) {
        if (entry->is_directory()) {
            if (!isOurs(entry->path())) entry.disable_recursion_pending();
            continue;
        }
        // In a linked work tree .git is a file.
        if (!entry->is_regular_file() || !isOurs(entry->path()) || !isText(entry->path())) continue;
        std::ifstream stream(entry->path(), std::ios::binary);
        std::string text(std::istreambuf_iterator<char>(stream), {});
        files.push_back({fs::relative(entry->path(), root).generic_string(), std::move(text)});
    }
    std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return files;
}

std::vector<std::string> linesOf(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::vector<Include> includesOf(std::string_view text) {
    std::vector<Include> includes;
    int number = 0;
    for (const std::string& line : linesOf(text)) {
        ++number;
        const std::size_t hash = line.find_first_not_of(" \t");
        if (hash == std::string::npos || line[hash] != '#') continue;
        const std::size_t word = line.find_first_not_of(" \t", hash + 1);
        if (word == std::string::npos || line.compare(word, 7, "include") != 0) continue;
        const std::size_t open = line.find_first_of("\"<", word);
        if (open == std::string::npos) continue;
        const std::size_t close = line.find_first_of("\">", open + 1);
        if (close == std::string::npos) continue;
        includes.push_back({line.substr(open + 1, close - open - 1), line[open] == '"', number});
    }
    return includes;
}

} // namespace structure
