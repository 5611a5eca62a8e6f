// SPDX-License-Identifier: Apache-2.0
// The language of the program: English texts are in the sources, Chinese ones in the translation file and,
// for inputs, in the parameter table.
#pragma once

#include <optional>
#include <string_view>

#include <QString>

#include "reports/report_words.h"
#include "scenarios/parameter.h"
#include "scenarios/result.h"

namespace gui {

using report::Language;

/// Of the desktop: Chinese where its first language is a Chinese one.
Language systemLanguage();
Language currentLanguage();
/// Loads the translation; windows hear QEvent::LanguageChange. REQUIRES: a QCoreApplication exists.
void setLanguage(Language language);
/// "en" or "zh"; anything else is nullopt.
std::optional<Language> languageNamed(const QString& name);
QString nameOf(Language language);

QString labelOf(const scenario::Parameter& parameter);
QString helpOf(const scenario::Parameter& parameter);
QString inputLabel(const scenario::ResolvedInput& input);
/// "Economics" in the current language.
QString categoryText(std::string_view category);
/// A heading that a result carries in English ("Parts of a step"), in the current language where it is known.
QString resultText(std::string_view english);

} // namespace gui
