-- SPDX-License-Identifier: Apache-2.0
-- What was measured or fitted: kernels, links, published results.
CREATE TABLE kernel_parameter (
    id                  INTEGER PRIMARY KEY,
    system              TEXT NOT NULL,  -- accelerator id, 'family:Hopper' for a kernel family, or '*' for a prior
    op_class            TEXT NOT NULL,
    precision           TEXT NOT NULL,
    compute_efficiency  REAL,
    memory_efficiency   REAL,
    latency_us          REAL,
    rows_half           REAL,
    dim_half            REAL,
    additive_efficiency REAL,
    norm                REAL,
    spread              REAL,
    basis               TEXT NOT NULL,
    source              TEXT NOT NULL CHECK (source <> ''),
    date                TEXT NOT NULL,
    accumulates_fp32    INTEGER NOT NULL DEFAULT 0  -- row of weight gradients added to FP32 master gradients
) STRICT;

CREATE TABLE link_efficiency (
    id         INTEGER PRIMARY KEY,
    system     TEXT NOT NULL,  -- system id, or '*' for a prior
    level      TEXT NOT NULL CHECK (level IN ('scale_up', 'scale_out')),
    exchange   TEXT NOT NULL CHECK (exchange IN ('all_to_all', 'ring', 'point_to_point')),
    efficiency REAL NOT NULL CHECK (efficiency > 0 AND efficiency <= 1.5),
    latency_us REAL NOT NULL CHECK (latency_us >= 0),
    sigma      REAL NOT NULL CHECK (sigma >= 0),
    basis      TEXT NOT NULL,
    source     TEXT NOT NULL CHECK (source <> ''),
    date       TEXT NOT NULL
) STRICT;

CREATE TABLE published_result (
    case_id    TEXT NOT NULL,
    device     TEXT NOT NULL,  -- accelerator id that it was measured on
    metric     TEXT NOT NULL,
    value      REAL NOT NULL,
    unit       TEXT NOT NULL,
    source     TEXT NOT NULL CHECK (source <> ''),
    date       TEXT NOT NULL,
    confidence TEXT NOT NULL,
    note       TEXT NOT NULL,
    position   INTEGER NOT NULL,
    PRIMARY KEY (case_id, metric)
) STRICT;
