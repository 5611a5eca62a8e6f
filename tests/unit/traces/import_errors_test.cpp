// SPDX-License-Identifier: Apache-2.0
// The error cases E01-E20 and the pitfalls of recorded traces, each on the smallest trace that shows it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "simulator/base/error.h"
#include "simulator/traces/identify.h"
#include "simulator/traces/import.h"
#include "tests/unit/traces/trace_text.h"

namespace sim {
namespace {

using testing::HasSubstr;

const std::string Plain = kernelEvent("gemm_a", "100", "10", 7, 1);

/// The message of the error an import ends in; empty when it does not.
std::string refusal(const std::string& text) {
    try {
        importTraceText(text);
    } catch (const Error& e) {
        EXPECT_EQ(e.code(), ErrorCode::BadInput);
        return e.what();
    }
    return {};
}

TEST(TraceImport, AnEmptyFileIsRefused) {
    EXPECT_THAT(refusal(""), HasSubstr("empty"));
}

TEST(TraceImport, ATextThatIsNoTraceIsRefusedWithItsFirstByte) {
    EXPECT_THAT(refusal("hello"), HasSubstr("0x68")); // 'h'
}

TEST(TraceImport, AnObjectWithoutEventsIsRefused) {
    EXPECT_THAT(refusal(R"({"schemaVersion": 1})"), HasSubstr("traceEvents"));
}

TEST(TraceImport, ABareArrayOfEventsIsRead) {
    EXPECT_EQ(importTraceText("[" + Plain + "]").ops.size(), 1U);
}

// E01: the text stops inside the second event; the first survives.
TEST(TraceImport, ACutOffTraceKeepsItsWholeEvents) {
    const std::string text = "{\"traceEvents\": [" + Plain + "," + Plain.substr(0, 40);
    const KernelTrace trace = importTraceText(text);
    EXPECT_EQ(trace.ops.size(), 1U);
    EXPECT_TRUE(trace.header.isTruncated);
    EXPECT_EQ(found(trace, "E01"), 1);
}

TEST(TraceImport, ACutOffTraceWithoutAKernelIsRefused) {
    EXPECT_THAT(refusal("{\"traceEvents\": [" + Plain.substr(0, 40)), HasSubstr("E01"));
}

// E01, P9: the quote inside the name is not escaped; the event costs itself and no more.
TEST(TraceImport, AnUnescapedQuoteCostsOneEvent) {
    const std::string broken = R"({"ph":"X","cat":"kernel","name":"a"b","ts":1,"dur":1,"args":{"stream":7}})";
    const KernelTrace trace = importTraceText(traceOf(broken + "\n,\n" + Plain + "\n"));
    EXPECT_EQ(trace.ops.size(), 1U);
    EXPECT_GE(found(trace, "E01"), 1);
}

// P9: a name with braces, brackets and escapes must not disturb the cutting into events.
TEST(TraceImport, BracesInNamesAreText) {
    const KernelTrace trace =
        importTraceText(traceOf(kernelEvent(R"(f{lambda()#1}[\"]}\\)", "1", "2", 7, 1) + "," + Plain));
    EXPECT_EQ(trace.ops.size(), 2U);
    EXPECT_EQ(found(trace, "E01"), 0);
}

TEST(TraceImport, ATraceWithoutKernelsIsRefusedAsE02) {
    EXPECT_THAT(refusal(traceOf(callEvent("cudaLaunchKernel", 1, 2, 3))), HasSubstr("E02"));
}

// E03: 4e13 us are 463 days.
TEST(TraceImport, TimesMoreThanAYearApartAreRefusedAsE03) {
    EXPECT_THAT(refusal(traceOf(Plain + "," + kernelEvent("b", "40000000000100", "1", 7, 2))),
                HasSubstr("E03"));
}

// 9e18 us do not fit in nanoseconds of 64 bits.
TEST(TraceImport, ATimeBeyondAllRangeIsDroppedAndCounted) {
    const KernelTrace trace =
        importTraceText(traceOf(Plain + "," + kernelEvent("b", "9000000000000000000", "1", 7, 2)));
    EXPECT_EQ(trace.ops.size(), 1U);
    EXPECT_EQ(found(trace, "E03"), 1);
}

TEST(TraceImport, AnEventWithoutReadableTimeIsDroppedAndCounted) {
    const KernelTrace trace = importTraceText(traceOf(Plain + "," + kernelEvent("b", "\"soon\"", "1", 7, 2)));
    EXPECT_EQ(trace.ops.size(), 1U);
    EXPECT_EQ(found(trace, "E03"), 1);
}

// E04: a clock of 1 us rounds what is shorter down to zero; half of its resolution is the middle of what it
// may be.
TEST(TraceImport, AZeroDurationOfAMicrosecondClockBecomesHalfAMicrosecond) {
    const KernelTrace trace = importTraceText(traceOf(kernelEvent("a", "5", "0", 7, 1)));
    EXPECT_EQ(trace.ops[0].durationNs, 500);
    EXPECT_EQ(found(trace, "E04"), 1);
}

TEST(TraceImport, ANegativeDurationIsDroppedAndCounted) {
    const KernelTrace trace = importTraceText(traceOf(Plain + "," + kernelEvent("b", "5", "-3", 7, 2)));
    EXPECT_EQ(trace.ops.size(), 1U);
    EXPECT_EQ(found(trace, "E04"), 1);
}

// E05, P7: 300 us recorded, the next operation of the stream starts 20 us later.
TEST(TraceImport, ADurationThatRunsIntoTheNextOperationIsClipped) {
    const KernelTrace trace = importTraceText(
        traceOf(kernelEvent("a", "100", "300", 7, 1) + "," + kernelEvent("b", "120", "5", 7, 2)));
    EXPECT_EQ(trace.ops[0].durationNs, 20'000);
    EXPECT_EQ(found(trace, "E05"), 1);
}

TEST(TraceImport, AnEventRecordedTwiceCountsOnce) {
    const KernelTrace trace = importTraceText(traceOf(Plain + "," + Plain));
    EXPECT_EQ(trace.ops.size(), 1U);
    EXPECT_EQ(found(trace, "E06"), 1);
}

// E07, P1: one launch, two kernels. Only the first has a launch of its own.
TEST(TraceImport, KernelsThatShareALaunchFormAGraph) {
    const KernelTrace trace =
        importTraceText(traceOf(callEvent("cudaGraphLaunch", 1, 5, 4) + "," +
                                kernelEvent("a", "10", "2", 7, 4) + "," + kernelEvent("b", "13", "2", 7, 4)));
    EXPECT_EQ(trace.ops[0].graphId, trace.ops[1].graphId);
    EXPECT_NE(trace.ops[0].graphId, 0U);
    EXPECT_TRUE(trace.ops[0].hasLaunch);
    EXPECT_FALSE(trace.ops[1].hasLaunch);
    EXPECT_EQ(found(trace, "E07"), 2);
}

TEST(TraceImport, KernelsWithoutLaunchesGiveATraceWithoutHost) {
    const KernelTrace trace = importTraceText(traceOf(Plain));
    EXPECT_FALSE(trace.header.hasHostModel);
    EXPECT_EQ(found(trace, "E08"), 1);
    EXPECT_EQ(trace.ops[0].launchNs, trace.ops[0].startNs);
}

// E09, P11: flow events (s, f) with and without a partner change nothing.
TEST(TraceImport, FlowEventsAreIgnored) {
    const std::string flow = R"({"ph":"f","id":7,"cat":"ac2g","name":"ac2g","ts":1,"bp":"e"})";
    EXPECT_EQ(importTraceText(traceOf(flow + "," + Plain)).ops.size(), 1U);
}

// E10: the only wait has no source that ends just before its target.
TEST(TraceImport, UnresolvedWaitsForbidWhatIfs) {
    const KernelTrace trace = importTraceText(
        traceOf(callEvent("cudaLaunchKernel", 1, 1, 1) + "," + callEvent("cudaStreamWaitEvent", 3, 1, 9) +
                "," + callEvent("cudaLaunchKernel", 5, 1, 2) + "," + kernelEvent("gemm_a", "10", "2", 7, 1) +
                "," + kernelEvent("gemm_b", "90", "2", 8, 2)));
    EXPECT_EQ(found(trace, "E10"), 1);
    EXPECT_FALSE(trace.header.isWhatIfAllowed);
}

// E12: all the time is in a kernel nobody knows.
TEST(TraceImport, UnknownKernelsForbidWhatIfs) {
    const KernelTrace trace = importTraceText(traceOf(kernelEvent("zzz", "1", "9", 7, 1)));
    EXPECT_EQ(found(trace, "E12"), 1);
    EXPECT_FALSE(trace.header.isWhatIfAllowed);
}

// E13: 1e12 operations in 1 ms are 1,000 TFLOP/s: twice what this device can do, half of what the other can.
TEST(TraceImport, AnImpossibleRateIsAWrongShape) {
    KernelTrace trace;
    trace.ops.resize(1);
    trace.ops[0].durationNs = 1'000'000;
    trace.ops[0].op.flops = Flops{1e12};
    trace.ops[0].op.input = Precision::Bf16;
    DeviceSpec device;
    device.peak[static_cast<std::size_t>(Precision::Bf16)] = FlopsPerSecond{2000e12};
    checkRates(trace, device);
    EXPECT_EQ(found(trace, "E13"), 0);
    device.peak[static_cast<std::size_t>(Precision::Bf16)] = FlopsPerSecond{500e12};
    checkRates(trace, device);
    EXPECT_EQ(found(trace, "E13"), 1);
}

TEST(TraceImport, ANamelessDeviceIsReported) {
    const std::string head = R"("deviceProperties":[{"id":0,"name":"","numSms":304}],)";
    const KernelTrace trace = importTraceText(traceOf(Plain, head));
    EXPECT_EQ(found(trace, "E14"), 1);
    EXPECT_EQ(trace.header.smCount, 304);
}

TEST(TraceImport, MissingRanksAreCounted) {
    const KernelTrace trace =
        importTraceText(traceOf(Plain, R"("distributedInfo":{"rank":3,"world_size":8},)"));
    EXPECT_EQ(trace.header.rank, 3);
    EXPECT_EQ(found(trace, "E15"), 7);
}

TEST(TraceImport, AnotherHashThanExpectedIsReported) {
    ImportOptions options;
    options.expectedHash = "0123";
    const KernelTrace trace = importTraceText(traceOf(Plain), options);
    EXPECT_TRUE(
        std::any_of(trace.header.findings.begin(), trace.header.findings.end(),
                    [](const ImportFinding& f) { return f.code == "E19" && f.severity == Severity::Error; }));
}

TEST(TraceImport, PythonFramesAreCountedAndDropped) {
    const std::string frame =
        R"({"ph":"X","cat":"python_function","name":"f","ts":1,"dur":2,"args":{"Python id":1}})";
    EXPECT_EQ(found(importTraceText(traceOf(frame + "," + frame + "," + Plain)), "E20"), 2);
}

// P6: whole and broken microseconds, in quotes, with a tab behind. 1704161511420306.491 us has 17 digits
// before the nanoseconds: a double would keep a quarter of a microsecond.
TEST(TraceImport, TimesAreExactToTheNanosecond) {
    const KernelTrace trace =
        importTraceText(traceOf(kernelEvent("a", "1704161511420306.491", "1.25", 7, 1) + "," +
                                kernelEvent("b", "\"1704161511420309.493\\t\"", "2", 7, 2)));
    EXPECT_EQ(trace.ops[1].startNs, 3'002);
    EXPECT_EQ(trace.ops[0].durationNs, 1'250);
    EXPECT_EQ(trace.header.timeResolutionNs, 1);
}

// P16: older Kineto calls its categories Kernel and Runtime.
TEST(TraceImport, OldCategoryNamesAreUnderstood) {
    std::string old = Plain;
    old.replace(old.find("\"kernel\""), 8, "\"Kernel\"");
    EXPECT_EQ(importTraceText(traceOf(old)).ops.size(), 1U);
}

TEST(TraceImport, ForeignFormatsAreRefusedByName) {
    EXPECT_THAT(refusal("SQLite format 3 and so on"), HasSubstr("SQLite"));
    EXPECT_THAT(refusal("Step Id,Name,Duration(us),Wait Time(us)\n1,x,2,3\n"), HasSubstr("Ascend"));
    EXPECT_THAT(refusal(R"([{"ph":"s","cat":"async_npu","name":"x","ts":"1"}])"), HasSubstr("Ascend"));
    EXPECT_THAT(refusal(R"({"rocprofiler-sdk-tool":[]})"), HasSubstr("rocprofv3"));
}

// A synchronisation record names both ends: the kernel launched before the event on stream 7 and the next one
// on 8.
TEST(TraceImport, SynchronisationRecordsGiveExactEdges) {
    const std::string sync =
        R"({"ph":"X","cat":"cuda_sync","name":"Stream Wait Event","pid":0,"tid":8,"ts":30,"dur":1,"args":{)"
        R"("wait_on_stream":7,"wait_on_cuda_event_record_corr_id":20,"stream":8,"correlation":21}})";
    const KernelTrace trace = importTraceText(traceOf(
        callEvent("cudaLaunchKernel", 1, 1, 1) + "," + callEvent("cudaEventRecord", 3, 1, 20) + "," +
        callEvent("cudaLaunchKernel", 4, 1, 2) + "," + callEvent("cudaStreamWaitEvent", 5, 1, 21) + "," +
        sync + "," + callEvent("cudaLaunchKernel", 7, 1, 3) + "," + kernelEvent("gemm_a", "10", "2", 7, 1) +
        "," + kernelEvent("gemm_b", "13", "2", 7, 2) + "," + kernelEvent("gemm_c", "13", "2", 8, 3)));
    ASSERT_EQ(trace.dependencies.size(), 1U);
    EXPECT_EQ(trace.ops[trace.dependencies[0].source.index()].name, "gemm_a");
    EXPECT_EQ(trace.ops[trace.dependencies[0].target.index()].name, "gemm_c");
    EXPECT_EQ(trace.dependencies[0].confidence, 1.0);
}

} // namespace
} // namespace sim
