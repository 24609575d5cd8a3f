#!/usr/bin/python3
"""An unchanged stock client, Debian's python3-libcloud, against the real program: deploy, list, tag, destroy."""

import sys
import unittest
import urllib.parse

try:
    from libcloud.compute.providers import get_driver
    from libcloud.compute.types import NodeState, Provider
except ImportError:
    print("skipped: python3-libcloud is not installed")
    sys.exit(77)

from program import Cloudsim


class StockClient(unittest.TestCase):
    def setUp(self):
        self.cloudsim = self.enterContext(Cloudsim())
        api = urllib.parse.urlsplit(self.cloudsim.api)
        self.driver = get_driver(Provider.CLOUDSTACK)(
            key="admin-key", secret="admin-secret", host=api.hostname, port=api.port, path=api.path, secure=False
        )

    def deploy(self, name):
        return self.driver.create_node(
            name=name,
            size=self.driver.list_sizes()[0],
            image=self.driver.list_images()[0],
            location=self.driver.list_locations()[0],
            networks=self.driver.ex_list_networks()[:1],
            ex_userdata="role=smoke\n",
            ex_start_vm=True,
        )

    def test_a_node_lives_from_deploy_to_destroy(self):
        node = self.deploy("smoke")

        self.assertEqual(("smoke", NodeState.RUNNING), (node.name, node.state))
        self.assertEqual([node.id], [found.id for found in self.driver.list_nodes()])
        self.assertTrue(node.destroy())

    def test_a_node_can_be_tagged_stopped_and_started(self):
        node = self.deploy("smoke")

        self.driver.ex_create_tags([node.id], "UserVm", {"ready": "1"})
        self.driver.ex_stop(node)
        self.driver.ex_start(node)

        [found] = self.driver.list_nodes()
        self.assertEqual(NodeState.RUNNING, found.state)
        self.assertEqual({"ready": "1"}, found.extra["tags"])


if __name__ == "__main__":
    unittest.main()
