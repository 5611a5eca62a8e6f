// SPDX-License-Identifier: Apache-2.0
// The timelines of the current result: kernels on streams, chunks on pipeline ranks.
#pragma once

#include <utility>
#include <vector>

#include <QWidget>

#include "gui/jobs/result_handle.h"

class QComboBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QToolButton;

namespace gui {

class TimelineView;

class TimelinePage final : public QWidget {
    Q_OBJECT
  public:
    explicit TimelinePage(QWidget* parent = nullptr);
    void setResult(ResultHandle result);
    void setStale(bool isStale);
    /// False when the result has no timeline of that key.
    bool showKey(const QString& key);
    TimelineView& view() const { return *view_; }

  protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void showTimeline(bool isSameKind);
    void find();
    void describe();
    void drawIcons();
    void addSearch(QHBoxLayout& top);

    ResultHandle result_;
    QComboBox* choice_;
    QLabel* status_;
    QLineEdit* search_;
    QLabel* found_;
    TimelineView* view_;
    std::vector<std::pair<QToolButton*, const char*>> buttons_; ///< with the names of their icons
};

} // namespace gui
