"""The demo's world in one work folder: network, CloudStack, manager, dispatcher, and the template of the VMs."""

import json
import os
import secrets
import shutil
import socket
import subprocess
from pathlib import Path

import certificates
from network import BRIDGE, ROUTER, Network
from processes import Processes, wait_until

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parent.parent
MARKER = ".readystage-quickstart"
USUAL_WORK = Path("/var/tmp/readystage-quickstart")
USUAL_NAMESPACE = "readystage-demo"

API = "http://127.0.0.1:8080/client/api"
MANAGER = "https://127.0.0.1:8451"
ADMIN = "http://127.0.0.1:8452"

MANAGER_CONF = """\
state_dir = {work}/manager/state

[log]
format = key-value
level = info

[reports]
listen = {router}:8450
certificate = {work}/tls/server.pem
private_key = {work}/tls/server.key

[api]
listen = 127.0.0.1:8451
tls = on
certificate = {work}/tls/server.pem
private_key = {work}/tls/server.key

[admin]
listen = 127.0.0.1:8452

[cloudstack]
url = {api}
api_key = {api_key}
secret_key_file = {work}/manager/secret_key

[identity]
floor = address

[gateway]
keys_file = {work}/manager/keys
bundles_dir = {work}/manager/bundles.d
"""

BUNDLE = {
    "name": "foo",
    "zone": "demo",
    "service_offering": "small",
    "disk_offering": "scratch",
    "template": "debian-12",
    "networks": ["demo-net"],
    "userdata": "flavour=foo\n",
    "failed_after_runs": 1,
}


class Trouble(Exception):
    """The demo cannot go on; the words are for the person at the terminal."""


def write(path, text, mode=0o644):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=mode)
    path.write_text(text)


class World:
    def __init__(self, work, namespace):
        self.work = work
        self.log = work / "log"
        self.guests = work / "guests"
        self.network = Network(namespace, work / "network")
        self.processes = Processes(work / "processes.json")
        self.keys = {}

    # What exists

    @property
    def ours(self):
        """Whether the work folder is one of the quickstart's: only such a one is changed."""
        return (self.work / MARKER).exists()

    @property
    def kept(self):
        """Whether a run with --keep lives here."""
        return self.ours and (self.work / "kept").exists() and bool(self.processes.alive())

    def keep(self):
        (self.work / "kept").touch()

    def claim(self):
        """Takes the work folder, which exists, for a new run and empties it. Only a folder that is ours, or that is new, is emptied."""
        if any(self.work.iterdir()) and not self.ours:
            raise Trouble(f"{self.work} has other things in it; name another folder with --work")
        (self.work / MARKER).touch()
        self.tear_down()
        if self.network.exists():
            raise Trouble(
                f"there is a network namespace {self.network.namespace} that was not made for {self.work}. Name another with --namespace; "
                f"or end the world it belongs to with `{SOURCE}/packaging/quickstart --stop --work ITS_FOLDER`; "
                f"or, if nothing needs it any more, `ip netns delete {self.network.namespace}`"
            )
        for child in self.work.iterdir():
            if child.is_dir():
                shutil.rmtree(child)
            elif child.name != MARKER:
                child.unlink()
        self.log.mkdir()
        self.guests.mkdir()
        self.processes = Processes(self.work / "processes.json")

    def tear_down(self):
        """Ends every process of this world and takes its network away; files stay. Nothing to do is fine."""
        if not self.ours:
            return
        self.processes.stop_all()
        for guest in self.guests.glob("*"):
            self._stop_guest(guest.name)
        self.network.destroy()
        (self.work / "kept").unlink(missing_ok=True)

    # What is built

    def prepare(self, package, install_fails):
        """Writes everything that is needed into the work folder."""
        self.keys = {who: (secrets.token_urlsafe(48), secrets.token_urlsafe(48)) for who in ("admin", "dispatcher")}
        names = ["DNS:readystage", "DNS:localhost", "IP:127.0.0.1", f"IP:{ROUTER}"]
        certificates.make(self.work / "tls", names)
        self._write_template(package, install_fails)
        self._write_scenario()
        self._write_manager()

    def _write_template(self, package, install_fails):
        """Files that a template of this cloud would have beside those of Debian."""
        root = self.work / "template"
        code = root / "etc/puppet/code/environments/production"
        for source, target in (
            (HERE / "guest-boot", root / "usr/sbin/guest-boot"),
            (HERE / "site/site.pp", code / "manifests/site.pp"),
            (HERE / "site/hiera.yaml", code / "hiera.yaml"),
            (HERE / "site/common.yaml", code / "data/common.yaml"),
            (self.work / "tls/ca.pem", root / "etc/ssl/certs/readystage-demo.pem"),
            (package, root / "var/cache/readystage/readystage-agent.deb"),
        ):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
        # The module's tests leave a link to the module itself below spec.
        shutil.copytree(SOURCE / "puppet/readystage", code / "modules/readystage", ignore=shutil.ignore_patterns("spec"))
        # Triggers would rebuild the index of manual pages, for seconds, in a machine that lives for seconds.
        write(root / "etc/dpkg/dpkg.cfg.d/demo", "force-unsafe-io\nno-triggers\n")
        if install_fails:
            with open(code / "data/common.yaml", "a", encoding="utf-8") as data:
                data.write("demo::install_fails: true\n")

    def _write_scenario(self):
        """cloudsim's cloud: one zone, one network, an administrator for the manager and a user for the dispatcher."""
        admin, dispatcher = self.keys["admin"], self.keys["dispatcher"]
        scenario = {
            "listen": "127.0.0.1:8080",
            "guest_hook": str(HERE / "guest"),
            "users": [
                {"account": "readystage", "role": "Admin", "api_key": admin[0], "secret_key": admin[1]},
                {"account": "jobs", "role": "User", "api_key": dispatcher[0], "secret_key": dispatcher[1]},
            ],
            "zones": [{"name": "demo"}],
            "service_offerings": [{"name": "small", "memory": 512}],
            "disk_offerings": [{"name": "scratch", "disk_size": 10}],
            "templates": [{"name": "debian-12", "os": "Debian GNU/Linux 12 (64-bit)"}],
            "networks": [
                {
                    "name": "demo-net",
                    "type": "Isolated",
                    "account": "jobs",
                    "gateway": ROUTER,
                    "netmask": "255.255.255.0",
                    "range": "10.1.1.2-10.1.1.254",
                    "router": {"listen": [f"{ROUTER}:80"]},
                }
            ],
        }
        write(self.work / "cloudsim/scenario.json", json.dumps(scenario, indent=2) + "\n", 0o600)

    def _write_manager(self):
        folder = self.work / "manager"
        (folder / "state").mkdir(mode=0o700, parents=True)
        api_key, secret_key = self.keys["admin"]
        write(folder / "manager.conf", MANAGER_CONF.format(work=self.work, router=ROUTER, api=API, api_key=api_key))
        write(folder / "secret_key", secret_key + "\n", 0o600)
        write(folder / "keys", " ".join(self.keys["dispatcher"]) + "\n", 0o600)
        write(folder / "bundles.d/foo.json", json.dumps(BUNDLE, indent=2) + "\n")

    # What runs

    def start_network(self):
        self.network.create()
        self.processes.start("dnsmasq", self.network.dnsmasq(), self.log / "dnsmasq.log")

    def start_cloud(self, build):
        """cloudsim, told where its guests are to live."""
        environment = {
            **os.environ,
            "GUEST_HOME": str(self.guests),
            "GUEST_BRIDGE": BRIDGE,
            "GUEST_TEMPLATE": str(self.work / "template"),
        }
        ready = self.work / "cloudsim/ready"
        command = [build / "bin/cloudsim", "run", self.work / "cloudsim/scenario.json", "--ready-file", ready]
        self._start("cloudsim", command, ready.exists, env=environment)

    def start_manager(self, build):
        """The manager, which says READY as a service of systemd does."""
        path = self.work / "manager/notify"
        command = [build / "bin/readystage-manager", "--config", self.work / "manager/manager.conf"]
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
            notify.bind(str(path))
            notify.setblocking(False)

            def said_ready():
                try:
                    return b"READY=1" in notify.recv(4096)
                except BlockingIOError:
                    return False

            self._start("manager", command, said_ready, env={**os.environ, "NOTIFY_SOCKET": str(path)})

    def _start(self, name, command, ready, env):
        """Starts a program in the cloud's network and waits until it is ready."""
        process = self.processes.start(name, self.network.inside(*command), self.log / f"{name}.log", env=env)
        if not wait_until(lambda: ready() or process.poll() is not None, 30):
            raise Trouble(f"{name} was not ready after 30 seconds:\n{self.last_lines(name)}")
        if process.returncode is not None:
            raise Trouble(f"{name} ended with {process.returncode} at its start:\n{self.last_lines(name)}")

    def start_dispatcher(self, name, fails, keep):
        api_key, secret_key = self.keys["dispatcher"]
        settings = {
            "manager": MANAGER,
            "ca_file": str(self.work / "tls/ca.pem"),
            "api_key": api_key,
            "secret_key": secret_key,
            "bundle": "foo",
            "name": name,
            "expect": "failed" if fails else "ready",
            "culprit": "Exec[install-foo]",
            "keep": keep,
        }
        write(self.work / "dispatcher/settings.json", json.dumps(settings, indent=2) + "\n", 0o600)
        command = ["/usr/bin/python3", "-B", HERE / "dispatcher.py", self.work / "dispatcher/settings.json"]
        environment = {**os.environ, "no_proxy": "*", "NO_PROXY": "*"}  # there is no way out of this network
        return self.processes.start("dispatcher", self.network.inside(*command), self.log / "dispatcher.log", env=environment)

    def _stop_guest(self, vm):
        """Calls the guest hook. It deletes the guest's link, too: in an empty network, because ours goes anyhow and others are not ours."""
        environment = {**os.environ, "CLOUDSIM_VM_ID": vm, "GUEST_HOME": str(self.guests)}
        subprocess.run(["unshare", "--net", HERE / "guest", "stop"], env=environment, check=False, capture_output=True)

    def guest_process(self, vm):
        """Process id and birth of a VM's first process, as the guest hook wrote them down; None without."""
        try:
            pid, birth = (self.guests / vm / "pid").read_text().split()
        except (FileNotFoundError, ValueError):
            return None
        return int(pid), int(birth)

    # For people

    def write_tools(self):
        """The stock client `cs` with the dispatcher's keys, and a way into a VM."""
        key, secret = self.keys["dispatcher"]
        lines = ["[cloudstack]", f"endpoint = {MANAGER}/client/api", f"key = {key}", f"secret = {secret}"]
        write(self.work / "cloudstack.ini", "\n".join([*lines, f"verify = {self.work}/tls/ca.pem", ""]), 0o600)
        write(self.work / "cs", '#!/bin/sh\nexec /usr/bin/python3 -m cs "$@"\n', 0o755)
        enter = f"""#!/bin/sh\n# enter VM COMMAND...\nexport GUEST_HOME={self.guests} CLOUDSIM_VM_ID="$1"\nshift\n"""
        write(self.work / "enter", f'{enter}exec {HERE}/guest enter "$@"\n', 0o755)

    def how_to_stop(self):
        return f"{SOURCE}/packaging/quickstart --stop" + ("" if self.work == USUAL_WORK else f" --work {self.work}")

    def last_lines(self, name, count=15):
        try:
            lines = (self.log / f"{name}.log").read_text(errors="replace").splitlines()
        except FileNotFoundError:
            return ""
        return "\n".join("    " + line for line in lines[-count:])
