// SPDX-License-Identifier: Apache-2.0
// JSON events to raw records. A cheap look at the category decides whether an event is parsed at all: Python
// frames and operators are four fifths of the bytes of a large trace and none of its kernels.
#include "simulator/traces/kineto_events.h"

#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <unordered_map>

#include "simulator/traces/compressed_reader.h"

namespace sim {
namespace od = simdjson::ondemand;
namespace {

static_assert(ChunkPadding >= simdjson::SIMDJSON_PADDING, "events are parsed in place");

enum class Category { Kernel, Memcpy, Memset, Call, CpuOp, Annotation, Sync, Ascend, Other };

Category categoryOf(std::string_view cat) {
    if (cat == "kernel" || cat == "Kernel") return Category::Kernel;
    if (cat == "gpu_memcpy" || cat == "Memcpy") return Category::Memcpy;
    if (cat == "gpu_memset" || cat == "Memset") return Category::Memset;
    if (cat == "cuda_runtime" || cat == "Runtime" || cat == "cuda_driver" || cat.starts_with("hip"))
        return Category::Call;
    if (cat == "cpu_op" || cat == "Operator") return Category::CpuOp;
    if (cat == "user_annotation") return Category::Annotation;
    if (cat == "cuda_sync") return Category::Sync;
    if (cat == "async_npu" || cat == "HostToDevice" || cat == "async_task_queue") return Category::Ascend;
    return Category::Other;
}

std::optional<CallKind> callKindOf(std::string_view name) {
    const auto has = [name](std::string_view part) { return name.find(part) != std::string_view::npos; };
    if (has("GraphLaunch")) return CallKind::GraphLaunch;
    if (has("StreamWaitEvent")) return CallKind::StreamWait;
    if (has("EventRecord")) return CallKind::EventRecord;
    if (has("StreamSynchronize")) return CallKind::StreamSync;
    if (has("EventSynchronize")) return CallKind::EventSync;
    if (has("DeviceSynchronize")) return CallKind::DeviceSync;
    if (has("Launch") || has("Memcpy") || has("Memset") || has("memcpy") || has("memset"))
        return CallKind::Launch;
    return std::nullopt;
}

Precision precisionFromDtype(std::string_view type) {
    const auto has = [type](std::string_view part) { return type.find(part) != std::string_view::npos; };
    if (has("BFloat16")) return Precision::Bf16;
    if (has("Float8")) return Precision::Fp8;
    if (has("Half")) return Precision::Fp16;
    if (has("Double") || has("double")) return Precision::Fp64;
    if (has("Float") || has("float")) return Precision::Fp32;
    return Precision::None;
}

/// The string value of `"key":` in the text, without parsing it; empty when absent or escaped.
std::string_view quickString(std::string_view json, std::string_view quotedKey) {
    const void* found = memmem(json.data(), json.size(), quotedKey.data(), quotedKey.size());
    if (!found) return {};
    std::size_t at =
        static_cast<std::size_t>(static_cast<const char*>(found) - json.data()) + quotedKey.size();
    while (at < json.size() && (json[at] == ' ' || json[at] == ':' || json[at] == '\n' || json[at] == '\t'))
        ++at;
    if (at >= json.size() || json[at] != '"') return {};
    const auto end = json.find('"', at + 1);
    return end == std::string_view::npos ? std::string_view{} : json.substr(at + 1, end - at - 1);
}

/// Everything an event may say that we keep.
struct Fields {
    std::string_view phase, category, name, cudaSyncKind, collective, dtype;
    std::string_view tidToken, timeToken, durationToken;
    std::int64_t correlation = -1, externalId = -1, stream = -1, device = -1, waitOnStream = -1,
                 waitOnRecord = -1;
    double bytes = 0, registers = 0, sharedMemory = 0, inElements = 0, outElements = 0, groupSize = 0;
    std::array<double, 3> grid{}, block{};
    std::vector<std::vector<double>> dims;
    std::string_view firstType;
};

double numberOr(od::value value, double fallback) {
    double number = fallback;
    od::json_type type{};
    if (value.type().get(type)) return fallback;
    if (type == od::json_type::number) return value.get_double().get(number) ? fallback : number;
    if (type != od::json_type::string) return fallback;
    std::string_view text;
    if (value.get_string().get(text)) return fallback;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
    return status == std::errc{} && end != text.data() ? number : fallback;
}

std::int64_t integerOr(od::value value, std::int64_t fallback) {
    od::json_type type{};
    std::int64_t number = fallback;
    if (value.type().get(type)) return fallback;
    if (type == od::json_type::string) {
        std::string_view text;
        if (value.get_string().get(text)) return fallback;
        std::from_chars(text.data(), text.data() + text.size(), number);
        return number;
    }
    if (type != od::json_type::number) return fallback;
    if (!value.get_int64().get(number)) return number;
    const double real = numberOr(value, -1.0);
    return real >= 0.0 && real < 9e18 ? static_cast<std::int64_t>(real) : fallback;
}

void readTriple(od::value value, std::array<double, 3>& out) {
    od::array items;
    if (value.get_array().get(items)) return;
    std::size_t i = 0;
    for (auto item : items) {
        double number = 0;
        if (i >= 3 || item.get_double().get(number)) return;
        out[i++] = number;
    }
}

void readDims(od::value value, std::vector<std::vector<double>>& dims) {
    od::array operands;
    if (value.get_array().get(operands)) return;
    for (auto operand : operands) {
        od::array extents;
        if (operand.get_array().get(extents)) return;
        auto& list = dims.emplace_back();
        for (auto extent : extents) {
            double number = 0;
            if (extent.get_double().get(number)) break; // a list of tensors: not a shape we use
            list.push_back(number);
        }
    }
}

bool readArgs(od::value value, Fields& f) {
    od::object args;
    if (value.get_object().get(args)) return true; // some producers write a string here
    for (auto field : args) {
        std::string_view key;
        od::value v;
        if (field.unescaped_key().get(key) || field.value().get(v)) return false;
        if (key == "correlation")
            f.correlation = integerOr(v, -1);
        else if (key == "External id" || key == "external id")
            f.externalId = integerOr(v, -1);
        else if (key == "stream")
            f.stream = integerOr(v, -1);
        else if (key == "device")
            f.device = integerOr(v, -1);
        else if (key == "grid")
            readTriple(v, f.grid);
        else if (key == "block")
            readTriple(v, f.block);
        else if (key == "registers per thread")
            f.registers = numberOr(v, 0);
        else if (key == "shared memory")
            f.sharedMemory = numberOr(v, 0);
        else if (key == "bytes")
            f.bytes = numberOr(v, 0);
        else if (key == "wait_on_stream")
            f.waitOnStream = integerOr(v, -1);
        else if (key == "wait_on_cuda_event_record_corr_id")
            f.waitOnRecord = integerOr(v, -1);
        else if (key == "Collective name" && v.get_string().get(f.collective))
            return false;
        else if (key == "dtype" && v.get_string().get(f.dtype))
            f.dtype = {};
        else if (key == "In msg nelems")
            f.inElements = numberOr(v, 0);
        else if (key == "Out msg nelems")
            f.outElements = numberOr(v, 0);
        else if (key == "Group size")
            f.groupSize = numberOr(v, 0);
        else if (key == "Input Dims" || key == "Input dims")
            readDims(v, f.dims);
        else if (key == "Input type") {
            od::array types;
            if (v.get_array().get(types)) continue;
            for (auto type : types) {
                if (type.get_string().get(f.firstType)) f.firstType = {};
                break;
            }
        }
    }
    return true;
}

bool readFields(od::object object, Fields& f) {
    for (auto field : object) {
        std::string_view key;
        od::value v;
        if (field.unescaped_key().get(key) || field.value().get(v)) return false;
        bool failed = false;
        if (key == "ph")
            failed = v.get_string().get(f.phase);
        else if (key == "cat")
            failed = v.get_string().get(f.category);
        else if (key == "name")
            failed = v.get_string().get(f.name);
        else if (key == "tid")
            f.tidToken = v.raw_json_token();
        else if (key == "ts")
            f.timeToken = v.raw_json_token();
        else if (key == "dur")
            f.durationToken = v.raw_json_token();
        else if (key == "args")
            failed = !readArgs(v, f);
        if (failed) return false;
    }
    return true;
}

std::uint32_t extent(double value) {
    return value > 0.0 && value < 4.0e9 ? static_cast<std::uint32_t>(value) : 0;
}

std::uint32_t threadOf(std::string_view token) {
    std::int64_t number = 0;
    if (!token.empty() && token.front() == '"') token.remove_prefix(1);
    std::from_chars(token.data(), token.data() + token.size(), number);
    return static_cast<std::uint32_t>(number);
}

/// The product behind an operator with known operands; nullopt for everything else.
std::optional<RawOperandShapes> productShape(const Fields& f) {
    RawOperandShapes s;
    s.precision = precisionFromDtype(f.firstType);
    const auto product = [&](std::size_t a, std::size_t b) {
        if (f.dims.size() <= b) return false;
        const auto& x = f.dims[a];
        const auto& w = f.dims[b];
        if (x.size() == 2 && w.size() == 2 && x[1] == w[0])
            s.mnk = {x[0], w[1], x[1]};
        else if (x.size() == 3 && w.size() == 3 && x[0] == w[0] && x[2] == w[1]) {
            s.mnk = {x[1], w[2], x[2]};
            s.batch = x[0];
        } else
            return false;
        return s.mnk[0] > 0 && s.mnk[1] > 0 && s.mnk[2] > 0;
    };
    const bool isPlain = f.name == "aten::mm" || f.name == "aten::bmm" || f.name == "aten::_scaled_mm";
    const bool isAdding = f.name == "aten::addmm" || f.name == "aten::baddbmm";
    if ((isPlain && product(0, 1)) || (isAdding && product(1, 2))) return s;
    return std::nullopt;
}

} // namespace

bool microsecondsToNs(std::string_view token, std::int64_t& ns, bool& isFractional) {
    const auto isFiller = [](char c) {
        return c == '"' || c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',';
    };
    while (!token.empty() && isFiller(token.front()))
        token.remove_prefix(1);
    while (!token.empty() && isFiller(token.back()))
        token.remove_suffix(1);
    if (token.ends_with("\\t")) token.remove_suffix(2); // a tab escaped inside a JSON string
    const char* at = token.data();
    const char* end = at + token.size();
    std::int64_t whole = 0;
    const bool isNegative = at != end && *at == '-';
    const auto [afterWhole, status] = std::from_chars(at, end, whole);
    if (status != std::errc{}) return false;
    std::int64_t fraction = 0;
    at = afterWhole;
    if (at != end && *at == '.') {
        int digits = 0;
        for (++at; at != end && *at >= '0' && *at <= '9'; ++at)
            if (digits < 3) {
                fraction = fraction * 10 + (*at - '0');
                ++digits;
            }
        for (; digits < 3; ++digits)
            fraction *= 10;
        isFractional = isFractional || fraction != 0;
    }
    if (at != end) { // an exponent: no producer needs it, a double is good enough
        double value = 0;
        const auto [stop, realStatus] = std::from_chars(token.data(), end, value);
        if (realStatus != std::errc{} || stop != end || !(std::abs(value) < 3.2e15)) return false;
        ns = std::llround(value * 1000.0);
        return true;
    }
    // A century either side: sums and differences of two times stay in range.
    constexpr std::int64_t Largest = 3'200'000'000'000'000LL;
    if (whole > Largest || whole < -Largest) return false;
    ns = whole * 1000 + (isNegative ? -fraction : fraction);
    return true;
}

struct KinetoEvents::Parser {
    od::parser json;
    RawTrace raw;
    std::unordered_map<std::string, NameId> nameIds;
    Fields fields; // reused, so that its vectors keep their memory
    /// Open "B" events by thread and name, waiting for their "E".
    std::map<std::pair<std::uint32_t, std::int64_t>, std::vector<std::pair<std::size_t, CallKind>>> open;

    NameId nameId(std::string_view name) {
        const auto [it, isNew] =
            nameIds.try_emplace(std::string(name), static_cast<NameId>(raw.names.size()));
        if (isNew) raw.names.emplace_back(name);
        return it->second;
    }
    void drop(std::string_view category) {
        const auto it = raw.droppedByCategory.find(category);
        if (it != raw.droppedByCategory.end())
            ++it->second;
        else
            raw.droppedByCategory.emplace(category.substr(0, 64), 1);
    }
    void damaged(std::uint64_t offset) {
        if (raw.damagedEvents++ == 0) raw.firstDamageOffset = offset;
    }

    bool isWorthParsing(std::string_view text, std::string_view category, Category kind);
    void keep(Category kind);
    void keepDeviceOp(Category kind, std::int64_t start, std::int64_t duration);
};

bool KinetoEvents::Parser::isWorthParsing(std::string_view text, std::string_view category, Category kind) {
    if (kind == Category::Other) {
        drop(category);
        return false;
    }
    if (kind == Category::Ascend) {
        raw.looksLikeAscend = true;
        return false;
    }
    const bool isCall = kind == Category::Call, isOp = kind == Category::CpuOp;
    if (!isCall && !isOp) return true;
    const std::string_view name = quickString(text, "\"name\"");
    raw.cpuOps += isOp;
    // A name with an escape comes back cut; no call or product has one.
    if (isCall && callKindOf(name)) return true;
    if (isOp && name.starts_with("aten::") && name.ends_with("mm")) return true;
    drop(category);
    return false;
}

void KinetoEvents::Parser::keepDeviceOp(Category kind, std::int64_t start, std::int64_t duration) {
    RawDeviceOp op;
    op.startNs = start;
    op.durationNs = duration;
    op.correlation = fields.correlation < 0 ? 0 : static_cast<std::uint64_t>(fields.correlation);
    op.externalId = fields.externalId < 0 ? 0 : static_cast<std::uint64_t>(fields.externalId);
    op.bytes = fields.bytes;
    op.name = nameId(fields.name);
    op.stream = fields.stream < 0 ? threadOf(fields.tidToken) : static_cast<std::uint32_t>(fields.stream);
    op.device = fields.device < 0 ? 0 : static_cast<std::uint32_t>(fields.device);
    for (std::size_t i = 0; i < 3; ++i) {
        op.resources.grid[i] = extent(fields.grid[i]);
        op.resources.block[i] = extent(fields.block[i]);
    }
    op.resources.registersPerThread = extent(fields.registers);
    op.resources.sharedMemoryBytes = extent(fields.sharedMemory);
    op.kind = kind == Category::Kernel   ? DeviceOpKind::Kernel
              : kind == Category::Memcpy ? DeviceOpKind::Memcpy
                                         : DeviceOpKind::Memset;
    if (!fields.collective.empty()) {
        op.collective = static_cast<std::int32_t>(raw.collectives.size());
        raw.collectives.push_back({nameId(fields.collective), fields.inElements, fields.outElements,
                                   fields.groupSize, precisionFromDtype(fields.dtype)});
    }
    raw.deviceOps.push_back(op);
}

void KinetoEvents::Parser::keep(Category kind) {
    std::int64_t start = 0, duration = 0;
    if (!microsecondsToNs(fields.timeToken, start, raw.hasFractionalTimes) ||
        (!fields.durationToken.empty() &&
         !microsecondsToNs(fields.durationToken, duration, raw.hasFractionalTimes))) {
        ++raw.eventsWithoutTime;
        return;
    }
    if (duration < 0) {
        ++raw.negativeDurations;
        return;
    }
    const std::uint64_t correlation =
        fields.correlation < 0 ? 0 : static_cast<std::uint64_t>(fields.correlation);
    const std::uint32_t thread = threadOf(fields.tidToken);
    switch (kind) {
    case Category::Kernel:
    case Category::Memcpy:
    case Category::Memset:
        keepDeviceOp(kind, start, duration);
        break;
    case Category::Call:
        if (const auto call = callKindOf(fields.name))
            raw.calls.push_back({start, duration, correlation, thread, *call});
        break;
    case Category::Annotation:
        raw.annotations.push_back({start, duration, thread, nameId(fields.name)});
        break;
    case Category::Sync:
        raw.syncs.push_back({start, duration, correlation, nameId(fields.name), fields.stream,
                             fields.waitOnStream, fields.waitOnRecord});
        break;
    case Category::CpuOp:
        if (auto shape = productShape(fields); shape && fields.externalId >= 0) {
            shape->name = nameId(fields.name);
            raw.shapes.insert_or_assign(static_cast<std::uint64_t>(fields.externalId), *shape);
        }
        break;
    default:
        break;
    }
}

KinetoEvents::KinetoEvents() : parser_(std::make_unique<Parser>()) {}
KinetoEvents::~KinetoEvents() = default;

void KinetoEvents::event(std::string_view text, std::uint64_t offset) {
    Parser& p = *parser_;
    ++p.raw.events;
    const std::string_view category = quickString(text, "\"cat\"");
    const Category kind = categoryOf(category);
    if (!p.isWorthParsing(text, category.empty() ? "none" : category, kind)) return;

    od::document document;
    od::object object;
    auto dims = std::move(p.fields.dims);
    dims.clear();
    p.fields = Fields{};
    p.fields.dims = std::move(dims);
    const simdjson::padded_string_view padded(text.data(), text.size(), text.size() + ChunkPadding);
    if (p.json.iterate(padded).get(document) || document.get_object().get(object) ||
        !readFields(object, p.fields)) {
        p.damaged(offset);
        return;
    }
    if (p.fields.phase == "X")
        p.keep(kind);
    else if (p.fields.phase == "B" || p.fields.phase == "E")
        ++p.raw.unpairedBegins;
    else
        p.drop(category);
}

void KinetoEvents::readSurroundings(const std::string& text) {
    RawTrace& raw = parser_->raw;
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    if (parser.parse(text).get(root)) return;
    simdjson::dom::array devices;
    if (!root["deviceProperties"].get(devices)) {
        for (const auto item : devices) {
            std::int64_t id = 0;
            std::string_view name;
            RawDevice device;
            if (item["id"].get(id)) continue;
            if (!item["name"].get(name)) device.name = name;
            if (item["totalGlobalMem"].get(device.memoryBytes)) device.memoryBytes = 0;
            const auto count = [&item](const char* key) {
                std::int64_t value = 0;
                return !item[key].get(value) && value > 0 && value < 100'000'000 ? static_cast<int>(value)
                                                                                 : 0;
            };
            device.smCount = count("numSms");
            device.registersPerSm = count("regsPerMultiprocessor");
            device.sharedMemoryPerSm = count("sharedMemPerMultiprocessor");
            device.threadsPerSm = count("maxThreadsPerMultiprocessor");
            raw.devices.insert_or_assign(id, device);
        }
    }
    std::int64_t number = 0;
    if (!root["distributedInfo"]["rank"].get(number)) raw.rank = static_cast<int>(number);
    if (!root["distributedInfo"]["world_size"].get(number)) raw.worldSize = static_cast<int>(number);
    if (!root["baseTimeNanoseconds"].get(number)) raw.baseNs = number;
    std::string_view name;
    if (!root["traceName"].get(name)) raw.traceName = name;
}

RawTrace KinetoEvents::take() {
    return std::move(parser_->raw);
}

} // namespace sim
