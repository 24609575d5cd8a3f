#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Jobs.h"
#include "tests/cloudsim/core/Refusal.h"
#include "tests/cloudsim/core/Tags.h"

#include <array>

namespace readystage::cloudsim {

namespace {

constexpr std::array kParameters{
    Parameter{"resourcetype", Type::text, true, "Delete tag by resource type"},
    Parameter{"resourceids", Type::list, true, "Delete tags for resource id(s)"},
    Parameter{"tags", Type::map, false, "Delete tags matching key/value pairs"},
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
    job.work = [request = TagRequest{call.text("resourcetype"), call.list("resourceids"), call.keyValues("tags")}](
                   World& then, const Job& self, const GuestOutcome& outcome, Instant) {
        if (!outcome.ok)
            throw Refusal(530, kServerApi, "Failed to delete tags");
        removeTags(then, *self.caller, request);
        return Value::object().add("success", true);
    };
    return startJob(world, call, std::move(job));
}

} // namespace

extern const Command deleteTags;
const Command deleteTags{"deleteTags",
                         "Deleting resource tag(s)",
                         "4.0.0",
                         false,
                         "org.apache.cloudstack.api.command.user.tag.DeleteTagsCmd",
                         nullptr,
                         kParameters,
                         kResponse,
                         run};

} // namespace readystage::cloudsim
