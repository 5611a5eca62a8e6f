// SPDX-License-Identifier: Apache-2.0
// The answer of workload.token_service: what a price list earns, theoretically and after cuts, discounts and
// free users, over the nodes that the volume needs.
#include <fmt/format.h>

#include "scenarios/money_work.h"
#include "scenarios/money_writer.h"
#include "simulator/base/error.h"
#include "simulator/economics/token_cost.h"

namespace scenario {

namespace {

constexpr double SecondsPerDay = 86400.0;

class TokenService {
  public:
    TokenService(const Scenario& scenario, Result& result) : scenario_(scenario), out_(scenario, result) {
        volume_ = {of("cached_input") * SecondsPerDay, of("uncached_input") * SecondsPerDay,
                   of("output") * SecondsPerDay};
        prices_ = {of("cached_price"), of("uncached_price"), of("output_price")};
    }

    void tell() {
        findNodes();
        const double hours = nodes_ * of("gpus_per_node") * 24.0;
        const double cost = hours * of("price_per_gpu_hour");
        const double list = sim::revenueOf(volume_, prices_);
        const double kept =
            of("paid_share") * (1.0 - of("discounted_share") * of("discount")) * (1.0 - of("price_cut"));
        const double earned = list * kept;
        const std::vector<Contribution> inputs = {out_.input(key("output")), out_.input(key("output_price")),
                                                  out_.input(key("price_per_gpu_hour"))};
        out_.metric("cost_per_day", out_.currency(), cost,
                    "nodes x GPUs x 24 h x cost of a GPU-hour; " + source_, inputs);
        out_.metric("revenue_per_day", out_.currency(), earned,
                    "volume x list x paid share, less discounts and cut", inputs);
        out_.metric("margin_on_cost", "fraction", sim::marginOf(earned, cost).onCost,
                    "(revenue - cost) / cost");
        if (earned > 0.0)
            out_.metric("gross_margin", "fraction", sim::marginOf(earned, cost).onRevenue,
                        "(revenue - cost) / revenue");
        out_.metric("theoretical_margin_on_cost", "fraction", sim::marginOf(list, cost).onCost,
                    "every token paid at the list price");
        out_.metric("break_even_rental_price", out_.perGpuHour(), earned / hours, "revenue / GPU-hours");
        out_.metric("break_even_paid_share", "fraction", cost / (list * kept / of("paid_share")),
                    "share of the tokens that must be paid at these prices; above 100 % never");
        out_.metric("cost_per_million_tokens", out_.perMillionTokens(), cost / volume_.total() * 1e6,
                    "cost of a day / all tokens of it, cached ones too");
        out_.metric("gpus_mean", "GPUs", nodes_ * of("gpus_per_node"), nodesFrom_);
        tellPeak(cost);
        tellWar(cost, list, kept);
    }

  private:
    static std::string key(const char* name) { return fmt::format("workload.token_service.{}", name); }
    double of(const char* name) const { return scenario_.has(key(name)) ? scenario_.number(key(name)) : 0.0; }

    void findNodes() {
        source_ = scenario_.has(key("source")) ? scenario_.text(key("source")) : "stated in the scenario";
        const double prefill = of("prefill_rate"), decode = of("decode_rate");
        nodes_ = of("nodes");
        nodesFrom_ = "mean nodes as stated";
        if (prefill > 0.0 && decode > 0.0) {
            const auto fleet =
                sim::splitFleet(volume_.cachedInput + volume_.uncachedInput, volume_.output, prefill, decode);
            out_.metric("nodes_from_rates", "nodes", fleet.nodes(),
                        fmt::format("input / prefill rate + output / decode rate = {:.2f} + {:.2f}; {}",
                                    fleet.prefillNodes, fleet.decodeNodes, source_));
            if (nodes_ <= 0.0) nodes_ = fleet.nodes(), nodesFrom_ = "from the rates of a node; " + source_;
        }
        if (nodes_ <= 0.0)
            throw sim::Error(sim::ErrorCode::BadInput,
                             fmt::format("{}: missing, expected the mean nodes", key("nodes")),
                             scenario_.file, "or give prefill_rate and decode_rate of a node");
    }

    void tellPeak(double cost) {
        const double peak = of("peak_nodes");
        if (peak <= nodes_) return;
        out_.metric("mean_over_peak", "fraction", nodes_ / peak, "mean nodes / peak nodes");
        out_.metric("cost_per_day_at_peak", out_.currency(), cost * peak / nodes_,
                    "all peak nodes kept day and night");
        out_.metric("saving_of_night_release", "fraction", 1.0 - nodes_ / peak,
                    "nodes released to other work off peak");
    }

    void tellWar(double cost, double list, double kept) {
        Table& table = out_.table("price_war", "Margin as the price falls",
                                  {{"cut", "Further cut", "fraction"},
                                   {"revenue", "Revenue a day", out_.currency()},
                                   {"margin", "Margin on cost", "fraction"}});
        for (const double cut : {0.0, 0.25, 0.5, 0.75, 0.9}) {
            const double revenue = list * kept * (1.0 - cut);
            table.rows.push_back({cut, revenue, (revenue - cost) / cost});
        }
    }

    const Scenario& scenario_;
    MoneyWriter out_;
    sim::TokenVolume volume_;
    sim::TokenPriceList prices_;
    double nodes_ = 0.0;
    std::string source_, nodesFrom_;
};

} // namespace

void addTokenService(const Scenario& scenario, Result& result) {
    TokenService(scenario, result).tell();
}

} // namespace scenario
