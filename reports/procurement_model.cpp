// SPDX-License-Identifier: Apache-2.0
#include "reports/procurement_model.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "reports/offer_sections.h"
#include "reports/procurement_builder.h"
#include "reports/report_model.h"
#include "scenarios/parameter.h"
#include "simulator/base/error.h"

namespace report {

namespace {

using scenario::Metric;
using scenario::ProcurementAnswer;
using scenario::Result;

constexpr std::size_t MostWarnings = 8, MostSummaryRisks = 5;
/// Rows of the option matrix, where any option has them.
constexpr std::array<std::string_view, 28> MatrixMetrics = {"gpus_required",
                                                            "step_time",
                                                            "tokens_per_day",
                                                            "total_tokens_per_gpu_second",
                                                            "output_tokens_per_gpu_second",
                                                            "tokens_per_user_second",
                                                            "ttft_p90",
                                                            "tpot_p90",
                                                            "slo_attainment",
                                                            "mfu",
                                                            "wall_clock_days",
                                                            "gpu_hours",
                                                            "cost_per_gpu_hour",
                                                            "cost_per_million_output_tokens",
                                                            "cost_per_million_tokens",
                                                            "cost_total",
                                                            "revenue",
                                                            "gross_margin",
                                                            "lcoc",
                                                            "npv",
                                                            "irr",
                                                            "payback_months",
                                                            "break_even_rental_price",
                                                            "dscr_min",
                                                            "ltv_max",
                                                            "covenant_breach_probability",
                                                            "power_mean",
                                                            "energy_per_token"};

const std::map<std::string, std::vector<std::string_view>>& profileParts() {
    static const std::map<std::string, std::vector<std::string_view>> parts = {
        {"procurement",
         {"summary", "need", "options", "money", "sensitivity", "offers", "scoring", "terms", "acceptance",
          "risks", "recommendation", "accuracy", "breakdown", "inputs", "derivations", "provenance"}},
        {"bid",
         {"summary", "need", "offers", "scoring", "terms", "acceptance", "recommendation", "provenance"}},
        {"budget",
         {"summary", "need", "options", "money", "sensitivity", "risks", "recommendation", "accuracy",
          "provenance"}},
        {"lender",
         {"summary", "options", "money", "results", "tables", "sensitivity", "uncertainty", "risks",
          "recommendation", "accuracy", "inputs", "derivations", "provenance"}},
        {"annex",
         {"options", "breakdown", "kernels", "tables", "accuracy", "inputs", "derivations", "provenance"}}};
    return parts;
}

class Builder : public ProcurementBuilder {
  public:
    using ProcurementBuilder::ProcurementBuilder;

    Document build(const std::string& profile) {
        const auto found = profileParts().find(profile);
        if (found == profileParts().end())
            throw sim::Error(
                sim::ErrorCode::BadInput, fmt::format("unknown profile '{}'", profile), "--profile",
                fmt::format("choose from: {}", fmt::join(scenario::procurementProfiles(), ", ")));
        isDecision_ = profile != "lender" && profile != "annex";
        Document document;
        document.language = isChinese() ? "zh-CN" : "en";
        document.title = local(answer_.question.name);
        document.subtitle = subtitle();
        document.footer =
            fmt::format("Purser {} · {} {}", version(), say("run", "运行"), answer_.caseHash.substr(0, 12));
        document.pageWord = word(Word::PageOf, language_);
        document.sourceWord = word(Word::Source, language_);
        document.workingsWords = workingsWords(language_);
        std::vector<Section> sections = {summary(), need(), options(), money(), sensitivity()};
        for (Section& section : offerSections(answer_, language_))
            sections.push_back(std::move(section));
        sections.push_back(risks());
        sections.push_back(recommendation());
        sections.push_back(accuracy());
        addOfBest(sections);
        sections.push_back(provenance());
        for (const std::string_view id : found->second)
            for (Section& section : sections)
                if (section.id == id && !section.blocks.empty())
                    document.sections.push_back(std::move(section));
        addWorkings(document);
        return document;
    }

  private:
    bool isDecision_ = true; ///< else cases of one thing are set side by side

    std::string version() const { return answer_.results.front().provenance.programVersion; }
    std::string subtitle() const {
        const std::string report = say("Procurement report", "采购报告");
        return answer_.question.buyer.empty() ? report : report + " · " + local(answer_.question.buyer);
    }
    std::string criterion() const { return metricLabel(answer_.choice.criterion, language_); }

    Section summary() const {
        Section section{"summary", std::string(word(Word::Summary, language_)), {}, false};
        const auto& q = answer_.question;
        if (!q.decision.empty())
            section.blocks.emplace_back(
                Paragraph{say("Decision requested: ", "提请决定：") + local(q.decision) +
                          (q.decideBy.empty() ? "" : say(" By ", " 截止日期：") + q.decideBy)});
        if (!q.reason.empty())
            section.blocks.emplace_back(Paragraph{say("Why: ", "理由：") + local(q.reason)});
        const Result* best = answer_.best();
        if (!best) {
            section.blocks.emplace_back(
                Paragraph{say("No option works.", "没有可行方案。"), ParagraphKind::Refusal});
        } else {
            section.blocks.emplace_back(Paragraph{verdict(), ParagraphKind::Answer});
            section.blocks.emplace_back(keyFigures(*best));
            section.blocks.emplace_back(rankingTable());
        }
        if (!answer_.scoring.scores.empty())
            section.blocks.emplace_back(Paragraph{award(), ParagraphKind::Answer});
        addThresholds(section);
        addTopRisks(section);
        if (!answer_.warnings.empty()) {
            NoteList list{std::string(word(Word::Warnings, language_)), {}, true};
            for (std::size_t i = 0; i < std::min(MostWarnings, answer_.warnings.size()); ++i)
                list.notes.push_back(answer_.warnings[i]);
            if (answer_.warnings.size() > MostWarnings)
                list.notes.push_back(
                    fmt::format(fmt::runtime(say("{} more in the last part", "其余 {} 条见末章")),
                                answer_.warnings.size() - MostWarnings));
            section.blocks.emplace_back(std::move(list));
        }
        return section;
    }

    std::string verdict() const {
        const auto& choice = answer_.choice;
        const Metric& metric = *answer_.best()->metric(choice.criterion);
        std::string text =
            fmt::format(fmt::runtime(say("Recommended: {}. {}: {} (P10 to P90: {}).",
                                         "推荐方案：{}。{}：{}（P10 至 P90：{}）。")),
                        optionName(choice.ranked.front()), criterion(),
                        printed(metric.estimate.value, metric.unit), intervalText(metric, language_));
        if (choice.ranked.size() < 2) return text;
        text +=
            fmt::format(fmt::runtime(say(" The next best, {}, is {} away; {}", "次优方案 {} 相差 {}；{}")),
                        optionName(choice.ranked[1]), changeText(*choice.margin),
                        choice.isClear ? say("their intervals do not meet.", "两者区间不重叠。")
                                       : say("their intervals meet, so the order is not certain.",
                                             "两者区间重叠，次序并不确定。"));
        return text;
    }

    std::string award() const {
        const auto& winner = answer_.scoring.scores.front();
        return fmt::format(fmt::runtime(say("Best offer: {} with {:.2f} of 100 points, {} {} with tax.",
                                            "最优报价：{}，得 {:.2f} 分（满分 100），含税 {} {}。")),
                           winner.vendor, winner.total, amountText(offerTotal(winner.vendor)),
                           answer_.question.currency);
    }
    double offerTotal(const std::string& vendor) const {
        for (const auto& offer : answer_.offers)
            if (offer.vendor == vendor) return offer.total();
        return 0.0;
    }

    KeyFigures keyFigures(const Result& best) const {
        constexpr std::size_t Most = 6;
        KeyFigures strip;
        std::vector<std::string_view> names = {answer_.choice.criterion};
        for (const std::string_view name : MatrixMetrics)
            if (name != answer_.choice.criterion) names.push_back(name);
        for (const std::string_view name : names) {
            const Metric* metric = best.metric(name);
            if (!metric || strip.figures.size() >= Most) continue;
            const PrintedValue value = printValue(metric->estimate.value, metric->unit, language_);
            strip.figures.push_back({metricLabel(metric->name, language_), value.number, value.unit,
                                     intervalText(*metric, language_),
                                     basisText(metric->estimate.basis, language_)});
        }
        return strip;
    }

    DocumentTable rankingTable() const {
        DocumentTable table;
        table.id = "ranking";
        table.title = say("Options by ", "方案排序：") + criterion();
        table.columns = {{say("Rank", "名次"), "", true},
                         {say("Option", "方案"), "", false},
                         {criterion(), "", true},
                         {std::string(word(Word::Interval, language_)), "", true},
                         {say("Against the best", "较最优"), "", true},
                         {std::string(word(Word::Basis, language_)), "", false}};
        const auto& ranked = answer_.choice.ranked;
        const double best = answer_.results[ranked.front()].metric(answer_.choice.criterion)->estimate.value;
        for (std::size_t i = 0; i < ranked.size(); ++i) {
            const Metric& metric = *answer_.results[ranked[i]].metric(answer_.choice.criterion);
            const double change = best == 0.0 ? 0.0 : (metric.estimate.value - best) / std::abs(best);
            table.rows.push_back({{fmt::format("{}", i + 1), static_cast<double>(i + 1)},
                                  {optionName(ranked[i]), {}},
                                  number(metric.estimate.value, metric.unit),
                                  {intervalText(metric, language_), metric.estimate.low},
                                  {i == 0 ? "–" : changeText(change), change},
                                  {basisText(metric.estimate.basis, language_), {}}});
        }
        for (const auto& [option, reason] : answer_.choice.excluded)
            table.rows.push_back(
                {{"–", {}}, {optionName(option), {}}, {"–", {}}, {"–", {}}, {"–", {}}, {reason, {}}});
        return table;
    }

    void addThresholds(Section& section) const {
        NoteList list{say("What must be true", "决策成立的条件"), {}, false};
        const auto& choice = answer_.choice;
        if (choice.margin)
            list.notes.push_back(fmt::format(fmt::runtime(say("{} of {} changes by less than {} against {}.",
                                                              "{}（{}）的变化小于 {}（相对 {}）。")),
                                             criterion(), optionName(choice.ranked[0]),
                                             changeText(*choice.margin), optionName(choice.ranked[1])));
        if (answer_.flip)
            list.notes.push_back(
                fmt::format(fmt::runtime(say("The rent of {} stays below {} (now {}), everything else equal.",
                                             "{} 的租价低于 {}（当前 {}），其余条件不变。")),
                            optionName(choice.ranked[0]), printed(answer_.flip->flip, answer_.flip->unit),
                            printed(answer_.flip->now, answer_.flip->unit)));
        for (const auto& test : answer_.acceptance)
            if (test.predicted && list.notes.size() < 4) list.notes.push_back(thresholdText(test));
        if (!list.notes.empty()) section.blocks.emplace_back(std::move(list));
    }

    void addTopRisks(Section& section) const {
        DocumentTable table = riskTable(MostSummaryRisks);
        table.id = "top-risks";
        if (!table.rows.empty()) section.blocks.emplace_back(std::move(table));
    }

    Section need() const {
        Section section{"need", say("Need and demand", "需求"), {}, false};
        DocumentTable table;
        table.id = "demand";
        table.columns = {{say("Workload", "工作负载"), "", false},
                         {say("Volume", "规模"), "", false},
                         {say("Target", "服务目标"), "", false},
                         {std::string(word(Word::Note, language_)), "", false}};
        for (const auto& line : answer_.question.demand)
            table.rows.push_back({{local(line.workload), {}},
                                  {local(line.volume), {}},
                                  {local(line.target), {}},
                                  {local(line.note), {}}});
        if (!table.rows.empty()) section.blocks.emplace_back(std::move(table));
        return section;
    }

    Section options() const {
        Section section{"options", say("Options considered", "备选方案"), {}, true};
        addCriterionFigure(section);
        DocumentTable matrix;
        matrix.id = "options";
        matrix.title = say("Simulated at equal conditions", "同等条件下的仿真结果");
        matrix.columns = {{std::string(word(Word::Metric, language_)), "", false}};
        for (std::size_t i = 0; i < answer_.results.size(); ++i)
            matrix.columns.push_back({optionName(i), "", true});
        for (const std::string_view name : MatrixMetrics)
            addMatrixRow(matrix, name);
        addFactRows(matrix);
        section.blocks.emplace_back(std::move(matrix));
        section.blocks.emplace_back(differences());
        return section;
    }

    /// The unit stands once, in front: many options leave little room in the cells.
    void addMatrixRow(DocumentTable& matrix, std::string_view name) const {
        std::string unit;
        for (const Result& result : answer_.results)
            if (const Metric* metric = result.metric(name); metric && unit.empty()) unit = metric->unit;
        if (unit.empty()) return;
        const bool isShare = unit == "fraction";
        std::vector<DocumentCell> row = {
            {metricLabel(name, language_) + (isShare || unit == "1" ? "" : " [" + unit + "]"), {}}};
        for (const Result& result : answer_.results) {
            const Metric* metric = result.metric(name);
            const bool isAlike = metric && metric->unit == unit;
            row.push_back(isAlike  ? number(metric->estimate.value, isShare ? unit : "1")
                          : metric ? number(metric->estimate.value, metric->unit)
                                   : DocumentCell{"–", {}});
        }
        matrix.rows.push_back(std::move(row));
    }

    void addFactRows(DocumentTable& matrix) const {
        const auto& options = answer_.question.options;
        if (std::ranges::any_of(options, [](const auto& o) { return o.leadWeeks.has_value(); })) {
            std::vector<DocumentCell> row = {{say("Lead time, weeks", "交货周期（周）"), {}}};
            for (const auto& option : options)
                row.push_back(option.leadWeeks ? number(*option.leadWeeks, "") : DocumentCell{"–", {}});
            matrix.rows.push_back(std::move(row));
        }
        if (std::ranges::any_of(options, [](const auto& o) { return !o.note.empty(); })) {
            std::vector<DocumentCell> row = {{std::string(word(Word::Note, language_)), {}}};
            for (const auto& option : options)
                row.push_back({option.note.empty() ? "–" : local(option.note), {}});
            matrix.rows.push_back(std::move(row));
        }
        std::vector<DocumentCell> row = {{say("Works", "可行"), {}}};
        for (const Result& result : answer_.results)
            row.push_back(
                {result.isFeasible ? say("yes", "是") : say("no: ", "否：") + result.infeasibleReason, {}});
        matrix.rows.push_back(std::move(row));
    }

    void addCriterionFigure(Section& section) const {
        BarFigure figure;
        figure.title = criterion();
        figure.axisLabel = criterion();
        figure.series = {criterion()};
        double largest = 0.0;
        for (const std::size_t i : answer_.choice.ranked)
            largest = std::max(largest, answer_.results[i].metric(answer_.choice.criterion)->estimate.high);
        const PrintScale scale = printScale(largest, answer_.choice.unit, language_);
        figure.unit = scale.unit;
        std::string description = criterion() + ":";
        for (const std::size_t i : answer_.choice.ranked) {
            const Metric& metric = *answer_.results[i].metric(answer_.choice.criterion);
            Bar bar;
            bar.value = metric.estimate.value / scale.divisor;
            bar.low = metric.estimate.low / scale.divisor;
            bar.high = metric.estimate.high / scale.divisor;
            bar.text = printed(metric.estimate.value, metric.unit);
            description += fmt::format(" {} {};", optionName(i), bar.text);
            figure.groups.push_back({optionName(i), {bar}});
        }
        if (!figure.groups.empty())
            section.blocks.emplace_back(DocumentFigure{std::move(description), std::move(figure)});
    }

    DocumentTable differences() const {
        DocumentTable table;
        table.id = "differences";
        table.title = say("Inputs that differ between the options", "各方案不同的输入");
        table.columns = {{std::string(word(Word::Input, language_)), "", false}};
        for (std::size_t i = 0; i < answer_.results.size(); ++i)
            table.columns.push_back({optionName(i), "", false});
        for (const std::string& key : answer_.differingInputs) {
            std::vector<DocumentCell> row = {{inputLabel(key), {}}};
            for (const Result& result : answer_.results)
                row.push_back({inputText(result, key), {}});
            table.rows.push_back(std::move(row));
        }
        return table;
    }

    Section money() const {
        Section section{"money", std::string(word(Word::Cost, language_)), {}, false};
        for (std::size_t i = 0; i < answer_.results.size(); ++i) {
            const auto* table = answer_.results[i].table("cost");
            if (!table || table->rows.empty()) continue;
            DocumentTable printedTable = documentTable(*table, language_);
            printedTable.title = optionName(i);
            section.blocks.emplace_back(std::move(printedTable));
        }
        return section;
    }

    Section sensitivity() const {
        Section section{"sensitivity", say("What would change it", "敏感性"), {}, false};
        const Result* best = answer_.best();
        if (!best) return section;
        const Metric& metric = *best->metric(answer_.choice.criterion);
        if (!metric.explanation.uncertainty.empty())
            section.blocks.emplace_back(
                DocumentFigure{std::string(word(Word::Tornado, language_)) + " " + criterion(),
                               tornadoFigure(metric, language_)});
        if (const auto* table = best->table("uncertainty"); table && !table->rows.empty())
            section.blocks.emplace_back(documentTable(*table, language_));
        return section;
    }

    Section risks() const {
        Section section{"risks", say("Risks", "风险"), {}, false};
        DocumentTable table = riskTable(answer_.question.risks.size());
        if (!table.rows.empty()) section.blocks.emplace_back(std::move(table));
        return section;
    }

    Section recommendation() const {
        Section section{"recommendation", say("Recommendation and conditions", "建议与条件"), {}, false};
        if (answer_.best()) section.blocks.emplace_back(Paragraph{verdict(), ParagraphKind::Answer});
        NoteList conditions{say("Conditions", "前提条件"), {}, false};
        for (const auto& condition : answer_.question.conditions)
            conditions.notes.push_back(local(condition));
        if (!conditions.notes.empty()) section.blocks.emplace_back(std::move(conditions));
        if (answer_.question.approvals.empty()) return section;
        DocumentTable table;
        table.id = "sign-off";
        table.title = say("Sign-off", "签批");
        table.columns = {{say("Role", "职务"), "", false},
                         {say("Name", "姓名"), "", false},
                         {say("Date", "日期"), "", false},
                         {say("Signature", "签字"), "", false}};
        for (const auto& approval : answer_.question.approvals)
            table.rows.push_back({{local(approval), {}}, {"", {}}, {"", {}}, {"", {}}});
        section.blocks.emplace_back(std::move(table));
        return section;
    }

    Section accuracy() const {
        Section section{"accuracy",
                        say("How well the model meets published results", "模型精度：预测与公布值"),
                        {},
                        false};
        DocumentTable table;
        table.id = "accuracy";
        table.columns = {{say("Option", "方案"), "", false},
                         {std::string(word(Word::Metric, language_)), "", false},
                         {std::string(word(Word::Published, language_)), "", true},
                         {std::string(word(Word::Predicted, language_)), "", true},
                         {std::string(word(Word::Difference, language_)), "", true},
                         {std::string(word(Word::Source, language_)), "", false}};
        for (std::size_t i = 0; i < answer_.results.size(); ++i)
            for (const auto& c : answer_.results[i].comparisons)
                table.rows.push_back({{optionName(i), {}},
                                      {metricLabel(c.metric, language_), {}},
                                      number(c.published, c.unit),
                                      number(c.predicted, c.unit),
                                      {changeText(c.relativeError()), c.relativeError()},
                                      {c.source, {}}});
        if (!table.rows.empty()) section.blocks.emplace_back(std::move(table));
        return section;
    }

    /// Parts of the recommended option's own report.
    void addOfBest(std::vector<Section>& sections) const {
        const Result* best = answer_.best();
        if (!best) return;
        Document own = buildDocument(*best, language_);
        for (Section& section : own.sections) {
            if (section.id == "summary" || section.id == "provenance") continue;
            section.title += ": " + optionName(answer_.choice.ranked.front());
            section.startsPage = section.id == "inputs";
            sections.push_back(std::move(section));
        }
    }

    Section provenance() const {
        Document own = buildDocument(answer_.results.front(), language_);
        Section section{"provenance", std::string(word(Word::Provenance, language_)), {}, false};
        DocumentTable table;
        table.id = "runs";
        table.columns = {{say("Option", "方案"), "", false},
                         {std::string(word(Word::ScenarioHash, language_)), "", false},
                         {std::string(word(Word::CatalogueHash, language_)), "", false},
                         {std::string(word(Word::ProgramVersion, language_)), "", false}};
        for (std::size_t i = 0; i < answer_.results.size(); ++i) {
            const auto& p = answer_.results[i].provenance;
            table.rows.push_back({{optionName(i), {}},
                                  {p.scenarioHash.substr(0, 16), {}},
                                  {p.catalogueHash.substr(0, 16), {}},
                                  {p.programVersion, {}}});
        }
        table.source = say("case ", "案例 ") + answer_.caseHash;
        section.blocks.emplace_back(std::move(table));
        if (answer_.warnings.size() > MostWarnings)
            section.blocks.emplace_back(
                NoteList{std::string(word(Word::Warnings, language_)), answer_.warnings, true});
        for (const Block& block : own.sections.back().blocks)
            if (std::holds_alternative<NoteList>(block)) section.blocks.push_back(block);
        return section;
    }

    void addWorkings(Document& document) const {
        for (std::size_t i = 0; i < answer_.results.size(); ++i)
            if (!answer_.results[i].workings.empty())
                document.workings.push_back({optionName(i), fmt::format("o{}_", i + 1),
                                             labelledWorkings(answer_.results[i], language_)});
    }
};

} // namespace

Document buildProcurement(const ProcurementAnswer& answer, Language language, const std::string& profile) {
    return Builder(answer, language).build(profile.empty() ? answer.question.profile : profile);
}

} // namespace report
