// SPDX-License-Identifier: Apache-2.0
// Facts put together into what the model reads: devices, systems, kernel parameters, links.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "hwdb/catalogue_impl.h"
#include "simulator/base/error.h"
#include "simulator/base/units.h"

namespace hwdb {

namespace {

sim::Basis basisFromName(std::string_view name) {
    for (const auto basis : {sim::Basis::Measured, sim::Basis::Interpolated, sim::Basis::Modelled})
        if (sim::basisName(basis) == name) return basis;
    return sim::Basis::Assumed;
}

SubjectSummary subjectRow(const Database& db, const std::string& id) {
    Statement read(db, "SELECT id, short_name, name, vendor, kind, confidence FROM subject WHERE id = ?");
    read.bind(1, id).step();
    return {read.text(0), read.text(1), read.text(2), read.text(3), read.text(4), read.text(5)};
}

int whole(std::optional<double> value, int otherwise) {
    return value ? static_cast<int>(*value) : otherwise;
}

} // namespace

PreferredFacts::PreferredFacts(const Database& database, std::string subject) : subject_(std::move(subject)) {
    Statement read(database, fmt::format("SELECT {} FROM fact_chosen WHERE subject = ? AND preferred = 1 AND "
                                         "sparsity <> 'sparse' ORDER BY id",
                                         FactColumns));
    read.bind(1, subject_);
    while (read.step())
        facts_.push_back(readFact(read));
}

const Fact* PreferredFacts::find(std::string_view property) const {
    const auto found =
        std::find_if(facts_.begin(), facts_.end(), [&](const Fact& f) { return f.property == property; });
    return found == facts_.end() ? nullptr : &*found;
}

std::string PreferredFacts::text(std::string_view property) const {
    const Fact* f = find(property);
    return f ? f->valueText : std::string();
}

std::string PreferredFacts::source(std::string_view property) const {
    const Fact* f = find(property);
    return f ? f->source : std::string();
}

std::optional<double> PreferredFacts::value(std::string_view property) const {
    const Fact* f = find(property);
    if (!f || !f->value) return std::nullopt;
    const auto* unit = sim::findUnit(f->unit);
    return *f->value * (unit ? unit->toBase : 1.0);
}

std::optional<double> PreferredFacts::oneDirection(std::string_view property) const {
    const auto both = value(property);
    if (!both) return std::nullopt;
    return find(property)->direction == "bidirectional" ? *both / 2.0 : *both;
}

double PreferredFacts::required(std::string_view property) const {
    if (const auto found = value(property)) return *found;
    throw sim::Error(
        sim::ErrorCode::BadInput, fmt::format("the catalogue has no {} of {}", property, subject_), "hwdb",
        fmt::format("add what you know with: purser hw add {} {} VALUE --source TEXT", subject_, property));
}

sim::DeviceSpec Catalogue::device(std::string_view name) const {
    const auto& db = *impl_->database;
    const auto row = subjectRow(db, resolve("accelerator", name));
    const PreferredFacts facts(db, row.id);
    sim::DeviceSpec d;
    d.id = row.id;
    d.shortName = row.shortName;
    d.name = row.name;
    d.vendor = row.vendor;
    d.architecture = facts.text("kernel_family");
    d.diesPerPackage = whole(facts.value("dies_per_package"), 1);
    d.smCount = whole(facts.value("sm_count"), 0);
    d.boostClockHz = facts.value("boost_clock").value_or(0.0);
    const auto setPeak = [&](sim::Precision p, std::string_view property) {
        if (const auto peak = facts.value(property))
            d.peak[static_cast<std::size_t>(p)] = sim::FlopsPerSecond{*peak};
    };
    setPeak(sim::Precision::Fp64, "peak_fp64");
    setPeak(sim::Precision::Fp64, "peak_fp64_matrix"); // matrix units where there are any
    setPeak(sim::Precision::Fp32, "peak_fp32");
    setPeak(sim::Precision::Tf32, "peak_tf32");
    setPeak(sim::Precision::Bf16, "peak_bf16");
    setPeak(sim::Precision::Fp16, "peak_fp16");
    setPeak(sim::Precision::Fp8, "peak_fp8");
    setPeak(sim::Precision::Int8, "peak_int8");
    setPeak(sim::Precision::Fp4, "peak_fp4");
    d.memory = sim::Bytes{facts.value("memory").value_or(0.0)};
    d.memoryUsable = sim::Bytes{facts.value("memory_usable").value_or(d.memory.base())};
    d.memoryBandwidth = sim::BytesPerSecond{facts.value("memory_bandwidth").value_or(0.0)};
    d.lastLevelCache = sim::Bytes{facts.value("last_level_cache").value_or(0.0)};
    d.scaleUpBandwidth = sim::BytesPerSecond{facts.oneDirection("scale_up_bandwidth").value_or(0.0)};
    d.scaleUpDomain = whole(facts.value("scale_up_domain"), 1);
    d.tdp = sim::Watts{facts.value("tdp").value_or(0.0)};
    d.confidence = row.confidence;
    d.basis = row.confidence == "memory" ? sim::Basis::Assumed : sim::Basis::Measured;
    return d;
}

sim::SystemSpec Catalogue::system(std::string_view name) const {
    const auto& db = *impl_->database;
    const auto row = subjectRow(db, resolve("system", name));
    const PreferredFacts facts(db, row.id);
    sim::SystemSpec s;
    s.id = row.id;
    s.name = row.name;
    s.deviceId = facts.text("device");
    s.devicesPerNode = static_cast<int>(facts.required("devices_per_node"));
    s.scaleUpDomain = static_cast<int>(facts.required("scale_up_domain"));
    s.scaleOutBandwidth = sim::BytesPerSecond{facts.oneDirection("scale_out_bandwidth").value_or(0.0)};
    s.confidence = row.confidence;
    return s;
}

sim::DeviceKernels Catalogue::deviceKernels(std::string_view name) const {
    sim::DeviceKernels kernels;
    kernels.spec = device(name);
    Statement read(
        *impl_->database,
        "SELECT system, op_class, precision, compute_efficiency, memory_efficiency, latency_us, rows_half, "
        "dim_half, additive_efficiency, norm, spread, basis, source, accumulates_fp32, scaling FROM "
        "kernel_parameter "
        "WHERE system IN (?1, ?2, '*') ORDER BY id");
    read.bind(1, kernels.spec.id).bind(2, "family:" + sim::kernelFamily(kernels.spec));
    while (read.step()) {
        sim::KernelParameters p;
        p.systemId = read.text(0);
        p.opClass = sim::opClassFromName(read.text(1)).value_or(sim::OpClass::Unknown);
        const auto precision = read.text(2);
        for (std::size_t i = 0; i <= sim::PrecisionCount; ++i)
            if (sim::precisionName(static_cast<sim::Precision>(i)) == precision)
                p.precision = static_cast<sim::Precision>(i);
        p.computeEfficiency = read.optionalReal(3).value_or(0.0);
        p.memoryEfficiency = read.optionalReal(4).value_or(0.0);
        p.latency = sim::Seconds{read.optionalReal(5).value_or(0.0) * 1e-6};
        p.rowsHalf = read.optionalReal(6).value_or(0.0);
        p.dimHalf = read.optionalReal(7).value_or(0.0);
        p.additiveEfficiency = read.optionalReal(8).value_or(0.0);
        p.norm = read.optionalReal(9).value_or(p.norm);
        p.spread = read.optionalReal(10).value_or(p.spread);
        p.basis = basisFromName(read.text(11));
        p.source = read.text(12);
        p.accumulatesFp32 = read.real(13) != 0.0;
        p.scaling = sim::scalingFromName(read.text(14)).value_or(sim::Scaling::Any);
        (p.systemId == "*" ? kernels.priors : kernels.fitted).push_back(std::move(p));
    }
    return kernels;
}

namespace {

/// The row of the system itself, else that of "*".
std::optional<sim::LinkUse> linkUse(const Database& db, const std::string& system, std::string_view level,
                                    std::string_view exchange) {
    Statement read(
        db, "SELECT efficiency, latency_us, sigma, basis, source FROM link_efficiency WHERE level = ?1 AND "
            "exchange = ?2 AND system IN (?3, '*') ORDER BY system = '*', id LIMIT 1");
    read.bind(1, level).bind(2, exchange).bind(3, system);
    if (!read.step()) return std::nullopt;
    sim::LinkUse use;
    use.efficiency = read.real(0);
    use.latency = sim::Seconds{read.real(1) * 1e-6};
    use.sigma = read.real(2);
    use.basis = basisFromName(read.text(3));
    use.source = read.text(4);
    return use;
}

sim::LinkLevel linkLevel(const Database& db, const std::string& system, std::string_view level,
                         sim::BytesPerSecond bandwidth) {
    const auto allToAll = linkUse(db, system, level, "all_to_all");
    if (!allToAll)
        throw sim::Error(sim::ErrorCode::BadInput,
                         fmt::format("the catalogue has no {} efficiency of {} and no prior", level, system),
                         "link_efficiency.csv", "add a row for the system, or one for \"*\"");
    sim::LinkLevel link;
    link.bandwidth = bandwidth;
    link.efficiency = allToAll->efficiency;
    link.latency = allToAll->latency;
    link.sigma = allToAll->sigma;
    link.basis = allToAll->basis;
    link.source = allToAll->source;
    link.ring = linkUse(db, system, level, "ring");
    link.pointToPoint = linkUse(db, system, level, "point_to_point");
    link.directReduction = linkUse(db, system, level, "direct_reduction");
    return link;
}

} // namespace

sim::ExchangeFabric Catalogue::exchangeFabric(std::string_view name) const {
    const auto& db = *impl_->database;
    const auto spec = system(name);
    const PreferredFacts facts(db, spec.id);
    auto scaleUp = facts.oneDirection("scale_up_bandwidth");
    if (!scaleUp && !spec.deviceId.empty())
        scaleUp = PreferredFacts(db, spec.deviceId).oneDirection("scale_up_bandwidth");
    sim::ExchangeFabric fabric;
    fabric.devicesPerDomain = spec.scaleUpDomain;
    fabric.scaleUp = linkLevel(db, spec.id, "scale_up", sim::BytesPerSecond{scaleUp.value_or(0.0)});
    fabric.scaleOut = linkLevel(db, spec.id, "scale_out", spec.scaleOutBandwidth);
    return fabric;
}

} // namespace hwdb
