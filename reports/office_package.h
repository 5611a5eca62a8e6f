// SPDX-License-Identifier: Apache-2.0
// A ZIP archive in memory, as DOCX files and bundles of CSV are made of: equal parts give equal bytes.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace report {

/// Parts are stored in the order in which they come, dated 1980-01-01 (the earliest date of the format).
class OfficePackage {
  public:
    void add(std::string path, std::string content);
    /// Throws Error{Internal} when the archive cannot be made.
    std::string bytes() const;

  private:
    std::vector<std::pair<std::string, std::string>> parts_;
};

} // namespace report
