// SPDX-License-Identifier: Apache-2.0
// Modelled kernel times beside recorded and measured ones, with the shipped parameters. The recordings are
// read where the user keeps them; without them these tests are skipped.
#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "hwdb/catalogue.h"
#include "kernel_fixture.h"

namespace sim {
namespace {

using fixture::gemm;

hwdb::Catalogue shipped() {
    return hwdb::Catalogue::build(":memory:", PURSER_SOURCE_DIR "/hwdb/data");
}

/// Mean absolute error of predictions, printed as it grows.
struct ErrorMean {
    double sum = 0;
    int count = 0;
    void add(double predicted, double measured) {
        sum += std::abs(predicted / measured - 1.0);
        ++count;
    }
    double percent() const { return count ? 100.0 * sum / count : 0.0; }
};

struct RecordedKernel {
    std::string role;
    Operator op;
    double seconds = 0;
};

/// Columns: phase,role,dtype,M,N,K,n,mean_us,...
std::vector<RecordedKernel> readTrainingTable(std::istream& in) {
    std::vector<RecordedKernel> kernels;
    std::string line;
    std::getline(in, line);
    while (std::getline(in, line)) {
        std::vector<std::string> cells;
        std::istringstream cut(line);
        for (std::string cell; std::getline(cut, cell, ',');)
            cells.push_back(cell);
        RecordedKernel k{cells.at(1), {}, std::stod(cells.at(7)) * 1e-6};
        if (cells[3].empty()) {
            k.op.opClass = k.role == "mla_core_bwd" ? OpClass::AttentionBackward : OpClass::AttentionPrefill;
            k.op.input = k.op.weight = Precision::Bf16;
            k.op.shape = AttentionShape{1, 4096, 4096, 128, 128, 192, 128, true};
        } else {
            k.op = gemm(std::stod(cells[3]), std::stod(cells[4]), std::stod(cells[5]),
                        cells[2] == "fp8" ? Precision::Fp8 : Precision::Bf16);
            k.op.accumulatesFp32 = cells[2] == "fp8" && k.role.find("wgrad") != std::string::npos;
            if (k.role.find("experts_") == 0) {
                k.op.opClass = OpClass::GroupedGemm;
                std::get<GemmShape>(k.op.shape).groups = 4; // 256 experts on 64 ranks
            }
        }
        kernels.push_back(k);
    }
    return kernels;
}

enum Group { Dense, Experts, Router, WeightGradients, ContendedGradients, Attention, GroupCount };
constexpr std::array<const char*, GroupCount> GroupNames{"dense forward and input gradients (not fitted)",
                                                         "grouped experts (not fitted)",
                                                         "router in BF16 (not fitted)",
                                                         "weight gradients (fitted)",
                                                         "expert gradients on two streams",
                                                         "attention (fitted)"};

Group groupOf(const RecordedKernel& k) {
    if (std::holds_alternative<AttentionShape>(k.op.shape)) return Attention;
    if (k.op.opClass == OpClass::GroupedGemm) return Experts;
    if (k.op.input == Precision::Bf16) return Router;
    if (!k.op.accumulatesFp32) return Dense;
    return k.role.find("expert") == 0 ? ContendedGradients : WeightGradients;
}

// DeepSeek-V3 training on H800, kernels on 112 of 132 SMs. Dense and grouped parameters come from stand-alone
// benchmarks of another source, so these rows are a prediction: training runs 20 % (dense) slower than the
// benchmarks, beside communication kernels that share HBM and power. The bounds are what was measured,
// rounded up.
TEST(RecordedKernels, OfTheH800TrainingTraceAreMetWithinStatedErrors) {
    std::ifstream in(PURSER_SHARED_DATA "/traces/derived/gemm_attention_table.csv");
    if (!in) GTEST_SKIP() << "the derived table of the recorded trace is not here";
    const auto h800 = shipped().deviceKernels("h800-sxm");
    std::array<ErrorMean, GroupCount> errors;
    for (const auto& k : readTrainingTable(in)) {
        const auto cost = kernelCost(k.op, h800, 112.0 / 132.0);
        const Group group = groupOf(k);
        errors[group].add(cost.time.base(), k.seconds);
        std::printf("%-22s predicted %7.1f us, recorded %7.1f us, %+6.1f %%\n", k.role.c_str(),
                    cost.time.base() * 1e6, k.seconds * 1e6, 100.0 * (cost.time.base() / k.seconds - 1.0));
    }
    for (std::size_t g = 0; g < errors.size(); ++g)
        std::printf("%-46s %2d rows, mean absolute error %.1f %%\n", GroupNames[g], errors[g].count,
                    errors[g].percent());
    EXPECT_EQ(errors[Dense].count, 16);
    EXPECT_LT(errors[Dense].percent(), 23.0);
    EXPECT_EQ(errors[Experts].count, 4);
    EXPECT_LT(errors[Experts].percent(), 12.0);
    EXPECT_LT(errors[Router].percent(), 40.0); // 64 tiles on 112 SMs: the roofline row counts no waves
    EXPECT_LT(errors[WeightGradients].percent(), 7.0);
    EXPECT_LT(errors[ContendedGradients].percent(), 26.0);
    EXPECT_LT(errors[Attention].percent(), 3.0);
}

using Shape = std::array<double, 3>; ///< m, n, k

/// The number behind ""key"": "" in a row of the file, whose last column is JSON with its quotes doubled.
double field(const std::string& line, const std::string& key) {
    const std::string mark = "\"\"" + key + "\"\": \"\"";
    const auto at = line.find(mark);
    return at == std::string::npos ? 0.0 : std::stod(line.substr(at + mark.size()));
}

std::map<Shape, double> readDenseTable(const std::string& mark) {
    std::ifstream in(PURSER_SHARED_DATA "/validation/infersim_kernels_h20_h800.csv");
    std::map<Shape, double> rows;
    for (std::string line; std::getline(in, line);)
        if (line.find(mark) == 0)
            rows[{field(line, "m"), field(line, "n"), field(line, "k")}] = field(line, "latency_us") * 1e-6;
    return rows;
}

// The weight shapes measured on both devices were kept out of the H20 fit, so this is a prediction of H20
// both by the model alone and by carrying the H800 measurement over. Peaks differ by 6.7; the measured ratios
// are 0.8-5.0.
TEST(MeasuredKernels, CarriedFromH800ToH20AreMetWithinStatedErrors) {
    const auto h20Rows = readDenseTable("h20,gemm/"), h800Rows = readDenseTable("h800,gemm/");
    if (h20Rows.empty()) GTEST_SKIP() << "the table of measured H20 and H800 kernels is not here";
    const auto catalogue = shipped();
    const auto h20 = catalogue.deviceKernels("h20-96gb"), h800 = catalogue.deviceKernels("h800-sxm");
    ErrorMean direct, carried, byPeak, large;
    for (const auto& [shape, measured] : h20Rows) {
        const auto other = h800Rows.find(shape);
        if (other == h800Rows.end()) continue;
        const auto op = gemm(shape[0], shape[1], shape[2], Precision::Fp8);
        const auto cost = retarget(Seconds{other->second}, op, 1.0, h800, 1.0, h20);
        EXPECT_EQ(cost.basis, Basis::Interpolated);
        direct.add(kernelCost(op, h20).time.base(), measured);
        carried.add(cost.time.base(), measured);
        if (shape[0] >= 4096) large.add(cost.time.base(), measured);
        byPeak.add(other->second * (h800.spec.peakOf(Precision::Fp8) / h20.spec.peakOf(Precision::Fp8)),
                   measured);
    }
    std::printf("H800 -> H20, %d shapes: carried %.1f %%, model alone %.1f %%, by peak ratio %.1f %%; "
                "m >= 4096: carried %.1f %% of %d\n",
                carried.count, carried.percent(), direct.percent(), byPeak.percent(), large.percent(),
                large.count);
    ASSERT_GE(carried.count, 20);
    EXPECT_LT(carried.percent(), 10.0);
    EXPECT_LT(direct.percent(), 9.0);
    EXPECT_LT(carried.percent(), byPeak.percent());
}

// Sums of the same operators of one model recorded on H100 and MI300X (TraceLens fixtures): products
// 8944 x 1024 x 2816 took 1.32 times as long on MI300X, streaming kernels 0.52-0.75 times (mul 0.62, copy
// 0.52 and 0.75, cat 0.67, add 0.59, pow 0.71). By peaks it would be 0.76 and 0.63. Attention (1.44) is not
// compared: the fixture does not say its lengths.
TEST(MeasuredKernels, OfH100AndMi300xDifferAsRecorded) {
    const auto catalogue = shipped();
    const auto h100 = catalogue.deviceKernels("h100-sxm"), mi300x = catalogue.deviceKernels("mi300x");
    const auto ratio = [&](const Operator& op) {
        return kernelCost(op, mi300x).time / kernelCost(op, h100).time;
    };
    const double product = ratio(gemm(8944, 1024, 2816));
    const double streaming = ratio(fixture::moving(100e6));
    std::printf("H100 -> MI300X: product %.2f (recorded 1.32), streaming %.2f (0.52-0.75)\n", product,
                streaming);
    EXPECT_NEAR(product / 1.32, 1.0, 0.20); // the acceptance targets of the trace study: 20 % and 15 %
    EXPECT_NEAR(streaming / 0.63, 1.0, 0.15);
}

} // namespace
} // namespace sim
