#pragma once

#include <string>

#include "manager/core/Records.h"

/// What is shown and compared but never searched for is one JSON column. A member that is missing was not known yet
/// when the row was written.
namespace readystage::store {

std::string lifeToText(const VmLife& life);
VmLife lifeFromText(const std::string& text);

std::string rulesToText(const BundleRules& rules);
BundleRules rulesFromText(const std::string& text);

/// How a report was proved: `certificate` and `proxy`.
std::string proofToText(const StoredReport& stored);
void readProof(StoredReport& stored, const std::string& text);

} // namespace readystage::store
