// SPDX-License-Identifier: Apache-2.0
#include "simulator/models/layer_builder.h"

#include <iterator>
#include <utility>

namespace sim {

namespace {

bool isNarrow(Precision p) {
    return p == Precision::Fp8 || p == Precision::Fp4;
}

TrainingOperator product(const std::string& name, OpClass c, const GemmShape& shape, Precision precision,
                         Scaling scaling, bool isWeightGradient, bool accumulates) {
    TrainingOperator t;
    t.name = name;
    t.op.opClass = c;
    t.op.input = t.op.weight = precision;
    t.op.scaling = isNarrow(precision) ? scaling : Scaling::Any;
    t.op.shape = shape;
    t.isWeightGradient = isWeightGradient;
    t.op.accumulatesFp32 = isWeightGradient && accumulates;
    return t;
}

} // namespace

TrainingOperator collective(const std::string& name, OpClass c, CommGroup group, double bytes,
                            bool isConcurrent) {
    TrainingOperator t;
    t.name = name;
    t.op.opClass = c;
    t.group = group;
    t.buffer = Bytes{bytes};
    t.isConcurrent = isConcurrent;
    return t;
}

TrainingOperator moving(const std::string& name, OpClass c, double read, double written) {
    TrainingOperator t;
    t.name = name;
    t.op.opClass = c;
    t.op.input = t.op.weight = Precision::Bf16;
    t.op.bytesRead = Bytes{read};
    t.op.bytesWritten = Bytes{written};
    return t;
}

void LayerBuilder::addBackward(std::vector<TrainingOperator> operators) {
    auto& back = pieces_.back().backward;
    back.insert(back.begin(), std::make_move_iterator(operators.begin()),
                std::make_move_iterator(operators.end()));
}

void LayerBuilder::keep(double bytes, bool isForWeights) {
    pieces_.back().kept += bytes;
    if (isForWeights) pieces_.back().keptForWeights += bytes;
}

void LayerBuilder::gemm(const std::string& name, double m, double n, double k, double inputBytes,
                        Precision precision) {
    pieces_.back().forward.push_back(
        product(name, OpClass::Gemm, {m, n, k, 1}, precision, d_.scaling, false, false));
    addBackward({product(name + "_dgrad", OpClass::Gemm, {m, k, n, 1}, precision, d_.scaling, false, false),
                 product(name + "_wgrad", OpClass::Gemm, {n, k, m, 1}, precision, d_.scaling, true,
                         d_.hasFp32Gradients)});
    keep(inputBytes, true);
}

// Each expert has rows of its own, so the weight gradient is one product of [n,rows/groups] [rows/groups,k]
// for each of them.
void LayerBuilder::groupedGemm(const std::string& name, double rows, double n, double k, double groups,
                               double inputBytes, Precision precision) {
    constexpr auto Class = OpClass::GroupedGemm;
    pieces_.back().forward.push_back(
        product(name, Class, {rows, n, k, groups}, precision, d_.scaling, false, false));
    addBackward({product(name + "_dgrad", Class, {rows, k, n, groups}, precision, d_.scaling, false, false),
                 product(name + "_wgrad", Class, {n * groups, k, rows / groups, groups}, precision,
                         d_.scaling, true, d_.hasFp32Gradients)});
    keep(inputBytes, true);
}

void LayerBuilder::moves(const std::string& name, OpClass c, double read, double written, double kept,
                         double backwardFactor) {
    pieces_.back().forward.push_back(moving(name, c, read, written));
    addBackward({moving(name + "_bwd", c, read * backwardFactor, written * backwardFactor)});
    keep(kept);
}

void LayerBuilder::cast(const std::string& name, double elements, Precision precision) {
    if (!isNarrow(precision)) return;
    const double narrow = precisionBytes(precision) + scaleBytes(d_.scaling);
    auto forward = moving(name, OpClass::Quantize, 2 * elements, narrow * elements);
    pieces_.back().forward.push_back(forward);
    forward.name += "_bwd";
    addBackward({forward});
}

void LayerBuilder::attention(const std::string& name, OpClass forward, OpClass backward,
                             const AttentionShape& shape, double kept) {
    TrainingOperator f;
    f.name = name;
    f.op.opClass = forward;
    f.op.input = f.op.weight = Precision::Bf16;
    f.op.shape = shape;
    TrainingOperator b = f;
    b.name += "_bwd";
    b.op.opClass = backward;
    add(std::move(f), std::move(b), kept);
}

void LayerBuilder::add(TrainingOperator forward, TrainingOperator backward, double kept) {
    pieces_.back().forward.push_back(std::move(forward));
    addBackward({std::move(backward)});
    keep(kept);
}

void LayerBuilder::gather(const std::string& name, CommGroup group, double bytes, bool isConcurrent) {
    add(collective(name, OpClass::AllGather, group, bytes, isConcurrent),
        collective(name + "_bwd", OpClass::ReduceScatter, group, bytes, isConcurrent));
}

void LayerBuilder::scatter(const std::string& name, CommGroup group, double bytes) {
    add(collective(name, OpClass::ReduceScatter, group, bytes),
        collective(name + "_bwd", OpClass::AllGather, group, bytes));
}

LayerWork LayerBuilder::take(double blockInputBytes) {
    LayerWork work;
    work.transientBytes = transient_;
    double recomputed = 0;
    std::vector<TrainingOperator> again; // forward of the whole block, for full recomputation
    for (const auto& piece : pieces_) {
        work.forward.insert(work.forward.end(), piece.forward.begin(), piece.forward.end());
        const bool isDropped =
            d_.recompute == Recompute::Full || (d_.recompute == Recompute::Selective && piece.isCheap);
        (isDropped ? recomputed : work.savedBytes) += piece.kept;
        if (!isDropped) work.weightBytes += piece.keptForWeights;
    }
    if (d_.recompute == Recompute::Full) {
        work.savedBytes = blockInputBytes;
        work.weightBytes = 0;
        again = work.forward;
    }
    // What is run again is alive during the backward only.
    work.transientBytes += recomputed;
    for (auto& op : again)
        op.name += "_again";
    work.backward = std::move(again);
    for (auto piece = pieces_.rbegin(); piece != pieces_.rend(); ++piece) {
        if (d_.recompute == Recompute::Selective && piece->isCheap)
            for (auto op : piece->forward) {
                op.name += "_again";
                work.backward.push_back(std::move(op));
            }
        work.backward.insert(work.backward.end(), piece->backward.begin(), piece->backward.end());
    }
    return work;
}

} // namespace sim
