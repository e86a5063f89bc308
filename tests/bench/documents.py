"""kiro-lsp while somebody types: from a key to its diagnostics, and to the answers that an editor asks for then."""
import tempfile
from pathlib import Path
from statistics import median

import keystrokes
from keystrokes import EDITS, REQUESTS
from page import quantile, table
from places import Skip, build
from specs import specs

AIM = "p99 ≤ 5"


def measure(program=None):
    if not Path("/proc/self/smaps_rollup").exists():
        raise Skip("memory is read from /proc, as Linux has it")
    program = program or build("kiro-lsp")[0]
    with tempfile.TemporaryDirectory(prefix="kiro-bench-") as scratch:
        all_specs = specs(Path(scratch))
        results = [keystrokes.measure(program, spec, Path(scratch)) for spec in all_specs]
    heads = ["", *(spec["name"] for spec in all_specs)]
    return "\n\n".join([
        documents(all_specs, results),
        f"From a change to the diagnostics of its version: p50 / p99 in ms of {EDITS} changes of each kind",
        table(heads, edits(results)),
        "At the median, µs for each KB of tasks.md, and that as a multiple of the first document's",
        table(heads, growth(all_specs, results)),
        f"From a change to the answer of a request right after it: p50 / p99 in ms of {REQUESTS}",
        table(heads, asked(results, "after")),
        f"The same request again, without a change: p50 / p99 in ms of {REQUESTS}",
        table(heads, asked(results, "again")),
    ])


def documents(all_specs, results):
    servers = list(results[0]["rss_mb"])
    rows = []
    for spec, result in zip(all_specs, results):
        sizes = [f"{spec['kb'].get(name, 0):.0f}" for name in ("tasks.md", "requirements.md", "design.md")]
        memory = [f"{result['rss_mb'][name]:.0f}" for name in servers]
        rows.append([spec["name"], f"{spec['tasks']:,}", *sizes, *memory])
    heads = ["document", "tasks", "tasks.md KB", "requirements.md KB", "design.md KB"]
    return table(heads + [f"RSS MB {name}" for name in servers], rows)


def edits(results):
    rows = [[": ".join(key), *(both(result["edits"][key]) for result in results)] for key in results[0]["edits"]]
    rows.append(["`cat`, as many bytes there and back", *(both(result["echo"]) for result in results)])
    return [*rows, ["aim of kiro-lsp", *(AIM if number == 2 else "" for number in range(len(results)))]]


def growth(all_specs, results):
    rows = []
    for key in results[0]["edits"]:
        each = [
            median(result["edits"][key]) * 1e3 / spec["kb"]["tasks.md"] for spec, result in zip(all_specs, results)
        ]
        rows.append([": ".join(key), *(f"{one:.1f}, × {one / each[0]:.2f}" for one in each)])
    return rows


def asked(results, when):
    return [[": ".join(key), *(both(result[when][key]) for result in results)] for key in results[0][when]]


def both(times):
    if not times:
        return "nothing to say"
    return f"{quantile(times, 0.5):.2f} / {quantile(times, 0.99):.2f}"
