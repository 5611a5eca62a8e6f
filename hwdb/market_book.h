// SPDX-License-Identifier: Apache-2.0
// What devices were bought for, what running them costs, what may be exported: rows of packs, as they stand
// there.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hwdb {

class Catalogue;

/// One price at which something was offered or sold.
struct PurchaseObservation {
    std::string date, datePrecision, deviceId, item, level, deviceAsQuoted, region, condition, priceAsQuoted,
        currency, source, sourceDate, status, notes;
    /// Price of one device in `currency`; absent where the row prices something else (a switch, a rise in per
    /// cent) or does not say how many devices it holds.
    std::optional<double> lowPerDevice, highPerDevice;
};

/// Low, typical and high value of one kind of cost; any of them may be unknown.
struct OperatingCost {
    std::string category, item, region, unit, date, source, status, notes;
    std::optional<double> low, typical, high;
};

/// One event of export control, as reported.
struct ExportEvent {
    std::string date, jurisdiction, event, instrument, devices, thresholds, effect, source, status;
};

/// What one dated rule says of one device. Never legal advice: a match is a flag for legal review.
struct ExportFinding {
    enum class Answer { Applies, DoesNotApply, Unknown };
    std::string rule, condition, effect, jurisdiction, source, status;
    Answer answer = Answer::Unknown;
    std::string unknownFigures; ///< what would have to be known, empty where the answer is
};

/// The figures of a device that rules speak of; absent where the catalogue does not know them.
struct ExportFigures {
    std::optional<double> tpp;     ///< total processing performance: dense TFLOP/s x bits, the largest
    std::optional<double> density; ///< tpp per mm^2 of die
    std::optional<double> memoryBandwidth; ///< GB/s
    std::optional<double> io;              ///< GB/s, both directions of the scale-up links
};

/// All read the packs anew and throw Error{BadInput} naming pack, row and column. `packs` is a folder such as
/// Catalogue::packDirectory(). `device` is any spelling; empty means every row.
std::vector<PurchaseObservation> purchaseHistory(const Catalogue& catalogue, std::string_view device,
                                                 const std::filesystem::path& packs);
std::vector<OperatingCost> operatingCosts(std::string_view category, const std::filesystem::path& packs);
std::vector<ExportEvent> exportEvents(const std::filesystem::path& packs);

/// TPP as in ECCN 3A090, technical notes: rate of dense operations times the bit length of the operands (TF32
/// as 19 bits), the largest over the formats. Die areas are in no pack, so `density` is unknown.
ExportFigures exportFigures(const Catalogue& catalogue, std::string_view device);
/// Every rule in force on `date` (ISO) and what it says; a condition that hangs on an unknown figure is
/// unknown.
std::vector<ExportFinding> exportFindings(const ExportFigures& figures, std::string_view date,
                                          const std::filesystem::path& packs);

} // namespace hwdb
