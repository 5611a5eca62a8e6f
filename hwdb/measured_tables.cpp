// SPDX-License-Identifier: Apache-2.0
// One reader for the five kinds of tables; what a row measures is said in the study's data notes.
#include "hwdb/measured_tables.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <string_view>

#include <fmt/format.h>

#include "simulator/base/error.h"
#include "simulator/traces/compressed_reader.h"

namespace hwdb {

namespace {

using sim::KernelObservation;
using sim::OpClass;
using sim::Precision;
using sim::Scaling;

std::vector<std::string_view> split(std::string_view line) {
    std::vector<std::string_view> cells;
    for (;;) {
        const auto comma = line.find(',');
        cells.push_back(line.substr(0, comma));
        if (comma == std::string_view::npos) return cells;
        line.remove_prefix(comma + 1);
    }
}

/// A row whose cells are asked for by the name of their column.
class TableRow {
  public:
    TableRow(const std::vector<std::string>& header, std::vector<std::string_view> cells, std::string where)
        : header_(header), cells_(std::move(cells)), where_(std::move(where)) {
        if (cells_.size() != header_.size())
            fail(fmt::format("{} cells, expected the {} of the header", cells_.size(), header_.size()));
    }
    bool has(std::string_view name) const {
        return std::find(header_.begin(), header_.end(), name) != header_.end();
    }
    std::string_view text(std::string_view name) const {
        const auto at = std::find(header_.begin(), header_.end(), name);
        if (at == header_.end()) fail(fmt::format("the table has no column \"{}\"", name));
        return cells_[static_cast<std::size_t>(at - header_.begin())];
    }
    std::string textOr(std::string_view name, std::string_view other) const {
        return std::string(has(name) ? text(name) : other);
    }
    double number(std::string_view name) const {
        const auto cell = text(name);
        double value = 0.0;
        const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
        if (error != std::errc() || end != cell.data() + cell.size())
            fail(fmt::format("{} is \"{}\", expected a number", name, cell));
        return value;
    }
    [[noreturn]] void fail(const std::string& what) const {
        throw sim::Error(sim::ErrorCode::BadInput, what, where_,
                         "the columns are described in hwdb/README.md");
    }

  private:
    const std::vector<std::string>& header_;
    std::vector<std::string_view> cells_;
    std::string where_;
};

struct Format {
    Precision precision = Precision::None;
    Scaling scaling = Scaling::Any;
};

/// None for formats that the model has no arithmetic for (weights of four bits with wide activations).
Format formatOf(std::string_view name) {
    if (name == "bf16") return {Precision::Bf16, Scaling::Any};
    if (name == "fp8") return {Precision::Fp8, Scaling::Tensor};
    if (name == "fp8_block") return {Precision::Fp8, Scaling::Block128};
    if (name == "nvfp4") return {Precision::Fp4, Scaling::Nv16};
    if (name == "int8") return {Precision::Int8, Scaling::Any};
    return {};
}

std::uint64_t mixed(std::initializer_list<double> numbers) {
    std::uint64_t h = 1469598103934665603ull;
    for (const double x : numbers) {
        h ^= static_cast<std::uint64_t>(x);
        h *= 1099511628211ull;
        h ^= h >> 29;
    }
    return h;
}

void setFormat(KernelObservation& row, MeasuredSeries& series, const Format& format) {
    row.op.input = row.op.weight = series.precision = format.precision;
    row.op.scaling = series.scaling = format.scaling;
}

bool readGemm(const TableRow& r, MeasuredSeries& series, KernelObservation& row) {
    setFormat(row, series, formatOf(r.text("dtype")));
    series.opClass = OpClass::Gemm;
    const double m = r.number("m"), n = r.number("n"), k = r.number("k");
    row.op.shape = sim::GemmShape{m, n, k, 1};
    // The loop goes round six copies of the weights.
    // "_cold" says that the caches were flushed.
    if (!r.text("impl").ends_with("_cold"))
        row.retouched = 6.0 * n * k * sim::precisionBytes(series.precision);
    // FP8-class rows hold the kernel that quantises the activations, except the one that says not ("_nq").
    if (series.precision != Precision::Bf16 && !r.text("impl").ends_with("_nq"))
        row.otherBytes = m * k * (2.0 + sim::precisionBytes(series.precision));
    row.group = mixed({n, k});
    return true;
}

bool readAttention(const TableRow& r, MeasuredSeries& series, KernelObservation& row) {
    setFormat(row, series, formatOf(r.text("dtype")));
    row.op.scaling = series.scaling = Scaling::Any;
    row.op.weight = formatOf(r.text("kv_dtype")).precision;
    // A cache narrower than the queries is another kernel.
    if (row.op.weight != row.op.input) return false;
    const double heads = r.number("heads"), kv = r.number("kv_heads"), dim = r.number("head_dim");
    const double q = r.number("q_len"), length = r.number("kv_len"), batch = r.number("batch");
    series.opClass = q == 1.0 && length > 1.0 ? OpClass::AttentionDecode : OpClass::AttentionPrefill;
    row.op.shape = sim::AttentionShape{batch, q, length, heads, kv, dim, dim, true, r.number("window")};
    if (series.opClass == OpClass::AttentionDecode)
        row.retouched = 2.0 * batch * kv * length * dim * sim::precisionBytes(row.op.weight);
    row.group = mixed({heads, kv, dim, r.number("window")});
    return true;
}

bool readMla(const TableRow& r, MeasuredSeries& series, KernelObservation& row) {
    setFormat(row, series, formatOf(r.text("dtype")));
    row.op.weight = formatOf(r.text("kv_dtype")).precision;
    if (row.op.weight != row.op.input) return false;
    const double heads = r.number("heads"), batch = r.number("batch"), length = r.number("kv_len");
    const bool isDecode = r.text("phase") == "decode";
    series.opClass = isDecode ? OpClass::MlaDecode : OpClass::MlaPrefill;
    row.op.shape = isDecode
                       ? sim::AttentionShape{batch, r.number("q_len"), length, heads, 1, 576, 512, true}
                       : sim::AttentionShape{batch, r.number("q_len"), length, heads, heads, 192, 128, true};
    if (isDecode) row.retouched = batch * length * 576 * sim::precisionBytes(row.op.weight);
    row.group = mixed({heads});
    return true;
}

bool readMoe(const TableRow& r, MeasuredSeries& series, KernelObservation& row) {
    setFormat(row, series, formatOf(r.text("dtype")));
    series.opClass = OpClass::MoeExperts;
    const double ep = r.number("ep"), experts = r.number("experts"), topk = r.number("topk");
    // Above 64 ways the routing of the benchmark makes artefacts; skewed rows are single random draws.
    if (r.text("dist") != "balanced" || ep > 64.0) return false;
    const double pairs = r.number("tokens") * topk / ep, local = experts / ep;
    if (pairs < 1.0) return false;
    row.op.shape =
        sim::MoeShape{pairs, std::min(local, pairs), r.number("hidden"), r.number("inter") / r.number("tp")};
    row.group = mixed({r.number("hidden"), r.number("inter"), topk, experts});
    return true;
}

bool readMemory(const TableRow& r, MeasuredSeries& series, KernelObservation& row) {
    const auto op = r.text("op");
    const double elements = r.number("m") * r.number("k");
    double bytesPerElement = 4.0; // read and written in BF16
    series.opClass = OpClass::Elementwise;
    if (op == "add") bytesPerElement = 6.0;
    if (op == "input_layernorm" || op == "post_attention_layernorm") series.opClass = OpClass::Norm;
    if (op == "mlp_act") series.opClass = OpClass::Activation, bytesPerElement = 6.0;
    if (op.starts_with("quant_")) series.opClass = OpClass::Quantize, bytesPerElement = 3.0;
    row.op.bytesRead = sim::Bytes{bytesPerElement * elements};
    row.op.shape = sim::ElementwiseShape{elements};
    row.retouched = bytesPerElement * elements;
    row.group = mixed({r.number("m"), r.number("k")});
    series.implementation += fmt::format("/{}", op);
    return true;
}

bool readRow(const TableRow& r, MeasuredSeries& series, KernelObservation& row) {
    series.system = r.text("system");
    series.implementation = r.textOr("impl", "");
    if (r.has("kernel")) series.implementation += "/" + std::string(r.text("kernel"));
    row.seconds = r.number("lat_us") * 1e-6;
    if (!(row.seconds > 0.0)) r.fail("lat_us is not above zero");
    bool isRead = false;
    if (r.has("experts") && r.has("dist"))
        isRead = readMoe(r, series, row);
    else if (r.has("kv_heads"))
        isRead = readAttention(r, series, row);
    else if (r.has("phase") && r.has("heads"))
        isRead = readMla(r, series, row);
    else if (r.has("n") && r.has("k") && r.has("m"))
        isRead = readGemm(r, series, row);
    else if (r.has("op") && r.has("m") && r.has("k"))
        isRead = readMemory(r, series, row);
    else
        r.fail("the columns are those of no table of kernels");
    row.op.opClass = series.opClass;
    const bool needsArithmetic =
        series.opClass == OpClass::Gemm || series.opClass == OpClass::MoeExperts || r.has("kv_dtype");
    return isRead && !(needsArithmetic && series.precision == Precision::None);
}

void thin(MeasuredSeries& series, std::size_t maximumRows) {
    series.rowsRead = series.rows.size();
    if (series.rows.size() <= maximumRows) return;
    // Every k-th row of each group: shapes keep their variety, sizes their range.
    const std::size_t stride = (series.rows.size() + maximumRows - 1) / maximumRows;
    std::vector<KernelObservation> kept;
    for (std::size_t i = 0; i < series.rows.size(); ++i)
        if ((i * 0x9E3779B97F4A7C15ull >> 33) % stride == 0) kept.push_back(std::move(series.rows[i]));
    series.rows = std::move(kept);
}

} // namespace

std::vector<MeasuredSeries> readMeasuredTable(const std::filesystem::path& file, std::size_t maximumRows) {
    const auto source = sim::openTraceFile(file);
    std::string text;
    for (auto chunk = source->next(); !chunk.empty(); chunk = source->next())
        text += chunk;
    if (!source->damage().empty())
        throw sim::Error(sim::ErrorCode::BadInput, source->damage(), file.filename().string());
    std::vector<MeasuredSeries> result;
    std::map<std::string, std::size_t> places;
    std::vector<std::string> header;
    std::size_t line = 0;
    for (std::string_view rest = text; !rest.empty();) {
        const auto end = rest.find('\n');
        auto cells = split(rest.substr(0, end));
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        ++line;
        if (header.empty()) {
            header.assign(cells.begin(), cells.end());
            continue;
        }
        const TableRow row(header, std::move(cells), fmt::format("{}:{}", file.filename().string(), line));
        MeasuredSeries series;
        KernelObservation observation;
        if (!readRow(row, series, observation)) continue;
        const auto key = fmt::format("{}|{}|{}|{}|{}", series.system, series.implementation,
                                     sim::opClassName(series.opClass), sim::precisionName(series.precision),
                                     sim::scalingName(series.scaling));
        const auto [place, isNew] = places.try_emplace(key, result.size());
        if (isNew) result.push_back(std::move(series));
        result[place->second].rows.push_back(std::move(observation));
    }
    for (auto& series : result)
        thin(series, maximumRows);
    return result;
}

} // namespace hwdb
