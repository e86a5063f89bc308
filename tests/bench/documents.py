"""kiro-lsp while somebody types: from a key to its diagnostics, and to the answers that an editor asks for then."""
import tempfile
from pathlib import Path
from statistics import median

import keystrokes
from keystrokes import EDITS, REQUESTS
from page import quantile, table
from places import Skip, build, say
from specs import specs

AIM = "≤ 5 at 100 KB"


def measure():
    if not Path("/proc/self/smaps_rollup").exists():
        raise Skip("memory is read from /proc, as Linux has it")
    [program] = build("kiro-lsp")
    with tempfile.TemporaryDirectory(prefix="kiro-bench-") as scratch:
        all_specs = specs(Path(scratch))
        results = []
        for spec in all_specs:
            say(f"documents: {spec['name']}")
            results.append(keystrokes.measure(program, spec, Path(scratch)))
    heads = [spec["name"] for spec in all_specs]
    sizes = [spec["kb"]["tasks.md"] for spec in all_specs]
    return "\n\n".join([
        documents(all_specs, results),
        f"From a change to the diagnostics of its version: p50 / p99 in ms of {EDITS} changes of each kind",
        table(["", *heads], [*edits(results), *growth(results, sizes)]),
        f"From a change to the answer of a request right after it: p50 / p99 in ms of {REQUESTS}",
        table(["", *heads], asked_of(results, "after")),
        f"The same request again, without a change: p50 / p99 in ms of {REQUESTS}",
        table(["", *heads], asked_of(results, "again")),
    ])


def documents(all_specs, results):
    servers = list(results[0]["rss_mb"])
    rows = []
    for spec, result in zip(all_specs, results):
        sizes = [f"{spec['kb'].get(name, 0):.0f}" for name in ("tasks.md", "requirements.md", "design.md")]
        rows.append([spec["name"], f"{spec['tasks']:,}", *sizes, *(f"{result['rss_mb'][name]:.0f}" for name in servers)])
    heads = ["document", "tasks", "tasks.md KB", "requirements.md KB", "design.md KB"]
    return table(heads + [f"RSS MB {name}" for name in servers], rows)


def edits(results):
    rows = [[": ".join(key), *(both(result["edits"][key]) for result in results)] for key in results[0]["edits"]]
    rows.append(["`cat`, as many bytes there and back", *(both(result["echo"]) for result in results)])
    return [*rows, ["aim of kiro-lsp: p99", *([AIM] + [""] * len(results))[:len(results)]]]


def growth(results, sizes):
    """What a KB takes at the median, and how that compares with the first document."""
    rows = []
    for key in results[0]["edits"]:
        each = [median(result["edits"][key]) / size for result, size in zip(results, sizes)]
        rows.append([f"{': '.join(key)}: µs a KB, ÷ first", *(f"{one * 1e3:.1f}, {one / each[0]:.2f}" for one in each)])
    return rows


def asked_of(results, when):
    return [[": ".join(key), *(both(result[when][key]) for result in results)] for key in results[0][when]]


def both(times):
    if not times:
        return "nothing to say"
    return f"{quantile(times, 0.5):.2f} / {quantile(times, 0.99):.2f}"
