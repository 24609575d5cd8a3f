#!/usr/bin/python3
"""The program cloudsim from outside: command line, scenario errors, routers, guest hook, holds, the end by SIGTERM."""

import json
import subprocess
import tempfile
import threading
import unittest
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from program import CLOUDSIM, PATIENCE, Cloudsim, scenario

HOOK = """#!/bin/sh
echo "$1 $CLOUDSIM_VM_NAME $CLOUDSIM_IP $CLOUDSIM_MAC $CLOUDSIM_NETWORK $CLOUDSIM_GATEWAY $CLOUDSIM_NETMASK $CLOUDSIM_VM_ID"
[ "$CLOUDSIM_VM_NAME" != broken ]
"""


def run(*arguments):
    return subprocess.run([CLOUDSIM, *arguments], capture_output=True, text=True, timeout=PATIENCE, check=False)


class CommandLine(unittest.TestCase):
    def test_help_and_version_say_so(self):
        self.assertIn("cloudsim run SCENARIO", run("--help").stdout)
        self.assertRegex(run("--version").stdout, r"^cloudsim \d+\.\d+\.\d+\n$")

    def test_a_wrong_command_line_is_64(self):
        for arguments in ((), ("walk", "x"), ("run",), ("run", "x", "--colour"), ("run", "x", "--listen", "nowhere")):
            with self.subTest(arguments):
                self.assertEqual(64, run(*arguments).returncode)

    def test_a_wrong_scenario_is_78_and_names_file_line_and_key(self):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            file.write('{"users": [],\n "netwroks": []}')
            file.flush()
            ended = run("run", file.name)

        self.assertEqual(78, ended.returncode)
        self.assertEqual(f"cloudsim: {file.name}: line 2: netwroks: there is no such key\n", ended.stderr)

    def test_a_scenario_that_cannot_be_read_is_78_and_named(self):
        for path, why in (("/nonexistent.json", "No such file or directory"), ("/", "Is a directory")):
            with self.subTest(path):
                ended = run("run", path)

                self.assertEqual(78, ended.returncode)
                self.assertRegex(ended.stderr, f"^cloudsim: cannot .* {path}: {why}\n$")

    def test_a_guest_hook_that_cannot_be_run_is_78(self):
        with tempfile.NamedTemporaryFile("w") as file:
            file.write('{"users": [{"account": "a", "api_key": "k", "secret_key": "s"}],\n "guest_hook": "/nonexistent"}')
            file.flush()
            ended = run("run", file.name)

        self.assertEqual(78, ended.returncode)
        self.assertEqual(f"cloudsim: {file.name}: line 2: guest_hook: /nonexistent: No such file or directory\n", ended.stderr)

    def test_a_taken_port_is_1(self):
        with Cloudsim() as other, tempfile.NamedTemporaryFile("w") as file:
            json.dump(scenario(networks=[]), file)
            file.flush()
            ended = run("run", file.name, "--listen", other.host)

        self.assertEqual(1, ended.returncode)
        self.assertIn(other.host.split(":")[1], ended.stderr)


class Session(unittest.TestCase):
    def test_a_browsers_session_from_login_to_logout(self):
        users = [{"account": "admin", "role": "Admin", "api_key": "k", "secret_key": "s", "password": "pw"}]
        with Cloudsim(users=users) as cloudsim:
            browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())

            def call(command, **parameters):
                form = urllib.parse.urlencode({"command": command, "response": "json", **parameters}).encode()
                with browser.open(cloudsim.api, form, timeout=PATIENCE) as answer:
                    return next(iter(json.load(answer).values()))

            key = call("login", username="admin", password="pw", domain="/")["sessionkey"]
            zones = call("listZones", sessionkey=key)
            goodbye = call("logout")
            with self.assertRaises(urllib.error.HTTPError) as afterwards:
                call("listZones", sessionkey=key)

        self.assertEqual(1, zones["count"])
        self.assertEqual({"description": "success"}, goodbye)
        self.assertEqual(401, afterwards.exception.code)
        afterwards.exception.close()

    def test_a_wrong_password_is_531(self):
        with Cloudsim() as cloudsim:
            form = urllib.parse.urlencode({"command": "login", "username": "admin", "password": "x"}).encode()
            with self.assertRaises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(cloudsim.api, form, timeout=PATIENCE)

        self.assertEqual(531, refused.exception.code)
        refused.exception.close()


class Release(unittest.TestCase):
    def test_an_older_release_knows_less(self):
        with Cloudsim(cloudstack="4.11") as cloudsim:
            status, _ = cloudsim.call("admin", "listUserData")
            _, capabilities = cloudsim.call("admin", "listCapabilities")

        self.assertEqual(401, status)
        self.assertEqual("4.11.1.0", capabilities["capability"]["cloudstackversion"])

    def test_help_says_that_the_older_release_was_not_recorded(self):
        self.assertRegex(" ".join(run("--help").stdout.split()), "4.11 answers was only read in its source, not recorded")


class Running(unittest.TestCase):
    def setUp(self):
        self.cloudsim = self.enterContext(Cloudsim())

    def test_the_ready_file_and_the_output_say_where_it_is(self):
        self.assertEqual(self.cloudsim.addresses, json.loads(self.cloudsim.printed))
        self.assertRegex(self.cloudsim.addresses["router"][0], r"^127\.0\.1\.1:\d+$")

    def test_the_router_knows_a_guest_by_its_source_address(self):
        deployed = self.cloudsim.deploy("admin", "guest", "flavour=foo\n")
        [router] = self.cloudsim.addresses["router"]

        mine = self.cloudsim.http("GET", router, "/latest/user-data", "127.0.1.10")
        instance = self.cloudsim.http("GET", router, "/latest/meta-data/instance-id", "127.0.1.10")
        others = self.cloudsim.http("GET", router, "/latest/user-data", "127.0.1.11")

        self.assertEqual((200, "flavour=foo\n"), (mine[0], mine[2]))
        self.assertIsNone(mine[1]["Content-Type"])
        self.assertEqual((200, deployed["id"]), (instance[0], instance[2]))
        self.assertEqual(404, others[0])

    def test_a_call_held_before_has_not_happened_and_one_held_after_has(self):
        deployed = self.cloudsim.deploy("admin", "guest", "a=1\n")
        for when, stored in (("before", "YT0xCg=="), ("after", "YT0yCg==")):
            with self.subTest(when):
                self.cloudsim.sim("POST", f"hold?command=updateVirtualMachine&when={when}")
                update = threading.Thread(
                    target=self.cloudsim.call, args=("admin", "updateVirtualMachine"), kwargs={"id": deployed["id"], "userdata": "YT0yCg=="}
                )
                update.start()

                held = self.cloudsim.sim("GET", "held?wait=60s")["held"]
                _, seen = self.cloudsim.call("admin", "getVirtualMachineUserData", virtualmachineid=deployed["id"])
                self.cloudsim.sim("POST", "release")
                update.join(PATIENCE)

                self.assertEqual([{"command": "updateVirtualMachine", "when": when}], held)
                self.assertEqual(stored, seen["virtualmachineuserdata"]["userdata"])
                self.assertFalse(update.is_alive())

    def test_nothing_held_is_an_empty_list_after_the_wait(self):
        self.assertEqual({"held": []}, self.cloudsim.sim("GET", "held?wait=10ms"))

    def test_it_ends_cleanly_with_calls_held_and_waits_open(self):
        self.cloudsim.sim("POST", "hold?command=listZones&when=before")
        held = threading.Thread(target=lambda: self.cloudsim.call("admin", "listZones"))
        held.start()
        self.cloudsim.sim("GET", "held?wait=60s")

        code = self.cloudsim.stop()
        held.join(PATIENCE)

        self.assertEqual(0, code)


class Guests(unittest.TestCase):
    def setUp(self):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="cloudsim-hook-")))
        hook = folder / "hook"
        hook.write_text(HOOK)
        hook.chmod(0o755)
        self.cloudsim = self.enterContext(Cloudsim(guest_hook=str(hook)))

    def log(self):
        return (self.cloudsim.folder / "ready.guests.log").read_text()

    def test_a_guest_is_started_and_at_its_destruction_stopped(self):
        deployed = self.cloudsim.deploy("admin", "guest")
        self.assertEqual(1, self.cloudsim.job("admin", deployed["jobid"])["jobstatus"])
        rest = f"guest 127.0.1.10 02:00:7f:00:01:0a net 127.0.1.1 255.255.255.0 {deployed['id']}\n"
        self.assertEqual(f"start {rest}", self.log())

        _, destroyed = self.cloudsim.call("admin", "destroyVirtualMachine", id=deployed["id"], expunge="true")
        self.cloudsim.job("admin", destroyed["jobid"])

        self.assertEqual(f"start {rest}stop {rest}", self.log())

    def test_a_guest_that_does_not_start_fails_its_job(self):
        deployed = self.cloudsim.deploy("admin", "broken")

        job = self.cloudsim.job("admin", deployed["jobid"])

        self.assertEqual((2, 530), (job["jobstatus"], job["jobresultcode"]))
        [vm] = self.cloudsim.call("admin", "listVirtualMachines", id=deployed["id"])[1]["virtualmachine"]
        self.assertEqual("Error", vm["state"])

    def test_guests_that_run_are_stopped_at_the_end(self):
        for name in ("one", "two"):
            self.cloudsim.job("admin", self.cloudsim.deploy("admin", name)["jobid"])

        code = self.cloudsim.stop()

        self.assertEqual(0, code)
        stopped = sorted(line.split()[1] for line in self.log().splitlines() if line.startswith("stop"))
        self.assertEqual(["one", "two"], stopped)


if __name__ == "__main__":
    unittest.main()
