// SPDX-License-Identifier: Apache-2.0
// Menus, tool bar and what their entries do.
#include <functional>

#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QMenuBar>
#include <QSaveFile>
#include <QSettings>
#include <QTabWidget>
#include <QToolBar>
#include <QUndoStack>

#include "gui/dialogs/command_palette.h"
#include "gui/dialogs/text_dialog.h"
#include "gui/docks/explanation_dock.h"
#include "gui/docks/gallery_dock.h"
#include "gui/docks/inspector_dock.h"
#include "gui/docks/parameter_editor.h"
#include "gui/jobs/autosave.h"
#include "gui/main_window.h"
#include "gui/models/command_line.h"
#include "gui/models/number_text.h"
#include "gui/models/recent_files.h"
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
    openAction_ = action("open", tr("&Open…"), tr("Open a scenario"), QKeySequence::Open);
    saveAction_ =
        action("save", tr("&Save as…"), tr("Save the scenario with its changes"), QKeySequence::Save);
    reportAction_ = action("report", tr("&Export report…"), tr("Write a report of the current result"),
                           QKeySequence(Qt::CTRL | Qt::Key_E));
    commandAction_ =
        action("copy", tr("&Copy as command"), tr("Copy the command line that gives this result"),
               QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C));
    restoreAction_ = action("undo", tr("Restore &lost changes"),
                            tr("Open the changes that were kept when Purser last ended unexpectedly"), {});
    restoreAction_->setEnabled(options_.isRemembered &&
                               !Autosave::orphans(Autosave::standardFolder()).isEmpty());
    quitAction_ = action("quit", tr("&Quit"), tr("Leave Purser"), QKeySequence::Quit);
    runAction_ = action("run", tr("&Run"), tr("Run the scenario again"), QKeySequence(Qt::Key_F5));
    cancelAction_ =
        action("cancel", tr("S&top"), tr("Stop the run"), QKeySequence(Qt::CTRL | Qt::Key_Period));
    keepAction_ = action("pin", tr("&Keep for comparison"), tr("Keep this result to compare others with"),
                         QKeySequence(Qt::CTRL | Qt::Key_M));
    undoAction_ = document_->undoStack().createUndoAction(this, tr("Undo"));
    redoAction_ = document_->undoStack().createRedoAction(this, tr("Redo"));
    adopt(*undoAction_, "undo", tr("Undo the last change"), QKeySequence::Undo);
    adopt(*redoAction_, "redo", tr("Redo the change"), QKeySequence::Redo);
    for (QAction* a : {saveAction_, reportAction_, commandAction_, runAction_, cancelAction_, keepAction_})
        a->setEnabled(false);
}

void MainWindow::connectActions() {
    connect(openAction_, &QAction::triggered, this, &MainWindow::chooseFile);
    connect(saveAction_, &QAction::triggered, this, &MainWindow::saveAs);
    connect(reportAction_, &QAction::triggered, this, &MainWindow::exportReport);
    connect(commandAction_, &QAction::triggered, this, &MainWindow::copyCommand);
    connect(restoreAction_, &QAction::triggered, this, &MainWindow::restoreOrphan);
    connect(quitAction_, &QAction::triggered, this, &QWidget::close);
    connect(runAction_, &QAction::triggered, this, &MainWindow::run);
    connect(cancelAction_, &QAction::triggered, job_, &EvaluationJob::cancel);
    connect(keepAction_, &QAction::triggered, this,
            [this] { comparePage_->choose(runs_->keepCurrent(), 0); });
}

void MainWindow::buildMenus() {
    auto* file = menuBar()->addMenu(tr("&File"));
    file->addAction(openAction_);
    recentMenu_ = file->addMenu(tr("Open &recent"));
    connect(recentMenu_, &QMenu::aboutToShow, this, &MainWindow::fillRecent);
    file->addActions({restoreAction_, saveAction_, reportAction_, commandAction_});
    file->addSeparator();
    file->addAction(quitAction_);
    menuBar()->addMenu(tr("&Edit"))->addActions({undoAction_, redoAction_});
    menuBar()->addMenu(tr("&Run"))->addActions({runAction_, cancelAction_, keepAction_});
    buildViewMenu(*menuBar()->addMenu(tr("&View")));

    auto* help = menuBar()->addMenu(tr("&Help"));
    auto* commands =
        action("keyboard", tr("&Commands…"), tr("Find a command, an input or a scenario by name"),
               QKeySequence(Qt::CTRL | Qt::Key_K));
    auto* keys =
        action("keyboard", tr("&Keyboard shortcuts"), tr("List every shortcut"), QKeySequence(Qt::Key_F1));
    keys->setShortcuts({QKeySequence(Qt::Key_F1), QKeySequence(Qt::Key_Question)});
    auto* aboutAction = action("about", tr("&About Purser"), tr("Version and licence"), {});
    connect(commands, &QAction::triggered, this, &MainWindow::showCommands);
    connect(keys, &QAction::triggered, this, &MainWindow::showShortcuts);
    connect(aboutAction, &QAction::triggered, this, &MainWindow::about);
    help->addActions({commands, keys, aboutAction});
}

void MainWindow::buildViewMenu(QMenu& view) {
    const char* const pageIcons[] = {"result", "timeline", "table", "compare", "hardware", "price"};
    for (int i = 0; i < pages_->count(); ++i) {
        auto* page = action(pageIcons[i], pages_->tabText(i), tr("Show the page %1").arg(pages_->tabText(i)),
                            QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + i)));
        connect(page, &QAction::triggered, this, [this, i] { pages_->setCurrentIndex(i); });
        view.addAction(page);
    }
    view.addSeparator();
    for (QDockWidget* dock :
         {static_cast<QDockWidget*>(galleryDock_), static_cast<QDockWidget*>(inspectorDock_),
          static_cast<QDockWidget*>(explanationDock_)}) {
        QAction* toggle = dock->toggleViewAction();
        adopt(*toggle, "layout", tr("Show or hide %1").arg(dock->windowTitle()), {});
        view.addAction(toggle);
    }
    auto* layout = action("layout", tr("Reset &layout"), tr("Put every panel back to its place"), {});
    connect(layout, &QAction::triggered, this, [this] { restoreState(initialLayout_, 1); });
    auto* full = action("whole", tr("&Full screen"), tr("Use the whole screen, or the window again"),
                        QKeySequence(Qt::Key_F11));
    connect(full, &QAction::triggered, this,
            [this] { setWindowState(windowState() ^ Qt::WindowFullScreen); });
    view.addActions({layout, full});
    buildColourMenu(view);
    buildLanguageMenu(view);
}

void MainWindow::buildToolBar() {
    auto* bar = addToolBar(tr("Main tool bar"));
    bar->setObjectName(QStringLiteral("mainToolBar"));
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->setIconSize({18, 18});
    bar->addActions({openAction_, saveAction_, reportAction_});
    bar->addSeparator();
    bar->addActions({runAction_, cancelAction_, keepAction_});
    bar->addSeparator();
    bar->addActions({undoAction_, redoAction_});
}

void MainWindow::buildLanguageMenu(QMenu& view) {
    // Each language is named in itself, so that it is found by those who read only that one.
    auto* languages = view.addMenu(tr("&Language"));
    auto* group = new QActionGroup(this);
    const std::pair<QString, Language> known[] = {{QStringLiteral("English"), Language::English},
                                                  {QStringLiteral("简体中文"), Language::Chinese}};
    for (const auto& [name, language] : known) {
        auto* made = action("language", name, tr("Language: %1").arg(name), {});
        made->setCheckable(true);
        made->setChecked(language == currentLanguage());
        group->addAction(made);
        languages->addAction(made);
        connect(made, &QAction::triggered, this, [this, chosen = language] { setLanguage(chosen); });
    }
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
    colourMode_ = mode;
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
            row(QKeySequence::listToString(made->shortcuts(), QKeySequence::NativeText),
                made->text().remove(QLatin1Char('&')));
    row(tr("Ctrl+C"), tr("Copy the selected rows of a table"));
    row(tr("W, S"), tr("Timeline: zoom in, out"));
    row(tr("A, D"), tr("Timeline: pan"));
    row(tr("F, 0"), tr("Timeline: fit the selection, show the whole"));
    row(tr("Ctrl+wheel, Shift+wheel"), tr("Timeline: zoom at the pointer, pan"));
    auto* dialog = new TextDialog(tr("Keyboard shortcuts"), html + QStringLiteral("</table>"), this);
    dialog->show();
}

void MainWindow::copyCommand() {
    const QString line = commandLine(document_->current());
    QGuiApplication::clipboard()->setText(line);
    messages_->show(MessageBar::Severity::Information, tr("Copied: %1").arg(line));
}

void MainWindow::fillRecent() {
    recentMenu_->clear();
    for (const QString& file : recentFiles())
        recentMenu_->addAction(file, this, [this, file] { openFile(file); });
    if (recentMenu_->isEmpty()) recentMenu_->addAction(tr("Nothing opened yet"))->setEnabled(false);
}

void MainWindow::offerOrphans() {
    if (!restoreAction_->isEnabled()) return;
    messages_->show(
        MessageBar::Severity::Information,
        tr("Purser ended unexpectedly with unsaved changes; File › Restore lost changes opens them."));
}

void MainWindow::restoreOrphan() {
    const QStringList left = Autosave::orphans(Autosave::standardFolder());
    restoreAction_->setEnabled(left.size() > 1);
    if (left.isEmpty()) return;
    try {
        auto scenario = scenario::readScenario(left.first().toStdString());
        scenario.file.clear(); // it has no file of its own yet
        openScenario(std::move(scenario));
        document_->undoStack().resetClean(); // so that it is kept until it is saved
        autosave_->save();
        Autosave::discard(left.first());
    } catch (const sim::Error& error) {
        messages_->show(MessageBar::Severity::Error, text(error.what()));
    }
}

void MainWindow::showCommands() {
    std::vector<Command> commands;
    for (const auto& iconed : icons_) {
        QAction* made = iconed.action;
        if (!made->isEnabled()) continue;
        commands.push_back({made->text().remove(QLatin1Char('&')), made->statusTip(),
                            made->shortcut().toString(QKeySequence::NativeText),
                            [made] { made->trigger(); }});
    }
    for (const auto& [name, file] : galleryDock_->scenarios())
        commands.push_back({tr("Open %1").arg(name), file, {}, [this, file = file] { openFile(file); }});
    for (const auto& parameter : scenario::parameters()) {
        ParameterEditor* editor = inspectorDock_->editor(text(parameter.key));
        if (editor->isHidden()) continue; // belongs to work that this scenario does not hold
        commands.push_back({tr("Input: %1").arg(labelOf(parameter)),
                            text(parameter.key),
                            {},
                            [this, key = text(parameter.key)] { inspectorDock_->focusOn(key); }});
    }
    auto* palette = new CommandPalette(std::move(commands), this);
    palette->show();
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
