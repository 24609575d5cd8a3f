#!/usr/bin/python3
"""An unchanged stock client, Debian's python3-cs, against the real program: deploy, wait, list, tag, userdata, destroy."""

import base64
import unittest

from cs import CloudStack, CloudStackApiException
from program import Cloudsim


class StockClient(unittest.TestCase):
    def setUp(self):
        self.cloudsim = self.enterContext(Cloudsim())
        self.cloud = self.client("admin")

    def client(self, who):
        return CloudStack(self.cloudsim.api, f"{who}-key", f"{who}-secret", poll_interval=0.02, job_timeout=60)

    def deploy(self, name, userdata="role=smoke\n"):
        cloud = self.cloud
        return cloud.deployVirtualMachine(
            zoneid=cloud.listZones()["zone"][0]["id"],
            templateid=cloud.listTemplates(templatefilter="executable")["template"][0]["id"],
            serviceofferingid=cloud.listServiceOfferings()["serviceoffering"][0]["id"],
            networkids=cloud.listNetworks()["network"][0]["id"],
            name=name,
            userdata=base64.b64encode(userdata.encode()).decode(),
            fetch_result=True,
        )["virtualmachine"]

    def test_a_vm_lives_from_deploy_to_destroy(self):
        vm = self.deploy("smoke")
        self.assertEqual(("smoke", "Running", "127.0.1.10"), (vm["name"], vm["state"], vm["nic"][0]["ipaddress"]))

        tagged = self.cloud.createTags(
            resourceType="UserVm", resourceIds=vm["id"], tags=[{"key": "ready", "value": "1"}], fetch_result=True
        )
        self.assertTrue(tagged["success"])
        [found] = self.cloud.listVirtualMachines(tags=[{"key": "ready", "value": "1"}], fetch_list=True)
        self.assertEqual(vm["id"], found["id"])

        stored = self.cloud.getVirtualMachineUserData(virtualmachineid=vm["id"])["virtualmachineuserdata"]["userdata"]
        self.assertEqual(b"role=smoke\n", base64.b64decode(stored))
        self.cloud.updateVirtualMachine(id=vm["id"], userdata=base64.b64encode(b"role=smoke\nready=1\n").decode())
        [shown] = self.cloud.listVirtualMachines(id=vm["id"], userdata="true")["virtualmachine"]
        self.assertEqual(b"role=smoke\nready=1\n", base64.b64decode(shown["userdata"]))

        self.cloud.destroyVirtualMachine(id=vm["id"], expunge="true", fetch_result=True)
        self.assertEqual({}, self.cloud.listVirtualMachines(id=vm["id"]))

    def test_a_failed_job_is_an_exception_with_the_reason(self):
        self.cloudsim.sim("POST", "misbehave?name=job-fails")

        with self.assertRaises(CloudStackApiException) as failed:
            self.deploy("fails")

        self.assertIn("Unable to orchestrate the start of VM instance", failed.exception.error["errortext"])

    def test_a_tilde_breaks_this_clients_signature_as_it_does_with_cloudstack(self):
        with self.assertRaises(CloudStackApiException) as refused:
            self.cloud.listVirtualMachines(keyword="a~b")

        self.assertEqual(401, refused.exception.error["errorcode"])

    def test_a_tenant_does_not_see_the_admins_vm(self):
        vm = self.deploy("hidden")
        alice = self.client("alice")

        self.assertEqual({}, alice.listVirtualMachines(id=vm["id"]))
        with self.assertRaises(CloudStackApiException) as refused:
            alice.getVirtualMachineUserData(virtualmachineid=vm["id"])
        self.assertEqual(531, refused.exception.error["errorcode"])


if __name__ == "__main__":
    unittest.main()
