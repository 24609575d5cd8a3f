#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Jobs.h"
#include "tests/cloudsim/core/Refusal.h"
#include "tests/cloudsim/core/Tags.h"

namespace readystage::cloudsim {

namespace {

Value runDeleteTags(World& world, const Call& call)
{
    Job job;
    const TagRequest request{call.text("resourcetype"), call.list("resourceids"), call.keyValues("tags")};
    job.untold = !hasResourceType(request);
    job.work = [request](World& then, const Job& self, const GuestOutcome& outcome, Instant) {
        if (!outcome.ok)
            throw Refusal(530, kServerApi, "Failed to delete tags");
        removeTags(then, *self.caller, request);
        return Value::object().add("success", true);
    };
    return startJob(world, call, std::move(job));
}

} // namespace

extern const Behaviour deleteTags;
const Behaviour deleteTags{
    .command = "deleteTags",
    .run = runDeleteTags,
    .javaClass = "org.apache.cloudstack.api.command.user.tag.DeleteTagsCmd",
    .words = {
        .type = "DELETE_TAGS", .scheduled = "Deleting tags", .deed = "deleting resource tags", .about = "ResourceTag"}};

} // namespace readystage::cloudsim
