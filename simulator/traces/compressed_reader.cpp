// SPDX-License-Identifier: Apache-2.0
// Chunked reading with zlib and libzstd. A broken stream ends the text and says so; what came before is kept.
#include "simulator/traces/compressed_reader.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <vector>

#include <fmt/format.h>

#include "simulator/base/error.h"

namespace sim {
namespace {

constexpr std::size_t ReadSize = std::size_t{1} << 18;
constexpr std::size_t ChunkSize = std::size_t{1} << 20;

struct CloseFile {
    void operator()(std::FILE* f) const { std::fclose(f); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

/// The bytes of the file as they lie on disk.
class RawFile {
  public:
    RawFile(File file, double size) : file_(std::move(file)), size_(size) {}
    std::size_t read(char* into, std::size_t count) {
        const std::size_t got = std::fread(into, 1, count, file_.get());
        read_ += static_cast<double>(got);
        return got;
    }
    bool hasFailed() const { return std::ferror(file_.get()) != 0; }
    double fraction() const { return size_ > 0.0 ? std::min(1.0, read_ / size_) : 1.0; }

  private:
    File file_;
    double size_ = 0.0, read_ = 0.0;
};

class PlainSource final : public ByteSource {
  public:
    explicit PlainSource(RawFile file) : file_(std::move(file)), chunk_(ChunkSize + ChunkPadding) {}
    std::string_view next() override {
        const std::size_t got = file_.read(chunk_.data(), ChunkSize);
        if (file_.hasFailed()) damage_ = "the file cannot be read to its end";
        return {chunk_.data(), got};
    }
    double fractionRead() const override { return file_.fraction(); }

  private:
    RawFile file_;
    std::vector<char> chunk_;
};

class GzipSource final : public ByteSource {
  public:
    explicit GzipSource(RawFile file)
        : file_(std::move(file)), input_(ReadSize), chunk_(ChunkSize + ChunkPadding) {
        // 15 window bits, +16: expect the gzip wrapper.
        if (inflateInit2(&stream_, 15 + 16) != Z_OK)
            throw Error(ErrorCode::Internal, "zlib cannot be started");
    }
    ~GzipSource() override { inflateEnd(&stream_); }
    GzipSource(const GzipSource&) = delete;
    GzipSource& operator=(const GzipSource&) = delete;

    std::string_view next() override {
        stream_.next_out = reinterpret_cast<Bytef*>(chunk_.data());
        stream_.avail_out = static_cast<uInt>(ChunkSize);
        while (stream_.avail_out > 0 && !isDone_) {
            if (stream_.avail_in == 0 && !refill()) break;
            const int status = inflate(&stream_, Z_NO_FLUSH);
            if (status == Z_STREAM_END) {
                // A file may be several gzip members laid end to end.
                isMidMember_ = false;
                if (inflateReset(&stream_) != Z_OK) isDone_ = true;
            } else if (status == Z_OK) {
                isMidMember_ = true;
            } else {
                // What follows the last whole member may be padding.
                if (isMidMember_ || !hasOutput_) damage_ = "the gzip data is damaged";
                isDone_ = true;
            }
            hasOutput_ = hasOutput_ || stream_.avail_out < ChunkSize;
        }
        return {chunk_.data(), ChunkSize - stream_.avail_out};
    }
    double fractionRead() const override { return file_.fraction(); }

  private:
    bool refill() {
        const std::size_t got = file_.read(input_.data(), input_.size());
        stream_.next_in = reinterpret_cast<Bytef*>(input_.data());
        stream_.avail_in = static_cast<uInt>(got);
        if (got > 0) return true;
        if (isMidMember_) damage_ = "the gzip data is cut off";
        isDone_ = true;
        return false;
    }

    RawFile file_;
    std::vector<char> input_, chunk_;
    z_stream stream_{};
    bool isDone_ = false, isMidMember_ = true, hasOutput_ = false;
};

class ZstdSource final : public ByteSource {
  public:
    explicit ZstdSource(RawFile file)
        : file_(std::move(file)), input_(ReadSize), chunk_(ChunkSize + ChunkPadding),
          stream_(ZSTD_createDStream()) {
        if (!stream_) throw Error(ErrorCode::Internal, "libzstd cannot be started");
    }
    ~ZstdSource() override { ZSTD_freeDStream(stream_); }
    ZstdSource(const ZstdSource&) = delete;
    ZstdSource& operator=(const ZstdSource&) = delete;

    std::string_view next() override {
        ZSTD_outBuffer out{chunk_.data(), ChunkSize, 0};
        while (out.pos < out.size && !isDone_) {
            if (in_.pos == in_.size && !isFlushing_ && !refill()) break;
            const std::size_t before = out.pos;
            const std::size_t status = ZSTD_decompressStream(stream_, &out, &in_);
            if (ZSTD_isError(status)) {
                damage_ = fmt::format("the Zstandard data is damaged ({})", ZSTD_getErrorName(status));
                isDone_ = true;
            }
            isMidFrame_ = status != 0;
            // A full output buffer may hide more from the input already taken.
            isFlushing_ = out.pos == out.size && out.pos > before;
        }
        return {chunk_.data(), out.pos};
    }
    double fractionRead() const override { return file_.fraction(); }

  private:
    bool refill() {
        const std::size_t got = file_.read(input_.data(), input_.size());
        in_ = {input_.data(), got, 0};
        if (got > 0) return true;
        if (isMidFrame_) damage_ = "the Zstandard data is cut off";
        isDone_ = true;
        return false;
    }

    RawFile file_;
    std::vector<char> input_, chunk_;
    ZSTD_DStream* stream_ = nullptr;
    ZSTD_inBuffer in_{nullptr, 0, 0};
    bool isDone_ = false, isMidFrame_ = true, isFlushing_ = false;
};

class TextSource final : public ByteSource {
  public:
    TextSource(std::string_view text, std::size_t chunkSize)
        : text_(text), chunk_(chunkSize + ChunkPadding) {}
    std::string_view next() override {
        const std::size_t count = std::min(chunk_.size() - ChunkPadding, text_.size() - at_);
        if (count > 0) std::memcpy(chunk_.data(), text_.data() + at_, count);
        at_ += count;
        return {chunk_.data(), count};
    }
    double fractionRead() const override {
        return text_.empty() ? 1.0 : static_cast<double>(at_) / static_cast<double>(text_.size());
    }

  private:
    std::string_view text_;
    std::vector<char> chunk_;
    std::size_t at_ = 0;
};

} // namespace

std::unique_ptr<ByteSource> openTraceFile(const std::filesystem::path& file) {
    std::error_code ignored;
    if (std::filesystem::is_directory(file, ignored))
        throw Error(ErrorCode::BadInput, "this is a folder, a trace file is expected", file.string(),
                    "name one rank's trace in it");
    File handle(std::fopen(file.c_str(), "rb"));
    if (!handle)
        throw Error(ErrorCode::BadInput, "the file cannot be opened", file.string(),
                    "check the name and the permissions");
    const auto size = std::filesystem::file_size(file, ignored);
    unsigned char magic[4] = {};
    const std::size_t got = std::fread(magic, 1, sizeof magic, handle.get());
    std::rewind(handle.get());
    RawFile raw(std::move(handle), ignored ? 0.0 : static_cast<double>(size));
    if (got >= 2 && magic[0] == 0x1f && magic[1] == 0x8b) return std::make_unique<GzipSource>(std::move(raw));
    if (got >= 4 && magic[0] == 0x28 && magic[1] == 0xb5 && magic[2] == 0x2f && magic[3] == 0xfd)
        return std::make_unique<ZstdSource>(std::move(raw));
    return std::make_unique<PlainSource>(std::move(raw));
}

std::unique_ptr<ByteSource> openTraceText(std::string_view text, std::size_t chunkSize) {
    return std::make_unique<TextSource>(text, chunkSize);
}

} // namespace sim
