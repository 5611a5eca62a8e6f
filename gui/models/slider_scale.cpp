// SPDX-License-Identifier: Apache-2.0
// Positions, values and their texts.
#include "gui/models/slider_scale.h"

#include <algorithm>
#include <cmath>

#include "gui/models/number_text.h"
#include "simulator/base/error.h"
#include "simulator/base/units.h"

namespace gui {

namespace {

using scenario::ValueType;

constexpr double Narrow = 100.0; // a range of at most this ratio is shown whole
constexpr double Reach = 4.0;    // times the present value, up and down

struct Written {
    double number = 0.0;
    QString unit;
};

/// "400 Gbit/s" -> 400, "Gbit/s".
std::optional<Written> split(const QString& text) {
    qsizetype end = 0;
    while (end < text.size() && QStringLiteral("0123456789.eE+-").contains(text[end]))
        ++end;
    // The first letters of a unit may look like an exponent.
    for (; end > 0; --end)
        if (const auto number = sim::parseNumber(text.left(end).toStdString()))
            return Written{*number, text.mid(end).trimmed()};
    return std::nullopt;
}

} // namespace

bool SliderScale::suits(const scenario::Parameter& parameter) {
    const bool isNumber = parameter.type == ValueType::Integer || parameter.type == ValueType::Number ||
                          parameter.type == ValueType::Quantity;
    return isNumber && parameter.key != "seed"; // neighbouring seeds have nothing in common
}

std::optional<double> SliderScale::numberOf(const QString& text) const {
    if (parameter_->type != ValueType::Quantity) return sim::parseNumber(text.trimmed().toStdString());
    try {
        return sim::parseQuantity(text.trimmed().toStdString(), parameter_->unit, {}).base;
    } catch (const sim::Error&) {
        return std::nullopt;
    }
}

std::optional<SliderScale> SliderScale::around(const scenario::Parameter& parameter, const QString& text) {
    SliderScale scale;
    scale.parameter_ = &parameter;
    const auto value = scale.numberOf(text);
    const auto written = split(text.trimmed());
    if (!value || !written) return std::nullopt;
    scale.unit_ = written->unit;
    if (written->number != 0.0 && *value != 0.0) scale.perUnit_ = *value / written->number;

    const auto least = parameter.minimum, most = parameter.maximum;
    const bool isNarrow = least && most && (*least > 0 ? *most / *least <= Narrow : *most - *least <= Narrow);
    if (isNarrow) {
        scale.low_ = *least, scale.high_ = *most;
        return scale;
    }
    if (!(*value > 0)) return std::nullopt;
    scale.isLog_ = true;
    scale.low_ = std::max(*value / Reach, least && *least > 0 ? *least : 0.0);
    scale.high_ = most ? std::min(*value * Reach, *most) : *value * Reach;
    if (!(scale.low_ < scale.high_)) return std::nullopt;
    return scale;
}

int SliderScale::positionOf(const QString& text) const {
    const double value = std::clamp(numberOf(text).value_or(low_), low_, high_);
    const double share =
        isLog_ ? std::log(value / low_) / std::log(high_ / low_) : (value - low_) / (high_ - low_);
    return static_cast<int>(std::lround(share * Positions));
}

bool SliderScale::holds(const QString& text) const {
    const auto value = numberOf(text);
    return value && *value >= low_ && *value <= high_;
}

QString SliderScale::textAt(int position) const {
    const double share = static_cast<double>(position) / Positions;
    const double value = isLog_ ? low_ * std::pow(high_ / low_, share) : low_ + share * (high_ - low_);
    const double written = value / perUnit_;
    QString number;
    if (parameter_->type == ValueType::Integer) {
        number = QString::number(std::llround(written));
    } else {
        // Three digits, without the exponent that would read badly; the ends of the range stay inside it.
        const int whole = written > 0 ? static_cast<int>(std::floor(std::log10(written))) : 0;
        number = QString::number(written, 'f', std::clamp(2 - whole, 0, 9));
        if (number.contains(QLatin1Char('.'))) {
            while (number.endsWith(QLatin1Char('0')))
                number.chop(1);
            if (number.endsWith(QLatin1Char('.'))) number.chop(1);
        }
    }
    return unit_.isEmpty() ? number : number + QLatin1Char(' ') + unit_;
}

} // namespace gui
