#pragma once

#include <map>
#include <string>
#include <vector>

#include "common/codec/Json.h"
#include "manager/edge/http/Http.h"
#include "tests/unit/cloudsim/Differences.h"

namespace readystage::cloudsim {

/// Compares what cloudsim answers with what was recorded, value by value. Ids differ from run to run and are paired:
/// first seen with first seen, and the same pair ever after. So do dates, addresses and names of hosts, of which the
/// form counts.
class Comparison {
public:
    explicit Comparison(Differences& differences) : differences_(differences) {}

    /// What is different, in words; empty: nothing.
    std::vector<std::string> of(const http::Response& recorded, const http::Response& ours);

    /// `text` with the recorded ids replaced by ours.
    std::string translated(const std::string& text) const;

private:
    void compareHeaders(const http::Response& recorded, const http::Response& ours);
    void compareBodies(const std::string& recorded, const std::string& ours);
    void compare(const Json& recorded, const Json& ours, const std::string& path);
    void compareObjects(const Json& recorded, const Json& ours, const std::string& path);
    std::string withoutOwnValues(const std::string& xml);
    std::vector<std::string> comparableNames(const Json& object);
    static std::vector<Json> itemsOf(const Json& array, const std::string& path);
    void compareTexts(const std::string& recorded, const std::string& ours, const std::string& path);
    void differ(const std::string& path, const std::string& recorded, const std::string& ours);

    std::map<std::string, std::string> idPairs_; ///< recorded -> ours
    Differences& differences_;
    std::vector<std::string> found_;
};

} // namespace readystage::cloudsim
