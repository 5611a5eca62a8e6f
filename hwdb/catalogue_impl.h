// SPDX-License-Identifier: Apache-2.0
// What stands behind a Catalogue; shared by its .cpp files, seen by nobody else.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "hwdb/catalogue.h"
#include "hwdb/database.h"

namespace hwdb {

struct Catalogue::Impl {
    std::unique_ptr<Database> database;
    std::filesystem::path packs;
    std::filesystem::path userData; ///< folder of the user's traces; empty for a catalogue in memory
    std::string packHash;
};

/// The preferred facts of one subject that the model reads: dense, or without sparsity.
class PreferredFacts {
  public:
    PreferredFacts(const Database& database, std::string subject);

    std::string text(std::string_view property) const;
    /// Where the fact comes from; empty when there is none.
    std::string source(std::string_view property) const;
    /// In the base unit of the fact's unit; nullopt when there is none.
    std::optional<double> value(std::string_view property) const;
    /// As value(), halved where the fact counts both directions.
    std::optional<double> oneDirection(std::string_view property) const;
    /// Throws Error{BadInput} telling how to add the missing fact.
    double required(std::string_view property) const;

  private:
    const Fact* find(std::string_view property) const;
    std::string subject_;
    std::vector<Fact> facts_;
};

Fact readFact(const Statement& row);
/// Columns that readFact() expects, in its order.
inline constexpr std::string_view FactColumns = "id, subject, property, value_text, value, unit, sparsity, "
                                                "direction, source, date, confidence, preferred, "
                                                "user_entry";

} // namespace hwdb
