// SPDX-License-Identifier: Apache-2.0
// Opening and building the catalogue, its facts and its lists. Lookups of devices, prices and names have
// files of their own.
#include "hwdb/catalogue.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "hwdb/catalogue_impl.h"
#include "hwdb/csv_reader.h"
#include "hwdb/pack_loader.h"
#include "hwdb/schema/migrations.h"
#include "simulator/base/error.h"
#include "simulator/base/hash.h"
#include "simulator/base/units.h"

namespace hwdb {

namespace {

constexpr std::int64_t FirstUserId = 1000000;

/// Held while the file is built or rebuilt, so that two programs started at once do it one after the other.
class BuildLock {
  public:
    explicit BuildLock(const std::filesystem::path& file)
        : descriptor_(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)) {
        if (descriptor_ < 0 || ::flock(descriptor_, LOCK_EX) != 0) {
            if (descriptor_ >= 0) ::close(descriptor_);
            throw sim::Error(sim::ErrorCode::BadInput, "cannot lock the folder of the catalogue",
                             file.string(),
                             "check its permissions, or set XDG_DATA_HOME to a folder that can be written");
        }
    }
    ~BuildLock() { ::close(descriptor_); }
    BuildLock(const BuildLock&) = delete;
    BuildLock& operator=(const BuildLock&) = delete;

  private:
    int descriptor_;
};

/// A file cut short still opens in SQLite and fails later at some page; the header says how long it should
/// be.
void checkLength(const std::filesystem::path& file) {
    std::array<unsigned char, 100> header{};
    std::ifstream stream(file, std::ios::binary);
    stream.read(reinterpret_cast<char*>(header.data()), header.size());
    const auto size = std::filesystem::file_size(file);
    const auto bigEndian = [&](std::size_t at, int bytes) {
        std::uint64_t value = 0;
        for (int i = 0; i < bytes; ++i)
            value = value << 8 | header[at + static_cast<std::size_t>(i)];
        return value;
    };
    // File format of SQLite 3, section 1.3: page size at 16 (1 means 65536), pages at 28.
    const std::uint64_t pageSize = bigEndian(16, 2) == 1 ? 65536 : bigEndian(16, 2);
    const bool isDatabase =
        std::string_view(reinterpret_cast<const char*>(header.data()), 15) == "SQLite format 3";
    const std::uint64_t expected = pageSize * bigEndian(28, 4);
    if (isDatabase && size >= expected) return;
    throw sim::Error(
        sim::ErrorCode::BadInput,
        isDatabase ? fmt::format("the catalogue file is damaged: found {} bytes, expected {}", size, expected)
                   : "the catalogue file is damaged: found something that is no SQLite database",
        file.string(), "move it away (it holds the facts you added) and run again to build a new one");
}

std::int64_t newestSchema() {
    return static_cast<std::int64_t>(migrations().size());
}

/// Throws when the file is of a newer program or of another one; returns its version.
std::int64_t checkSchema(const Database& db) {
    const auto version = db.userVersion();
    if (version > newestSchema())
        throw sim::Error(
            sim::ErrorCode::BadInput,
            fmt::format("the catalogue has schema {}, expected at most {}", version, newestSchema()),
            db.file().string(),
            "it was written by a newer purser: update this one, or set XDG_DATA_HOME to another folder");
    if (version < 1)
        throw sim::Error(
            sim::ErrorCode::BadInput,
            "the file is not a catalogue: found a database without a schema version, expected one "
            "written by purser",
            db.file().string(), "move it away and run again to build a new one");
    return version;
}

std::string storedMeta(const Database& db, std::string_view key) {
    Statement read(db, "SELECT value FROM meta WHERE key = ?");
    return read.bind(1, key).step() ? read.text(0) : std::string();
}

/// Of the first `steps` steps of the schema: a step that was edited after a database was made is noticed.
std::string schemaHash(std::int64_t steps) {
    sim::ContentHash hash;
    for (std::int64_t i = 0; i < steps; ++i)
        hash.add(migrations()[static_cast<std::size_t>(i)]);
    return hash.hex();
}

bool isCurrent(const Database& db, const PackSet& packs) {
    return checkSchema(db) == newestSchema() && storedMeta(db, "pack_hash") == packs.hash &&
           storedMeta(db, "schema_hash") == schemaHash(newestSchema());
}

/// The user's own rows, and everything else gone; for a schema that no step leads away from.
class UserRows {
  public:
    explicit UserRows(const Database& db) : nextId_(storedMeta(db, "next_user_id")) {
        Statement read(db, fmt::format("SELECT {} FROM fact WHERE user_entry = 1", Columns));
        while (read.step()) {
            Row& row = rows_.emplace_back();
            row.id = read.integer(0);
            row.value = read.optionalReal(4);
            for (const int column : {1, 2, 3, 5, 6, 7, 8, 9})
                row.texts.push_back(read.text(column));
        }
    }
    static void clear(const Database& db) {
        std::vector<std::string> drops;
        {
            Statement read(db,
                           "SELECT type, name FROM sqlite_master WHERE type IN ('view', 'table') AND name "
                           "NOT LIKE 'sqlite_%' ORDER BY type DESC");
            while (read.step())
                drops.push_back(fmt::format("DROP {} {}", read.text(0), read.text(1)));
        }
        for (const std::string& drop : drops)
            db.execute(drop);
    }
    void restore(const Database& db) const {
        for (const Row& row : rows_) {
            Statement insert(
                db, fmt::format("INSERT INTO fact ({}, confidence, preferred, user_entry) VALUES (?, ?, ?, "
                                "?, ?, ?, ?, ?, ?, ?, 'user', 1, 1)",
                                Columns));
            insert.bind(1, row.id);
            if (row.value)
                insert.bind(5, *row.value);
            else
                insert.bindNull(5);
            int text = 0;
            for (const int position : {2, 3, 4, 6, 7, 8, 9, 10})
                insert.bind(position, row.texts[static_cast<std::size_t>(text++)]);
            insert.run();
        }
        if (!nextId_.empty())
            Statement(db, "INSERT OR REPLACE INTO meta VALUES ('next_user_id', ?)").bind(1, nextId_).run();
    }

  private:
    static constexpr const char* Columns =
        "id, subject, property, value_text, value, unit, sparsity, direction, source, date";
    struct Row {
        std::int64_t id = 0;
        std::optional<double> value;
        std::vector<std::string> texts;
    };
    std::vector<Row> rows_;
    std::string nextId_;
};

/// Brings schema and packs up to date in one transaction: other programs see the old state or the new one.
void refresh(const Database& db, const PackSet& packs, std::int64_t version) {
    Transaction transaction(db);
    std::optional<UserRows> users;
    if (version > 0 && storedMeta(db, "schema_hash") != schemaHash(version)) {
        users.emplace(db);
        UserRows::clear(db);
        version = 0;
    }
    for (auto step = version; step < newestSchema(); ++step) {
        db.execute(migrations()[static_cast<std::size_t>(step)]);
        db.execute(fmt::format("PRAGMA user_version = {}", step + 1));
    }
    loadPacks(db, packs);
    if (users) users->restore(db);
    const std::string hash = schemaHash(newestSchema());
    for (const auto& [key, value] : {std::pair{"pack_hash", packs.hash}, std::pair{"schema_hash", hash}})
        Statement(db, "INSERT OR REPLACE INTO meta VALUES (?, ?)").bind(1, key).bind(2, value).run();
    transaction.commit();
}

/// What the file was before its schema changes; kept once, beside it.
void keepBackup(const std::filesystem::path& file) {
    auto backup = file;
    backup += ".before-update";
    std::error_code failure;
    std::filesystem::copy_file(file, backup, std::filesystem::copy_options::overwrite_existing, failure);
    if (failure)
        throw sim::Error(sim::ErrorCode::BadInput,
                         "cannot keep a copy of the catalogue: " + failure.message(), backup.string(),
                         "make room or check the permissions of the folder");
}

void buildNew(const std::filesystem::path& file, const PackSet& packs) {
    auto temporary = file;
    temporary += fmt::format(".{}.new", ::getpid());
    std::filesystem::remove(temporary);
    try {
        refresh(Database(temporary, Database::Mode::Create), packs, 0);
        std::filesystem::rename(temporary, file);
    } catch (...) {
        std::error_code ignored;
        std::filesystem::remove(temporary, ignored);
        throw;
    }
}

std::filesystem::path userDirectory() {
    const char* data = std::getenv("XDG_DATA_HOME");
    if (data && *data == '/') return std::filesystem::path(data) / "purser";
    const char* home = std::getenv("HOME");
    if (home && *home) return std::filesystem::path(home) / ".local/share/purser";
    throw sim::Error(sim::ErrorCode::BadInput, "neither XDG_DATA_HOME nor HOME is set", {},
                     "set XDG_DATA_HOME to a folder where the catalogue can be kept");
}

} // namespace

Catalogue::Catalogue(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Catalogue::~Catalogue() = default;
Catalogue::Catalogue(Catalogue&&) noexcept = default;
Catalogue& Catalogue::operator=(Catalogue&&) noexcept = default;

std::filesystem::path Catalogue::packDirectory() {
    if (const char* given = std::getenv("PURSER_HWDB"); given && *given) {
        if (!std::filesystem::is_directory(given))
            throw sim::Error(sim::ErrorCode::BadInput, "PURSER_HWDB names no folder", given,
                             "set it to the folder with facts.csv, or unset it");
        return given;
    }
    std::error_code ignored;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
    for (const auto& candidate : {program / "hwdb", program / "../share/purser/hwdb"})
        if (std::filesystem::exists(candidate / "facts.csv", ignored)) return candidate.lexically_normal();
    return std::filesystem::path(PURSER_SOURCE_DIR) / "hwdb/data";
}

Catalogue Catalogue::open() {
    const auto directory = userDirectory();
    std::error_code failure;
    std::filesystem::create_directories(directory, failure);
    if (failure)
        throw sim::Error(sim::ErrorCode::BadInput,
                         "cannot make the folder of the catalogue: " + failure.message(), directory.string(),
                         "set XDG_DATA_HOME to a folder that can be written");
    return build(directory / "catalogue.sqlite", packDirectory());
}

Catalogue Catalogue::build(const std::filesystem::path& file, const std::filesystem::path& packDir) {
    const auto packs = readPacks(packDir);
    auto impl = std::make_unique<Impl>();
    impl->packs = packDir;
    impl->packHash = packs.hash;
    if (file == ":memory:") {
        impl->database = std::make_unique<Database>(file, Database::Mode::Create);
        refresh(*impl->database, packs, 0);
        return Catalogue(std::move(impl));
    }
    impl->userData = file.parent_path();
    auto lockFile = file;
    lockFile += ".lock";
    if (!std::filesystem::exists(file)) {
        const BuildLock lock(lockFile);
        if (!std::filesystem::exists(file)) buildNew(file, packs);
    }
    checkLength(file);
    impl->database = std::make_unique<Database>(file, Database::Mode::ReadWrite);
    const auto& db = *impl->database;
    if (!isCurrent(db, packs)) {
        const BuildLock lock(lockFile);
        const auto version = checkSchema(db);
        if (version != newestSchema() || storedMeta(db, "schema_hash") != schemaHash(version))
            keepBackup(file);
        if (!isCurrent(db, packs)) refresh(db, packs, version);
    }
    return Catalogue(std::move(impl));
}

std::vector<SubjectSummary> Catalogue::subjects(std::string_view kind) const {
    Statement read(*impl_->database, "SELECT id, short_name, name, vendor, kind, confidence FROM subject "
                                     "WHERE ?1 = '' OR kind = ?1 ORDER BY position");
    read.bind(1, kind);
    std::vector<SubjectSummary> result;
    while (read.step())
        result.push_back(
            {read.text(0), read.text(1), read.text(2), read.text(3), read.text(4), read.text(5)});
    return result;
}

Fact readFact(const Statement& row) {
    Fact f;
    f.id = row.integer(0);
    f.subject = row.text(1);
    f.property = row.text(2);
    f.valueText = row.text(3);
    f.value = row.optionalReal(4);
    f.unit = row.text(5);
    f.sparsity = row.text(6);
    f.direction = row.text(7);
    f.source = row.text(8);
    f.date = row.text(9);
    f.confidence = row.text(10);
    f.isPreferred = row.integer(11) != 0;
    f.isUserEntry = row.integer(12) != 0;
    return f;
}

std::vector<Fact> Catalogue::facts(std::string_view subject) const {
    Statement read(*impl_->database,
                   fmt::format("SELECT {} FROM fact_chosen WHERE subject = ? ORDER BY id", FactColumns));
    read.bind(1, subject);
    std::vector<Fact> result;
    while (read.step())
        result.push_back(readFact(read));
    return result;
}

namespace {

/// Checks an entry of the user against the property's rule and fills in what follows from it.
Fact checkedEntry(const Database& db, Fact fact) {
    const auto bad = [](const std::string& message, const std::string& hint = {}) {
        throw sim::Error(sim::ErrorCode::BadInput, message, "new fact", hint);
    };
    Statement subject(db, "SELECT 1 FROM subject WHERE id = ?");
    if (!subject.bind(1, fact.subject).step())
        bad(fmt::format("unknown subject \"{}\", expected an id", fact.subject));
    Statement rule(db, "SELECT name, type, unit FROM property ORDER BY name");
    std::vector<std::string> known;
    std::string type, unit;
    while (rule.step()) {
        known.push_back(rule.text(0));
        if (known.back() != fact.property) continue;
        type = rule.text(1);
        unit = rule.text(2);
    }
    if (type.empty()) {
        const auto nearest = sim::nearestName(fact.property, known);
        bad(fmt::format("unknown property \"{}\"", fact.property),
            nearest.empty() ? "properties.csv lists them" : fmt::format("did you mean \"{}\"?", nearest));
    }
    if (fact.source.empty()) bad("a fact needs a source", "say where the value comes from");
    if (fact.valueText.empty()) bad("a fact needs a value");
    if (!fact.date.empty() && !isDate(fact.date))
        bad(fmt::format("found date \"{}\", expected one such as 2026-11-25", fact.date));
    fact.value = type == "text" ? std::nullopt : sim::parseNumber(fact.valueText);
    if (type == "number" && !fact.value)
        bad(fmt::format("found \"{}\" for {}, expected a plain number", fact.valueText, fact.property));
    if (fact.value && *fact.value < 0)
        bad(fmt::format("found {}, expected no negative value", fact.valueText));
    const auto* wanted = sim::findUnit(unit);
    const auto* given = sim::findUnit(fact.unit);
    if (fact.value && !unit.empty() && (!given || given->kind != wanted->kind))
        bad(fmt::format("found unit \"{}\" for {}, expected one like \"{}\"", fact.unit, fact.property,
                        unit));
    if (fact.value && unit.empty() && !fact.unit.empty())
        bad(fmt::format("found unit \"{}\", but {} has none", fact.unit, fact.property));
    if (given && fact.value) fact.unit = given->symbol;
    if (fact.property.starts_with("peak_") && fact.sparsity.empty()) fact.sparsity = "dense";
    if (fact.sparsity != "" && fact.sparsity != "dense" && fact.sparsity != "sparse")
        bad(fmt::format("found sparsity \"{}\", expected dense or sparse", fact.sparsity));
    if (fact.direction != "" && fact.direction != "unidirectional" && fact.direction != "bidirectional")
        bad(fmt::format("found direction \"{}\", expected unidirectional or bidirectional", fact.direction));
    if (fact.property == "scale_up_bandwidth" && fact.direction.empty())
        bad("a scale-up bandwidth needs its direction", "say unidirectional or bidirectional");
    return fact;
}

} // namespace

std::int64_t Catalogue::addFact(const Fact& entry) {
    const auto& db = *impl_->database;
    const Fact fact = checkedEntry(db, entry);
    Transaction transaction(db);
    // Ids of the user never come back after a removal: the next one is above every id ever given.
    Statement next(db, "SELECT max(coalesce((SELECT max(id) FROM fact), 0) + 1, ?1, "
                       "coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'next_user_id'), 0))");
    next.bind(1, FirstUserId).step();
    const auto id = next.integer(0);
    next.reset();
    Statement insert(db, "INSERT INTO fact VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'user', 1, 1)");
    insert.bind(1, id).bind(2, fact.subject).bind(3, fact.property).bind(4, fact.valueText);
    if (fact.value)
        insert.bind(5, *fact.value);
    else
        insert.bindNull(5);
    insert.bind(6, fact.unit)
        .bind(7, fact.sparsity)
        .bind(8, fact.direction)
        .bind(9, fact.source)
        .bind(10, fact.date);
    insert.run();
    Statement(db, "INSERT OR REPLACE INTO meta VALUES ('next_user_id', ?)")
        .bind(1, std::to_string(id + 1))
        .run();
    transaction.commit();
    return id;
}

void Catalogue::removeUserFact(std::int64_t id) {
    Statement check(*impl_->database, "SELECT user_entry FROM fact WHERE id = ?");
    if (!check.bind(1, id).step() || check.integer(0) == 0)
        throw sim::Error(sim::ErrorCode::BadInput, fmt::format("fact {} is not an entry of yours", id),
                         "hwdb", "shipped facts cannot be removed; add one of your own, it wins");
    check.reset();
    Statement(*impl_->database, "DELETE FROM fact WHERE id = ?").bind(1, id).run();
}

std::vector<PublishedResult> Catalogue::publishedResults(std::string_view caseId) const {
    Statement read(*impl_->database, "SELECT case_id, metric, unit, source, date, confidence, note, value, "
                                     "device FROM published_result WHERE case_id = ? ORDER BY position");
    read.bind(1, caseId);
    std::vector<PublishedResult> result;
    while (read.step())
        result.push_back({read.text(0), read.text(1), read.text(2), read.text(3), read.text(4), read.text(5),
                          read.text(6), read.real(7), read.text(8)});
    return result;
}

std::vector<std::string> Catalogue::publishedCases() const {
    Statement read(*impl_->database,
                   "SELECT case_id FROM published_result GROUP BY case_id ORDER BY min(position)");
    std::vector<std::string> result;
    while (read.step())
        result.push_back(read.text(0));
    return result;
}

namespace {
constexpr std::string_view TraceSuffix = ".ktr";
}

std::vector<std::string> Catalogue::traceNames() const {
    std::vector<std::string> names;
    for (const auto& directory : {impl_->packs, impl_->userData}) {
        std::error_code absent;
        if (directory.empty()) continue;
        for (const auto& entry : std::filesystem::directory_iterator(directory / "traces", absent))
            if (entry.path().extension() == TraceSuffix) names.push_back(entry.path().stem().string());
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

std::filesystem::path Catalogue::traceFile(std::string_view name) const {
    // A name is one word, never a way out of the folder.
    if (!name.empty() && name.find('/') == std::string_view::npos && name.front() != '.')
        for (const auto& directory : {impl_->userData, impl_->packs}) {
            if (directory.empty()) continue;
            auto file = directory / "traces" / fmt::format("{}{}", name, TraceSuffix);
            if (std::filesystem::is_regular_file(file)) return file;
        }
    const auto known = traceNames();
    const auto nearest = sim::nearestName(name, known);
    throw sim::Error(
        sim::ErrorCode::BadInput,
        fmt::format("unknown trace \"{}\", expected one of: {}", name,
                    known.empty() ? "(none is there)" : fmt::format("{}", fmt::join(known, ", "))),
        "traces",
        nearest.empty() ? "import one with: purser trace import FILE --name NAME"
                        : fmt::format("did you mean \"{}\"?", nearest));
}

std::filesystem::path Catalogue::userTraceFolder() const {
    return impl_->userData.empty() ? std::filesystem::path{} : impl_->userData / "traces";
}

std::string Catalogue::snapshotHash() const {
    sim::ContentHash hash;
    hash.add(impl_->packHash);
    Statement read(*impl_->database,
                   fmt::format("SELECT {} FROM fact_chosen WHERE user_entry = 1 ORDER BY id", FactColumns));
    while (read.step())
        for (int column = 1; column <= 10; ++column)
            if (column != 4) hash.add(read.text(column) + '\x1f');
    return hash.hex();
}

} // namespace hwdb
