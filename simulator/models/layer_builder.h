// SPDX-License-Identifier: Apache-2.0
// Builds a block piece by piece: each piece knows its forward, its backward and what it keeps; the block's
// backward is that of its pieces in reverse.
#pragma once

#include <string>
#include <vector>

#include "simulator/models/training_layer.h"

namespace sim {

class LayerBuilder {
  public:
    explicit LayerBuilder(const LayerDivision& division) : d_(division) {}

    /// A piece of the block; later calls add to it. `isCheap`: selective recomputation runs its forward again
    /// instead of keeping what it made.
    void piece(bool isCheap = false) { pieces_.emplace_back().isCheap = isCheap; }

    /// y[m,n] = x[m,k] w[k,n]; the backward has a product for x and one for w. `inputBytes`: what is kept of
    /// x.
    void gemm(const std::string& name, double m, double n, double k, double inputBytes, Precision precision);
    /// `groups` experts share the m rows.
    void groupedGemm(const std::string& name, double rows, double n, double k, double groups,
                     double inputBytes, Precision precision);
    /// Bound by the bytes it moves; the backward moves `backwardFactor` times as many. `kept` bytes stay.
    void moves(const std::string& name, OpClass c, double read, double written, double kept,
               double backwardFactor = 1.5);
    /// A cast of x to narrow numbers before a product, where the products are narrow; also before those of
    /// the backward.
    void cast(const std::string& name, double elements, Precision precision);
    void attention(const std::string& name, OpClass forward, OpClass backward, const AttentionShape& shape,
                   double kept);
    void add(TrainingOperator forward, TrainingOperator backward, double kept = 0);
    /// Exchanges that mirror one another: gather forward, reduce-scatter backward.
    void gather(const std::string& name, CommGroup group, double bytes, bool isConcurrent = false);
    void scatter(const std::string& name, CommGroup group, double bytes);
    void keep(double bytes, bool isForWeights = false);
    void transient(double bytes) { transient_ = bytes > transient_ ? bytes : transient_; }

    LayerWork take(double blockInputBytes);

  private:
    struct Piece {
        std::vector<TrainingOperator> forward;
        std::vector<TrainingOperator> backward; ///< in the order of execution
        double kept = 0, keptForWeights = 0;
        bool isCheap = false;
    };
    /// Backward operations are added in front: the last of a piece runs first.
    void addBackward(std::vector<TrainingOperator> operators);

    LayerDivision d_;
    std::vector<Piece> pieces_;
    double transient_ = 0;
};

TrainingOperator collective(const std::string& name, OpClass c, CommGroup group, double bytes,
                            bool isConcurrent = false);
TrainingOperator moving(const std::string& name, OpClass c, double read, double written);

} // namespace sim
