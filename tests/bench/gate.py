"""What stands between a model and the machine: how long it takes to decide on a command, and what a call of a tool costs
beside its own work."""
import json
import os
import subprocess
import tempfile
import time
from pathlib import Path

from page import spread, table
from places import REPOSITORY, TARGET, build, say

CALLS, RUNS, FILES = 100, 3, [1, 20_000]
# Of calls in a workspace with many files.
FEWER = 8
DECISIONS = ["command", "becomes", "`policy` alone, µs", "99 %", "as the runtime does it, µs", "99 %"]
TURNS = ["call", "files", "wall ms", "bound ms", "over the bound, ms", "÷ bound", "own CPU ms"]


def measure():
    [program] = build("kiro-cli")
    return f"{decisions()}\n\n{turns(program)}"


def example(package, name, *arguments, env=None):
    say(f"building the example `{name}`")
    command = ["cargo", "run", "--release", "--quiet", "-p", package, "--example", name, "--", *arguments]
    done = subprocess.run(command, cwd=REPOSITORY, env=env, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"`{' '.join(command)}` ended with {done.returncode}: {done.stderr[-500:]}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def decisions():
    rows, rules = [], 0
    for one in example("runtime", "gate"):
        rules = one["rules"]
        figures = [f"{figure:.0f}" for key in ("pure_us", "whole_us") for figure in one[key]]
        rows.append([f"`{one['command'].replace('|', chr(92) + '|')}`", one["effect"], *figures])
    about = f"One decision, {rules} rules: median and 99 % of 2,000. Aim: 50 µs for a typical command."
    return f"{about}\n\n{table(DECISIONS, rows)}"


def turns(program):
    """A call of a tool in a turn of a hundred, beside the least that does the same."""
    bare = {one["by"]: one["median_ms"] for one in example("exec", "start") if one["size"] == [0, 0, 0]}
    # What it takes if it is there.
    sandbox = bare.get("bubblewrap") or bare.get("landlock") or bare["none"]
    few, many = FILES
    kinds = [
        ("`write` of one file", few, lambda n: ("write", {"path": "made", "content": f"{n}\n" * 100}), None),
        ("`shell`: `true`, which only reads", few, lambda n: ("shell", {"command": f"true {n}"}), sandbox),
        ("`shell`: `touch`", few, lambda n: ("shell", {"command": f"touch made-{n}"}), sandbox),
        ("`shell`: `touch`", many, lambda n: ("shell", {"command": f"touch made-{n}"}), sandbox),
    ]
    rows = [row(program, *kind) for kind in kinds]
    fsync = spread([fsyncs(1) for _ in range(RUNS)], 2)
    about = f"A turn of {CALLS} calls, {FEWER} where there are many files, less one without any, for each call: median of {RUNS}. The model answers from a file. " \
        f"To replace a file takes {fsync} ms on this disk: `fsync`, renaming, `fsync` of the folder."
    return f"{about}\n\n{table(TURNS, rows)}"


def row(program, name, files, call, bound):
    say(f"{name}, {files} files")
    with tempfile.TemporaryDirectory(prefix="bench-", dir=TARGET) as folder:
        ground = Ground(program, Path(folder), files)
        calls = [call(number) for number in range(CALLS if files == FILES[0] else FEWER)]
        walls, cpus, bounds = [], [], []
        for _ in range(RUNS):
            wall, cpu = ground.turn([])
            more_wall, more_cpu = ground.turn(calls)
            walls.append((more_wall - wall) / len(calls))
            cpus.append((more_cpu - cpu) / len(calls))
            # The file, and what it was.
            bounds.append(bound or fsyncs(2))
    over = sorted(walls)[RUNS // 2] - sorted(bounds)[RUNS // 2]
    times = sorted(walls)[RUNS // 2] / sorted(bounds)[RUNS // 2]
    return [name, f"{files:,}", spread(walls, 2), spread(bounds, 2), f"{over:.2f}", f"{times:.1f}", spread(cpus, 2)]


def fsyncs(each):
    """Milliseconds to replace so many files for good, in the mean of a hundred times: each is synced, and its folder."""
    with tempfile.TemporaryDirectory(prefix="bench-", dir=TARGET) as folder:
        named = os.open(folder, os.O_RDONLY)
        begun = time.monotonic()
        for number in range(CALLS):
            for one in range(each):
                made = os.open(f"{folder}/new", os.O_WRONLY | os.O_CREAT)
                os.write(made, b"a line of it\n" * 20)
                os.fsync(made)
                os.close(made)
                os.rename(f"{folder}/new", f"{folder}/{one}")
                os.fsync(named)
        taken = time.monotonic() - begun
        os.close(named)
        return taken * 1e3 / CALLS


class Ground:
    """A workspace with a home."""

    def __init__(self, program, folder, files):
        self.program, self.folder, self.work = program, folder, folder / "work"
        for number in range(files):
            path = self.work / f"part-{number // 100}/file-{number}.rs"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"fn number_{number}() {{}}\n" * 20)
        self.env = {"HOME": str(folder), "PATH": "/usr/bin:/bin", "KIRO_LSP_STATE_DIR": str(folder / "state"),
                    "KIRO_LSP_MODEL": f"scripted:{folder / 'model.jsonl'}"}

    def turn(self, calls):
        """Milliseconds of one turn, and the program's own CPU time in it, without what it started."""
        replies = [{"calls": [{"tool": tool, "input": given}]} for tool, given in calls] + [{"say": "Done."}]
        (self.folder / "model.jsonl").write_text("".join(f"{json.dumps(reply)}\n" for reply in replies))
        for path in self.work.glob("made*"):
            path.unlink()
        begun = time.monotonic()
        command = [self.program, "chat", "--no-interactive", "-a", "--output-format", "stream-json", "Go"]
        said = self.folder / "said"
        with said.open("w") as out:
            process = subprocess.Popen(command, cwd=self.work, env=self.env, stdin=subprocess.DEVNULL, stdout=out,
                                       stderr=subprocess.STDOUT)
            os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        wall = (time.monotonic() - begun) * 1e3
        fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
        cpu = sum(map(int, fields[11:13])) * 1e3 / os.sysconf("SC_CLK_TCK")
        ends = said.read_text().count('"type":"toolFinished"')
        if process.wait() != 0 or ends != len(calls):
            raise RuntimeError(f"{ends} of {len(calls)} calls, exit {process.returncode}: {said.read_text()[-800:]}")
        return wall, cpu
