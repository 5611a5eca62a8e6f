// SPDX-License-Identifier: Apache-2.0
// A folder with small packs, made for one test and removed after it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "hwdb/catalogue.h"
#include "simulator/base/error.h"

namespace hwdbtest {

class PackFolder {
  public:
    /// Starts with two devices and one system, a price book of headers only.
    PackFolder();
    ~PackFolder();
    PackFolder(const PackFolder&) = delete;
    PackFolder& operator=(const PackFolder&) = delete;

    void write(std::string_view pack, std::string_view text) const;
    void append(std::string_view pack, std::string_view row) const;
    void remove(std::string_view pack) const;
    std::filesystem::path packs() const { return root_ / "packs"; }
    std::filesystem::path database() const { return root_ / "data" / "catalogue.sqlite"; }
    hwdb::Catalogue build() const { return hwdb::Catalogue::build(database(), packs()); }
    /// Adds an on-demand or other observation of "acme-one".
    void quote(std::string_view date, std::string_view provider, std::string_view contract, double price,
               std::string_view currency, std::string_view kind) const;

  private:
    std::filesystem::path root_;
};

/// The error that `work` throws; fails the test when it throws none.
template<class Work>
sim::Error errorOf(Work work) {
    try {
        work();
    } catch (const sim::Error& error) {
        return error;
    }
    return {sim::ErrorCode::Internal, "no error was thrown"};
}

} // namespace hwdbtest
