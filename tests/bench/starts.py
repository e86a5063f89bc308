"""What of AWS a session touches before a model of Bedrock is called, and how soon each kind of model is asked."""
import json
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
HEADS = ["", "files of `~/.aws` looked for", "connections to the instance's metadata", "ms until a session is started", "ms until the model is asked"]
KEYS = {"AccessKeyId": "AKIDEXAMPLE", "SecretAccessKey": "secret", "Token": "token", "Expiration": "2100-01-01T00:00:00Z", "Code": "Success"}


def measure():
    kiro_cli, kiro_lsp = build("kiro-cli", "kiro-lsp")
    if not shutil.which("strace"):
        raise Skip("strace, which sees what is opened, is not installed")
    kinds = (CHAT, BEDROCK)
    rows = [[f"`kiro-cli chat`, {wire}", *asked(kiro_cli, wire), "", spread([*asking(kiro_cli, wire)], 1)] for wire in kinds]
    rows += [[f"`kiro-lsp`, {wire}, nothing asked", *started(kiro_lsp, wire), spread([*starting(kiro_lsp, wire)], 1), ""] for wire in kinds]
    about = f"Medians (least–most) of {RUNS}, with keys in `~/.aws/credentials`; what is touched, where only the instance has keys."
    return f"{about}\n\n{table(HEADS, rows)}"


def settings(port, wire, home, instance=None):
    """Keys of the instance if there is one, or else in a file."""
    found = fronts.settings(port, wire, home)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_EC2_METADATA_DISABLED"):
        found.pop(name, None)
    (home / ".aws").mkdir(parents=True, exist_ok=True)
    if instance:
        return found | {"AWS_EC2_METADATA_SERVICE_ENDPOINT": f"http://127.0.0.1:{instance}"}
    (home / ".aws/credentials").write_text("[default]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = secret\n")
    return found


def asked(program, wire):
    """What a chat touched."""
    with tempfile.TemporaryDirectory(prefix="kiro-bench-") as scratch, fronts.model() as port, Endpoint() as instance:
        home = Path(scratch)
        folder, env = fronts.project(home), settings(port, wire, home, instance.port)
        done = chat(traced(program, home), folder, env)
        if done.returncode != 0:
            raise RuntimeError(f"kiro-cli ended with {done.returncode}: {done.stderr[-500:]}")
        return touched(home, instance)


def started(program, wire):
    """What a server touched that was told of a model, with a session that nothing was asked in."""
    with tempfile.TemporaryDirectory(prefix="kiro-bench-") as scratch, fronts.model() as port, Endpoint() as instance:
        home = Path(scratch)
        env = settings(port, wire, home, instance.port)
        with fronts.conversation(traced(program, home), port, wire, home, env=env):
            time.sleep(1)
        return touched(home, instance)


def traced(program, home):
    wrapper = home / "traced"
    wrapper.write_text(f'#!/bin/sh\nexec strace -f -qq -e trace=openat,connect -o {home}/trace {program} "$@"\n')
    wrapper.chmod(0o755)
    return wrapper


def touched(home, instance):
    text = (home / "trace").read_text(errors="replace")
    files = set(re.findall(r'openat\([^\n"]*"[^\n"]*(/\.aws/[^\n"]*)"', text))
    return str(len(files)), str(text.count(f"htons({instance.port})"))


def chat(program, folder, env):
    command = [str(program), "chat", "--no-interactive", "Hello"]
    return subprocess.run(command, cwd=folder, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True)


def asking(program, wire):
    """From the start of the program until a request has arrived."""
    for number in range(RUNS):
        say(f"{wire}, run {number + 1} of {RUNS}")
        with tempfile.TemporaryDirectory(prefix="kiro-bench-") as scratch, Endpoint() as endpoint:
            home = Path(scratch)
            folder, env = fronts.project(home), settings(endpoint.port, wire, home)
            began = time.monotonic()
            chat(program, folder, env)
            yield (endpoint.asked - began) * 1e3


def starting(program, wire):
    """From the start of the program until it has a session."""
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory(prefix="kiro-bench-") as scratch:
            home = Path(scratch)
            with fronts.conversation(program, 9, wire, home, env=settings(9, wire, home)) as (client, _):
                yield (client.arrived - client.began) * 1e3


class Endpoint:
    """A model that refuses what it is asked, and knows when that was; and an instance whose role has keys."""

    def __enter__(self):
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                endpoint.asked = time.monotonic()
                self.rfile.read(int(self.headers["content-length"]))
                self.say(400, b"{}")

            def do_PUT(self):
                self.say(200, b"token")

            def do_GET(self):
                self.say(200, b"role" if self.path.endswith("/") else json.dumps(KEYS).encode())

            def say(self, status, body):
                self.send_response(status)
                self.send_header("x-aws-ec2-metadata-token-ttl-seconds", "21600")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
