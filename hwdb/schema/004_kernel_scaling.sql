-- SPDX-License-Identifier: Apache-2.0
-- How the narrow numbers of a kernel are scaled: '' (any), tensor, block128, mx32, nv16. Each has kernels of its own.
ALTER TABLE kernel_parameter ADD COLUMN scaling TEXT NOT NULL DEFAULT '';
