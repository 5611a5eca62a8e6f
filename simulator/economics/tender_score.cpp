// SPDX-License-Identifier: Apache-2.0
#include "simulator/economics/tender_score.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "simulator/base/error.h"

namespace sim {

namespace {

constexpr std::array<const char*, 10> Digits = {"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"};
constexpr std::array<const char*, 4> Places = {"", "拾", "佰", "仟"};
constexpr std::array<const char*, 3> Groups = {"", "万", "亿"};

/// Four digits; zeros between digits are said once, those at the end not at all.
std::string groupInWords(int group) {
    std::string words;
    bool hasZero = false;
    int power = 1000;
    for (int place = 3; place >= 0; --place, power /= 10) {
        const auto digit = static_cast<std::size_t>(group / power % 10);
        if (digit == 0) {
            hasZero = !words.empty();
            continue;
        }
        if (hasZero) words += Digits[0];
        hasZero = false;
        words += Digits[digit];
        words += Places[static_cast<std::size_t>(place)];
    }
    return words;
}

std::string yuanInWords(long long yuan) {
    std::string words;
    bool needsZero = false;
    const std::array<long long, 3> sizes = {1, 10000, 100000000};
    for (std::size_t g = 3; g-- > 0;) {
        const int group = static_cast<int>(yuan / sizes[g] % 10000);
        if (group == 0) {
            needsZero = needsZero || !words.empty();
            continue;
        }
        if (!words.empty() && (needsZero || group < 1000)) words += Digits[0];
        needsZero = false;
        words += groupInWords(group) + Groups[g];
    }
    return words;
}

} // namespace

std::vector<double> priceScores(const std::vector<TenderQuote>& quotes, double weight,
                                double domesticPreference) {
    std::vector<double> evaluated;
    for (const TenderQuote& quote : quotes) {
        if (!(quote.price > 0.0))
            throw Error(ErrorCode::BadInput,
                        fmt::format("found a quote of {}, expected more than 0", quote.price));
        evaluated.push_back(quote.price * (quote.isDomestic ? 1.0 - domesticPreference : 1.0));
    }
    std::vector<double> scores;
    for (const double price : evaluated)
        scores.push_back(*std::ranges::min_element(evaluated) / price * weight);
    return scores;
}

std::string amountInChineseWords(double yuan) {
    if (!(yuan >= 0.0 && yuan < 1e12))
        throw Error(ErrorCode::BadInput,
                    fmt::format("found an amount of {}, expected 0 up to 10^12 yuan", yuan));
    const long long fen = std::llround(yuan * 100.0);
    const auto jiao = static_cast<std::size_t>(fen / 10 % 10), cent = static_cast<std::size_t>(fen % 10);
    std::string words = yuanInWords(fen / 100);
    if (!words.empty()) words += "元";
    if (jiao == 0 && cent == 0) return words.empty() ? "零元整" : words + "整";
    const bool isYuanEndingInZero = fen / 100 % 10 == 0;
    if (!words.empty() && (jiao == 0 || isYuanEndingInZero)) words += Digits[0];
    if (jiao > 0) words += std::string(Digits[jiao]) + "角";
    if (cent > 0) words += std::string(Digits[cent]) + "分";
    return words;
}

} // namespace sim
