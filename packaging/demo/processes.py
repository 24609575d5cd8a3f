"""Programs the demo starts, and how they are found and ended again, by this run or by a later one."""

import json
import os
import signal
import subprocess
import time


def born(pid):
    """The moment process `pid` started, in the kernel's ticks; None when it does not run. Ids come again, this does not."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as stat:
            fields = stat.read().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] in "ZX" else int(fields[19])


def wait_until(condition, seconds):
    """Whether `condition` came true within so many seconds."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


class Processes:
    """The running programs of one work folder, written down in a file so that `--stop` finds them."""

    def __init__(self, record):
        self._record = record
        self._running = json.loads(record.read_text()) if record.exists() else []

    def start(self, name, command, log, **options):
        """Starts `command` in a session of its own: a Ctrl-C at the terminal reaches only us, and we end it in order."""
        with open(log, "ab") as output:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True, **options
            )
        self._running.append({"name": name, "pid": process.pid, "born": born(process.pid)})
        self._save()
        return process

    def alive(self):
        return [row for row in self._running if row["born"] is not None and born(row["pid"]) == row["born"]]

    def stop_all(self):
        """Ends them in reverse order, with a signal they may handle first."""
        for row in reversed(self.alive()):
            self._end(row)
        self._running = []
        self._save()

    def _end(self, row):
        for number, patience in ((signal.SIGTERM, 10), (signal.SIGKILL, 5)):
            try:
                os.kill(row["pid"], number)
            except ProcessLookupError:
                return
            if wait_until(lambda: born(row["pid"]) != row["born"], patience):
                return

    def _save(self):
        self._record.write_text(json.dumps(self._running, indent=2) + "\n")
