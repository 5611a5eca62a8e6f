// SPDX-License-Identifier: Apache-2.0
// The made-up result.
#include "tests/gui/fake_result.h"

#include <filesystem>

namespace gui::test {

scenario::Result fakeResult() {
    scenario::Result r;
    r.name = "Fake training";
    r.inputs = {{"cluster.device", "Device", "h800-sxm", "", "gallery", "file"},
                {"cluster.count", "Devices", "2048", "", "gallery", "file"}};
    scenario::Metric step{"step_time", "s", {20.0, 19.0, 22.0, sim::Basis::Modelled}, {}};
    step.explanation.formula = "sum of the parts of the step";
    step.explanation.inputs = {{"global batch", 15360, "sequences", sim::Basis::Assumed, "scenario"}};
    step.explanation.parts = {{"overlapped", 12, "s", sim::Basis::Modelled, "replay"}};
    step.explanation.uncertainty = {{"expert load", 1.5, "s", sim::Basis::Assumed, "trace"}};
    r.metrics = {step,
                 {"cost_total", "USD", {5.5e6, 5.0e6, 6.0e6, sim::Basis::Assumed}, {}},
                 {"bubble_fraction", "", {0.05, 0.05, 0.05, sim::Basis::Measured}, {}}};
    r.comparisons = {{"step_time", 16.0, 20.0, "s", "made up", "for tests"}};
    r.breakdown = {{"step",
                    "Parts of a step",
                    {{"part", "Part", ""}, {"time", "Time", "s"}, {"category", "Category", ""}},
                    {{std::string("Overlapped"), 12.0, std::string("overlapped")},
                     {std::string("Lone forward"), 6.0, std::string("forward")},
                     {std::string("Bubble"), 2.0, std::string("bubble")}},
                    "made up"},
                   {"cost",
                    "Cost",
                    {{"item", "Item", ""}, {"cost", "Cost", "USD"}},
                    {{std::string("Rent"), 5.5e6}},
                    ""}};
    r.timelines = {{"replay",
                    "Kernels on streams",
                    {"stream 7", "stream 16"},
                    {{0, 0.0, 100.0, "gemm", "forward"},
                     {0, 100.0, 300.0, "attention", "backward"},
                     {0, 400.0, 100.0, "gemm", "forward"},
                     {1, 50.0, 950.0, "dispatch", "communication"}}},
                   {"pipeline",
                    "Pipeline",
                    {"rank 0", "rank 1"},
                    {{0, 0.0, 10.0, "F0", "forward"}, {1, 10.0, 10.0, "F0", "forward"}}}};
    r.provenance.events = 1234567;
    return r;
}

Evaluator fakeEvaluator() {
    return [](const scenario::Scenario& scenario, const sim::WorkContext& context) {
        context.report(0.5, "executing");
        scenario::Result r = fakeResult();
        if (!scenario.name.empty()) r.name = scenario.name;
        if (scenario.has("cluster.device")) r.inputs[0].text = scenario.text("cluster.device");
        const double scale = r.inputs[0].text == "h800-sxm" ? 1.0 : 2.0;
        auto& step = r.metrics[0].estimate;
        step = {step.value * scale, step.low * scale, step.high * scale, step.basis};
        return r;
    };
}

hwdb::Catalogue memoryCatalogue() {
    return hwdb::Catalogue::build(":memory:", std::filesystem::path(PURSER_SOURCE_DIR) / "hwdb" / "data");
}

WindowOptions fakeOptions() {
    return {fakeEvaluator(), std::filesystem::path(PURSER_SOURCE_DIR) / "scenarios" / "gallery", false};
}

} // namespace gui::test
