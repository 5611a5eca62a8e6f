// SPDX-License-Identifier: Apache-2.0
// Wiring of the timeline page.
#include "gui/views/timeline_page.h"

#include <utility>

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QShortcut>
#include <QSignalBlocker>
#include <QToolButton>

#include "gui/models/language.h"
#include "gui/models/number_text.h"
#include "gui/models/result_figures.h"
#include "gui/views/appearance.h"
#include "gui/views/timeline_view.h"

namespace gui {

TimelinePage::TimelinePage(QWidget* parent)
    : QWidget(parent), choice_(new QComboBox(this)), status_(new QLabel(this)), search_(new QLineEdit(this)),
      found_(new QLabel(this)), view_(new TimelineView(this)) {
    auto* label = new QLabel(tr("&Timeline"), this);
    label->setBuddy(choice_);
    label->setContentsMargins(0, 0, 6, 0);
    choice_->setAccessibleName(tr("Which timeline"));
    choice_->setToolTip(tr("Which timeline to show"));
    choice_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    status_->setTextFormat(Qt::PlainText);

    auto* top = new QHBoxLayout;
    top->addWidget(label);
    top->addWidget(choice_);
    const auto button = [this, top](const char* iconName, const QString& name, const QString& tip,
                                    auto action) {
        auto* made = new QToolButton(this);
        made->setText(name);
        made->setToolTip(tip);
        made->setAccessibleName(name);
        made->setAutoRaise(true);
        connect(made, &QToolButton::clicked, view_, action);
        buttons_.emplace_back(made, iconName);
        top->addWidget(made);
    };
    const auto centre = [this] { return view_->window().start + view_->window().span() / 2; };
    button("zoomin", tr("Zoom in"), tr("Zoom in (W, Ctrl+wheel)"),
           [this, centre] { view_->zoomAt(centre(), 0.5); });
    button("zoomout", tr("Zoom out"), tr("Zoom out (S, Ctrl+wheel)"),
           [this, centre] { view_->zoomAt(centre(), 2.0); });
    button("fit", tr("Fit selection"), tr("Fit the selected range (F)"), [this] { view_->fitSelection(); });
    button("whole", tr("Show whole"), tr("Show the whole timeline (0)"), [this] { view_->showWhole(); });
    addSearch(*top);
    top->addStretch(1);
    top->addWidget(status_);

    auto* scroll = new QScrollArea(this);
    scroll->setWidget(view_);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus); // the timeline itself takes the keys
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(top);
    layout->addWidget(scroll, 1);

    connect(choice_, &QComboBox::currentIndexChanged, this, [this] { showTimeline(false); });
    connect(view_, &TimelineView::windowChanged, this, &TimelinePage::describe);
    connect(view_, &TimelineView::selectionChanged, this, &TimelinePage::describe);
    drawIcons();
    describe();
}

void TimelinePage::addSearch(QHBoxLayout& top) {
    search_->setPlaceholderText(tr("Find a kernel"));
    search_->setAccessibleName(tr("Find a kernel"));
    search_->setToolTip(tr("Enter shows the next one, Shift+Enter the previous one (Ctrl+F)"));
    search_->setClearButtonEnabled(true);
    search_->setMaximumWidth(220);
    search_->installEventFilter(this);
    found_->setTextFormat(Qt::PlainText);
    top.addWidget(search_);
    top.addWidget(found_);
    connect(search_, &QLineEdit::textChanged, this, [this] { find(); });
    auto* focus = new QShortcut(QKeySequence::Find, this);
    focus->setContext(Qt::WidgetWithChildrenShortcut);
    connect(focus, &QShortcut::activated, this, [this] { search_->setFocus(Qt::ShortcutFocusReason); });
}

void TimelinePage::find() {
    const auto count = view_->search(search_->text());
    found_->setText(search_->text().isEmpty() ? QString() : tr("%n found", nullptr, static_cast<int>(count)));
}

bool TimelinePage::eventFilter(QObject* watched, QEvent* event) {
    if (watched == search_ && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            view_->showMatch(!(key->modifiers() & Qt::ShiftModifier));
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void TimelinePage::setResult(ResultHandle result) {
    const QString kept = choice_->currentData().toString();
    result_ = std::move(result);
    bool isSameKind = false;
    {
        const QSignalBlocker quiet(choice_);
        choice_->clear();
        if (result_)
            for (const auto& timeline : result_->timelines)
                choice_->addItem(timeline.title.empty() ? text(timeline.key) : resultText(timeline.title),
                                 text(timeline.key));
        const int same = choice_->findData(kept);
        isSameKind = same >= 0;
        if (isSameKind) choice_->setCurrentIndex(same);
    }
    showTimeline(isSameKind);
}

bool TimelinePage::showKey(const QString& key) {
    const int i = choice_->findData(key);
    if (i >= 0) choice_->setCurrentIndex(i);
    return i >= 0;
}

void TimelinePage::showTimeline(bool isSameKind) {
    const int i = choice_->currentIndex();
    if (!result_ || i < 0)
        view_->setFigure(nullptr, false);
    else
        view_->setFigure(timelineFigure(result_->timelines[static_cast<std::size_t>(i)]), isSameKind);
    find();
    describe();
}

void TimelinePage::describe() {
    if (!result_ || choice_->currentIndex() < 0) return status_->clear();
    QString line = tr("Shown: %1").arg(durationText(view_->window().span()));
    if (view_->selection()) line += tr(" · Selected: %1").arg(durationText(view_->selection()->span()));
    status_->setText(line);
}

void TimelinePage::setStale(bool isStale) {
    view_->setStale(isStale);
}

void TimelinePage::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) drawIcons();
}

void TimelinePage::drawIcons() {
    for (const auto& [made, name] : buttons_)
        made->setIcon(icon(name, palette()));
}

} // namespace gui
