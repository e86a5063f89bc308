"""How soon kiro-lsp asks a model again after an answer that calls a tool, as a session grows, beside Python that writes the
same request."""
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import fronts
from fronts import BEDROCK, CHAT
from page import spread, table
from places import build, say

AT = [10, 100, 1_000]
# Requests on each side of these.
NEAR = 10
# Calls of a turn, which may have 200.
TURN = 101
RUNS = 3
NOTES = "a line of a file\n" * 60
HEADS = ["wire", "calls before", "request KB", "first byte, ms", "last byte, ms", "for a MB more, ms",
         "`json.dumps`, ms", "and `urllib`, ms", "last byte ÷ both"]


def measure():
    [kiro_lsp] = build("kiro-lsp")
    rows = [row for wire in (CHAT, BEDROCK) for row in of_wire(kiro_lsp, wire)]
    about = f"Sessions with {turns() * TURN:,} calls of `read` in {turns()} turns: the median of the {2 * NEAR + 1} requests around each number, " \
        f"and of {RUNS} sessions the median (least–most)."
    return f"{about}\n\n{table(HEADS, rows)}"


def turns():
    return -(-(max(AT) + NEAR) // TURN)


def of_wire(kiro_lsp, wire):
    runs = []
    for number in range(RUNS):
        say(f"a session of {turns() * TURN:,} calls, {wire}, run {number + 1} of {RUNS}")
        runs.append(session(kiro_lsp, wire))
    rows, before = [], None
    for number, calls in enumerate(AT):
        points = [run[number] for run in runs]
        of = lambda key: [point[key] for point in points]
        kb, last, bound = (median(of(key)) for key in ("kb", "last", "bound"))
        more = f"{(last - before[1]) / (kb - before[0]) * 1e3:.1f}" if before else ""
        before = kb, last
        rows.append([wire, f"{calls:,}", f"{kb:,.0f}", spread(of("first"), 2), spread(of("last"), 2), more,
                     f"{median(of('dumps')):.2f}", f"{median(of('socket')):.2f}", f"{last / bound:.1f}"])
    return rows


def session(kiro_lsp, wire):
    """A point for each of `AT`."""
    with tempfile.TemporaryDirectory(prefix="kiro-bench-") as scratch, model() as port:
        home = Path(scratch)
        project = fronts.project(home)
        for number in range(1, turns() * TURN + 1):
            (project / f"notes-{number}").write_text(NOTES)
        # None of it is to be summarised.
        settings = home / ".config/kiro-lsp/settings.json"
        settings.parent.mkdir(parents=True)
        settings.write_text(json.dumps({"contextWindow": 10_000_000}))
        with fronts.conversation(kiro_lsp, port, wire, home) as (client, session):
            for _ in range(turns()):
                parameters = {"session": session, "text": f"calls {TURN}"}
                client.send({"id": "prompt", "method": "kiro/session/prompt", "params": parameters})
                fronts.drain(client.server.stdout.fileno(), b'"type":"turnEnded"')
        requests = told(port, "")
        if len(requests) != turns() * TURN:
            raise RuntimeError(f"kiro-lsp made {len(requests)} of {turns() * TURN} calls")
        return [point(port, calls, requests) for calls in AT]


def point(port, calls, requests):
    """Medians around so many calls; KB and milliseconds."""
    near = [request for request in requests if abs(request["calls"] - calls) <= NEAR]
    of = lambda key, scale: median(request[key] for request in near) * scale
    body = told(port, str(calls))
    taken = [bare(port, body) for _ in near]
    dumps, socket = (median(times) for times in zip(*taken))
    return {"kb": of("bytes", 1e-3), "first": of("first", 1e3), "last": of("last", 1e3),
            "dumps": dumps, "socket": socket, "bound": dumps + socket}


def bare(port, body):
    """Milliseconds to write a request as JSON, and from then on until it is there."""
    begun = time.monotonic()
    written = json.dumps(body).encode()
    dumped = time.monotonic()
    urllib.request.urlopen(f"http://127.0.0.1:{port}/bare", data=written).close()
    [request] = told(port, "")
    return (dumped - begun) * 1e3, (request["at"] - dumped) * 1e3


def told(port, path):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}") as answer:
        return json.load(answer)


@contextmanager
def model():
    """The port of a model that asks for many calls."""
    command = [sys.executable, "-S", "-E", "-B", str(Path(__file__).with_name("growing_model.py")), *map(str, AT)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        yield int(server.stdout.readline())
        server.stdin.close()
