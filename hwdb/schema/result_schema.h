// SPDX-License-Identifier: Apache-2.0
// The numbered steps that bring a result store to the newest schema; step n leads to user_version = n.
#pragma once

#include <span>
#include <string_view>

namespace hwdb {

std::span<const std::string_view> resultMigrations();

} // namespace hwdb
