"""Networks for steps that need root: a guest and its virtual routers in network namespaces, with a real dnsmasq and a
real dhclient. Names of namespaces begin with the work folder's, and all of them go when the block ends.
"""

import ctypes
import os
import subprocess
import threading
import time
from pathlib import Path

from guest_lab import WORK, Machine, Manager, Router, certificates, until

LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNET = 0x40000000


def run(*words):
    subprocess.run([str(word) for word in words], check=True, timeout=60)


class Network:
    """Use as a context manager: namespaces, links and programs end with it."""

    def __init__(self):
        self.prefix = f"rs{os.getpid()}"
        self.namespaces, self.programs, self.servers, self.links = [], [], [], 0

    def __enter__(self):
        self.guest = self.namespace("guest")
        self.machine = Machine()
        net = self.machine.root / "proc/net"
        net.symlink_to("/proc/net")
        self.resolver()
        return self

    def __exit__(self, *_):
        for server in self.servers:
            server.stop()
        for program in self.programs:
            program.kill()
            program.wait()
        for namespace in self.namespaces:
            subprocess.run(["ip", "netns", "delete", namespace], check=False)
        for log in WORK.glob("*.log"):
            print(f"---- {log.name}", log.read_text(errors="replace")[-3000:], sep="\n")

    def namespace(self, name):
        namespace = f"{self.prefix}-{name}"
        run("ip", "netns", "add", namespace)
        self.namespaces.append(namespace)
        self.ip(namespace, "link set lo up")
        return namespace

    @staticmethod
    def ip(namespace, words):
        run("ip", "-n", namespace, *words.split())

    def connect(self, card, router, *addresses):
        """Gives the guest a card on a network where `router` (a new namespace) has these addresses."""
        self.links += 1
        far = self.namespace(router)
        self.ip(self.guest, f"link add {card} type veth peer name lan netns {far}")
        self.ip(self.guest, f"link set {card} up")
        self.ip(far, "link set lan up")
        for address in addresses:
            self.ip(far, f"address add {address} dev lan")
        return far

    def start(self, namespace, name, *words):
        log = open(WORK / f"{name}.log", "ab")
        command = ["ip", "netns", "exec", namespace, *map(str, words)]
        self.programs.append(subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log))

    def dnsmasq(self, namespace, listen, pool, *options):
        """DHCP and DNS as CloudStack's router has them; `data-server` is what `listen` is."""
        hosts = WORK / f"{namespace}.hosts"
        hosts.write_text(f"{listen} data-server\n")
        self.start(
            namespace, f"{namespace}.dnsmasq", "dnsmasq", "--keep-in-foreground", "--no-resolv", "--no-hosts",
            f"--addn-hosts={hosts}", f"--listen-address={listen}", "--bind-interfaces", "--user=root", "--conf-file=/dev/null",
            f"--dhcp-range={pool},{pool},255.255.255.0,infinite", f"--dhcp-leasefile={WORK}/{namespace}.leases",
            "--expand-hosts", "--domain=cs2cloud.internal", "--domain-needed", "--dhcp-authoritative", "--log-dhcp",
            f"--pid-file={WORK}/{namespace}.pid", *options,
        )  # fmt: skip

    def dhclient(self, card):
        """Gets a lease; the address and the default route are set as the distribution's script would."""
        script = WORK / "dhclient-script"
        script.write_text(
            "#!/bin/sh\n"
            'case "$reason" in BOUND|REBOOT)\n'
            '  ip address add "$new_ip_address/24" dev "$interface"\n'
            '  [ -z "$new_routers" ] || ip route add default via "${new_routers%% *}"\n'
            "esac\n"
        )
        script.chmod(0o755)
        leases = self.machine.root / f"var/lib/dhcp/dhclient.{card}.leases"
        leases.parent.mkdir(parents=True, exist_ok=True)
        self.start(
            self.guest, f"{card}.dhclient", "dhclient", "-4", "-d", "-v", "-sf", script, "-lf", leases,
            "-pf", WORK / f"{card}.dhclient.pid", "-cf", "/dev/null", card,
        )  # fmt: skip
        until(f"{card} has a lease", lambda: leases.exists() and "}" in leases.read_text())
        until(f"{card} has an address", lambda: self.addresses(card))
        return leases

    def addresses(self, card):
        shown = subprocess.run(["ip", "-n", self.guest, "-o", "-4", "address", "show", "dev", card], capture_output=True, text=True)
        return shown.stdout.split()[3:4]

    def resolver(self, *servers):
        (WORK / "resolv.conf").write_text("".join(f"nameserver {server}\n" for server in servers) or "nameserver 127.0.0.1\n")

    @property
    def inside(self):
        """Words in front of a command that runs in the guest, with the guest's resolver."""
        bind = f"mount --bind {WORK}/resolv.conf /etc/resolv.conf && exec \"$0\" \"$@\""
        return ["ip", "netns", "exec", self.guest, "unshare", "--mount", "sh", "-c", bind]

    def serve(self, namespace, server):
        """Starts a server of guest_lab whose socket belongs to the namespace."""

        def enter():
            with open(f"/run/netns/{namespace}") as file:
                if LIBC.setns(file.fileno(), CLONE_NEWNET) != 0:
                    raise OSError(ctypes.get_errno(), "setns")
            server.start()

        thread = threading.Thread(target=enter)
        thread.start()
        thread.join()
        self.servers.append(server)
        return server

    def router(self, namespace, address, guests):
        return self.serve(namespace, Router(guests, address=address, port=80))

    def manager(self, namespace, address):
        certificates.make(WORK / "tls", [f"IP:{address}"])
        manager = self.serve(namespace, Manager(WORK / "tls", address=address, port=8450))
        self.machine.configure(
            manager=f"https://{address}:8450", ca_file=WORK / "tls/ca.pem", retry_base="10ms", retry_cap="100ms"
        )
        return manager

    def agent(self, *words, **more):
        return self.machine.agent(*words, prefix=self.inside, **more)
