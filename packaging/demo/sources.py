"""Where the timeline's steps come from: the programs' own logs, read as they grow."""

import json
import re
import shlex
from dataclasses import dataclass, field
from datetime import datetime


@dataclass
class Event:
    time: float
    name: str
    fields: dict = field(default_factory=dict)


class Tail:
    """Gives the complete lines a file has gained since it was last asked. The file need not exist yet."""

    def __init__(self, path):
        self._path = path
        self._read = 0

    def lines(self):
        try:
            with open(self._path, "rb") as file:
                file.seek(self._read)
                whole, newline, _ = file.read().rpartition(b"\n")
        except FileNotFoundError:
            return []
        self._read += len(whole) + len(newline)
        return whole.decode(errors="replace").splitlines() if newline else []


def key_values(text):
    """`a=1 b="two words"` as a dictionary."""
    try:
        words = shlex.split(text)
    except ValueError:
        words = text.split()
    return dict(word.split("=", 1) for word in words if "=" in word)


LOG_LINE = re.compile(r"(\d{4}-\d\d-\d\dT[\d:.]+)Z (?:error|warning|info|debug) (\S+)(.*)")


def log_event(line):
    """A line of the manager's or the agent's log; None when it is none."""
    found = LOG_LINE.match(line)
    if not found:
        return None
    time = datetime.fromisoformat(found[1] + "+00:00").timestamp()
    return Event(time, found[2], key_values(found[3]))


CONSOLE_LINE = re.compile(r"@(\d+\.\d+) (\S+) ?(.*)")


def console_event(line):
    """A line of a guest's console: what guest-boot says, what Puppet says, and the log of the agent."""
    found = CONSOLE_LINE.match(line)
    if not found:
        return log_event(line)
    if found[2] == "puppet":
        return Event(float(found[1]), "puppet", {"line": found[3]})
    return Event(float(found[1]), found[2], key_values(found[3]))


def dispatcher_event(line):
    """A line of the dispatcher's output: JSON."""
    try:
        said = json.loads(line)
        return Event(said.pop("time"), said.pop("event"), said)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


class Sources:
    """All logs of one run. Guests are found as they come."""

    def __init__(self, log_folder, guests_folder):
        self._guests = guests_folder
        self._tails = {
            log_folder / "manager.log": (Tail(log_folder / "manager.log"), log_event),
            log_folder / "dispatcher.log": (Tail(log_folder / "dispatcher.log"), dispatcher_event),
        }

    def events(self):
        """What is new, in the order in which it happened."""
        for console in self._guests.glob("*/console.log"):
            self._tails.setdefault(console, (Tail(console), console_event))
        found = [parse(line) for tail, parse in self._tails.values() for line in tail.lines()]
        return sorted((event for event in found if event), key=lambda event: event.time)
