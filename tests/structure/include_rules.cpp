// SPDX-License-Identifier: Apache-2.0
// The arrows: simulator <- hwdb <- scenarios <- reports <- gui, the order inside the simulator, and the homes
// of foreign libraries.
#include "tests/structure/include_rules.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace structure {

namespace {

// The order of use: each may include those before it.
constexpr std::array<std::string_view, 5> TopFolders = {"simulator", "hwdb", "scenarios", "reports", "gui"};
constexpr std::array<std::string_view, 12> SimulatorFolders = {"base",    "engine", "cluster",   "network",
                                                               "kernels", "traces", "models",    "training",
                                                               "serving", "fleet",  "economics", "planning"};

/// A library and the folders whose code may see it. Tests may see what the code they test sees.
struct ForeignHeader {
    std::string_view prefix;
    std::array<std::string_view, 3> homes;
    bool inSourcesOnly; ///< too heavy for a header: every file that includes it would pay
};
constexpr auto ForeignHeaders = std::to_array<ForeignHeader>({
    {"sqlite3", {"hwdb/"}, true},
    {"yaml-cpp/", {"scenarios/"}, true},
    {"CLI/", {"scenarios/cli/", "gui/"}, true},
    {"simdjson", {"simulator/traces/", "scenarios/"}, true},
    {"boost/graph", {"simulator/cluster/", "simulator/network/"}, true},
    {"nlohmann/", {"tests/"}, false},
    {"gtest/", {"tests/"}, false},
    {"gmock/", {"tests/"}, false},
    {"rapidcheck", {"tests/"}, false},
    {"benchmark/", {"tests/"}, false},
});

/// The headers of QtWidgets that are not told apart from QtGui by their name alone.
constexpr auto WidgetHeaders = std::to_array<std::string_view>({
    "QApplication",
    "QWidget",
    "QMainWindow",
    "QDialog",
    "QDialogButtonBox",
    "QDockWidget",
    "QToolBar",
    "QMenu",
    "QMenuBar",
    "QStatusBar",
    "QLabel",
    "QPushButton",
    "QToolButton",
    "QLineEdit",
    "QTextEdit",
    "QTextBrowser",
    "QComboBox",
    "QCheckBox",
    "QSpinBox",
    "QDoubleSpinBox",
    "QSlider",
    "QProgressBar",
    "QProgressDialog",
    "QMessageBox",
    "QFileDialog",
    "QInputDialog",
    "QTabWidget",
    "QTabBar",
    "QStackedWidget",
    "QSplitter",
    "QScrollArea",
    "QScrollBar",
    "QGroupBox",
    "QFrame",
    "QTableView",
    "QTreeView",
    "QListView",
    "QTableWidget",
    "QTreeWidget",
    "QListWidget",
    "QHeaderView",
    "QAbstractItemView",
    "QStyledItemDelegate",
    "QStyle",
    "QStyleOption",
    "QStyleFactory",
    "QBoxLayout",
    "QHBoxLayout",
    "QVBoxLayout",
    "QGridLayout",
    "QFormLayout",
    "QStackedLayout",
    "QToolTip",
    "QCompleter",
    "QGraphicsView",
    "QGraphicsScene",
    "QRubberBand",
});

std::string_view firstFolder(std::string_view path) {
    return path.substr(0, path.find('/'));
}

std::string_view secondFolder(std::string_view path) {
    const std::size_t slash = path.find('/');
    return slash == std::string_view::npos ? std::string_view{} : firstFolder(path.substr(slash + 1));
}

template<std::size_t N>
std::size_t rankIn(const std::array<std::string_view, N>& order, std::string_view name) {
    return static_cast<std::size_t>(std::find(order.begin(), order.end(), name) - order.begin());
}

std::string brokenArrow(std::string_view path, std::string_view header) {
    const std::size_t headerRank = rankIn(TopFolders, firstFolder(header));
    if (firstFolder(path) == "tests") return {};
    if (headerRank == TopFolders.size()) return "a quoted include names its file from the project folder";
    // The command links the first four, though it lives beside the scenarios.
    const std::size_t pathRank = path.starts_with("scenarios/cli/") ? rankIn(TopFolders, "reports")
                                                                    : rankIn(TopFolders, firstFolder(path));
    if (headerRank > pathRank)
        return std::string(firstFolder(path)) + " must not know " + std::string(firstFolder(header));
    if (header.starts_with("scenarios/cli/") && !path.starts_with("scenarios/cli/"))
        return "nothing includes the command";
    if (firstFolder(path) == "simulator" && headerRank == 0) {
        const std::size_t from = rankIn(SimulatorFolders, secondFolder(path));
        const std::size_t to = rankIn(SimulatorFolders, secondFolder(header));
        if (from == SimulatorFolders.size() || to == SimulatorFolders.size())
            return "a simulator folder that the design does not list";
        if (to > from)
            return std::string(secondFolder(path)) + " comes before " + std::string(secondFolder(header)) +
                   " and must not use it";
    }
    return {};
}

bool isQtHeader(std::string_view header) {
    return header.size() > 1 && header[0] == 'Q' &&
           ((header[1] >= 'A' && header[1] <= 'Z') || header[1] == 't');
}

std::string strangerInTheHouse(std::string_view path, std::string_view header) {
    if (isQtHeader(header) && !path.starts_with("tests/")) {
        if (!path.starts_with("reports/") && !path.starts_with("gui/")) return "only reports and gui know Qt";
        const bool widgets =
            header.starts_with("QtWidgets") || rankIn(WidgetHeaders, header) != WidgetHeaders.size();
        if (widgets && !path.starts_with("gui/")) return "only gui knows QtWidgets";
        if (header == "QtWidgets" || header == "QtCore" || header == "QtGui")
            return "an umbrella header is slow";
    }
    for (const ForeignHeader& foreign : ForeignHeaders) {
        if (!header.starts_with(foreign.prefix)) continue;
        const bool atHome =
            std::any_of(foreign.homes.begin(), foreign.homes.end(),
                        [&](std::string_view home) { return !home.empty() && path.starts_with(home); });
        if (!atHome && !path.starts_with("tests/"))
            return "<" + std::string(foreign.prefix) + "...> belongs to " + std::string(foreign.homes[0]);
        if (foreign.inSourcesOnly && path.ends_with(".h")) return "too heavy for a header";
    }
    return {};
}

} // namespace

std::string brokenRule(const std::string& path, const Include& include) {
    return include.quoted ? brokenArrow(path, include.header) : strangerInTheHouse(path, include.header);
}

} // namespace structure
