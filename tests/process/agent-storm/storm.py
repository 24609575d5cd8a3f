"""The guest's half of a storm: reports are accepted and delivered while the agent is killed at random moments."""

import subprocess
import threading

from guest_lab import AGENT, expect


class Storm:
    """`stir(chance)` is called ten times a second, until enough reports are accepted: it makes the trouble outside."""

    def __init__(self, net, chance, stir):
        self.net, self.chance, self.stir = net, chance, stir
        self.accepted, self.attempts, self.kills, self.failure = [], 0, 0, None

    def rage(self, reports):
        over = threading.Event()
        stirring = threading.Thread(target=self._stir_until, args=(over,))
        stirring.start()
        drain = self._started("deliver")
        try:
            while len(self.accepted) < reports and not self.failure:
                self._report()
                if drain.poll() is not None or self.chance.random() < 0.1:
                    self._end(drain)
                    drain = self._started("deliver")
        finally:
            over.set()
            stirring.join()
            self._end(drain)
        if self.failure:
            raise self.failure

    def _stir_until(self, over):
        try:
            while not over.wait(0.1):
                self.stir(self.chance)
        except BaseException as failure:
            self.failure = failure

    def _report(self):
        self.attempts += 1
        process = self._started("report", "--status", "progress", "--phase", f"n-{self.attempts}")
        printed, code = self._killed_or_done(process, self.chance.choice([0.03, 0.1, 0.5, 30]))
        self.kills += code != 0
        if code == 0:
            self.accepted.append(printed.split()[0])

    def all_is_delivered(self):
        """The sky is clear now: one `deliver` brings home what is left."""
        _, code = self._killed_or_done(self._started("deliver"), 120)
        spool = self.net.machine.spool
        expect("exit code of the last delivery", 0, code)
        expect("what waits", [], spool("incoming/*") + spool("instances/*/outbox/*"))
        expect("what was rejected or set aside", [], spool("instances/*/rejected/*") + spool("bad/*") + spool("stale/*"))

    def _started(self, *words):
        environment = self.net.machine.environment()
        return subprocess.Popen(
            [*self.net.inside, AGENT, *words], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )

    @staticmethod
    def _end(process):
        process.kill()
        process.communicate()

    @staticmethod
    def _killed_or_done(process, seconds):
        """The whole agent at once: in the guest nothing of it is left."""
        try:
            return process.communicate(timeout=seconds)[0], process.returncode
        except subprocess.TimeoutExpired:
            process.kill()
            return process.communicate()[0], process.returncode
