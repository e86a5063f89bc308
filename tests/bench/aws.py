"""What the crates of AWS take of a release build, and of the program that comes out of it."""
import json
import os
import re
import subprocess
import tempfile
from pathlib import Path

from build import PACKAGES, run
from page import table
from places import REPOSITORY, say

# Crates that are there for AWS alone.
OURS = re.compile(r"^aws[-_]")
SYMBOL = re.compile(r"\baws_[a-z_]+::")


def measure():
    with tempfile.TemporaryDirectory(prefix="kiro-bench-") as target:
        say("building from nothing, with times and symbols")
        env = os.environ | {"CARGO_TARGET_DIR": target, "CARGO_PROFILE_RELEASE_STRIP": "none"}
        command = ["cargo", "build", "--release", "--locked", "--timings", *PACKAGES]
        done = subprocess.run(command, cwd=REPOSITORY, env=env, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"the build ended with {done.returncode}: {done.stderr[-500:]}")
        units = times(Path(target, "cargo-timings/cargo-timing.html").read_text())
        rows = [["compile time of all crates, s of a core", *share(units)]]
        for program in ("kiro-lsp", "kiro-cli"):
            rows.append([f"code and data of `{program}`, KB", *share(symbols(Path(target, "release", program)))])
    rows.append(["crates that `models` is built of", *crates()])
    heads = ["", "all", "AWS", "share"]
    return f"{table(heads, rows)}\n\nFeatures of the AWS crates: {features()}."


def share(sizes):
    whole = sum(size for _, size in sizes)
    ours = sum(size for name, size in sizes if OURS.match(name))
    return f"{whole:,.0f}", f"{ours:,.0f}", f"{ours / whole:.0%}"


def times(html):
    """Crates and the seconds each took, of cargo's own report."""
    [data] = re.findall(r"UNIT_DATA = (\[.*?\]);", html, re.S)
    return [(unit["name"], unit["duration"]) for unit in json.loads(data)]


def symbols(program):
    """Crates and kilobytes. A symbol is counted to the first crate that its name has; a generic of the standard library for a type
    of AWS is one of AWS."""
    listed = run(["nm", "--print-size", "--demangle", str(program)], REPOSITORY)
    sizes = []
    for line in listed.splitlines():
        words = line.split(" ", 3)
        if len(words) == 4 and re.fullmatch(r"[0-9a-f]{16}", words[1]):
            sizes.append(("aws-" if SYMBOL.search(words[3]) else "other", int(words[1], 16) / 1_000))
    return sizes


def crates():
    listed = run(["cargo", "tree", "--locked", "-e", "normal", "-p", "models", "--prefix", "none", "--format", "{p}"], REPOSITORY)
    names = {line.split(" ")[0] for line in listed.splitlines() if line.strip()}
    return share([(name, 1) for name in names])


def features():
    text = (REPOSITORY / "Cargo.toml").read_text()
    told = []
    for name, rest in re.findall(r"^(aws-[a-z0-9-]+) = (.*)$", text, re.M):
        chosen = re.search(r"features = \[(.*?)\]", rest)
        none = "default-features = false" in rest
        told.append(f"`{name}` {chosen[1] if chosen else ('none' if none else 'its defaults')}".replace('"', ""))
    return "; ".join(told)
