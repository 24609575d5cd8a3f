#include "tests/contract/CloudStackApiContract.h"

#include "tests/unit/manager/gateway/CloudsimWorld.h"

namespace readystage {

/// The real calls, over a real socket, against cloudsim.
using SignedCloudStackApiContractTest = contract::CloudStackApiContract<CloudsimWorld>;
CPPUNIT_TEST_SUITE_REGISTRATION(SignedCloudStackApiContractTest);

} // namespace readystage
