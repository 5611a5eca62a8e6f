// SPDX-License-Identifier: Apache-2.0
// Two made-up devices, so that no test depends on a figure somebody may correct.
#include "tests/unit/hwdb/pack_folder.h"

#include <unistd.h>

#include <atomic>
#include <fstream>

#include <fmt/format.h>

namespace hwdbtest {

PackFolder::PackFolder() {
    static std::atomic<int> count = 0;
    root_ = std::filesystem::temp_directory_path() / fmt::format("purser-hwdb-{}-{}", ::getpid(), count++);
    std::filesystem::create_directories(root_ / "packs");
    std::filesystem::create_directories(root_ / "data");
    write("subjects.csv", "id,short_name,name,vendor,kind,confidence\n"
                          "acme-one,one,Acme One 80GB,Acme,accelerator,high\n"
                          "acme-two,two,Acme Two 80GB,Acme,accelerator,memory\n"
                          "acme-box,box,Acme Box,Acme,system,medium\n");
    write("properties.csv", "property,type,unit,label,label_zh,description\n"
                            "peak_bf16,number,TFLOP/s,BF16,BF16,\n"
                            "memory_bandwidth,number,GB/s,Bandwidth,带宽,\n"
                            "scale_up_bandwidth,number,GB/s,Scale-up,互联,\n"
                            "devices_per_node,number,,Devices,卡数,\n"
                            "notes,text,,Notes,备注,\n");
    write("facts.csv", "subject,property,value,unit,sparsity,direction,source,date,confidence,preferred\n"
                       "acme-one,peak_bf16,100,TFLOP/s,dense,,data sheet,2026-01,high,yes\n"
                       "acme-one,peak_bf16,110,TFLOP/s,dense,,press,2026-02,medium,no\n"
                       "acme-one,peak_bf16,200,TFLOP/s,sparse,,data sheet,2026-01,high,yes\n"
                       "acme-one,scale_up_bandwidth,900,GB/s,,bidirectional,data sheet,2026-01,high,yes\n");
    write("aliases.csv", "kind,alias,subject,note\naccelerator,一号,acme-one,\n");
    write("rental.csv", "date,date_precision,device,device_as_quoted,region,provider,segment,contract,term_"
                        "months,gpus_in_quote,"
                        "price_per_gpu_hour,currency,price_kind,source,source_date,status,notes\n");
    write("fx_rates.csv", "date,base,quote,rate,source,confidence\n"
                          "2023-08-31,USD,CNY,7.28,table,high\n"
                          "2026-07-03,USD,CNY,6.7845,table,high\n");
    write("published_results.csv", "case_id,device,metric,value,unit,source,date,confidence,note\n");
}

PackFolder::~PackFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
}

void PackFolder::write(std::string_view pack, std::string_view text) const {
    std::ofstream(packs() / pack, std::ios::binary) << text;
}

void PackFolder::append(std::string_view pack, std::string_view row) const {
    std::ofstream(packs() / pack, std::ios::binary | std::ios::app) << row << '\n';
}

void PackFolder::remove(std::string_view pack) const {
    std::filesystem::remove(packs() / pack);
}

void PackFolder::quote(std::string_view date, std::string_view provider, std::string_view contract,
                       double price, std::string_view currency, std::string_view kind) const {
    append("rental.csv", fmt::format("{},day,acme-one,One,US,{},cloud,{},,8,{},{},{},page of {},{},sourced,",
                                     date, provider, contract, price, currency, kind, provider, date));
}

} // namespace hwdbtest
