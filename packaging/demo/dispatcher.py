#!/usr/bin/python3
"""A dispatcher: deploys a VM of flavour foo, waits until it is ready, looks at it, and destroys it.

It knows CloudStack's API by the stock Python client `cs`, pointed at the manager instead of at CloudStack; the one call
that CloudStack does not have is GET /v1/vms/{id}?wait=. What it does and sees goes to standard output, a JSON object a
line; it ends with 0 when all was as expected of a VM that becomes ready (or, with "expect": "failed", that does not).

    dispatcher.py SETTINGS.json        the settings are written by demo.py
"""

import base64
import hashlib
import hmac
import json
import ssl
import sys
import time
from datetime import datetime, timedelta, timezone
from urllib.parse import quote, urlencode
from urllib.request import urlopen

from cs import CloudStack

MARK = "ready=1"


class Surprise(Exception):
    """Something was not as expected; the words say what."""


def say(event, **fields):
    print(json.dumps({"time": time.time(), "event": event, **fields}), flush=True)


def expect(condition, words):
    if not condition:
        raise Surprise(words)


def signed(parameters, key, secret):
    """The query of a request that CloudStack would accept: signature version 3, valid for ten minutes."""
    expires = datetime.now(timezone.utc) + timedelta(minutes=10)
    parameters = {**parameters, "apiKey": key, "signatureVersion": "3", "expires": expires.strftime("%Y-%m-%dT%H:%M:%S+0000")}
    text = "&".join(f"{name}={quote(parameters[name], safe='*')}" for name in sorted(parameters, key=str.lower)).lower()
    digest = hmac.new(secret.encode(), text.encode(), hashlib.sha1).digest()
    return urlencode({**parameters, "signature": base64.b64encode(digest).decode()}, quote_via=quote, safe="*")


class Dispatcher:
    def __init__(self, settings):
        self._settings = settings
        keys = {"key": settings["api_key"], "secret": settings["secret_key"]}
        self._keys = keys
        self._cloud = CloudStack(
            settings["manager"] + "/client/api", verify=settings["ca_file"], poll_interval=0.2, fetch_result=True, **keys
        )

    def run(self):
        vm = self.deploy()
        state = self.wait(vm)
        expect(state["state"] == self._settings["expect"], f"the VM is {state['state']}: {state.get('reason')}")
        if state["state"] == "ready":
            self.see_ready(vm)
        else:
            self.see_failed(vm, state)
        if not self._settings["keep"]:
            self.destroy(vm)

    def deploy(self):
        name, bundle = self._settings["name"], self._settings["bundle"]
        say("deploy", bundle=bundle, name=name)
        vm = self._cloud.deployBundle(bundle=bundle, name=name)["virtualmachine"]
        expect(vm["name"] == name and vm["state"] == "Running", f"the deployed VM is {vm}")
        say("deployed", id=vm["id"], address=vm["nic"][0]["ipaddress"])
        return vm["id"]

    def wait(self, vm):
        """The manager's word on this VM as soon as it is final; an answer that is not is asked for again."""
        say("waiting", id=vm)
        tls = ssl.create_default_context(cafile=self._settings["ca_file"])
        for _ in range(3):
            query = signed({"wait": "55s"}, self._keys["key"], self._keys["secret"])
            with urlopen(f"{self._settings['manager']}/v1/vms/{vm}?{query}", context=tls, timeout=70) as answer:
                state = json.load(answer)
            if state["state"] in ("ready", "failed"):
                break
        say("told", id=vm, state=state["state"], failed=state.get("failed_resources", []))
        return state

    def see_ready(self, vm):
        """All three places where a stock client may look."""
        listed = self._eventually(lambda row: MARK in self._userdata(row), vm, "no ready=1 in the userdata of listVirtualMachines")
        say("seen-userdata", text=self._userdata(listed))
        told = self._cloud.getUserData(id=vm)["userdata"]
        expect(told == listed["userdata"], f"getUserData says {told!r}, listVirtualMachines {listed['userdata']!r}")
        expect(MARK in base64.b64decode(told, validate=True).decode().split("\n"), f"getUserData has no line {MARK}")
        say("seen-getuserdata", base64=told)
        listed = self._eventually(lambda row: self._tags(row).get("ready") == "1", vm, "no tag ready=1")
        say("seen-tag", tags=self._tags(listed))

    def see_failed(self, vm, state):
        """No mark anywhere, and the tag that tells a stock poller why."""
        culprit = self._settings["culprit"]
        expect(culprit in state["failed_resources"], f"{culprit} is not among {state['failed_resources']}")
        listed = self._eventually(lambda row: self._tags(row).get("readystage") == "failed", vm, "no tag readystage=failed")
        expect("ready" not in self._tags(listed), f"the failed VM has the tags {self._tags(listed)}")
        say("seen-failed-tag", tags=self._tags(listed))
        expect(MARK not in self._userdata(listed), f"the failed VM has the userdata {self._userdata(listed)!r}")
        told = base64.b64decode(self._cloud.getUserData(id=vm)["userdata"], validate=True).decode()
        expect(MARK not in told, f"getUserData of the failed VM says {told!r}")
        say("seen-no-mark", text=told)

    def destroy(self, vm):
        say("destroy", id=vm)
        self._cloud.destroyVirtualMachine(id=vm)
        left = self._cloud.listVirtualMachines(id=vm).get("virtualmachine", [])
        expect(not left, f"the destroyed VM is still listed: {left}")
        say("destroyed", id=vm)

    def _list(self, vm):
        rows = self._cloud.listVirtualMachines(id=vm, userdata=True).get("virtualmachine", [])
        expect(len(rows) == 1, f"listVirtualMachines shows {len(rows)} VMs with this id")
        return rows[0]

    def _eventually(self, condition, vm, words):
        """The VM's row once the condition holds: marks are written after the manager has decided."""
        deadline = time.monotonic() + 10
        while not condition(row := self._list(vm)):
            expect(time.monotonic() < deadline, words)
            time.sleep(0.05)
        return row

    @staticmethod
    def _userdata(row):
        return base64.b64decode(row.get("userdata", "")).decode()

    @staticmethod
    def _tags(row):
        return {tag["key"]: tag["value"] for tag in row.get("tags", [])}


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        settings = json.load(file)
    try:
        Dispatcher(settings).run()
    except Exception as surprise:  # whatever it was, the person at the terminal reads it in the verdict
        say("surprise", text=f"{type(surprise).__name__}: {surprise}" if not isinstance(surprise, Surprise) else str(surprise))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
