"""network.py NAMESPACE FOLDER create|destroy|dnsmasq: the demo's network for a suite; dnsmasq prints its command."""

import os
import sys
from pathlib import Path

sys.path.insert(0, os.environ["SOURCE"] + "/packaging/demo")
from network import Network  # noqa: E402

network = Network(sys.argv[1], Path(sys.argv[2]))
outcome = getattr(network, sys.argv[3])()
if outcome:
    print("\n".join(outcome))
