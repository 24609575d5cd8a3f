"""The dnsmasq of a virtual router, with the options and files CloudStack's router gives it (CsDhcp.py, dnsmasq.conf.tmpl)."""

CONFIG = """\
{where}
except-interface=lo
bind-interfaces
user=root
pid-file
no-resolv
no-hosts
addn-hosts={folder}/hosts
expand-hosts
domain={domain}
domain-needed
bogus-priv
no-ping
log-dhcp
dhcp-authoritative
dhcp-range={first},{last},255.255.255.0,infinite
dhcp-hostsfile={folder}/dhcphosts
dhcp-leasefile={folder}/leases
"""


def command(folder, where, names, domain, leases=(), pool=None, more=()):
    """Writes the files into `folder`, a path, and returns the command. `where` is the line that says on what card or address it answers.

    `names` is what the name server knows, name -> address. Addresses go to the MACs of `leases`, pairs, or one to whoever asks: `pool`.
    Gateway and name server of a guest are dnsmasq's own address unless `more`, further lines, says otherwise.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "hosts").write_text("".join(f"{address} {name}\n" for name, address in names.items()))
    (folder / "dhcphosts").write_text("".join(f"{mac},{address},infinite\n" for mac, address in leases))
    first, last = (pool, pool) if pool else (leases[0][1], "static")
    config = folder / "dnsmasq.conf"
    lines = CONFIG.format(where=where, folder=folder, domain=domain, first=first, last=last)
    config.write_text(lines + "".join(f"{line}\n" for line in more))
    return ["dnsmasq", f"--conf-file={config}", "--keep-in-foreground", "--log-facility=-"]
