"""How much longer a command takes that runs in a sandbox, beside one that does not, each in turn."""
import json
import subprocess

from page import table
from places import REPOSITORY, say

NAMES = {"none": "without", "bubblewrap": "bubblewrap", "landlock": "Landlock and seccomp"}
HEADS = ["sandbox", "hidden folders, hidden files, protected files", "median ms", "least ms", "over without, ms", "÷ without"]


def measure():
    say("building the example `start`")
    command = ["cargo", "run", "--release", "--quiet", "-p", "exec", "--example", "start"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"`{' '.join(command)}` ended with {done.returncode}: {done.stderr[-500:]}")
    rows, bare = [], 0
    for line in done.stdout.splitlines():
        one = json.loads(line)
        median = one["median_ms"]
        if one["by"] == "none":
            bare = median
        over = ["", ""] if one["by"] == "none" else [f"{median - bare:.2f}", f"{median / bare:.1f}"]
        paths = "" if one["by"] == "none" else ", ".join(map(str, one["size"]))
        rows.append([NAMES[one["by"]], paths, f"{median:.2f}", f"{one['least_ms']:.2f}", *over])
    about = "`bash -c 'exit 0'` from the call until its last process is gone, 200 rounds each in turn. Aim: 5 ms over a command without."
    return f"{about}\n\n{table(HEADS, rows)}"
