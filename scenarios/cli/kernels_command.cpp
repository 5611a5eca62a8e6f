// SPDX-License-Identifier: Apache-2.0
// Questions to the kernel cost model on the terminal, its fits and their accuracy.
#include "scenarios/cli/kernels_command.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "hwdb/catalogue.h"
#include "hwdb/measured_tables.h"
#include "scenarios/cli/console.h"
#include "scenarios/cli/output_file.h"
#include "simulator/base/error.h"
#include "simulator/kernels/kernel_transfer.h"

namespace cli {

namespace {

using sim::OpClass;

[[noreturn]] void bad(const std::string& what, const char* where, const std::string& hint) {
    throw sim::Error(sim::ErrorCode::BadInput, what, where, hint);
}

void setFormat(sim::Operator& op, const std::string& dtype) {
    struct Format {
        std::string_view name;
        sim::Precision precision;
        sim::Scaling scaling;
    };
    using P = sim::Precision;
    using S = sim::Scaling;
    static constexpr Format Formats[] = {
        {"bf16", P::Bf16, S::Any},      {"fp16", P::Fp16, S::Any},          {"fp8", P::Fp8, S::Any},
        {"fp8_row", P::Fp8, S::Tensor}, {"fp8_block", P::Fp8, S::Block128}, {"mxfp8", P::Fp8, S::Mx32},
        {"nvfp4", P::Fp4, S::Nv16},     {"mxfp4", P::Fp4, S::Mx32},         {"int8", P::Int8, S::Any},
        {"tf32", P::Tf32, S::Any},      {"fp32", P::Fp32, S::Any},          {"fp64", P::Fp64, S::Any},
    };
    for (const Format& f : Formats)
        if (f.name == dtype) {
            op.input = op.weight = f.precision;
            op.scaling = f.scaling;
            return;
        }
    bad(fmt::format("unknown number format \"{}\"", dtype), "--dtype",
        "one of bf16, fp16, fp8, fp8_row, fp8_block, mxfp8, nvfp4, mxfp4, int8, tf32, fp32, fp64");
}

sim::Operator operatorOf(const KernelQuestion& q) {
    const auto opClass = sim::opClassFromName(q.opClass);
    if (!opClass || sim::isCommunication(*opClass) || *opClass == OpClass::Unknown)
        bad(fmt::format("\"{}\" is no class of kernels", q.opClass), "CLASS",
            "for example gemm, grouped_gemm, attention_prefill, mla_decode, moe_experts, norm");
    sim::Operator op;
    op.opClass = *opClass;
    op.isInference = true;
    setFormat(op, q.dtype);
    const auto& s = q.sizes;
    const auto want = [&](std::size_t count, const char* names) {
        if (s.size() != count || std::any_of(s.begin(), s.end(), [](double x) { return !(x > 0); }))
            bad(fmt::format("{} sizes for {}, expected {} above zero", s.size(), q.opClass, count), "SIZES",
                fmt::format("give {}", names));
    };
    if (q.opClass == "gemm" || q.opClass == "bmm")
        want(3, "M N K"), op.shape = sim::GemmShape{s[0], s[1], s[2], 1};
    else if (q.opClass == "grouped_gemm")
        want(4, "M N K GROUPS"), op.shape = sim::GemmShape{s[0], s[1], s[2], s[3]};
    else if (q.opClass == "moe_experts")
        want(4, "ROWS EXPERTS HIDDEN INTER"), op.shape = sim::MoeShape{s[0], s[1], s[2], s[3]};
    else if (q.opClass == "linear_attention")
        want(5, "BATCH LENGTH HEADS KEY_DIM VALUE_DIM"),
            op.shape = sim::LinearAttentionShape{s[0], s[1], s[2], s[3], s[4]};
    else if (q.opClass == "mla_decode")
        want(4, "BATCH Q KV HEADS"),
            op.shape = sim::AttentionShape{s[0], s[1], s[2], s[3], 1, 576, 512, true};
    else if (q.opClass.starts_with("mla_"))
        want(4, "BATCH Q KV HEADS"),
            op.shape = sim::AttentionShape{s[0], s[1], s[2], s[3], s[3], 192, 128, true};
    else if (q.opClass == "attention_aux")
        want(1, "ELEMENTS"), op.shape = sim::ElementwiseShape{s[0]};
    else if (q.opClass.find("attention") != std::string::npos || q.opClass == "sparse_indexer" ||
             q.opClass == "top_k")
        want(6, "BATCH Q KV HEADS KV_HEADS DIM"),
            op.shape = sim::AttentionShape{s[0], s[1], s[2], s[3], s[4], s[5], s[5], true};
    else
        want(1, "ELEMENTS"), op.shape = sim::ElementwiseShape{s[0]};
    return op;
}

const char* tierName(sim::CostTier tier) {
    switch (tier) {
    case sim::CostTier::Measured:
        return "T0 measured";
    case sim::CostTier::Neighbour:
        return "T1 neighbours";
    case sim::CostTier::Sibling:
        return "T2 sibling";
    case sim::CostTier::PhysicsAnchored:
        return "T3 fitted physics";
    default:
        return "T4 physics with priors";
    }
}

std::vector<std::string> splitNames(std::string_view text) {
    std::vector<std::string> names;
    while (!text.empty()) {
        const auto comma = text.find(',');
        if (comma != 0) names.emplace_back(text.substr(0, comma));
        text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    }
    return names;
}

std::optional<sim::DeviceSpec> deviceOf(hwdb::Catalogue& catalogue, const std::string& system) {
    try {
        return catalogue.device(system);
    } catch (const sim::Error&) {
        return std::nullopt;
    }
}

/// Calls `use` with each series of the tables whose device the catalogue knows.
template<class Use>
void forEachSeries(hwdb::Catalogue& catalogue, const std::vector<std::string>& tables, int rows,
                   std::size_t fewest, const Console& console, Use use) {
    for (const auto& table : tables) {
        for (const auto& series : hwdb::readMeasuredTable(table, static_cast<std::size_t>(rows))) {
            if (series.rows.size() < fewest) continue;
            const auto device = deviceOf(catalogue, series.system);
            if (!device) {
                console.note(fmt::format("{}: not in the catalogue, left out", series.system));
                continue;
            }
            if (series.precision != sim::Precision::None && !device->supports(series.precision)) continue;
            use(series, *device);
        }
    }
}

std::string className(const hwdb::MeasuredSeries& s) {
    std::string name = fmt::format("{} {}", sim::opClassName(s.opClass), sim::precisionName(s.precision));
    if (s.scaling != sim::Scaling::Any) name += fmt::format("/{}", sim::scalingName(s.scaling));
    return name;
}

std::string coverText(double share) {
    return share < 0.0 ? "-" : fmt::format("{:.0f}", 100.0 * share);
}

std::string percent(double x) {
    return fmt::format("{:.1f}", 100.0 * x);
}

std::string threeErrors(const std::vector<double>& errors) {
    const auto s = sim::summariseErrors(errors);
    return fmt::format("{}/{}/{}", percent(s.mean), percent(s.median), percent(s.p90));
}

/// One class and implementation on one device.
struct FittedSeries {
    std::string system;
    sim::DeviceSpec device;
    std::vector<sim::KernelObservation> rows;
    sim::KernelParameters parameters;
};

/// Each device from the mean of the others that run the same kernels.
std::string transferTable(const std::map<std::string, std::vector<FittedSeries>>& kernels,
                          const Console& console) {
    constexpr std::size_t Anchors = 5;
    TextTable table({{"class and implementation"}, {"device"}, {"0 anchors %", true}, {"5 anchors %", true}});
    for (const auto& [name, devices] : kernels)
        for (const auto& target : devices) {
            std::vector<sim::KernelParameters> others;
            for (const auto& other : devices)
                if (other.system != target.system) others.push_back(other.parameters);
            if (others.empty()) continue;
            const auto errors =
                sim::judgeTransfer(target.rows, sim::meanParameters(others), target.device, Anchors);
            table.add({{name},
                       {target.system},
                       {threeErrors(errors.withoutAnchors)},
                       {threeErrors(errors.withAnchors)}});
        }
    return table.text(console.style);
}

} // namespace

int kernelsShow(hwdb::Catalogue& catalogue, const KernelQuestion& question, const Console& console) {
    const auto op = operatorOf(question);
    const auto devices = splitNames(question.devices);
    if (devices.empty()) bad("no device given", "--on", "for example --on h800,h20,b200");
    TextTable table({{"device"}, {"time", true}, {"10-90 %", true}, {"bound", true}, {"tier"}, {"note"}});
    for (const auto& name : devices) {
        const auto kernels = catalogue.deviceKernels(name);
        try {
            const auto cost = sim::kernelCost(op, kernels);
            const double us = cost.time.base() * 1e6, factor = std::exp(sim::NormalP90 * cost.sigma);
            const double bound = sim::physicalBound(op, kernels).base() * 1e6;
            table.add({{kernels.spec.shortName},
                       {fmt::format("{:.4g} us", us)},
                       {fmt::format("{:.4g}-{:.4g}", us / factor, us * factor)},
                       {fmt::format("{:.4g} us", bound)},
                       {tierName(cost.tier)},
                       {cost.note}});
        } catch (const sim::Error& error) {
            if (error.code() != sim::ErrorCode::Infeasible) throw;
            table.add({{kernels.spec.shortName}, {"-"}, {"-"}, {"-"}, {"refused"}, {error.what()}});
        }
    }
    console.print(table.text(console.style));
    return 0;
}

int kernelsAccuracy(hwdb::Catalogue& catalogue, const std::vector<std::string>& tables, int rows,
                    const Console& console) {
    TextTable table({{"class"},
                     {"device"},
                     {"implementation"},
                     {"rows", true},
                     {"physics %", true},
                     {"with neighbours %", true},
                     {"cover %", true}});
    std::map<std::string, sim::PredictionErrors> classes;
    std::map<std::string, std::vector<FittedSeries>> kernels;
    constexpr std::size_t Fewest = 60; // fewer say little about a whole class
    forEachSeries(
        catalogue, tables, rows, Fewest, console, [&](const auto& series, const sim::DeviceSpec& device) {
            kernels[className(series) + " " + series.implementation].push_back(
                {series.system, device, series.rows,
                 sim::fitKernels(series.rows, sim::fitPrior(series.opClass), device)});
            const auto errors = sim::crossValidate(series.rows, sim::fitPrior(series.opClass), device);
            if (errors.physics.empty()) {
                console.note(fmt::format("{} {}: all rows are of one group, not judged", series.system,
                                         series.implementation));
                return;
            }
            const auto a = sim::summariseErrors(errors.physics), b = sim::summariseErrors(errors.neighbours);
            table.add({{className(series)},
                       {series.system},
                       {series.implementation},
                       {fmt::format("{}", series.rows.size())},
                       {fmt::format("{}/{}/{}", percent(a.mean), percent(a.median), percent(a.p90))},
                       {fmt::format("{}/{}/{}", percent(b.mean), percent(b.median), percent(b.p90))},
                       {coverText(errors.physicsCover) + "/" + coverText(errors.neighboursCover)}});
            auto& all = classes[className(series)];
            all.physics.insert(all.physics.end(), errors.physics.begin(), errors.physics.end());
            all.neighbours.insert(all.neighbours.end(), errors.neighbours.begin(), errors.neighbours.end());
        });
    TextTable summary({{"class"}, {"rows", true}, {"physics %", true}, {"with neighbours %", true}});
    for (const auto& [name, errors] : classes) {
        const auto a = sim::summariseErrors(errors.physics), b = sim::summariseErrors(errors.neighbours);
        summary.add({{name},
                     {fmt::format("{}", errors.physics.size())},
                     {fmt::format("{}/{}/{}", percent(a.mean), percent(a.median), percent(a.p90))},
                     {fmt::format("{}/{}/{}", percent(b.mean), percent(b.median), percent(b.p90))}});
    }
    console.print(
        "Errors |model/measured - 1| in %: mean/median/90th percentile. Five folds; whole weight shapes or\n"
        "head configurations withheld. Cover: share of truths in the 80 % interval, physics/neighbours.\n\n");
    console.print(table.text(console.style));
    console.print("\nBy class, all devices and implementations\n\n");
    console.print(summary.text(console.style));
    console.print("\nEach device from the others that run the same kernels (physics alone)\n\n");
    console.print(transferTable(kernels, console));
    return 0;
}

int kernelsFit(hwdb::Catalogue& catalogue, const std::vector<std::string>& tables, int rows,
               const std::string& out, const Console& console) {
    std::string text =
        "system,op_class,precision,compute_efficiency,memory_efficiency,latency_us,rows_half,"
        "dim_half,additive_efficiency,norm,spread,basis,source,date,accumulates_fp32,scaling\n";
    const auto orEmpty = [](double x) { return x > 0.0 ? fmt::format("{:.4g}", x) : std::string(); };
    std::size_t count = 0;
    constexpr std::size_t Fewest = 5; // the designed anchors
    forEachSeries(
        catalogue, tables, rows, Fewest, console, [&](const auto& series, const sim::DeviceSpec& device) {
            const auto p = sim::fitKernels(series.rows, sim::fitPrior(series.opClass), device);
            text += fmt::format(
                "{},{},{},{},{},{:.4g},{},{},{},{},{:.3g},interpolated,\"fit to {} of {} rows of {}\",,,{}\n",
                device.shortName, sim::opClassName(series.opClass), sim::precisionName(series.precision),
                orEmpty(p.computeEfficiency), orEmpty(p.memoryEfficiency), p.latency.base() * 1e6,
                orEmpty(p.rowsHalf), orEmpty(p.dimHalf), orEmpty(p.additiveEfficiency), orEmpty(p.norm),
                p.spread, series.rows.size(), series.rowsRead, series.implementation,
                sim::scalingName(series.scaling));
            ++count;
        });
    if (count == 0) bad("no series of at least 5 rows on a known device", "TABLES", "give more measurements");
    const std::filesystem::path file(out);
    writeFiles(file.has_parent_path() ? file.parent_path() : ".", {{file.filename().string(), text}});
    console.note(fmt::format("{} rows written to {}", count, out));
    return 0;
}

} // namespace cli
