// SPDX-License-Identifier: Apache-2.0
// Reads and writes the list.
#include "gui/models/recent_files.h"

#include <QFileInfo>
#include <QSettings>

namespace gui {

namespace {
constexpr qsizetype Most = 9; // one digit each in the menu
const QString Key = QStringLiteral("recent/scenarios");
} // namespace

QStringList recentFiles() {
    QStringList files;
    for (const QString& file : QSettings().value(Key).toStringList())
        if (QFileInfo::exists(file)) files << file;
    return files;
}

void addRecentFile(const QString& file) {
    const QString whole = QFileInfo(file).absoluteFilePath();
    QStringList files = recentFiles();
    files.removeAll(whole);
    files.prepend(whole);
    QSettings().setValue(Key, QStringList(files.mid(0, Most)));
}

} // namespace gui
