// SPDX-License-Identifier: Apache-2.0
// What the sections of a procurement report share: words in the language, names of options and inputs, cells.
#pragma once

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "reports/document.h"
#include "reports/printed_value.h"
#include "reports/report_model.h"
#include "scenarios/parameter.h"
#include "scenarios/procurement/procurement_answer.h"

namespace report {

class ProcurementBuilder {
  public:
    ProcurementBuilder(const scenario::ProcurementAnswer& answer, Language language)
        : answer_(answer), language_(language) {}

  protected:
    bool isChinese() const { return language_ == Language::Chinese; }
    std::string say(const char* english, const char* chinese) const {
        return isChinese() ? chinese : english;
    }
    std::string local(const scenario::LocalText& text) const { return text.in(isChinese()); }
    std::string printed(double value, std::string_view unit) const {
        return printValue(value, unit, language_).text();
    }
    DocumentCell number(double value, std::string_view unit) const { return {printed(value, unit), value}; }
    DocumentCell amount(double value) const { return {amountText(value), value}; }

    std::string optionName(std::size_t option) const {
        const auto& name = answer_.question.options[option].name;
        return name.empty() ? answer_.results[option].name : local(name);
    }
    std::string inputLabel(const std::string& key) const {
        const scenario::Parameter* row = scenario::findParameter(key);
        if (!row) return key;
        return std::string(isChinese() && !row->labelZh.empty() ? row->labelZh : row->label);
    }
    static std::string inputText(const scenario::Result& result, const std::string& key) {
        for (const auto& input : result.inputs)
            if (input.key == key) return input.text.empty() ? "–" : input.text;
        return "–";
    }
    std::string thresholdText(const scenario::AcceptanceThreshold& t) const {
        return fmt::format("{}: {} {} {}", local(t.test.test), metricLabel(t.test.metric, language_),
                           t.isAtMost ? "≤" : "≥", printed(t.threshold, t.predicted->unit));
    }
    /// The risks by expected loss, at most `most` of them.
    DocumentTable riskTable(std::size_t most) const {
        DocumentTable table;
        table.id = "risks";
        table.title = say("Risks by expected loss", "按期望损失排序的风险");
        const std::string currency = answer_.question.currency;
        table.columns = {{say("Risk", "风险"), "", false},
                         {say("Probability", "概率"), "", true},
                         {say("Impact", "影响"), currency, true},
                         {say("Trigger", "触发条件"), "", false},
                         {say("Mitigation", "应对"), "", false}};
        auto risks = answer_.question.risks;
        std::ranges::stable_sort(risks, std::greater{},
                                 [](const auto& r) { return r.probability * r.impact; });
        for (std::size_t i = 0; i < std::min(most, risks.size()); ++i)
            table.rows.push_back({{local(risks[i].risk), {}},
                                  number(risks[i].probability, "fraction"),
                                  number(risks[i].impact, ""),
                                  {local(risks[i].trigger), {}},
                                  {local(risks[i].mitigation), {}}});
        return table;
    }

    const scenario::ProcurementAnswer& answer_;
    Language language_;
};

} // namespace report
