#include "tests/contract/CloudStackApiContract.h"

#include "tests/fakes/FakeCloudStack.h"

namespace readystage {

struct FakeWorld {
    fakes::FakeCloudStack cloud;

    CloudStackApi& api() { return cloud; }

    InstanceId addVm(const std::string& userData)
    {
        const auto id = InstanceId::parse("41409050-9a10-4717-9f75-4344e5965bba").value();
        cloud.addVm(id, userData);
        return id;
    }

    static InstanceId noVm() { return InstanceId::parse("11111111-2222-3333-4444-555555555555").value(); }
};

using FakeCloudStackContractTest = contract::CloudStackApiContract<FakeWorld>;
CPPUNIT_TEST_SUITE_REGISTRATION(FakeCloudStackContractTest);

} // namespace readystage
