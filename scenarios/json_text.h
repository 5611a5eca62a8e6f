// SPDX-License-Identifier: Apache-2.0
// Writing JSON: strings escaped, doubles in the shortest form that reads back equal, nothing that is not
// JSON.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace scenario {

/// Appends `text` as a JSON string with its quotes. Throws Error{Internal} when it is not UTF-8.
void appendJsonString(std::string& out, std::string_view text);
/// Appends the shortest decimal that reads back as `value`. Throws Error{Internal} for NaN and infinities,
/// naming `what`: such a figure must never leave the program.
void appendJsonNumber(std::string& out, double value, std::string_view what);
bool isUtf8(std::string_view text);

/// Writes indented JSON in the order of the calls. Containers opened as `Inline` stay on one line.
class JsonWriter {
  public:
    enum class Layout { Block, Inline };

    void beginObject(Layout layout = Layout::Block) { begin('{', '}', layout); }
    void beginArray(Layout layout = Layout::Block) { begin('[', ']', layout); }
    void end();
    void key(std::string_view name);
    void string(std::string_view text);
    void number(double value, std::string_view what);
    void integer(unsigned long long value);
    void boolean(bool value);
    /// REQUIRES: `json` is one valid JSON value.
    void raw(std::string_view json);

    void member(std::string_view name, std::string_view text) { key(name), string(text); }
    void member(std::string_view name, const char* text) { key(name), string(text); }
    void member(std::string_view name, double value) { key(name), number(value, name); }

    /// The text, ended by a newline. REQUIRES: every container is ended.
    std::string take();

  private:
    void begin(char open, char close, Layout layout);
    void separate();
    void breakLine();

    struct Level {
        char close = '}';
        bool isInline = false;
        bool isEmpty = true;
    };
    std::string out_;
    std::vector<Level> levels_;
    bool hasKey_ = false;
};

} // namespace scenario
