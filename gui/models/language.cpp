// SPDX-License-Identifier: Apache-2.0
// Holds the one translator of the program.
#include "gui/models/language.h"

#include <QCoreApplication>
#include <QLocale>
#include <QTranslator>

#include "gui/models/number_text.h"

/// Outside any namespace, because the macro declares the function it calls.
static void loadTranslations() {
    Q_INIT_RESOURCE(translations);
}

namespace gui {

namespace {

Language chosen = Language::English;

QTranslator& translator() {
    static QTranslator* const one = new QTranslator(QCoreApplication::instance());
    return *one;
}

QString translated(const char* context, std::string_view english) {
    return QCoreApplication::translate(context, std::string(english).c_str());
}

// Named here so that the collector of texts finds what is looked up by value above.
[[maybe_unused]] constexpr const char* Categories[] = {
    QT_TRANSLATE_NOOP("Category", "Cluster"), QT_TRANSLATE_NOOP("Category", "Workload"),
    QT_TRANSLATE_NOOP("Category", "Layout"),  QT_TRANSLATE_NOOP("Category", "Network"),
    QT_TRANSLATE_NOOP("Category", "Serving"), QT_TRANSLATE_NOOP("Category", "Economics"),
    QT_TRANSLATE_NOOP("Category", "Run"),
};
[[maybe_unused]] constexpr const char* ResultTexts[] = {
    QT_TRANSLATE_NOOP("Result", "Part"),
    QT_TRANSLATE_NOOP("Result", "Category"),
    QT_TRANSLATE_NOOP("Result", "Time"),
    QT_TRANSLATE_NOOP("Result", "Share"),
    QT_TRANSLATE_NOOP("Result", "Least rank"),
    QT_TRANSLATE_NOOP("Result", "Most rank"),
    QT_TRANSLATE_NOOP("Result", "Note"),
    QT_TRANSLATE_NOOP("Result", "Rank"),
    QT_TRANSLATE_NOOP("Result", "Its stage"),
    QT_TRANSLATE_NOOP("Result", "Mirrored stage"),
    QT_TRANSLATE_NOOP("Result", "Overlapped"),
    QT_TRANSLATE_NOOP("Result", "Lone chunks"),
    QT_TRANSLATE_NOOP("Result", "Bubble"),
    QT_TRANSLATE_NOOP("Result", "Exposed communication"),
    QT_TRANSLATE_NOOP("Result", "Optimizer"),
    QT_TRANSLATE_NOOP("Result", "Class"),
    QT_TRANSLATE_NOOP("Result", "Role"),
    QT_TRANSLATE_NOOP("Result", "Calls"),
    QT_TRANSLATE_NOOP("Result", "Recorded mean"),
    QT_TRANSLATE_NOOP("Result", "Mean here"),
    QT_TRANSLATE_NOOP("Result", "Total here"),
    QT_TRANSLATE_NOOP("Result", "Basis"),
    QT_TRANSLATE_NOOP("Result", "Input"),
    QT_TRANSLATE_NOOP("Result", "Source"),
    QT_TRANSLATE_NOOP("Result", "One step on the pipeline ranks"),
    QT_TRANSLATE_NOOP("Result", "Where one step goes (mean over pipeline ranks)"),
    QT_TRANSLATE_NOOP("Result", "Pipeline ranks"),
    QT_TRANSLATE_NOOP("Result", "What the interval of the step time comes from"),
    QT_TRANSLATE_NOOP("Result", "P10 of the input"),
    QT_TRANSLATE_NOOP("Result", "P90 of the input"),
    QT_TRANSLATE_NOOP("Result", "Rental cost"),
    QT_TRANSLATE_NOOP("Result", "Installed GPU-hours"),
    QT_TRANSLATE_NOOP("Result", "overlapped forward + backward"),
    QT_TRANSLATE_NOOP("Result", "bubble"),
    QT_TRANSLATE_NOOP("Result", "lone forward"),
    QT_TRANSLATE_NOOP("Result", "lone backward, inputs"),
    QT_TRANSLATE_NOOP("Result", "lone backward, full"),
    QT_TRANSLATE_NOOP("Result", "weight gradient"),
    QT_TRANSLATE_NOOP("Result", "exposed communication"),
    QT_TRANSLATE_NOOP("Result", "pipeline transfer"),
    QT_TRANSLATE_NOOP("Result", "optimizer"),
    QT_TRANSLATE_NOOP("Result", "training tokens"),
    QT_TRANSLATE_NOOP("Result", "Levelised cost of a GPU-hour"),
    QT_TRANSLATE_NOOP("Result", "Cash flow by year"),
    QT_TRANSLATE_NOOP("Result", "What moves the levelised cost"),
    QT_TRANSLATE_NOOP("Result", "Rent or buy, by utilisation"),
    QT_TRANSLATE_NOOP("Result", "Probabilities"),
    QT_TRANSLATE_NOOP("Result", "Over correlated markets"),
    QT_TRANSLATE_NOOP("Result", "installed"),
    QT_TRANSLATE_NOOP("Result", "available"),
    QT_TRANSLATE_NOOP("Result", "sold"),
    QT_TRANSLATE_NOOP("Result", "useful"),
    QT_TRANSLATE_NOOP("Result", "utilisation"),
    QT_TRANSLATE_NOOP("Result", "Item"),
    QT_TRANSLATE_NOOP("Result", "Price"),
    QT_TRANSLATE_NOOP("Result", "Cost"),
};

} // namespace

Language systemLanguage() {
    const QStringList languages = QLocale::system().uiLanguages();
    return !languages.isEmpty() && languages.first().startsWith(QLatin1String("zh")) ? Language::Chinese
                                                                                     : Language::English;
}

Language currentLanguage() {
    return chosen;
}

void setLanguage(Language language) {
    loadTranslations();
    QCoreApplication::removeTranslator(&translator());
    chosen = language;
    QLocale::setDefault(language == Language::Chinese ? QLocale(QLocale::Chinese, QLocale::China)
                                                      : QLocale(QLocale::English, QLocale::UnitedStates));
    if (language == Language::Chinese &&
        translator().load(QStringLiteral(":/purser/translations/purser_zh_CN.qm")))
        QCoreApplication::installTranslator(&translator());
}

std::optional<Language> languageNamed(const QString& name) {
    if (name == QLatin1String("en")) return Language::English;
    if (name == QLatin1String("zh")) return Language::Chinese;
    return std::nullopt;
}

QString nameOf(Language language) {
    return language == Language::Chinese ? QStringLiteral("zh") : QStringLiteral("en");
}

QString labelOf(const scenario::Parameter& parameter) {
    const bool isChinese = chosen == Language::Chinese && !parameter.labelZh.empty();
    return text(isChinese ? parameter.labelZh : parameter.label);
}

QString helpOf(const scenario::Parameter& parameter) {
    const bool isChinese = chosen == Language::Chinese && !parameter.helpZh.empty();
    return text(isChinese ? parameter.helpZh : parameter.help);
}

QString inputLabel(const scenario::ResolvedInput& input) {
    const auto* parameter = scenario::findParameter(input.key);
    return parameter ? labelOf(*parameter) : text(input.label);
}

QString categoryText(std::string_view category) {
    return translated("Category", category);
}

QString resultText(std::string_view english) {
    return english.empty() ? QString() : translated("Result", english);
}

} // namespace gui
