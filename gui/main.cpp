// SPDX-License-Identifier: Apache-2.0
// purser-gui: starts the window, or draws it into a picture for documents and tests.
#include <cstdio>
#include <optional>

#include <QApplication>
#include <QCommandLineParser>
#include <QPixmap>
#include <QSettings>
#include <QStyleFactory>
#include <QTimer>

#include "gui/jobs/answer_memory.h"
#include "gui/main_window.h"
#include "gui/models/language.h"
#include "gui/models/number_text.h"
#include "gui/models/scenario_document.h"
#include "gui/views/message_bar.h"
#include "simulator/base/error.h"

namespace {

enum ExitStatus { Done = 0, RunFailed = 1, BadUsage = 2, Broken = 3 };

void complain(const QString& message) {
    std::fprintf(stderr, "purser-gui: %s\n", qUtf8Printable(message));
}

struct Options {
    QString scenario, screenshot, page;
    QStringList edits; ///< key=value, made after the first run, so that both results can be compared
    bool isDark = false;
    std::optional<gui::Language> language;
    QSize size{1600, 1000};
};

std::optional<Options> readOptions(const QApplication& app) {
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QCoreApplication::translate("main", "GPU cluster capacity and cost simulator: the desktop program"));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(QStringLiteral("scenario"),
                                 QCoreApplication::translate("main", "Scenario to open"),
                                 QStringLiteral("[scenario.yaml]"));
    const QCommandLineOption shot(
        QStringLiteral("screenshot"),
        QCoreApplication::translate("main", "Draw the window into <file> after the run and exit"),
        QStringLiteral("file.png"));
    const QCommandLineOption dark(QStringLiteral("dark"),
                                  QCoreApplication::translate("main", "Dark colours"));
    const QCommandLineOption page(
        QStringLiteral("page"),
        QCoreApplication::translate(
            "main", "Page to show: result, timeline, pipeline, tables, compare, hardware, prices"),
        QStringLiteral("name"), QStringLiteral("result"));
    const QCommandLineOption size(QStringLiteral("size"),
                                  QCoreApplication::translate("main", "Size of the window in a screenshot"),
                                  QStringLiteral("WIDTHxHEIGHT"), QStringLiteral("1600x1000"));
    const QCommandLineOption set(
        QStringLiteral("set"),
        QCoreApplication::translate("main",
                                    "Change an input after the first run; may be given several times"),
        QStringLiteral("path.to.key=value"));
    const QCommandLineOption language(QStringLiteral("language"),
                                      QCoreApplication::translate("main", "Language: en or zh"),
                                      QStringLiteral("name"));
    parser.addOptions({shot, dark, page, size, set, language});
    parser.process(app);

    Options options;
    if (parser.positionalArguments().size() > 1) {
        complain(QCoreApplication::translate("main", "one scenario at a time; found %1")
                     .arg(parser.positionalArguments().size()));
        return std::nullopt;
    }
    options.scenario = parser.positionalArguments().value(0);
    options.screenshot = parser.value(shot);
    options.page = parser.value(page);
    options.isDark = parser.isSet(dark);
    options.edits = parser.values(set);
    options.language = gui::languageNamed(parser.value(language));
    if (parser.isSet(language) && !options.language) {
        complain(QCoreApplication::translate("main", "--language %1: expected en or zh")
                     .arg(parser.value(language)));
        return std::nullopt;
    }
    const QStringList sides = parser.value(size).split(QLatin1Char('x'));
    options.size = sides.size() == 2 ? QSize(sides[0].toInt(), sides[1].toInt()) : QSize();
    if (options.size.width() < 200 || options.size.height() < 200) {
        complain(QCoreApplication::translate("main", "--size %1 is not WIDTHxHEIGHT of at least 200x200")
                     .arg(parser.value(size)));
        return std::nullopt;
    }
    return options;
}

void takeScreenshot(gui::MainWindow& window, const Options& options, bool hasResult) {
    window.showPage(options.page);
    QCoreApplication::processEvents();
    if (!window.grab().save(options.screenshot)) {
        complain(QStringLiteral("%1 cannot be written").arg(options.screenshot));
        return QCoreApplication::exit(Broken);
    }
    if (!hasResult) complain(window.messages().message());
    QCoreApplication::exit(hasResult ? Done : RunFailed);
}

/// Draws when the next run has ended and the queued repaints are done.
void scheduleScreenshot(gui::MainWindow& window, const Options& options) {
    QObject::connect(
        &window, &gui::MainWindow::runEnded, &window,
        [&window, options](bool hasResult) {
            QTimer::singleShot(0, &window,
                               [&window, options, hasResult] { takeScreenshot(window, options, hasResult); });
        },
        Qt::SingleShotConnection);
}

/// Makes the edits of the command line; each is an undo step like any other.
void applyEdits(gui::MainWindow& window, const Options& options) {
    for (const QString& edit : options.edits) {
        const QString problem =
            window.document().edit(edit.section(QLatin1Char('='), 0, 0), edit.section(QLatin1Char('='), 1));
        if (problem.isEmpty()) continue;
        window.messages().show(gui::MessageBar::Severity::Error, problem);
        complain(problem);
        if (!options.screenshot.isEmpty()) return QCoreApplication::exit(BadUsage);
    }
}

int runProgram(const QApplication& app) {
    const auto options = readOptions(app);
    if (!options) return BadUsage;
    const bool isPicture = !options->screenshot.isEmpty();
    const auto kept = gui::languageNamed(QSettings().value(QStringLiteral("window/language")).toString());
    const auto automatic = isPicture ? gui::Language::English : kept.value_or(gui::systemLanguage());
    gui::setLanguage(options->language.value_or(automatic));
    hwdb::Catalogue catalogue = hwdb::Catalogue::open();

    gui::WindowOptions windowOptions;
    windowOptions.evaluator = gui::rememberingEvaluator();
    windowOptions.gallery = scenario::galleryDirectory();
    windowOptions.isRemembered = !isPicture; // a picture looks the same for everybody
    gui::MainWindow window(catalogue, windowOptions);
    if (isPicture) {
        window.setColourMode(options->isDark ? gui::ColourMode::Dark : gui::ColourMode::Light);
        window.resize(options->size);
        if (options->edits.isEmpty()) scheduleScreenshot(window, *options);
    } else if (options->isDark) {
        window.setColourMode(gui::ColourMode::Dark);
    }
    if (!options->edits.isEmpty())
        QObject::connect(
            &window, &gui::MainWindow::runEnded, &window,
            [&window, options, isPicture] {
                if (isPicture) scheduleScreenshot(window, *options);
                applyEdits(window, *options);
            },
            Qt::SingleShotConnection);
    window.show();
    if (!window.showPage(options->page)) {
        complain(QStringLiteral(
                     "--page %1: expected result, timeline, pipeline, tables, compare, hardware or prices")
                     .arg(options->page));
        return BadUsage;
    }
    if (!options->scenario.isEmpty() && !window.openFile(options->scenario) && isPicture) {
        complain(window.messages().message());
        return BadUsage;
    }
    if (options->scenario.isEmpty() && !isPicture) { // the worked example
        const auto example = windowOptions.gallery / "deepseek-v3-pretraining-h800.yaml";
        if (std::filesystem::exists(example)) window.openFile(gui::text(example.string()));
    }
    if (options->scenario.isEmpty() && isPicture)
        QTimer::singleShot(0, &window, [&window] { emit window.runEnded(true); });
    return QApplication::exec();
}

} // namespace

int main(int argc, char** argv) {
    for (int i = 1; i < argc; ++i)
        if (QByteArrayView(argv[i]).startsWith("--screenshot") &&
            qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
            qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("purser"));
    QCoreApplication::setOrganizationName(QStringLiteral("purser"));
    QCoreApplication::setApplicationVersion(QStringLiteral(PURSER_VERSION));
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    try {
        return runProgram(app);
    } catch (const sim::Error& error) {
        complain(gui::text(error.what()));
        return error.code() == sim::ErrorCode::BadInput ? BadUsage : Broken;
    } catch (const std::exception& error) {
        complain(gui::text(error.what()));
        return Broken;
    }
}
