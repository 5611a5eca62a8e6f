// SPDX-License-Identifier: Apache-2.0
// The rental price on a date, from dated observations. Method: hwdb/README.md, section "Rental price".
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "hwdb/catalogue_impl.h"
#include "hwdb/csv_reader.h"
#include "simulator/base/error.h"
#include "simulator/base/units.h"

namespace hwdb {

namespace {

constexpr int StaleDays = 90;
constexpr std::size_t ThinObservations = 3;
constexpr std::size_t SpreadObservations = 5; ///< a device lends its spread to thin ones from here on

struct Quote {
    std::string date, region, provider, priceKind, contract, source;
    std::int64_t gpus = 0;
    double usd = 0.0;
};

std::chrono::sys_days dayOf(std::string_view isoDate) {
    const auto part = [&](std::size_t at, std::size_t count) {
        int value = 0;
        for (const char c : isoDate.substr(at, count))
            value = value * 10 + (c - '0');
        return value;
    };
    using namespace std::chrono;
    return sys_days{year{part(0, 4)} / part(5, 2) / part(8, 2)};
}

int daysBetween(std::string_view earlier, std::string_view later) {
    return static_cast<int>((dayOf(later) - dayOf(earlier)).count());
}

std::string isoOf(std::chrono::sys_days day) {
    const std::chrono::year_month_day d{day};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(d.year()), static_cast<unsigned>(d.month()),
                       static_cast<unsigned>(d.day()));
}

/// Prices one can buy at, and medians or means over such prices.
bool isComparable(std::string_view kind) {
    static constexpr std::array<std::string_view, 8> Kinds = {
        "list",  "list_gpu_component", "provider_mean", "marketplace_median", "marketplace_mean",
        "index", "index_restated",     "raw_median"};
    return std::find(Kinds.begin(), Kinds.end(), kind) != Kinds.end();
}

/// What an owner pays is no rent, however it is quoted.
bool isRent(const Quote& q) {
    return q.contract != "own_tco" && q.priceKind != "model_tco";
}

/// An index and its raw medians say the same thing twice: the restated one speaks where both do.
void dropRawBesideRestated(std::vector<Quote>& quotes) {
    const bool hasRestated = std::any_of(quotes.begin(), quotes.end(),
                                         [](const Quote& q) { return q.priceKind == "index_restated"; });
    if (hasRestated) std::erase_if(quotes, [](const Quote& q) { return q.priceKind == "raw_median"; });
}

/// An offer seen on several dates counts with its newest quotes only.
std::vector<Quote> newestOfEachOffer(const std::vector<Quote>& quotes) {
    using Offer = std::tuple<std::string, std::string, std::int64_t, std::string>;
    const auto offerOf = [](const Quote& q) { return Offer{q.provider, q.region, q.gpus, q.priceKind}; };
    std::map<Offer, std::string> newest;
    for (const auto& q : quotes) {
        auto& date = newest[offerOf(q)];
        date = std::max(date, q.date);
    }
    std::vector<Quote> result;
    for (const auto& q : quotes)
        if (q.date == newest[offerOf(q)]) result.push_back(q);
    return result;
}

/// Linear interpolation between order statistics (Hyndman & Fan, American Statistician 50, 1996, type 7).
double quantile(const std::vector<double>& sorted, double p) {
    const double position = p * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(position);
    const auto above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (position - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

struct Spread {
    double low = 1.0, middle = 0.0, high = 1.0; ///< P10 and P90 as multiples of the median
};

Spread spreadOf(const std::vector<Quote>& quotes) {
    std::vector<double> prices;
    for (const auto& q : quotes)
        prices.push_back(q.usd);
    std::sort(prices.begin(), prices.end());
    const double middle = quantile(prices, 0.5);
    return {quantile(prices, 0.1) / middle, middle, quantile(prices, 0.9) / middle};
}

std::vector<Quote> within(const std::vector<Quote>& quotes, const std::string& from, const std::string& to) {
    std::vector<Quote> result;
    for (const auto& q : quotes)
        if (q.date >= from && q.date <= to) result.push_back(q);
    dropRawBesideRestated(result);
    return newestOfEachOffer(result);
}

std::string joined(const std::set<std::string>& parts) {
    constexpr std::size_t Shown = 3;
    std::vector<std::string> shown(parts.begin(), parts.end());
    const auto rest = shown.size() > Shown ? shown.size() - Shown : 0;
    shown.resize(shown.size() - rest);
    return rest == 0 ? fmt::format("{}", fmt::join(shown, "; "))
                     : fmt::format("{}; and {} more", fmt::join(shown, "; "), rest);
}

void append(std::string& text, const std::string& sentence) {
    text += (text.empty() ? "" : "; ") + sentence;
}

class PriceBook {
  public:
    PriceBook(const Catalogue& catalogue, const Database& db) : catalogue_(catalogue), db_(db) {}

    /// Every rent of the device up to `date` in dollars, by date.
    std::vector<Quote> quotes(const std::string& device, std::string_view date) const {
        Statement read(db_, "SELECT date, region, provider, price_kind, contract, source, gpus_in_quote, "
                            "price_per_gpu_hour, currency FROM rental WHERE device = ? AND date <= ? AND "
                            "price_per_gpu_hour IS NOT NULL ORDER BY date, id");
        read.bind(1, device).bind(2, date);
        std::vector<Quote> result;
        while (read.step()) {
            Quote q{read.text(0), read.text(1), read.text(2),    read.text(3),
                    read.text(4), read.text(5), read.integer(6), read.real(7)};
            if (!isRent(q)) continue;
            q.usd *= catalogue_.exchangeRate(read.text(8), "USD", q.date);
            result.push_back(std::move(q));
        }
        return result;
    }

    /// Relative P10 and P90 of devices with enough quotes of this contract in the window: the median over
    /// them.
    Spread spreadOfOthers(const std::string& contract, const std::string& from, const std::string& to) const {
        Statement devices(db_, "SELECT DISTINCT device FROM rental WHERE device IS NOT NULL AND contract = ? "
                               "ORDER BY device");
        devices.bind(1, contract);
        std::vector<double> lows, highs;
        while (devices.step()) {
            auto all = quotes(devices.text(0), to);
            std::erase_if(
                all, [&](const Quote& q) { return q.contract != contract || !isComparable(q.priceKind); });
            const auto used = within(all, from, to);
            if (used.size() < SpreadObservations) continue;
            const auto spread = spreadOf(used);
            lows.push_back(spread.low);
            highs.push_back(spread.high);
        }
        if (lows.empty()) return {};
        std::sort(lows.begin(), lows.end());
        std::sort(highs.begin(), highs.end());
        return {quantile(lows, 0.5), 0.0, quantile(highs, 0.5)};
    }

  private:
    const Catalogue& catalogue_;
    const Database& db_;
};

/// The contract asked for, or the nearest firm one the book has. Spot is another market: nothing stands in
/// for it and it stands in for nothing.
std::string availableContract(const std::vector<Quote>& quotes, const std::string& asked) {
    std::vector<std::string_view> order = {asked};
    if (asked != "spot")
        order.insert(order.end(), {"on_demand", "reserved", "monthly lease", "assumed lease"});
    for (const auto contract : order)
        if (std::any_of(quotes.begin(), quotes.end(), [&](const Quote& q) { return q.contract == contract; }))
            return std::string(contract);
    return {};
}

std::string contractKey(std::string_view written) {
    std::string key(written);
    for (char& c : key)
        if (c == '-') c = '_';
    return key == "monthly_lease" ? "monthly lease" : key;
}

void checkDate(std::string_view date) {
    if (date.size() != 10 || !isDate(date))
        throw sim::Error(sim::ErrorCode::BadInput,
                         fmt::format("found date \"{}\", expected a full one such as 2026-11-25", date),
                         "price book");
}

} // namespace

double Catalogue::exchangeRate(std::string_view from, std::string_view to, std::string_view date) const {
    if (from == to) return 1.0;
    Statement read(*impl_->database,
                   "SELECT rate, base FROM fx_rate WHERE ((base = ?1 AND quote = ?2) OR (base = ?2 "
                   "AND quote = ?1)) AND date <= ?3 ORDER BY date DESC LIMIT 1");
    read.bind(1, from).bind(2, to).bind(3, date);
    if (!read.step())
        throw sim::Error(sim::ErrorCode::BadInput,
                         fmt::format("no rate of {} in {} on or before {}", from, to, date), "fx_rates.csv",
                         "add a dated rate to the pack");
    return read.text(1) == from ? read.real(0) : 1.0 / read.real(0);
}

std::vector<RentalObservation> Catalogue::rentalHistory(std::string_view device) const {
    const auto id = resolve("accelerator", device);
    Statement read(
        *impl_->database,
        "SELECT id, date, date_precision, device, region, provider, contract, price_kind, currency, source, "
        "status, term_months, gpus_in_quote, price_per_gpu_hour FROM rental WHERE device = ? AND "
        "price_per_gpu_hour IS NOT NULL ORDER BY date, id");
    read.bind(1, id);
    std::vector<RentalObservation> result;
    while (read.step()) {
        RentalObservation o;
        o.id = read.integer(0);
        std::array<std::string*, 10> texts = {&o.date,     &o.datePrecision, &o.deviceId,  &o.region,
                                              &o.provider, &o.contract,      &o.priceKind, &o.currency,
                                              &o.source,   &o.status};
        for (std::size_t i = 0; i < texts.size(); ++i)
            *texts[i] = read.text(static_cast<int>(i) + 1);
        o.termMonths = static_cast<int>(sim::parseNumber(read.text(11)).value_or(0.0)); // "mixed" has none
        o.gpusInQuote = static_cast<int>(read.integer(12));
        o.pricePerGpuHour = read.real(13);
        result.push_back(std::move(o));
    }
    return result;
}

std::optional<sim::RentalPrice> Catalogue::rentalPrice(std::string_view device, std::string_view contract,
                                                       std::string_view date, int windowDays) const {
    checkDate(date);
    const auto id = resolve("accelerator", device);
    const std::string to(date), asked = contractKey(contract);
    const PriceBook book(*this, *impl_->database);
    auto all = book.quotes(id, date);
    if (all.empty()) return std::nullopt;

    sim::RentalPrice price;
    price.contract = availableContract(all, asked);
    if (price.contract.empty()) return std::nullopt;
    std::erase_if(all, [&](const Quote& q) { return q.contract != price.contract; });
    bool isAssumed = price.contract != asked;
    if (isAssumed)
        append(price.warning, fmt::format("the book has no {} price; {} stands in", asked, price.contract));

    std::vector<Quote> comparable;
    for (const auto& q : all)
        if (isComparable(q.priceKind)) comparable.push_back(q);
    if (comparable.empty()) {
        isAssumed = true;
        append(price.warning, "only estimates, ranges and assumptions are known, no quoted price");
    }
    const auto& pool = comparable.empty() ? all : comparable;
    std::string windowEnd = to;
    auto used = within(pool, isoOf(dayOf(windowEnd) - std::chrono::days{windowDays}), windowEnd);
    if (used.empty()) {
        windowEnd = pool.back().date;
        used = within(pool, isoOf(dayOf(windowEnd) - std::chrono::days{windowDays}), windowEnd);
    }
    std::set<std::string> kinds, sources;
    price.from = price.to = used.front().date;
    for (const auto& q : used) {
        kinds.insert(q.priceKind);
        sources.insert(q.source);
        price.from = std::min(price.from, q.date);
        price.to = std::max(price.to, q.date);
    }
    price.kind = fmt::format("{}", fmt::join(kinds, ", "));
    price.source = joined(sources);
    price.observations = static_cast<int>(used.size());
    const int age = daysBetween(price.to, date);
    const bool isStale = age > StaleDays;
    const bool isThin = used.size() < ThinObservations;
    if (isStale)
        append(price.warning,
               fmt::format("stale: the newest observation is {} days old ({})", age, price.to));

    auto spread = spreadOf(used);
    if (isThin) {
        const auto others =
            book.spreadOfOthers("on_demand", isoOf(dayOf(to) - std::chrono::days{windowDays}), to);
        spread.low = std::min(spread.low, others.low);
        spread.high = std::max(spread.high, others.high);
        append(price.warning,
               fmt::format("thin: {} observation{}, the interval is the usual spread of other devices",
                           used.size(), used.size() == 1 ? "" : "s"));
    }
    price.usdPerGpuHour.value = spread.middle;
    price.usdPerGpuHour.low = spread.middle * spread.low;
    price.usdPerGpuHour.high = spread.middle * spread.high;
    price.usdPerGpuHour.basis = isAssumed           ? sim::Basis::Assumed
                                : isStale || isThin ? sim::Basis::Interpolated
                                                    : sim::Basis::Measured;
    return price;
}

} // namespace hwdb
