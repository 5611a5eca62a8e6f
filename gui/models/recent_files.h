// SPDX-License-Identifier: Apache-2.0
// The scenarios opened last, newest first, in the user's settings.
#pragma once

#include <QStringList>

namespace gui {

/// Those that still exist, at most nine.
QStringList recentFiles();
void addRecentFile(const QString& file);

} // namespace gui
