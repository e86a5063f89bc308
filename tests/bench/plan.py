"""How long the engine takes to put the tasks of a large tasks.md into a graph and to plan them."""
import json
import subprocess

from page import table
from places import REPOSITORY, say

SHAPES = {
    "Order": "nothing said: one after the other",
    "Depends": "up to three dependencies each",
    "Waves": "waves of 100, checkpoints between",
    "Tangled": "dependencies against the order",
}
HEADS = ["tasks say", "tasks", "edges", "graph ms", "plan ms", "both, µs a task", "a task, ÷ smallest"]


def measure():
    say("building the example `plan`")
    command = ["cargo", "run", "--release", "--quiet", "-p", "engine", "--example", "plan"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"`{' '.join(command)}` ended with {done.returncode}: {done.stderr[-500:]}")
    rows, smallest = [], {}
    for line in done.stdout.splitlines():
        one = json.loads(line)
        each = (one["graph_ms"] + one["plan_ms"]) / one["tasks"] * 1000
        ratio = each / smallest.setdefault(one["shape"], each)
        figures = [f"{one['graph_ms']:.1f}", f"{one['plan_ms']:.1f}", f"{each:.2f}", f"{ratio:.1f}"]
        rows.append([SHAPES[one["shape"]], f"{one['tasks']:,}", f"{one['edges']:,}", *figures])
    return f"The least of nine rounds each.\n\n{table(HEADS, rows)}"
