"""Debian's python3-cs, unchanged, as a dispatcher uses it, at the manager's gateway."""

import base64
import os
import sys

sys.path.insert(0, os.environ["SOURCE"] + "/tests/process")

import requests
from cs import CloudStack, CloudStackApiException  # noqa: F401: for the steps
from lab import API, KEYS, WORK, Lab, expect, until  # noqa: F401: for the steps


def dispatcher(who="alice", secret=None, **options):
    session = requests.Session()
    session.trust_env = False  # no proxy of the machine it runs on
    key, right_secret = KEYS[who]
    return CloudStack(
        endpoint=f"https://127.0.0.1:{API}/client/api",
        key=key,
        secret=secret or right_secret,
        verify=str(WORK / "tls/ca.pem"),
        poll_interval=0.1,
        job_timeout=30,
        session=session,
        **options,
    )


def text_of(userdata):
    return base64.b64decode(userdata).decode()


def refusal(call):
    """(HTTP status, error) of a call that must fail as CloudStack's calls do."""
    try:
        answer = call()
    except CloudStackApiException as e:
        return e.response.status_code, e.error
    raise AssertionError(f"was not refused but answered {answer!r}")
