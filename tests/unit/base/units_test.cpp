// SPDX-License-Identifier: Apache-2.0
// Reading and writing numbers with units.
#include "simulator/base/units.h"

#include <clocale>
#include <cmath>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "simulator/base/error.h"

namespace sim {
namespace {

using testing::HasSubstr;

double parsed(std::string_view text, UnitKind kind) {
    return parseQuantity(text, kind, "here").base;
}

/// The error of a text that must not be read.
std::string refusal(std::string_view text, UnitKind kind) {
    try {
        const ParsedQuantity quantity = parseQuantity(text, kind, "plan.yaml:3:5");
        return "read as " + std::to_string(quantity.base);
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::BadInput);
        EXPECT_EQ(error.where(), "plan.yaml:3:5");
        return error.what();
    }
}

TEST(Units, QuantitiesAreReadIntoBaseUnits) {
    EXPECT_EQ(parsed("400 Gbit/s", UnitKind::DataRate), 50e9); // 8 bits are a byte
    EXPECT_EQ(parsed("96 GiB", UnitKind::Data), 96.0 * 1073741824.0);
    EXPECT_EQ(parsed("80 GB", UnitKind::Data), 80e9);
    EXPECT_EQ(parsed("2 USD/GPU-hour", UnitKind::MoneyPerGpuHour), 2.0);
    EXPECT_DOUBLE_EQ(parsed("50 ms", UnitKind::Time), 0.05);
    EXPECT_DOUBLE_EQ(parsed("36 USD/MWh", UnitKind::MoneyPerEnergy), 36.0 / 3.6e9);
    EXPECT_DOUBLE_EQ(parsed("0.036 USD/kWh", UnitKind::MoneyPerEnergy), 36.0 / 3.6e9);
    EXPECT_DOUBLE_EQ(parsed("989.5 TFLOP/s", UnitKind::ComputeRate), 989.5e12);
    EXPECT_EQ(parsed("14.8e12 tokens", UnitKind::Tokens), 14.8e12);
    EXPECT_EQ(parsed("15360 sequences", UnitKind::Sequences), 15360.0);
    EXPECT_DOUBLE_EQ(parsed("5 %", UnitKind::Fraction), 0.05);
    EXPECT_DOUBLE_EQ(parsed("7200 GPU-seconds", UnitKind::GpuTime), 2.0);
    EXPECT_EQ(parsed("2 days", UnitKind::Time), 172800.0);
    EXPECT_EQ(parsed("1 kWh", UnitKind::Energy), 3.6e6);
    EXPECT_EQ(parsed("-3 ms", UnitKind::Time), -3e-3);
}

TEST(Units, TheSpaceBeforeTheUnitMayBeLeftOut) {
    EXPECT_EQ(parsed("2us", UnitKind::Time), parsed("2 us", UnitKind::Time));
    EXPECT_EQ(parsed("  5%\t", UnitKind::Fraction), 0.05);
    // An e that begins a unit is not an exponent.
    EXPECT_EQ(parsed("1EFLOP", UnitKind::Compute), 1e18);
}

TEST(Units, OtherSpellingsAreTheSameUnit) {
    EXPECT_EQ(findUnit("hours"), findUnit("h"));
    EXPECT_EQ(findUnit("Gbps"), findUnit("Gbit/s"));
    EXPECT_EQ(findUnit("TFLOPS"), findUnit("TFLOP/s"));
    EXPECT_EQ(findUnit("token"), findUnit("tokens"));
    EXPECT_EQ(findUnit("\u00b5s"), findUnit("us"));
    EXPECT_NE(findUnit("GB"), findUnit("Gbit/s"));
}

TEST(Units, CaseTellsBitsFromBytes) {
    EXPECT_EQ(findUnit("gb"), nullptr);
    EXPECT_EQ(findUnit("GBIT/S"), nullptr);
    EXPECT_EQ(findUnit(""), nullptr);
}

TEST(Units, SymbolsAreUniqueAndEveryKindHasOne) {
    std::set<std::string> seen;
    for (int k = static_cast<int>(UnitKind::Time); k <= static_cast<int>(UnitKind::GpuTime); ++k) {
        const auto symbols = unitSymbols(static_cast<UnitKind>(k));
        EXPECT_FALSE(symbols.empty()) << "kind " << k;
        for (const std::string& symbol : symbols) {
            EXPECT_TRUE(seen.insert(symbol).second) << symbol;
            ASSERT_NE(findUnit(symbol), nullptr);
            EXPECT_EQ(findUnit(symbol)->symbol, symbol);
        }
    }
    EXPECT_EQ(baseUnit(UnitKind::DataRate), "B/s");
    EXPECT_EQ(baseUnit(UnitKind::GpuTime), "GPU-hours");
    EXPECT_EQ(baseUnit(UnitKind::None), "");
}

TEST(Units, ABareNumberIsAnErrorThatNamesWhatToAppend) {
    const std::string text = refusal("400", UnitKind::DataRate);
    EXPECT_THAT(text, HasSubstr("plan.yaml:3:5: \"400\" has no unit, expected a data rate"));
    EXPECT_THAT(text, HasSubstr("append one of bit/s, "));
    EXPECT_THAT(text, HasSubstr("Gbit/s"));
    EXPECT_THAT(text, HasSubstr("as in \"400 B/s\""));
}

TEST(Units, AnUnknownUnitGetsTheNearestOne) {
    EXPECT_THAT(refusal("96 GiBs", UnitKind::Data), HasSubstr("unknown unit 'GiBs'"));
    EXPECT_THAT(refusal("96 GiBs", UnitKind::Data), HasSubstr("did you mean 'GiB'?"));
    EXPECT_THAT(refusal("2 dollars", UnitKind::Money), HasSubstr("known units: USD"));
}

TEST(Units, AUnitOfAnotherKindIsRefused) {
    // The commonest slip: an amount where a rate is meant.
    const std::string text = refusal("400 GB", UnitKind::DataRate);
    EXPECT_THAT(text, HasSubstr("\"400 GB\" is an amount of data, expected a data rate"));
    EXPECT_THAT(refusal("5 s", UnitKind::None), HasSubstr("expected a number without a unit"));
}

TEST(Units, TextThatIsNoNumberIsRefused) {
    EXPECT_THAT(refusal("fast", UnitKind::DataRate), HasSubstr("found \"fast\", expected a data rate"));
    EXPECT_THAT(refusal("", UnitKind::Time), HasSubstr("found \"\""));
    EXPECT_THAT(refusal("1e308 TB", UnitKind::Data), HasSubstr("too large"));
}

TEST(Units, AFractionMayBeARatioOrPerCent) {
    EXPECT_EQ(parsed("0.25", UnitKind::Fraction), 0.25);
    EXPECT_EQ(parsed("25 %", UnitKind::Fraction), 0.25);
}

TEST(Numbers, PlainDecimalsAreRead) {
    EXPECT_EQ(parseNumber("0"), 0.0);
    EXPECT_EQ(parseNumber("-12.5"), -12.5);
    EXPECT_EQ(parseNumber("14.8e12"), 14.8e12);
    EXPECT_EQ(parseNumber("1E-3"), 1e-3);
    EXPECT_EQ(parseNumber("0.1"), 0.1);
}

TEST(Numbers, AnythingElseIsRefused) {
    for (const char* text : {"",   " 1", "1 ",  "010", "-01", "0x10", "1_000", "1,000", "+1",   ".5",
                             "5.", "1e", "1e+", "inf", "nan", "-",    "1.2.3", "1e400", "true", "1f"})
        EXPECT_FALSE(parseNumber(text).has_value()) << '"' << text << '"';
}

TEST(Numbers, TheLocaleChangesNothing) {
    const std::string before = std::setlocale(LC_ALL, nullptr);
    for (const char* locale : {"de_DE.UTF-8", "fr_FR.UTF-8", "C.UTF-8"}) {
        if (!std::setlocale(LC_ALL, locale)) continue; // the machine may have only C.UTF-8
        EXPECT_EQ(parseNumber("1.5"), 1.5) << locale;
        EXPECT_EQ(formatNumber(12345.5, 6), "12,345.5") << locale;
    }
    std::setlocale(LC_ALL, before.c_str());
}

TEST(Numbers, FormattedToSignificantDigitsWithThousandsSeparated) {
    EXPECT_EQ(formatNumber(2788000.0), "2,788,000");
    EXPECT_EQ(formatNumber(2788123.0), "2,788,000");
    EXPECT_EQ(formatNumber(2788123.0, 7), "2,788,123");
    EXPECT_EQ(formatNumber(9999.0), "9999"); // separated above 9999 only
    EXPECT_EQ(formatNumber(10000.0), "10,000");
    EXPECT_EQ(formatNumber(19.926), "19.93");
    EXPECT_EQ(formatNumber(2.0), "2");
    EXPECT_EQ(formatNumber(0.05), "0.05");
    EXPECT_EQ(formatNumber(-1234567.0), "-1,235,000");
    EXPECT_EQ(formatNumber(0.0), "0");
    EXPECT_EQ(formatNumber(-0.0), "0");
    EXPECT_EQ(formatNumber(999.96), "1000"); // rounding may reach the next power of ten
    EXPECT_EQ(formatNumber(1.5e-7), "1.5e-7");
    EXPECT_EQ(formatNumber(6.02214e23), "6.022e23");
    EXPECT_EQ(formatNumber(123456789.0, 3), "123,000,000");
}

TEST(Units, QuantitiesAreWrittenInTheStepPeopleRead) {
    EXPECT_EQ(formatQuantity(1.234e9, UnitKind::DataRate), "1.234 GB/s");
    EXPECT_EQ(formatQuantity(999.96e9, UnitKind::DataRate), "1 TB/s");
    EXPECT_EQ(formatQuantity(19.926, UnitKind::Time), "19.93 s");
    EXPECT_EQ(formatQuantity(90.0, UnitKind::Time), "90 s");
    EXPECT_EQ(formatQuantity(54.3 * 86400.0, UnitKind::Time), "54.3 days");
    EXPECT_EQ(formatQuantity(2.5e-6, UnitKind::Time), "2.5 us");
    EXPECT_EQ(formatQuantity(0.0, UnitKind::Time), "0 s");
    EXPECT_EQ(formatQuantity(0.054, UnitKind::Fraction), "5.4 %");
    EXPECT_EQ(formatQuantity(0.05 / 3.6e6, UnitKind::MoneyPerEnergy), "0.05 USD/kWh");
    EXPECT_EQ(formatQuantity(5.576e6, UnitKind::Money), "5,576,000 USD");
    EXPECT_EQ(formatQuantity(2.788e6, UnitKind::GpuTime), "2,788,000 GPU-hours");
    EXPECT_EQ(formatQuantity(989.5e12, UnitKind::ComputeRate), "989.5 TFLOP/s");
    EXPECT_EQ(formatQuantity(700.0, UnitKind::Power), "700 W");
    EXPECT_EQ(formatQuantity(-2e9, UnitKind::Data), "-2 GB");
    EXPECT_EQ(formatQuantity(0.3, UnitKind::Data), "0.3 B");
    EXPECT_EQ(formatQuantity(61.0, UnitKind::None), "61");
}

TEST(Units, WhatIsWrittenReadsBackToFourDigits) {
    for (const UnitKind kind : {UnitKind::Time, UnitKind::Data, UnitKind::DataRate, UnitKind::Power,
                                UnitKind::Energy, UnitKind::Frequency, UnitKind::ComputeRate}) {
        for (double base = 1.0; base < 1e12; base *= 7.3) {
            const std::string text = formatQuantity(base, kind);
            if (text.find(',') != std::string::npos) continue; // separated thousands are for people only
            EXPECT_NEAR(parsed(text, kind) / base, 1.0, 5.1e-4) << text;
        }
    }
}

} // namespace
} // namespace sim
