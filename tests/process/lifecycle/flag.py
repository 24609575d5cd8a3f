"""What CloudStack can do to a ready VM, and how soon the flag is gone."""

import os
import sys
import time

sys.path.insert(0, os.environ["SOURCE"] + "/tests/process")
import lab as laboratory  # noqa: E402
from lab import Lab, expect, until  # noqa: E402

PATIENCE = 5  # so long an event may be on its way: what has one must not be seen by the sweep first
WATCH = """
events_every = 1s
sweep_every = 1s
"""


def watchful_lab(more=""):
    """A lab whose manager reads events every second; `more` goes to the end of its configuration."""
    conf = laboratory.MANAGER_CONF.replace("[cloudstack]", "[cloudstack]" + WATCH) + more
    conf = conf.replace("patience = 1s", f"patience = {PATIENCE}s")
    laboratory.MANAGER_CONF = conf
    return Lab()


def ready_vm(lab, name, offering="small"):
    """A VM that is marked, and whose root disk the manager knows."""
    vm, address = lab.deploy(name, offering=offering)
    expect("accepted", 202, lab.send(address, lab.compose(vm))[0])
    lab.until_marked(vm)
    until("its root disk is known", lambda: "root_volume" in lab.rows("SELECT life FROM vms WHERE id = ?", vm)[0][0])
    return vm, address


def job(lab, command, **parameters):
    started = lab.cloud("alice", command, "POST", **parameters)
    return until(f"{command} ends", lambda: ended(lab, started["jobid"]))


def ended(lab, job_id):
    seen = lab.cloud("alice", "queryAsyncJobResult", jobid=job_id)
    return seen if seen["jobstatus"] != 0 else None


def restore(lab, vm):
    job(lab, "restoreVirtualMachine", virtualmachineid=vm)


def volatile_reboot(lab, vm):
    job(lab, "rebootVirtualMachine", id=vm)


def reset_userdata(lab, vm):
    job(lab, "stopVirtualMachine", id=vm)
    # The default role User may not call it (seen with CloudStack 4.23).
    lab.cloud("admin", "resetUserDataForVirtualMachine", "POST", id=vm, userdata="Zmxhdm91cj1iYXIK")
    job(lab, "startVirtualMachine", id=vm)


def destroy(lab, vm):
    job(lab, "destroyVirtualMachine", id=vm)


HAPPENINGS = {
    "restore": (restore, "small"),
    "volatile reboot": (volatile_reboot, "volatile"),
    "userdata reset": (reset_userdata, "small"),
    "destroy": (destroy, "small"),
}


def has_no_flag(lab, vm):
    seen = lab.cloud("admin", "listVirtualMachines", id=vm, listall="true")["virtualmachine"][0]
    tagged = any(tag["key"] == "ready" for tag in seen.get("tags", []))
    # Nobody serves or changes the userdata of a destroyed VM.
    return not tagged and (seen["state"] == "Destroyed" or "ready=1" not in lab.userdata(vm).splitlines())


def flag_goes(lab, vm, what, since):
    until(f"the flag goes after {what}", lambda: has_no_flag(lab, vm))
    print(f"{what}: flag gone after {time.monotonic() - since:.1f} s")
    state = lab.rows("SELECT state FROM vms WHERE id = ?", vm)[0][0]
    assert state != "ready", state
    assert "withdrawn" in lab.events(vm), lab.events(vm)


def without_events(is_up):
    """What no event tells is seen by the VM itself: its state, its root disk, its userdata."""
    with watchful_lab() as lab:
        lab.start_cloud()
        lab.start_manager()
        vms = {what: ready_vm(lab, what.replace(" ", "-"), offering)[0] for what, (_, offering) in HAPPENINGS.items()}
        if not is_up:
            lab.kill("manager")
        lab.sim("misbehave?name=events-missing&count=1000")
        for what, (happen, _) in HAPPENINGS.items():
            happen(lab, vms[what])
        if not is_up:
            lab.start_manager()

        begin = time.monotonic()
        for what in HAPPENINGS:
            flag_goes(lab, vms[what], what, begin)
