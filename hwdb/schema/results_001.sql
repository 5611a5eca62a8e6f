-- SPDX-License-Identifier: Apache-2.0
-- A store of results: what was asked, what the columns of the table "point" mean. That table is made with the
-- store, because its columns are the swept inputs and the kept metrics:
--   k INTEGER PRIMARY KEY   number of the point in the sweep
--   status TEXT             ok | infeasible (the simulation says no) | invalid (inputs that do not fit
--                           together) | excluded (left out by sweep.where)
--   reason TEXT             why not, NULL where ok
--   one column per swept input, one of values per metric with its interval beside it (_low, _high: P10, P90)
CREATE TABLE about (
    key   TEXT PRIMARY KEY,  -- scenario, inputs (hash), catalogue (hash), program, points, first, last
    value TEXT NOT NULL
) STRICT;

CREATE TABLE column_info (
    position INTEGER PRIMARY KEY,
    name     TEXT NOT NULL UNIQUE,
    kind     TEXT NOT NULL CHECK (kind IN ('input', 'metric')),
    type     TEXT NOT NULL CHECK (type IN ('TEXT', 'REAL')),
    unit     TEXT NOT NULL  -- base unit of numbers
) STRICT;
