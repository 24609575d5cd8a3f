"""The cloud's network: a namespace with a bridge, whose own address is the virtual router's, and dnsmasq on it."""

import json
import subprocess
from pathlib import Path

import dnsmasq

ROUTER = "10.1.1.1"
BRIDGE = "br0"


def addresses():
    """What the cloud gives to its VMs, each with its MAC: 02:00 and the four bytes of the address."""
    for last in range(2, 255):
        yield f"02:00:0a:01:01:{last:02x}", f"10.1.1.{last}"


def birth(namespace):
    """What tells this namespace from others that had or will have its name; None when there is none."""
    try:
        seen = Path("/run/netns", namespace).stat()
    except FileNotFoundError:
        return None
    return [seen.st_ino, seen.st_ctime_ns]


class Network:
    """A namespace is ours when `folder` has the record that we created it; no other one is ever touched."""

    def __init__(self, namespace, folder):
        self.namespace = namespace
        self._folder = folder
        self._record = folder / "namespace.json"

    def inside(self, *command):
        """The same command in the namespace."""
        return ["ip", "netns", "exec", self.namespace, *map(str, command)]

    def exists(self):
        """Whether there is one of this name, ours or not."""
        return birth(self.namespace) is not None

    def ours(self):
        """The name of the namespace that was created for this folder and is there still; None without."""
        try:
            record = json.loads(self._record.read_text())
        except FileNotFoundError:
            return None
        return record["name"] if birth(record["name"]) == record["birth"] else None

    def create(self):
        self._folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["ip", "netns", "add", self.namespace], check=True)
        self._record.write_text(json.dumps({"name": self.namespace, "birth": birth(self.namespace)}) + "\n")
        # Forwarding makes the router say "unreachable" at once for what the guests look for outside, instead of nothing.
        self._set("net/ipv4/ip_forward", 1)
        self._set("net/ipv6/conf/all/disable_ipv6", 1)
        self._set("net/ipv6/conf/default/disable_ipv6", 1)
        self._ip("link", "set", "lo", "up")
        self._ip("link", "add", BRIDGE, "type", "bridge", "forward_delay", "0")
        self._ip("address", "add", f"{ROUTER}/24", "dev", BRIDGE)
        self._ip("link", "set", BRIDGE, "up")

    def destroy(self):
        """Takes our namespace away, with what runs in it still."""
        if not (name := self.ours()):
            return
        listed = subprocess.run(["ip", "netns", "pids", name], check=False, capture_output=True, text=True)
        for pid in listed.stdout.split():
            subprocess.run(["kill", "-KILL", pid], check=False, capture_output=True)
        subprocess.run(["ip", "netns", "delete", name], check=True)

    def dnsmasq(self):
        """The command that answers DHCP and DNS. Every host stands in its file from the start: Debian's dnsmasq dies of a
        SIGHUP that brings new ones."""
        names = {"data-server": ROUTER, "readystage": ROUTER}
        return self.inside(*dnsmasq.command(self._folder, f"interface={BRIDGE}", names, "cloud.internal", leases=list(addresses())))

    def _ip(self, *words):
        subprocess.run(["ip", "-n", self.namespace, *words], check=True)

    def _set(self, key, value):
        subprocess.run(self.inside("sh", "-c", f"echo {value} > /proc/sys/{key}"), check=True)
