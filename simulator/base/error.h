// SPDX-License-Identifier: Apache-2.0
// The one exception type for a mistake that ends an operation. Expected outcomes ("does not fit") are values.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sim {

enum class ErrorCode {
    BadInput,   ///< the user's file, option or data is wrong (exit status 2)
    Infeasible, ///< the simulation says no where no value can carry the answer (exit status 1)
    Cancelled,  ///< the user stopped the work (exit status 130)
    Internal,   ///< our mistake or a broken machine (exit status 3)
};

/// Says what was found, what was expected and what to do. `where` is file:line:column for YAML, pack:row for
/// hwdb, a byte offset for traces; `hint` is the remedy, e.g. the nearest valid name.
class Error : public std::runtime_error {
  public:
    Error(ErrorCode code, std::string message, std::string where = {}, std::string hint = {})
        : std::runtime_error(compose(message, where, hint)), code_(code), message_(std::move(message)),
          where_(std::move(where)), hint_(std::move(hint)) {}

    ErrorCode code() const { return code_; }
    const std::string& message() const { return message_; }
    const std::string& where() const { return where_; }
    const std::string& hint() const { return hint_; }

  private:
    static std::string compose(const std::string& message, const std::string& where,
                               const std::string& hint) {
        std::string text = where.empty() ? message : where + ": " + message;
        if (!hint.empty()) text += "; " + hint;
        return text;
    }

    ErrorCode code_;
    std::string message_;
    std::string where_;
    std::string hint_;
};

/// The candidate closest to `name` by edit distance (case ignored), or empty when none is near (distance over
/// a third of the length plus one). For "did you mean" hints.
std::string nearestName(std::string_view name, const std::vector<std::string>& candidates);

} // namespace sim
