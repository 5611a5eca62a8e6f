// SPDX-License-Identifier: Apache-2.0
// Recorded traces of other programs and devices: what is special about each survives the import. The
// recordings are not shipped; without them the tests say so.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <optional>

#include "simulator/base/error.h"
#include "simulator/traces/import.h"
#include "simulator/traces/trace_summary.h"
#include "tests/unit/traces/trace_text.h"

namespace sim {
namespace {

const std::filesystem::path Traces = std::filesystem::path(PURSER_SHARED_DATA) / "traces";

class RecordedTrace : public testing::Test {
  protected:
    void SetUp() override {
        if (!std::filesystem::exists(Traces)) GTEST_SKIP() << "the recorded traces are not here";
    }
    static KernelTrace load(const char* name) { return importTrace(Traces / name); }
    static std::string refusal(const char* name) {
        try {
            importTrace(Traces / name);
        } catch (const Error& e) {
            return e.what();
        }
        return {};
    }
};

// P1: 425 kernels from 5 launches (P15: a device without a name).
TEST_F(RecordedTrace, HipGraphsShareLaunches) {
    const KernelTrace t = load("tracelens/amd_gptoss20b_vllm_decode_hipgraph_exec.json.zst");
    EXPECT_EQ(summarise(t).kernels, 425);
    EXPECT_GT(found(t, "E07"), 400);
    EXPECT_EQ(found(t, "E14"), 1);
    EXPECT_EQ(t.header.smCount, 304);
}

TEST_F(RecordedTrace, CudaGraphsShareLaunches) {
    const KernelTrace t = load("hta/v100_graph_shared_correlation.json.zst");
    EXPECT_EQ(summarise(t).kernels, 9876);
    EXPECT_GT(found(t, "E07"), 429);
}

TEST_F(RecordedTrace, SynchronisationRecordsGiveExactEdges) {
    const KernelTrace t = load("hta/cuda_event_sync_multi_stream.json.zst");
    ASSERT_EQ(t.dependencies.size(), 1U);
    // "Stream Wait Event": stream 24 waits for what stream 20 had launched when the event was recorded.
    EXPECT_EQ(t.ops[t.dependencies[0].source.index()].stream, 20U);
    EXPECT_EQ(t.ops[t.dependencies[0].target.index()].stream, 24U);
    EXPECT_EQ(t.dependencies[0].confidence, 1.0);
}

TEST_F(RecordedTrace, TracesOfTheHostAloneAreRefused) {
    for (const char* name :
         {"hta/cpu_only.json.zst", "hta/no_distributed_info.json.zst", "hta/cuda_profiler_range.json.zst"})
        EXPECT_THAT(refusal(name), testing::HasSubstr("E02")) << name;
}

TEST_F(RecordedTrace, OldCategoryNamesAreUnderstood) {
    EXPECT_EQ(load("hta/legacy_category_names.json.zst").ops.size(), 4U);
}

// P6: 0.001 us steps.
TEST_F(RecordedTrace, FractionsOfMicrosecondsAreKept) {
    const KernelTrace t = load("hta/ns_resolution_v100.json.zst");
    EXPECT_EQ(t.header.timeResolutionNs, 1);
    EXPECT_EQ(summarise(t).kernels, 4350);
}

TEST_F(RecordedTrace, ARankIsOneOfMany) {
    const KernelTrace t = load("hta/a100_8rank_rank3.json.zst");
    EXPECT_EQ(t.header.rank, 3);
    EXPECT_EQ(t.header.worldSize, 8);
    EXPECT_EQ(found(t, "E15"), 7);
}

TEST_F(RecordedTrace, CollectivesTellTheirSize) {
    const KernelTrace t = load("hta/nccl_a100_2rank.json.zst");
    int withSize = 0;
    for (const TraceOp& op : t.ops)
        if (const auto* shape = std::get_if<CommShape>(&op.op.shape))
            withSize += shape->groupSize == 2 && shape->bytesPerToken > 0;
    EXPECT_GT(withSize, 0);
}

// The same model and shapes on two devices: an 8,944 x 1,024 x 2,816 product on both.
TEST_F(RecordedTrace, ProductsTakeTheirShapeFromTheOperator) {
    for (const char* name : {"tracelens/h100_qwen1.5-0.5b_b16_s2048.json.zst",
                             "tracelens/mi300x_qwen1.5-0.5b_b16_s2048.json.zst"}) {
        const KernelTrace t = load(name);
        bool hasShape = false;
        for (const TraceOp& op : t.ops)
            if (const auto* g = std::get_if<GemmShape>(&op.op.shape))
                hasShape = hasShape || (g->m == 8944 && g->n == 1024 && g->k == 2816);
        EXPECT_TRUE(hasShape) << name;
    }
}

TEST_F(RecordedTrace, ADeviceOfAnotherNumberIsFound) {
    EXPECT_EQ(load("tracelens/mi300x_bert-small.json.zst").header.deviceName, "AMD Instinct MI300X VF");
}

// P17: nine tenths of the events are Python frames.
TEST_F(RecordedTrace, PythonFramesArePassedOver) {
    EXPECT_EQ(found(load("tracelens/mi300x_qwen3-8b_sglang_prefilldecode.json.zst"), "E20"), 53'321);
}

TEST_F(RecordedTrace, ForeignFormatsAreRefusedByName) {
    EXPECT_THAT(refusal("ascend/trace_view.json.zst"), testing::HasSubstr("Ascend"));
    EXPECT_THAT(refusal("ascend/kernel_details.csv.zst"), testing::HasSubstr("Ascend"));
    EXPECT_THAT(refusal("chakra/json_trace.tar.gz"), testing::HasSubstr("tar archive"));
    EXPECT_THAT(refusal("tracelens/rocprofiler-sdk_results.json.zst"), testing::HasSubstr("rocprofv3"));
}

// Nothing of one stream overlaps unless a graph was replayed, whatever the recording.
TEST_F(RecordedTrace, EveryImportIsInOrder) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(Traces)) {
        const auto folder = entry.path().parent_path().filename();
        if (folder != "hta" && folder != "tracelens") continue;
        std::optional<KernelTrace> t;
        try {
            t = importTrace(entry.path());
        } catch (const Error&) {
            continue; // tested above
        }
        for (std::size_t i = 1; i < t->ops.size(); ++i)
            ASSERT_LE(t->ops[i - 1].startNs, t->ops[i].startNs) << entry.path();
        for (const Dependency& d : t->dependencies)
            ASSERT_LT(t->ops[d.source.index()].startNs, t->ops[d.target.index()].startNs) << entry.path();
        ASSERT_EQ(writeKtr(readKtr(writeKtr(*t), "again")), writeKtr(*t)) << entry.path();
    }
}

} // namespace
} // namespace sim
