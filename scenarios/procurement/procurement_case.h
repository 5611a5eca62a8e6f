// SPDX-License-Identifier: Apache-2.0
// A procurement case: the options to choose from, the vendors' offers, and what a contract is to say. Read
// from the section `procurement:` of a YAML file; see procurement.md.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/procurement/quote.h"

namespace scenario {

struct LocalText {
    std::string en, zh;
    bool empty() const { return en.empty(); }
    const std::string& in(bool isChinese) const { return isChinese ? zh : en; }
};

struct OptionRequest {
    LocalText name;
    std::filesystem::path file; ///< scenario or result
    std::vector<std::string> overrides;
    std::optional<double> leadWeeks; ///< from order to service
    LocalText note;
    std::string where;
};

struct DemandLine {
    LocalText workload, volume, target, note;
};
struct CaseRisk {
    LocalText risk;
    double probability = 0.0, impact = 0.0; ///< impact in the case's currency
    LocalText trigger, mitigation;
};
struct Milestone {
    LocalText trigger;
    double share = 0.0, week = 0.0;
};
struct ServiceTerm {
    LocalText metric, target, window, credit;
};
/// A threshold is stated, or comes from the simulation of the recommended option: then `metric` names it.
struct AcceptanceTest {
    LocalText test;
    std::string tool, metric, threshold, duration, basis;
    std::string where;
};
struct ScoringCriterion {
    LocalText name;
    double weight = 0.0;
    std::vector<std::pair<std::string, double>> scores; ///< vendor, 0 to 100
    std::string where;
};
struct Scoring {
    double priceWeight = 0.0;
    double domesticPreference = 0.0;
    std::vector<ScoringCriterion> criteria; ///< weights sum to 100 with the price's
    std::vector<double> shares;             ///< of the award, best first; sum to 1
};

struct ProcurementCase {
    std::string file;
    LocalText name, buyer, decision, reason;
    std::string profile; ///< of procurementProfiles()
    std::string decideBy, currency, criterion;
    std::vector<OptionRequest> options;
    std::vector<DemandLine> demand;
    std::vector<Quote> quotes;
    std::vector<std::pair<std::string, double>> requiredItems; ///< item, quantity
    std::optional<Scoring> scoring;
    std::vector<Milestone> milestones;
    std::vector<ServiceTerm> serviceTerms;
    std::vector<AcceptanceTest> acceptance;
    std::vector<CaseRisk> risks;
    std::vector<LocalText> conditions, approvals;
};

/// "procurement", "bid", "budget", "lender", "annex".
const std::vector<std::string>& procurementProfiles();
/// Does the file hold a section `procurement`? False for what is no YAML.
bool isProcurementCase(const std::filesystem::path& file);
/// Throws Error{BadInput} with file:line:column.
ProcurementCase readProcurementCase(const std::filesystem::path& file);

} // namespace scenario
