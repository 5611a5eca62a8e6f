// SPDX-License-Identifier: Apache-2.0
// Evaluates scenarios in the background. Latest wins: a request during a run stops that run and replaces any
// request that waits. Results, errors and progress arrive in the thread of the job.
#pragma once

#include <exception>
#include <functional>
#include <optional>
#include <stop_token>

#include <QFutureWatcher>
#include <QObject>
#include <QThreadPool>

#include "gui/jobs/result_handle.h"
#include "scenarios/scenario.h"
#include "simulator/base/progress.h"

namespace gui {

/// Runs in a worker thread; must look at the stop token now and then.
using Evaluator = std::function<scenario::Result(const scenario::Scenario&, const sim::WorkContext&)>;

/// Thread rule: lives in the GUI thread. The destructor stops a running evaluation and waits for it.
/// QFutureWatcher rather than QFuture::then(context): in Qt 6.4 the latter asserts when the context dies
/// first.
class EvaluationJob : public QObject {
    Q_OBJECT
  public:
    explicit EvaluationJob(Evaluator evaluator, QObject* parent = nullptr);
    ~EvaluationJob() override;

    void request(scenario::Scenario scenario);
    /// Stops the running evaluation and forgets a waiting one; cancelled() follows when it has stopped.
    void cancel();
    bool isRunning() const { return isRunning_; }

  signals:
    void started();
    void progressed(double fraction, const QString& stage);
    void finished(const gui::ResultHandle& result);
    void failed(const QString& message);
    void cancelled();

  private:
    struct Outcome {
        ResultHandle result;
        std::exception_ptr error;
    };

    void start(scenario::Scenario scenario);
    void conclude();
    void announce(const Outcome& outcome);

    Evaluator evaluator_;
    QThreadPool pool_;
    QFutureWatcher<Outcome> watcher_;
    std::stop_source stop_;
    std::optional<scenario::Scenario> waiting_;
    quint64 run_ = 0; ///< progress of an earlier run is dropped
    bool isRunning_ = false;
};

} // namespace gui
