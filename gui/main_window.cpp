// SPDX-License-Identifier: Apache-2.0
// Construction of the window and the way of a scenario through it: open, edit, run, show.
#include "gui/main_window.h"

#include <algorithm>
#include <utility>

#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QLabel>
#include <QMenuBar>
#include <QMimeData>
#include <QProgressBar>
#include <QSettings>
#include <QStatusBar>
#include <QTabBar>
#include <QTabWidget>
#include <QToolBar>
#include <QUndoStack>
#include <QUrl>
#include <QVBoxLayout>

#include "gui/docks/explanation_dock.h"
#include "gui/docks/gallery_dock.h"
#include "gui/docks/inspector_dock.h"
#include "gui/jobs/autosave.h"
#include "gui/models/catalogue_edits.h"
#include "gui/models/number_text.h"
#include "gui/models/recent_files.h"
#include "gui/models/run_model.h"
#include "gui/models/scenario_document.h"
#include "gui/views/compare_page.h"
#include "gui/views/hardware_page.h"
#include "gui/views/message_bar.h"
#include "gui/views/prices_page.h"
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
constexpr int StaleDelay = 80; // milliseconds: an answer that comes sooner is not announced by a flicker

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
      edits_(new CatalogueEdits(catalogue, document_->undoStack(), this)),
      job_(new EvaluationJob(options_.evaluator, this)), runs_(new RunModel(this)) {
    loadIcons();
    setAcceptDrops(true);
    setDockNestingEnabled(true);
    rerun_.setSingleShot(true);
    connect(&rerun_, &QTimer::timeout, this, &MainWindow::run);
    slow_.setSingleShot(true);
    slow_.setInterval(StaleDelay);
    connect(&slow_, &QTimer::timeout, this, [this] {
        setStale(true);
        progress_->setVisible(job_->isRunning());
    });
    build();
    connectJob();
    connect(document_, &ScenarioDocument::edited, this, &MainWindow::documentEdited);
    connect(&document_->undoStack(), &QUndoStack::cleanChanged, this, &MainWindow::updateTitle);
    connect(edits_, &CatalogueEdits::refused, this,
            [this](const QString& why) { messages_->show(MessageBar::Severity::Error, why); });
    connect(edits_, &CatalogueEdits::changed, this, [this] {
        if (result_) documentEdited();
    });
    resize(1600, 1000);
    initialLayout_ = saveState(LayoutVersion);
    if (options_.isRemembered) {
        restoreSettings();
        autosave_ = new Autosave(*document_, Autosave::standardFolder(), this);
        offerOrphans();
    }
    drawIcons();
    updateTitle();
}

MainWindow::~MainWindow() {
    // Children die after this part of the object: the undo stack clears itself then, and would call back.
    document_->undoStack().disconnect(this);
    delete autosave_; // an orderly end: while the document still lives
}

void MainWindow::restoreSettings() {
    const QSettings settings;
    restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
    restoreState(settings.value(QStringLiteral("window/layout")).toByteArray(), LayoutVersion);
    const int mode = settings.value(QStringLiteral("window/colours"), 0).toInt();
    if (mode >= 0 && mode < static_cast<int>(colourActions_.size()))
        colourActions_[static_cast<std::size_t>(mode)]->trigger();
}

void MainWindow::build() {
    buildPages();
    buildDocks();
    buildStatusBar();
    buildActions();
    connectActions();
    buildMenus();
    buildToolBar();
}

void MainWindow::tearDown() {
    delete takeCentralWidget();
    for (QDockWidget* dock : findChildren<QDockWidget*>(QString(), Qt::FindDirectChildrenOnly))
        delete dock; // its show-or-hide action goes with it
    for (QToolBar* bar : findChildren<QToolBar*>(QString(), Qt::FindDirectChildrenOnly))
        delete bar;
    setMenuBar(new QMenuBar);
    setStatusBar(new QStatusBar);
    icons_.clear();
    colourActions_.clear();
    for (QObject* made : findChildren<QObject*>(QString(), Qt::FindDirectChildrenOnly))
        if (qobject_cast<QAction*>(made) || qobject_cast<QActionGroup*>(made)) delete made;
}

void MainWindow::rebuild() {
    const QByteArray layout = saveState(LayoutVersion);
    const int page = pages_->currentIndex();
    const bool isRunnable = runAction_->isEnabled();
    tearDown();
    build();
    restoreState(layout, LayoutVersion);
    pages_->setCurrentIndex(page);
    for (QAction* a : {runAction_, saveAction_, commandAction_})
        a->setEnabled(isRunnable);
    cancelAction_->setEnabled(job_->isRunning());
    setColourMode(colourMode_);
    drawIcons();
    if (!result_) return;
    const bool isStale = !isIdle();
    showResult();
    comparePage_->choose(std::min(1, runs_->rowCount() - 1), 0);
    setStale(isStale);
}

void MainWindow::setLanguage(Language language) {
    if (language == currentLanguage()) return;
    gui::setLanguage(language);
    if (options_.isRemembered) QSettings().setValue(QStringLiteral("window/language"), nameOf(language));
    // Not from inside the menu that is about to go.
    QMetaObject::invokeMethod(this, &MainWindow::rebuild, Qt::QueuedConnection);
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
    hardwarePage_ = new HardwarePage(*edits_);
    pricesPage_ = new PricesPage(catalogue_);
    pages_->addTab(resultPage_, tr("Result"));
    pages_->addTab(timelinePage_, tr("Timeline"));
    pages_->addTab(tablesPage_, tr("Tables"));
    pages_->addTab(comparePage_, tr("Compare"));
    pages_->addTab(hardwarePage_, tr("Hardware"));
    pages_->addTab(pricesPage_, tr("Prices"));
    auto* layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(messages_);
    layout->addWidget(pages_, 1);
    setCentralWidget(centre);

    connect(hardwarePage_, &HardwarePage::failed, this,
            [this](const QString& message) { messages_->show(MessageBar::Severity::Error, message); });
    connect(pricesPage_, &PricesPage::failed, this,
            [this](const QString& message) { messages_->show(MessageBar::Severity::Error, message); });
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
        if (!slow_.isActive()) slow_.start();
        progress_->setValue(0);
        stage_->setText(tr("Running"));
        cancelAction_->setEnabled(true);
    });
    connect(job_, &EvaluationJob::progressed, this, [this](double fraction, const QString& stage) {
        progress_->setValue(static_cast<int>(fraction * 1000));
        stage_->setText(stage);
    });
    const auto end = [this](const QString& said, bool hasResult) {
        slow_.stop();
        if (!hasResult) setStale(true);
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
    showResult();
    if (isFirstResult_) comparePage_->choose(runs_->keepCurrent(), 0);
    isFirstResult_ = false;
}

void MainWindow::showResult() {
    runs_->setCurrent(result_);
    setStale(false);
    resultPage_->setResult(result_);
    timelinePage_->setResult(result_);
    tablesPage_->setResult(result_);
    inspectorDock_->setResolved(*result_);
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
        if (options_.isRemembered) addRecentFile(file);
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
    for (QAction* a : {runAction_, saveAction_, commandAction_})
        a->setEnabled(true);
    updateTitle();
    run();
}

void MainWindow::documentEdited() {
    if (!slow_.isActive()) slow_.start();
    rerun_.start(); // once the events that wait are done: those of a drag or of typing become one run
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
        {"tables", tablesPage_}, {"compare", comparePage_},   {"hardware", hardwarePage_},
        {"prices", pricesPage_}};
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
