// SPDX-License-Identifier: Apache-2.0
#include "hwdb/serving_runs.h"

#include <array>
#include <string_view>

#include "hwdb/csv_reader.h"

namespace hwdb {

namespace {

constexpr std::array<std::string_view, 26> Columns = {
    "run_group", "engine",        "version",        "model",         "device",         "precision", "input",
    "output",    "concurrency",   "gpus",           "pipeline",      "units",          "tensor",    "data",
    "expert",    "prefill_units", "prefill_tensor", "prefill_data",  "prefill_expert", "ttft_ms",   "tpot_ms",
    "mtp",       "quality",       "date",           "linear_format", "expert_format"};

} // namespace

std::vector<ServingRun> servingRuns(const std::filesystem::path& packs) {
    const CsvTable table = readPack(packs, "serving_runs.csv", Columns);
    std::vector<ServingRun> runs;
    for (const CsvRow& row : table.rows()) {
        const auto number = [&](std::size_t column) {
            const auto value = table.number(row, column);
            if (!value) table.fail(row, column, "found nothing, expected a number");
            return *value;
        };
        ServingRun r;
        r.group = row.cells[0], r.engine = row.cells[1], r.version = row.cells[2], r.model = row.cells[3];
        r.device = row.cells[4], r.precision = row.cells[5], r.date = row.cells[23];
        r.linearFormat = row.cells[24], r.expertFormat = row.cells[25];
        r.input = number(6), r.output = number(7), r.concurrency = table.number(row, 8).value_or(0),
        r.gpus = number(9);
        r.pipeline = number(10), r.units = number(11), r.tensor = number(12), r.data = number(13),
        r.expert = number(14);
        r.prefillUnits = number(15), r.prefillTensor = number(16), r.prefillData = number(17),
        r.prefillExpert = number(18);
        r.firstToken = number(19) * 1e-3, r.perToken = number(20) * 1e-3;
        r.isMtpKnownOff = row.cells[21] == "off";
        r.isSaturated = row.cells[22] != "ok";
        runs.push_back(std::move(r));
    }
    return runs;
}

} // namespace hwdb
