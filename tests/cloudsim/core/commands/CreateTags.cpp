#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/JavaOrder.h"
#include "tests/cloudsim/core/Jobs.h"
#include "tests/cloudsim/core/Refusal.h"
#include "tests/cloudsim/core/Tags.h"

namespace readystage::cloudsim {

namespace {

Value runCreateTags(World& world, const Call& call)
{
    Job job;
    const TagRequest request{call.text("resourcetype"), call.list("resourceids"), inJavaOrder(call.keyValues("tags")),
                             call.text("customer")};
    job.untold = !isWellFormed(request);
    job.work = [request](World& then, const Job& self, const GuestOutcome& outcome, Instant) {
        if (then.misbehaviours.taken("tag-duplicate", self.command->name) != nullptr)
            throw Refusal(530, kCloudRuntime,
                          "tag " + request.tags.front().first + " already on UserVm with id " +
                              request.resourceIds.front());
        if (!outcome.ok)
            throw Refusal(530, kCloudRuntime, "Failed to create tags");
        applyTags(then, *self.caller, request);
        return Value::object().add("success", true);
    };
    return startJob(world, call, std::move(job));
}

} // namespace

extern const Behaviour createTags;
const Behaviour createTags{
    .command = "createTags",
    .run = runCreateTags,
    .javaClass = "org.apache.cloudstack.api.command.user.tag.CreateTagsCmd",
    .words = {
        .type = "CREATE_TAGS", .scheduled = "creating tags", .deed = "creating resource tags", .about = "ResourceTag"}};

} // namespace readystage::cloudsim
