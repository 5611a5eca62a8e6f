// SPDX-License-Identifier: Apache-2.0
// What one device of a serving unit executes in one iteration: prompts in chunks and decoding sequences
// through one layer, with shapes, and the exchanges between the devices. Leaves out: dropout, sampling
// penalties.
#pragma once

#include <array>
#include <vector>

#include "simulator/models/training_layer.h"

namespace sim {

/// How a unit of tensor x dataParallel devices divides the model, and its number formats.
struct InferenceDivision {
    double tensor = 1;       ///< devices that share one attention and one dense block
    double dataParallel = 1; ///< attention replicas of the unit, each with sequences of its own
    double expert = 1;       ///< devices over which the routed experts are divided
    Precision linear = Precision::Bf16, experts = Precision::Bf16, cache = Precision::Bf16;
    Scaling linearScaling = Scaling::Any, expertScaling = Scaling::Any;
    double dispatchBytes = 2;    ///< of one number sent to an expert; combined in BF16
    double loadFactor = 1;       ///< rows of the fullest device's experts over the mean
    double redundantExperts = 0; ///< copies of hot experts, over all devices
    double domainLimit = 0;      ///< scale-up domains that a token may reach; 0 = no limit

    double devices() const { return tensor * dataParallel; }
    /// Devices that share each expert.
    double expertTensor() const { return devices() / expert; }
};

/// New tokens of one attention replica in one iteration.
struct InferenceTokens {
    double prefillSequences = 0, prefillTokens = 0;
    double prefillPairs = 0; ///< pairs of a new token and one it attends to, itself included
    double decodeSequences = 0, decodeTokens = 0;
    double decodeContext = 0; ///< sum of the contexts of the decoding sequences
    double unitTokens = 0;    ///< new tokens of all replicas together; their experts are one
    double tokens() const { return prefillTokens + decodeTokens; }
};

/// The parts of a layer whose time depends on different counts: attention of prompts on their pairs, of
/// decoding sequences on their contexts (each with the up-projections of latents that only it needs), all
/// else on the number of tokens. Parts add up.
enum class InferencePart { Rest, Experts, PrefillAttention, DecodeAttention };
inline constexpr std::array AllInferenceParts = {InferencePart::Rest, InferencePart::Experts,
                                                 InferencePart::PrefillAttention,
                                                 InferencePart::DecodeAttention};

/// Operators of one part of `layer` on one device, in order of execution. Groups are Tensor (all-reduce over
/// `tensor` devices), Expert (exchange over `expert` devices) and Data (gather or reduce over all devices).
std::vector<TrainingOperator> inferenceLayer(const ModelSpec& model, int layer,
                                             const InferenceDivision& division, const InferenceTokens& tokens,
                                             InferencePart part);
/// Embedding of `tokens` new tokens, last norm, head and sampling for `sequences`.
std::vector<TrainingOperator> inferenceEnds(const ModelSpec& model, const InferenceDivision& division,
                                            double tokens, double sequences);

/// Bytes of weights on one device; the embedding is divided over the tensor group. Throws Error{BadInput}
/// when heads or experts do not divide.
Bytes inferenceWeights(const ModelSpec& model, const InferenceDivision& division);
/// Buffers that an iteration of `tokens` new tokens and `sequences` needs at its widest, on one device.
Bytes inferenceBuffers(const ModelSpec& model, const InferenceDivision& division, double tokens,
                       double sequences);
/// Cache of one token on one device: heads are divided as far as there are any, latents are not.
Bytes inferenceCachePerToken(const ModelSpec& model, const InferenceDivision& division);

} // namespace sim
