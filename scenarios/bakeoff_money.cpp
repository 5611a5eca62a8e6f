// SPDX-License-Identifier: Apache-2.0
// The answer of workload.bakeoff: two devices that deliver the same volume at the same service level.
#include <cmath>

#include <fmt/format.h>

#include "scenarios/money_work.h"
#include "scenarios/money_writer.h"
#include "scenarios/simulated_reference.h"
#include "simulator/base/error.h"
#include "simulator/economics/token_cost.h"

namespace scenario {

namespace {

struct Contender {
    std::string name, source;
    double price = 0.0, rate = 0.0, gpus = 0.0, perMillion = 0.0, porting = 0.0, kilowatts = 0.0;
    sim::Basis basis = sim::Basis::Assumed;
};

class Bakeoff {
  public:
    Bakeoff(const Scenario& scenario, Result& result) : scenario_(scenario), out_(scenario, result) {}

    void tell() {
        const Contender a = contender("a"), b = contender("b");
        for (const Contender* c : {&a, &b})
            if (c->basis == sim::Basis::Assumed)
                out_.warn(
                    fmt::format("the token rate of {} is stated, not simulated: {}", c->name, c->source));
        Table& table =
            out_.table("bakeoff", "At equal service level",
                       {{"device", "Device", ""},
                        {"rate", "Output tokens per GPU", "tokens/s"},
                        {"gpus", "GPUs", "GPUs"},
                        {"per_hour", "Cost per hour", out_.currency()},
                        {"per_million", "Cost of a million tokens", out_.perMillionTokens()},
                        {"per_megawatt", "Tokens/s per MW", "tokens/s"},
                        {"source", "Rate from", ""}},
                       "allocation based; latency above the measured one takes that much from the rate");
        for (const Contender* c : {&a, &b})
            table.rows.push_back(
                {c->name, c->rate, c->gpus, c->gpus * c->price, c->perMillion,
                 c->kilowatts > 0 ? sim::tokensPerSecondPerMegawatt(c->kilowatts, c->rate) : 0.0, c->source});
        const auto figure = [&](const char* name, const std::string& unit, double value,
                                const std::string& formula) {
            out_.metric(name, unit, value, formula,
                        {{a.name + " rate", a.rate, "tokens/s", a.basis, a.source},
                         {b.name + " rate", b.rate, "tokens/s", b.basis, b.source},
                         out_.input("workload.bakeoff.a.price"),
                         out_.input("workload.bakeoff.b.price")});
        };
        figure("gpus_required_a", "GPUs", a.gpus, fmt::format("whole GPUs of {} for the volume", a.name));
        figure("gpus_required_b", "GPUs", b.gpus, fmt::format("whole GPUs of {} for the volume", b.name));
        figure("cost_per_million_output_tokens_a", out_.perMillionTokens(), a.perMillion,
               a.name + ", porting included");
        figure("cost_per_million_output_tokens_b", out_.perMillionTokens(), b.perMillion,
               b.name + ", porting included");
        figure("saving_of_b", "fraction", 1.0 - b.perMillion / a.perMillion,
               fmt::format("1 - cost of {} / cost of {}", b.name, a.name));
        const double crossover = (a.perMillion - portingPerMillion(b)) /
                                 sim::costPerMillionTokens(1.0, b.rate) *
                                 scenario_.number("workload.bakeoff.utilisation");
        if (crossover > 0.0)
            figure("crossover_price_b", out_.perGpuHour(), crossover,
                   fmt::format("cost of a GPU-hour below which {} is the cheaper", b.name));
        else
            out_.warn(
                fmt::format("{} is not the cheaper at any price: its porting alone costs more", b.name));
    }

  private:
    double volume() const { return scenario_.number("workload.bakeoff.volume"); }

    double portingPerMillion(const Contender& c) const {
        const double seconds = scenario_.number("workload.bakeoff.months") * 365.25 / 12.0 * 86400.0;
        return c.porting / (volume() * seconds / 1e6);
    }

    Contender contender(const char* letter) const {
        const auto key = [&](const char* name) {
            return fmt::format("workload.bakeoff.{}.{}", letter, name);
        };
        Contender c;
        c.name = scenario_.text(key("name"));
        c.price = scenario_.number(key("price"));
        c.porting = scenario_.number(key("porting"));
        c.kilowatts = scenario_.number(key("power")) / 1e3;
        if (scenario_.has(key("result"))) {
            const auto reference = simulatedReference(scenario_, key("result"), key("result_hash"));
            const Metric* rate = reference.result.metric("output_tokens_per_gpu_second");
            if (!rate)
                throw sim::Error(
                    sim::ErrorCode::BadInput,
                    fmt::format("{}: the result holds no output_tokens_per_gpu_second", key("result")),
                    scenario_.value(key("result")).where, "name the result of a serving scenario");
            c.rate = rate->estimate.value, c.basis = rate->estimate.basis, c.source = reference.source;
        } else if (scenario_.has(key("rate"))) {
            c.rate = scenario_.number(key("rate"));
            c.source = scenario_.has(key("source")) ? "stated: " + scenario_.text(key("source"))
                                                    : "stated in the scenario";
        }
        if (c.rate <= 0.0)
            throw sim::Error(sim::ErrorCode::BadInput,
                             fmt::format("{}: missing, expected a token rate", key("rate")), scenario_.file,
                             fmt::format("or name a result under {}", key("result")));
        c.rate /= 1.0 + scenario_.number(key("latency_penalty"));
        const double utilisation = scenario_.number("workload.bakeoff.utilisation");
        c.gpus = std::ceil(volume() / (c.rate * utilisation) - 1e-9);
        c.perMillion = sim::costPerMillionTokens(c.price, c.rate) / utilisation + portingPerMillion(c);
        return c;
    }

    const Scenario& scenario_;
    MoneyWriter out_;
};

} // namespace

void addBakeoff(const Scenario& scenario, Result& result) {
    Bakeoff(scenario, result).tell();
}

} // namespace scenario
