// SPDX-License-Identifier: Apache-2.0
// What one device executes for one block of a model in training: forward, backward of the inputs and of the
// weights as operators with shapes and bytes, the exchanges between them, and the activations kept in
// between. Leaves out: dropout, biases, load balancing losses.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/kernels/operator.h"
#include "simulator/models/architecture.h"

namespace sim {

/// Ranks among which an exchange runs.
enum class CommGroup : std::uint8_t { None, Tensor, Context, Expert, Data };
std::string_view commGroupName(CommGroup g);

/// One operation of a device. Compute where `group` is None, else an exchange whose class says which.
struct TrainingOperator {
    std::string name;
    Operator op;
    CommGroup group = CommGroup::None;
    Bytes buffer; ///< of a ring collective: the whole gathered or reduced buffer; of an all-to-all over equal
                  ///< parts: what one rank holds. Expert exchanges have a CommShape instead
    bool isWeightGradient = false;
    bool isConcurrent = false; ///< runs beside the operation that follows it (ring attention)
};

enum class Recompute : std::uint8_t {
    None,
    Selective, ///< norms, activation functions and the up-projections of latent attention
    Full,      ///< the whole block; only its input is kept
};
std::optional<Recompute> recomputeFromName(std::string_view name); ///< "none", "selective", "full"
std::string_view recomputeName(Recompute r);

/// How keys and values get together under context parallelism.
enum class ContextExchange : std::uint8_t { Ring, AllGather, AllToAll };
std::optional<ContextExchange> contextExchangeFromName(std::string_view name); ///< "ring", "all_gather", ...

/// How the work of a block is divided and in which numbers it is done.
struct LayerDivision {
    double tensor = 1, context = 1, expert = 1;
    double sequences = 1; ///< of a micro-batch
    double sequenceLength = 0;
    Precision linear = Precision::Bf16; ///< of the matrix products; the head stays in BF16
    Scaling scaling = Scaling::Any;
    bool hasFp32Gradients = true; ///< weight gradients are added to FP32 sums
    Recompute recompute = Recompute::None;
    ContextExchange contextExchange = ContextExchange::Ring;
    double dispatchBytes = 2; ///< of one number sent to an expert; combined in BF16
    double loadFactor = 1;    ///< rows of this device's experts over the mean
    double domainLimit = 0;   ///< scale-up domains that a token may reach; 0 = no limit
    bool sendsEachRow =
        false; ///< the exchange sends a row for every expert, not one for every device reached

    double tokens() const { return sequences * sequenceLength / context; } ///< of one tensor group
    double tokensHeld() const { return tokens() / tensor; }                ///< sequence parallel part
};

/// A block in three phases. `backward` holds both kinds of gradients in the order of execution.
struct LayerWork {
    std::vector<TrainingOperator> forward, backward;
    double savedBytes = 0;     ///< activations kept from forward to backward
    double weightBytes = 0;    ///< of savedBytes: what only the weight gradients still need
    double transientBytes = 0; ///< largest buffers alive inside the block only
};

/// Attention and MLP or experts of `layer` (its norms included); layer >= model.layers is an MTP module
/// without its projection.
LayerWork layerWork(const ModelSpec& model, int layer, const LayerDivision& division);
LayerWork embeddingWork(const ModelSpec& model, const LayerDivision& division);
/// Last norm, head and cross-entropy.
LayerWork headWork(const ModelSpec& model, const LayerDivision& division);
/// Joins the hidden state and the embedding of the next token (V3 report, section 2.2).
LayerWork mtpProjectionWork(const ModelSpec& model, const LayerDivision& division);

/// Parameters that one device holds: what every tensor rank holds alike, what tensor parallelism divides, and
/// the experts.
struct ParameterShare {
    double replicated = 0, divided = 0, experts = 0;
    double dense() const { return replicated + divided; }
    double all() const { return dense() + experts; }
    ParameterShare& operator+=(const ParameterShare& o) {
        replicated += o.replicated;
        divided += o.divided;
        experts += o.experts;
        return *this;
    }
};
ParameterShare layerParameters(const ModelSpec& model, int layer, const LayerDivision& division);
ParameterShare embeddingShare(const ModelSpec& model, const LayerDivision& division);
ParameterShare mtpProjectionShare(const ModelSpec& model);

} // namespace sim
