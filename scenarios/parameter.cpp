// SPDX-License-Identifier: Apache-2.0
// The parameter table itself. A new input is one row here and the formula that uses it; nothing else lists
// inputs.
#include "scenarios/parameter.h"

#include <algorithm>

#include <fmt/format.h>

namespace scenario {

namespace {

using enum ValueType;
using Unit = sim::UnitKind;

constexpr bool Required = true;
constexpr bool Optional = false;
constexpr std::nullopt_t NoLimit = std::nullopt;

// Columns: key, type, unit, default, required, minimum, maximum,
//          label, label in Chinese,
//          help,
//          help in Chinese,
//          category, source of the default, choices.
// Rows of one section stand together: the scenario file is written in this order.
// A table is read by its columns.
// clang-format off
const std::vector<Parameter>& table() {
    static const std::vector<Parameter> rows = {
        {"cluster.device", Device, Unit::None, "", Required, NoLimit, NoLimit,
         "Device", "加速器",
         "The accelerator: a short name, full id or any unambiguous spelling of the hardware database.",
         "加速器型号：硬件库中的短名、完整编号或任何无歧义的写法。",
         "Cluster", "", {}},
        {"cluster.count", Integer, Unit::None, "", Required, 1, 1e6,
         "Devices", "设备数",
         "How many accelerators the job runs on.",
         "作业所用的加速器数量。",
         "Cluster", "", {}},
        {"cluster.system", System, Unit::None, "", Optional, NoLimit, NoLimit,
         "System", "整机",
         "The machine around the device: node size, scale-up domain and network cards. Without it, the "
         "system the device is usually sold in.",
         "加速器所在的整机：节点规模、纵向扩展域与网卡。留空则取该加速器最常见的整机。",
         "Cluster", "catalogue: default system of the device", {}},
        {"cluster.scale_out_bandwidth", Quantity, Unit::DataRate, "", Optional, 1e6, 1e14,
         "Scale-out bandwidth", "横向扩展带宽",
         "Network bandwidth of one device between nodes, one direction. Replaces the catalogue's figure.",
         "单个设备跨节点的网络带宽（单向），覆盖硬件库中的数值。",
         "Network", "catalogue: network cards of the system", {}},
        {"cluster.scale_up_bandwidth", Quantity, Unit::DataRate, "", Optional, 1e6, 1e15,
         "Scale-up bandwidth", "纵向扩展带宽",
         "Bandwidth of one device inside the scale-up domain (NVLink, UB...), one direction. Replaces the "
         "catalogue's figure.",
         "单个设备在纵向扩展域内（NVLink、UB 等）的带宽（单向），覆盖硬件库中的数值。",
         "Network", "catalogue: link of the device", {}},

        {"model", Choice, Unit::None, "deepseek-v3", Optional, NoLimit, NoLimit,
         "Model", "模型",
         "The architecture that is trained.",
         "所训练的模型结构。",
         "Workload", "the model of the shipped trace", {"deepseek-v3"}},
        {"workload.training.tokens", Quantity, Unit::Tokens, "", Required, 1, 1e18,
         "Training tokens", "训练词元数",
         "Tokens of the whole run.",
         "整个训练过程的词元总数。",
         "Workload", "", {}},
        {"workload.training.sequence_length", Quantity, Unit::Tokens, "", Required, 1, 1e8,
         "Sequence length", "序列长度",
         "Tokens of one training sequence.",
         "每条训练序列的词元数。",
         "Workload", "", {}},
        {"workload.training.global_batch", Quantity, Unit::Sequences, "", Required, 1, 1e8,
         "Global batch", "全局批量",
         "Sequences of one optimizer step over all devices.",
         "每个优化器步在全部设备上处理的序列数。",
         "Workload", "", {}},
        {"workload.training.micro_batch", Quantity, Unit::Sequences, "1 sequence", Optional, 1, 1e4,
         "Micro-batch", "微批量",
         "Sequences that pass through the pipeline together.",
         "一次送入流水线的序列数。",
         "Workload", "one sequence, as in the recorded trace", {}},
        {"workload.training.layout.tensor", Integer, Unit::None, "1", Optional, 1, 1024,
         "Tensor parallel", "张量并行",
         "Devices that share each matrix multiplication.",
         "共同完成每个矩阵乘法的设备数。",
         "Layout", "DeepSeek-V3 trains without tensor parallelism (arXiv 2412.19437, 3.1)", {}},
        {"workload.training.layout.pipeline", Integer, Unit::None, "", Required, 1, 4096,
         "Pipeline parallel", "流水线并行",
         "Ranks over which the layers are divided.",
         "分担各层的流水线级数。",
         "Layout", "", {}},
        {"workload.training.layout.expert", Integer, Unit::None, "", Required, 1, 65536,
         "Expert parallel", "专家并行",
         "Devices over which the experts of one layer are divided.",
         "分担同一层专家的设备数。",
         "Layout", "", {}},
        {"workload.training.layout.data", Integer, Unit::None, "", Required, 1, 1e6,
         "Data parallel", "数据并行",
         "Replicas of the pipeline that work on different sequences.",
         "处理不同序列的流水线副本数。",
         "Layout", "", {}},
        {"workload.training.layout.zero", Integer, Unit::None, "1", Optional, 0, 3,
         "ZeRO stage", "ZeRO 级别",
         "What the data-parallel ranks divide: 0 nothing, 1 optimizer state, 2 gradients too, 3 weights too.",
         "数据并行各级所切分的内容：0 不切分，1 优化器状态，2 另加梯度，3 另加权重。",
         "Layout", "DeepSeek-V3 trains with ZeRO-1 (arXiv 2412.19437, 3.1)", {}},
        {"workload.training.schedule", Choice, Unit::None, "dualpipe", Optional, NoLimit, NoLimit,
         "Pipeline schedule", "流水线调度",
         "The order of forward and backward chunks on the pipeline ranks.",
         "各流水线级上前向与反向块的执行次序。",
         "Layout", "the schedule of the recorded trace (arXiv 2412.19437, 3.2.1)", {"dualpipe"}},
        {"workload.training.stage_layers", Text, Unit::None, "auto", Optional, NoLimit, NoLimit,
         "Layers per stage", "各级层数",
         "Blocks of each pipeline stage, MTP modules counted, e.g. \"3,4,4,3\"; \"auto\" spreads them evenly, the "
         "ends (head, embedding) first to hold fewer.",
         "每个流水线级的块数（含 MTP 模块），如 \"3,4,4,3\"；\"auto\" 表示均匀分配，首尾两级（词嵌入与输出头）优先少放。",
         "Layout", "the report does not publish its division", {}},
        {"workload.training.kernels.trace", Trace, Unit::None, "", Required, NoLimit, NoLimit,
         "Kernel trace", "内核轨迹",
         "Name of the recorded kernel trace that is executed (purser trace list).",
         "所执行的实测内核轨迹名称（purser trace list）。",
         "Workload", "", {}},
        {"workload.training.communication_sms", Integer, Unit::None, "", Optional, 0, 1024,
         "Communication SMs", "通信占用 SM 数",
         "Streaming multiprocessors held by communication kernels. Without it, as recorded in the trace.",
         "通信内核占用的流式多处理器数量。留空则与轨迹记录一致。",
         "Workload", "the trace", {}},
        {"workload.training.expert_load_variation", Number, Unit::None, "0", Optional, 0, 5,
         "Expert load variation", "专家负载变异系数",
         "Coefficient of variation of the load between expert-parallel ranks, beyond the routing in the "
         "trace.",
         "专家并行各级之间负载的变异系数（在轨迹所含路由之外）。",
         "Workload", "the trace was recorded with balanced routing", {}},
        {"workload.training.gradient_precision", Choice, Unit::None, "fp32", Optional, NoLimit, NoLimit,
         "Gradient precision", "梯度精度",
         "Number format in which gradients are accumulated and reduced between data-parallel ranks.",
         "梯度累加及数据并行规约所用的数值格式。",
         "Workload",
         "gradients are kept in FP32 for accumulation (arXiv 2412.19437, 3.3.3)",
         {"fp32", "bf16"}},
        {"workload.training.optimizer_bytes_per_parameter", Number, Unit::None, "8", Optional, 0, 64,
         "Optimizer bytes per parameter", "每参数优化器字节数",
         "Master weight and optimizer moments of one parameter, in bytes.",
         "单个参数的主权重与优化器动量所占字节数。",
         "Workload",
         "FP32 master weight (4) and two AdamW moments in BF16 (4) (arXiv 2412.19437, 3.3.3)",
         {}},
        {"workload.training.further_gpu_hours", Quantity, Unit::GpuTime, "0 GPU-hours", Optional, 0, 1e12,
         "Further GPU-hours", "其他 GPU 小时",
         "GPU-hours of the run outside pre-training, such as context extension and post-training.",
         "预训练之外的 GPU 小时，如上下文扩展与后训练。",
         "Workload", "none unless stated", {}},
        {"workload.training.goodput_fraction", Number, Unit::Fraction, "1", Optional, 0.01, 1,
         "Goodput fraction", "有效产出比例",
         "Share of the run's GPU-hours that end in useful steps; the rest is lost to failures, restarts and "
         "checks.",
         "GPU 小时中真正用于有效训练步的比例，其余损耗于故障、重启与检查。",
         "Workload", "published GPU-hours are counted in steps, so nothing is lost by definition", {}},

        {"economics.currency", Choice, Unit::None, "USD", Optional, NoLimit, NoLimit,
         "Currency", "货币",
         "Currency of every amount of money in the result.",
         "结果中所有金额的货币。",
         "Economics", "currency of the price book", {"USD"}},
        {"economics.rental.price", Quantity, Unit::MoneyPerGpuHour, "", Optional, 0, 1e4,
         "Rental price", "租赁单价",
         "Price of one GPU-hour. Without it, the price book's for this device, contract and date.",
         "每 GPU 小时的租金。留空则按价格簿中该设备、合同与日期的价格。",
         "Economics", "price book", {}},
        {"economics.rental.contract", Choice, Unit::None, "on_demand", Optional, NoLimit, NoLimit,
         "Contract", "合同类型",
         "Kind of rental contract looked up in the price book.",
         "在价格簿中查询的租赁合同类型。",
         "Economics", "most observations of the price book are on demand", {"on_demand", "spot", "reserved"}},
        {"economics.rental.date", Date, Unit::None, "2026-11-25", Optional, NoLimit, NoLimit,
         "Price date", "价格日期",
         "Date of the question: prices are looked up as of this day (YYYY-MM-DD).",
         "询价日期：按此日查询价格（YYYY-MM-DD）。",
         "Economics",
         "date of this release; the same default on every day, so that equal inputs give equal results",
         {}},
        {"economics.rental.window", Quantity, Unit::Time, "180 days", Optional, 86400.0, 10.0 * 365.25 * 86400.0,
         "Price window", "价格窗口",
         "How far before the date price observations are taken.",
         "向前采集价格观测的时间范围。",
         "Economics", "half a year keeps several observations of most devices", {}},

        {"compare_with", Text, Unit::None, "", Optional, NoLimit, NoLimit,
         "Compare with", "对照案例",
         "Published case of the catalogue that is printed beside the result.",
         "与结果并列显示的已公开案例。",
         "Run", "", {}},
        {"seed", Integer, Unit::None, "1", Optional, 0, 9007199254740992.0,
         "Seed", "随机种子",
         "Seed of every random stream. Equal seeds give equal results.",
         "所有随机流的种子；相同种子得到相同结果。",
         "Run", "", {}},
    };
    return rows;
}
// clang-format on

std::string limits(const Parameter& p) {
    const auto show = [&](double v) {
        return p.type == Quantity ? sim::formatQuantity(v, p.unit) : sim::formatNumber(v, 16);
    };
    if (p.minimum && p.maximum) return fmt::format(" from {} to {}", show(*p.minimum), show(*p.maximum));
    if (p.minimum) return fmt::format(" of at least {}", show(*p.minimum));
    if (p.maximum) return fmt::format(" of at most {}", show(*p.maximum));
    return {};
}

} // namespace

std::span<const Parameter> parameters() {
    return table();
}

const Parameter* findParameter(std::string_view key) {
    const auto& rows = table();
    const auto found =
        std::find_if(rows.begin(), rows.end(), [&](const Parameter& p) { return p.key == key; });
    return found == rows.end() ? nullptr : &*found;
}

std::string expectation(const Parameter& p) {
    switch (p.type) {
    case Integer:
        return "a whole number" + limits(p);
    case Number:
        return "a number" + limits(p);
    case Quantity: {
        std::string units = fmt::format("{}", fmt::join(sim::unitSymbols(p.unit), ", "));
        return fmt::format("a quantity{} in {}", limits(p), units);
    }
    case Boolean:
        return "true or false";
    case Choice:
        return fmt::format("{}{}", p.choices.size() > 1 ? "one of " : "", fmt::join(p.choices, ", "));
    case Device:
        return "the name of a device";
    case System:
        return "the name of a system";
    case Trace:
        return "the name of a kernel trace";
    case Date:
        return "a date like 2026-11-25";
    case Text:
        return "a text";
    }
    return "a value";
}

} // namespace scenario
