"""One killing: a report is acknowledged, the manager dies at a given call, starts again, and all comes right."""

import os
import sys

sys.path.insert(0, os.environ["SOURCE"] + "/tests/process")
from lab import Lab, expect, until  # noqa: E402


def killed_and_started_again(command, when):
    """`command` None: killed as soon as the 202 is there."""
    with Lab() as lab:
        lab.start_cloud()
        lab.start_manager()
        vm, address = lab.deploy("foo-1")
        if command:
            lab.sim(f"hold?command={command}&when={when}")
        report = lab.compose(vm)
        status, _, answer = lab.send(address, report)
        expect("acknowledged", 202, status)
        if command:
            held = lab.sim("held?wait=30s", "GET")
            assert held["held"], "the call was never made"
        lab.kill("manager")
        if command:
            lab.sim("release")

        lab.start_manager()

        lab.until_marked(vm)
        expect("userdata", "flavour=foo\nready=1\n", lab.userdata(vm))
        expect("ready events", 1, lab.events(vm).count("ready"))
        expect("the answer is remembered", (202, answer), lab.send(address, report)[::2])
        until("nothing is left to do", lambda: not lab.rows("SELECT * FROM steps"))
