// SPDX-License-Identifier: Apache-2.0
// Between a slider's positions and the texts of a number: over the whole range where that is narrow, else
// from a quarter to four times the present value in equal ratios.
#pragma once

#include <optional>

#include <QString>

#include "scenarios/parameter.h"

namespace gui {

class SliderScale {
  public:
    static constexpr int Positions = 400;

    static bool suits(const scenario::Parameter& parameter);
    /// Nullopt when `text` is no value of the parameter, or 0 without a range.
    static std::optional<SliderScale> around(const scenario::Parameter& parameter, const QString& text);

    int positionOf(const QString& text) const;
    /// In the unit of the text it was made from, three digits.
    QString textAt(int position) const;
    bool holds(const QString& text) const; ///< inside the range

  private:
    std::optional<double> numberOf(const QString& text) const; ///< in base units

    const scenario::Parameter* parameter_ = nullptr;
    double low_ = 0.0, high_ = 1.0; ///< base units
    double perUnit_ = 1.0;          ///< base units in one unit of the text
    QString unit_;
    bool isLog_ = false;
};

} // namespace gui
