// SPDX-License-Identifier: Apache-2.0
// What each device operation is: class, shape, arithmetic and place in the layer. Evidence in this order:
// shapes of the launching operator, template arguments, grid geometry, position in the layer with a layer
// template.
#pragma once

#include <string>
#include <vector>

#include "simulator/traces/kernel_trace.h"
#include "simulator/traces/kineto_events.h"
#include "simulator/traces/layer_template.h"

namespace sim {

/// The annotation each operation was launched in, and which repeat of the structure it belongs to.
struct Sections {
    std::vector<std::string> names; ///< by operation; empty outside
    std::vector<int> ordinals;      ///< running number of the annotation, -1 outside
    std::vector<int> layers;        ///< structural repeat, -1 when there is none
    int repeats = 0;
    int period = 0;             ///< annotations in one repeat
    std::vector<int> positions; ///< of the annotation within its repeat, -1 outside
};
/// A call whose place among the annotations is asked for.
struct CallSite {
    std::int64_t timeNs = 0; ///< on the clock of the annotations
    std::uint32_t thread = 0;
    bool isKnown = true; ///< false: there is no record of the call
};
/// The structure (periods, repeats) is that of the first `definingCount` calls: the launches; waits come
/// after.
Sections findSections(const RawTrace& raw, const std::vector<CallSite>& calls, std::size_t definingCount);

/// Fills `op`, `role` and `phase` of every operation of `trace`; `fullNames` and `raws` run parallel to its
/// ops, `ordinals` are those of Sections. Counts what cannot be (E13) in the findings.
void identifyOperations(KernelTrace& trace, const std::vector<std::string_view>& fullNames,
                        const RawTrace& raw, const std::vector<RawDeviceOp>& raws,
                        const std::vector<int>& sectionOrdinals, const LayerTemplate* layerTemplate);

Phase phaseFromSection(const std::string& section);

/// E13: counts operations whose shape implies a rate the device cannot reach, or hardly one at all; their
/// shapes are wrong. For callers that know the device; a peak the device lacks is not checked.
void checkRates(KernelTrace& trace, const DeviceSpec& device);

} // namespace sim
