// SPDX-License-Identifier: Apache-2.0
// The shipped packs (hwdb/data/*.csv): read, hashed, checked row by row and written into the tables.
#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace hwdb {

class Database;

/// The texts of all packs, by file name.
struct PackSet {
    std::filesystem::path directory;
    std::map<std::string, std::string> texts;
    std::string hash; ///< of names and contents
};

/// Throws Error{BadInput} when a pack that is not optional is missing. kernel_parameters.csv and
/// link_efficiency.csv may be absent: devices then have no kernels, and asking for them is an error.
PackSet readPacks(const std::filesystem::path& directory);

/// Replaces every row that came from packs by those of `packs`; entries of the user stay. REQUIRES: a
/// transaction is open. Throws Error{BadInput} naming pack, row and column.
void loadPacks(const Database& database, const PackSet& packs);

} // namespace hwdb
