// SPDX-License-Identifier: Apache-2.0
// What the name of a kernel tells: a short form for people, and the class of operation.
#pragma once

#include <string>
#include <string_view>

#include "simulator/kernels/operator.h"

namespace sim {

/// "void cutlass::device_kernel<flash::FlashAttnBwd<...> >(...)" becomes "flash::FlashAttnBwd"; mangled names
/// are demangled first. Never empty unless `name` is.
std::string shortKernelName(std::string_view name);

/// The class by the name alone; Unknown when no rule knows it.
OpClass classifyKernel(std::string_view name);

/// The first number of the template argument list of `templateName` in `name`, e.g. the 7168 of
/// "Kernel_traits_base<7168u, ...": 0 when absent.
double firstTemplateNumber(std::string_view name, std::string_view templateName);

} // namespace sim
