#pragma once

#include <string>
#include <vector>

namespace readystage::cloudsim {

/// One part of a multipart: `text` is decoded.
struct MimePart {
    std::string type; ///< without parameters
    std::string text;
};

/// The parts in one multipart/mixed, as CloudInitUserDataProvider of CloudStack 4.23 writes it. `token` tells one
/// boundary from the next.
std::string mimeMultipart(const std::vector<MimePart>& parts, const std::string& token);

/// The parts of a message that was written like this, or by other hands; none when it is no multipart.
std::vector<MimePart> partsOf(const std::string& message);

} // namespace readystage::cloudsim
