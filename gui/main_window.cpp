// SPDX-License-Identifier: Apache-2.0
// Construction of the window and the way of a scenario through it: open, edit, run, show.
#include "gui/main_window.h"

#include <utility>

#include <QApplication>
#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QLabel>
#include <QMimeData>
#include <QProgressBar>
#include <QSettings>
#include <QStatusBar>
#include <QTabBar>
#include <QTabWidget>
#include <QUndoStack>
#include <QUrl>
#include <QVBoxLayout>

#include "gui/docks/explanation_dock.h"
#include "gui/docks/gallery_dock.h"
#include "gui/docks/inspector_dock.h"
#include "gui/models/number_text.h"
#include "gui/models/run_model.h"
#include "gui/models/scenario_document.h"
#include "gui/views/compare_page.h"
#include "gui/views/hardware_page.h"
#include "gui/views/message_bar.h"
#include "gui/views/result_page.h"
#include "gui/views/tables_page.h"
#include "gui/views/timeline_page.h"

/// The icons lie in a static library: without this call the linker leaves them out. Outside any namespace,
/// because the macro declares the function it calls.
static void loadIcons() {
    Q_INIT_RESOURCE(icons);
}

namespace gui {

namespace {

constexpr int LayoutVersion = 1;
constexpr int RerunDelay = 150; // milliseconds after the last edit

QStringList namesOf(const std::vector<hwdb::SubjectSummary>& subjects) {
    QStringList names;
    for (const auto& subject : subjects)
        names << text(subject.shortName.empty() ? subject.id : subject.shortName);
    names.removeDuplicates();
    return names;
}

} // namespace

MainWindow::MainWindow(hwdb::Catalogue& catalogue, WindowOptions options, QWidget* parent)
    : QMainWindow(parent), catalogue_(catalogue), options_(std::move(options)),
      systemPalette_(QApplication::palette()), document_(new ScenarioDocument(this)),
      job_(new EvaluationJob(options_.evaluator, this)), runs_(new RunModel(this)) {
    loadIcons();
    setAcceptDrops(true);
    setDockNestingEnabled(true);
    rerun_.setSingleShot(true);
    rerun_.setInterval(RerunDelay);
    connect(&rerun_, &QTimer::timeout, this, &MainWindow::run);
    buildPages();
    buildDocks();
    buildStatusBar();
    buildActions();
    connectJob();
    connect(document_, &ScenarioDocument::edited, this, &MainWindow::documentEdited);
    connect(&document_->undoStack(), &QUndoStack::cleanChanged, this, &MainWindow::updateTitle);

    resize(1600, 1000);
    initialLayout_ = saveState(LayoutVersion);
    if (options_.isRemembered) {
        const QSettings settings;
        restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
        restoreState(settings.value(QStringLiteral("window/layout")).toByteArray(), LayoutVersion);
        const int mode = settings.value(QStringLiteral("window/colours"), 0).toInt();
        if (mode >= 0 && mode < static_cast<int>(colourActions_.size()))
            colourActions_[static_cast<std::size_t>(mode)]->trigger();
    }
    drawIcons();
    updateTitle();
}

MainWindow::~MainWindow() {
    // Children die after this part of the object: the undo stack clears itself then, and would call back.
    document_->undoStack().disconnect(this);
}

void MainWindow::buildPages() {
    auto* centre = new QWidget(this);
    messages_ = new MessageBar(centre);
    pages_ = new QTabWidget(centre);
    pages_->setDocumentMode(true);
    pages_->tabBar()->setAccessibleName(tr("Pages"));
    pages_->setAccessibleName(tr("Pages"));
    resultPage_ = new ResultPage;
    timelinePage_ = new TimelinePage;
    tablesPage_ = new TablesPage;
    comparePage_ = new ComparePage(*runs_);
    hardwarePage_ = new HardwarePage(catalogue_, document_->undoStack());
    pages_->addTab(resultPage_, tr("Result"));
    pages_->addTab(timelinePage_, tr("Timeline"));
    pages_->addTab(tablesPage_, tr("Tables"));
    pages_->addTab(comparePage_, tr("Compare"));
    pages_->addTab(hardwarePage_, tr("Hardware"));
    auto* layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(messages_);
    layout->addWidget(pages_, 1);
    setCentralWidget(centre);

    connect(hardwarePage_, &HardwarePage::failed, this,
            [this](const QString& message) { messages_->show(MessageBar::Severity::Error, message); });
    connect(hardwarePage_, &HardwarePage::catalogueChanged, this, [this] {
        if (result_) documentEdited();
    });
    connect(resultPage_, &ResultPage::metricSelected, this,
            [this] { explanationDock_->explain(resultPage_->selectedMetric()); });
}

void MainWindow::buildDocks() {
    InspectorChoices choices;
    try {
        choices.devices = namesOf(catalogue_.subjects("accelerator"));
        choices.systems = namesOf(catalogue_.subjects("system"));
        choices.models = namesOf(catalogue_.subjects("model"));
        for (const auto& name : catalogue_.traceNames())
            choices.traces << text(name);
    } catch (const sim::Error& error) {
        messages_->show(MessageBar::Severity::Error, text(error.what()));
    }
    galleryDock_ = new GalleryDock(options_.gallery, this);
    inspectorDock_ = new InspectorDock(*document_, choices, this);
    explanationDock_ = new ExplanationDock(this);
    addDockWidget(Qt::LeftDockWidgetArea, galleryDock_);
    addDockWidget(Qt::RightDockWidgetArea, inspectorDock_);
    addDockWidget(Qt::RightDockWidgetArea, explanationDock_);
    resizeDocks({galleryDock_, inspectorDock_}, {200, 370}, Qt::Horizontal);
    resizeDocks({inspectorDock_, explanationDock_}, {500, 380}, Qt::Vertical);
    connect(galleryDock_, &GalleryDock::chosen, this, &MainWindow::openFile);
}

void MainWindow::buildStatusBar() {
    stage_ = new QLabel(tr("Ready"));
    stage_->setTextFormat(Qt::PlainText);
    progress_ = new QProgressBar;
    progress_->setRange(0, 1000);
    progress_->setMaximumWidth(260);
    progress_->setAccessibleName(tr("Progress of the run"));
    progress_->hide();
    statusBar()->addWidget(stage_, 1);
    statusBar()->addPermanentWidget(progress_);
}

void MainWindow::connectJob() {
    connect(job_, &EvaluationJob::started, this, [this] {
        setStale(true);
        progress_->setValue(0);
        progress_->show();
        stage_->setText(tr("Running"));
        cancelAction_->setEnabled(true);
    });
    connect(job_, &EvaluationJob::progressed, this, [this](double fraction, const QString& stage) {
        progress_->setValue(static_cast<int>(fraction * 1000));
        stage_->setText(stage);
    });
    const auto end = [this](const QString& said, bool hasResult) {
        progress_->hide();
        cancelAction_->setEnabled(false);
        stage_->setText(said);
        emit runEnded(hasResult);
    };
    connect(job_, &EvaluationJob::finished, this, [this, end](const ResultHandle& result) {
        arrived(result);
        end(tr("Done"), true);
    });
    connect(job_, &EvaluationJob::failed, this, [this, end](const QString& message) {
        messages_->show(MessageBar::Severity::Error, message);
        end(result_ ? tr("The run failed; the figures shown belong to earlier inputs") : tr("The run failed"),
            false);
    });
    connect(job_, &EvaluationJob::cancelled, this, [this, end] {
        end(result_ ? tr("Stopped; the figures shown belong to earlier inputs") : tr("Stopped"), false);
    });
}

void MainWindow::arrived(const ResultHandle& result) {
    result_ = result;
    messages_->dismiss();
    runs_->setCurrent(result);
    if (isFirstResult_) comparePage_->choose(runs_->keepCurrent(), 0);
    isFirstResult_ = false;
    setStale(false);
    resultPage_->setResult(result);
    timelinePage_->setResult(result);
    tablesPage_->setResult(result);
    inspectorDock_->setResolved(*result);
    for (QAction* a : {keepAction_, reportAction_})
        a->setEnabled(true);
}

void MainWindow::setStale(bool isStale) {
    resultPage_->setStale(isStale);
    timelinePage_->setStale(isStale);
    tablesPage_->setStale(isStale);
    comparePage_->setStale(isStale);
    explanationDock_->setStale(isStale);
}

bool MainWindow::openFile(const QString& file) {
    try {
        openScenario(scenario::readScenario(file.toStdString()));
    } catch (const sim::Error& error) {
        messages_->show(MessageBar::Severity::Error, text(error.what()));
        return false;
    }
    return true;
}

void MainWindow::openScenario(scenario::Scenario scenario) {
    document_->open(std::move(scenario));
    messages_->dismiss();
    isFirstResult_ = true;
    for (QAction* a : {runAction_, saveAction_})
        a->setEnabled(true);
    updateTitle();
    run();
}

void MainWindow::documentEdited() {
    setStale(true);
    rerun_.start();
}

void MainWindow::run() {
    rerun_.stop();
    const QString conflict = document_->conflict();
    if (!conflict.isEmpty()) {
        job_->cancel();
        messages_->show(MessageBar::Severity::Warning, conflict);
        if (!job_->isRunning()) emit runEnded(false);
        return;
    }
    job_->request(document_->current());
}

bool MainWindow::isIdle() const {
    return !job_->isRunning() && !rerun_.isActive();
}

bool MainWindow::showPage(const QString& name) {
    const std::pair<const char*, QWidget*> known[] = {
        {"result", resultPage_}, {"timeline", timelinePage_}, {"pipeline", timelinePage_},
        {"tables", tablesPage_}, {"compare", comparePage_},   {"hardware", hardwarePage_}};
    for (const auto& [key, page] : known) {
        if (name != QLatin1String(key)) continue;
        pages_->setCurrentWidget(page);
        if (name == QLatin1String("pipeline")) timelinePage_->showKey(name);
        if (name == QLatin1String("timeline")) timelinePage_->showKey(QStringLiteral("replay"));
        return true;
    }
    return false;
}

void MainWindow::updateTitle() {
    const QString name = text(document_->current().name);
    setWindowModified(document_->isModified());
    setWindowTitle(name.isEmpty() ? QStringLiteral("Purser") : tr("%1[*] – Purser").arg(name));
}

void MainWindow::changeEvent(QEvent* event) {
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) drawIcons();
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (options_.isRemembered) {
        QSettings settings;
        settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
        settings.setValue(QStringLiteral("window/layout"), saveState(LayoutVersion));
    }
    job_->cancel();
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    for (const QUrl& url : event->mimeData()->urls())
        if (url.isLocalFile()) return event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    const QList<QUrl> urls = event->mimeData()->urls();
    for (const QUrl& url : urls)
        if (url.isLocalFile()) {
            event->acceptProposedAction();
            openFile(url.toLocalFile());
            return;
        }
}

} // namespace gui
