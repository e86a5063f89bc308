"""A workspace in a temporary folder, with a home of its own, and the programs that are started in it."""

import contextlib
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
BINARIES = pathlib.Path(os.environ["CARGO_TARGET_DIR"]) / "debug"
TASKS = ".kiro/specs/greeting/tasks.md"

# Longer than anything takes on a busy machine.
PATIENCE = 20


class Skipped(Exception):
    """The test is not about this version of Helix."""


def wait(what, condition, state=lambda: ""):
    """Polls until `condition()` is true, and answers what it answered."""
    end = time.monotonic() + PATIENCE
    while not (value := condition()):
        if time.monotonic() > end:
            raise AssertionError(f"waited in vain: {what}\n{state()}")
        time.sleep(0.02)
    return value


class Workspace:
    """A copy of the sample that the tests of Neovim use too."""

    def __init__(self, helix):
        self.helix = helix
        self.base = pathlib.Path(tempfile.mkdtemp(prefix="kiro-helix-")).resolve()
        self.root = self.base / "greeting"
        shutil.copytree(REPOSITORY / "tests/neovim/sample", self.root)
        shutil.copytree(REPOSITORY / "clients/helix", self.base / "home/config/helix")
        self.environment = {
            "HOME": f"{self.base}/home",
            "XDG_CONFIG_HOME": f"{self.base}/home/config",
            "XDG_DATA_HOME": f"{self.base}/home/data",
            "XDG_STATE_HOME": f"{self.base}/home/state",
            "XDG_CACHE_HOME": f"{self.base}/home/cache",
            "KIRO_LSP_STATE_DIR": f"{self.base}/state",
            "KIRO_LSP_MODEL": f"scripted:{self.root}/model.jsonl",
            "PATH": f"{BINARIES}:{os.environ['PATH']}",
            "PYTHONDONTWRITEBYTECODE": "1",
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
        }
        self.processes = []

    def read(self, name):
        path = self.root / name
        # Gone at times: Helix puts a saved file in the place of the old one.
        with contextlib.suppress(FileNotFoundError):
            return path.read_text()
        return None

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def cli(self, *arguments):
        """Runs `kiro-cli` to its end."""
        command = ["kiro-cli", "-C", self.root, *arguments]
        return subprocess.run(
            command, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE
        )

    def start_cli(self, *arguments):
        """Starts `kiro-cli` as another terminal would."""
        with open(self.base / "cli.out", "w") as out:
            process = subprocess.Popen(
                ["kiro-cli", "-C", self.root, *arguments],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )
        self.processes.append(process)
        return process

    def said(self):
        """What the `kiro-cli` that was started last printed."""
        out = self.base / "cli.out"
        return out.read_text() if out.exists() else ""

    def question(self, title):
        """The id of a question that waits, as another terminal sees it."""
        pattern = re.compile(rf"^\? {re.escape(title)}$.*?kiro-cli answer (q-\w+)", re.MULTILINE | re.DOTALL)

        def asked():
            found = pattern.search(self.cli("session", "list").stdout)
            return found and found.group(1)

        return wait(f"the question {title}", asked)

    def running(self):
        """Processes that were started with the home of this workspace, as pid: command."""
        found = {}
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                environment = (process / "environ").read_bytes()
                command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
            except OSError:
                continue  # it has ended, or is somebody else's
            if command and f"HOME={self.base}/home".encode() in environment.split(b"\0"):
                found[int(process.name)] = command
        return found

    def close(self):
        """Ends what the test started and removes the folder; answers what did not end by itself with its editor."""
        for process in self.processes:
            process.kill()
            process.wait()
        subprocess.run(["tmux", "-S", self.base / "tmux", "kill-server"], capture_output=True)
        try:
            wait("the end of all processes", lambda: not self.running())
        except AssertionError:
            pass
        left = self.running()
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        shutil.rmtree(self.base, ignore_errors=True)
        return left
