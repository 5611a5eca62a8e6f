// SPDX-License-Identifier: Apache-2.0
#include "simulator/economics/correlation.h"

#include <algorithm>
#include <cmath>

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <fmt/format.h>

#include "simulator/base/error.h"

namespace sim {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;

MatrixXd toEigen(const Matrix& m) {
    MatrixXd out(static_cast<Index>(m.size()), static_cast<Index>(m.size()));
    for (std::size_t i = 0; i < m.size(); ++i)
        for (std::size_t j = 0; j < m.size(); ++j)
            out(static_cast<Index>(i), static_cast<Index>(j)) = m[i][j];
    return out;
}

Matrix fromEigen(const MatrixXd& m) {
    Matrix out(static_cast<std::size_t>(m.rows()), std::vector<double>(static_cast<std::size_t>(m.cols())));
    for (Index i = 0; i < m.rows(); ++i)
        for (Index j = 0; j < m.cols(); ++j)
            out[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)] = m(i, j);
    return out;
}

void validate(const Matrix& m) {
    const auto fail = [](std::string message) {
        throw Error(ErrorCode::BadInput, "no correlation matrix: " + std::move(message));
    };
    for (std::size_t i = 0; i < m.size(); ++i) {
        if (m[i].size() != m.size())
            fail(fmt::format("row {} has {} entries, expected {}", i + 1, m[i].size(), m.size()));
        for (std::size_t j = 0; j < i; ++j) {
            if (!(std::abs(m[i][j]) <= 1.0))
                fail(fmt::format("entry {},{} is {}, expected -1 to 1", i + 1, j + 1, m[i][j]));
            if (m[i][j] != m[j][i])
                fail(fmt::format("entry {0},{1} is {2} and entry {1},{0} is {3}, expected the same", i + 1,
                                 j + 1, m[i][j], m[j][i]));
        }
        if (m[i][i] != 1.0) fail(fmt::format("entry {0},{0} is {1}, expected 1", i + 1, m[i][i]));
    }
}

MatrixXd nearestSemiDefinite(const MatrixXd& m) {
    const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(m);
    return solver.eigenvectors() * solver.eigenvalues().cwiseMax(0.0).asDiagonal() *
           solver.eigenvectors().transpose();
}

/// Cholesky of a semi-definite matrix: a column whose pivot vanishes is zero.
MatrixXd semiDefiniteFactor(const MatrixXd& m) {
    const Eigen::LLT<MatrixXd> llt(m);
    if (llt.info() == Eigen::Success) return llt.matrixL();
    MatrixXd lower = MatrixXd::Zero(m.rows(), m.cols());
    for (Index j = 0; j < m.cols(); ++j) {
        const double pivot = m(j, j) - lower.row(j).head(j).squaredNorm();
        if (pivot <= 1e-12) continue;
        lower(j, j) = std::sqrt(pivot);
        for (Index i = j + 1; i < m.rows(); ++i)
            lower(i, j) = (m(i, j) - lower.row(i).head(j).dot(lower.row(j).head(j))) / lower(j, j);
    }
    return lower;
}

} // namespace

Matrix nearestCorrelation(const Matrix& symmetric) {
    MatrixXd y = toEigen(symmetric), correction = MatrixXd::Zero(y.rows(), y.cols());
    for (int i = 0; i < 10000; ++i) {
        const MatrixXd r = y - correction;
        const MatrixXd x = nearestSemiDefinite(r);
        correction = x - r;
        MatrixXd next = x;
        next.diagonal().setOnes();
        const double change = (next - y).norm();
        y = next;
        if (change < 1e-13) break;
    }
    return fromEigen(y);
}

CorrelationFactor correlationFactor(const Matrix& correlation) {
    validate(correlation);
    CorrelationFactor factor;
    factor.used = correlation;
    const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(toEigen(correlation), Eigen::EigenvaluesOnly);
    if (!correlation.empty() && solver.eigenvalues().minCoeff() < -1e-12) {
        factor.used = nearestCorrelation(correlation);
        factor.wasRepaired = true;
        factor.greatestChange = (toEigen(factor.used) - toEigen(correlation)).cwiseAbs().maxCoeff();
    }
    factor.lower = fromEigen(semiDefiniteFactor(toEigen(factor.used)));
    return factor;
}

} // namespace sim
