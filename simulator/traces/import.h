// SPDX-License-Identifier: Apache-2.0
// Streaming import of recorded traces: PyTorch/Kineto Chrome JSON (.json, .json.gz, .json.zst; object or bare
// array) and the project's own KTR text. Memory does not grow with the file; damaged parts are counted.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "simulator/base/progress.h"
#include "simulator/traces/kernel_trace.h"

namespace sim {

struct ImportOptions {
    std::string name;           ///< trace name; from the file name when empty
    std::string deviceOverride; ///< required when the trace names no device (E14) and it is to be retargeted
    std::string expectedHash;   ///< E19 when it differs
    /// What is known of the model behind the trace (hwdb/data/trace_templates); overrides the folder.
    std::filesystem::path templateFile;
    /// Folder of layer templates, of which the one that fits the trace's own name and annotations is taken.
    std::filesystem::path templateFolder;
};

/// Reads, normalises, identifies operators and recovers dependencies.
/// Throws Error{BadInput} naming the file and byte offset when nothing usable survives (E01, E02, E03).
KernelTrace importTrace(const std::filesystem::path& file, const ImportOptions& options = {},
                        const WorkContext& context = {});
/// The same from memory; for tests and fuzzing.
KernelTrace importTraceText(std::string_view text, const ImportOptions& options = {});

/// KTR text, version 1: header lines, then one CSV table of operations and one of dependencies. Writing and
/// reading gives the same trace back, bit for bit.
std::string writeKtr(const KernelTrace& trace);
KernelTrace readKtr(std::string_view text, const std::string& where);

} // namespace sim
