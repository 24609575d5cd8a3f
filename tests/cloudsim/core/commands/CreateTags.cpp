#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Jobs.h"
#include "tests/cloudsim/core/Refusal.h"
#include "tests/cloudsim/core/Tags.h"

#include <array>

namespace readystage::cloudsim {

namespace {

constexpr std::array kParameters{
    Parameter{"resourcetype", Type::text, true, "Type of the resource"},
    Parameter{"resourceids", Type::list, true, "List of resources to create the tags for"},
    Parameter{"tags", Type::map, true, "Map of tags (key/value pairs)"},
};

constexpr std::array kResponse{
    ResponseField{"success", "boolean", "True if operation is executed successfully"},
    ResponseField{"displaytext", "string", "Any text associated with the success or failure"},
    ResponseField{"jobid", "string", "The UUID of the latest async job acting on this object"},
    ResponseField{"jobstatus", "integer", "The current status of the latest async job acting on this object"},
};

Value run(World& world, const Call& call)
{
    Job job;
    job.work = [request = TagRequest{call.text("resourcetype"), call.list("resourceids"),
                                     inJavaOrder(call.keyValues("tags"))}](World& then, const Job& self,
                                                                           const GuestOutcome& outcome, Instant) {
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

extern const Command createTags;
const Command createTags{"createTags",
                         "Creates resource tag(s)",
                         "4.0.0",
                         false,
                         "org.apache.cloudstack.api.command.user.tag.CreateTagsCmd",
                         nullptr,
                         kParameters,
                         kResponse,
                         run};

} // namespace readystage::cloudsim
