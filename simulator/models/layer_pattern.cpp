// SPDX-License-Identifier: Apache-2.0
// The order of attention kinds over the layers, written briefly: "(linear*3 full)*12".
#include <string>
#include <vector>

#include "simulator/base/error.h"
#include "simulator/models/architecture.h"

namespace sim {

namespace {

class PatternReader {
  public:
    PatternReader(std::string_view text, int limit) : text_(text), limit_(limit) {}

    std::vector<std::string> whole() {
        auto layers = sequence();
        if (at_ != text_.size()) fail("an item or the end");
        return layers;
    }

  private:
    [[noreturn]] void fail(const std::string& expected) const {
        throw Error(ErrorCode::BadInput,
                    "found \"" + std::string(text_.substr(at_, 12)) + "\" at character " +
                        std::to_string(at_ + 1) + " of the layer pattern, expected " + expected,
                    "attention_pattern", "write it like \"(linear*3 full)*12\"");
    }

    bool isNext(char c) const { return at_ < text_.size() && text_[at_] == c; }
    void skipSpaces() {
        while (isNext(' '))
            ++at_;
    }

    std::vector<std::string> sequence() {
        std::vector<std::string> layers;
        for (skipSpaces(); at_ < text_.size() && !isNext(')'); skipSpaces()) {
            const auto part = item();
            const int count = isNext('*') ? repeats() : 1;
            if (layers.size() + part.size() * static_cast<std::size_t>(count) >
                static_cast<std::size_t>(limit_))
                fail("at most " + std::to_string(limit_) + " layers");
            for (int i = 0; i < count; ++i)
                layers.insert(layers.end(), part.begin(), part.end());
        }
        return layers;
    }

    std::vector<std::string> item() {
        if (isNext('(')) {
            if (++depth_ > MaxDepth) fail("fewer brackets");
            ++at_;
            auto inner = sequence();
            --depth_;
            if (!isNext(')')) fail("\")\"");
            ++at_;
            return inner;
        }
        const auto begin = at_;
        while (at_ < text_.size() && ((text_[at_] >= 'a' && text_[at_] <= 'z') || text_[at_] == '_'))
            ++at_;
        if (at_ == begin) fail("the name of an attention kind");
        return {std::string(text_.substr(begin, at_ - begin))};
    }

    int repeats() {
        ++at_;
        int count = 0;
        const auto begin = at_;
        for (; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9' && count <= limit_; ++at_)
            count = count * 10 + (text_[at_] - '0');
        if (at_ == begin || count < 1 || count > limit_) fail("a count from 1 to " + std::to_string(limit_));
        return count;
    }

    static constexpr int MaxDepth = 4;
    std::string_view text_;
    int limit_;
    std::size_t at_ = 0;
    int depth_ = 0;
};

} // namespace

std::vector<std::string> parseLayerPattern(std::string_view text, int limit) {
    return PatternReader(text, limit).whole();
}

} // namespace sim
