// SPDX-License-Identifier: Apache-2.0
// purser kernels: what an operator costs, fits to measured tables, and how well they predict.
#pragma once

#include <string>
#include <vector>

namespace hwdb {
class Catalogue;
}

namespace cli {

struct Console;

/// One operator by class name and sizes: gemm M N K; grouped_gemm M N K GROUPS; attention_prefill|decode|bwd
/// BATCH Q KV HEADS KV_HEADS DIM; mla_prefill|decode|bwd BATCH Q KV HEADS; moe_experts ROWS EXPERTS HIDDEN
/// INTER; linear_attention BATCH LENGTH HEADS KEY_DIM VALUE_DIM; anything else ELEMENTS.
struct KernelQuestion {
    std::string opClass;
    std::vector<double> sizes;
    std::string dtype = "bf16"; ///< bf16, fp8, fp8_block, nvfp4, mxfp4, int8, ...
    std::string devices;        ///< separated by commas
};
int kernelsShow(hwdb::Catalogue& catalogue, const KernelQuestion& question, const Console& console);

/// Cross-validated errors of the tables: whole weight shapes or head configurations withheld.
int kernelsAccuracy(hwdb::Catalogue& catalogue, const std::vector<std::string>& tables, int rows,
                    const Console& console);

/// Rows of kernel_parameters.csv fitted to the tables, written whole to `out`.
int kernelsFit(hwdb::Catalogue& catalogue, const std::vector<std::string>& tables, int rows,
               const std::string& out, const Console& console);

} // namespace cli
