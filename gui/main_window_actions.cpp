// SPDX-License-Identifier: Apache-2.0
// Menus, tool bar and what their entries do.
#include <functional>

#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QFileDialog>
#include <QMenuBar>
#include <QSaveFile>
#include <QSettings>
#include <QTabWidget>
#include <QToolBar>
#include <QUndoStack>

#include "gui/dialogs/text_dialog.h"
#include "gui/docks/explanation_dock.h"
#include "gui/docks/gallery_dock.h"
#include "gui/docks/inspector_dock.h"
#include "gui/main_window.h"
#include "gui/models/number_text.h"
#include "gui/models/run_model.h"
#include "gui/models/scenario_document.h"
#include "gui/views/compare_page.h"
#include "gui/views/message_bar.h"
#include "reports/report.h"

namespace gui {

QAction* MainWindow::action(const char* icon, const QString& name, const QString& tip,
                            const QKeySequence& shortcut) {
    auto* made = new QAction(name, this);
    adopt(*made, icon, tip, shortcut);
    return made;
}

void MainWindow::adopt(QAction& made, const char* icon, const QString& tip, const QKeySequence& shortcut) {
    made.setShortcut(shortcut);
    made.setToolTip(shortcut.isEmpty()
                        ? tip
                        : QStringLiteral("%1 (%2)").arg(tip, shortcut.toString(QKeySequence::NativeText)));
    made.setStatusTip(tip);
    icons_.push_back({&made, icon});
    addAction(&made);
}

void MainWindow::drawIcons() {
    for (const auto& [made, name] : icons_)
        made->setIcon(icon(name, palette()));
}

void MainWindow::buildActions() {
    auto* openAction = action("open", tr("&Open…"), tr("Open a scenario"), QKeySequence::Open);
    saveAction_ =
        action("save", tr("&Save as…"), tr("Save the scenario with its changes"), QKeySequence::Save);
    reportAction_ = action("report", tr("&Export report…"), tr("Write a report of the current result"),
                           QKeySequence(Qt::CTRL | Qt::Key_E));
    auto* quitAction = action("quit", tr("&Quit"), tr("Leave Purser"), QKeySequence::Quit);
    runAction_ = action("run", tr("&Run"), tr("Run the scenario again"), QKeySequence(Qt::Key_F5));
    cancelAction_ =
        action("cancel", tr("S&top"), tr("Stop the run"), QKeySequence(Qt::CTRL | Qt::Key_Period));
    keepAction_ = action("pin", tr("&Keep for comparison"), tr("Keep this result to compare others with"),
                         QKeySequence(Qt::CTRL | Qt::Key_K));
    auto* undoAction = document_->undoStack().createUndoAction(this, tr("Undo"));
    auto* redoAction = document_->undoStack().createRedoAction(this, tr("Redo"));
    adopt(*undoAction, "undo", tr("Undo the last change"), QKeySequence::Undo);
    adopt(*redoAction, "redo", tr("Redo the change"), QKeySequence::Redo);
    for (QAction* a : {saveAction_, reportAction_, runAction_, cancelAction_, keepAction_})
        a->setEnabled(false);

    connect(openAction, &QAction::triggered, this, &MainWindow::chooseFile);
    connect(saveAction_, &QAction::triggered, this, &MainWindow::saveAs);
    connect(reportAction_, &QAction::triggered, this, &MainWindow::exportReport);
    connect(quitAction, &QAction::triggered, this, &QWidget::close);
    connect(runAction_, &QAction::triggered, this, &MainWindow::run);
    connect(cancelAction_, &QAction::triggered, job_, &EvaluationJob::cancel);
    connect(keepAction_, &QAction::triggered, this,
            [this] { comparePage_->choose(runs_->keepCurrent(), 0); });

    auto* file = menuBar()->addMenu(tr("&File"));
    file->addActions({openAction, saveAction_, reportAction_});
    file->addSeparator();
    file->addAction(quitAction);
    menuBar()->addMenu(tr("&Edit"))->addActions({undoAction, redoAction});
    menuBar()->addMenu(tr("&Run"))->addActions({runAction_, cancelAction_, keepAction_});
    auto* view = menuBar()->addMenu(tr("&View"));
    const char* const pageIcons[] = {"result", "timeline", "table", "compare", "hardware"};
    for (int i = 0; i < pages_->count(); ++i) {
        auto* page = action(pageIcons[i], pages_->tabText(i), tr("Show the page %1").arg(pages_->tabText(i)),
                            QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + i)));
        connect(page, &QAction::triggered, this, [this, i] { pages_->setCurrentIndex(i); });
        view->addAction(page);
    }
    view->addSeparator();
    for (QDockWidget* dock :
         {static_cast<QDockWidget*>(galleryDock_), static_cast<QDockWidget*>(inspectorDock_),
          static_cast<QDockWidget*>(explanationDock_)}) {
        QAction* toggle = dock->toggleViewAction();
        adopt(*toggle, "layout", tr("Show or hide %1").arg(dock->windowTitle()), {});
        view->addAction(toggle);
    }
    auto* layout = action("layout", tr("Reset &layout"), tr("Put every panel back to its place"), {});
    connect(layout, &QAction::triggered, this, [this] { restoreState(initialLayout_, 1); });
    view->addAction(layout);
    buildColourMenu(*view);

    auto* help = menuBar()->addMenu(tr("&Help"));
    auto* keys =
        action("keyboard", tr("&Keyboard shortcuts"), tr("List every shortcut"), QKeySequence(Qt::Key_F1));
    auto* aboutAction = action("about", tr("&About Purser"), tr("Version and licence"), {});
    connect(keys, &QAction::triggered, this, &MainWindow::showShortcuts);
    connect(aboutAction, &QAction::triggered, this, &MainWindow::about);
    help->addActions({keys, aboutAction});

    auto* bar = addToolBar(tr("Main tool bar"));
    bar->setObjectName(QStringLiteral("mainToolBar"));
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->setIconSize({18, 18});
    bar->addActions({openAction, saveAction_, reportAction_});
    bar->addSeparator();
    bar->addActions({runAction_, cancelAction_, keepAction_});
    bar->addSeparator();
    bar->addActions({undoAction, redoAction});
}

void MainWindow::buildColourMenu(QMenu& view) {
    auto* colours = view.addMenu(tr("&Colours"));
    auto* group = new QActionGroup(this);
    const std::pair<QString, ColourMode> modes[] = {{tr("&System"), ColourMode::System},
                                                    {tr("&Light"), ColourMode::Light},
                                                    {tr("&Dark"), ColourMode::Dark}};
    for (const auto& [name, mode] : modes) {
        auto* made = action("theme", name, tr("Colours: %1").arg(QString(name).remove(QLatin1Char('&'))), {});
        made->setCheckable(true);
        made->setChecked(mode == ColourMode::System);
        group->addAction(made);
        colours->addAction(made);
        colourActions_.push_back(made);
        connect(made, &QAction::triggered, this, [this, chosen = mode] { setColourMode(chosen); });
    }
}

void MainWindow::setColourMode(ColourMode mode) {
    colourActions_[static_cast<std::size_t>(mode)]->setChecked(true);
    QApplication::setPalette(paletteFor(mode, systemPalette_));
    if (options_.isRemembered) QSettings().setValue(QStringLiteral("window/colours"), static_cast<int>(mode));
}

void MainWindow::chooseFile() {
    auto* dialog = new QFileDialog(this, tr("Open scenario"), text(options_.gallery.string()),
                                   tr("Scenarios (*.yaml *.yml);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::openFile);
    dialog->show(); // not modal: a run may go on behind it
}

void MainWindow::saveAs() {
    auto* dialog = new QFileDialog(this, tr("Save scenario"), QString(), tr("Scenarios (*.yaml)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("yaml"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& name) {
        QSaveFile file(name); // whole or not at all
        const QByteArray yaml = QByteArray::fromStdString(document_->current().toYaml());
        if (!file.open(QIODevice::WriteOnly) || file.write(yaml) != yaml.size() || !file.commit())
            return messages_->show(
                MessageBar::Severity::Error,
                tr("%1 cannot be written: %2; choose another place").arg(name, file.errorString()));
        document_->undoStack().setClean();
    });
    dialog->show();
}

void MainWindow::exportReport() {
    auto* dialog = new QFileDialog(this, tr("Folder for the report"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& folder) {
        try {
            report::ReportOptions options;
            options.formats = report::reportFormats();
            options.directory = folder.toStdString();
            QStringList written;
            for (const auto& path : report::writeReport(*result_, options))
                written << text(path.string());
            messages_->show(MessageBar::Severity::Information,
                            tr("Written: %1").arg(written.join(QStringLiteral(", "))));
        } catch (const sim::Error& error) {
            messages_->show(MessageBar::Severity::Error, text(error.what()));
        }
    });
    dialog->show();
}

void MainWindow::showShortcuts() {
    QString html = QStringLiteral("<table cellpadding='3'>");
    const auto row = [&html](const QString& keys, const QString& what) {
        html += QStringLiteral("<tr><td><b>%1</b></td><td>%2</td></tr>")
                    .arg(keys.toHtmlEscaped(), what.toHtmlEscaped());
    };
    for (const auto& [made, name] : icons_)
        if (!made->shortcut().isEmpty())
            row(made->shortcut().toString(QKeySequence::NativeText), made->text().remove(QLatin1Char('&')));
    row(tr("Ctrl+C"), tr("Copy the selected rows of a table"));
    row(tr("W, S"), tr("Timeline: zoom in, out"));
    row(tr("A, D"), tr("Timeline: pan"));
    row(tr("F, 0"), tr("Timeline: fit the selection, show the whole"));
    row(tr("Ctrl+wheel, Shift+wheel"), tr("Timeline: zoom at the pointer, pan"));
    auto* dialog = new TextDialog(tr("Keyboard shortcuts"), html + QStringLiteral("</table>"), this);
    dialog->show();
}

void MainWindow::about() {
    auto* dialog = new TextDialog(
        tr("About Purser"),
        tr("<h3>Purser %1</h3><p>GPU cluster capacity and cost simulator.</p><p>Apache License 2.0.</p>")
            .arg(QLatin1String(PURSER_VERSION)),
        this);
    dialog->show();
}

} // namespace gui
