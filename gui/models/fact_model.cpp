// SPDX-License-Identifier: Apache-2.0
// Cells and edits of the fact table.
#include "gui/models/fact_model.h"

#include <utility>

#include <QDate>
#include <QFont>

#include "gui/models/number_text.h"
#include "simulator/base/units.h"

namespace gui {

namespace {

QString kindText(const hwdb::Fact& fact) {
    if (fact.sparsity.empty()) return text(fact.direction);
    if (fact.direction.empty()) return text(fact.sparsity);
    return text(fact.sparsity) + QStringLiteral(", ") + text(fact.direction);
}

QString display(int column, const hwdb::Fact& fact) {
    switch (column) {
    case FactModel::Preferred:
        return fact.isPreferred ? QStringLiteral("✓") : QString();
    case FactModel::Subject:
        return text(fact.subject);
    case FactModel::Property:
        return text(fact.property);
    case FactModel::Value:
        return text(fact.valueText);
    case FactModel::Unit:
        return text(fact.unit);
    case FactModel::Kind:
        return kindText(fact);
    case FactModel::Source:
        return text(fact.source);
    case FactModel::Date:
        return text(fact.date);
    case FactModel::Confidence:
        return text(fact.confidence);
    default:
        return {};
    }
}

} // namespace

Qt::ItemFlags FactModel::flags(const QModelIndex& index) const {
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (!index.isValid()) return flags;
    const int column = index.column();
    const bool isOwn = row(index).isUserEntry && (column == Source || column == Date);
    if (column == Value || column == Unit || isOwn) flags |= Qt::ItemIsEditable;
    return flags;
}

bool FactModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (role != Qt::EditRole || !checkIndex(index, CheckIndexOption::IndexIsValid) ||
        !(flags(index) & Qt::ItemIsEditable))
        return false;
    const std::string entry = value.toString().trimmed().toStdString();
    hwdb::Fact fact = row(index);
    const qint64 replaced = fact.isUserEntry ? fact.id : 0;
    std::string* const fields[] = {&fact.valueText, &fact.unit, &fact.source, &fact.date};
    const int field = index.column() == Value    ? 0
                      : index.column() == Unit   ? 1
                      : index.column() == Source ? 2
                                                 : 3;
    if (entry.empty() || *fields[field] == entry) return false;
    *fields[field] = entry;
    fact.id = 0;
    fact.value = sim::parseNumber(fact.valueText);
    fact.isUserEntry = true;
    fact.isPreferred = true;
    fact.confidence = "user";
    if (replaced == 0) {
        fact.source = tr("entered by the user").toStdString();
        fact.date = QDate::currentDate().toString(Qt::ISODate).toStdString();
    }
    emit entered(fact, replaced);
    return false;
}

QVariant FactModel::cell(int column, int role, const hwdb::Fact& fact) const {
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        return display(column, fact);
    case Qt::ToolTipRole:
        if (column == Preferred)
            return fact.isPreferred ? tr("This value is used in simulations")
                                    : tr("Kept beside the preferred value");
        if (column == Value || column == Unit)
            return tr("%1\nEditing adds a value of your own; this one is kept.").arg(text(fact.source));
        return display(column, fact);
    case Qt::FontRole: {
        QFont font;
        font.setBold(fact.isUserEntry);
        return fact.isUserEntry ? QVariant(font) : QVariant();
    }
    case Qt::TextAlignmentRole: {
        const auto side = column == Preferred             ? Qt::AlignHCenter
                          : column == Value && fact.value ? Qt::AlignRight
                                                          : Qt::AlignLeft;
        return QVariant::fromValue(Qt::Alignment(side | Qt::AlignVCenter));
    }
    case SortRole:
        if (column == Value && fact.value) return *fact.value;
        return display(column, fact);
    case KeyRole:
        return static_cast<qint64>(fact.id);
    case UserEntryRole:
        return fact.isUserEntry;
    default:
        return {};
    }
}

QVariant FactModel::header(int column, int role) const {
    if (role == Qt::ToolTipRole && column == Preferred) return tr("The value simulations use");
    if (role != Qt::DisplayRole) return {};
    switch (column) {
    case Preferred:
        return tr("Used");
    case Subject:
        return tr("Subject");
    case Property:
        return tr("Property");
    case Value:
        return tr("Value");
    case Unit:
        return tr("Unit");
    case Kind:
        return tr("Kind");
    case Source:
        return tr("Source");
    case Date:
        return tr("Date");
    case Confidence:
        return tr("Confidence");
    default:
        return {};
    }
}

} // namespace gui
