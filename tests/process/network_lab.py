"""Networks for steps that need root: a guest and its virtual routers in network namespaces, with a real dnsmasq and a
real dhclient. Names of namespaces begin with the work folder's, and all of them go when the block ends.
"""

import ctypes
import json
import os
import socket
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from guest_lab import WORK, Machine, Manager, Router, certificates, until  # finds the demo's modules, too

import dnsmasq  # noqa: I001

LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNET = 0x40000000


def run(*words):
    subprocess.run([str(word) for word in words], check=True, timeout=60)


class SilentNameServer:
    """Takes queries and never answers: worse than nobody, whom the network reports."""

    def __init__(self, address):
        self.address = address

    def start(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((self.address, 53))

    def stop(self):
        self.socket.close()


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

    def dnsmasq(self, namespace, listen, pool, *options, data_server=None):
        """DHCP and DNS as CloudStack's router has them; without another address `data-server` is what `listen` is."""
        command = dnsmasq.command(
            WORK / f"{namespace}.dnsmasq", f"listen-address={listen}", {"data-server": data_server or listen}, "cs2cloud.internal",
            pool=pool, more=[option.removeprefix("--") for option in options],
        )  # fmt: skip
        self.start(namespace, f"{namespace}.dnsmasq", *command)

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

    def start_on_machine(self, name, *words):
        """Starts a program in the guest that finds the machine's /run and /var/lib in the place of this one's."""
        mounts = "mount --make-rprivate /"
        for folder in ("run", "var/lib"):
            (self.machine.root / folder).mkdir(parents=True, exist_ok=True)
            mounts += f" && mount --bind {self.machine.root}/{folder} /{folder}"
        # A /sys that cannot be written to tells these programs that there is no udev to wait for.
        mounts += ' && mount -o remount,ro,bind /sys && exec "$0" "$@"'
        self.start(self.guest, name, "unshare", "--mount", "--uts", "sh", "-c", mounts, *words)

    def dhcpcd(self, card):
        """Gets a lease by dhcpcd, which sets address and route itself; its scripts would write to this machine."""
        (self.machine.root / "var/lib/dhcpcd").mkdir(parents=True)
        self.start_on_machine(f"{card}.dhcpcd", "dhcpcd", "-4", "-B", "-A", "-f", "/dev/null", "-c", "/bin/true", card)
        lease = self.machine.root / f"var/lib/dhcpcd/{card}.lease"
        until(f"{card} has a lease", lambda: lease.exists() and lease.stat().st_size > 240)
        until(f"{card} has an address", lambda: self.addresses(card))
        return lease

    def networkd(self, *cards):
        """Gets leases by systemd-networkd, which runs without systemd as long as it has no udev and no bus."""
        config = self.machine.root / "run/systemd/network/10-all.network"
        config.parent.mkdir(parents=True)
        config.write_text("[Match]\nName=eth*\n[Network]\nDHCP=ipv4\nLinkLocalAddressing=no\nIPv6AcceptRA=no\n")
        self.start_on_machine("networkd", "/lib/systemd/systemd-networkd")
        leases = [self.machine.root / f"run/systemd/netif/leases/{self.index(card)}" for card in cards]
        for card, lease in zip(cards, leases):
            until(f"{card} has a lease", lambda: lease.exists() and "SERVER_ADDRESS=" in lease.read_text())
            until(f"{card} has an address", lambda: self.addresses(card))
        return leases

    def network_manager(self, card):
        """Gets a lease by NetworkManager, which needs a bus of its own."""
        run_folder, settings = self.machine.root / "run", WORK / "NetworkManager.conf"
        profile = run_folder / f"NetworkManager/system-connections/{card}.nmconnection"
        profile.parent.mkdir(parents=True)
        profile.write_text(f"[connection]\nid={card}\ntype=ethernet\ninterface-name={card}\n[ipv4]\nmethod=auto\n[ipv6]\nmethod=disabled\n")
        profile.chmod(0o600)
        settings.write_text(
            "[main]\nplugins=keyfile\ndhcp=internal\ndns=none\nrc-manager=unmanaged\nhostname-mode=none\nauth-polkit=false\n"
            "[device]\nmatch-device=*\nmanaged=1\n"
        )
        bus = WORK / "bus.conf"
        bus.write_text(
            "<busconfig><type>system</type><listen>unix:path=/run/dbus/system_bus_socket</listen><policy context='default'>"
            "<allow user='*'/><allow own='*'/><allow send_destination='*' eavesdrop='true'/><allow eavesdrop='true'/></policy></busconfig>"
        )
        (run_folder / "dbus").mkdir()
        self.start_on_machine("bus", "dbus-daemon", "--nofork", "--nopidfile", f"--config-file={bus}")
        until("there is a bus", (run_folder / "dbus/system_bus_socket").exists)
        self.start_on_machine("network-manager", "NetworkManager", "--no-daemon", "--config", settings, "--config-dir", "/nowhere")
        state = run_folder / f"NetworkManager/devices/{self.index(card)}"
        until(f"{card} has a lease", lambda: state.exists() and "dhcp_server_identifier" in state.read_text())
        until(f"{card} has an address", lambda: self.addresses(card))
        return state

    def hide_routes(self):
        """The machine has no routing table that the agent could read."""
        (self.machine.root / "proc/net").unlink()

    def index(self, card):
        shown = subprocess.run(["ip", "-n", self.guest, "-j", "link", "show", card], capture_output=True, check=True)
        return json.loads(shown.stdout)[0]["ifindex"]

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

    @staticmethod
    def within(namespace, work):
        """Does it in a thread whose sockets, and all it starts, belong to the namespace; its result."""

        def enter():
            with open(f"/run/netns/{namespace}") as file:
                if LIBC.setns(file.fileno(), CLONE_NEWNET) != 0:
                    raise OSError(ctypes.get_errno(), "setns")
            return work()

        with ThreadPoolExecutor(1) as one:
            return one.submit(enter).result()

    def serve(self, namespace, server):
        """Starts a server of guest_lab whose socket belongs to the namespace."""
        self.within(namespace, server.start)
        self.servers.append(server)
        return server

    def router(self, namespace, address, guests):
        return self.serve(namespace, Router(guests, address=address, port=80))

    def manager(self, namespace, address, retry_cap="100ms"):
        certificates.make(WORK / "tls", [f"IP:{address}"])
        manager = self.serve(namespace, Manager(WORK / "tls", address=address, port=8450))
        self.machine.configure(
            manager=f"https://{address}:8450", ca_file=WORK / "tls/ca.pem", retry_base="10ms", retry_cap=retry_cap
        )
        return manager

    def agent(self, *words, **more):
        return self.machine.agent(*words, prefix=self.inside, **more)
