#include <cppunit/extensions/HelperMacros.h>

#include "tests/unit/cloudsim/SmallCloud.h"

namespace readystage::cloudsim {

/// Jobs by the resource they act on (ResourceIdSupport.java, QueryManagerImpl.searchForAsyncJobsInternal).
class AskedResourceTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(AskedResourceTest);
    CPPUNIT_TEST(a_job_is_found_by_its_resource);
    CPPUNIT_TEST(a_job_of_another_resource_is_not_the_one_asked_for);
    CPPUNIT_TEST(half_a_resource_is_refused);
    CPPUNIT_TEST(the_resource_of_somebody_else_is_refused);
    CPPUNIT_TEST(unfinished_jobs_are_listed_by_resource_command_and_date);
    CPPUNIT_TEST_SUITE_END();

    static constexpr const char* kUnknown = "5b1dd0ba-7a0c-4b36-9d6b-0f2a8f6a4b11";

    SmallCloud cloud;
    std::string vm = cloud.deploy("alice", "vm");

    Outcome ask(const char* user, const char* command, Parameters more)
    {
        more.insert(more.begin(), {"command", command});
        return cloud.call(user, std::move(more));
    }

    void refuses(Parameters asked, const std::string& why)
    {
        const Outcome outcome = ask("alice", "queryAsyncJobResult", std::move(asked));
        CPPUNIT_ASSERT_EQUAL(why, outcome.description);
        CPPUNIT_ASSERT_EQUAL(431, outcome.status);
    }

    void a_job_is_found_by_its_resource()
    {
        const Outcome job =
            ask("alice", "queryAsyncJobResult", {{"resourcetype", "virtualmachine"}, {"resourceid", vm}});

        CPPUNIT_ASSERT_EQUAL(vm, job.body.find("jobinstanceid")->text());
    }

    void a_job_of_another_resource_is_not_the_one_asked_for()
    {
        const Outcome other = ask("alice", "stopVirtualMachine", {{"id", cloud.deploy("alice", "two")}});
        const std::string number = std::to_string(cloud.world().job(other.body.find("jobid")->text())->number);

        refuses({{"jobid", other.body.find("jobid")->text()}, {"resourcetype", "VirtualMachine"}, {"resourceid", vm}},
                "Unable to find a job by id " + number + " resource type VirtualMachine resource id " + vm);
    }

    void half_a_resource_is_refused()
    {
        refuses({{"resourceid", "x"}},
                "Unable to execute API command queryasyncjobresult due to invalid value. Invalid "
                "value provided for API arg: resourceid");
        refuses({{"resourcetype", "Junk"}}, "Invalid resourcetype");
        refuses({{"resourcetype", "VirtualMachine"}}, "Both resourceid and resourcetype required");
        refuses({{"resourceid", vm}}, "Both resourceid and resourcetype required");
        refuses({{"resourcetype", "VirtualMachine"}, {"resourceid", kUnknown}}, "Invalid resourceid");
        refuses({}, "Expected parameter job id or parameters resource type and resource id");
    }

    void the_resource_of_somebody_else_is_refused()
    {
        CPPUNIT_ASSERT_EQUAL(
            531, ask("bob", "queryAsyncJobResult", {{"resourcetype", "VirtualMachine"}, {"resourceid", vm}}).status);
    }

    void unfinished_jobs_are_listed_by_resource_command_and_date()
    {
        ask("alice", "stopVirtualMachine", {{"id", vm}});
        const auto isListed = [&](Parameters more) {
            return ask("alice", "listAsyncJobs", std::move(more)).body.find("asyncjobs") != nullptr;
        };

        CPPUNIT_ASSERT(isListed({{"keyword", "stopvm"}, {"resourcetype", "VirtualMachine"}, {"resourceid", vm}}));
        CPPUNIT_ASSERT(!isListed({{"keyword", "startvm"}}));
        CPPUNIT_ASSERT(!isListed({{"resourcetype", "User"}}));
        CPPUNIT_ASSERT(!isListed({{"startdate", "2999-01-01"}}));
        CPPUNIT_ASSERT_EQUAL(std::string("resourceid parameter must be used with resourcetype parameter"),
                             ask("alice", "listAsyncJobs", {{"resourceid", vm}}).description);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(AskedResourceTest);

} // namespace readystage::cloudsim
