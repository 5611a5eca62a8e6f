// SPDX-License-Identifier: Apache-2.0
// A file as a row of chunks of uncompressed text: plain, gzip or Zstandard, told apart by their first bytes.
// Holds one chunk at a time, whatever the size of the file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace sim {

/// Readable bytes behind each chunk, so that wide loads may run over its end.
constexpr std::size_t ChunkPadding = 64;

class ByteSource {
  public:
    virtual ~ByteSource() = default;
    /// The next chunk, empty at the end. It lies until the next call; ChunkPadding bytes behind it are
    /// readable.
    virtual std::string_view next() = 0;
    /// What is wrong with the file when it ended too early; empty when it ended well.
    const std::string& damage() const { return damage_; }
    /// How much of the file (compressed, as it lies on disk) has been read, in [0, 1].
    virtual double fractionRead() const = 0;

  protected:
    std::string damage_;
};

/// Throws Error{BadInput} when the file cannot be opened or is a directory.
std::unique_ptr<ByteSource> openTraceFile(const std::filesystem::path& file);
/// REQUIRES: `text` outlives the source. `chunkSize` may be small, to try the borders of chunks.
std::unique_ptr<ByteSource> openTraceText(std::string_view text,
                                          std::size_t chunkSize = std::size_t{1} << 20);

} // namespace sim
