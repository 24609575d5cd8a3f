#pragma once

#include "agent/core/Machine.h"
#include "common/protocol/Report.h"

#include <string>
#include <string_view>

/// Whose report is this? A disk is copied, reverted, restored and attached elsewhere with reports on it; none of them
/// may speak for a machine that did not write it.
namespace readystage::agent {

/// The DMI uuid as it is compared: lower case; empty for what is no UUID and for the placeholders that manufacturers
/// leave in (all zeros, all ones).
std::string usableProductUuid(std::string_view text);

/// Whether `report` was written by this machine. The product uuid decides where both sides have one (also with the byte
/// order of its first three groups swapped: firmware tables disagree there); elsewhere the boot id does.
bool isOurs(const protocol::SpoolFile& report, const Machine& machine);

} // namespace readystage::agent
