#pragma once

#include <fstream>
#include <stdexcept>
#include <string>

#include "common/codec/Json.h"
#include "common/net/HttpClient.h"

namespace readystage {

/// The answer of that id in tests/data/cloudstack/answers.jsonl: what a real CloudStack said.
inline HttpAnswer recorded(const std::string& id)
{
    const std::string path = std::string(READYSTAGE_TEST_DATA) + "/cloudstack/answers.jsonl";
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        const auto answer = Json::parse(line);
        if (answer.at("id").asString() == id)
            return {static_cast<int>(answer.at("status").asInteger()),
                    {{"Content-Type", answer.at("contentType").asString()}},
                    answer.at("body").asString()};
    }
    throw std::runtime_error("no recorded answer " + id + " in " + path);
}

} // namespace readystage
