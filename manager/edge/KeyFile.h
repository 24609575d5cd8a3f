#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "common/domain/Secret.h"
#include "common/runtime/Guarded.h"

namespace readystage {

/// The key pairs of those who may use the gateway's own commands: `api_key secret_key` on a line, `#` begins a comment
/// line. A regular file that only its owner can use. Safe from several threads.
class KeyFile {
public:
    /// Throws ConfigError naming the file and what is wrong with it, or the line. Secrets never stand in a message.
    explicit KeyFile(std::filesystem::path file);

    std::optional<Secret> secretOf(const std::string& apiKey) const;

    /// Reads the file again; throws like the constructor and keeps the old pairs then.
    void reload();

private:
    using Secrets = std::map<std::string, Secret, std::less<>>;
    static Secrets read(const std::filesystem::path& file);

    std::filesystem::path file_;
    /// Shared: a look-up goes on in the old set while a new one comes.
    Guarded<std::shared_ptr<const Secrets>> secrets_;
};

} // namespace readystage
