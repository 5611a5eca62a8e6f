// SPDX-License-Identifier: Apache-2.0
// The JSON writer: own fmt code, so that bytes depend on nothing but the values.
#include "scenarios/json_text.h"

#include <cassert>
#include <cmath>
#include <cstdint>

#include <fmt/format.h>

#include "simulator/base/error.h"

namespace scenario {

namespace {

/// Length of the UTF-8 sequence at `at`, or 0 when it is damaged (overlong forms and surrogates included).
std::size_t utf8Length(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : std::uint8_t{0};
    };
    const unsigned first = byte(at);
    if (first < 0x80) return 1;
    const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if (at + i >= text.size() || (byte(at + i) & 0xc0) != 0x80) return 0;
    const unsigned second = byte(at + 1);
    if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f)) return 0;
    if ((first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f)) return 0;
    return length;
}

} // namespace

bool isUtf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = utf8Length(text, at);
        if (length == 0) return false;
        at += length;
    }
    return true;
}

void appendJsonString(std::string& out, std::string_view text) {
    if (!isUtf8(text)) throw sim::Error(sim::ErrorCode::Internal, "a text for JSON is not UTF-8");
    out += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\t') {
            out += "\\t";
        } else if (static_cast<unsigned char>(c) < 0x20) {
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
        } else {
            out += c;
        }
    }
    out += '"';
}

void appendJsonNumber(std::string& out, double value, std::string_view what) {
    if (!std::isfinite(value))
        throw sim::Error(sim::ErrorCode::Internal,
                         fmt::format("{} is {}, not a number that can be told", what, value));
    // Readers do not keep the sign of zero; leaving it out makes write and read the same.
    out += fmt::format("{}", value == 0.0 ? 0.0 : value);
}

void JsonWriter::breakLine() {
    out_ += '\n';
    out_.append(2 * levels_.size(), ' ');
}

void JsonWriter::separate() {
    if (hasKey_) {
        hasKey_ = false;
        return;
    }
    if (levels_.empty()) return;
    Level& level = levels_.back();
    if (!level.isEmpty) out_ += level.isInline ? ", " : ",";
    level.isEmpty = false;
    if (!level.isInline) breakLine();
}

void JsonWriter::begin(char open, char close, Layout layout) {
    separate();
    out_ += open;
    const bool isInsideInline = !levels_.empty() && levels_.back().isInline;
    levels_.push_back({close, isInsideInline || layout == Layout::Inline});
}

void JsonWriter::end() {
    assert(!levels_.empty()); // every end() has its begin
    const Level level = levels_.back();
    levels_.pop_back();
    if (!level.isEmpty && !level.isInline) breakLine();
    out_ += level.close;
}

void JsonWriter::key(std::string_view name) {
    separate();
    appendJsonString(out_, name);
    out_ += ": ";
    hasKey_ = true;
}

void JsonWriter::string(std::string_view text) {
    separate();
    appendJsonString(out_, text);
}

void JsonWriter::number(double value, std::string_view what) {
    separate();
    appendJsonNumber(out_, value, what);
}

void JsonWriter::integer(unsigned long long value) {
    separate();
    out_ += fmt::format("{}", value);
}

void JsonWriter::boolean(bool value) {
    separate();
    out_ += value ? "true" : "false";
}

void JsonWriter::raw(std::string_view json) {
    separate();
    out_ += json;
}

std::string JsonWriter::take() {
    assert(levels_.empty());
    out_ += '\n';
    return std::move(out_);
}

} // namespace scenario
