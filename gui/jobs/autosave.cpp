// SPDX-License-Identifier: Apache-2.0
// One file and one lock for each running program.
#include "gui/jobs/autosave.h"

#include <utility>

#include <QDir>
#include <QFile>
#include <QSaveFile>
#include <QStandardPaths>
#include <QUuid>

#include "gui/models/scenario_document.h"

namespace gui {

namespace {

constexpr int Interval = 10'000; // milliseconds

QString lockOf(const QString& file) {
    return file + QStringLiteral(".lock");
}

} // namespace

Autosave::Autosave(const ScenarioDocument& document, QString folder, QObject* parent)
    : QObject(parent), document_(document), folder_(std::move(folder)),
      file_(QDir(folder_).filePath(QUuid::createUuid().toString(QUuid::WithoutBraces) +
                                   QStringLiteral(".yaml"))) {
    connect(&timer_, &QTimer::timeout, this, &Autosave::save);
    connect(&document_, &ScenarioDocument::edited, this, [this] {
        if (!timer_.isActive()) timer_.start(Interval); // an idle program sleeps
    });
    connect(&document_, &ScenarioDocument::opened, this, &Autosave::remove);
}

Autosave::~Autosave() {
    remove();
}

QString Autosave::standardFolder() {
    return QDir(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation))
        .filePath(QStringLiteral("autosave"));
}

void Autosave::save() {
    timer_.stop();
    if (!document_.isModified()) return remove();
    const QByteArray yaml = QByteArray::fromStdString(document_.current().toYaml());
    if (yaml == written_) return;
    if (!QDir().mkpath(folder_)) return;
    if (!lock_) {
        lock_ = std::make_unique<QLockFile>(lockOf(file_));
        lock_->setStaleLockTime(0); // as long as its owner lives
        lock_->tryLock(0);
    }
    QSaveFile out(file_);
    if (out.open(QIODevice::WriteOnly) && out.write(yaml) == yaml.size() && out.commit()) written_ = yaml;
}

void Autosave::remove() {
    timer_.stop();
    if (!written_.isEmpty()) QFile::remove(file_);
    written_.clear();
    lock_.reset();
}

QStringList Autosave::orphans(const QString& folder) {
    QStringList left;
    const QDir place(folder);
    for (const QString& name : place.entryList({QStringLiteral("*.yaml")}, QDir::Files, QDir::Time)) {
        QLockFile lock(lockOf(place.filePath(name)));
        lock.setStaleLockTime(0);
        if (lock.tryLock(0)) left << place.filePath(name);
    }
    return left;
}

void Autosave::discard(const QString& file) {
    QFile::remove(file);
}

} // namespace gui
