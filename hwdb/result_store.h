// SPDX-License-Identifier: Apache-2.0
// Results of many scenarios in one SQLite file (schema: hwdb/schema/results_*.sql), open to any SQL. Knows
// nothing of scenarios: columns, points, a query.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace hwdb {

/// Nothing, a number or a text.
using StoredCell = std::variant<std::monostate, double, std::string>;

struct ResultColumn {
    std::string name, unit;
    bool isMetric = false, isText = false;
    bool operator==(const ResultColumn&) const = default;
};

struct StoreAbout {
    std::string scenario, inputs, catalogue, program; ///< inputs, catalogue: hashes
    std::uint64_t points = 0;                         ///< of the whole sweep
    std::uint64_t first = 0, last = 0;                ///< of this store: first <= k < last
    std::vector<ResultColumn> columns;
};

struct StoredPoint {
    std::uint64_t number = 0;
    std::string status, reason;
    std::vector<StoredCell> cells; ///< value per input column; value, low, high per metric column
};

struct QueryAnswer {
    std::vector<std::string> columns;
    std::vector<std::vector<StoredCell>> rows;
};

/// Thread rule: one thread at a time.
class ResultStore {
  public:
    /// A new store that survives the end of the process at any moment; every point is there once add()
    /// returns. Throws Error{BadInput} when `file` exists or cannot be written.
    static ResultStore create(const std::filesystem::path& file, const StoreAbout& about);
    /// Throws Error{BadInput} for what is no store or one of a newer purser. `isReadOnly` refuses add() and
    /// SQL that writes.
    static ResultStore open(const std::filesystem::path& file, bool isReadOnly = true);
    ~ResultStore();
    ResultStore(ResultStore&&) noexcept;
    ResultStore& operator=(ResultStore&&) noexcept;

    const StoreAbout& about() const;
    void add(const StoredPoint& point);
    std::uint64_t count() const;
    /// Numbers of the points it holds.
    std::set<std::uint64_t> numbers() const;
    /// "ok" -> how many, ...
    std::map<std::string, std::uint64_t> statusCounts() const;
    /// Runs one SELECT. Throws Error{BadInput} with SQLite's words for anything else.
    QueryAnswer query(std::string_view sql) const;

    /// Writes the points of `parts` in the order of their numbers as one store that begins at the first
    /// part's first point and ends with the last one's; whole or not at all. The bytes depend on the points
    /// alone, not on how they were divided. Throws Error{BadInput} when parts are of different sweeps,
    /// overlap, leave a gap or lack points.
    static void assemble(const std::filesystem::path& file, const std::vector<std::filesystem::path>& parts);

  private:
    struct Impl;
    explicit ResultStore(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace hwdb
