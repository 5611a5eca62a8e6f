// SPDX-License-Identifier: Apache-2.0
// The reader of hwdb packs on any bytes: either rows or one sim::Error, never anything else.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "hwdb/csv_reader.h"
#include "simulator/base/error.h"

namespace {

constexpr std::array<std::string_view, 3> Header = {"name", "value", "date"};

void readCells(const hwdb::CsvTable& table) {
    for (const hwdb::CsvRow& row : table.rows()) {
        if (row.cells.size() != Header.size()) std::abort(); // the reader promised the shape of the header
        try {
            table.required(row, 0);
            table.number(row, 1);
            table.date(row, 2);
        } catch (const sim::Error& error) {
            if (error.where().empty()) std::abort(); // an error that does not say where helps nobody
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    const std::string body(reinterpret_cast<const char*>(bytes), count);
    for (const std::string& text : {body, "name,value,date\n" + body}) { // the second passes the header check
        try {
            readCells(hwdb::CsvTable(text, "pack.csv", Header));
        } catch (const sim::Error&) { // the expected answer to a broken pack
        }
    }
    return 0;
}
