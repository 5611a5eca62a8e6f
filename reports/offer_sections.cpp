// SPDX-License-Identifier: Apache-2.0
#include "reports/offer_sections.h"

#include <algorithm>

#include <fmt/format.h>

#include "reports/procurement_builder.h"

namespace report {

namespace {

class OfferBuilder : public ProcurementBuilder {
  public:
    using ProcurementBuilder::ProcurementBuilder;

    Section offers() const {
        Section section{"offers", say("Offers on one basis", "报价归一比较"), {}, true};
        if (answer_.offers.empty()) return section;
        const std::string currency = answer_.question.currency;
        DocumentTable table;
        table.id = "offers";
        table.title = say("Offers for the required quantities", "按需求数量计的报价");
        table.columns = {{say("Vendor", "供应商"), "", false},
                         {say("Before tax", "不含税"), currency, true},
                         {say("Tax", "税额"), currency, true},
                         {say("With tax", "含税"), currency, true},
                         {say("Lead time", "交期"), say("weeks", "周"), true},
                         {say("Warranty", "质保"), say("months", "月"), true},
                         {say("Valid until", "有效期至"), "", false},
                         {say("Domestic", "国产"), "", false},
                         {say("Missing", "缺项"), "", false}};
        for (const auto& o : answer_.offers)
            table.rows.push_back(
                {{o.vendor, {}},
                 amount(o.beforeTax),
                 amount(o.tax),
                 amount(o.total()),
                 number(o.leadWeeks, ""),
                 number(o.warrantyMonths, ""),
                 {o.validUntil, {}},
                 {yesNo(o.isDomestic), {}},
                 {o.isComplete() ? "–" : fmt::format("{}", fmt::join(o.missingItems, ", ")), {}}});
        section.blocks.emplace_back(std::move(table));
        section.blocks.emplace_back(lines());
        return section;
    }

    Section scoring() const {
        Section section{"scoring", say("Vendor evaluation", "评标"), {}, false};
        if (!answer_.question.scoring || answer_.scoring.scores.empty()) return section;
        const auto& rules = *answer_.question.scoring;
        DocumentTable table;
        table.id = "scores";
        table.title = say("Points", "评分");
        table.columns = {
            {say("Vendor", "供应商"), "", false},
            {fmt::format("{} ({})", say("Price", "价格"), printed(rules.priceWeight, "")), "", true}};
        for (const auto& c : rules.criteria)
            table.columns.push_back({fmt::format("{} ({})", local(c.name), printed(c.weight, "")), "", true});
        table.columns.push_back({say("Total", "总分"), "", true});
        for (const auto& s : answer_.scoring.scores) {
            std::vector<DocumentCell> row = {{s.vendor, {}}, points(s.price)};
            for (const double c : s.criteria)
                row.push_back(points(c));
            row.push_back(points(s.total));
            table.rows.push_back(std::move(row));
        }
        table.source =
            say("Price points: weight x lowest / own price (Order 87 of the Ministry of Finance, article 55)",
                "价格分：权重 × 最低评标价 / 评标价（财政部令第 87 号第五十五条）");
        if (rules.domesticPreference > 0.0)
            table.source += say("; evaluated price of domestic products less ", "；国产产品评标价扣除 ") +
                            printed(rules.domesticPreference, "fraction");
        section.blocks.emplace_back(std::move(table));
        addAward(section);
        section.blocks.emplace_back(orders());
        return section;
    }

    Section terms() const {
        Section section{"terms", say("Commercial terms", "商务条款"), {}, false};
        addMilestones(section);
        DocumentTable service;
        service.id = "service-levels";
        service.title = say("Service levels", "服务水平");
        service.columns = {{std::string(word(Word::Metric, language_)), "", false},
                           {say("Target", "目标"), "", false},
                           {say("Window", "考核周期"), "", false},
                           {say("Credit", "违约抵扣"), "", false}};
        for (const auto& s : answer_.question.serviceTerms)
            service.rows.push_back(
                {{local(s.metric), {}}, {local(s.target), {}}, {local(s.window), {}}, {local(s.credit), {}}});
        if (!service.rows.empty()) section.blocks.emplace_back(std::move(service));
        return section;
    }

    Section acceptance() const {
        Section section{"acceptance", say("Acceptance plan", "验收方案"), {}, false};
        DocumentTable table;
        table.id = "acceptance";
        table.columns = {{say("Test", "测试"), "", false},
                         {say("Tool", "工具"), "", false},
                         {say("Duration", "时长"), "", false},
                         {say("Threshold", "合格线"), "", false},
                         {say("Predicted", "预测值"), "", true},
                         {say("Tolerance", "容差"), "", true},
                         {std::string(word(Word::Basis, language_)), "", false}};
        for (const auto& t : answer_.acceptance) {
            const auto& p = t.predicted;
            table.rows.push_back(
                {{local(t.test.test), {}},
                 {t.test.tool, {}},
                 {t.test.duration, {}},
                 {p ? fmt::format("{} {} {}", metricLabel(t.test.metric, language_), t.isAtMost ? "≤" : "≥",
                                  printed(t.threshold, p->unit))
                    : t.test.threshold,
                  {}},
                 p ? number(p->estimate.value, p->unit) : DocumentCell{"–", {}},
                 p ? DocumentCell{changeText(t.tolerance), t.tolerance} : DocumentCell{"–", {}},
                 {p ? basisText(p->estimate.basis, language_) : t.test.basis, {}}});
        }
        if (table.rows.empty()) return section;
        table.source = say("thresholds of simulated metrics are the worse end of their P10 to P90 interval",
                           "仿真指标的合格线取其 P10–P90 区间的不利端");
        section.blocks.emplace_back(std::move(table));
        return section;
    }

  private:
    std::string yesNo(bool is) const { return is ? say("yes", "是") : say("no", "否"); }
    static DocumentCell points(double value) { return {fmt::format("{:.2f}", value), value}; }

    DocumentTable lines() const {
        DocumentTable table;
        table.id = "quotes";
        table.title = say("Lines as quoted", "报价明细");
        table.columns = {{say("Vendor", "供应商"), "", false},
                         {say("Item", "项目"), "", false},
                         {say("Part", "型号"), "", false},
                         {say("Quantity", "数量"), "", true},
                         {say("Unit price", "单价"), "", true},
                         {say("Currency", "币种"), "", false},
                         {say("Tax", "税率"), "", true},
                         {say("Tax included", "含税"), "", false},
                         {say("Valid until", "有效期至"), "", false},
                         {std::string(word(Word::Source, language_)), "", false}};
        for (const auto& q : answer_.question.quotes)
            table.rows.push_back({{q.vendor, {}},
                                  {q.item, {}},
                                  {q.part, {}},
                                  number(q.quantity, ""),
                                  amount(q.unitPrice),
                                  {q.currency, {}},
                                  number(q.taxRate, "fraction"),
                                  {yesNo(q.isTaxIncluded), {}},
                                  {q.validUntil, {}},
                                  {q.where, {}}});
        return table;
    }

    void addAward(Section& section) const {
        DocumentTable table;
        table.id = "award";
        table.title = say("Award", "授标份额");
        const std::string currency = answer_.question.currency;
        table.columns = {{say("Vendor", "供应商"), "", false},
                         {std::string(word(Word::Share, language_)), "", true},
                         {say("Amount", "金额"), currency, true}};
        const bool hasWords = currency == "CNY";
        if (hasWords) table.columns.push_back({say("In words", "人民币大写"), "", false});
        for (const auto& s : answer_.scoring.scores) {
            if (s.share <= 0.0) continue;
            table.rows.push_back({{s.vendor, {}}, number(s.share, "fraction"), amount(s.amount)});
            if (hasWords) table.rows.back().push_back({s.amountInWords, {}});
        }
        if (!table.rows.empty()) section.blocks.emplace_back(std::move(table));
    }

    DocumentTable orders() const {
        DocumentTable table;
        table.id = "weights";
        table.title = say("Order under other weights of the price", "不同价格权重下的排序");
        table.columns = {{say("Weight of the price", "价格权重"), "", true},
                         {say("Order", "排序"), "", false}};
        for (const auto& o : answer_.scoring.orders)
            table.rows.push_back(
                {number(o.priceWeight, ""), {fmt::format("{}", fmt::join(o.vendors, " > ")), {}}});
        return table;
    }

    void addMilestones(Section& section) const {
        DocumentTable table;
        table.id = "milestones";
        table.title = say("Payment", "付款节点");
        const std::string currency = answer_.question.currency;
        table.columns = {{say("Week", "周"), "", true},
                         {say("Trigger", "触发条件"), "", false},
                         {std::string(word(Word::Share, language_)), "", true},
                         {say("Amount", "金额"), currency, true}};
        for (const auto& m : answer_.payments)
            table.rows.push_back({number(m.milestone.week, ""),
                                  {local(m.milestone.trigger), {}},
                                  number(m.milestone.share, "fraction"),
                                  m.amount ? amount(*m.amount) : DocumentCell{"–", {}}});
        table.source = answer_.paymentBase;
        if (!table.rows.empty()) section.blocks.emplace_back(std::move(table));
    }
};

} // namespace

std::vector<Section> offerSections(const scenario::ProcurementAnswer& answer, Language language) {
    const OfferBuilder builder(answer, language);
    return {builder.offers(), builder.scoring(), builder.terms(), builder.acceptance()};
}

} // namespace report
