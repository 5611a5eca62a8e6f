// SPDX-License-Identifier: Apache-2.0
// What is known of the model behind a recorded trace: which kernel of a layer is which operator, with which
// shape. Data, not code: a CSV per model (hwdb/data/trace_templates), chosen by what the trace calls itself.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/kernels/operator.h"

namespace sim {

/// Values of the names an expression may use.
using Symbols = std::map<std::string, double, std::less<>>;
/// Sums and products of numbers and names, e.g. "NH*DN+NH*DV" or "R/4". Throws Error{BadInput} naming what is
/// unknown or malformed.
double evaluateExpression(std::string_view expression, const Symbols& symbols, const std::string& where);

enum class TemplateShape { Gemm, Attention, Exchange, Movement, None };
/// The `ordinal`-th kernel (in launch order) of `section` whose name contains `kernel`; -1 = every one.
struct TemplateRow {
    std::string section, kernel;
    int ordinal = -1;
    std::string role;
    OpClass opClass = OpClass::Unknown;
    TemplateShape shape = TemplateShape::None;
    std::vector<std::string> expressions; ///< m,n,k,groups | batch,q,heads,dqk,dv,flops |
                                          ///< tokens,bytes,topk,limit,experts,group | read,written
    Precision input = Precision::None, weight = Precision::None;
    double outputBytes = 0; ///< of one element of a product
    bool accumulatesFp32 = false;
    std::string where;
};
/// How the rows an expert layer received are read off a kernel's grid: rows = extent[axis] * scale.
struct RowsRule {
    std::string kernel;
    int axis = 0;
    double scale = 1;
};
/// A recording known by its content.
struct KnownRecording {
    std::string contentHash, name, source, licence, deviceId;
};

struct LayerTemplate {
    std::string name;
    std::vector<std::string> traceNameParts; ///< all must occur in the trace's own name
    std::vector<std::string> sections;       ///< all must occur among its annotations
    Symbols symbols;
    std::vector<RowsRule> rowsRules;
    std::vector<TemplateRow> rows;
    std::vector<KnownRecording> recordings;
};

/// Throws Error{BadInput} with file and row.
LayerTemplate readLayerTemplate(std::string_view text, const std::string& where);
LayerTemplate readLayerTemplateFile(const std::filesystem::path& file);

/// The first template of the folder (by file name) that fits what the trace says of itself.
std::optional<LayerTemplate> findLayerTemplate(const std::filesystem::path& folder,
                                               std::string_view traceName,
                                               const std::vector<std::string>& annotations);

} // namespace sim
