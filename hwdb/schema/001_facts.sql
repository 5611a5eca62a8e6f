-- SPDX-License-Identifier: Apache-2.0
-- Things and statements about them. A fact is one row; rows that disagree stand side by side and one is preferred.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE subject (
    id         TEXT PRIMARY KEY,
    short_name TEXT NOT NULL,
    name       TEXT NOT NULL,
    vendor     TEXT NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('accelerator', 'system', 'link', 'model')),
    confidence TEXT NOT NULL CHECK (confidence IN ('high', 'medium', 'memory')),
    position   INTEGER NOT NULL,
    UNIQUE (kind, short_name)
) STRICT;

CREATE TABLE alias (
    kind    TEXT NOT NULL,
    alias   TEXT NOT NULL,
    subject TEXT NOT NULL,
    note    TEXT NOT NULL,
    PRIMARY KEY (kind, alias)
) STRICT;

CREATE TABLE property (
    name        TEXT PRIMARY KEY,
    type        TEXT NOT NULL CHECK (type IN ('number', 'text', 'any')),
    unit        TEXT NOT NULL,
    label       TEXT NOT NULL,
    label_zh    TEXT NOT NULL,
    description TEXT NOT NULL
) STRICT;

-- Rows of the packs have ids below 1000000, those of the user from there on: a rebuild never collides.
CREATE TABLE fact (
    id         INTEGER PRIMARY KEY,
    subject    TEXT NOT NULL,
    property   TEXT NOT NULL,
    value_text TEXT NOT NULL,
    value      REAL,
    unit       TEXT NOT NULL,
    sparsity   TEXT NOT NULL CHECK (sparsity IN ('', 'dense', 'sparse')),
    direction  TEXT NOT NULL CHECK (direction IN ('', 'unidirectional', 'bidirectional')),
    source     TEXT NOT NULL CHECK (source <> ''),
    date       TEXT NOT NULL,
    confidence TEXT NOT NULL CHECK (confidence IN ('high', 'medium', 'memory', 'user')),
    preferred  INTEGER NOT NULL CHECK (preferred IN (0, 1)),
    user_entry INTEGER NOT NULL CHECK (user_entry IN (0, 1)),
    CHECK (user_entry = (id >= 1000000))
) STRICT;
CREATE INDEX fact_by_subject ON fact (subject, property);

-- The newest entry of the user wins over the packs' choice, for the same subject, property and sparsity.
CREATE VIEW fact_chosen AS
SELECT f.id, f.subject, f.property, f.value_text, f.value, f.unit, f.sparsity, f.direction, f.source, f.date,
       f.confidence, f.user_entry,
       CASE WHEN u.newest IS NULL THEN f.preferred ELSE f.id = u.newest END AS preferred
FROM fact f
LEFT JOIN (SELECT subject, property, sparsity, max(id) AS newest FROM fact WHERE user_entry = 1
           GROUP BY subject, property, sparsity) u
       ON u.subject = f.subject AND u.property = f.property AND u.sparsity = f.sparsity;
