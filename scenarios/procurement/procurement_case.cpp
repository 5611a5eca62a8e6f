// SPDX-License-Identifier: Apache-2.0
#include "scenarios/procurement/procurement_case.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <numeric>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "scenarios/procurement/yaml_fields.h"
#include "simulator/base/error.h"
#include "simulator/base/units.h"

namespace scenario {

namespace {

constexpr double LargestAmount = 1e15, LongestWait = 520.0;

std::string readWhole(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        throw sim::Error(sim::ErrorCode::BadInput, "cannot be opened, expected a procurement case",
                         file.string(), "check the name and its permissions");
    return {std::istreambuf_iterator<char>(stream), {}};
}

class CaseReader {
  public:
    explicit CaseReader(std::filesystem::path file) : path_(std::move(file)), file_(path_.string()) {}

    ProcurementCase read() {
        const YAML::Node root = parse();
        const YamlFields top(file_, "", root, {"purser", "procurement"});
        if (top.text("purser") != "1") top.fail("purser", "expected format version 1");
        const auto section =
            top.map("procurement",
                    {"name", "buyer", "decision", "reason", "profile", "decide_by", "currency", "criterion",
                     "options", "demand", "quotes", "required_items", "scoring", "milestones",
                     "service_levels", "acceptance", "risks", "conditions", "approvals"});
        if (!section) top.fail("procurement", "is missing");
        readHead(*section);
        readOptions(*section);
        readOffers(*section);
        readTerms(*section);
        return std::move(case_);
    }

  private:
    YAML::Node parse() const {
        try {
            return YAML::Load(readWhole(path_));
        } catch (const YAML::Exception& error) {
            throw sim::Error(sim::ErrorCode::BadInput, fmt::format("not valid YAML: {}", error.msg),
                             fmt::format("{}:{}:{}", file_, error.mark.line + 1, error.mark.column + 1));
        }
    }

    void readHead(const YamlFields& f) {
        case_.file = file_;
        case_.name = f.local("name");
        if (case_.name.empty()) f.fail("name", "is missing");
        case_.buyer = f.local("buyer");
        case_.decision = f.local("decision");
        case_.reason = f.local("reason");
        case_.profile = f.text("profile", procurementProfiles().front());
        if (std::ranges::find(procurementProfiles(), case_.profile) == procurementProfiles().end())
            f.fail("profile", fmt::format("found '{}', expected {}", case_.profile,
                                          fmt::join(procurementProfiles(), ", ")));
        if (f.has("decide_by")) case_.decideBy = f.date("decide_by");
        case_.currency = f.text("currency", "USD");
        case_.criterion = f.text("criterion", "");
    }

    void readOptions(const YamlFields& f) {
        for (const YamlFields& o : f.list("options", {"name", "scenario", "set", "lead_weeks", "note"})) {
            OptionRequest option;
            option.where = o.where();
            option.name = o.local("name");
            option.file = path_.parent_path() / o.text("scenario");
            if (!std::filesystem::exists(option.file))
                o.fail("scenario", fmt::format("there is no file '{}'", o.text("scenario")),
                       "paths start at the folder of the case");
            option.overrides = o.texts("set");
            option.leadWeeks = o.optionalNumber("lead_weeks", 0.0, LongestWait);
            option.note = o.local("note");
            case_.options.push_back(std::move(option));
        }
        if (case_.options.empty()) f.fail("options", "expected at least one option", "name a scenario");
        for (const YamlFields& d : f.list("demand", {"workload", "volume", "target", "note"}))
            case_.demand.push_back(
                {d.local("workload"), d.local("volume"), d.local("target"), d.local("note")});
    }

    void readOffers(const YamlFields& f) {
        if (f.has("quotes")) case_.quotes = readQuotes(path_.parent_path() / f.text("quotes"));
        case_.requiredItems = f.numbers("required_items", 1e-9, 1e9);
        const auto s = f.map("scoring", {"price_weight", "domestic_preference", "criteria", "shares"});
        if (!s) return;
        if (case_.quotes.empty())
            f.fail("scoring", "there are no quotes to score", "name them under quotes:");
        Scoring scoring;
        scoring.priceWeight = s->number("price_weight", 0.0, 100.0);
        if (s->has("domestic_preference")) scoring.domesticPreference = s->share("domestic_preference");
        double weights = scoring.priceWeight;
        for (const YamlFields& c : s->list("criteria", {"name", "weight", "scores"})) {
            scoring.criteria.push_back({c.local("name"), c.number("weight", 0.0, 100.0),
                                        c.numbers("scores", 0.0, 100.0), c.where()});
            weights += scoring.criteria.back().weight;
            checkVendors(c, scoring.criteria.back());
        }
        if (std::abs(weights - 100.0) > 1e-9)
            s->fail("criteria", fmt::format("the weights sum to {}, expected 100 with the price's",
                                            sim::formatNumber(weights)));
        readShares(*s, scoring);
        case_.scoring = std::move(scoring);
    }

    void checkVendors(const YamlFields& c, const ScoringCriterion& criterion) const {
        const auto isQuoted = [&](const std::string& vendor) {
            return std::ranges::any_of(case_.quotes, [&](const Quote& q) { return q.vendor == vendor; });
        };
        for (const auto& [vendor, score] : criterion.scores)
            if (!isQuoted(vendor)) c.fail("scores", fmt::format("no quote is from '{}'", vendor));
        for (const Quote& q : case_.quotes)
            if (std::ranges::none_of(criterion.scores, [&](const auto& s) { return s.first == q.vendor; }))
                c.fail("scores", fmt::format("'{}' has no score, expected one for each vendor", q.vendor));
    }

    static void readShares(const YamlFields& s, Scoring& scoring) {
        for (const std::string& text : s.texts("shares")) {
            const auto value = sim::parseNumber(text.substr(0, text.find_first_of(" %")));
            if (!value || *value <= 0.0)
                s.fail("shares", fmt::format("found '{}', expected a share such as 60 %", text));
            scoring.shares.push_back(*value / 100.0);
        }
        const double sum = std::accumulate(scoring.shares.begin(), scoring.shares.end(), 0.0);
        if (!scoring.shares.empty() && std::abs(sum - 1.0) > 1e-9)
            s.fail("shares", "expected shares that sum to 100 %");
    }

    void readTerms(const YamlFields& f) {
        double paid = 0.0;
        for (const YamlFields& m : f.list("milestones", {"trigger", "share", "week"})) {
            case_.milestones.push_back(
                {m.local("trigger"), m.share("share"), m.number("week", 0.0, LongestWait)});
            paid += case_.milestones.back().share;
        }
        if (!case_.milestones.empty() && std::abs(paid - 1.0) > 1e-9)
            f.fail("milestones",
                   fmt::format("the shares sum to {} %, expected 100 %", sim::formatNumber(paid * 100.0)));
        for (const YamlFields& s : f.list("service_levels", {"metric", "target", "window", "credit"}))
            case_.serviceTerms.push_back(
                {s.local("metric"), s.local("target"), s.local("window"), s.local("credit")});
        for (const YamlFields& a :
             f.list("acceptance", {"test", "tool", "metric", "threshold", "duration", "basis"})) {
            if (a.has("metric") == a.has("threshold"))
                a.fail("metric", "expected either a metric of the simulation or a stated threshold");
            case_.acceptance.push_back({a.local("test"), a.text("tool", ""), a.text("metric", ""),
                                        a.text("threshold", ""), a.text("duration", ""), a.text("basis", ""),
                                        a.where()});
        }
        for (const YamlFields& r :
             f.list("risks", {"risk", "probability", "impact", "trigger", "mitigation"}))
            case_.risks.push_back({r.local("risk"), r.share("probability"),
                                   r.number("impact", 0.0, LargestAmount), r.local("trigger"),
                                   r.local("mitigation")});
        for (const YamlFields& c : f.list("conditions", {"text"}))
            case_.conditions.push_back(c.local("text"));
        for (const YamlFields& a : f.list("approvals", {"role"}))
            case_.approvals.push_back(a.local("role"));
    }

    std::filesystem::path path_;
    std::string file_;
    ProcurementCase case_;
};

} // namespace

const std::vector<std::string>& procurementProfiles() {
    static const std::vector<std::string> profiles = {"procurement", "bid", "budget", "lender", "annex"};
    return profiles;
}

bool isProcurementCase(const std::filesystem::path& file) {
    if (file.extension() != ".yaml" && file.extension() != ".yml") return false;
    try {
        const YAML::Node root = YAML::LoadFile(file.string());
        return root.IsMap() && root["procurement"].IsDefined();
    } catch (const YAML::Exception&) {
        return false; // whoever reads it next says what is wrong
    }
}

ProcurementCase readProcurementCase(const std::filesystem::path& file) {
    return CaseReader(file).read();
}

} // namespace scenario
