// SPDX-License-Identifier: Apache-2.0
// A finished result, shared and never changed: the worker makes it, every view reads the same one.
#pragma once

#include <memory>

#include "scenarios/result.h"

namespace gui {

using ResultHandle = std::shared_ptr<const scenario::Result>;

} // namespace gui
