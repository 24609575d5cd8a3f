#!/usr/bin/python3
"""One VM becomes ready, end to end: see packaging/quickstart, which builds what this runs.

Everything lives in one work folder and one network namespace. Whatever happens, Ctrl-C included, both are left without
processes; only --keep leaves them running, until --stop.
"""

import argparse
import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import story
from processes import born, wait_until
from sources import Event, Sources
from timeline import Timeline
from world import ADMIN, API, MANAGER, ROUTER, USUAL_NAMESPACE, Trouble, World

VM = "foo-1"
INTERRUPTIONS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LONGEST_RUN = 170  # seconds; the dispatcher waits for three times 55
SETTLING = 0.15  # seconds; logs are read this much later than written, so that steps of several programs stay in order


def parse():
    parser = argparse.ArgumentParser(description="One VM becomes ready, end to end.")
    parser.add_argument("--build-dir", type=Path, required=True, help="where bin/cloudsim and bin/readystage-manager are")
    parser.add_argument("--package", type=Path, help="the agent's .deb")
    parser.add_argument("--work", type=Path, required=True, help="the one folder that is written to")
    parser.add_argument("--namespace", default=USUAL_NAMESPACE, help="name of the network namespace")
    parser.add_argument("--fail", action="store_true", help="let a Puppet resource fail")
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--keep", action="store_true", help="leave everything running at the end")
    group.add_argument("--stop", action="store_true", help="end what --keep left running")
    return parser.parse_args()


class Demo:
    def __init__(self, options, world):
        self._options = options
        self._world = world
        self._sources = Sources(world.log, world.guests)
        self._pending = []
        self._seen = {}
        self._surprise = ""
        self._guest = None

    def run(self):
        """True when everything happened that had to."""
        world, options = self._world, self._options
        world.claim()
        world.prepare(options.package, options.fail)
        self._timeline = Timeline(time.time())
        self._timeline.title(f"{VM} {'fails' if options.fail else 'becomes ready'}")
        world.start_network()
        world.start_cloud(options.build_dir)
        self._happened("cloudstack-up", api=API, router=f"http://{ROUTER}")
        world.start_manager(options.build_dir)
        self._happened("manager-up", router=f"https://{ROUTER}", manager=MANAGER)
        self._follow(world.start_dispatcher(VM, options.fail, options.keep))
        if not options.keep:
            self._see_power_off()
        return self._judge()

    def _follow(self, dispatcher):
        """Tells the story until the dispatcher is through and every step has been seen, or will not be any more."""
        give_up = time.monotonic() + LONGEST_RUN
        while dispatcher.poll() is None and time.monotonic() < give_up:
            self._pump()
            time.sleep(0.02)
        if dispatcher.returncode != 0 and not self._surprise:
            self._surprise = f"the dispatcher ended with {dispatcher.returncode}:\n{self._world.last_lines('dispatcher')}"
        wait_until(lambda: self._pump() or not self._missing() - set(story.END) or self._surprise, 3)
        self._pump(settling=0)

    def _see_power_off(self):
        if self._guest and wait_until(lambda: born(self._guest[0]) != self._guest[1], 5):
            self._happened("power-off")
        self._pump(settling=0)

    def _happened(self, name, **fields):
        self._pending.append(Event(time.time(), name, fields))

    def _pump(self, settling=SETTLING):
        self._pending = sorted(self._pending + self._sources.events(), key=lambda event: event.time)
        until = time.time() - settling
        while self._pending and self._pending[0].time <= until:
            self._take(self._pending.pop(0))

    def _take(self, event):
        if event.name == "surprise":
            self._surprise = event.fields["text"]
        if event.name == "deployed":
            self._guest = self._world.guest_process(event.fields["id"])
        if told := story.tell(event):
            step, who, what = told
            self._seen.setdefault(step, event.time)
            self._timeline.step(event.time, who, what)

    def _missing(self):
        return set(story.required(self._options.fail, self._options.keep)) - set(self._seen)

    def _judge(self):
        missing = sorted(self._missing())
        if not self._surprise and not missing:
            self._timeline.verdict(True, self._praise())
            return True
        words = [self._surprise] if self._surprise else []
        words += [f"these steps did not happen: {', '.join(missing)}"] if missing else []
        self._timeline.verdict(False, "FAILED: " + "; ".join(words))
        self._timeline.note(f"  logs: {self._world.log}, {self._world.guests}/*/console.log")
        return False

    def _praise(self):
        since = {step: self._seen["told"] - self._seen[step] for step in ("deploy", "handed-over")}
        state = "known to have failed, and why," if self._options.fail else "ready"
        return (
            f"{VM} was {state} {since['deploy']:.1f} s after deployBundle"
            f", {1000 * since['handed-over']:.0f} ms after Puppet's last stage; all {len(self._seen)} steps happened"
        )


def commands_to_play_with(world):
    """What --keep leaves to a person."""
    world.write_tools()
    inside = " ".join(world.network.inside())
    vm = next(world.guests.glob("*")).name
    return [
        "Everything is still running. To play with it:",
        f"  cd {world.work}",
        f"  {inside} ./cs listVirtualMachines userdata=true",
        f"  {inside} ./cs getUserData id={vm}",
        f"  {inside} ./cs deployBundle bundle=foo name=foo-2",
        f"  {inside} curl --silent {ADMIN}/metrics",
        f"  {inside} ./enter {vm} bash",
        "  tail -f log/*.log guests/*/console.log",
        "and to end it:",
        f"  {world.how_to_stop()}",
    ]


def raise_interrupt(*_):
    raise KeyboardInterrupt


def run(options, world):
    if world.kept:
        raise Trouble(f"a world of `--keep` is running in {world.work}; end it with `{world.how_to_stop()}`")
    for number in INTERRUPTIONS:
        signal.signal(number, raise_interrupt)
    good = False
    try:
        good = Demo(options, world).run()
    finally:
        if good and options.keep:
            world.keep()
        else:
            for number in INTERRUPTIONS:
                signal.signal(number, signal.SIG_IGN)
            world.tear_down()
    if options.keep and good:
        print("", *commands_to_play_with(world), sep="\n")
    return 0 if good else 1


def stop(world):
    found = world.kept
    world.tear_down()
    print("ended" if found else f"nothing is running in {world.work}")
    return 0


def alone(work):
    """Keeps a second run out of the same work folder for as long as this one lives."""
    work.mkdir(mode=0o755, parents=True, exist_ok=True)
    folder = os.open(work, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Trouble(f"another quickstart is at work in {work}") from None


def main():
    options = parse()
    world = World(options.work.absolute(), options.namespace)
    try:
        if options.stop and not world.ours:  # nor is a folder made to say so
            print(f"nothing is running in {world.work}")
            return 0
        alone(world.work)
        return stop(world) if options.stop else run(options, world)
    except Trouble as trouble:
        print(f"quickstart: {trouble}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as failed:
        said = (failed.stderr or b"").decode(errors="replace")
        print(f"quickstart: `{' '.join(map(str, failed.cmd))}` ended with {failed.returncode} {said}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("quickstart: interrupted, everything is ended", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
