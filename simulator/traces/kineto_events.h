// SPDX-License-Identifier: Apache-2.0
// Kineto's Chrome trace events, parsed and reduced to what a kernel trace needs: device operations, the calls
// that launched them, waits, annotations. Everything else is counted and dropped as it streams past.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/traces/event_splitter.h"
#include "simulator/traces/kernel_trace.h"

namespace sim {

using NameId = std::uint32_t; ///< index into RawTrace::names

enum class DeviceOpKind : std::uint8_t { Kernel, Memcpy, Memset };
struct RawDeviceOp {
    std::int64_t startNs = 0, durationNs = 0;
    std::uint64_t correlation = 0;
    std::uint64_t externalId = 0;
    double bytes = 0;
    NameId name = 0;
    std::uint32_t stream = 0, device = 0;
    LaunchResources resources;
    DeviceOpKind kind = DeviceOpKind::Kernel;
    std::int32_t collective = -1; ///< index into RawTrace::collectives
};
enum class CallKind : std::uint8_t {
    Launch,
    GraphLaunch,
    StreamWait,
    EventRecord,
    StreamSync,
    EventSync,
    DeviceSync
};
struct RawCall {
    std::int64_t startNs = 0, durationNs = 0;
    std::uint64_t correlation = 0;
    std::uint32_t thread = 0;
    CallKind kind = CallKind::Launch;
};
struct RawAnnotation {
    std::int64_t startNs = 0, durationNs = 0;
    std::uint32_t thread = 0;
    NameId name = 0;
};
/// Newer Kineto's exact record of a synchronisation (category cuda_sync).
struct RawSync {
    std::int64_t startNs = 0, durationNs = 0;
    std::uint64_t correlation = 0;
    NameId name = 0;
    std::int64_t stream = -1, waitOnStream = -1, waitOnRecordCorrelation = -1;
};
/// Shapes of the operands of a matrix product, from the operator that launched it.
struct RawOperandShapes {
    NameId name = 0;
    std::array<double, 3> mnk{};
    double batch = 1;
    Precision precision = Precision::None;
};
struct RawCollective {
    NameId name = 0;
    double inElements = 0, outElements = 0, groupSize = 0;
    Precision precision = Precision::None;
};
struct RawDevice {
    std::string name;
    std::int64_t memoryBytes = 0;
    int smCount = 0, registersPerSm = 0, sharedMemoryPerSm = 0, threadsPerSm = 0;
};

struct RawTrace {
    std::vector<std::string> names;
    std::vector<RawDeviceOp> deviceOps;
    std::vector<RawCall> calls;
    std::vector<RawAnnotation> annotations;
    std::vector<RawSync> syncs;
    std::map<std::uint64_t, RawOperandShapes> shapes; ///< by external id
    std::vector<RawCollective> collectives;
    std::map<std::int64_t, RawDevice> devices;
    std::string traceName;
    int rank = 0, worldSize = 0; ///< 0 = the trace does not say
    std::int64_t baseNs = 0;
    bool hasFractionalTimes = false;
    std::int64_t events = 0; ///< all of them, also those dropped
    std::map<std::string, std::int64_t, std::less<>> droppedByCategory;
    std::int64_t damagedEvents = 0, eventsWithoutTime = 0, negativeDurations = 0, unpairedBegins = 0;
    std::uint64_t firstDamageOffset = 0;
    bool looksLikeAscend = false;
    std::int64_t cpuOps = 0;
};

/// Parses one event at a time. Not safe for concurrent use.
class KinetoEvents final : public EventSink {
  public:
    KinetoEvents();
    ~KinetoEvents() override;
    void event(std::string_view json, std::uint64_t offset) override;
    /// Device, rank and name from the text around the events. A damaged text leaves them unset.
    void readSurroundings(const std::string& json);
    /// Ends the parsing and hands over what was kept.
    RawTrace take();

  private:
    struct Parser;
    std::unique_ptr<Parser> parser_;
};

/// "1704161511420306.491" (microseconds, plain or in quotes) to nanoseconds, exactly; false when it is no
/// number.
bool microsecondsToNs(std::string_view token, std::int64_t& ns, bool& isFractional);

} // namespace sim
