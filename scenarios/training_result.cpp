// SPDX-License-Identifier: Apache-2.0
// Tells the answer of a training scenario as metrics, tables and timelines; money is not its business.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "scenarios/training_answer.h"
#include "scenarios/training_goodput.h"

namespace scenario {

namespace {

using sim::Basis;
using sim::Estimate;

constexpr double SecondsPerHour = 3600, SecondsPerDay = 86400, Trillion = 1e12;

Estimate scaled(const Estimate& e, double factor) {
    return {e.value * factor, e.low * factor, e.high * factor, e.basis};
}
/// factor / e; the ends change places.
Estimate inverse(const Estimate& e, double factor) {
    return {factor / e.value, factor / e.high, factor / e.low, e.basis};
}

std::string stageText(const sim::Stage& stage) {
    int dense = 0, moe = 0, mtp = 0;
    for (const auto block : stage.blocks)
        ++(block == sim::Block::Dense ? dense : block == sim::Block::Moe ? moe : mtp);
    std::string text = stage.hasEmbedding ? "embedding" : "";
    const auto add = [&](int n, const char* what) {
        if (n > 0) text += fmt::format("{}{} {}", text.empty() ? "" : " + ", n, what);
    };
    add(dense, "dense");
    add(moe, "MoE");
    if (stage.hasHead) text += " + head";
    add(mtp, "MTP");
    return text;
}

struct Part {
    const char* label;
    const char* category;
    sim::Duration sim::RankParts::*time;
    const char* note;
};
constexpr Part Parts[] = {
    {"overlapped forward + backward", "overlapped", &sim::RankParts::overlapped,
     "recorded pairs, tiled over the stages"},
    {"bubble", "bubble", &sim::RankParts::bubble, "waiting for other pipeline ranks and transfers"},
    {"lone forward", "forward", &sim::RankParts::forward, "exchanges exposed"},
    {"lone backward, inputs", "backward", &sim::RankParts::backwardInput, "weight gradients put off"},
    {"lone backward, full", "backward", &sim::RankParts::backward, "exchanges exposed"},
    {"weight gradient", "weight_gradient", &sim::RankParts::weightGradient, "put off from the backward"},
    {"optimizer", "optimizer", &sim::RankParts::optimizer, "gradient reduction, update, parameter gather"},
};

class Telling {
  public:
    Telling(const Scenario& scenario, const TrainingPlan& plan, const TrainingAnswer& answer, Result& result)
        : s_(scenario), plan_(plan), answer_(answer), result_(result) {}

    void run(bool hasTimelines) {
        result_.warnings = plan_.warnings;
        throughput();
        workings();
        stepTable();
        stageTable();
        kernelTable();
        uncertaintyTable();
        provenance();
        if (hasTimelines) timelines();
    }

  private:
    double mean(sim::Duration sim::RankParts::*part) const {
        double sum = 0;
        for (const auto& rank : answer_.step.ranks)
            sum += (rank.*part).seconds().base();
        return sum / static_cast<double>(answer_.step.ranks.size());
    }

    /// `effect` turns a step time into the metric; used for the metric's share of each uncertainty.
    template<class Effect>
    void add(const std::string& name, const std::string& unit, const Estimate& e, const std::string& formula,
             Effect effect, std::vector<Contribution> inputs = {}) {
        Metric m{name, unit, e, {formula, std::move(inputs), {}, {}}};
        for (const auto& part : Parts)
            m.explanation.parts.push_back(
                {part.label, mean(part.time), "s", answer_.stepTime.basis, part.note});
        std::stable_sort(m.explanation.parts.begin(), m.explanation.parts.end(),
                         [](const auto& a, const auto& b) { return a.value > b.value; });
        for (const auto& u : answer_.uncertainties)
            m.explanation.uncertainty.push_back(
                {u.label, effect(u.atHigh) - effect(u.atLow), unit, u.basis, u.source});
        result_.metrics.push_back(std::move(m));
    }

    std::vector<Contribution> stepInputs() const {
        const auto& trace = plan_.trace.header;
        return {{fmt::format("recorded kernels ({})", trace.name),
                 static_cast<double>(plan_.trace.ops.size()), "operations", Basis::Measured, trace.source},
                {"replay of the record against its makespan", plan_.identity.makespanError, "fraction",
                 Basis::Measured, "identity replay"},
                {"one pair with the group's ranks executed together", answer_.group.first.seconds().base(),
                 "s", Basis::Modelled,
                 fmt::format("{} ranks, rows vary by {:.1f} % as recorded; the record shows {:.4f} s",
                             plan_.input.layout.expert, answer_.recordedLoadVariation * 100,
                             static_cast<double>(plan_.trace.spanNs()) * 1e-9)},
                {"devices", plan_.deviceCount, "", Basis::Assumed, "scenario"},
                {"micro-batches per pipeline", double(plan_.input.microBatchesPerPipeline), "",
                 Basis::Assumed, "scenario"},
                {"pipeline transfer", answer_.step.transfer.seconds().base(), "s",
                 plan_.machine.fabric.scaleOut.basis, plan_.machine.fabric.scaleOut.source}};
    }

    void throughput() {
        using Outcome = Uncertainty::Outcome;
        const double tokens = plan_.tokensPerStep, devices = plan_.deviceCount;
        const auto& step = answer_.stepTime;
        add(
            "step_time", "s", step,
            "end of the last event of one step: every pipeline rank's chunks, transfers and optimizer "
            "executed in the "
            "discrete-event engine (DualPipe, arXiv 2412.19437, 3.2.1)",
            [](const Outcome& o) { return o.stepTime; }, stepInputs());
        const auto rate = [&](const char* name, const char* unit, double factor, const char* formula) {
            add(name, unit, inverse(step, factor), formula,
                [factor](const Outcome& o) { return factor / o.stepTime; },
                {{"tokens per step", tokens, "tokens", Basis::Assumed, "global batch x sequence length"},
                 {"step time", step.value, "s", step.basis, "step_time"}});
        };
        rate("tokens_per_second", "tokens/s", tokens, "tokens per step / step time");
        rate("tokens_per_day", "tokens/day", tokens * SecondsPerDay,
             "tokens per step / step time x 86,400 s");
        rate("tokens_per_gpu_second", "tokens/s/GPU", tokens / devices,
             "tokens per step / step time / installed GPUs");
        const double flops = sim::trainingFlopsPerToken(plan_.model, plan_.input.sequenceLength).base();
        rate("model_tflops_per_gpu", "TFLOP/s", tokens * flops / devices / 1e12,
             "(6 x activated parameters + 3 x causal attention forward) x tokens / step time / GPUs; no "
             "recomputation");
        if (const double peak = plan_.machine.device.spec.peakOf(sim::Precision::Bf16).base(); peak > 0)
            rate("mfu", "fraction", tokens * flops / devices / peak,
                 "model FLOP/s per GPU / dense BF16 peak of the device, FP8 work counted alike (as DeepSeek "
                 "prints it)");
        add("bubble_fraction", "fraction", answer_.bubble,
            "time of no chunk and no optimizer / step time, mean over pipeline ranks",
            [](const Outcome& o) { return o.bubble; });
        add("exposed_communication_fraction", "fraction", answer_.exposedCommunication,
            "time inside chunks in which an exchange or a wait for peers runs and no compute kernel does / "
            "step time",
            [](const Outcome& o) { return o.exposedCommunication; });
        const double perTrillion = devices / SecondsPerHour / tokens * Trillion;
        add("gpu_hours_per_trillion_tokens", "GPU-hours", scaled(step, perTrillion),
            "installed GPUs x step time / 3,600 s / tokens per step x 1e12",
            [=](const Outcome& o) { return o.stepTime * perTrillion; },
            {{"devices", devices, "installed GPUs", Basis::Assumed, "scenario"}});
        const double all = s_.number("workload.training.tokens");
        const TrainingGoodput useful = trainingGoodput(s_, all / tokens * answer_.stepTime.value,
                                                       plan_.deviceCount, plan_.devicesPerNode);
        const double goodput = useful.share.value;
        const double further = s_.number("workload.training.further_gpu_hours");
        const double perStep = perTrillion * all / Trillion / goodput;
        Estimate hours = scaled(step, perStep);
        hours = {hours.value + further, hours.low + further, hours.high + further, hours.basis};
        add("gpu_hours", "GPU-hours", hours,
            "installed GPU-hours: tokens x GPU-hours per token / goodput fraction + further GPU-hours",
            [=](const Outcome& o) { return o.stepTime * perStep + further; },
            {{"tokens of the run", all, "tokens", Basis::Assumed, "scenario"},
             {"goodput fraction", goodput, "fraction", useful.share.basis, "goodput_fraction"},
             {"further GPU-hours", further, "GPU-hours", Basis::Assumed, "scenario"}});
        const double days = all / tokens / goodput / SecondsPerDay;
        add("wall_clock_days", "days", scaled(step, days),
            "steps of the run x step time / goodput fraction; further GPU-hours not included",
            [=](const Outcome& o) { return o.stepTime * days; });
        add("goodput_fraction", "fraction", useful.share, useful.formula,
            [=](const Outcome&) { return goodput; });
    }

    /// The same way from the step to GPU-hours as in throughput(), for a spreadsheet.
    void workings() {
        const auto value = [this](const char* name) { return result_.metric(name)->estimate.value; };
        const auto input = [this](const char* name, const char* label, const char* unit, double number,
                                  const char* source) {
            result_.workings.push_back({name, label, unit, {number}, "", 0, source});
        };
        const auto line = [&](const char* name, const char* label, const char* unit, const char* formula) {
            result_.workings.push_back({name, label, unit, {value(name)}, formula, 0, ""});
        };
        input("step_time", "Step time", "s", answer_.stepTime.value, "simulated");
        input("devices", "Installed GPUs", "GPU", plan_.deviceCount, "scenario");
        input("tokens_per_step", "Tokens per step", "tokens", plan_.tokensPerStep, "scenario");
        input("training_tokens", "Training tokens", "tokens", s_.number("workload.training.tokens"),
              "scenario");
        input("goodput_fraction", "Goodput fraction", "fraction", value("goodput_fraction"), "scenario");
        input("further_gpu_hours", "Further GPU-hours", "GPU-hours",
              s_.number("workload.training.further_gpu_hours"), "scenario");
        line("tokens_per_second", "Tokens per second", "tokens/s", "tokens_per_step / step_time");
        line("tokens_per_day", "Tokens per day", "tokens/day", "tokens_per_second * 86400");
        line("gpu_hours_per_trillion_tokens", "GPU-hours per trillion tokens", "GPU-hours",
             "devices * step_time / 3600 / tokens_per_step * 1000000000000");
        line("gpu_hours", "GPU-hours", "GPU-hours",
             "training_tokens / 1000000000000 * gpu_hours_per_trillion_tokens / goodput_fraction + "
             "further_gpu_hours");
        line("wall_clock_days", "Wall clock days", "days",
             "training_tokens / tokens_per_step / goodput_fraction * step_time / 86400");
    }

    void stepTable() {
        Table table{"step",
                    "Where one step goes (mean over pipeline ranks)",
                    {{"part", "Part", ""},
                     {"category", "Category", ""},
                     {"seconds", "Time", "s"},
                     {"share", "Share", "fraction"},
                     {"least", "Least rank", "s"},
                     {"most", "Most rank", "s"},
                     {"note", "Note", ""}},
                    {},
                    fmt::format("{} chunks of {} kinds executed on {} pipeline ranks",
                                answer_.step.chunksExecuted, answer_.step.distinctChunks,
                                answer_.step.ranks.size())};
        for (const auto& part : Parts) {
            double least = 1e300, most = 0;
            for (const auto& rank : answer_.step.ranks) {
                least = std::min(least, (rank.*part.time).seconds().base());
                most = std::max(most, (rank.*part.time).seconds().base());
            }
            table.rows.push_back({std::string(part.label), std::string(part.category), mean(part.time),
                                  mean(part.time) / answer_.stepTime.value, least, most,
                                  std::string(part.note)});
        }
        result_.breakdown.push_back(std::move(table));
    }

    void stageTable() {
        Table table{"stages",
                    "Pipeline ranks",
                    {{"rank", "Rank", ""},
                     {"stage", "Its stage", ""},
                     {"mirror", "Mirrored stage", ""},
                     {"overlapped", "Overlapped", "s"},
                     {"lone", "Lone chunks", "s"},
                     {"bubble", "Bubble", "s"},
                     {"exposed", "Exposed communication", "s"},
                     {"optimizer", "Optimizer", "s"}},
                    {},
                    fmt::format("blocks divided {}", plan_.stageOrigin == "even"
                                                         ? "evenly, end stages first to hold fewer"
                                                         : "as given")};
        for (std::size_t r = 0; r < answer_.step.ranks.size(); ++r) {
            const auto& p = answer_.step.ranks[r];
            const auto lone = p.forward + p.backward + p.backwardInput + p.weightGradient;
            table.rows.push_back({fmt::format("{}", r), stageText(plan_.stages[r]),
                                  stageText(plan_.stages[plan_.stages.size() - 1 - r]),
                                  p.overlapped.seconds().base(), lone.seconds().base(),
                                  p.bubble.seconds().base(), p.exposedCommunication.seconds().base(),
                                  p.optimizer.seconds().base()});
        }
        result_.breakdown.push_back(std::move(table));
    }

    void kernelTable() {
        struct Sum {
            double count = 0, recorded = 0, placed = 0;
            Basis basis = Basis::Measured;
            std::string note;
        };
        std::map<std::pair<std::string, std::string>, Sum> sums;
        double total = 0;
        for (std::size_t i = 0; i < plan_.trace.ops.size(); ++i) {
            const auto& op = plan_.trace.ops[i];
            const auto& placed = plan_.placed.ops[i];
            auto& sum =
                sums[{std::string(sim::opClassName(op.op.opClass)), op.role.empty() ? op.name : op.role}];
            sum.count += 1;
            sum.recorded += static_cast<double>(op.durationNs) * 1e-3;
            sum.placed += placed.overlapped.microseconds();
            sum.basis = sim::weaker(sum.basis, placed.basis);
            sum.note = placed.note;
            total += placed.overlapped.microseconds();
        }
        Table table{"kernels",
                    fmt::format("Kernels of one overlapped pair on {}", plan_.machine.device.spec.name),
                    {{"op_class", "Class", ""},
                     {"role", "Role", ""},
                     {"count", "Calls", ""},
                     {"recorded", "Recorded mean", "us"},
                     {"here", "Mean here", "us"},
                     {"total", "Total here", "ms"},
                     {"share", "Share", "fraction"},
                     {"basis", "Basis", ""}},
                    {},
                    plan_.trace.header.source};
        for (const auto& [key, sum] : sums)
            table.rows.push_back({key.first, key.second, sum.count, sum.recorded / sum.count,
                                  sum.placed / sum.count, sum.placed * 1e-3, sum.placed / total,
                                  std::string(sim::basisName(sum.basis))});
        std::stable_sort(table.rows.begin(), table.rows.end(), [](const auto& a, const auto& b) {
            return std::get<double>(a[5]) > std::get<double>(b[5]);
        });
        result_.breakdown.push_back(std::move(table));
    }

    void uncertaintyTable() {
        Table table{"uncertainty",
                    "What the interval of the step time comes from",
                    {{"input", "Input", ""},
                     {"low", "P10 of the input", ""},
                     {"high", "P90 of the input", ""},
                     {"step_low", "Step at P10", "s"},
                     {"step_high", "Step at P90", "s"},
                     {"basis", "Basis", ""},
                     {"source", "Source", ""}},
                    {},
                    "one run of the step at each end; effects added in quadrature"};
        for (const auto& u : answer_.uncertainties)
            table.rows.push_back({u.label + (u.unit == "x" ? " (factor)" : ""), u.low, u.high,
                                  u.atLow.stepTime, u.atHigh.stepTime, std::string(sim::basisName(u.basis)),
                                  u.source});
        result_.breakdown.push_back(std::move(table));
    }

    void provenance() {
        auto& p = result_.provenance;
        p.traces.push_back({plan_.trace.header.name, plan_.trace.header.contentHash});
        p.events = answer_.events;
        p.fingerprint = fmt::format("{:016x}", answer_.step.fingerprint);
    }

    void timelines() {
        Timeline replay{
            "replay",
            fmt::format("Replay of {} on {}", plan_.trace.header.name, plan_.recordedOn.device.spec.name),
            {},
            {}};
        std::map<std::uint32_t, std::uint32_t> lanes;
        for (const auto& op : plan_.trace.ops)
            lanes.emplace(op.stream, 0);
        for (auto& [stream, lane] : lanes) {
            lane = static_cast<std::uint32_t>(replay.lanes.size());
            replay.lanes.push_back(fmt::format("stream {}", stream));
        }
        const auto first = *std::min_element(plan_.replay.start.begin(), plan_.replay.start.end());
        for (std::size_t i = 0; i < plan_.trace.ops.size(); ++i) {
            const auto& op = plan_.trace.ops[i];
            const char* category = sim::isCommunication(op.op.opClass)      ? "communication"
                                   : op.phase == sim::Phase::Forward        ? "forward"
                                   : op.phase == sim::Phase::Backward       ? "backward"
                                   : op.phase == sim::Phase::WeightGradient ? "weight_gradient"
                                                                            : "other";
            replay.slices.push_back({lanes.at(op.stream), (plan_.replay.start[i] - first).microseconds(),
                                     (plan_.replay.end[i] - plan_.replay.start[i]).microseconds(),
                                     op.role.empty() ? op.name : op.role, category});
        }
        result_.timelines.push_back(std::move(replay));
        pipelineTimeline();
    }

    void pipelineTimeline() {
        Timeline pipeline{"pipeline", "One step on the pipeline ranks", {}, {}};
        for (std::size_t r = 0; r < plan_.stages.size(); ++r)
            pipeline.lanes.push_back(fmt::format("rank {}", r));
        for (const auto& slice : answer_.step.slices) {
            const char* category = "optimizer";
            std::string name = "optimizer";
            if (!slice.isOptimizer) {
                switch (slice.task.kind) {
                case sim::ChunkKind::Forward:
                    category = "forward";
                    break;
                case sim::ChunkKind::Backward:
                case sim::ChunkKind::BackwardInput:
                    category = "backward";
                    break;
                case sim::ChunkKind::WeightGradient:
                    category = "weight_gradient";
                    break;
                case sim::ChunkKind::ForwardBackward:
                    category = "overlapped";
                    break;
                }
                name = fmt::format("{} {}", sim::chunkKindName(slice.task.kind), slice.microBatch);
            }
            pipeline.slices.push_back({static_cast<std::uint32_t>(slice.rank),
                                       slice.start.sinceStart().microseconds(),
                                       (slice.end - slice.start).microseconds(), name, category});
        }
        result_.timelines.push_back(std::move(pipeline));
    }

    const Scenario& s_;
    const TrainingPlan& plan_;
    const TrainingAnswer& answer_;
    Result& result_;
};

} // namespace

void tellTraining(const Scenario& scenario, const TrainingPlan& plan, const TrainingAnswer& answer,
                  bool hasTimelines, Result& result) {
    Telling(scenario, plan, answer, result).run(hasTimelines);
}

} // namespace scenario
