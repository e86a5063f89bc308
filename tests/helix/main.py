"""Runs every `test_*` function of the `*_test.py` files beside it, each in a workspace of its own.

    main.py HELIX… -- WORD…      on each Helix; only tests whose name contains one of the words
"""

import importlib
import pathlib
import subprocess
import sys
import time
import traceback

from workspace import Skipped, Workspace


def tests(words):
    for path in sorted(pathlib.Path(__file__).parent.glob("*_test.py")):
        for name, body in vars(importlib.import_module(path.stem)).items():
            name = name.removeprefix("test_").replace("_", " ")
            if body.__class__.__name__ == "function" and body.__name__.startswith("test_"):
                if not words or any(word in name for word in words):
                    yield name, body


def run(helix, name, body):
    """One test; its outcome as `ok`, `skipped` or `FAILED`, and why."""
    workspace = Workspace(helix)
    try:
        body(workspace)
        outcome, why = "ok", None
    except Skipped as skipped:
        outcome, why = "skipped", str(skipped)
    except Exception:
        outcome, why = "FAILED", traceback.format_exc() + workspace.said()
    left = workspace.close()
    if left and outcome != "FAILED":
        outcome, why = "FAILED", f"still running: {left}"
    return outcome, why


def main():
    split = sys.argv.index("--")
    counts = {"ok": 0, "skipped": 0, "FAILED": 0}
    for helix in sys.argv[1:split]:
        version = subprocess.run([helix, "--version"], capture_output=True, text=True, check=True).stdout.strip()
        print(version, flush=True)
        for name, body in tests(sys.argv[split + 1 :]):
            started = time.monotonic()
            outcome, why = run(helix, name, body)
            counts[outcome] += 1
            print(f"{outcome:7} {name} ({time.monotonic() - started:.1f} s)", flush=True)
            if why:
                print(why, flush=True)
    print(f"{counts['ok']} passed, {counts['FAILED']} failed")
    sys.exit(0 if counts["ok"] and not counts["FAILED"] else 1)


main()
