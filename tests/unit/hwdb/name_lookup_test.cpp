// SPDX-License-Identifier: Apache-2.0
// Spellings: case, blanks and dashes do not matter; doubt is an error that lists the candidates.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/hwdb/pack_folder.h"

namespace {

using hwdbtest::errorOf;
using hwdbtest::PackFolder;
using testing::HasSubstr;

TEST(NameLookup, CaseBlanksAndDashesDoNotMatter) {
    const PackFolder folder;
    const auto catalogue = folder.build();
    for (const auto* spelling : {"acme-one", "ACME ONE", "one", "Acme One 80GB", "acmeone", "一号"})
        EXPECT_EQ(catalogue.resolve("accelerator", spelling), "acme-one") << spelling;
}

// Every word occurs in exactly one name.
TEST(NameLookup, WordsFindTheOnlyNameThatHasThemAll) {
    const PackFolder folder;
    EXPECT_EQ(folder.build().resolve("accelerator", "two 80g"), "acme-two");
}

TEST(NameLookup, AmbiguousNameListsTheCandidates) {
    const PackFolder folder;
    const auto error = errorOf([&] { folder.build().resolve("accelerator", "acme 80gb"); });
    EXPECT_EQ(error.code(), sim::ErrorCode::BadInput);
    EXPECT_THAT(error.message(), HasSubstr("ambiguous"));
    EXPECT_THAT(error.hint(), HasSubstr("one, two"));
}

TEST(NameLookup, UnknownNameHintsAtTheNearest) {
    const PackFolder folder;
    const auto error = errorOf([&] { folder.build().resolve("accelerator", "onne"); });
    EXPECT_THAT(error.message(), HasSubstr("unknown device \"onne\""));
    EXPECT_THAT(error.hint(), HasSubstr("did you mean \"one\""));
}

TEST(NameLookup, KindsAreApart) {
    const PackFolder folder;
    EXPECT_EQ(folder.build().resolve("system", "box"), "acme-box");
    EXPECT_EQ(errorOf([&] { folder.build().resolve("accelerator", "box"); }).code(),
              sim::ErrorCode::BadInput);
    EXPECT_EQ(folder.build().resolve("", "box"), "acme-box");
}

// A machine named where a device belongs: the device in it, and that machine as its system.
TEST(NameLookup, SystemSpelledExactlyMeansTheDeviceInIt) {
    const PackFolder folder;
    folder.append("properties.csv", "device,text,,Device,卡,");
    folder.append("facts.csv", "acme-box,device,acme-two,,,,data sheet,2026-01,high,yes");
    const auto catalogue = folder.build();
    EXPECT_EQ(catalogue.resolve("accelerator", "Acme Box"), "acme-two");
    EXPECT_EQ(catalogue.defaultSystem("box"), "acme-box");
}

TEST(NameLookup, EmptyNameIsUnknown) {
    const PackFolder folder;
    EXPECT_EQ(errorOf([&] { folder.build().resolve("accelerator", " - "); }).code(),
              sim::ErrorCode::BadInput);
}

} // namespace
