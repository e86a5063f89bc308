"""A full check of every real workspace of the shared corpus: `kiro-cli spec check --format json`, a process each."""
import json
import os
import shutil
import tempfile
import time
from pathlib import Path

from lsp import environment
from page import table
from places import Skip, build, say, shared

ROUNDS = 3
# Workspaces that get a row of their own: the largest.
ROWS = 5
# What a workspace may take: so many times the bytes of its files, and so many MB beside.
TIMES, BESIDE = 3, 25
HEADS = ["workspace", "files", "KB", "findings", "wall ms", "CPU ms", "MB/s", "peak RSS MB", f"{TIMES} × bytes + {BESIDE} MB"]


def measure(program=None):
    if not hasattr(os, "wait4"):
        raise Skip("peak memory comes from wait4, as Unix has it")
    folders = workspaces(shared("corpus"))
    program = program or build("kiro-cli")[0]
    with tempfile.TemporaryDirectory(prefix="kiro-bench-") as home:
        environ = environment(Path(home, "home"))
        floor = min(run(["/bin/true"], environ, home)["peak_mb"] for _ in range(ROUNDS))
        say(f"checking {len(folders)} workspaces")
        each = [check(program, folder, environ, Path(home, "output")) for folder in folders]
        each.sort(key=lambda one: -one["bytes"])
        whole = check(program, together(folders, Path(home, "together")), environ, Path(home, "output"))
    total = {key: sum(one[key] for one in each) for key in ["files", "bytes", "findings", "wall_s", "cpu_s"]}
    rows = [row(one["name"], one) for one in each[:ROWS]]
    rows.append(row(f"all {len(each)}, one after the other", total))
    rows.append(row("all specs and steering in one workspace", whole))
    worst = max(each, key=lambda one: one["peak_mb"] / allowed(one))
    said = f"Peak memory of a program that does nothing, measured the same way: {floor:.1f} MB. Nearest to what it may take: " \
        f"{worst['name']}, {worst['peak_mb']:.1f} of {allowed(worst):.1f} MB."
    return f"The least of {ROUNDS} rounds each.\n\n{table(HEADS, rows)}\n\n{said}"


def workspaces(corpus):
    """Every folder that holds a `.kiro`."""
    found = [Path(folder) for folder, below, _ in os.walk(corpus) if ".kiro" in below]
    return sorted(folder for folder in found if ".kiro" not in folder.parts)


def together(folders, root):
    """The specs and the steering of all workspaces as those of one."""
    for number, folder in enumerate(folders):
        for kind in ["specs", "steering"]:
            if (folder / ".kiro" / kind).is_dir():
                shutil.copytree(folder / ".kiro" / kind, root / ".kiro" / kind / str(number))
    return root


def check(program, folder, environ, output):
    """The least of some checks of a workspace."""
    command = [str(program), "spec", "check", "--format", "json", "--fail-on", "never"]
    rounds = [run(command, environ, folder, output) for _ in range(ROUNDS)]
    # 2: nothing to check, or a document that cannot be read.
    if any(one["exit"] not in (0, 2) for one in rounds):
        raise RuntimeError(f"a check of {folder.name} ended with {rounds[0]['exit']}: {output.read_text()[-500:]}")
    checked = [json.loads(line) for line in output.read_text().splitlines() if line.startswith('{"checked"')]
    files = [file for file in (folder / ".kiro").rglob("*") if file.is_file()]
    least = {key: min(one[key] for one in rounds) for key in ["wall_s", "cpu_s", "peak_mb"]}
    return least | {
        "name": folder.name.replace("__", "/", 1),
        "files": len(files),
        "bytes": sum(file.stat().st_size for file in files),
        "findings": sum(len(document["findings"]) for answer in checked for document in answer["checked"]),
    }


def run(command, environ, folder, output=os.devnull):
    """A process from fork to end. Forked by hand: its peak begins with what it was before exec, and of a child of
    `subprocess` that would be all of this script's memory (see cell.py)."""
    begun = time.monotonic()
    pid = os.fork()
    if pid == 0:
        try:
            os.chdir(folder)
            os.dup2(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 1)
            os.dup2(1, 2)
            os.execve(command[0], command, environ)
        finally:
            os._exit(127)
    _, status, used = os.wait4(pid, 0)
    return {
        "exit": os.waitstatus_to_exitcode(status),
        "wall_s": time.monotonic() - begun,
        "cpu_s": used.ru_utime + used.ru_stime,
        "peak_mb": used.ru_maxrss / 1024,
    }


def allowed(one):
    return TIMES * one["bytes"] / 1e6 + BESIDE


def row(name, one):
    times = [f"{one['wall_s'] * 1e3:,.0f}", f"{one['cpu_s'] * 1e3:,.0f}", f"{one['bytes'] / 1e6 / one['wall_s']:.1f}"]
    memory = [f"{one['peak_mb']:.1f}", f"{allowed(one):.1f}"] if "peak_mb" in one else ["", ""]
    return [name, f"{one['files']:,}", f"{one['bytes'] / 1e3:,.0f}", f"{one['findings']:,}", *times, *memory]
