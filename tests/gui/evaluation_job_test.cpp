// SPDX-License-Identifier: Apache-2.0
// The background job: latest wins, cancel, errors, destruction while running.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

#include <QSignalSpy>
#include <QTest>

#include "gui/jobs/evaluation_job.h"
#include "simulator/base/error.h"

namespace gui {
namespace {

scenario::Scenario named(const std::string& name) {
    scenario::Scenario s;
    s.name = name;
    return s;
}

/// Works until it is stopped or `isReleased`, then answers with the scenario's name.
struct Gate {
    std::atomic<bool> isReleased{false};
    std::atomic<int> entered{0}, stopped{0}, finished{0};

    Evaluator evaluator() {
        return [this](const scenario::Scenario& s, const sim::WorkContext& context) {
            ++entered;
            while (!isReleased) {
                if (context.stop.stop_requested()) {
                    ++stopped;
                    context.throwIfStopped();
                }
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            }
            ++finished;
            scenario::Result r;
            r.name = s.name;
            return r;
        };
    }
};

template<class Condition>
bool waitFor(Condition condition) {
    return QTest::qWaitFor(condition, 10000);
}

TEST(EvaluationJob, DeliversTheResultInTheThreadOfTheJob) {
    Gate gate;
    gate.isReleased = true;
    EvaluationJob job(gate.evaluator());
    std::string name;
    std::thread::id thread;
    QObject::connect(&job, &EvaluationJob::finished, &job, [&](const ResultHandle& r) {
        name = r->name;
        thread = std::this_thread::get_id();
    });
    job.request(named("one"));
    ASSERT_TRUE(waitFor([&] { return !name.empty(); }));
    EXPECT_EQ(name, "one");
    EXPECT_EQ(thread, std::this_thread::get_id());
    EXPECT_FALSE(job.isRunning());
}

// Twenty requests while the first runs: the first is stopped, the last is delivered, the eighteen between
// them never start.
TEST(EvaluationJob, LatestRequestWins) {
    Gate gate;
    EvaluationJob job(gate.evaluator());
    std::vector<std::string> delivered;
    QObject::connect(&job, &EvaluationJob::finished, &job,
                     [&](const ResultHandle& r) { delivered.push_back(r->name); });
    job.request(named("0"));
    ASSERT_TRUE(waitFor([&] { return gate.entered == 1; }));
    for (int i = 1; i < 20; ++i)
        job.request(named(std::to_string(i)));
    ASSERT_TRUE(waitFor([&] { return gate.entered == 2; }));
    gate.isReleased = true;
    ASSERT_TRUE(waitFor([&] { return !delivered.empty(); }));
    QTest::qWait(20); // a second delivery would come now
    EXPECT_EQ(delivered, std::vector<std::string>{"19"});
    EXPECT_EQ(gate.stopped, 1);
    EXPECT_EQ(gate.entered, 2);
}

TEST(EvaluationJob, CancelStopsTheRunAndForgetsTheWaitingOne) {
    Gate gate;
    EvaluationJob job(gate.evaluator());
    QSignalSpy finished(&job, &EvaluationJob::finished), cancelled(&job, &EvaluationJob::cancelled);
    job.request(named("a"));
    ASSERT_TRUE(waitFor([&] { return gate.entered == 1; }));
    job.request(named("b"));
    job.cancel();
    ASSERT_TRUE(waitFor([&] { return cancelled.count() == 1; }));
    EXPECT_EQ(finished.count(), 0);
    EXPECT_EQ(gate.entered, 1);
    EXPECT_FALSE(job.isRunning());
}

// An evaluator that ignores the stop request still finishes after a cancel; its result is not shown.
TEST(EvaluationJob, ResultAfterCancelIsDropped) {
    std::atomic<bool> isReleased{false}, isIn{false};
    EvaluationJob job([&](const scenario::Scenario&, const sim::WorkContext&) {
        isIn = true;
        while (!isReleased)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        return scenario::Result{};
    });
    QSignalSpy finished(&job, &EvaluationJob::finished), cancelled(&job, &EvaluationJob::cancelled);
    job.request(named("deaf"));
    ASSERT_TRUE(waitFor([&] { return isIn.load(); }));
    job.cancel();
    isReleased = true;
    ASSERT_TRUE(waitFor([&] { return cancelled.count() == 1; }));
    EXPECT_EQ(finished.count(), 0);
}

TEST(EvaluationJob, DestroyingARunningJobStopsAndWaits) {
    Gate gate;
    auto job = std::make_unique<EvaluationJob>(gate.evaluator());
    bool isDelivered = false;
    QObject::connect(job.get(), &EvaluationJob::finished, job.get(), [&] { isDelivered = true; });
    job->request(named("a"));
    ASSERT_TRUE(waitFor([&] { return gate.entered == 1; }));
    job.reset(); // returns only when the worker is out of the evaluator
    EXPECT_EQ(gate.stopped, 1);
    QTest::qWait(20);
    EXPECT_FALSE(isDelivered);
}

TEST(EvaluationJob, ErrorArrivesWithItsWholeText) {
    EvaluationJob job([](const scenario::Scenario&, const sim::WorkContext&) -> scenario::Result {
        throw sim::Error(sim::ErrorCode::BadInput, "65 layers on 16 ranks", "a.yaml:3:5", "use 64");
    });
    QString message;
    QObject::connect(&job, &EvaluationJob::failed, &job, [&](const QString& m) { message = m; });
    job.request(named("a"));
    ASSERT_TRUE(waitFor([&] { return !message.isEmpty(); }));
    EXPECT_EQ(message, QStringLiteral("a.yaml:3:5: 65 layers on 16 ranks; use 64"));
}

TEST(EvaluationJob, ForeignExceptionIsReportedNotFatal) {
    EvaluationJob job([](const scenario::Scenario&, const sim::WorkContext&) -> scenario::Result {
        throw std::runtime_error("boom");
    });
    QString message;
    QObject::connect(&job, &EvaluationJob::failed, &job, [&](const QString& m) { message = m; });
    job.request(named("a"));
    ASSERT_TRUE(waitFor([&] { return !message.isEmpty(); }));
    EXPECT_TRUE(message.contains(QStringLiteral("boom")));
}

// 10,000 reports of one stage must not flood the event loop: at most one in 33 ms, and every new stage.
TEST(EvaluationJob, ProgressIsThinnedButEveryStageIsNamed) {
    EvaluationJob job([](const scenario::Scenario&, const sim::WorkContext& context) {
        for (int i = 0; i < 10000; ++i)
            context.report(i / 20000.0, "reading");
        context.report(0.5, "executing");
        return scenario::Result{};
    });
    QStringList stages;
    bool isDone = false;
    QObject::connect(&job, &EvaluationJob::progressed, &job,
                     [&](double, const QString& stage) { stages << stage; });
    QObject::connect(&job, &EvaluationJob::finished, &job, [&] { isDone = true; });
    job.request(named("a"));
    ASSERT_TRUE(waitFor([&] { return isDone; }));
    EXPECT_TRUE(stages.contains(QStringLiteral("reading")));
    EXPECT_TRUE(stages.contains(QStringLiteral("executing")));
    EXPECT_LT(stages.size(), 1000);
}

} // namespace
} // namespace gui
