// SPDX-License-Identifier: Apache-2.0
// The catalogue of facts, typed: devices, systems, links, prices, kernel parameters, published results.
// SQLite lies behind it (schema: hwdb/schema/*.sql) and is seen nowhere else.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/cluster/device.h"
#include "simulator/economics/price.h"
#include "simulator/kernels/kernel_cost.h"
#include "simulator/models/architecture.h"
#include "simulator/network/expert_exchange.h"

namespace hwdb {

/// One statement about one thing. Several facts of the same subject and property may disagree; one is
/// preferred.
struct Fact {
    std::int64_t id = 0;
    std::string subject;   ///< device, system or link id
    std::string property;  ///< e.g. "peak_bf16", "memory_bandwidth", "scale_up_bandwidth"
    std::string valueText; ///< as stored; a number or text
    std::optional<double> value;
    std::string unit;                     ///< e.g. "TFLOP/s", "GB/s"
    std::string sparsity;                 ///< "dense", "sparse" or empty where it does not matter
    std::string direction;                ///< "unidirectional", "bidirectional" or empty
    std::string source, date, confidence; ///< confidence: high | medium | memory | user
    bool isPreferred = false;
    bool isUserEntry = false;
};

struct SubjectSummary {
    std::string id, shortName, name, vendor, kind, confidence; ///< kind: accelerator | system | link | model
};

struct RentalObservation {
    std::int64_t id = 0;
    std::string date, datePrecision, deviceId, region, provider, contract, priceKind, currency, source,
        status;
    int termMonths = 0, gpusInQuote = 0;
    double pricePerGpuHour = 0;
};

/// A published or measured result beside which ours is printed.
struct PublishedResult {
    std::string caseId, metric, unit, source, date, confidence, note;
    double value = 0;
    std::string deviceId; ///< what it was measured on
};

class Catalogue {
  public:
    /// Opens the catalogue in the user's data directory ($XDG_DATA_HOME/purser or ~/.local/share/purser),
    /// building it from the shipped packs on first use and rebuilding it when the packs have changed; entries
    /// of the user are kept. Throws Error{BadInput} for a damaged or newer-schema database, naming file and
    /// remedy.
    static Catalogue open();
    /// A catalogue in `file` (":memory:" for tests) built from the packs in `packs`.
    static Catalogue build(const std::filesystem::path& file, const std::filesystem::path& packs);
    /// Where the shipped packs are: $PURSER_HWDB, beside the program, or the source tree it was built from.
    static std::filesystem::path packDirectory();
    ~Catalogue();
    Catalogue(Catalogue&&) noexcept;
    Catalogue& operator=(Catalogue&&) noexcept;

    std::vector<SubjectSummary> subjects(std::string_view kind) const;
    /// Any unambiguous spelling: id, short name, alias ("H20", "h20 96g", "昇腾910C"). Throws Error{BadInput}
    /// naming the nearest names or the candidates of an ambiguous one. A system spelled exactly
    /// ("gb200-nvl72") where an accelerator is asked for means the accelerator in it.
    std::string resolve(std::string_view kind, std::string_view name) const;
    sim::DeviceSpec device(std::string_view name) const;
    sim::SystemSpec system(std::string_view name) const;
    sim::ModelSpec model(std::string_view name) const;
    /// The system a device is usually sold in, e.g. hgx-h800 for h800-sxm; a system named as a device is
    /// itself.
    std::string defaultSystem(std::string_view device) const;
    sim::DeviceKernels deviceKernels(std::string_view name) const;
    /// Links of `system` with measured or prior efficiencies of the expert exchange on them.
    sim::ExchangeFabric exchangeFabric(std::string_view system) const;

    std::vector<Fact> facts(std::string_view subject) const;
    /// Adds a fact of the user's; it becomes the preferred one. Returns its id.
    std::int64_t addFact(const Fact& fact);
    void removeUserFact(std::int64_t id);

    /// Price on `date` (ISO) from list-like observations of the `contract` within `windowDays` before it;
    /// falls back to the nearest older ones with a warning. nullopt when the book has none.
    std::optional<sim::RentalPrice> rentalPrice(std::string_view device, std::string_view contract,
                                                std::string_view date, int windowDays = 180) const;
    std::vector<RentalObservation> rentalHistory(std::string_view device) const;
    /// Units of `to` for one unit of `from` at the last rate on or before `date`.
    double exchangeRate(std::string_view from, std::string_view to, std::string_view date) const;

    std::vector<PublishedResult> publishedResults(std::string_view caseId) const;
    std::vector<std::string> publishedCases() const;
    /// Named traces shipped or imported: name -> file.
    std::filesystem::path traceFile(std::string_view name) const;
    std::vector<std::string> traceNames() const;
    /// Where imported traces go; empty for a catalogue in memory.
    std::filesystem::path userTraceFolder() const;

    /// Hash of every fact that can touch a result, user entries included.
    std::string snapshotHash() const;

  private:
    struct Impl;
    explicit Catalogue(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace hwdb
