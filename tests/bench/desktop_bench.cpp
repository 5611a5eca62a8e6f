// SPDX-License-Identifier: Apache-2.0
// The desktop program's answers with the real model: from the slider to the painted window, and the frames of
// a timeline of a million slices. Run with XDG_DATA_HOME set to a folder of its own; needs no display.
#include <algorithm>
#include <filesystem>
#include <vector>

#include <benchmark/benchmark.h>

#include <QApplication>
#include <QElapsedTimer>
#include <QPainter>
#include <QSlider>
#include <QStyleFactory>

#include "gui/docks/inspector_dock.h"
#include "gui/docks/parameter_editor.h"
#include "gui/jobs/answer_memory.h"
#include "gui/main_window.h"
#include "gui/models/number_text.h"
#include "gui/models/scenario_document.h"
#include "gui/views/timeline_view.h"

namespace {

double percentile(std::vector<double> values, double share) {
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

void settle(gui::MainWindow& window) {
    while (!window.isIdle())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
}

/// Moves the slider of `key` one position an iteration and waits until the new figures are painted.
void dragSlider(benchmark::State& state, const char* key) {
    hwdb::Catalogue catalogue = hwdb::Catalogue::open();
    auto simulations = std::make_shared<std::size_t>(0);
    const std::filesystem::path gallery = std::filesystem::path(PURSER_SOURCE_DIR) / "scenarios" / "gallery";
    gui::MainWindow window(catalogue, {gui::rememberingEvaluator(simulations), gallery, false});
    window.resize(1600, 1000);
    window.show();
    window.openFile(gui::text((gallery / "deepseek-v3-pretraining-h800.yaml").string()));
    settle(window);
    auto* editor = window.findChild<gui::InspectorDock*>()->editor(QString::fromLatin1(key));
    auto* slider = editor->findChild<QSlider*>();
    const std::size_t before = *simulations;
    slider->setSliderDown(true);
    std::vector<double> milliseconds;
    int position = slider->value();
    for (auto _ : state) {
        QElapsedTimer clock;
        clock.start();
        slider->setValue(++position);
        settle(window);
        QCoreApplication::processEvents(); // the repaints that the answer asked for
        milliseconds.push_back(static_cast<double>(clock.nsecsElapsed()) * 1e-6);
        state.SetIterationTime(milliseconds.back() * 1e-3);
    }
    slider->setSliderDown(false);
    state.counters["p50_ms"] = percentile(milliseconds, 0.50);
    state.counters["p95_ms"] = percentile(milliseconds, 0.95);
    state.counters["simulations"] = static_cast<double>(*simulations - before);
}

void sliderOfMoney(benchmark::State& state) {
    dragSlider(state, "economics.rental.price");
}
void sliderThatSimulates(benchmark::State& state) {
    dragSlider(state, "workload.training.tokens");
}
BENCHMARK(sliderOfMoney)->Iterations(60)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(sliderThatSimulates)->Iterations(60)->UseManualTime()->Unit(benchmark::kMillisecond);

/// Eight lanes; zooms from the whole into a thousandth and back, a frame a step.
void timelineOfAMillionSlices(benchmark::State& state) {
    auto figure = std::make_shared<report::TimelineFigure>();
    const char* const categories[] = {"forward", "backward", "communication", "overlapped"};
    for (std::size_t lane = 0; lane < 8; ++lane) {
        figure->addLane("stream " + std::to_string(lane));
        for (int i = 0; i < 125'000; ++i)
            figure->addSpan(lane, 10.0 * i, 4.0 + i % 6, "kernel " + std::to_string(i % 97),
                            categories[i % 4]);
    }
    figure->finish();
    gui::TimelineView view;
    view.setFigure(figure, false);
    view.resize(1600, 400);
    QImage frame(view.size(), QImage::Format_ARGB32_Premultiplied);
    int step = 0;
    for (auto _ : state) {
        view.zoomAt(400'000.0, step++ % 80 < 40 ? 0.85 : 1.0 / 0.85);
        view.render(&frame);
    }
    state.counters["frames/s"] =
        benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(timelineOfAMillionSlices)->Unit(benchmark::kMillisecond);

/// The first window with a worked example's inputs on it, as main() makes it.
void startOfTheProgram(benchmark::State& state) {
    for (auto _ : state) {
        hwdb::Catalogue catalogue = hwdb::Catalogue::open();
        gui::MainWindow window(catalogue,
                               {gui::rememberingEvaluator(),
                                std::filesystem::path(PURSER_SOURCE_DIR) / "scenarios" / "gallery", false});
        window.show();
        QCoreApplication::processEvents();
    }
}
BENCHMARK(startOfTheProgram)->Unit(benchmark::kMillisecond)->UseRealTime();

} // namespace

int main(int argc, char** argv) {
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
