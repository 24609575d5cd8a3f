#pragma once

#include <map>
#include <string>
#include <vector>

#include "common/codec/Json.h"
#include "manager/edge/http/Http.h"
#include "tests/unit/cloudsim/Differences.h"

namespace readystage::cloudsim {

/// One place where an answer is not the recorded one.
struct Difference {
    std::string path; ///< `status`, `header 3`, `body` or the way to a member, `.listeventsresponse.event[0].type`
    std::string what; ///< in words
};

/// Compares what cloudsim answers with what was recorded, value by value. Ids differ from run to run and are paired:
/// first seen with first seen, and the same pair ever after. Of dates, addresses and names of hosts the form counts,
/// and that they are as they were the last time wherever the recorded ones are.
class Comparison {
public:
    explicit Comparison(Differences& differences) : differences_(differences) {}

    /// What is different; empty: nothing.
    std::vector<Difference> of(const http::Response& recorded, const http::Response& ours);

    void pair(const std::string& recorded, const std::string& ours) { idPairs_.emplace(recorded, ours); }

    /// `text` with the recorded ids replaced by ours.
    std::string translated(const std::string& text) const;

private:
    using Members = std::vector<std::pair<std::string, Json>>;

    void compareHeaders(const http::Response& recorded, const http::Response& ours);
    void compareXml(const std::string& recorded, const std::string& ours);
    void compare(const Json& recorded, const Json& ours, const std::string& path);
    void compareArrays(const Json& recorded, const Json& ours, const std::string& path);
    void compareObjects(const Json& recorded, const Json& ours, const std::string& path);
    void compareMember(const std::string& name, const Json& recorded, const Json& ours, const std::string& path,
                       const std::string& owner);
    void compareForms(const std::string& form, const std::string& recorded, const std::string& ours,
                      const std::string& path, const std::string& owner);
    void compareServices(const Json& recorded, const Json& ours, const std::string& path);
    void compareTexts(const std::string& recorded, const std::string& ours, const std::string& path);
    void checkRelations(const Json& ours, const std::string& path);
    void differ(const std::string& path, const std::string& recorded, const std::string& ours);

    /// A value that stays the same in the recording stays the same here.
    struct LastSeen {
        std::string recorded;
        std::string ours;
    };

    std::map<std::string, std::string> idPairs_; ///< recorded -> ours
    std::map<std::string, LastSeen> lastSeen_;   ///< of the member of a thing, by our id and the member's name
    Differences& differences_;
    std::vector<Difference> found_;
};

} // namespace readystage::cloudsim
