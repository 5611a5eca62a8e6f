// SPDX-License-Identifier: Apache-2.0
#include "reports/pdf_outline.h"

#include <string>

#include <QList>
#include <QString>
#include <fmt/format.h>

namespace report {
namespace {

constexpr double PointsPerUnit = 72.0 / 96.0;

/// The number that follows `key`, searched from `from`; -1 when there is none.
int numberAfter(const QByteArray& pdf, const QByteArray& key, qsizetype from) {
    const qsizetype at = pdf.indexOf(key, from);
    if (at < 0) return -1;
    bool isNumber = false;
    const QByteArray word = pdf.mid(at + key.size(), 24).simplified().split(' ').front();
    const int number = word.toInt(&isNumber);
    return isNumber ? number : -1;
}

/// What stands between "N 0 obj" and "endobj"; empty when there is no such object.
QByteArray objectBody(const QByteArray& pdf, int number) {
    const QByteArray head = "\n" + QByteArray::number(number) + " 0 obj\n";
    const qsizetype at = pdf.indexOf(head);
    const qsizetype end = at < 0 ? -1 : pdf.indexOf("endobj", at);
    return end < 0 ? QByteArray() : pdf.mid(at + head.size(), end - at - head.size());
}

QList<int> pageObjects(const QByteArray& pages) {
    QList<int> numbers;
    const qsizetype open = pages.indexOf('['), close = pages.indexOf(']', open);
    if (open < 0 || close < 0) return numbers;
    const QList<QByteArray> words = pages.mid(open + 1, close - open - 1).simplified().split(' ');
    for (qsizetype i = 0; i + 2 < words.size(); i += 3)
        numbers.append(words[i].toInt());
    return numbers;
}

/// UTF-16 with byte order mark, in hexadecimal: any language, nothing to escape.
std::string textString(const std::string& title) {
    std::string hex = "<FEFF";
    for (const QChar c : QString::fromStdString(title))
        hex += fmt::format("{:04X}", static_cast<unsigned>(c.unicode()));
    return hex + ">";
}

} // namespace

bool addPdfOutline(QByteArray& pdf, const std::vector<Bookmark>& bookmarks, double pageHeight) {
    const qsizetype trailer = pdf.lastIndexOf("trailer");
    if (trailer < 0 || bookmarks.empty()) return false;
    const int size = numberAfter(pdf, "/Size", trailer), info = numberAfter(pdf, "/Info", trailer);
    const int root = numberAfter(pdf, "/Root", trailer), table = numberAfter(pdf, "startxref", trailer);
    QByteArray catalogue = objectBody(pdf, root);
    const QList<int> pages = pageObjects(objectBody(pdf, numberAfter(catalogue, "/Pages", 0)));
    const qsizetype close = catalogue.lastIndexOf(">>");
    if (size < 0 || info < 0 || table < 0 || close < 0 || pages.isEmpty()) return false;

    const int outline = size, first = size + 1, count = static_cast<int>(bookmarks.size());
    std::string tail = "\n";
    std::vector<std::size_t> offsets; // of the catalogue, the outline and its items
    const auto begin = [&](int number) {
        offsets.push_back(static_cast<std::size_t>(pdf.size()) + tail.size());
        tail += fmt::format("{} 0 obj\n", number);
    };
    begin(root);
    catalogue.insert(
        close, QByteArray::fromStdString(fmt::format("/Outlines {} 0 R\n/PageMode /UseOutlines\n", outline)));
    tail += catalogue.toStdString() + "endobj\n";
    begin(outline);
    tail += fmt::format("<<\n/Type /Outlines\n/First {} 0 R\n/Last {} 0 R\n/Count {}\n>>\nendobj\n", first,
                        first + count - 1, count);
    for (int i = 0; i < count; ++i) {
        const Bookmark& bookmark = bookmarks[static_cast<std::size_t>(i)];
        if (static_cast<qsizetype>(bookmark.page) >= pages.size()) return false;
        begin(first + i);
        tail += fmt::format("<<\n/Title {}\n/Parent {} 0 R\n", textString(bookmark.title), outline);
        if (i > 0) tail += fmt::format("/Prev {} 0 R\n", first + i - 1);
        if (i + 1 < count) tail += fmt::format("/Next {} 0 R\n", first + i + 1);
        tail += fmt::format("/Dest [{} 0 R /XYZ 0 {:.1f} null]\n>>\nendobj\n",
                            pages[static_cast<qsizetype>(bookmark.page)],
                            (pageHeight - bookmark.y) * PointsPerUnit);
    }
    const std::size_t newTable = static_cast<std::size_t>(pdf.size()) + tail.size();
    tail += fmt::format("xref\n{} 1\n{:010d} 00000 n \n{} {}\n", root, offsets[0], outline, count + 1);
    for (std::size_t i = 1; i < offsets.size(); ++i)
        tail += fmt::format("{:010d} 00000 n \n", offsets[i]);
    tail +=
        fmt::format("trailer\n<<\n/Size {}\n/Info {} 0 R\n/Root {} 0 R\n/Prev {}\n>>\nstartxref\n{}\n%%EOF\n",
                    size + count + 1, info, root, table, newTable);
    pdf += QByteArray::fromStdString(tail);
    return true;
}

} // namespace report
