"""How long it takes to go on with a long session: from the start of the program until its prompt is stored."""
import json
import sqlite3
import subprocess
import tempfile
import time
from pathlib import Path

from page import spread, table
from places import build, say

# A turn is a prompt, three answers with a tool call each, and a last answer.
CALLS = 3
EACH = 3 * CALLS + 3
SIZES, RUNS = [12, 1_000, 10_000, 50_000], 9
OUTPUT = 1_000
HEADS = ["events", "log KB", "a new session", "by its id", "the latest", "shown whole", "a word searched"]


def measure():
    [program] = build("kiro-cli")
    rows = [row(program, size) for size in SIZES]
    title = f"One session of so many events; ms, median (least–most) of {RUNS} in turn"
    return f"{title}\n\n{table(HEADS, rows)}\n\nThe aim is 100 ms for 10,000 events."


def row(program, size):
    with tempfile.TemporaryDirectory(prefix="kiro-bench-") as scratch:
        ground = Ground(program, Path(scratch))
        session, kb = ground.fill(size)
        say(f"{size} events")
        chat = ["chat", "--no-interactive", "--output-format", "stream-json"]
        ways = [
            [*chat, "Go on"],
            [*chat, "--resume-id", session, "Go on"],
            [*chat, "--resume", "Go on"],
            ["session", "export", session, "--format", "json"],
            ["session", "search", "needle"],
        ]
        times = [[] for _ in ways]
        for _ in range(RUNS):
            for way, taken in zip(ways, times):
                ground.restore()
                taken.append(ground.time(way))
        return [f"{size:,}", f"{kb:,.0f}", *(spread(taken, 1) for taken in times)]


class Ground:
    """A workspace with a home, and a scripted model that always has an answer."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        (folder / "work/.kiro").mkdir(parents=True)
        reply = json.dumps({"say": "Yes."})
        (folder / "model.jsonl").write_text(f"{reply}\n" * (max(SIZES) // EACH * (CALLS + 1) + 100))
        self.env = {
            "HOME": str(folder), "PATH": "/usr/bin:/bin", "KIRO_LSP_STATE_DIR": str(folder / "state"),
            "KIRO_LSP_MODEL": f"scripted:{folder / 'model.jsonl'}",
        }

    def start(self, arguments):
        return subprocess.Popen([self.program, *arguments], cwd=self.folder / "work", env=self.env,
                                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)

    def fill(self, size):
        """Makes a session and goes on with it in its log, as it is stored: its id, and the size of the log in KB."""
        self.start(["chat", "--no-interactive", "Begin"]).communicate()
        [self.log] = (self.folder / "state/workspaces").glob("*/state.db")
        with sqlite3.connect(self.log) as log:
            [(session,)] = log.execute("SELECT DISTINCT session FROM event")
            [(last,)] = log.execute("SELECT max(seq) FROM event")
            bodies = turns(session)
            rows = ((1, body["type"], session, json.dumps(body)) for _, body in zip(range(size - last), bodies))
            log.executemany("INSERT INTO event (at, version, kind, session, body) VALUES (?, 1, ?, ?, ?)", rows)
            ended = json.dumps({"type": "turnEnded", "session": session, "stop": "end_turn"})
            log.execute("INSERT INTO event (at, version, kind, session, body) VALUES (1, 1, 'turnEnded', ?, ?)",
                        (session, ended))
        log.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        log.close()
        self.whole = self.log.read_bytes()
        return session, len(self.whole) / 1024

    def restore(self):
        """The log as it was filled."""
        for beside in self.log.parent.glob("state.db-*"):
            beside.unlink()
        (self.log.parent / "head").unlink(missing_ok=True)
        self.log.write_bytes(self.whole)

    def time(self, arguments):
        """Until a prompt is stored; of what has none, until the end."""
        begun = time.monotonic()
        process = self.start(arguments)
        stored = None
        for line in process.stdout:
            if stored is None and b'"type":"userPrompted"' in line and arguments[0] == "chat":
                stored = time.monotonic()
        if process.wait() != 0 or (arguments[0] == "chat" and stored is None):
            raise RuntimeError(f"`{' '.join(arguments)}` ended with {process.returncode}")
        return ((stored or time.monotonic()) - begun) * 1e3


def turns(session):
    """The events of turns without end."""
    number = 0
    while True:
        number += 1
        yield {"type": "userPrompted", "session": session, "text": f"Do the thing number {number}"}
        for call in range(CALLS):
            name = f"call-{number}-{call}"
            asked = {"id": name, "name": "read", "input": {"path": f"src/file-{number}-{call}.rs"}}
            usage = {"inputTokens": 1000, "outputTokens": 100, "cachedTokens": 900}
            yield {"type": "modelAnswered", "session": session, "text": "I read it.", "calls": [asked],
                   "stop": "tool_use", "usage": usage}
            yield {"type": "toolStarted", "session": session, "call": name}
            seen = {"path": asked["input"]["path"], "digest": f"{number:032}", "changed": False}
            yield {"type": "toolFinished", "session": session, "call": name, "end": "success",
                   "output": "a line of a file\n" * (OUTPUT // 17), "files": [seen]}
        yield {"type": "modelAnswered", "session": session, "text": "It is done.", "calls": [], "stop": "end_turn",
               "usage": usage}
        yield {"type": "turnEnded", "session": session, "stop": "end_turn"}
