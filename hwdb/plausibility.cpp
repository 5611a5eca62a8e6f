// SPDX-License-Identifier: Apache-2.0
#include "hwdb/plausibility.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <sstream>

#include <fmt/format.h>

#include "hwdb/catalogue.h"
#include "hwdb/csv_reader.h"
#include "simulator/base/error.h"

namespace hwdb {

namespace {

struct StackLimit {
    double bandwidth = 0; ///< GB/s of one stack, the fastest
    double capacity = 0;  ///< GB of one stack, the smallest in use
};

class Checker {
  public:
    Checker(const Catalogue& catalogue, const std::filesystem::path& packs) : catalogue_(catalogue) {
        const auto types = readPack(packs, "memory_types.csv",
                                    {"type", "stack_bandwidth", "smallest_stack", "source", "status"});
        for (const auto& row : types.rows()) {
            types.required(row, 1), types.required(row, 2);
            limits_[row.cells[0]] = {*types.number(row, 1), *types.number(row, 2)};
        }
        const auto explained = readPack(packs, "plausibility_exceptions.csv", {"subject", "check", "reason"});
        for (const auto& row : explained.rows()) {
            explained.required(row, 2);
            explained_.insert(row.cells[0] + '/' + row.cells[1]);
        }
    }

    std::vector<ImplausibleFact> run() {
        for (const auto& s : catalogue_.subjects("accelerator")) {
            const auto facts = catalogue_.facts(s.id);
            peakRatio(s.id, facts);
            sparseAsDense(s.id, facts);
            bandwidthWidth(s.id, facts);
            capacities(s.id, facts);
            prices(s.id);
        }
        return std::move(found_);
    }

  private:
    void report(const std::string& subject, const std::string& check, std::string found,
                std::string expected) {
        if (!explained_.contains(subject + '/' + check))
            found_.push_back({subject, check, std::move(found), std::move(expected)});
    }

    static const Fact* dense(const std::vector<Fact>& facts, std::string_view property) {
        for (const auto& f : facts)
            if (f.isPreferred && f.property == property && f.sparsity != "sparse") return &f;
        return nullptr;
    }

    void peakRatio(const std::string& id, const std::vector<Fact>& facts) {
        const Fact *fp8 = dense(facts, "peak_fp8"), *bf16 = dense(facts, "peak_bf16");
        if (!fp8 || !bf16 || !fp8->value || !bf16->value) return;
        const double ratio = *fp8->value / *bf16->value;
        if (ratio < 1.9 || ratio > 2.1)
            report(id, "peak_ratio", fmt::format("FP8 is {:.2f} times BF16", ratio), "1.9 to 2.1 times");
    }

    void sparseAsDense(const std::string& id, const std::vector<Fact>& facts) {
        for (const auto& d : facts)
            for (const auto& s : facts)
                if (d.property == s.property && d.sparsity == "dense" && s.sparsity == "sparse" && d.value &&
                    s.value && d.isPreferred && *d.value >= *s.value)
                    report(id, "sparse_as_dense",
                           fmt::format("{} is {} dense and {} sparse", d.property, *d.value, *s.value),
                           "a dense peak below the sparse one");
    }

    void bandwidthWidth(const std::string& id, const std::vector<Fact>& facts) {
        const Fact *bandwidth = dense(facts, "memory_bandwidth"), *memory = dense(facts, "memory"),
                   *type = dense(facts, "memory_type");
        if (!bandwidth || !memory || !type || !bandwidth->value || !memory->value) return;
        const auto limit = limits_.find(type->valueText);
        if (limit == limits_.end()) return;
        const double stacks = std::ceil(*memory->value / limit->second.capacity);
        const double most = stacks * limit->second.bandwidth;
        if (*bandwidth->value > most)
            report(id, "bandwidth_width", fmt::format("{} GB/s of {}", *bandwidth->value, type->valueText),
                   fmt::format("at most {} GB/s from {} stacks", most, stacks));
    }

    void capacities(const std::string& id, const std::vector<Fact>& facts) {
        constexpr double GibiPerGiga = 1.073741824;
        for (const auto& f : facts) {
            if (f.property != "memory" || !f.value || *f.value == std::round(*f.value)) continue;
            const double gibi = *f.value / GibiPerGiga;
            if (gibi >= 8 && std::abs(gibi - std::round(gibi)) < 0.001 * gibi)
                report(id, "gib_as_gb", fmt::format("{} GB is {:.0f} GiB", *f.value, gibi),
                       "the capacity as sold, in GB");
        }
    }

    void prices(const std::string& id) {
        static const std::set<std::string> Comparable = {"list", "list_gpu_component", "marketplace_median",
                                                         "index", "index_restated"};
        std::map<std::string, std::vector<double>> earlier; // by contract and currency, the newest last
        for (const auto& o : catalogue_.rentalHistory(id)) {
            if (!Comparable.contains(o.priceKind)) continue;
            auto& seen = earlier[o.contract + ' ' + o.currency];
            constexpr std::size_t Enough = 5, Kept = 30;
            if (seen.size() >= Enough) {
                std::vector<double> recent(seen.size() > Kept ? seen.end() - Kept : seen.begin(), seen.end());
                std::nth_element(recent.begin(), recent.begin() + static_cast<long>(recent.size() / 2),
                                 recent.end());
                const double median = recent[recent.size() / 2];
                if (o.pricePerGpuHour < 0.2 * median || o.pricePerGpuHour > 5.0 * median)
                    report(
                        id, "price_outlier",
                        fmt::format("{} {} on {} of {}", o.pricePerGpuHour, o.currency, o.date, o.provider),
                        fmt::format("0.2 to 5 times the median {}", median));
            }
            seen.push_back(o.pricePerGpuHour);
        }
    }

    const Catalogue& catalogue_;
    std::map<std::string, StackLimit> limits_;
    std::set<std::string> explained_;
    std::vector<ImplausibleFact> found_;
};

} // namespace

std::vector<ImplausibleFact> implausibleFacts(const Catalogue& catalogue,
                                              const std::filesystem::path& packs) {
    return Checker(catalogue, packs).run();
}

} // namespace hwdb
