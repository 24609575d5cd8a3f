"""The steps of the main job: what is told of each, and which of them must happen."""

import re

COMMON = [
    "cloudstack-up", "manager-up", "deploy", "power-on", "lease", "puppet-start", "deployed", "waiting", "installed",
    "handed-over", "puppet-end", "identified", "committed", "delivered", "verified", "told",
]  # fmt: skip
READY = COMMON + ["tag-written", "userdata-written", "seen-userdata", "seen-getuserdata", "seen-tag"]
FAILED = COMMON + ["resource-failed", "tag-written", "seen-failed-tag", "seen-no-mark"]
END = ["destroy", "destroyed", "power-off"]


def required(fails, keep):
    return (FAILED if fails else READY) + ([] if keep else END)


def tell(event):
    """(step, who, what) for an event that belongs to the story; None for one that does not."""
    teller = TELLERS.get(event.name)
    return teller(event.fields) if teller else None


def from_world(step, who, what):
    return step, lambda f: (step, who, what.format_map(f))


def puppet(fields):
    """What Puppet prints on the guest's console."""
    line = fields["line"]
    for pattern, step, what in PUPPET_LINES:
        if found := re.search(pattern, line):
            return step, "puppet", what.format(*found.groups())
    return None


PUPPET_LINES = [
    (r"Package\[readystage-agent\]/ensure: created", "installed", "Package[readystage-agent]: the agent, from its .deb"),
    (r"Readystage_report\[puppet\].*?: (.*)", "handed-over", "last stage: the report is in the spool ({0})"),
    (r"readystage: handed over to the agent: (.*)", "handed-over", "last stage: the report is in the spool ({0})"),
    (r"Error: .*/([A-Z]\w*\[[^]/]+\])/returns: change from .* failed: (.*)", "resource-failed", "{0} failed: {1}"),
    (r"Notice: /Stage\[main\]/Main/([A-Z]\w*\[[^]]+\])/\w+: (.*)", "resource", "{0} {1}"),
]


def marked(fields):
    step = f"{fields['carrier']}-{fields['state']}"
    return step, "manager", f"{fields['carrier']} {fields['state']} {fields.get('reason', '')}".rstrip()


def told(fields):
    failed = f", failed: {', '.join(fields['failed'])}" if fields["failed"] else ""
    return "told", "dispatcher", f"the long poll wakes: {fields['state']}{failed}"


TELLERS = dict(
    [
        from_world("cloudstack-up", "cloudstack", "API on {api}, virtual router on {router}"),
        from_world("manager-up", "manager", "READY: reports on {router}:8450, clients on {manager}"),
        from_world("deploy", "dispatcher", "deployBundle bundle={bundle} name={name}"),
        from_world("deployed", "dispatcher", "the deploy job is done: {id} is Running on {address}"),
        from_world("waiting", "dispatcher", "GET /v1/vms/{id}?wait=55s"),
        from_world("seen-userdata", "dispatcher", "listVirtualMachines userdata=true: {text!r}"),
        from_world("seen-getuserdata", "dispatcher", "getUserData: {base64}"),
        from_world("seen-tag", "dispatcher", "tags: {tags}"),
        from_world("seen-failed-tag", "dispatcher", "tags: {tags}"),
        from_world("seen-no-mark", "dispatcher", "no ready=1 in tags or userdata: {text!r}"),
        from_world("destroy", "dispatcher", "destroyVirtualMachine"),
        from_world("destroyed", "dispatcher", "the VM is gone from listVirtualMachines"),
        from_world("power-on", "vm", "powered on"),
        from_world("lease", "vm", "dhclient has {address} from {server}, resolver {resolver}"),
        from_world("power-off", "vm", "powered off: its namespaces, disk and processes are gone"),
        from_world("puppet-start", "puppet", "puppet apply site.pp"),
        from_world("puppet-end", "puppet", "ends with exit code {exit}"),
    ]
)
TELLERS["puppet"] = puppet
TELLERS["router.found"] = lambda f: ("identified", "agent", f"router {f['router']} ({f['source']}) says: {f['instance']}")
TELLERS["report.delivered"] = lambda f: ("delivered", "agent", f"delivered over TLS: 202, receipt {f['receipt']}")
TELLERS["report-committed"] = lambda f: ("committed", "manager", f"report {f['report']} ({f['status']}) committed")
TELLERS["report-verified"] = lambda f: ("verified", "manager", f"verified with CloudStack: {f['state']}")
TELLERS["mark"] = marked
