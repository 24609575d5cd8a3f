"""The cloud's network: a namespace with a bridge, whose own address is the virtual router's, and dnsmasq on it."""

import subprocess

import dnsmasq

ROUTER = "10.1.1.1"
BRIDGE = "br0"

def addresses():
    """What the cloud gives to its VMs, each with its MAC: 02:00 and the four bytes of the address."""
    for last in range(2, 255):
        yield f"02:00:0a:01:01:{last:02x}", f"10.1.1.{last}"


class Network:
    def __init__(self, namespace, folder):
        self.namespace = namespace
        self._folder = folder

    def inside(self, *command):
        """The same command in the namespace."""
        return ["ip", "netns", "exec", self.namespace, *map(str, command)]

    def exists(self):
        listed = subprocess.run(["ip", "netns", "list"], check=True, capture_output=True, text=True).stdout
        return any(line.split()[:1] == [self.namespace] for line in listed.splitlines())

    def create(self):
        subprocess.run(["ip", "netns", "add", self.namespace], check=True)
        # Forwarding makes the router say "unreachable" at once for what the guests look for outside, instead of nothing.
        self._set("net/ipv4/ip_forward", 1)
        self._set("net/ipv6/conf/all/disable_ipv6", 1)
        self._set("net/ipv6/conf/default/disable_ipv6", 1)
        self._ip("link", "set", "lo", "up")
        self._ip("link", "add", BRIDGE, "type", "bridge", "forward_delay", "0")
        self._ip("address", "add", f"{ROUTER}/24", "dev", BRIDGE)
        self._ip("link", "set", BRIDGE, "up")

    def destroy(self):
        """Takes the namespace away, with what runs in it still."""
        if not self.exists():
            return
        for pid in self.pids():
            subprocess.run(["kill", "-KILL", pid], check=False, capture_output=True)
        subprocess.run(["ip", "netns", "delete", self.namespace], check=True)

    def pids(self):
        listed = subprocess.run(["ip", "netns", "pids", self.namespace], check=False, capture_output=True, text=True)
        return listed.stdout.split()

    def dnsmasq(self):
        """The command that answers DHCP and DNS. Every host stands in its file from the start: Debian's dnsmasq dies of a
        SIGHUP that brings new ones."""
        names = {"data-server": ROUTER, "readystage": ROUTER}
        return self.inside(*dnsmasq.command(self._folder, f"interface={BRIDGE}", names, "cloud.internal", leases=list(addresses())))

    def _ip(self, *words):
        subprocess.run(["ip", "-n", self.namespace, *words], check=True)

    def _set(self, key, value):
        subprocess.run(self.inside("sh", "-c", f"echo {value} > /proc/sys/{key}"), check=True)
