// SPDX-License-Identifier: Apache-2.0
#include "reports/report_words.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cctype>

namespace report {
namespace {

struct Row {
    Word word;
    std::string_view english, chinese;
};

// clang-format off
constexpr Row Words[] = {
    {Word::Report, "Capacity and cost report", "算力与成本报告"},
    {Word::Summary, "Summary", "摘要"},
    {Word::Question, "Question", "问题"},
    {Word::Answer, "Answer", "结论"},
    {Word::Metric, "Metric", "指标"},
    {Word::Value, "Value", "数值"},
    {Word::Unit, "Unit", "单位"},
    {Word::Interval, "P10 – P90", "P10 – P90"},
    {Word::Basis, "Basis", "依据"},
    {Word::Published, "Published", "公布值"},
    {Word::Difference, "Difference", "偏差"},
    {Word::Source, "Source", "来源"},
    {Word::Note, "Note", "说明"},
    {Word::Warnings, "Warnings", "警告"},
    {Word::MoreWarnings, "More warnings are listed under Results.", "其余警告见“结果”一节。"},
    {Word::NoWarnings, "The run gave no warning.", "本次运行没有警告。"},
    {Word::Infeasible, "This configuration does not work", "该配置不可行"},
    {Word::Results, "Results", "结果"},
    {Word::ComparedWith, "Predicted beside published", "预测值与公布值对照"},
    {Word::RatioAxis, "predicted / published", "预测值 / 公布值"},
    {Word::AsPublished, "as published", "与公布值相同"},
    {Word::WhereTimeGoes, "Where the time goes", "时间分解"},
    {Word::Share, "Share", "占比"},
    {Word::StepFigure, "Parts of the step", "单步时间构成"},
    {Word::Kernels, "Kernel time", "内核耗时"},
    {Word::Cost, "Cost", "成本"},
    {Word::Uncertainty, "Uncertainty", "不确定性"},
    {Word::UncertaintyText, "How far each metric moves when one input goes from its P10 to its P90, all others at their value.",
     "单个输入由 P10 变到 P90、其余输入不变时，各指标的变化量。"},
    {Word::Tornado, "Sensitivity:", "敏感性："},
    {Word::Change, "Change P10 → P90", "P10 → P90 变化量"},
    {Word::Input, "Input", "输入"},
    {Word::Origin, "Set by", "取值方式"},
    {Word::Inputs, "Inputs and assumptions", "输入与假设"},
    {Word::InputsText, "Every input of the run, with the place its value came from.", "本次运行的全部输入及其取值来源。"},
    {Word::Contribution, "Rests on", "依赖项"},
    {Word::HowItCameAbout, "How each metric came about", "指标的计算依据"},
    {Word::Formula, "Formula", "公式"},
    {Word::Timelines, "Timelines", "时间线"},
    {Word::FurtherTables, "Further tables", "其他表格"},
    {Word::Provenance, "Provenance and conventions", "出处与约定"},
    {Word::ProgramVersion, "Program version", "程序版本"},
    {Word::CatalogueHash, "Catalogue hash", "硬件目录哈希"},
    {Word::ScenarioHash, "Scenario hash", "场景哈希"},
    {Word::Seed, "Seed", "随机种子"},
    {Word::Events, "Events executed", "执行的事件数"},
    {Word::Fingerprint, "Event fingerprint", "事件序列指纹"},
    {Word::TraceHash, "Trace", "内核记录"},
    {Word::Conventions, "Conventions", "约定"},
    {Word::ConventionHours,
     "GPU-hours name their denominator: installed, available (installed x availability), sold (available x utilisation) or useful (sold x goodput). A GPU is one package.",
     "GPU 小时均注明口径：装机、可用（装机 × 可用率）、售出（可用 × 利用率）或有效（售出 × 有效产出率）。一个 GPU 指一个封装。"},
    {Word::ConventionIntervals, "Intervals run from the 10th to the 90th percentile.", "区间为第 10 至第 90 百分位。"},
    {Word::ConventionBasis,
     "Basis is the weakest ground a figure rests on: measured, interpolated, modelled, assumed.",
     "依据为该数值所依赖的最弱依据：实测、插值、模型、假设。"},
    {Word::ConventionMoney, "Money is nominal and before tax, in the currency named by its unit; amounts are rounded only for printing.",
     "金额为名义、不含税金额，币种见单位；仅在打印时取整。"},
    {Word::ConventionCalendar, "A year has 8,760 hours, a month 730.", "一年按 8,760 小时、一个月按 730 小时计。"},
    {Word::ConventionShares, "Shares are rounded so that the printed figures add up to the printed total.",
     "占比按最大余数法取整，打印值之和等于打印的合计。"},
    {Word::PageOf, "Page {} of {}", "第 {} 页，共 {} 页"},
    {Word::Run, "run", "运行"},
    {Word::Catalogue, "catalogue", "目录"},
    {Word::SortHint, "Click a column head to sort.", "点击表头可排序。"},
    {Word::Part, "Part", "部分"},
    {Word::NotApplicable, "–", "–"},
    {Word::Measured, "measured", "实测"},
    {Word::Interpolated, "interpolated", "插值"},
    {Word::Modelled, "modelled", "模型"},
    {Word::Assumed, "assumed", "假设"},
    {Word::Predicted, "Predicted", "预测值"},
    {Word::Workings, "Workings", "计算过程"},
    {Word::WorkingsText, "Blue cells are inputs: change them and the sheet calculates again. All other sheets show the run as it was.",
     "蓝色单元格为输入，修改后本表自动重算；其余工作表保留原运行结果。"},
    {Word::Checks, "Checks", "核对"},
    {Word::Line, "Line", "项目"},
    {Word::Opening, "Opening", "期初"},
    {Word::FormulaOrSource, "Formula or source", "公式或来源"},
    {Word::Engine, "Engine", "引擎值"},
    {Word::Deviation, "Workings - engine", "计算值 - 引擎值"},
};

struct MetricRow {
    std::string_view name, english, chinese;
};
constexpr MetricRow Metrics[] = {
    {"step_time", "Step time", "单步时间"},
    {"tokens_per_second", "Tokens per second", "每秒 token 数"},
    {"tokens_per_day", "Tokens per day", "每日 token 数"},
    {"tokens_per_gpu_second", "Tokens per GPU-second", "每 GPU 每秒 token 数"},
    {"model_tflops_per_gpu", "Model TFLOP/s per GPU", "每 GPU 模型算力"},
    {"mfu", "Model FLOP utilisation", "模型算力利用率 (MFU)"},
    {"bubble_fraction", "Pipeline bubble", "流水线气泡占比"},
    {"exposed_communication_fraction", "Exposed communication", "未掩盖通信占比"},
    {"gpu_hours_per_trillion_tokens", "GPU-hours per trillion tokens", "每万亿 token 的 GPU 小时"},
    {"gpu_hours", "GPU-hours", "GPU 小时"},
    {"wall_clock_days", "Wall-clock days", "实际天数"},
    {"goodput_fraction", "Goodput", "有效产出率"},
    {"memory_peak_per_gpu", "Peak memory per GPU", "每 GPU 峰值显存"},
    {"memory_fit", "Fits in memory", "显存是否足够"},
    {"power_mean", "Mean power", "平均功率"},
    {"energy_per_token", "Energy per token", "每 token 能耗"},
    {"cost_total", "Total cost", "总成本"},
    {"cost_per_gpu_hour", "Cost per GPU-hour", "每 GPU 小时成本"},
    {"cost_per_million_tokens", "Cost per million tokens", "每百万 token 成本"},
    {"gpus_required", "GPUs required", "所需 GPU 数"},
    {"total_tokens_per_gpu_second", "Total tokens per GPU-second", "每 GPU 每秒总 token 数"},
    {"input_tokens_per_gpu_second", "Input tokens per GPU-second", "每 GPU 每秒输入 token 数"},
    {"output_tokens_per_gpu_second", "Output tokens per GPU-second", "每 GPU 每秒输出 token 数"},
    {"tokens_per_user_second", "Tokens per user-second", "每用户每秒 token 数"},
    {"ttft_mean", "Time to first token, mean", "首 token 时延（均值）"},
    {"ttft_p50", "Time to first token, P50", "首 token 时延 P50"},
    {"ttft_p90", "Time to first token, P90", "首 token 时延 P90"},
    {"ttft_p99", "Time to first token, P99", "首 token 时延 P99"},
    {"tpot_mean", "Time per output token, mean", "每输出 token 时延（均值）"},
    {"tpot_p50", "Time per output token, P50", "每输出 token 时延 P50"},
    {"tpot_p90", "Time per output token, P90", "每输出 token 时延 P90"},
    {"tpot_p99", "Time per output token, P99", "每输出 token 时延 P99"},
    {"e2e_latency_p50", "End-to-end latency, P50", "端到端时延 P50"},
    {"e2e_latency_p90", "End-to-end latency, P90", "端到端时延 P90"},
    {"e2e_latency_p99", "End-to-end latency, P99", "端到端时延 P99"},
    {"request_rate", "Requests per second", "每秒请求数"},
    {"goodput_request_rate", "Requests per second within target", "达标请求率"},
    {"slo_attainment", "Requests within target", "服务目标达成率"},
    {"kv_cache_utilisation", "KV cache in use", "KV 缓存占用率"},
    {"prefix_cache_hit_fraction", "Prefix cache hits", "前缀缓存命中率"},
    {"cost_per_million_input_tokens", "Cost per million input tokens", "每百万输入 token 成本"},
    {"cost_per_million_output_tokens", "Cost per million output tokens", "每百万输出 token 成本"},
    {"revenue", "Revenue", "收入"},
    {"gross_margin", "Gross margin", "毛利率"},
    {"lcoc", "Levelised cost of a GPU-hour", "GPU 小时平准化成本"},
    {"npv", "Net present value", "净现值 (NPV)"},
    {"irr", "Internal rate of return", "内部收益率 (IRR)"},
    {"payback_months", "Payback", "回收期"},
    {"break_even_utilisation", "Break-even utilisation", "盈亏平衡利用率"},
    {"break_even_rental_price", "Break-even rental price", "盈亏平衡租价"},
    {"dscr_min", "Lowest debt service cover", "最低偿债覆盖率 (DSCR)"},
    {"ltv_max", "Highest loan to value", "最高贷款价值比 (LTV)"},
    {"covenant_breach_probability", "Probability of a covenant breach", "违约触发概率"},
};
// clang-format on

} // namespace

std::string_view word(Word w, Language language) {
    const auto row =
        std::find_if(std::begin(Words), std::end(Words), [w](const Row& r) { return r.word == w; });
    assert(row != std::end(Words)); // every word has a row; a test walks them
    return language == Language::Chinese ? row->chinese : row->english;
}

std::string metricLabel(std::string_view name, Language language) {
    const auto row = std::find_if(std::begin(Metrics), std::end(Metrics),
                                  [name](const MetricRow& r) { return r.name == name; });
    if (row != std::end(Metrics))
        return std::string(language == Language::Chinese ? row->chinese : row->english);
    std::string label(name);
    std::replace(label.begin(), label.end(), '_', ' ');
    if (!label.empty()) label[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(label[0])));
    return label;
}

std::string basisLabel(std::string_view basisName, Language language) {
    for (const Word w : {Word::Measured, Word::Interpolated, Word::Modelled, Word::Assumed})
        if (word(w, Language::English) == basisName) return std::string(word(w, language));
    return std::string(basisName);
}

} // namespace report
