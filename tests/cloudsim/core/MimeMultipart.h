#pragma once

#include <string>

namespace readystage::cloudsim {

/// The template's text and a given one in one multipart/mixed, as CloudInitUserDataProvider of CloudStack 4.23 writes
/// it for the policy APPEND. `part` tells one boundary from the next.
std::string mimeMultipart(const std::string& templateText, const std::string& given, const std::string& part);

/// The registered userdata that stands for a template's where a misbehaviour needs one and the template has none.
extern const char* const kTemplateText;

} // namespace readystage::cloudsim
