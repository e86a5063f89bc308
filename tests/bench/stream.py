"""What kiro-cli and kiro-lsp add to a stream: latency of each delta, and CPU time of many, beside a bare reader."""
import tempfile
from pathlib import Path
from statistics import median

import fronts
from fronts import BEDROCK, CHAT
from page import spread, table
from places import build, say

RUNS = 3
PACED, PACE = 300, 10
UNPACED = [10_000, 50_000]
BARE = "bare reader"
QUANTILES = {"p50": 0.5, "p95": 0.95, "max": 1}


def measure():
    kiro_cli, kiro_lsp = build("kiro-cli", "kiro-lsp")
    readers = {BARE: fronts.bare, "kiro-cli": fronts.kiro_cli(kiro_cli), "kiro-lsp": fronts.kiro_lsp(kiro_lsp)}
    text = [latency(run_all(readers, PACED, PACE))]
    text += [throughput(count, run_all(readers, count, 0)) for count in UNPACED]
    return "\n\n".join(text)


def run_all(readers, count, pace):
    """Streams by wire and reader: each reader in turn, each time with a new home."""
    streams = {(wire, name): [] for wire in (CHAT, BEDROCK) for name in readers}
    for number in range(RUNS):
        for wire, name in streams:
            say(f"{count} deltas every {pace} ms, {wire}, {name}, run {number + 1} of {RUNS}")
            with tempfile.TemporaryDirectory(prefix="kiro-bench-") as home, fronts.model() as port:
                stream = readers[name](port, wire, f"stream {count} {pace}", Path(home))
            if name != BARE and stream.whole != count:
                raise RuntimeError(f"{name} has {stream.whole} of {count} deltas in the complete answer")
            streams[wire, name].append(stream)
    return streams


def latency(streams):
    of = lambda wire, name, part: [stream.quantile(part) for stream in streams[wire, name]]
    wires, names = (list(dict.fromkeys(keys)) for keys in zip(*streams))
    columns = [(wire, part) for wire in wires for part in QUANTILES.values()]
    rows = [[name, *(spread(of(wire, name, part), 2) for wire, part in columns)] for name in names]
    for name in names[1:]:
        added = [median(of(wire, name, part)) - median(of(wire, BARE, part)) for wire, part in columns]
        rows.append([f"**{name} − {BARE}**", *(f"**{ms:.2f}**" for ms in added)])
    rows.append(["aim of the difference", *["≤ 2", "≤ 2", ""] * len(wires)])
    heads = ["ms from the model to the reader", *(f"{wire} {name}" for wire in wires for name in QUANTILES)]
    title = f"{PACED} deltas, one every {PACE} ms, {RUNS} runs each in turn: median (least–most) of the runs"
    return f"{title}\n\n{table(heads, rows)}"


def throughput(count, streams):
    wires, names = (list(dict.fromkeys(keys)) for keys in zip(*streams))
    rows = []
    for name in names:
        cells = []
        for wire in wires:
            of = streams[wire, name]
            cells.append(spread([stream.cpu_s * 10_000 / count for stream in of], 3))
            cells.append(spread([stream.wall_s for stream in of], 2))
            cells.append(f"{min(len(stream.latencies) for stream in of) / count:.0%}")
            cells.append(f"{median(stream.messages for stream in of):,.0f}")
        rows.append([name, *cells])
    heads = [f"{wire}: {what}" for wire in wires for what in ("CPU s for 10,000", "wall s", "arrived", "in messages")]
    title = f"{count:,} deltas as fast as the model sends them, {RUNS} runs each in turn: median (least–most)"
    return f"{title}\n\n{table(['', *heads], rows)}"
