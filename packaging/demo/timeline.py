"""What the person at the terminal sees: one line per step, with the milliseconds since the start and since the last one."""

import sys

COLOURS = {
    "dispatcher": "36",
    "cloudstack": "34",
    "vm": "33",
    "puppet": "35",
    "agent": "32",
    "manager": "92",
}


class Timeline:
    def __init__(self, start, out=sys.stdout):
        self._start = self._last = start
        self._out = out
        self._colours = out.isatty()

    def title(self, text):
        self._print("", self._paint(text, "1"), "", self._paint(f"{'ms':>7}  {'+ms':>6}  {'who':<10}  what", "2"))

    def step(self, time, who, text):
        since_start, since_last = (round(1000 * (time - earlier)) for earlier in (self._start, self._last))
        self._last = time
        figures = f"{since_start:>7}  {self._paint(f'{since_last:>6}', '2')}"
        self._print(f"{figures}  {self._paint(f'{who:<10}', COLOURS[who])}  {text}")

    def verdict(self, good, text):
        self._print("", self._paint(text, "1;32" if good else "1;31"))

    def note(self, *lines):
        self._print("", *lines)

    def _paint(self, text, colour):
        return f"\033[{colour}m{text}\033[0m" if self._colours else text

    def _print(self, *lines):
        print(*lines, sep="\n", file=self._out, flush=True)
