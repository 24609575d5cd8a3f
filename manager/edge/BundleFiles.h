#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "common/runtime/Guarded.h"
#include "manager/core/Bundles.h"

namespace readystage {

/// The bundle in the text of a file called `<name>.json`; throws ConfigError naming file and key.
Bundle parseBundle(const std::filesystem::path& file, std::string_view text);

/// The bundles in a folder, one in each *.json; packaging/examples/bundles.d/README.md says what each key means. Names
/// beginning with a dot are passed over. Safe from several threads.
class BundleFiles {
public:
    /// Throws ConfigError naming folder, file and key.
    explicit BundleFiles(std::filesystem::path folder);

    /// The bundles as last read; never null, stays valid over a reload.
    std::shared_ptr<const BundleCatalogue> current() const;

    /// Reads the folder again; throws like the constructor and keeps the old bundles then.
    void reload();

private:
    std::filesystem::path folder_;
    Guarded<std::shared_ptr<const BundleCatalogue>> current_;
};

} // namespace readystage
