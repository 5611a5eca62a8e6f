// SPDX-License-Identifier: Apache-2.0
// How figures are written in tables, cards and labels; the same digits as the terminal and the reports.
#pragma once

#include <string_view>

#include <QString>

#include "simulator/base/estimate.h"

namespace gui {

QString text(std::string_view utf8);
/// "19.93"; thousands separated.
QString numberText(double value);
/// "+1.25 %" for 0.0125; the sign is always there, so that colour is never the only carrier.
QString signedPercentText(double fraction);
/// A number with its sign.
QString signedNumberText(double value);
/// "19.21 – 20.65", or empty when the estimate has no width.
QString intervalText(const sim::Estimate& estimate);
/// "19.93 s"
QString withUnit(double value, std::string_view unit);
/// "step_time" -> "Step time", "tokens_per_gpu_second" -> "Tokens per GPU second", "ttft_p50" -> "TTFT P50".
QString metricLabel(std::string_view name);
/// Microseconds in the unit that suits them: "12.34 ms".
QString durationText(double microseconds);
/// "modelled", in the current language.
QString basisWord(sim::Basis basis);
/// The basis in words for a tooltip.
QString basisText(sim::Basis basis);

} // namespace gui
