// SPDX-License-Identifier: Apache-2.0
// Worker side and hand-over of an evaluation.
#include "gui/jobs/evaluation_job.h"

#include <chrono>
#include <utility>

#include <QtConcurrent/QtConcurrentRun>

namespace gui {

namespace {

/// Hands progress to the GUI thread at most thirty times a second: the model reports as often as it likes.
class RelayedProgress final : public sim::Progress {
  public:
    explicit RelayedProgress(std::function<void(double, QString)> relay) : relay_(std::move(relay)) {}

    void report(double fraction, std::string_view stage) override {
        const auto now = std::chrono::steady_clock::now();
        const bool isNewStage = stage != stage_;
        if (!isNewStage && now - last_ < std::chrono::milliseconds(33)) return;
        last_ = now;
        stage_ = stage;
        relay_(fraction, QString::fromUtf8(stage.data(), static_cast<qsizetype>(stage.size())));
    }

  private:
    std::function<void(double, QString)> relay_;
    std::chrono::steady_clock::time_point last_{};
    std::string stage_;
};

} // namespace

EvaluationJob::EvaluationJob(Evaluator evaluator, QObject* parent)
    : QObject(parent), evaluator_(std::move(evaluator)) {
    pool_.setMaxThreadCount(1);
    pool_.setExpiryTimeout(-1); // the same thread for every run: a database handle belongs to one
    connect(&watcher_, &QFutureWatcherBase::finished, this, &EvaluationJob::conclude);
}

EvaluationJob::~EvaluationJob() {
    watcher_.disconnect(this);
    stop_.request_stop();
    watcher_.waitForFinished();
}

void EvaluationJob::request(scenario::Scenario scenario) {
    if (isRunning_) {
        stop_.request_stop();
        waiting_ = std::move(scenario);
        return;
    }
    start(std::move(scenario));
}

void EvaluationJob::cancel() {
    waiting_.reset();
    if (isRunning_) stop_.request_stop();
}

void EvaluationJob::start(scenario::Scenario scenario) {
    isRunning_ = true;
    stop_ = std::stop_source();
    const quint64 run = ++run_;
    emit started();

    auto relay = [this, run](double fraction, const QString& stage) {
        QMetaObject::invokeMethod(
            this,
            [this, run, fraction, stage] {
                if (run == run_ && isRunning_) emit progressed(fraction, stage);
            },
            Qt::QueuedConnection);
    };
    watcher_.setFuture(QtConcurrent::run(&pool_, [evaluator = evaluator_, scenario = std::move(scenario),
                                                  token = stop_.get_token(), relay] {
        Outcome outcome;
        try {
            RelayedProgress progress(relay);
            sim::WorkContext context{&progress, token};
            outcome.result = std::make_shared<const scenario::Result>(evaluator(scenario, context));
        } catch (...) {
            outcome.error = std::current_exception(); // exceptions cross no thread; the GUI thread shows it
        }
        return outcome;
    }));
}

void EvaluationJob::conclude() {
    const Outcome outcome = watcher_.result();
    isRunning_ = false;
    if (waiting_) {
        scenario::Scenario next = std::move(*waiting_);
        waiting_.reset();
        start(std::move(next));
        return;
    }
    // A result that arrives after a cancel belongs to inputs the user gave up.
    if (stop_.stop_requested()) {
        emit cancelled();
        return;
    }
    announce(outcome);
}

void EvaluationJob::announce(const Outcome& outcome) {
    if (!outcome.error) {
        emit finished(outcome.result);
        return;
    }
    try {
        std::rethrow_exception(outcome.error);
    } catch (const sim::Error& error) {
        if (error.code() == sim::ErrorCode::Cancelled)
            emit cancelled();
        else
            emit failed(QString::fromUtf8(error.what()));
    } catch (const std::exception& error) {
        emit failed(tr("Internal error: %1").arg(QString::fromUtf8(error.what())));
    } catch (...) {
        emit failed(tr("Internal error of an unknown kind"));
    }
}

} // namespace gui
