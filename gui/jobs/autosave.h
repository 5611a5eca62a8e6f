// SPDX-License-Identifier: Apache-2.0
// Keeps the changes of the open scenario on disk every ten seconds. An orderly end removes them; what is
// found without a living owner was left by a crash.
#pragma once

#include <memory>

#include <QLockFile>
#include <QObject>
#include <QStringList>
#include <QTimer>

namespace gui {

class ScenarioDocument;

class Autosave final : public QObject {
    Q_OBJECT
  public:
    /// The document must outlive this; `folder` is made when it is first needed.
    Autosave(const ScenarioDocument& document, QString folder, QObject* parent = nullptr);
    ~Autosave() override;

    /// Writes when there are changes since the last time, removes the file when there are none at all.
    void save();
    QString file() const { return file_; }

    /// Of the program: below the user's data.
    static QString standardFolder();
    /// Files left by programs that did not end in order, newest first.
    static QStringList orphans(const QString& folder);
    /// To be called once the changes are in a window again, or unwanted.
    static void discard(const QString& file);

  private:
    void remove();

    const ScenarioDocument& document_;
    QString folder_, file_;
    std::unique_ptr<QLockFile> lock_;
    QByteArray written_;
    QTimer timer_;
};

} // namespace gui
