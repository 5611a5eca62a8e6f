// SPDX-License-Identifier: Apache-2.0
// Inputs that say what the work runs on, and which model it is.
#include "scenarios/parameter_sections.h"

namespace scenario {

using enum ValueType;

// clang-format off
std::span<const Parameter> clusterParameters() {
    static const std::vector<Parameter> rows = {
        {"cluster.device", Device, Unit::None, "", Required, NoLimit, NoLimit,
         "Device", "加速器",
         "The accelerator: a short name, full id or any unambiguous spelling of the hardware database.",
         "加速器型号：硬件库中的短名、完整编号或任何无歧义的写法。",
         "Cluster", "", {}},
        {"cluster.count", Integer, Unit::None, "", Required, 1, 1e6,
         "Devices", "设备数",
         "How many accelerators the job runs on.",
         "作业所用的加速器数量。",
         "Cluster", "", {}},
        {"cluster.system", System, Unit::None, "", Optional, NoLimit, NoLimit,
         "System", "整机",
         "The machine around the device: node size, scale-up domain and network cards. Without it, the "
         "system the device is usually sold in.",
         "加速器所在的整机：节点规模、纵向扩展域与网卡。留空则取该加速器最常见的整机。",
         "Cluster", "catalogue: default system of the device", {}},
        {"cluster.scale_out_bandwidth", Quantity, Unit::DataRate, "", Optional, 1e6, 1e14,
         "Scale-out bandwidth", "横向扩展带宽",
         "Network bandwidth of one device between nodes, one direction. Replaces the catalogue's figure.",
         "单个设备跨节点的网络带宽（单向），覆盖硬件库中的数值。",
         "Network", "catalogue: network cards of the system", {}},
        {"cluster.scale_up_bandwidth", Quantity, Unit::DataRate, "", Optional, 1e6, 1e15,
         "Scale-up bandwidth", "纵向扩展带宽",
         "Bandwidth of one device inside the scale-up domain (NVLink, UB...), one direction. Replaces the "
         "catalogue's figure.",
         "单个设备在纵向扩展域内（NVLink、UB 等）的带宽（单向），覆盖硬件库中的数值。",
         "Network", "catalogue: link of the device", {}},

        {"model", Model, Unit::None, "deepseek-v3", Optional, NoLimit, NoLimit,
         "Model", "模型",
         "The architecture that is trained or served (purser hw list model).",
         "所训练或部署的模型结构（purser hw list model）。",
         "Workload", "the model of the shipped trace", {}},
    };
    return rows;
}
// clang-format on

} // namespace scenario
