"""Cold release builds of kiro-lsp and kiro-cli at git revisions: time, and the size of what comes out."""
import os
import subprocess
import tempfile
import time
from pathlib import Path

from fronts import children
from page import table
from places import REPOSITORY, say

PROGRAMS = ["kiro-lsp", "kiro-cli"]
PACKAGES = [word for program in PROGRAMS for word in ("-p", program)]


def measure(revisions):
    """Each once, into a target folder of its own, with everything fetched before."""
    with tempfile.TemporaryDirectory(prefix="kiro-bench-") as scratch:
        results = [cold(revision, Path(scratch, str(number))) for number, revision in enumerate(revisions)]
    keys = list(results[0])[1:]
    rows = [[one["revision"], *(f"{one[key]:.1f}" for key in keys)] for one in results]
    if len(results) > 1:
        ratios = [results[-1][key] / results[0][key] for key in keys]
        rows.append(["**last ÷ first**", *(f"**{figure:.2f}**" for figure in ratios)])
    return table(["revision", *keys], rows)


def cold(revision, source):
    source.mkdir()
    commit = run(["git", "rev-parse", "--short", revision], REPOSITORY).strip()
    run(["git", "archive", f"--output={source}.tar", commit], REPOSITORY)
    run(["tar", "-xf", f"{source}.tar", "-C", source], source)
    run(["cargo", "fetch", "--locked"], source)
    say(f"building {commit} from nothing")
    begun, used = time.monotonic(), children()
    run(["cargo", "build", "--release", "--locked", "--offline", *PACKAGES], source)
    figures = {"revision": commit, "wall s": time.monotonic() - begun, "CPU s": children() - used}
    return figures | {f"{name} MB": (source / "target/release" / name).stat().st_size / 1e6 for name in PROGRAMS}


def run(command, folder):
    environment = {name: value for name, value in os.environ.items() if name != "CARGO_TARGET_DIR"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"`{' '.join(map(str, command))}` ended with {done.returncode}: {done.stderr[-500:]}")
    return done.stdout
