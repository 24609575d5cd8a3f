#!/usr/bin/python3
"""The limits of size: no function over 60 lines, no file over 500, and half of all functions not over 10.

Functions are measured by Universal Ctags, from their first line to their last. Test data and generated files are no code.
"""

import json
import shutil
import statistics
import subprocess
import sys

LONGEST_FUNCTION = 60
LONGEST_FILE = 500
MEDIAN_FUNCTION = 10
SOURCES = ["*.cpp", "*.h", "*.py", "*.rb", "*.pp"]
KINDS = {"C++": "function", "Python": ("function", "member"), "Ruby": ("method", "singletonMethod")}


def run(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout


def functions(files):
    """(lines, file, name) of every function that ctags can measure."""
    tags = run("ctags", "-L", "-", "--output-format=json", "--fields=+neKl", "--languages=C++,Python,Ruby", "-f", "-", input="\n".join(files))
    for line in tags.splitlines():
        tag = json.loads(line)
        if tag.get("kind") in KINDS.get(tag.get("language"), ()) and "end" in tag:
            yield tag["end"] - tag["line"] + 1, tag["path"], tag["name"]


def main():
    if not shutil.which("ctags") or "Universal" not in run("ctags", "--version"):
        print("skipped: universal-ctags is not here")
        return 77
    files = run("git", "ls-files", "--", *SOURCES).splitlines()
    scripts = [file for file in run("git", "ls-files").splitlines() if file not in files and is_script(file)]
    measured = sorted(functions(files), reverse=True)
    lengths = {file: sum(1 for _ in open(file, "rb")) for file in files + scripts}
    median = statistics.median(length for length, _, _ in measured)

    trouble = [f"{file}: {name} has {length} lines" for length, file, name in measured if length > LONGEST_FUNCTION]
    trouble += [f"{file} has {length} lines" for file, length in lengths.items() if length > LONGEST_FILE]
    if median > MEDIAN_FUNCTION:
        trouble.append(f"half of all functions have more than {median} lines")
    length, file, name = measured[0]
    print(f"{len(measured)} functions in {len(lengths)} files; longest {length} lines ({file}: {name}), median {median:g}")
    print(*trouble, sep="\n")
    return 1 if trouble else 0


def is_script(file):
    try:
        with open(file, "rb") as text:
            return text.read(2) == b"#!"
    except (FileNotFoundError, IsADirectoryError):
        return False


if __name__ == "__main__":
    sys.exit(main())
