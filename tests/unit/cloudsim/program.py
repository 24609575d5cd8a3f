"""What the Python tests of the program cloudsim share: a running cloudsim on free ports, and signed calls."""

import base64
import hashlib
import hmac
import http.client
import json
import os
import subprocess
import tempfile
import time
import urllib.parse
from pathlib import Path

CLOUDSIM = os.environ["CLOUDSIM"]
PATIENCE = 60


def scenario(**more):
    return {
        "listen": "127.0.0.1:0",
        "job_milliseconds": 20,
        "users": [
            {"account": "admin", "role": "Admin", "api_key": "admin-key", "secret_key": "admin-secret"},
            {"account": "alice", "role": "User", "api_key": "alice-key", "secret_key": "alice-secret"},
        ],
        "zones": [{"name": "zone"}],
        "service_offerings": [{"name": "small"}],
        "disk_offerings": [{"name": "scratch", "disk_size": 5}],
        "templates": [{"name": "debian"}],
        "networks": [
            {
                "name": "net",
                "gateway": "127.0.1.1",
                "netmask": "255.255.255.0",
                "range": "127.0.1.10-127.0.1.200",
                "router": {"listen": ["127.0.1.1:0"]},
            }
        ],
        **more,
    }


class Cloudsim:
    """The real program with a scenario, in a folder of its own."""

    def __init__(self, **more):
        self._scenario = scenario(**more)

    def __enter__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="cloudsim-test-")
        self.folder = Path(self._folder.name)
        (self.folder / "scenario.json").write_text(json.dumps(self._scenario))
        ready = self.folder / "ready"
        command = [CLOUDSIM, "run", self.folder / "scenario.json", "--ready-file", ready]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.printed = self.process.stdout.readline()
        self.addresses = json.loads(ready.read_text())
        self.api = self.addresses["api"]
        self.host = urllib.parse.urlsplit(self.api).netloc
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.stop()
        self.process.stdout.close()
        self._folder.cleanup()

    def stop(self):
        """SIGTERM; returns the exit code."""
        self.process.terminate()
        return self.process.wait(PATIENCE)

    def http(self, method, address, target, source=""):
        """(status, headers, body) of one exchange, from a source address of this machine."""
        connection = http.client.HTTPConnection(address, timeout=PATIENCE, source_address=(source, 0) if source else None)
        try:
            connection.request(method, target)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        finally:
            connection.close()

    def sim(self, method, path):
        status, _, body = self.http(method, self.host, f"/sim/{path}")
        assert status == 200, body
        return json.loads(body)

    @staticmethod
    def target(who, command, **parameters):
        """Path and query of a signed call."""
        signed = {"command": command, "response": "json", "apiKey": f"{who}-key", **parameters}
        quoted = {name: urllib.parse.quote(value, safe="*") for name, value in signed.items()}
        text = "&".join(f"{name}={quoted[name]}" for name in sorted(quoted)).lower()
        mac = hmac.new(f"{who}-secret".encode(), text.encode(), hashlib.sha1).digest()
        return "/client/api?" + urllib.parse.urlencode({**signed, "signature": base64.b64encode(mac).decode()})

    def call(self, who, command, **parameters):
        """A signed call; (status, the object inside the envelope)."""
        status, _, body = self.http("GET", self.host, self.target(who, command, **parameters))
        return status, next(iter(json.loads(body).values()))

    def deploy(self, who, name, userdata=""):
        """The first answer: id and jobid."""
        _, zones = self.call(who, "listZones")
        _, templates = self.call(who, "listTemplates", templatefilter="executable")
        _, offerings = self.call(who, "listServiceOfferings")
        return self.call(
            who,
            "deployVirtualMachine",
            zoneid=zones["zone"][0]["id"],
            templateid=templates["template"][0]["id"],
            serviceofferingid=offerings["serviceoffering"][0]["id"],
            name=name,
            userdata=base64.b64encode(userdata.encode()).decode(),
        )[1]

    def job(self, who, jobid):
        """The job, once it has ended."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            _, job = self.call(who, "queryAsyncJobResult", jobid=jobid)
            if job["jobstatus"] != 0:
                return job
            time.sleep(0.02)
        raise TimeoutError(f"job {jobid} does not end")
