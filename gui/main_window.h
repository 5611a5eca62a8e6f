// SPDX-License-Identifier: Apache-2.0
// The window: wires pages and docks to the document and the job; holds no knowledge of its own.
#pragma once

#include <filesystem>
#include <vector>

#include <QMainWindow>
#include <QPalette>
#include <QTimer>

#include "gui/jobs/evaluation_job.h"
#include "gui/models/language.h"
#include "gui/views/appearance.h"
#include "hwdb/catalogue.h"

class QLabel;
class QMenu;
class QProgressBar;
class QTabWidget;

namespace gui {

class Autosave;
class CatalogueEdits;
class ComparePage;
class ExplanationDock;
class GalleryDock;
class HardwarePage;
class InspectorDock;
class MessageBar;
class PricesPage;
class ResultPage;
class RunModel;
class ScenarioDocument;
class TablesPage;
class TimelinePage;

struct WindowOptions {
    Evaluator evaluator;           ///< what runs in the background; tests put a fake one here
    std::filesystem::path gallery; ///< directory of shipped scenarios
    bool isRemembered = true;      ///< layout and colours are read from and written to the user's settings
};

class MainWindow final : public QMainWindow {
    Q_OBJECT
  public:
    /// The catalogue must outlive the window.
    MainWindow(hwdb::Catalogue& catalogue, WindowOptions options, QWidget* parent = nullptr);
    ~MainWindow() override;

    bool openFile(const QString& file);
    void openScenario(scenario::Scenario scenario);
    void run();
    /// "result", "timeline", "pipeline", "tables", "compare", "hardware", "prices"; false for another name.
    bool showPage(const QString& name);
    void setColourMode(ColourMode mode);
    /// At once, everywhere: pages, panels and menus are built again around the same document and results.
    void setLanguage(Language language);
    bool isIdle() const; ///< nothing runs and nothing waits to run

    ScenarioDocument& document() const { return *document_; }
    MessageBar& messages() const { return *messages_; }
    ResultHandle currentResult() const { return result_; }

  signals:
    void runEnded(bool hasResult);

  protected:
    void changeEvent(QEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

  private:
    struct IconedAction {
        QAction* action;
        const char* icon;
    };

    void build();
    void tearDown();
    void rebuild();
    void showResult();
    void restoreSettings();
    void buildPages();
    void buildDocks();
    void buildStatusBar();
    void buildActions();
    void connectActions();
    void buildMenus();
    void buildViewMenu(QMenu& view);
    void buildToolBar();
    void buildColourMenu(QMenu& view);
    void buildLanguageMenu(QMenu& view);
    void connectJob();
    QAction* action(const char* icon, const QString& name, const QString& tip, const QKeySequence& shortcut);
    void adopt(QAction& made, const char* icon, const QString& tip, const QKeySequence& shortcut);
    void drawIcons();
    void setStale(bool isStale);
    void documentEdited();
    void arrived(const ResultHandle& result);
    void chooseFile();
    void saveAs();
    void exportReport();
    void showShortcuts();
    void showCommands();
    void copyCommand();
    void fillRecent();
    void offerOrphans();
    void restoreOrphan();
    void about();
    void updateTitle();

    hwdb::Catalogue& catalogue_;
    WindowOptions options_;
    QPalette systemPalette_;
    ScenarioDocument* document_;
    CatalogueEdits* edits_;
    EvaluationJob* job_;
    Autosave* autosave_ = nullptr; ///< of a remembered window
    RunModel* runs_;
    QTimer rerun_; ///< collects the edits of a drag or of typing
    QTimer slow_;  ///< greys the figures when no answer has come yet
    ResultHandle result_;
    bool isFirstResult_ = true; ///< of the open file; kept as the base of comparisons

    MessageBar* messages_;
    QTabWidget* pages_;
    ResultPage* resultPage_;
    TimelinePage* timelinePage_;
    TablesPage* tablesPage_;
    ComparePage* comparePage_;
    HardwarePage* hardwarePage_;
    PricesPage* pricesPage_;
    GalleryDock* galleryDock_;
    InspectorDock* inspectorDock_;
    ExplanationDock* explanationDock_;
    QProgressBar* progress_;
    QLabel* stage_;
    QAction *openAction_, *saveAction_, *reportAction_, *quitAction_;
    QAction *commandAction_, *restoreAction_;
    QMenu* recentMenu_;
    QAction *runAction_, *cancelAction_, *keepAction_, *undoAction_, *redoAction_;
    ColourMode colourMode_ = ColourMode::System;
    std::vector<QAction*> colourActions_;
    std::vector<IconedAction> icons_;
    QByteArray initialLayout_;
};

} // namespace gui
