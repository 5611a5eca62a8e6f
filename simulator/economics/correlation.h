// SPDX-License-Identifier: Apache-2.0
// Correlation of random factors: checking a matrix, repairing one that cannot be, drawing with it.
#pragma once

#include <vector>

namespace sim {

using Matrix = std::vector<std::vector<double>>;

/// Lower triangular factor of a correlation matrix, and what had to be changed to have one.
struct CorrelationFactor {
    Matrix lower;
    Matrix used; ///< the matrix it factors: the given one, or the nearest that is one
    bool wasRepaired = false;
    double greatestChange = 0.0; ///< of any entry; the user is told
};

/// Cholesky factor. A matrix that is square, symmetric, with 1 on the diagonal and entries in [-1, 1] but not
/// positive semi-definite is replaced by the nearest correlation matrix; anything else is no correlation
/// matrix and throws Error{BadInput} with its place.
CorrelationFactor correlationFactor(const Matrix& correlation);

/// Nearest correlation matrix in the Frobenius norm: alternating projections with Dykstra's correction
/// (Higham, IMA Journal of Numerical Analysis 22, 2002).
Matrix nearestCorrelation(const Matrix& symmetric);

} // namespace sim
