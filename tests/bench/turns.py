"""Scripted shell turns: kiro-cli beside codex, in turn, in the same kind of cell."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import agents
from page import ratio, spread, table
from places import say, shared

RUNS = {20: 5, 100: 3}
FIGURES = [("wall_s", 3), ("cpu_s", 3), ("rss_mb", 0)]
HEADS = ["wall s", "CPU s", "max RSS MB", "largest request KB", "the model's own CPU s"]


def measure():
    model = shared("bench/fake_model.py")
    taking_part = agents.all_agents()
    prefix = isolation()
    text = []
    for turns, runs in RUNS.items():
        results = {agent["name"]: [] for agent in taking_part}
        for number in range(runs):
            say(f"{turns} turns, run {number + 1} of {runs}")
            for agent in taking_part:
                results[agent["name"]].append(run(prefix, agent, turns, model))
        text.append(section(taking_part, turns, runs, results))
    where = "alone in a network namespace with only loopback" if prefix else "without a namespace of its own"
    text.append(f"Each run {where}, with a cleared environment, a new home and a new project.")
    return "\n\n".join(text)


def isolation():
    """Needs root; without it the agents could reach the network, and what they leave behind keeps running."""
    if os.geteuid() == 0 and shutil.which("unshare") and shutil.which("ip"):
        return ["unshare", "-n", "-p", "-f", "--mount-proc", "--kill-child"]
    say("not root, or no unshare and ip: agents run without namespaces")
    return []


def run(prefix, agent, turns, model):
    with tempfile.TemporaryDirectory(prefix="kiro-bench-") as scratch:
        spec = {**agent, "turns": turns, "model": str(model), "scratch": scratch}
        cell = [sys.executable, "-S", "-E", str(Path(__file__).with_name("cell.py")), json.dumps(spec)]
        done = subprocess.run([*prefix, *cell], stdout=subprocess.PIPE, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"the cell of {agent['name']} ended with {done.returncode}")
        result = json.loads(done.stdout)
        if result["exit"] != 0 or result["turns"] != turns:
            say(Path(scratch, "output").read_text(errors="replace")[-2000:])
            raise RuntimeError(f"{agent['name']} made {result['turns']} of {turns} turns, exit {result['exit']}")
        return result


def section(taking_part, turns, runs, results):
    rows = []
    for agent in taking_part:
        of = results[agent["name"]]
        bound = agent.get("is_bound")
        shown = ["" if bound and key != "wall_s" else spread([one[key] for one in of], digits) for key, digits in FIGURES]
        cells = [*shown, f"{max(one['request_kb'] for one in of):.0f}"]
        cells.append(spread([one["model_cpu_s"] for one in of], 2))
        rows.append([f"{agent['name']} {agent['version']}".strip(), *cells])
    kiro = taking_part[0]["name"]
    for other in (agent["name"] for agent in taking_part if agent.get("is_peer")):
        ratios = [ratio(results[kiro], results[other], key) for key, _ in FIGURES]
        rows.append([f"**{kiro} ÷ {other}**", *(f"**{figure}**" for figure in ratios), "", ""])
    rows.append(["aim: now, later", *["0.33, 0.20"] * len(FIGURES), "", ""])
    title = f"{turns} turns, {runs} runs each in turn: median (least–most)"
    return f"{title}\n\n" + table(["", *HEADS], rows)
