// SPDX-License-Identifier: Apache-2.0
#include "reports/office_package.h"

#include <ctime>
#include <memory>

#include <fmt/format.h>
#include <zip.h>

#include "simulator/base/error.h"

namespace report {
namespace {

/// libzip turns local time into the archive's date: this local midnight gives the same bytes everywhere.
std::time_t earliestDate() {
    std::tm date{};
    date.tm_year = 80;
    date.tm_mday = 1;
    date.tm_isdst = -1;
    return std::mktime(&date);
}

[[noreturn]] void fail(std::string_view what, const char* why) {
    throw sim::Error(sim::ErrorCode::Internal, fmt::format("{}: {}", what, why));
}

} // namespace

void OfficePackage::add(std::string path, std::string content) {
    parts_.emplace_back(std::move(path), std::move(content));
}

std::string OfficePackage::bytes() const {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* memory = zip_source_buffer_create(nullptr, 0, 0, &error);
    if (!memory) fail("no archive in memory", zip_error_strerror(&error));
    const std::unique_ptr<zip_source_t, decltype(&zip_source_free)> kept(memory, &zip_source_free);
    zip_source_keep(memory); // one for the archive, one to read the bytes afterwards
    zip_t* archive = zip_open_from_source(memory, ZIP_TRUNCATE, &error);
    if (!archive) {
        zip_source_free(memory);
        fail("no archive in memory", zip_error_strerror(&error));
    }
    for (const auto& [path, content] : parts_) {
        zip_source_t* part = zip_source_buffer(archive, content.data(), content.size(), 0);
        const zip_int64_t index = part ? zip_file_add(archive, path.c_str(), part, ZIP_FL_ENC_UTF_8) : -1;
        if (index < 0) {
            if (part) zip_source_free(part);
            const std::string why = zip_strerror(archive);
            zip_discard(archive);
            fail(path, why.c_str());
        }
        zip_file_set_mtime(archive, static_cast<zip_uint64_t>(index), earliestDate(), 0);
        zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), ZIP_CM_DEFLATE, 6);
    }
    if (zip_close(archive) != 0) {
        const std::string why = zip_strerror(archive);
        zip_discard(archive);
        fail("the archive cannot be finished", why.c_str());
    }
    if (zip_source_open(memory) != 0)
        fail("the archive cannot be read", zip_error_strerror(zip_source_error(memory)));
    zip_stat_t stat;
    zip_source_stat(memory, &stat);
    std::string out(static_cast<std::size_t>(stat.size), '\0');
    const zip_int64_t read = zip_source_read(memory, out.data(), out.size());
    zip_source_close(memory);
    if (read != static_cast<zip_int64_t>(out.size())) fail("the archive cannot be read", "short read");
    return out;
}

} // namespace report
