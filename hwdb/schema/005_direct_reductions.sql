-- SPDX-License-Identifier: Apache-2.0
-- A fourth exchange: reductions in one or two direct rounds inside a scale-up domain, as serving engines do them.
DROP TABLE link_efficiency;
CREATE TABLE link_efficiency (
    id         INTEGER PRIMARY KEY,
    system     TEXT NOT NULL,  -- system id, or '*' for a prior
    level      TEXT NOT NULL CHECK (level IN ('scale_up', 'scale_out')),
    exchange   TEXT NOT NULL CHECK (exchange IN ('all_to_all', 'ring', 'point_to_point', 'direct_reduction')),
    efficiency REAL NOT NULL CHECK (efficiency > 0 AND efficiency <= 1.5),
    latency_us REAL NOT NULL CHECK (latency_us >= 0),
    sigma      REAL NOT NULL CHECK (sigma >= 0),
    basis      TEXT NOT NULL,
    source     TEXT NOT NULL CHECK (source <> ''),
    date       TEXT NOT NULL
) STRICT;
