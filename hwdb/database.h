// SPDX-License-Identifier: Apache-2.0
// The little of SQLite that the catalogue needs: a connection, prepared statements, transactions. Every
// failure is an Error that names the file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace hwdb {

class Database;

/// A prepared statement. Bind positions count from 1, columns from 0; a bound text is copied.
class Statement {
  public:
    Statement(const Database& database, std::string_view sql);
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    Statement& bind(int position, std::string_view text);
    Statement& bind(int position, std::int64_t number);
    Statement& bind(int position, double number);
    Statement& bindNull(int position);
    /// The cell of another statement's row as it is.
    Statement& bindCell(int position, const Statement& row, int column);
    /// True while there is a row.
    bool step();
    void reset();
    /// step() to the end and reset(), for statements without rows.
    void run();

    std::string text(int column) const;
    std::int64_t integer(int column) const;
    double real(int column) const;
    std::optional<double> optionalReal(int column) const;
    bool isNull(int column) const;
    bool isText(int column) const;
    int columnCount() const;
    std::string columnName(int column) const;

  private:
    const Database& database_;
    sqlite3_stmt* statement_ = nullptr;
};

/// Thread rule: SQLite's serialized mode; one connection may be used from several threads.
class Database {
  public:
    enum class Mode { ReadWrite, Create };
    Database(const std::filesystem::path& file, Mode mode);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    void execute(std::string_view sql) const;
    std::int64_t userVersion() const;
    const std::filesystem::path& file() const { return file_; }
    std::int64_t lastInsertId() const;
    /// Throws the Error of the last failure; `doing` says what was tried.
    [[noreturn]] void fail(std::string_view doing) const;

  private:
    friend class Statement;
    std::filesystem::path file_;
    sqlite3* handle_ = nullptr;
};

/// Rolled back unless committed.
class Transaction {
  public:
    explicit Transaction(const Database& database) : database_(database) {
        database_.execute("BEGIN IMMEDIATE");
    }
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

  private:
    const Database& database_;
    bool isOpen_ = true;
};

} // namespace hwdb
