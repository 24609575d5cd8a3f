#!/usr/bin/python3
"""Builds gosdk/smoke.go with Debian's copy of the Go SDK and lets it work against the real program."""

import os
import subprocess
import sys
import unittest
from pathlib import Path

from program import Cloudsim

SOURCES = Path("/usr/share/gocode")
GO = "/usr/bin/go"  # Debian's, which knows Debian's copy

if not (SOURCES / "src/github.com/xanzy/go-cloudstack").is_dir() or not Path(GO).exists():
    print("skipped: golang-github-xanzy-go-cloudstack-dev or golang-go is not installed")
    sys.exit(77)


class StockClient(unittest.TestCase):
    def test_a_vm_lives_from_deploy_to_expunge(self):
        with Cloudsim() as cloudsim:
            environment = {
                **os.environ,
                "GO111MODULE": "off",
                "GOPATH": str(SOURCES),
                "GOFLAGS": "-p=1",
                "GOCACHE": str(cloudsim.folder / "go-cache"),
            }
            program = cloudsim.folder / "smoke"
            source = Path(__file__).with_name("gosdk") / "smoke.go"
            subprocess.run([GO, "build", "-o", program, source], env=environment, check=True)

            ran = subprocess.run([program, cloudsim.api], capture_output=True, text=True, timeout=120)

            self.assertEqual((0, ""), (ran.returncode, ran.stderr))


if __name__ == "__main__":
    unittest.main()
