#pragma once

#include <string>

#include "manager/ports/CloudStackApi.h"

namespace readystage {

/// The line a dispatcher of 2011 looks for.
constexpr const char* kReadyLine = "ready=1";

/// What to store so that a reader sees the VM as ready; equal to `current` when it shows it already. The words say why
/// the mark cannot be placed safely. Empty userdata and key=value lines are edited, keeping every other byte; other
/// formats would be damaged by an added line (a #cloud-config becomes invalid YAML, a gzip unreadable).
Result<UserData, std::string> withReadyMark(const UserData& current);

/// The same with every such line saying `ready=0`: empty userdata could not be stored again, and what stood there
/// before the mark is not known.
UserData withoutReadyMark(const UserData& current);

/// Whether a reader takes a VM with this userdata for ready, by a line that may be changed without damage.
bool showsMark(const UserData& current);

/// The same for two userdata that differ in the mark at most; 16 hexadecimal digits. No protection against somebody who
/// wants two texts to look alike.
std::string fingerprint(const UserData& current);

struct Marked {
    enum class Kind {
        now,      ///< written, and read back
        already,  ///< there was nothing to write
        refused,  ///< nothing was written and nothing will be, because of what the userdata is
        denied,   ///< CloudStack said no or did not store it: again, but not for ever
        tryAgain, ///< CloudStack could not be asked
    };
    Kind kind;
    std::string why;
    std::chrono::milliseconds retryAfter{0};
};

/// Read, edit, write, read back: what counts is what CloudStack holds afterwards, because its answer 530 means
/// anything. One caller at a time per VM.
Marked markReady(CloudStackApi& cloud, const InstanceId& vm);

/// The same way back.
Marked unmarkReady(CloudStackApi& cloud, const InstanceId& vm);

} // namespace readystage
