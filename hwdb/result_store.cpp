// SPDX-License-Identifier: Apache-2.0
// The store on SQLite. Parts being written use a write-ahead log, which a killed process leaves whole;
// finished stores are one plain file.
#include "hwdb/result_store.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include <unistd.h>

#include "hwdb/database.h"
#include "hwdb/schema/result_schema.h"
#include "simulator/base/error.h"

namespace hwdb {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail(const fs::path& file, std::string message, std::string hint = {}) {
    throw sim::Error(sim::ErrorCode::BadInput, std::move(message), file.string(), std::move(hint));
}

/// SQLite's complaint in the words of the store.
template<typename Work>
auto guarded(const fs::path& file, Work work) {
    try {
        return work();
    } catch (const sim::Error& error) {
        if (error.code() != sim::ErrorCode::BadInput) throw;
        fail(file, "the result store cannot be used: " + error.message(),
             "check that it is a file written by purser sweep, its permissions and the space on the disk");
    }
}

std::string quoted(const std::string& name) {
    std::string out = "\"";
    for (const char c : name)
        out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

std::size_t cellCount(const StoreAbout& about) {
    std::size_t count = 0;
    for (const ResultColumn& c : about.columns)
        count += c.isMetric ? 3 : 1;
    return count;
}

std::string insertSql(std::size_t cells) {
    std::string sql = "INSERT INTO point VALUES (?, ?, ?";
    for (std::size_t i = 0; i < cells; ++i)
        sql += ", ?";
    return sql + ")";
}

void writeAbout(const Database& db, const StoreAbout& about) {
    Statement row(db, "INSERT INTO about VALUES (?, ?)");
    const auto put = [&](std::string_view key, const std::string& value) {
        row.bind(1, key).bind(2, value).run();
    };
    put("scenario", about.scenario), put("inputs", about.inputs), put("catalogue", about.catalogue);
    put("program", about.program), put("points", std::to_string(about.points));
    put("first", std::to_string(about.first)), put("last", std::to_string(about.last));
    Statement column(db, "INSERT INTO column_info VALUES (?, ?, ?, ?, ?)");
    std::string table = "CREATE TABLE point (k INTEGER PRIMARY KEY, status TEXT NOT NULL, reason TEXT";
    std::int64_t position = 0;
    for (const ResultColumn& c : about.columns) {
        column.bind(1, position++).bind(2, c.name).bind(3, c.isMetric ? "metric" : "input");
        column.bind(4, c.isText ? "TEXT" : "REAL").bind(5, c.unit).run();
        table += ", " + quoted(c.name) + (c.isText ? " TEXT" : " REAL");
        if (c.isMetric)
            table += ", " + quoted(c.name + "_low") + " REAL, " + quoted(c.name + "_high") + " REAL";
    }
    db.execute(table + ") STRICT");
}

void makeSchema(const Database& db, const StoreAbout& about) {
    for (const std::string_view step : resultMigrations())
        db.execute(step);
    db.execute("PRAGMA user_version = " + std::to_string(resultMigrations().size()));
    writeAbout(db, about);
}

StoreAbout readAbout(const Database& db) {
    std::map<std::string, std::string> values;
    Statement rows(db, "SELECT key, value FROM about");
    while (rows.step())
        values[rows.text(0)] = rows.text(1);
    const auto number = [&](const char* key) { return std::stoull("0" + values[key]); };
    StoreAbout about{values["scenario"], values["inputs"], values["catalogue"], values["program"],
                     number("points"),   number("first"),  number("last"),      {}};
    Statement columns(db, "SELECT name, unit, kind, type FROM column_info ORDER BY position");
    while (columns.step())
        about.columns.push_back(
            {columns.text(0), columns.text(1), columns.text(2) == "metric", columns.text(3) == "TEXT"});
    return about;
}

StoredCell cellOf(const Statement& row, int column) {
    if (row.isNull(column)) return {};
    if (row.isText(column)) return row.text(column);
    return row.real(column);
}

} // namespace

struct ResultStore::Impl {
    Impl(const fs::path& file, Database::Mode mode) : db(file, mode) {}
    Database db;
    StoreAbout about;
    std::unique_ptr<Statement> insert;
};

ResultStore::ResultStore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ResultStore::~ResultStore() = default;
ResultStore::ResultStore(ResultStore&&) noexcept = default;
ResultStore& ResultStore::operator=(ResultStore&&) noexcept = default;

ResultStore ResultStore::create(const fs::path& file, const StoreAbout& about) {
    std::error_code ignored;
    if (fs::exists(file, ignored)) fail(file, "exists already, expected a new file");
    return guarded(file, [&] {
        auto impl = std::make_unique<Impl>(file, Database::Mode::Create);
        impl->db.execute("PRAGMA journal_mode = WAL");
        impl->db.execute("PRAGMA synchronous = NORMAL");
        Transaction transaction(impl->db);
        makeSchema(impl->db, about);
        transaction.commit();
        impl->about = about;
        return ResultStore(std::move(impl));
    });
}

ResultStore ResultStore::open(const fs::path& file, bool isReadOnly) {
    std::error_code ignored;
    if (!fs::is_regular_file(file, ignored))
        fail(file, "there is no such file, expected a result store", "make one with purser sweep");
    return guarded(file, [&] {
        auto impl = std::make_unique<Impl>(file, Database::Mode::ReadWrite);
        const auto version = impl->db.userVersion();
        const auto newest = static_cast<std::int64_t>(resultMigrations().size());
        if (version > newest || version < 1)
            fail(file,
                 "found result store version " + std::to_string(version) + ", expected 1 to " +
                     std::to_string(newest),
                 version > newest ? "update the program" : "name a store written by purser sweep");
        impl->about = readAbout(impl->db);
        if (isReadOnly) impl->db.execute("PRAGMA query_only = ON");
        return ResultStore(std::move(impl));
    });
}

const StoreAbout& ResultStore::about() const {
    return impl_->about;
}

void ResultStore::add(const StoredPoint& point) {
    guarded(impl_->db.file(), [&] {
        if (!impl_->insert)
            impl_->insert = std::make_unique<Statement>(impl_->db, insertSql(cellCount(impl_->about)));
        Statement& row = *impl_->insert;
        row.bind(1, static_cast<std::int64_t>(point.number)).bind(2, point.status);
        point.reason.empty() ? row.bindNull(3) : row.bind(3, point.reason);
        int position = 4;
        for (const StoredCell& cell : point.cells) {
            if (const auto* number = std::get_if<double>(&cell))
                row.bind(position, *number);
            else if (const auto* text = std::get_if<std::string>(&cell))
                row.bind(position, *text);
            else
                row.bindNull(position);
            ++position;
        }
        row.run();
    });
}

std::uint64_t ResultStore::count() const {
    Statement row(impl_->db, "SELECT count(*) FROM point");
    row.step();
    return static_cast<std::uint64_t>(row.integer(0));
}

std::set<std::uint64_t> ResultStore::numbers() const {
    std::set<std::uint64_t> out;
    Statement row(impl_->db, "SELECT k FROM point ORDER BY k");
    while (row.step())
        out.insert(out.end(), static_cast<std::uint64_t>(row.integer(0)));
    return out;
}

std::map<std::string, std::uint64_t> ResultStore::statusCounts() const {
    std::map<std::string, std::uint64_t> out;
    Statement row(impl_->db, "SELECT status, count(*) FROM point GROUP BY status");
    while (row.step())
        out[row.text(0)] = static_cast<std::uint64_t>(row.integer(1));
    return out;
}

QueryAnswer ResultStore::query(std::string_view sql) const {
    try {
        Statement row(impl_->db, sql);
        QueryAnswer out;
        for (int c = 0; c < row.columnCount(); ++c)
            out.columns.push_back(row.columnName(c));
        while (row.step()) {
            auto& cells = out.rows.emplace_back();
            for (int c = 0; c < row.columnCount(); ++c)
                cells.push_back(cellOf(row, c));
        }
        return out;
    } catch (const sim::Error& error) {
        fail(impl_->db.file(), "the query cannot be answered: " + error.message(),
             "the table is 'point'; purser results FILE --columns lists its columns, quote names with dots");
    }
}

namespace {

/// Stores of one sweep in the order of their first point, without gap or overlap.
std::vector<ResultStore> orderedParts(const std::vector<fs::path>& parts) {
    std::vector<std::pair<fs::path, ResultStore>> stores;
    for (const fs::path& part : parts)
        stores.emplace_back(part, ResultStore::open(part));
    std::sort(stores.begin(), stores.end(),
              [](const auto& a, const auto& b) { return a.second.about().first < b.second.about().first; });
    const StoreAbout& base = stores.front().second.about();
    std::uint64_t expected = base.first;
    std::vector<ResultStore> out;
    for (auto& [file, store] : stores) {
        const StoreAbout& about = store.about();
        if (about.inputs != base.inputs || about.catalogue != base.catalogue ||
            about.program != base.program || !(about.columns == base.columns))
            fail(file, "is of another sweep than " + stores.front().first.string(),
                 "scenario, hardware database and program must be the same for every shard");
        if (about.first != expected)
            fail(file,
                 "begins at point " + std::to_string(about.first) + ", expected " + std::to_string(expected),
                 about.first > expected ? "a shard is missing" : "a shard is given twice");
        if (store.count() != about.last - about.first)
            fail(file,
                 "has " + std::to_string(store.count()) + " points of " +
                     std::to_string(about.last - about.first),
                 "run its shard to the end with --resume");
        expected = about.last;
    }
    for (auto& entry : stores)
        out.push_back(std::move(entry.second));
    return out;
}

} // namespace

void ResultStore::assemble(const fs::path& file, const std::vector<fs::path>& parts) {
    const std::vector<ResultStore> stores = orderedParts(parts);
    StoreAbout about = stores.front().about();
    about.last = stores.back().about().last;
    const fs::path draft = file.string() + "." + std::to_string(::getpid()) + ".tmp";
    std::error_code error;
    fs::remove(draft, error);
    try {
        guarded(file, [&] {
            Database db(draft, Database::Mode::Create);
            Transaction transaction(db);
            makeSchema(db, about);
            Statement insert(db, insertSql(cellCount(about)));
            for (const ResultStore& store : stores) {
                Statement row(store.impl_->db, "SELECT * FROM point ORDER BY k");
                while (row.step()) {
                    for (int c = 0; c < row.columnCount(); ++c)
                        insert.bindCell(c + 1, row, c);
                    insert.run();
                }
            }
            transaction.commit();
        });
        fs::rename(draft, file);
    } catch (const fs::filesystem_error& problem) {
        fs::remove(draft, error);
        fail(file, std::string("cannot be written: ") + problem.code().message());
    } catch (...) {
        fs::remove(draft, error);
        throw;
    }
}

} // namespace hwdb
