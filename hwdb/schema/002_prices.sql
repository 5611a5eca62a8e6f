-- SPDX-License-Identifier: Apache-2.0
-- The price book. Observations are only ever added; nothing is averaged or converted on the way in.
CREATE TABLE rental (
    id                 INTEGER PRIMARY KEY,
    date               TEXT NOT NULL,
    date_precision     TEXT NOT NULL CHECK (date_precision IN ('day', 'month', 'quarter', 'half', 'year')),
    device             TEXT,  -- NULL where the source does not say which
    device_as_quoted   TEXT NOT NULL,
    region             TEXT NOT NULL,
    provider           TEXT NOT NULL,
    segment            TEXT NOT NULL,
    contract           TEXT NOT NULL,
    term_months        TEXT NOT NULL,  -- a number, "mixed" or empty
    gpus_in_quote      INTEGER,
    price_per_gpu_hour REAL CHECK (price_per_gpu_hour > 0),  -- NULL where only a change is reported
    currency           TEXT NOT NULL,
    price_kind         TEXT NOT NULL,
    source             TEXT NOT NULL CHECK (source <> ''),
    source_date        TEXT NOT NULL,
    status             TEXT NOT NULL,
    notes              TEXT NOT NULL
) STRICT;
CREATE INDEX rental_by_device ON rental (device, contract, date);

-- `rate` units of `quote` for one unit of `base`.
CREATE TABLE fx_rate (
    date       TEXT NOT NULL,
    base       TEXT NOT NULL,
    quote      TEXT NOT NULL,
    rate       REAL NOT NULL CHECK (rate > 0),
    source     TEXT NOT NULL CHECK (source <> ''),
    confidence TEXT NOT NULL,
    PRIMARY KEY (base, quote, date)
) STRICT;
