// SPDX-License-Identifier: Apache-2.0
// Words of a command line.
#include "gui/models/command_line.h"

#include <QRegularExpression>
#include <QStringList>

#include "gui/models/number_text.h"
#include "scenarios/parameter.h"

namespace gui {

namespace {

QString quoted(QString word) {
    static const QRegularExpression plain(QStringLiteral("^[A-Za-z0-9_./=:+-]+$"));
    if (plain.match(word).hasMatch()) return word;
    return QLatin1Char('\'') + word.replace(QLatin1Char('\''), QLatin1String("'\\''")) + QLatin1Char('\'');
}

} // namespace

QString commandLine(const scenario::Scenario& scenario) {
    QStringList words{QStringLiteral("purser"), QStringLiteral("run"),
                      scenario.file.empty() ? QStringLiteral("scenario.yaml") : quoted(text(scenario.file))};
    for (const auto& parameter : scenario::parameters()) {
        if (!scenario.has(parameter.key)) continue;
        const auto& value = scenario.value(parameter.key);
        if (value.origin != scenario::Origin::Set) continue;
        words << QStringLiteral("--set") << quoted(text(parameter.key) + QLatin1Char('=') + text(value.text));
    }
    return words.join(QLatin1Char(' '));
}

} // namespace gui
