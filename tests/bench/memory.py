"""What kiro-lsp holds over a conversation of a thousand turns, beside what the conversation itself weighs: when all of it fits
into what the model reads, and when it has to be summarised again and again."""
import json
import tempfile
import time
import urllib.request
from pathlib import Path

import fronts
from page import table
from places import Skip, build, say

TURNS, STEP = 1000, 100
# Tokens that the model reads.
WINDOWS = [1_000_000, 8_000]
HEADS = ["turns", "RSS MB", "peak RSS MB", "log KB", "largest request KB", "ms a turn"]


def measure():
    if not Path("/proc/self/status").exists():
        raise Skip("memory is read from /proc, as Linux has it")
    [program] = build("kiro-lsp")
    said = "Each is one session, one run; each turn is a prompt, one shell command and an answer."
    return "\n\n".join([said, *(measure_window(program, window) for window in WINDOWS)])


def measure_window(program, window):
    with tempfile.TemporaryDirectory(prefix="kiro-bench-") as home, fronts.model() as port:
        folder = Path(home, ".config/kiro-lsp")
        folder.mkdir(parents=True)
        (folder / "settings.json").write_text(json.dumps({"contextWindow": window}))
        with fronts.conversation(program, port, fronts.CHAT, Path(home), trust="all") as (client, session):
            samples = [sample(client, session, done, port, Path(home)) for done in range(0, TURNS, STEP)]
            events = client.request("kiro/session/get", {"session": session})["events"]
    summaries = sum(event["type"] == "contextCompacted" for event in events)
    rows = [[str(one["turns"]), *(f"{one[key]:.1f}" for key in list(one)[1:])] for one in samples]
    first, last = samples[0], samples[-1]
    grown = {key: (last[key] - first[key]) / (last["turns"] - first["turns"]) for key in first}
    fits = f"The model reads {window:,} tokens: {summaries} summaries."
    said = f"From turn {first['turns']} on each turn adds {grown['rss_mb'] * 1024:.2f} KB to the resident memory, " \
        f"{grown['log_kb']:.2f} KB to the log and {grown['request_kb']:.2f} KB to the largest request."
    return f"{fits}\n\n{table(HEADS, rows)}\n\n{said}"


def sample(client, session, done, port, home):
    """Makes `STEP` turns more, and looks."""
    say(f"turn {done} of {TURNS}")
    begun = time.monotonic()
    for turn in range(done, done + STEP):
        prompt(client, session, f"call echo turn-{turn}")
    wall = time.monotonic() - begun
    fields = dict(line.split(":") for line in Path(f"/proc/{client.server.pid}/status").read_text().splitlines())
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
        largest = int(answer.read())
    return {
        "turns": done + STEP,
        "rss_mb": int(fields["VmRSS"].split()[0]) / 1024,
        "peak_mb": int(fields["VmHWM"].split()[0]) / 1024,
        "log_kb": sum(file.stat().st_size for file in (home / "state").rglob("*.db*")) / 1024,
        "request_kb": largest / 1024,
        "turn_ms": wall * 1e3 / STEP,
    }


def prompt(client, session, text):
    """One turn, to its end."""
    parameters = {"session": session, "text": text}
    client.send({"id": "prompt", "method": "kiro/session/prompt", "params": parameters})
    ended = None
    while ended is None:
        message = client.receive(client.seconds)
        if message is None:
            raise RuntimeError(f"no end of the turn `{text}` in {client.seconds} s")
        if "error" in message:
            raise RuntimeError(message["error"]["message"])
        if message.get("params", {}).get("type") == "turnEnded":
            ended = message["params"]["stop"]
    if ended != "end_turn":
        raise RuntimeError(f"the turn `{text}` ended with {ended}")
