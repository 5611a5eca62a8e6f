// SPDX-License-Identifier: Apache-2.0
// Text of figures, through sim::formatNumber and sim::formatQuantity, so that every way out prints the same.
#include "gui/models/number_text.h"

#include <QCoreApplication>
#include <QStringList>

#include "gui/models/language.h"
#include "simulator/base/units.h"

namespace gui {

QString text(std::string_view utf8) {
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

QString numberText(double value) {
    return text(sim::formatNumber(value));
}

QString signedNumberText(double value) {
    const QString digits = numberText(value);
    return value > 0 ? QStringLiteral("+") + digits : digits;
}

QString signedPercentText(double fraction) {
    return signedNumberText(100.0 * fraction) + QStringLiteral(" %");
}

QString intervalText(const sim::Estimate& estimate) {
    if (!(estimate.low < estimate.high)) return {};
    return QStringLiteral("%1 – %2").arg(numberText(estimate.low), numberText(estimate.high));
}

QString withUnit(double value, std::string_view unit) {
    return unit.empty() ? numberText(value) : numberText(value) + QChar(0x202f) + text(unit);
}

QString metricLabel(std::string_view name) {
    const std::string chinese = report::metricLabel(name, Language::Chinese);
    const bool isTranslated = chinese != report::metricLabel(name, Language::English);
    if (currentLanguage() == Language::Chinese && isTranslated) return text(chinese);
    static const QStringList Acronyms{QStringLiteral("gpu"),  QStringLiteral("mfu"),  QStringLiteral("ttft"),
                                      QStringLiteral("tpot"), QStringLiteral("npv"),  QStringLiteral("irr"),
                                      QStringLiteral("kv"),   QStringLiteral("slo"),  QStringLiteral("dscr"),
                                      QStringLiteral("ltv"),  QStringLiteral("lcoc"), QStringLiteral("p10"),
                                      QStringLiteral("p50"),  QStringLiteral("p90"),  QStringLiteral("p99")};
    QStringList words = text(name).split(QLatin1Char('_'), Qt::SkipEmptyParts);
    for (qsizetype i = 0; i < words.size(); ++i) {
        QString& word = words[i];
        if (Acronyms.contains(word))
            word = word.toUpper();
        else if (word == QLatin1String("gpus"))
            word = QStringLiteral("GPUs");
        else if (word == QLatin1String("tflops"))
            word = QStringLiteral("TFLOPS");
        else if (i == 0)
            word[0] = word[0].toUpper();
    }
    return words.join(QLatin1Char(' '));
}

QString durationText(double microseconds) {
    return text(sim::formatQuantity(microseconds * 1e-6, sim::UnitKind::Time));
}

QString basisWord(sim::Basis basis) {
    return text(report::basisLabel(sim::basisName(basis), currentLanguage()));
}

QString basisText(sim::Basis basis) {
    switch (basis) {
    case sim::Basis::Measured:
        return QCoreApplication::translate(
            "Basis", "Measured: recorded on this device or published with its conditions");
    case sim::Basis::Interpolated:
        return QCoreApplication::translate("Basis", "Interpolated: between measurements of the same kind");
    case sim::Basis::Modelled:
        return QCoreApplication::translate("Basis",
                                           "Modelled: computed from specifications, no measurement near");
    case sim::Basis::Assumed:
        return QCoreApplication::translate("Basis", "Assumed: rests on an input nobody measured");
    }
    return {};
}

} // namespace gui
