// SPDX-License-Identifier: Apache-2.0
// Temporary files, flushed to the disk, then renamed.
#include "scenarios/cli/output_file.h"

#include <cerrno>
#include <cstring>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "simulator/base/error.h"

namespace cli {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail(const fs::path& file, const std::string& problem) {
    throw sim::Error(sim::ErrorCode::BadInput, fmt::format("cannot be written: {}", problem), file.string(),
                     "check the folder, its permissions and the space on the disk");
}

/// Temporary files that are gone at the end unless they were renamed.
class Drafts {
  public:
    ~Drafts() {
        std::error_code ignored;
        for (const auto& [draft, target] : drafts_)
            fs::remove(draft, ignored);
    }
    void write(const fs::path& target, const std::string& content) {
        const fs::path draft = target.string() + fmt::format(".{}.tmp", ::getpid());
        const int descriptor = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
        if (descriptor < 0) fail(target, std::strerror(errno));
        drafts_.emplace_back(draft, target);
        bool isWhole = true;
        for (std::size_t at = 0; at < content.size() && isWhole;) {
            const ssize_t count = ::write(descriptor, content.data() + at, content.size() - at);
            if (count < 0 && errno != EINTR) isWhole = false;
            if (count > 0) at += static_cast<std::size_t>(count);
        }
        isWhole = isWhole && ::fsync(descriptor) == 0;
        const int problem = errno;
        if (::close(descriptor) != 0 || !isWhole) fail(target, std::strerror(problem));
    }
    void publish() {
        for (const auto& [draft, target] : drafts_) {
            std::error_code error;
            fs::rename(draft, target, error);
            if (error) fail(target, error.message());
        }
        drafts_.clear();
    }

  private:
    std::vector<std::pair<fs::path, fs::path>> drafts_;
};

} // namespace

void writeFiles(const fs::path& directory, const std::vector<OutputFile>& files) {
    std::error_code error;
    fs::create_directories(directory, error);
    if (error || !fs::is_directory(directory)) fail(directory, error ? error.message() : "it is no folder");
    Drafts drafts;
    for (const OutputFile& file : files)
        drafts.write(directory / file.name, file.content);
    drafts.publish();
}

} // namespace cli
