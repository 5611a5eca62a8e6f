// SPDX-License-Identifier: Apache-2.0
#include "scenarios/cli/network_command.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include <fmt/format.h>

#include "scenarios/cli/amount.h"
#include "scenarios/cli/result_source.h"
#include "scenarios/json_text.h"
#include "scenarios/scenario.h"
#include "simulator/base/units.h"
#include "simulator/network/expert_exchange.h"

namespace cli {

namespace {

constexpr std::array<double, 7> Sizes = {65536,     1048576,    16777216,  67108864,
                                         268435456, 1073741824, 4294967296};

struct Row {
    std::string what;
    double ranks = 0, bytes = 0, seconds = 0;
    double busBandwidth = 0; ///< GB/s a device, as nccl-tests counts it
    double sigma = 0;
    sim::Basis basis = sim::Basis::Modelled;
};

class Tabulating {
  public:
    Tabulating(sim::ExchangeFabric fabric, sim::ModelSpec model)
        : fabric_(std::move(fabric)), model_(std::move(model)) {}

    std::vector<Row> rows(double devices) {
        const double domain = std::min<double>(fabric_.devicesPerDomain, devices);
        for (const double ranks : {domain, devices}) {
            if (ranks < 2) continue;
            const int perDomain = static_cast<int>(std::min(ranks, domain));
            const int n = static_cast<int>(ranks);
            if (n % perDomain != 0) continue;
            for (const double bytes : Sizes) {
                const auto gather = sim::ringCollective(sim::Bytes{bytes}, n, perDomain, fabric_);
                add("all_gather", ranks, bytes, gather, 1, (ranks - 1) / ranks);
                add("all_reduce", ranks, bytes, gather, 2, 2 * (ranks - 1) / ranks);
            }
            if (ranks == devices) break;
        }
        if (model_.routedExperts > 0)
            for (double ranks = 8; ranks <= std::min(devices, model_.routedExperts); ranks *= 2)
                for (const double tokens : {128.0, 4096.0})
                    exchange(ranks, tokens);
        return std::move(rows_);
    }

  private:
    void add(const char* what, double ranks, double bytes, const sim::ExchangeCost& cost, double passes,
             double factor) {
        const double seconds = cost.time.base() * passes;
        rows_.push_back(
            {what, ranks, bytes, seconds, bytes * factor / seconds / 1e9, cost.sigma, cost.basis});
    }
    void exchange(double ranks, double tokens) {
        sim::CommShape shape;
        shape.tokens = tokens;
        shape.bytesPerToken = model_.hidden;
        shape.topK = model_.expertsPerToken;
        shape.experts = model_.routedExperts;
        shape.groupSize = ranks;
        const auto cost = sim::allToAll(shape, fabric_);
        const double bytes = (cost.scaleOutBytes + cost.scaleUpBytes).base();
        rows_.push_back({fmt::format("dispatch of {:.0f} tokens", tokens), ranks, bytes, cost.time.base(),
                         bytes / cost.time.base() / 1e9, cost.sigma, cost.basis});
    }

    sim::ExchangeFabric fabric_;
    sim::ModelSpec model_;
    std::vector<Row> rows_;
};

std::string sizeText(double bytes) {
    if (bytes >= 1 << 20) return fmt::format("{:.4g} MiB", bytes / (1 << 20));
    return fmt::format("{:.4g} KiB", bytes / 1024);
}

} // namespace

int networkCommand(const std::filesystem::path& file, const std::vector<std::string>& overrides, bool isJson,
                   const Console& console) {
    const scenario::Scenario s = scenario::readScenario(file, overrides);
    ResultSource source(console);
    const auto& catalogue = source.catalogue();
    const std::string device = catalogue.resolve("accelerator", s.text("cluster.device"));
    const std::string system = s.has("cluster.system") ? catalogue.resolve("system", s.text("cluster.system"))
                                                       : catalogue.defaultSystem(device);
    sim::ExchangeFabric fabric = catalogue.exchangeFabric(system);
    if (s.has("cluster.scale_out_bandwidth"))
        fabric.scaleOut.bandwidth = sim::BytesPerSecond{s.number("cluster.scale_out_bandwidth")};
    if (s.has("cluster.scale_up_bandwidth"))
        fabric.scaleUp.bandwidth = sim::BytesPerSecond{s.number("cluster.scale_up_bandwidth")};
    const auto rows = Tabulating(fabric, catalogue.model(s.text("model"))).rows(s.number("cluster.count"));
    if (isJson) {
        scenario::JsonWriter json;
        json.beginArray();
        for (const Row& r : rows) {
            json.beginObject(scenario::JsonWriter::Layout::Inline);
            json.member("exchange", r.what);
            json.member("ranks", r.ranks);
            json.member("bytes", r.bytes);
            json.member("seconds", r.seconds);
            json.member("bus_bandwidth_gb_s", r.busBandwidth);
            json.member("sigma", r.sigma);
            json.member("basis", sim::basisName(r.basis));
            json.end();
        }
        json.end();
        console.print(json.take());
        return 0;
    }
    TextTable table({{"Exchange"},
                     {"Ranks", true},
                     {"Size", true},
                     {"Time", true},
                     {"Bus bandwidth", true},
                     {"P10 .. P90", true},
                     {"Basis"}});
    for (const Row& r : rows)
        table.add({{r.what},
                   {amountText(r.ranks, "")},
                   {sizeText(r.bytes)},
                   {amountText(r.seconds * 1e6, "us"), Ink::Bold},
                   {amountText(r.busBandwidth, "GB/s")},
                   {fmt::format("{} .. {} us",
                                sim::formatNumber(r.seconds * 1e6 * std::exp(-sim::NormalP90 * r.sigma)),
                                sim::formatNumber(r.seconds * 1e6 * std::exp(sim::NormalP90 * r.sigma)))},
                   {std::string(sim::basisName(r.basis))}});
    console.print(fmt::format(
        "{} devices in {}: {:.4g} GB/s inside domains of {}, {:.4g} GB/s between them, one way\n\n{}"
        "\nlinks inside: {}\nlinks between: {}\n",
        s.text("cluster.count"), system, fabric.scaleUp.bandwidth.base() / 1e9, fabric.devicesPerDomain,
        fabric.scaleOut.bandwidth.base() / 1e9, table.text(console.style, ""), fabric.scaleUp.source,
        fabric.scaleOut.source));
    return 0;
}

} // namespace cli
