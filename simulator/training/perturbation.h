// SPDX-License-Identifier: Apache-2.0
// Changes of the inputs of a step whose uncertainty is carried into the result.
#pragma once

namespace sim {

/// Factors; 1 = as known.
struct Perturbation {
    double compute = 1;       ///< of every compute kernel's time
    double communication = 1; ///< of exchanges beside compute
    double loneExchange = 1;  ///< of exchanges alone, pipeline transfers and the optimizer's collectives
    double wait = 1;          ///< of waits for peers
    double loadStretch = 1;   ///< of chunks with experts, by unequal expert load (executeExpertGroup)
};

} // namespace sim
