"""Random scripted turns over the real program, killed, cancelled and resumed: nothing is done twice, nothing is left."""
import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import tempfile
import time
from pathlib import Path

from page import table
from places import TARGET, build, say

MINUTES, REPLIES = 3, 12_000
HEADS = ["turns", "calls", "kills", "cancelled", "executed twice", "files that differ", "processes left",
         "temporary files left, private folders of killed commands", "largest RSS MB: first tenth, last tenth"]


def measure():
    [program] = build("kiro-cli")
    seed = int(os.environ.get("KIRO_TEST_SEED") or time.time())
    say(f"KIRO_TEST_SEED={seed}, {MINUTES} minutes")
    with tempfile.TemporaryDirectory(prefix="bench-", dir=TARGET) as folder:
        ground = Ground(program, Path(folder), random.Random(seed))
        until = time.monotonic() + MINUTES * 60
        while time.monotonic() < until:
            ground.turn()
        found = ground.look()
    about = f"{MINUTES} minutes of one session, seed {seed}: reads, writes, edits, commands and processes in random order; a third of " \
        "the runs is killed with SIGKILL at a random event, a tenth interrupted from the keyboard, and each is gone on with."
    return f"{about}\n\n{table(HEADS, [found])}"


class Ground:
    def __init__(self, program, folder, chance):
        self.program, self.folder, self.chance, self.work = program, folder, chance, folder / "work"
        self.token = f"3{chance.randrange(10**6):06}"
        for name in ["work", "tmp"]:
            (folder / name).mkdir()
        (folder / "model.jsonl").write_text("".join(f"{json.dumps(self.reply(n))}\n" for n in range(REPLIES)))
        self.env = {"HOME": str(folder), "PATH": "/usr/bin:/bin", "TMPDIR": str(folder / "tmp"),
                    "KIRO_LSP_STATE_DIR": str(folder / "state"), "KIRO_LSP_MODEL": f"scripted:{folder / 'model.jsonl'}"}
        self.session, self.turns, self.kills, self.cancels, self.rss = None, 0, 0, 0, []

    def reply(self, number):
        """What the model says the n-th time. A command says which it is, and each write leaves another content."""
        path = f"file-{self.chance.randrange(5)}"
        calls = {
            "read": {"path": path},
            "write": {"path": path, "content": f"line one of {number}\nline two\n"},
            "edit": {"path": path, "old": "line two", "new": f"line two of {number}"},
            "shell": {"command": f"echo {number} >> ran.log"},
        }
        kind = self.chance.choice(["read", "read", "write", "edit", "shell", "process", "say", "say"])
        if kind == "say":
            return {"say": "Done."}
        if kind == "process":
            return {"calls": [{"tool": "shell", "input": {"command": f"sleep {self.token}", "yield_seconds": 1}}]} \
                if self.chance.random() < 0.1 else {"calls": [{"tool": "list", "input": {}}]}
        return {"calls": [{"tool": kind, "input": calls[kind]}]}

    def turn(self):
        """Goes on with what was interrupted, or says something new; and something may happen to it."""
        way = ["--resume-id", self.session] if self.session else []
        goes_on = self.session and self.status() == "interrupted"
        run = subprocess.Popen(
            [self.program, "chat", "--no-interactive", "-a", "--output-format", "stream-json", *way, *([] if goes_on else ["Go"])],
            cwd=self.work, env=self.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.turns += 1
        fate = self.chance.random()
        strikes = self.chance.randrange(1, 12) if fate < 0.43 else None
        for number, line in enumerate(run.stdout, 1):
            self.session = self.session or json.loads(line).get("session")
            if number == strikes:
                time.sleep(self.chance.random() ** 3 / 20)
                # Not by `run`, which would wait for it.
                os.kill(run.pid, signal.SIGKILL if fate < 0.33 else signal.SIGINT)
        _, status, used = os.wait4(run.pid, 0)
        run.returncode = os.waitstatus_to_exitcode(status)
        self.kills += run.returncode == -signal.SIGKILL
        self.cancels += run.returncode not in (0, 4, -signal.SIGKILL)
        self.rss.append(used.ru_maxrss / 1024)

    def ask(self, *arguments):
        done = subprocess.run([self.program, "--format", "json", *arguments], cwd=self.work, env=self.env, capture_output=True)
        if done.returncode != 0:
            raise RuntimeError(f"{arguments} ended with {done.returncode}: {done.stderr.decode()[-500:]}")
        return json.loads(done.stdout)

    def status(self):
        return self.ask("session", "show", self.session)["session"]["status"]

    def look(self):
        """The row: what was done, and what is not as it has to be."""
        while self.status() == "interrupted":
            self.turn()
        time.sleep(1)
        [log] = (self.folder / "state/workspaces").glob("*/state.db")
        with sqlite3.connect(log) as database:
            assert_equal(database.execute("PRAGMA integrity_check").fetchall(), [("ok",)])
            rows = database.execute("SELECT seq, body FROM event ORDER BY seq").fetchall()
        events = [json.loads(body) for _, body in rows]
        assert_equal([seq for seq, _ in rows], list(range(1, len(rows) + 1)))
        asked = [call for event in events if event["type"] == "modelAnswered" for call in event["calls"]]
        ends = {event["call"]: event for event in events if event["type"] == "toolFinished"}
        finished = sum(event["type"] == "toolFinished" for event in events)
        assert_equal((finished, len(ends)), (len(asked), len(asked)))
        ran = (self.work / "ran.log").read_text().split()
        tenth = max(1, len(self.rss) // 10)
        memory = f"{max(self.rss[:tenth]):.1f}, {max(self.rss[-tenth:]):.1f}"
        figures = [self.turns, len(asked), self.kills, self.cancels, len(ran) - len(set(ran)), self.differ(asked, ends),
                   self.processes()]
        return [*(f"{figure:,}" for figure in figures), self.temporary(), memory]

    def differ(self, asked, ends):
        """Files that do not hold what the calls that succeeded make of them."""
        files = {}
        for call in asked:
            given = call["input"]
            if ends[call["id"]]["end"] != "success" or call["name"] not in ("write", "edit"):
                continue
            new = given.get("content") or files[given["path"]].replace(given["old"], given["new"])
            files[given["path"]] = new
        return sum((self.work / name).read_text() != text for name, text in files.items())

    def processes(self):
        said = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                works_here = os.readlink(process / "cwd").startswith(str(self.folder))
                said.append(works_here or self.token.encode() in (process / "cmdline").read_bytes())
            except OSError:
                pass
        return sum(said)

    def temporary(self):
        """What is left in the workspace; and of private folders of commands, which later ones remove after a day."""
        ours = re.compile(r"ran\.log|file-\d")
        in_work = sum(not ours.fullmatch(path.name) for path in self.work.iterdir())
        left = [path.name.startswith("kiro-exec-") for path in (self.folder / "tmp").iterdir()]
        return f"{in_work + left.count(False)}, {left.count(True)}"


def assert_equal(found, expected):
    if found != expected:
        raise RuntimeError(f"the log is not consistent: {str(found)[:300]} instead of {str(expected)[:300]}")
