// SPDX-License-Identifier: Apache-2.0
// How many machines to keep beside those that are needed: spares from availability, waiting from queueing
// theory.
#pragma once

namespace sim {

/// Least s with P(Binomial(needed + s, availability) >= needed) >= confidence. Throws Error{BadInput} unless
/// 0 < availability <= 1 and 0 < confidence < 1.
int spareCount(int needed, double availability, double confidence);

/// Erlang C: probability that a job waits for one of `servers` at an offered load of `load` busy servers.
/// REQUIRES: 0 <= load < servers.
double waitingProbability(int servers, double load);

} // namespace sim
