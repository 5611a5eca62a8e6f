// SPDX-License-Identifier: Apache-2.0
// Slips that packs are known for: sparse peaks in dense fields, impossible bandwidths, GiB as GB, prices off
// the market.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace hwdb {

class Catalogue;

struct ImplausibleFact {
    std::string subject, check, found, expected;
};

/// Everything in the catalogue that looks like a slip, save what plausibility_exceptions.csv in `packs`
/// explains. Checks: `peak_ratio` (dense FP8 over BF16 in [1.9, 2.1]), `sparse_as_dense` (a dense peak equal
/// to a sparse one), `bandwidth_width` (memory bandwidth over what stacks of its type and capacity can carry,
/// memory_types.csv), `gib_as_gb` (a capacity that is a whole number of GiB written in GB), `price_outlier`
/// (a list or market price of rent outside 0.2 to 5 times the median of up to 30 earlier ones of the same
/// device, contract and currency). Ranges: study of public hardware databases, section 7. Throws
/// Error{BadInput} for a damaged pack.
std::vector<ImplausibleFact> implausibleFacts(const Catalogue& catalogue, const std::filesystem::path& packs);

} // namespace hwdb
