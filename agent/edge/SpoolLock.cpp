#include "agent/edge/SpoolLock.h"

#include "common/runtime/AtomicFile.h"

namespace readystage::agent {

bool SpoolLock::tryTake()
{
    makeDirectory(file_.parent_path());
    if (auto lock = LockFile::tryTake(file_))
        held_.emplace(*std::move(lock));
    return held_.has_value();
}

void SpoolLock::take()
{
    makeDirectory(file_.parent_path());
    held_.emplace(LockFile::take(file_));
}

void SpoolLock::giveBack()
{
    held_.reset();
}

} // namespace readystage::agent
