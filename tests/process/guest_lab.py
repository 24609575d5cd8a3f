"""A guest, its virtual router and a manager, for steps of process suites: the real agent on a machine that consists of
files below a folder (READYSTAGE_ROOT), a router and a TLS manager made of Python that can be told to misbehave.
"""

import contextlib
import http.server
import json
import os
import signal
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from pathlib import Path

SOURCE = Path(os.environ["SOURCE"])
BUILD = Path(os.environ["BUILD"])
WORK = Path(tempfile.mkdtemp(prefix="guest-", dir=os.environ["WORK"]))  # each step has a guest of its own
sys.path.insert(0, str(SOURCE / "packaging/demo"))

import certificates  # noqa: E402

AGENT = BUILD / "bin/readystage-agent"
PATIENCE = 30  # seconds until something awaited counts as never happening


def expect(what, expected, observed):
    assert expected == observed, f"{what}: expected {expected!r}, observed {observed!r}"


def until(what, condition, patience=PATIENCE):
    """Returns the first true value of `condition`; the step fails when there is none in time."""
    deadline = time.monotonic() + patience
    while True:
        if value := condition():
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"never happened: {what}")
        time.sleep(0.02)


class Quiet(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are two writes, and the second would wait for the peer's delayed ACK

    def log_message(self, *_):
        pass

    def date_time_string(self, timestamp=None):
        return super().date_time_string((timestamp or time.time()) + self.server_object.clock_ahead)

    def answer(self, status, body, **headers):
        body = body.encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def drop(self):
        self.close_connection = True

    def reset(self):
        """The peer sees a reset, not an end."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True


class Server:
    """Serves until it is stopped; `misbehave` says how the next requests are treated."""

    clock_ahead = 0  # seconds that its clock is wrong by

    def __init__(self, handler, port=0, address="127.0.0.1", context=None):
        self.address, self.port, self.context, self.plan, self.lock = address, port, context, [], threading.Lock()
        self.handler = type("Handler", (handler,), {"server_object": self})

    def start(self):
        self.http = http.server.ThreadingHTTPServer((self.address, self.port), self.handler)
        self.http.daemon_threads = True
        if self.context:
            self.http.socket = self.context.wrap_socket(self.http.socket, server_side=True, do_handshake_on_connect=False)
        self.port = self.http.server_address[1]
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def stop(self):
        self.http.shutdown()
        self.http.server_close()

    def misbehave(self, *how):
        with self.lock:
            self.plan += how

    def next_misbehaviour(self):
        with self.lock:
            return self.plan.pop(0) if self.plan else None


class RouterHandler(Quiet):
    """Metadata by source address, as CloudStack's router serves it. Beside the answers below it can "drop" and "stall"."""

    ANSWERS = {"empty": (200, ""), "html": (200, "<html>"), "missing": (404, "<html>"), "short": (200, "2c6f1f2e-9f60-4b5"),
               "stutter": (503, "")}

    def do_GET(self):
        router = self.server_object
        guest = self.client_address[0]
        how = router.next_misbehaviour()
        with router.lock:
            router.asked.append(guest)
        if how == "stall":
            self.rfile.read(1)  # comes back when the client has had enough
        if how in ("drop", "stall"):
            return self.drop()
        if how == "reset":
            return self.reset()
        if isinstance(how, float):
            time.sleep(how)  # slow
        elif how:
            return self.answer(*self.ANSWERS[how])
        known = {"/latest/meta-data/instance-id": router.guests.get(guest), "/latest/meta-data/local-ipv4": guest, **router.files}
        body = known.get(self.path) if guest in router.guests else None
        self.answer(200, body) if body else self.answer(404, "<html>")


class Router(Server):
    def __init__(self, guests, **where):
        super().__init__(RouterHandler, **where)
        self.guests, self.asked = guests, []
        self.files = {}  # what else it serves to guests it knows, by path


class ManagerHandler(Quiet):
    """Stores a report before it acknowledges it. Misbehaviours: a status, (status, headers), "drop" and "reset" after storing,
    "portal", and a number of seconds to be slow."""

    def setup(self):
        super().setup()
        self.server_object.connections += 1

    def do_GET(self):
        self.answer(405, "{}")

    def do_POST(self):
        manager = self.server_object
        body = self.rfile.read(int(self.headers["Content-Length"]))
        report = json.loads(body)
        how = manager.next_misbehaviour()
        if isinstance(how, float):
            time.sleep(how)
            how = None
        status, headers = how if isinstance(how, tuple) else (how, {})
        with manager.lock:
            manager.tries.append(report["report_id"])
            expect("the key of a try", report["report_id"], self.headers["Idempotency-Key"])
            if not isinstance(status, int) and how != "portal":
                expect("the same report again", body, manager.bytes.setdefault(report["report_id"], body))
                manager.reports.setdefault(report["report_id"], report)
                manager.proofs[report["report_id"]] = self.headers["Readystage-Proof"]
                manager.peers[report["report_id"]] = self.connection.getpeercert() or {}
        if how == "drop":
            return self.drop()
        if how == "reset":
            return self.reset()
        if how == "portal":
            return self.answer(200, "<html>log in</html>")
        if how is not None:
            return self.answer(status, json.dumps({"status": status, "detail": "as planned"}), **headers)
        receipt = f"r-{list(manager.reports).index(report['report_id'])}"
        self.answer(202, json.dumps({"report_id": report["report_id"], "receipt": receipt}))


class Manager(Server):
    def __init__(self, tls, **where):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tls / "server.pem", tls / "server.key")
        super().__init__(ManagerHandler, context=context, **where)
        self.reports, self.tries = {}, []  # in the order of their first arrival; every try
        self.bytes, self.proofs, self.peers = {}, {}, {}  # of each report: as it came, the proof, the client's certificate
        self.connections = 0


class Machine:
    """What the agent sees of a machine. A clone is one made with `disk_of` another."""

    def __init__(self, name="guest", product=None, disk_of=None):
        self.root = WORK / name
        if disk_of:
            subprocess.run(["cp", "-a", disk_of.root, self.root], check=True)
        self._write("sys/class/dmi/id/product_uuid", product or str(uuid.uuid4()))
        self.boot()

    def boot(self):
        self._write("proc/sys/kernel/random/boot_id", str(uuid.uuid4()))

    def _write(self, path, text):
        path = self.root / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n")

    def configure(self, **settings):
        self._write("etc/readystage/agent.conf", "".join(f"{key} = {value}\n" for key, value in settings.items()))

    @property
    def state(self):
        return self.root / "var/lib/readystage"

    def spool(self, folder):
        return sorted(path.name for path in self.state.glob(folder) if not path.name.startswith("."))

    def environment(self):
        return {"PATH": os.environ["PATH"], "READYSTAGE_ROOT": str(self.root)}

    def agent(self, *words, code=0, prefix=(), **variables):
        """Runs the agent; returns what it printed."""
        ended = subprocess.run(
            [*prefix, AGENT, *words],
            env={**self.environment(), **variables},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        print("$ readystage-agent", *words, "->", ended.returncode, ended.stdout, ended.stderr, sep=" ")
        expect(f"exit code of {words}", code, ended.returncode)
        self.said = ended.stderr
        return ended.stdout

    @contextlib.contextmanager
    def draining(self, *words, prefix=()):
        """A `deliver --drain` in the background, killed at the end of the block."""
        log = open(WORK / "drain.log", "a+")
        process = subprocess.Popen([*prefix, AGENT, "deliver", "--drain", *words], env=self.environment(), stderr=log)
        process.log = lambda: Path(log.name).read_text()
        try:
            yield process
        finally:
            process.kill()
            process.wait()
            print(process.log())


VM = "2c6f1f2e-9f60-4b5c-8e0b-0a3c1f1d7f11"


class Lab:
    """One guest on the loopback with a router that knows it and a manager, both running."""

    def __init__(self, **settings):
        certificates.make(WORK / "tls", ["DNS:localhost", "IP:127.0.0.1"])
        self.router = Router({"127.0.0.1": VM}).start()
        self.manager = Manager(WORK / "tls").start()
        self.settings = {
            "manager": f"https://127.0.0.1:{self.manager.port}",
            "ca_file": WORK / "tls/ca.pem",
            "router": "127.0.0.1",
            "router_port": self.router.port,
            "retry_base": "10ms",
            "retry_cap": "100ms",
            **settings,
        }
        self.guest = self.machine()

    def machine(self, *arguments, **more):
        machine = Machine(*arguments, **more)
        machine.configure(**self.settings)
        return machine


def kill(process):
    process.send_signal(signal.SIGKILL)
    process.wait()
