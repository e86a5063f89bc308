"""What of AWS a session touches before a model of Bedrock is called, and how soon each kind of model is asked."""
import re
import shutil
import subprocess
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import fronts
from fronts import BEDROCK, CHAT
from page import spread, table
from places import Skip, build, say

RUNS = 15
HEADS = ["", "files of `~/.aws` opened", "connections to the instance's metadata", "ms until the model is asked"]
METADATA = "169.254.169.254"


def measure():
    kiro_cli, kiro_lsp = build("kiro-cli", "kiro-lsp")
    if not shutil.which("strace"):
        raise Skip("strace, which sees what is opened, is not installed")
    rows = [[f"`kiro-cli chat`, {wire}", *looked(kiro_cli, wire), spread(times(kiro_cli, wire), 1)] for wire in (CHAT, BEDROCK)]
    rows.append(["`kiro-lsp`, Bedrock, a session started and nothing asked", *started(kiro_lsp), ""])
    return f"Medians (least–most) of {RUNS}; the keys of Bedrock are in `~/.aws/credentials`.\n\n{table(HEADS, rows)}"


def settings(port, wire, home):
    """Keys in a file, and an instance that may be asked."""
    found = fronts.settings(port, wire, home)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_EC2_METADATA_DISABLED"):
        found.pop(name, None)
    (home / ".aws").mkdir(parents=True, exist_ok=True)
    (home / ".aws/credentials").write_text("[default]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = secret\n")
    return found


def looked(program, wire):
    """How often a chat opened files of AWS, and asked the instance."""
    with tempfile.TemporaryDirectory(prefix="kiro-bench-") as scratch, fronts.model() as port:
        home = Path(scratch)
        command = [str(program), "chat", "--no-interactive", "Hello"]
        return traced(command, fronts.project(home), settings(port, wire, home), home / "trace")


def traced(command, folder, env, trace):
    strace = ["strace", "-f", "-qq", "-e", "trace=openat,connect", "-o", str(trace), *command]
    subprocess.run(strace, cwd=folder, env=env, stdin=subprocess.DEVNULL, capture_output=True)
    return counted(trace)


def counted(trace):
    text = trace.read_text(errors="replace")
    return str(len(re.findall(r"openat\([^\n]*/\.aws/", text))), str(text.count(METADATA))


def started(program):
    """A server that was told of a model of Bedrock, with a session that nothing was asked in."""
    with tempfile.TemporaryDirectory(prefix="kiro-bench-") as scratch:
        home = Path(scratch)
        trace = home / "trace"
        wrapper = home / "traced"
        wrapper.write_text(f'#!/bin/sh\nexec strace -f -qq -e trace=openat,connect -o {trace} {program} "$@"\n')
        wrapper.chmod(0o755)
        settings(0, BEDROCK, home)
        with fronts.conversation(wrapper, 0, BEDROCK, home):
            time.sleep(1)
        return counted(trace)


def times(program, wire):
    """From the start of the program until a request has arrived."""
    taken = []
    for number in range(RUNS):
        say(f"{wire}, run {number + 1} of {RUNS}")
        with tempfile.TemporaryDirectory(prefix="kiro-bench-") as scratch, Endpoint() as endpoint:
            home = Path(scratch)
            command = [str(program), "chat", "--no-interactive", "Hello"]
            env = settings(endpoint.port, wire, home)
            folder = fronts.project(home)
            began = time.monotonic()
            subprocess.run(command, cwd=folder, env=env, stdin=subprocess.DEVNULL, capture_output=True)
            taken.append((endpoint.asked - began) * 1_000)
    return taken


class Endpoint:
    """Refuses what it is asked, and knows when that was."""

    def __enter__(self):
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                endpoint.asked = time.monotonic()
                self.rfile.read(int(self.headers["content-length"]))
                self.send_response(400)
                self.send_header("content-length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
