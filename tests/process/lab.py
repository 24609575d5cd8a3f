"""A cloud and a manager on the loopback, for steps of process suites: real programs, no root, ports from the runner.

VMs have addresses of 127.0.1.0/24 unless a step says otherwise, so a report "from the VM" is one sent from that address.
"""

import base64
import contextlib
import hashlib
import hmac
import http.client
import json
import os
import signal
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from datetime import datetime, timedelta, timezone
from pathlib import Path

SOURCE = Path(os.environ["SOURCE"])
BUILD = Path(os.environ["BUILD"])
WORK = Path(tempfile.mkdtemp(prefix="lab-", dir=os.environ["WORK"]))  # each step has a lab of its own
sys.path.insert(0, str(SOURCE / "packaging/demo"))

import certificates  # noqa: E402

CLOUD, ROUTER, REPORTS, API, ADMIN = (int(os.environ[f"PORT{n}"]) for n in range(1, 6))
KEYS = {who: (f"{who}-api-key", f"{who}-secret-key") for who in ("admin", "alice", "bob")}
PATIENCE = 30  # seconds until something awaited counts as never happening
NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))

MANAGER_CONF = f"""\
state_dir = {WORK}/state
[log]
level = debug
[reports]
listen = 127.0.0.1:{REPORTS}
certificate = {WORK}/tls/server.pem
private_key = {WORK}/tls/server.key
[api]
listen = 127.0.0.1:{API}
[admin]
listen = 127.0.0.1:{ADMIN}
[cloudstack]
url = http://127.0.0.1:{CLOUD}/client/api
api_key = {KEYS['admin'][0]}
secret_key_file = {WORK}/secret
[identity]
patience = 1s
[gateway]
keys_file = {WORK}/keys
bundles_dir = {WORK}/bundles.d
"""

BUNDLE = {
    "name": "foo",
    "zone": "zone",
    "service_offering": "small",
    "disk_offering": "scratch",
    "template": "debian",
    "networks": ["net"],
    "userdata": "flavour=foo\n",
}


def sign(keys, parameters):
    """The query of a request signed as CloudStack asks (HMAC-SHA1 over the sorted, lower-cased query)."""
    expires = (datetime.now(timezone.utc) + timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%S+0000")
    parameters = {**parameters, "apiKey": keys[0], "signatureVersion": "3", "expires": expires}
    text = "&".join(f"{n}={urllib.parse.quote(v, safe='*')}" for n, v in sorted(parameters.items()))
    digest = hmac.new(keys[1].encode(), text.lower().encode(), hashlib.sha1).digest()
    return urllib.parse.urlencode({**parameters, "signature": base64.b64encode(digest).decode()})


def until(what, condition, patience=PATIENCE):
    """Returns the first true value of `condition`; the step fails when there is none in time."""
    deadline = time.monotonic() + patience
    while True:
        with contextlib.suppress(OSError, http.client.HTTPException):
            if value := condition():
                return value
        if time.monotonic() > deadline:
            raise AssertionError(f"never happened: {what}")
        time.sleep(0.02)


class Lab:
    """Use as a context manager: what it started ends with it."""

    def __init__(self, vms="127.0.1.10-127.0.1.200"):
        self.vms = vms
        self.processes = {}
        self.trust = None

    def __enter__(self):
        certificates.make(WORK / "tls", ["DNS:readystage", "DNS:localhost", "IP:127.0.0.1"])
        self.trust = ssl.create_default_context(cafile=WORK / "tls/ca.pem")
        self._write("scenario.json", json.dumps(self._scenario()))
        self._write("manager.conf", MANAGER_CONF)
        self._write("secret", KEYS["admin"][1])
        self._write("keys", "".join(f"{' '.join(KEYS[who])}\n" for who in ("alice", "bob")))
        (WORK / "bundles.d").mkdir()
        self._write("bundles.d/foo.json", json.dumps(BUNDLE))
        return self

    def __exit__(self, kind, *_):
        for name in list(self.processes):
            self.kill(name)
        if kind is not None:
            for log in sorted(WORK.glob("*.log")):
                print(f"---- {log.name}", log.read_text(errors="replace")[-6000:], sep="\n")

    @staticmethod
    def _write(name, text):
        path = WORK / name
        path.touch(mode=0o600)
        path.write_text(text)

    def _scenario(self):
        return {
            "listen": f"127.0.0.1:{CLOUD}",
            "job_milliseconds": 20,
            "users": [
                {"account": who, "role": "Admin" if who == "admin" else "User", "api_key": k, "secret_key": s}
                for who, (k, s) in KEYS.items()
            ],
            "zones": [{"name": "zone"}],
            "service_offerings": [{"name": "small"}, {"name": "volatile", "is_volatile": True}],
            "disk_offerings": [{"name": "scratch"}],
            "templates": [{"name": "debian"}],
            "networks": [
                {
                    "name": "net",
                    "type": "Shared",
                    # of the guests' own /24; the router may listen anywhere
                    "gateway": self.vms.split("-")[0].rpartition(".")[0] + ".254",
                    "netmask": "255.255.255.0",
                    "range": self.vms,
                    "router": {"listen": [f"127.0.1.1:{ROUTER}"]},
                }
            ],
        }

    # Programs

    def start(self, name, *command):
        with open(WORK / f"{name}.log", "ab") as log:
            self.processes[name] = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def kill(self, name, how=signal.SIGKILL):
        """Sends the signal and returns the exit code; nothing happens to a program that has ended."""
        process = self.processes.pop(name)
        process.send_signal(how)
        return process.wait(PATIENCE)

    def start_cloud(self):
        ready = WORK / "cloudsim.ready"
        ready.unlink(missing_ok=True)
        self.start("cloudsim", BUILD / "bin/cloudsim", "run", WORK / "scenario.json", "--ready-file", ready)
        until("cloudsim serves", ready.exists)

    def start_manager(self, *options):
        self.start("manager", BUILD / "bin/readystage-manager", "--config", WORK / "manager.conf", *options)
        until("the manager serves", lambda: NO_PROXY.open(f"http://127.0.0.1:{ADMIN}/readyz", timeout=5).status == 200)

    # CloudStack

    def cloud(self, who, command, method="GET", **parameters):
        """A signed call past the manager; the object inside the envelope."""
        query = sign(KEYS[who], {"command": command, "response": "json", **parameters})
        url = f"http://127.0.0.1:{CLOUD}/client/api"
        request = urllib.request.Request(url, query.encode()) if method == "POST" else f"{url}?{query}"
        try:
            answer = NO_PROXY.open(request, timeout=PATIENCE)
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{command}: {error.code} {error.read().decode(errors='replace')}") from error
        [inside] = json.load(answer).values()
        return inside

    def deploy(self, name, userdata="flavour=foo\n", offering="small"):
        """A running VM of alice as (id, address)."""
        ids = {
            "zoneid": self.cloud("alice", "listZones")["zone"][0]["id"],
            "serviceofferingid": self.cloud("alice", "listServiceOfferings", name=offering)["serviceoffering"][0]["id"],
            "templateid": self.cloud("alice", "listTemplates", templatefilter="executable")["template"][0]["id"],
            "networkids": self.cloud("alice", "listNetworks")["network"][0]["id"],
        }
        encoded = base64.b64encode(userdata.encode()).decode()
        vm = self.cloud("alice", "deployVirtualMachine", "POST", name=name, userdata=encoded, **ids)["id"]
        return vm, until(f"{name} runs", lambda: self._address_when_running(vm))

    def _address_when_running(self, vm):
        [seen] = self.cloud("alice", "listVirtualMachines", id=vm)["virtualmachine"]
        return seen["nic"][0]["ipaddress"] if seen["state"] == "Running" else None

    def userdata(self, vm):
        encoded = self.cloud("alice", "getVirtualMachineUserData", virtualmachineid=vm)["virtualmachineuserdata"]
        return base64.b64decode(encoded.get("userdata", "")).decode()

    def tags(self, vm):
        [seen] = self.cloud("alice", "listVirtualMachines", id=vm)["virtualmachine"]
        return {tag["key"]: tag["value"] for tag in seen.get("tags", [])}

    def sim(self, path, method="POST"):
        request = urllib.request.Request(f"http://127.0.0.1:{CLOUD}/sim/{path}", method=method)
        return json.load(NO_PROXY.open(request, timeout=PATIENCE + 10))

    # The manager

    @staticmethod
    def compose(vm, status="ready", **fields):
        """A report as the agent would send it; `fields` are changed or, as None, left out."""
        report = {
            "instance_id": vm,
            "incarnation": uuid.uuid5(uuid.NAMESPACE_OID, vm).hex,
            "agent_version": "0.1.0",
            "spool_version": 1,
            "report_id": str(uuid.uuid4()),
            "boot_id": str(uuid.uuid5(uuid.NAMESPACE_URL, vm)),
            "status": status,
            "phase": "puppet",
            "reason": "",
            "failed_resources": [],
            "run": {"tool": "puppet"},
            "created": "2026-08-21T12:00:00.000Z",
        }
        report.update(fields)
        return {name: value for name, value in report.items() if value is not None}

    def send(self, address, report):
        """POSTs a report from `address`; (status, headers, parsed body). Bytes go out as they are."""
        body = report if isinstance(report, bytes) else json.dumps(report).encode()
        connection = http.client.HTTPSConnection(
            "127.0.0.1", REPORTS, timeout=PATIENCE, source_address=(address, 0), context=self.trust
        )
        with contextlib.closing(connection):
            connection.request("POST", "/v1/reports", body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status, answer.headers, json.loads(answer.read() or b"{}")

    @staticmethod
    def admin(path):
        """The text of an answer of the admin listener."""
        with NO_PROXY.open(f"http://127.0.0.1:{ADMIN}/{path}", timeout=PATIENCE) as answer:
            return answer.read().decode()

    def vm(self, vm, who="alice", wait=None):
        """(status, body) of GET /v1/vms/{id}."""
        query = sign(KEYS[who], {"wait": wait} if wait else {})
        connection = http.client.HTTPSConnection("127.0.0.1", API, timeout=PATIENCE + 60, context=self.trust)
        with contextlib.closing(connection):
            connection.request("GET", f"/v1/vms/{vm}?{query}")
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())

    def until_marked(self, vm):
        """The VM is ready, and tag and userdata say so."""
        until("the tag is set", lambda: self.tags(vm) == {"ready": "1"})
        until("the userdata is marked", lambda: "ready=1" in self.userdata(vm).splitlines())

    def rows(self, query, *values):
        """What the manager's journal holds; read-only, beside the running manager."""
        with contextlib.closing(sqlite3.connect(f"file:{WORK}/state/journal.sqlite?mode=ro", uri=True)) as journal:
            return journal.execute(query, values).fetchall()

    def events(self, vm):
        return [row[0] for row in self.rows("SELECT type FROM events WHERE vm = ? ORDER BY cursor", vm)]


def expect(what, expected, seen):
    if expected != seen:
        raise AssertionError(f"{what}: expected {expected!r}, saw {seen!r}")
