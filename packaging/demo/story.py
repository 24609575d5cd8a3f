"""The steps of the main job: what is told of each, and which of them must happen."""

import re

COMMON = [
    "cloudstack-up", "manager-up", "deploy", "power-on", "lease", "puppet-start", "begun", "deployed", "waiting", "installed",
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


class Fields(dict):
    def __missing__(self, name):
        return "?"


def plain(step, who, what):
    """A step told in one sentence, with the event's fields filled in."""
    return step, lambda fields: (step, who, what.format_map(Fields(fields)))


def puppet(fields):
    """What Puppet prints on the guest's console."""
    line = fields["line"]
    for pattern, step, what in PUPPET_LINES:
        if found := re.search(pattern, line):
            return step, "puppet", what.format(*found.groups())
    return None


PUPPET_LINES = [
    (r"Package\[readystage-agent\]/ensure: created", "installed", "Package[readystage-agent] installed from its .deb"),
    (r"Readystage_report\[puppet\]/ensure: handed over to the agent: (.*)", "handed-over", "last stage: report in the spool: {0}"),
    (r"readystage: handed over to the agent: progress \(configuring\)", "begun", "first stage: report in the spool: configuring"),
    (r"readystage: handed over to the agent: (.*)", "handed-over", "last stage: report in the spool: {0}"),
    (r"Error: /Stage.*/(\w+\[[^]/]+\])/\w+: change from .* failed: .*?(returned .*|$)", "resource-failed", "{0} failed: {1}"),
    (r"Warning: /Stage\[main\]/Main/(\w+\[[^]]+\]): Skipping because of failed dependencies", "resource-skipped", "{0} skipped"),
    (r"Notice: /Stage\[main\]/Main/(\w+\[[^]]+\])/\w+: (.*?)( as '.*)?$", "resource", "{0} {1}"),
]  # fmt: skip


def marked(fields):
    step = f"{fields['carrier']}-{fields['state']}"
    return step, "manager", f"{fields['carrier']} {fields['state']} {fields.get('reason', '')}".rstrip()


def told(fields):
    failed = f", because of {', '.join(fields['failed'])}" if fields["failed"] else ""
    return "told", "dispatcher", f"the long poll wakes: {fields['state']}{failed}"


TELLERS = dict(
    [
        plain("cloudstack-up", "cloudstack", "API on {api}, virtual router on {router}"),
        plain("manager-up", "manager", "READY: reports on {router}:8450, clients on {manager}"),
        plain("deploy", "dispatcher", "deployBundle bundle={bundle} name={name}"),
        plain("deployed", "dispatcher", "the deploy job is done: {id} is Running on {address}"),
        plain("waiting", "dispatcher", "GET /v1/vms/{id}?wait=55s"),
        plain("seen-userdata", "dispatcher", "listVirtualMachines userdata=true: {text!r}"),
        plain("seen-getuserdata", "dispatcher", "getUserData: {base64}"),
        plain("seen-tag", "dispatcher", "tags: {tags}"),
        plain("seen-failed-tag", "dispatcher", "tags: {tags}"),
        plain("seen-no-mark", "dispatcher", "no ready=1 in tags or userdata: {text!r}"),
        plain("destroy", "dispatcher", "destroyVirtualMachine"),
        plain("destroyed", "dispatcher", "the VM is gone from listVirtualMachines"),
        plain("power-on", "vm", "powered on"),
        plain("lease", "vm", "dhclient has {address} from {server}, resolver {resolver}"),
        plain("power-off", "vm", "powered off: its namespaces, disk and processes are gone"),
        plain("puppet-start", "puppet", "puppet apply site.pp"),
        plain("puppet-end", "puppet", "ends with exit code {exit}"),
    ]
)
TELLERS["puppet"] = puppet
TELLERS["router.found"] = lambda f: ("identified", "agent", f"router {f['router']} ({f['source']}) says: {f['instance']}")
TELLERS["report.delivered"] = lambda f: ("delivered", "agent", f"delivered over TLS: 202, receipt {f['receipt']}")
TELLERS["report-committed"] = lambda f: ("committed", "manager", f"report {f['report']} ({f['status']}) committed")
TELLERS["report-verified"] = lambda f: ("verified", "manager", f"verified with CloudStack: {f['state']}")
TELLERS["mark"] = marked
TELLERS["told"] = told
