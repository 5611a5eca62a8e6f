// SPDX-License-Identifier: Apache-2.0
// The only file that includes sqlite3.h.
#include "hwdb/database.h"

#include <sqlite3.h>

#include "simulator/base/error.h"

namespace hwdb {

namespace {

constexpr int BusyMilliseconds = 10000; ///< another process may be building the catalogue

sim::Error damaged(const std::filesystem::path& file, std::string_view found) {
    return {sim::ErrorCode::BadInput,
            "the catalogue file is damaged: found " + std::string(found) +
                ", expected an SQLite database written by purser",
            file.string(), "move it away (it holds the facts you added) and run again to build a new one"};
}

/// What SQLite's words mean to somebody who has a file and a disk.
std::string_view plainReason(int code) {
    switch (code) {
    case SQLITE_FULL:
        return "the disk is full";
    case SQLITE_READONLY:
        return "the file may not be written";
    case SQLITE_CANTOPEN:
        return "the file cannot be opened";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return "another program has kept it for more than ten seconds";
    default:
        return "the file cannot be read or written";
    }
}

} // namespace

Database::Database(const std::filesystem::path& file, Mode mode) : file_(file) {
    const int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX | (mode == Mode::Create ? SQLITE_OPEN_CREATE : 0);
    if (sqlite3_open_v2(file.c_str(), &handle_, flags, nullptr) != SQLITE_OK) {
        const int code = handle_ ? sqlite3_errcode(handle_) & 0xff : SQLITE_NOMEM;
        sqlite3_close(handle_);
        throw sim::Error(sim::ErrorCode::BadInput,
                         "cannot open the catalogue: " + std::string(plainReason(code)), file.string(),
                         "check that the file and its folder can be read and written, or set XDG_DATA_HOME");
    }
    // A name in double quotes that is no column is a mistake, not a text.
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_busy_timeout(handle_, BusyMilliseconds);
}

Database::~Database() {
    sqlite3_close(handle_);
}

void Database::fail(std::string_view doing) const {
    const int code = sqlite3_errcode(handle_) & 0xff;
    if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
        throw damaged(file_, code == SQLITE_NOTADB ? "something else" : "pages that contradict each other");
    if (code == SQLITE_FULL || code == SQLITE_IOERR || code == SQLITE_READONLY || code == SQLITE_CANTOPEN ||
        code == SQLITE_BUSY || code == SQLITE_LOCKED)
        throw sim::Error(sim::ErrorCode::BadInput,
                         "the catalogue cannot be used: " + std::string(plainReason(code)), file_.string(),
                         "check free space and permissions, or set XDG_DATA_HOME");
    throw sim::Error(sim::ErrorCode::Internal,
                     std::string(sqlite3_errmsg(handle_)) + " while " + std::string(doing), file_.string());
}

void Database::execute(std::string_view sql) const {
    const std::string text(sql);
    if (sqlite3_exec(handle_, text.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        fail("running " + text.substr(0, 60));
}

std::int64_t Database::userVersion() const {
    Statement version(*this, "PRAGMA user_version");
    version.step();
    return version.integer(0);
}

std::int64_t Database::lastInsertId() const {
    return sqlite3_last_insert_rowid(handle_);
}

Statement::Statement(const Database& database, std::string_view sql) : database_(database) {
    if (sqlite3_prepare_v2(database.handle_, sql.data(), static_cast<int>(sql.size()), &statement_,
                           nullptr) != SQLITE_OK)
        database.fail("preparing " + std::string(sql.substr(0, 60)));
}

Statement::~Statement() {
    sqlite3_finalize(statement_);
}

Statement& Statement::bind(int position, std::string_view text) {
    if (sqlite3_bind_text(statement_, position, text.data(), static_cast<int>(text.size()),
                          SQLITE_TRANSIENT) != SQLITE_OK)
        database_.fail("binding a text");
    return *this;
}

Statement& Statement::bind(int position, std::int64_t number) {
    if (sqlite3_bind_int64(statement_, position, number) != SQLITE_OK) database_.fail("binding an integer");
    return *this;
}

Statement& Statement::bind(int position, double number) {
    if (sqlite3_bind_double(statement_, position, number) != SQLITE_OK) database_.fail("binding a number");
    return *this;
}

Statement& Statement::bindNull(int position) {
    if (sqlite3_bind_null(statement_, position) != SQLITE_OK) database_.fail("binding nothing");
    return *this;
}

Statement& Statement::bindCell(int position, const Statement& row, int column) {
    if (sqlite3_bind_value(statement_, position, sqlite3_column_value(row.statement_, column)) != SQLITE_OK)
        database_.fail("binding a cell");
    return *this;
}

bool Statement::step() {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) database_.fail("reading the catalogue");
    return false;
}

void Statement::reset() {
    sqlite3_reset(statement_);
}

void Statement::run() {
    while (step()) {
    }
    reset();
}

std::string Statement::text(int column) const {
    const auto* bytes = sqlite3_column_text(statement_, column);
    if (!bytes) return {};
    return {reinterpret_cast<const char*>(bytes),
            static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(statement_, column);
}

double Statement::real(int column) const {
    return sqlite3_column_double(statement_, column);
}

std::optional<double> Statement::optionalReal(int column) const {
    if (sqlite3_column_type(statement_, column) == SQLITE_NULL) return std::nullopt;
    return real(column);
}

bool Statement::isNull(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

bool Statement::isText(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_TEXT;
}

int Statement::columnCount() const {
    return sqlite3_column_count(statement_);
}

std::string Statement::columnName(int column) const {
    return sqlite3_column_name(statement_, column);
}

Transaction::~Transaction() {
    if (!isOpen_) return;
    try {
        database_.execute("ROLLBACK");
    } catch (const sim::Error&) { // SQLite has rolled back by itself; the first error is on its way
    }
}

void Transaction::commit() {
    database_.execute("COMMIT");
    isOpen_ = false;
}

} // namespace hwdb
