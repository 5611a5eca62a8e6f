// SPDX-License-Identifier: Apache-2.0
// Marquardt, SIAM J. Appl. Math. 11 (1963); soft-L1 by iterated weights (Triggs et al., Bundle adjustment,
// 2000).
#include "simulator/kernels/least_squares.h"

#include <algorithm>
#include <cmath>

#include <Eigen/Cholesky>
#include <Eigen/Core>

namespace sim {

namespace {

constexpr int MaximumEvaluations = 400;
constexpr double Step = 0.03;

class Problem {
  public:
    Problem(std::span<const FitParameter> parameters, const Residuals& residuals, double noise)
        : parameters_(parameters), residuals_(residuals), noise_(noise) {}

    Eigen::VectorXd start() const {
        Eigen::VectorXd x(size());
        for (Eigen::Index i = 0; i < size(); ++i)
            x[i] = std::log(at(i).prior);
        return x;
    }
    Eigen::VectorXd clamp(Eigen::VectorXd x) const {
        for (Eigen::Index i = 0; i < size(); ++i)
            x[i] = std::clamp(x[i], std::log(at(i).low), std::log(at(i).high));
        return x;
    }
    std::vector<double> values(const Eigen::VectorXd& x) const {
        std::vector<double> v;
        for (const double log : x)
            v.push_back(std::exp(log));
        return v;
    }
    Eigen::VectorXd residuals(const Eigen::VectorXd& x) {
        ++evaluations_;
        residuals_(values(x), buffer_);
        return Eigen::Map<const Eigen::VectorXd>(buffer_.data(), static_cast<Eigen::Index>(buffer_.size())) /
               noise_;
    }
    /// Loss of the rows and, apart, of the priors.
    double loss(const Eigen::VectorXd& r) const {
        return (2.0 * ((1.0 + r.array().square()).sqrt() - 1.0)).sum();
    }
    double priorLoss(const Eigen::VectorXd& x) const {
        double sum = 0.0;
        for (Eigen::Index i = 0; i < size(); ++i)
            sum += std::pow((x[i] - std::log(at(i).prior)) / at(i).sigma, 2);
        return sum;
    }
    /// Gauss-Newton matrix and gradient at x, rows weighted by the slope of the loss.
    void linearise(const Eigen::VectorXd& x, const Eigen::VectorXd& r, Eigen::MatrixXd& normal,
                   Eigen::VectorXd& gradient) {
        Eigen::MatrixXd jacobian(r.size(), size());
        for (Eigen::Index i = 0; i < size(); ++i) {
            Eigen::VectorXd moved = x;
            const double step = x[i] + Step > std::log(at(i).high) ? -Step : Step;
            moved[i] += step;
            jacobian.col(i) = (residuals(moved) - r) / step;
        }
        const Eigen::VectorXd weight = (1.0 + r.array().square()).rsqrt();
        normal = jacobian.transpose() * weight.asDiagonal() * jacobian;
        gradient = jacobian.transpose() * weight.cwiseProduct(r);
        for (Eigen::Index i = 0; i < size(); ++i) {
            const double precision = 1.0 / (at(i).sigma * at(i).sigma);
            normal(i, i) += precision;
            gradient[i] += precision * (x[i] - std::log(at(i).prior));
        }
    }
    Eigen::Index size() const { return static_cast<Eigen::Index>(parameters_.size()); }
    int evaluations() const { return evaluations_; }

  private:
    const FitParameter& at(Eigen::Index i) const { return parameters_[static_cast<std::size_t>(i)]; }
    std::span<const FitParameter> parameters_;
    const Residuals& residuals_;
    double noise_;
    std::vector<double> buffer_;
    int evaluations_ = 0;
};

} // namespace

FitResult fitParameters(std::span<const FitParameter> parameters, const Residuals& residuals, double noise) {
    Problem problem(parameters, residuals, noise);
    Eigen::VectorXd x = problem.clamp(problem.start());
    Eigen::VectorXd r = problem.residuals(x);
    double loss = problem.loss(r) + problem.priorLoss(x);
    Eigen::MatrixXd normal;
    Eigen::VectorXd gradient;
    double damping = 1e-2;
    problem.linearise(x, r, normal, gradient);
    while (problem.evaluations() < MaximumEvaluations && damping < 1e8) {
        Eigen::MatrixXd damped = normal;
        damped.diagonal() *= 1.0 + damping;
        const Eigen::VectorXd tried = problem.clamp(x - damped.ldlt().solve(gradient));
        const Eigen::VectorXd triedResiduals = problem.residuals(tried);
        const double triedLoss = problem.loss(triedResiduals) + problem.priorLoss(tried);
        if (!(triedLoss < loss)) {
            damping *= 4.0;
            continue;
        }
        const bool hasConverged = loss - triedLoss < 1e-7 * loss;
        x = tried, r = triedResiduals, loss = triedLoss;
        damping = std::max(1e-6, damping / 5.0);
        if (hasConverged) break;
        problem.linearise(x, r, normal, gradient);
    }
    FitResult result;
    result.values = problem.values(x);
    const Eigen::MatrixXd covariance =
        normal.ldlt().solve(Eigen::MatrixXd::Identity(problem.size(), problem.size()));
    for (Eigen::Index i = 0; i < problem.size(); ++i)
        result.sigmas.push_back(std::sqrt(std::max(0.0, covariance(i, i))));
    result.cost = r.size() > 0 ? problem.loss(r) / static_cast<double>(r.size()) : 0.0;
    result.evaluations = problem.evaluations();
    return result;
}

} // namespace sim
