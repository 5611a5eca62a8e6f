// SPDX-License-Identifier: Apache-2.0
// A result as a training run gives it, with round figures of the right size; made up, never evaluated.
#pragma once

#include <string>

#include "scenarios/result.h"

namespace report {

inline scenario::Metric sampleMetric(const char* name, const char* unit, double value, double low,
                                     double high, sim::Basis basis) {
    scenario::Metric metric;
    metric.name = name;
    metric.unit = unit;
    metric.estimate = {value, low, high, basis};
    metric.explanation.formula = std::string("sum of the parts of ") + name + " (sample)";
    metric.explanation.inputs = {
        {"Global batch", 15360, "sequences", sim::Basis::Assumed, "scenario"},
        {"Kernel durations", 1134, "kernels", sim::Basis::Measured, "recorded trace"}};
    metric.explanation.uncertainty = {
        {"Expert load variation", 0.041 * value, unit, sim::Basis::Assumed, ""},
        {"Network efficiency", 0.022 * value, unit, sim::Basis::Interpolated, ""},
        {"Optimizer bandwidth", -0.006 * value, unit, sim::Basis::Modelled, ""}};
    return metric;
}

inline scenario::Result sampleResult() {
    using sim::Basis;
    scenario::Result r;
    r.name = "DeepSeek-V3 pre-training on 2,048 H800";
    r.inputs = {
        {"cluster.device", "Device", "h800-sxm", "", "catalogue", "file"},
        {"cluster.count", "Devices", "2048", "", "scenario", "file"},
        {"workload.training.tokens", "Training tokens", "14.8e12 tokens", "tokens", "scenario", "file"},
        {"economics.rental.price", "Rental price", "2 USD/GPU-hour", "USD/GPU-hour",
         "DeepSeek-V3 technical report, section 1 <table 1>", "file"},
        {"workload.training.load_variation", "Expert load variation", "0.05", "", "assumed & stated",
         "default"}};
    r.metrics = {
        sampleMetric("step_time", "s", 19.412, 18.9, 20.3, Basis::Modelled),
        sampleMetric("tokens_per_day", "tokens/day", 280.02e9, 267.8e9, 287.6e9, Basis::Modelled),
        sampleMetric("mfu", "fraction", 0.3712, 0.355, 0.381, Basis::Modelled),
        sampleMetric("bubble_fraction", "fraction", 0.0731, 0.07, 0.08, Basis::Modelled),
        sampleMetric("gpu_hours_per_trillion_tokens", "GPU-hours", 175530, 170900, 183600, Basis::Modelled),
        sampleMetric("gpu_hours", "GPU-hours", 2.7218e6, 2.653e6, 2.841e6, Basis::Modelled),
        sampleMetric("cost_total", "USD", 5.4437e6, 5.306e6, 5.682e6, Basis::Modelled),
        sampleMetric("memory_peak_per_gpu", "GB", 71.35, 69.9, 72.8, Basis::Assumed)};
    r.comparisons = {{"step_time", 19.926, 19.412, "s", "DeepSeek-V3 technical report", "2,048 H800"},
                     {"tokens_per_day", 272.8e9, 280.02e9, "tokens/day", "DeepSeek-V3 technical report", ""},
                     {"gpu_hours_per_trillion_tokens", 180000, 175530, "GPU-hours",
                      "DeepSeek-V3 technical report, Table 1", ""},
                     {"cost_total", 5.576e6, 5.4437e6, "USD", "DeepSeek-V3 technical report, Table 1",
                      "2.788 M GPU-hours with context extension and post-training, at 2 USD/GPU-hour"}};
    scenario::Table step{"step",
                         "One step on the slowest rank",
                         {{"part", "Part", ""},
                          {"category", "Category", ""},
                          {"seconds", "Time", "s"},
                          {"share", "Share", "fraction"}},
                         {},
                         "recorded kernels, executed on 16 ranks"};
    const auto part = [&](const char* label, const char* category, double seconds) {
        step.rows.push_back({std::string(label), std::string(category), seconds, seconds / 19.412});
    };
    part("Overlapped forward and backward", "overlapped", 14.982);
    part("Lone forward", "forward", 0.911);
    part("Lone backward", "backward", 1.204);
    part("Weight gradient", "weight_gradient", 0.417);
    part("Bubble", "bubble", 1.419);
    part("Optimizer", "optimizer", 0.338);
    part("Exposed communication", "communication", 0.141);
    r.breakdown.push_back(step);
    scenario::Table kernels{"kernels",
                            "Kernel time of one chunk pair",
                            {{"operator", "Operator", ""},
                             {"kernel", "Kernel", ""},
                             {"calls", "Calls", ""},
                             {"microseconds", "Time", "us"},
                             {"share", "Share", "fraction"}},
                            {},
                            "recorded trace"};
    const char* operators[] = {
        "grouped GEMM", "attention backward", "attention forward", "dispatch", "combine", "norm", "quantise",
        "permute"};
    for (int i = 0; i < 48; ++i)
        kernels.rows.push_back({std::string(operators[i % 8]),
                                "void deep_gemm::fp8_gemm_kernel<7168u, 2048u, 128u, 128u, " +
                                    std::to_string(i) + "u>(__nv_bfloat16*, float*, int*)",
                                static_cast<double>(8 + i), 12000.0 / (1 + i), 0.24 / (1 + i)});
    r.breakdown.push_back(kernels);
    scenario::Table cost{
        "cost",
        "Rental cost",
        {{"item", "Item", ""}, {"gpu_hours", "GPU-hours", "GPU-hours (sold)"}, {"cost", "Cost", "USD"}},
        {},
        "price book, 2 USD/GPU-hour as of 2024-12-27"};
    cost.rows = {{std::string("Pre-training"), 2597800.0, 5195600.0},
                 {std::string("Context extension"), 119000.0, 238000.0},
                 {std::string("Post-training"), 5000.0, 10000.0}};
    r.breakdown.push_back(cost);
    // 3 years of a machine of 250,000 USD written down by a third each, run for the sample's GPU-hours.
    r.workings = {
        {"gpu_hours", "GPU-hours", "GPU-hours", {2.7218e6}, "", 0, "simulated"},
        {"cost_per_gpu_hour", "Price", "USD/GPU-hour", {2.0}, "", 0, "scenario"},
        {"rent", "Rent", "USD", {5.4436e6}, "gpu_hours * cost_per_gpu_hour", 0, ""},
        {"write_down", "Write-down", "USD", {80000, 80000, 90000}, "", 0, "scenario"},
        {"book_value", "Book value", "USD", {170000, 90000, 0}, "book_value[-1] - write_down", 250000, ""},
        {"written_down", "Written down", "USD", {250000}, "SUM(write_down)", 0, ""}};
    r.warnings = {"Pipeline transfers are absent from the trace; they are modelled at 50 GB/s.",
                  "The recorded chunk has a balanced expert load; the variation is an assumption."};
    scenario::Timeline timeline{"pipeline", "One step on the pipeline ranks", {"rank 0", "rank 1"}, {}};
    for (int i = 0; i < 40; ++i)
        timeline.slices.push_back({static_cast<std::uint32_t>(i % 2), 480.0 * (i / 2), i % 5 ? 460.0 : 300.0,
                                   i % 3 ? "F+B" : "F", i % 3 ? "overlapped" : "forward"});
    r.timelines.push_back(timeline);
    r.provenance = {"0.1.0",
                    "9f86d081884c7d659a2feaa0c55ad015",
                    "60303ae22b998861bce3b28f33eec1be",
                    1,
                    {{"deepseek-v3-train-h800", "fd61a03af4f77d870fc21e05e7e80678"}},
                    1843219,
                    "5e884898da280471"};
    return r;
}

} // namespace report
