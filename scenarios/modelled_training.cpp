// SPDX-License-Identifier: Apache-2.0
#include "scenarios/modelled_training.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "scenarios/training_goodput.h"
#include "simulator/base/error.h"
#include "simulator/base/random.h"

namespace scenario {

namespace {

using sim::Basis;
using sim::Estimate;

const std::string Training = "workload.training.";
constexpr double Giga = 1e9, SecondsPerHour = 3600, SecondsPerDay = 86400, Trillion = 1e12;

/// Load of the fullest of `ranks` over the mean when loads vary normally with this coefficient: the expected
/// largest of so many draws (Blom, 1958).
double fullestLoad(double variation, int ranks) {
    if (ranks < 2) return 1.0;
    return 1.0 + variation * sim::inverseNormal((ranks - 0.375) / (ranks + 0.25));
}

class Planner {
  public:
    Planner(const Scenario& scenario, const hwdb::Catalogue& catalogue)
        : s_(scenario), catalogue_(catalogue) {}

    ModelledTraining run() {
        plan_.job.model = catalogue_.model(s_.text("model"));
        takeMachine();
        takeLayout();
        plan_.devices = s_.number("cluster.count");
        plan_.tokensPerStep = of("global_batch") * of("sequence_length");
        plan_.optimizer = {of("optimizer_bytes_per_parameter"), s_.flag(Training + "overlap_optimizer"),
                           s_.flag(Training + "overlap_optimizer")};
        plan_.memory.gradientBytes = plan_.job.gradientBytes;
        plan_.memory.optimizerBytes = plan_.optimizer.stateBytes;
        plan_.memory.runtime = sim::Bytes{of("runtime_memory")};
        return std::move(plan_);
    }

  private:
    double of(const std::string& key) const { return s_.number(Training + key); }
    int integer(const std::string& key) const { return static_cast<int>(of(key)); }
    [[noreturn]] void refuse(const std::string& key, const std::string& message,
                             const std::string& hint) const {
        throw sim::Error(sim::ErrorCode::BadInput, fmt::format("{}: {}", key, message),
                         s_.has(key) && !s_.value(key).where.empty() ? s_.value(key).where : s_.file, hint);
    }

    void takeMachine() {
        const auto id = catalogue_.resolve("accelerator", s_.text("cluster.device"));
        std::string system = catalogue_.defaultSystem(id);
        if (s_.has("cluster.system")) {
            const std::string asked = catalogue_.resolve("system", s_.text("cluster.system"));
            const std::string held = catalogue_.system(asked).deviceId;
            if (held.empty() || catalogue_.resolve("accelerator", held) == id)
                system = asked;
            else
                plan_.warnings.push_back(fmt::format("cluster.system {} does not hold {}: {} is used instead",
                                                     s_.text("cluster.system"), s_.text("cluster.device"),
                                                     system));
        }
        plan_.devicesPerNode = catalogue_.system(system).devicesPerNode;
        auto& machine = plan_.job.machine;
        machine = {catalogue_.deviceKernels(id), catalogue_.exchangeFabric(system), {}};
        if (s_.has("cluster.scale_out_bandwidth"))
            machine.fabric.scaleOut.bandwidth = sim::BytesPerSecond{s_.number("cluster.scale_out_bandwidth")};
        if (s_.has("cluster.scale_up_bandwidth"))
            machine.fabric.scaleUp.bandwidth = sim::BytesPerSecond{s_.number("cluster.scale_up_bandwidth")};
        if (s_.has(Training + "communication_sms")) machine.communicationSms = integer("communication_sms");
        if (machine.device.spec.confidence == "memory")
            plan_.warnings.push_back(fmt::format("the specification of {} is from memory, not from a source",
                                                 machine.device.spec.name));
    }

    void takeLayout() {
        auto& job = plan_.job;
        auto& l = job.layout;
        l.tensor = integer("layout.tensor");
        l.context = integer("layout.context");
        l.data = integer("layout.data");
        l.pipeline = integer("layout.pipeline");
        l.expert = job.model.routedExperts > 0 ? integer("layout.expert") : 1;
        l.zero = integer("layout.zero");
        l.virtualStages = integer("layout.virtual_stages");
        const auto kind = *sim::scheduleFromName(s_.text(Training + "schedule"));
        auto& d = job.division;
        for (const auto& problem :
             sim::layoutProblems(l, job.model, kind, of("sequence_length"), d.contextExchange))
            refuse(Training + problem.key, problem.problem, problem.nearest);
        d.tensor = l.tensor;
        d.context = l.context;
        d.expert = l.expert;
        d.sequences = of("micro_batch");
        d.sequenceLength = of("sequence_length");
        d.recompute = *sim::recomputeFromName(s_.text(Training + "recompute"));
        d.loadFactor = fullestLoad(of("expert_load_variation"), l.expert);
        if (s_.text(Training + "precision") == "fp8") {
            d.linear = sim::Precision::Fp8;
            d.scaling = sim::Scaling::Block128;
            d.dispatchBytes = 1;
        }
        job.gradientBytes = s_.text(Training + "gradient_precision") == "bf16" ? 2 : 4;
        d.hasFp32Gradients = job.gradientBytes == 4;
        const int microBatches = static_cast<int>(of("global_batch") / (l.data * of("micro_batch")));
        const sim::ScheduleShape shape{l.pipeline, microBatches, l.virtualStages};
        plan_.schedule = sim::makeSchedule(kind, shape);
        job.stages = sim::planStages(job.model, sim::stageCount(kind, shape),
                                     sim::parseBlockCounts(s_.text(Training + "stage_layers")));
    }

    const Scenario& s_;
    const hwdb::Catalogue& catalogue_;
    ModelledTraining plan_;
};

double bytesNeeded(const ModelledTraining& plan) {
    return sim::memoryNeeded(sim::fullestRank(sim::stepMemory(plan.schedule, plan.job, plan.memory)),
                             plan.memory)
        .base();
}

/// Changes of one input that fit, nearest first.
std::string changesThatFit(const Scenario& scenario, const hwdb::Catalogue& catalogue, double usable) {
    std::vector<std::vector<std::pair<std::string, std::string>>> tries;
    const auto number = [&](const char* key) { return scenario.number(Training + key); };
    const auto count = [](double value) { return fmt::format("{:.0f}", value); };
    for (const char* recompute : {"selective", "full"})
        tries.push_back({{"recompute", recompute}});
    for (double zero = number("layout.zero") + 1; zero <= 3; zero += 1)
        tries.push_back({{"layout.zero", count(zero)}});
    for (const double factor : {2.0, 4.0}) {
        const double data = number("layout.data") / factor;
        if (data != std::floor(data)) continue;
        tries.push_back(
            {{"layout.pipeline", count(number("layout.pipeline") * factor)}, {"layout.data", count(data)}});
        tries.push_back(
            {{"layout.tensor", count(number("layout.tensor") * factor)}, {"layout.data", count(data)}});
    }
    for (const double factor : {2.0, 4.0})
        tries.push_back({{"layout.expert", count(number("layout.expert") * factor)}});
    std::string fits;
    int found = 0;
    for (const auto& change : tries) {
        if (found == 3) break;
        try {
            Scenario changed = scenario;
            std::string told;
            for (const auto& [key, value] : change) {
                changed.set(Training + key, value, Origin::Set, "");
                told += fmt::format("{}{}{}={}", told.empty() ? "" : " with ", Training, key, value);
            }
            changed.validate();
            if (bytesNeeded(Planner(changed, catalogue).run()) > usable) continue;
            fits += (fits.empty() ? "" : "; ") + told;
            ++found;
        } catch (const sim::Error&) { // cannot be: not one to name
        }
    }
    return fits.empty() ? "no single change tried fits: use more devices" : "these fit: " + fits;
}

class Answerer {
  public:
    Answerer(const Scenario& scenario, const ModelledTraining& plan, const EvaluateOptions& options,
             const sim::WorkContext& context, Result& result)
        : s_(scenario), plan_(plan), options_(options), context_(context), result_(result) {}

    void run() {
        const sim::OperatorStep known = step({}, options_.hasTimelines);
        kernels();
        sim::Perturbation fast, slow;
        spread(fast, -1), spread(slow, 1);
        fast_ = step(fast, false).step.time.seconds().base();
        slow_ = step(slow, false).step.time.seconds().base();
        time_ = known.step.time.seconds().base();
        result_.warnings = plan_.warnings;
        for (const auto& note : notes_)
            result_.warnings.push_back(note);
        throughput(known.step);
        stepTable(known.step);
        memoryTable();
        kernelTable();
        if (options_.hasTimelines) timeline(known.step);
        result_.provenance.events = events_;
        result_.provenance.fingerprint = fmt::format("{:016x}", known.step.fingerprint);
    }

  private:
    sim::OperatorStep step(const sim::Perturbation& perturbation, bool keepSlices) {
        const auto s = sim::simulateOperatorStep(plan_.schedule, plan_.job, plan_.optimizer, perturbation,
                                                 keepSlices, context_);
        events_ += s.step.events + s.step.chunkEvents;
        return s;
    }

    /// The kernels of a stage in the middle: what the step's time and spread are made of.
    void kernels() {
        const sim::OperatorChunks chunks(plan_.job);
        const int middle = static_cast<int>(plan_.job.stages.size()) / 2;
        for (const auto& graph : {chunks.graph(sim::ChunkKind::Forward, middle, -1),
                                  chunks.graph(sim::ChunkKind::Backward, -1, middle)})
            for (const auto& k : graph.kernels) {
                auto& sum = sums_[{std::string(sim::opClassName(k.opClass)), k.name}];
                const double seconds = k.time.base();
                sum.seconds += seconds;
                sum.calls += 1;
                sum.basis = sim::weaker(sum.basis, k.basis);
                (k.group == sim::CommGroup::None ? compute_ : exchange_) += seconds;
                (k.group == sim::CommGroup::None ? computeSpread_ : exchangeSpread_) += seconds * k.sigma;
                if (!k.note.empty() && std::ranges::find(notes_, k.note) == notes_.end())
                    notes_.push_back(k.note);
            }
    }
    /// Kernels of one kind miss together, so spreads are added, not averaged out.
    void spread(sim::Perturbation& p, double sign) const {
        const double c = compute_ > 0 ? computeSpread_ / compute_ : 0,
                     e = exchange_ > 0 ? exchangeSpread_ / exchange_ : 0;
        p.compute = std::exp(sign * sim::NormalP90 * c);
        p.communication = p.loneExchange = std::exp(sign * sim::NormalP90 * e);
    }

    void metric(const char* name, const char* unit, double known, double low, double high,
                const std::string& formula, std::vector<Contribution> inputs = {}) {
        Metric m{name, unit, {known, std::min(low, high), std::max(low, high), Basis::Modelled}, {}};
        m.explanation.formula = formula;
        m.explanation.inputs = std::move(inputs);
        m.explanation.uncertainty = {{"kernels and exchanges at P10 and P90", high - low, unit,
                                      Basis::Modelled, "two more simulations"}};
        result_.metrics.push_back(std::move(m));
    }
    template<class Of>
    void ofStep(const char* name, const char* unit, Of of, const std::string& formula) {
        metric(name, unit, of(time_), of(fast_), of(slow_), formula,
               {{"step time", time_, "s", Basis::Modelled, "step_time"},
                {"devices", plan_.devices, "", Basis::Assumed, "scenario"}});
    }

    void throughput(const sim::TrainingStep& step) {
        const double tokens = plan_.tokensPerStep, devices = plan_.devices;
        ofStep(
            "step_time", "s", [](double t) { return t; },
            fmt::format(
                "end of the last event of one step: {} chunks of modelled kernels on {} pipeline ranks, "
                "schedule {}, with transfers and optimizer",
                step.chunksExecuted, step.ranks.size(), sim::scheduleName(plan_.schedule.kind)));
        ofStep(
            "tokens_per_second", "tokens/s", [=](double t) { return tokens / t; },
            "tokens per step / step time");
        ofStep(
            "tokens_per_day", "tokens/day", [=](double t) { return tokens / t * SecondsPerDay; },
            "tokens per step / step time x 86,400 s");
        ofStep(
            "tokens_per_gpu_second", "tokens/s/GPU", [=](double t) { return tokens / t / devices; },
            "tokens per step / step time / installed GPUs");
        const double flops =
            sim::trainingFlopsPerToken(plan_.job.model, plan_.job.division.sequenceLength).base();
        ofStep(
            "model_tflops_per_gpu", "TFLOP/s", [=](double t) { return tokens * flops / t / devices / 1e12; },
            "(6 x activated parameters + 3 x causal attention forward) x tokens / step time / GPUs; no "
            "recomputation");
        if (const double peak = plan_.job.machine.device.spec.peakOf(sim::Precision::Bf16).base(); peak > 0)
            ofStep(
                "mfu", "fraction", [=](double t) { return tokens * flops / t / devices / peak; },
                "model FLOP/s per GPU / dense BF16 peak of the device");
        double bubble = 0, exposed = 0;
        for (const auto& rank : step.ranks) {
            bubble += rank.bubble.seconds().base();
            exposed += rank.exposedCommunication.seconds().base();
        }
        const double all = time_ * static_cast<double>(step.ranks.size());
        metric("bubble_fraction", "fraction", bubble / all, bubble / all, bubble / all,
               "time of no chunk and no optimizer / step time, mean over pipeline ranks");
        metric("exposed_communication_fraction", "fraction", exposed / all, exposed / all, exposed / all,
               "time inside chunks in which an exchange runs and no compute kernel does / step time");
        const double run = s_.number(Training + "tokens");
        const TrainingGoodput useful =
            trainingGoodput(s_, run / tokens * time_, devices, plan_.devicesPerNode);
        const double goodput = useful.share.value, further = s_.number(Training + "further_gpu_hours");
        ofStep(
            "gpu_hours_per_trillion_tokens", "GPU-hours",
            [=](double t) { return devices * t / SecondsPerHour / tokens * Trillion; },
            "installed GPUs x step time / 3,600 s / tokens per step x 1e12");
        ofStep(
            "gpu_hours", "GPU-hours",
            [=](double t) { return run / tokens * t * devices / SecondsPerHour / goodput + further; },
            "installed GPU-hours: steps of the run x step time x GPUs / goodput fraction + further "
            "GPU-hours");
        ofStep(
            "wall_clock_days", "days", [=](double t) { return run / tokens * t / goodput / SecondsPerDay; },
            "steps of the run x step time / goodput fraction");
        metric("goodput_fraction", "fraction", goodput, useful.share.low, useful.share.high, useful.formula);
        result_.workings.push_back({"gpu_hours",
                                    "GPU-hours",
                                    "GPU-hours",
                                    {result_.metric("gpu_hours")->estimate.value},
                                    "",
                                    0,
                                    "simulated"});
    }

    void stepTable(const sim::TrainingStep& step) {
        struct Part {
            const char *label, *category;
            sim::Duration sim::RankParts::*time;
        };
        static constexpr std::array<Part, 7> Parts = {{
            {"forward", "forward", &sim::RankParts::forward},
            {"backward", "backward", &sim::RankParts::backward},
            {"backward, inputs", "backward", &sim::RankParts::backwardInput},
            {"weight gradient", "weight_gradient", &sim::RankParts::weightGradient},
            {"overlapped forward + backward", "overlapped", &sim::RankParts::overlapped},
            {"bubble", "bubble", &sim::RankParts::bubble},
            {"optimizer", "optimizer", &sim::RankParts::optimizer},
        }};
        Table table{"step",
                    "Where one step goes (mean over pipeline ranks)",
                    {{"part", "Part", ""},
                     {"category", "Category", ""},
                     {"seconds", "Time", "s"},
                     {"share", "Share", "fraction"}},
                    {},
                    fmt::format("{} chunks of {} kinds executed on {} pipeline ranks", step.chunksExecuted,
                                step.distinctChunks, step.ranks.size())};
        for (const Part& part : Parts) {
            double sum = 0;
            for (const auto& rank : step.ranks)
                sum += (rank.*part.time).seconds().base();
            sum /= static_cast<double>(step.ranks.size());
            if (sum > 0)
                table.rows.push_back({std::string(part.label), std::string(part.category), sum, sum / time_});
        }
        result_.breakdown.push_back(std::move(table));
    }

    void memoryTable() {
        const auto ranks = sim::stepMemory(plan_.schedule, plan_.job, plan_.memory);
        const auto& fullest = sim::fullestRank(ranks);
        const double needed = sim::memoryNeeded(fullest, plan_.memory).base() / Giga;
        metric("memory_peak_per_gpu", "GB", needed, needed, needed,
               "weights, gradients, optimizer state, activations held and buffers of the fullest pipeline "
               "rank, with "
               "fragmentation and runtime");
        Table table{
            "memory",
            "Memory of one device by pipeline rank",
            {{"rank", "Rank", ""},
             {"weights", "Weights", "GB"},
             {"gradients", "Gradients", "GB"},
             {"optimizer", "Optimizer state", "GB"},
             {"activations", "Activations", "GB"},
             {"buffers", "Buffers", "GB"},
             {"needed", "Needed", "GB"}},
            {},
            fmt::format(
                "{:.0f} % lost to holes and {:.0f} GB for context and libraries are stated assumptions",
                plan_.memory.fragmentation * 100, plan_.memory.runtime.base() / Giga)};
        for (const auto& r : ranks)
            table.rows.push_back({fmt::format("{}", r.rank), r.weights.base() / Giga,
                                  r.gradients.base() / Giga, r.optimizer.base() / Giga,
                                  r.activations.base() / Giga, r.transient.base() / Giga,
                                  sim::memoryNeeded(r, plan_.memory).base() / Giga});
        result_.breakdown.push_back(std::move(table));
    }

    void kernelTable() {
        Table table{"kernels",
                    fmt::format("Kernels of one forward and backward of a middle stage on {}",
                                plan_.job.machine.device.spec.name),
                    {{"op_class", "Class", ""},
                     {"role", "Role", ""},
                     {"count", "Calls", ""},
                     {"total", "Total", "ms"},
                     {"share", "Share", "fraction"},
                     {"basis", "Basis", ""}},
                    {},
                    "kernel and network models"};
        for (const auto& [key, sum] : sums_)
            table.rows.push_back({key.first, key.second, sum.calls, sum.seconds * 1e3,
                                  sum.seconds / (compute_ + exchange_),
                                  std::string(sim::basisName(sum.basis))});
        std::stable_sort(table.rows.begin(), table.rows.end(), [](const auto& a, const auto& b) {
            return std::get<double>(a[3]) > std::get<double>(b[3]);
        });
        result_.breakdown.push_back(std::move(table));
    }

    void timeline(const sim::TrainingStep& step) {
        Timeline pipeline{"pipeline", "One step on the pipeline ranks", {}, {}};
        for (std::size_t r = 0; r < step.ranks.size(); ++r)
            pipeline.lanes.push_back(fmt::format("rank {}", r));
        static constexpr std::array<const char*, sim::ChunkKindCount> Categories = {
            "forward", "backward", "backward", "weight_gradient", "overlapped"};
        for (const auto& slice : step.slices) {
            const auto kind = static_cast<std::size_t>(slice.task.kind);
            pipeline.slices.push_back(
                {static_cast<std::uint32_t>(slice.rank), slice.start.sinceStart().microseconds(),
                 (slice.end - slice.start).microseconds(),
                 slice.isOptimizer
                     ? "optimizer"
                     : fmt::format("{} {}", sim::chunkKindName(slice.task.kind), slice.microBatch),
                 slice.isOptimizer ? "optimizer" : Categories[kind]});
        }
        result_.timelines.push_back(std::move(pipeline));
    }

    struct Sum {
        double seconds = 0, calls = 0;
        Basis basis = Basis::Measured;
    };

    const Scenario& s_;
    const ModelledTraining& plan_;
    const EvaluateOptions& options_;
    const sim::WorkContext& context_;
    Result& result_;
    std::map<std::pair<std::string, std::string>, Sum> sums_;
    std::vector<std::string> notes_;
    double compute_ = 0, exchange_ = 0, computeSpread_ = 0, exchangeSpread_ = 0;
    double time_ = 0, fast_ = 0, slow_ = 0;
    std::uint64_t events_ = 0;
};

} // namespace

ModelledTraining planModelled(const Scenario& scenario, const hwdb::Catalogue& catalogue, bool hasRemedies) {
    ModelledTraining plan = Planner(scenario, catalogue).run();
    const auto ranks = sim::stepMemory(plan.schedule, plan.job, plan.memory);
    const auto& fullest = sim::fullestRank(ranks);
    const double needed = sim::memoryNeeded(fullest, plan.memory).base();
    const double usable = plan.job.machine.device.spec.memoryUsable.base();
    if (needed > usable)
        throw sim::Error(
            sim::ErrorCode::Infeasible,
            fmt::format(
                "{} does not fit on {}: pipeline rank {} needs {:.1f} GB of {:.1f} ({:.1f} of weights, "
                "{:.1f} of gradients, {:.1f} of optimizer state, {:.1f} of activations of {} chunks)",
                plan.job.model.name, plan.job.machine.device.spec.name, fullest.rank, needed / Giga,
                usable / Giga, fullest.weights.base() / Giga, fullest.gradients.base() / Giga,
                fullest.optimizer.base() / Giga, fullest.activations.base() / Giga, fullest.chunksHeld),
            "memory", hasRemedies ? changesThatFit(scenario, catalogue, usable) : std::string{});
    return plan;
}

void answerModelled(const Scenario& scenario, const hwdb::Catalogue& catalogue,
                    const EvaluateOptions& options, const sim::WorkContext& context, Result& result) {
    const ModelledTraining plan = planModelled(scenario, catalogue, options.hasRemedies);
    Answerer(scenario, plan, options, context, result).run();
}

} // namespace scenario
