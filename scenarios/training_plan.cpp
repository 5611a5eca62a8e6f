// SPDX-License-Identifier: Apache-2.0
#include "scenarios/training_plan.h"

#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "simulator/traces/import.h"

namespace scenario {

namespace {

const std::string Training = "workload.training.";

[[noreturn]] void refuse(const Scenario& s, const std::string& key, const std::string& message,
                         const std::string& hint = {}) {
    throw sim::Error(sim::ErrorCode::BadInput, fmt::format("{}: {}", key, message),
                     s.has(key) ? s.value(key).where : s.file, hint);
}

class TrainingPlanner {
  public:
    TrainingPlanner(const Scenario& scenario, const hwdb::Catalogue& catalogue)
        : s_(scenario), catalogue_(catalogue), plan_(std::make_unique<TrainingPlan>()) {}

    std::unique_ptr<TrainingPlan> run(const sim::WorkContext& context) {
        plan_->model = catalogue_.model(s_.text("model"));
        readTrace();
        context.report(0.05, "replaying the recorded trace");
        plan_->replay = sim::replay(plan_->trace);
        plan_->identity = sim::checkIdentity(plan_->trace, plan_->replay);
        takeMachines();
        checkTraceFits();
        layOut();
        context.report(0.1, "carrying the trace over to the device");
        place();
        return std::move(plan_);
    }

  private:
    void readTrace() {
        const auto key = Training + "kernels.trace";
        const auto file = catalogue_.traceFile(s_.text(key));
        std::ifstream in(file, std::ios::binary);
        std::ostringstream text;
        if (!in || !(text << in.rdbuf())) refuse(s_, key, fmt::format("cannot read {}", file.string()));
        plan_->trace = sim::readKtr(std::move(text).str(), file.filename().string());
    }

    sim::Machine machineOf(const std::string& device, const std::string& system) const {
        return {catalogue_.deviceKernels(device), catalogue_.exchangeFabric(system), {}};
    }

    void takeMachines() {
        const auto& header = plan_->trace.header;
        const auto& recordedName = header.deviceId.empty() ? header.deviceName : header.deviceId;
        if (recordedName.empty())
            refuse(s_, Training + "kernels.trace",
                   fmt::format("the trace {} does not say on which device it was recorded", header.name),
                   "import it again with the device named");
        const auto recordedId = catalogue_.resolve("accelerator", recordedName);
        plan_->recordedOn = machineOf(recordedId, catalogue_.defaultSystem(recordedId));

        const auto id = catalogue_.resolve("accelerator", s_.text("cluster.device"));
        plan_->system = s_.has("cluster.system") ? catalogue_.resolve("system", s_.text("cluster.system"))
                                                 : catalogue_.defaultSystem(s_.text("cluster.device"));
        const auto system = catalogue_.system(plan_->system);
        if (!system.deviceId.empty() && catalogue_.resolve("accelerator", system.deviceId) != id) {
            // A device given by --set must not stay in the machine of another one by accident.
            const bool isLeftOver = s_.value("cluster.device").origin == Origin::Set &&
                                    s_.value("cluster.system").origin == Origin::File;
            if (!isLeftOver)
                refuse(s_, "cluster.system",
                       fmt::format("{} holds {}, not {}", system.name, system.deviceId, id),
                       fmt::format("leave cluster.system out or use {}", catalogue_.defaultSystem(id)));
            plan_->system = catalogue_.defaultSystem(s_.text("cluster.device"));
            plan_->warnings.push_back(fmt::format("cluster.system {} does not hold {}: {} is used instead",
                                                  s_.text("cluster.system"), s_.text("cluster.device"),
                                                  plan_->system));
        }
        if (s_.value("cluster.device").origin == Origin::Set && s_.has("economics.rental.price") &&
            s_.value("economics.rental.price").origin == Origin::File)
            plan_->warnings.push_back(fmt::format(
                "economics.rental.price {} was given for another device; --set economics.rental.price=... "
                "or leave it out for the price book's",
                s_.text("economics.rental.price")));
        plan_->devicesPerNode = catalogue_.system(plan_->system).devicesPerNode;
        plan_->machine = machineOf(id, plan_->system);
        auto& fabric = plan_->machine.fabric;
        if (s_.has("cluster.scale_out_bandwidth"))
            fabric.scaleOut.bandwidth = sim::BytesPerSecond{s_.number("cluster.scale_out_bandwidth")};
        if (s_.has("cluster.scale_up_bandwidth"))
            fabric.scaleUp.bandwidth = sim::BytesPerSecond{s_.number("cluster.scale_up_bandwidth")};
        if (fabric.scaleOut.bandwidth.base() <= 0.0 && s_.number("cluster.count") > fabric.devicesPerDomain)
            refuse(s_, "cluster.scale_out_bandwidth",
                   fmt::format("the catalogue does not know the network between the scale-up domains of {} "
                               "({} devices each)",
                               plan_->system, fabric.devicesPerDomain),
                   "give cluster.scale_out_bandwidth, e.g. 400 Gbit/s, or use a cluster.count that one "
                   "domain holds");
        if (s_.has(Training + "communication_sms"))
            plan_->machine.communicationSms = static_cast<int>(s_.number(Training + "communication_sms"));
    }

    void checkTraceFits() {
        const auto& header = plan_->trace.header;
        const auto traceKey = Training + "kernels.trace";
        const double tokens = s_.number(Training + "sequence_length") * s_.number(Training + "micro_batch");
        if (header.tokensPerMicroBatch > 0 && tokens != header.tokensPerMicroBatch)
            refuse(s_, Training + "sequence_length",
                   fmt::format("the trace {} was recorded with micro-batches of {:.0f} tokens, found {:.0f}",
                               header.name, header.tokensPerMicroBatch, tokens),
                   "a trace is executed at the shapes it was recorded with; change sequence_length or "
                   "micro_batch");
        const int expert = static_cast<int>(s_.number(Training + "layout.expert"));
        if (expert != header.worldSize)
            refuse(s_, Training + "layout.expert",
                   fmt::format("the trace {} was recorded on an expert-parallel group of {} ranks, found {}",
                               header.name, header.worldSize, expert),
                   fmt::format("set it to {}", header.worldSize));
        if (header.structuralRepeats < 1)
            refuse(s_, traceKey,
                   fmt::format("the trace {} shows no repeated layers, so it cannot be tiled", header.name));
        const bool isElsewhere = plan_->machine.device.spec.id != plan_->recordedOn.device.spec.id;
        if (!header.isWhatIfAllowed || !plan_->identity.passes) {
            const auto message = fmt::format(
                "replaying the trace {} gives its makespan with an error of {:+.2f} % (1 % is allowed)",
                header.name, plan_->identity.makespanError * 100);
            if (isElsewhere)
                refuse(s_, traceKey, message, "what-ifs on another device are not answered from it");
            plan_->warnings.push_back(message);
        }
        if (header.isTruncated)
            plan_->warnings.push_back(fmt::format("the trace {} is truncated", header.name));
    }

    void layOut() {
        auto& in = plan_->input;
        const auto integer = [&](const char* key) { return static_cast<int>(s_.number(Training + key)); };
        in.layout = {integer("layout.pipeline"), integer("layout.data"), integer("layout.expert"),
                     integer("layout.tensor"), integer("layout.zero")};
        if (in.layout.tensor != 1)
            refuse(s_, Training + "layout.tensor",
                   "the trace was recorded without tensor parallelism, found " +
                       std::to_string(in.layout.tensor),
                   "set it to 1");
        if (in.layout.zero != 1)
            refuse(s_, Training + "layout.zero", fmt::format("found {}, expected 1", in.layout.zero),
                   "a recorded trace is executed with ZeRO-1 only");
        in.sequenceLength = s_.number(Training + "sequence_length");
        in.microBatchTokens = in.sequenceLength * s_.number(Training + "micro_batch");
        plan_->deviceCount = s_.number("cluster.count");
        plan_->globalBatch = s_.number(Training + "global_batch");
        plan_->tokensPerStep = plan_->globalBatch * in.sequenceLength;
        in.microBatchesPerPipeline =
            static_cast<int>(plan_->globalBatch / (in.layout.data * s_.number(Training + "micro_batch")));
        in.gradientBytes = s_.text(Training + "gradient_precision") == "bf16" ? 2 : 4;
        in.optimizerStateBytes = s_.number(Training + "optimizer_bytes_per_parameter");
        plan_->expertLoadVariation = s_.number(Training + "expert_load_variation");
        plan_->seed = static_cast<std::uint64_t>(s_.number("seed"));
        plan_->schedule = sim::dualPipe(in.layout.pipeline, in.microBatchesPerPipeline);
        const auto& division = s_.text(Training + "stage_layers");
        plan_->stageOrigin = division == "auto" ? "even" : "given";
        try {
            plan_->stages =
                sim::planStages(plan_->model, in.layout.pipeline, sim::parseBlockCounts(division));
        } catch (const sim::Error& e) {
            throw sim::Error(e.code(), fmt::format("{}: {}", e.where(), e.message()),
                             s_.value(Training + "stage_layers").where, e.hint());
        }
    }

    void place() {
        plan_->placed = sim::placeTrace(plan_->trace, plan_->recordedOn, plan_->machine);
        for (const auto& note : plan_->placed.notes)
            plan_->warnings.push_back(
                fmt::format("{} ({:.0f} % of the recorded kernel time)", note.text, note.share * 100));
        const auto& spec = plan_->machine.device.spec;
        if (spec.confidence == "memory")
            plan_->warnings.push_back(
                fmt::format("the specification of {} is from memory, not from a source", spec.name));
    }

    const Scenario& s_;
    const hwdb::Catalogue& catalogue_;
    std::unique_ptr<TrainingPlan> plan_;
};

} // namespace

std::unique_ptr<TrainingPlan> planTraining(const Scenario& scenario, const hwdb::Catalogue& catalogue,
                                           const sim::WorkContext& context) {
    return TrainingPlanner(scenario, catalogue).run(context);
}

} // namespace scenario
