"""Streams of one answer, each read by the same loop: bare from the model, and through kiro-cli and kiro-lsp."""
import json
import os
import re
import resource
import socket
import subprocess
import sys
import time
from bisect import bisect_right
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path

from client import Client
from lsp import environment

CHAT, BEDROCK = "chat completions", "Bedrock"
BEDROCK_MODEL = "us.anthropic.claude-haiku-4-5-20251001-v1:0"
OPTED_IN = {"experimental": {"kiro": {"version": 1}}}

# Text as it comes, which is one or more deltas: of the two wires, of `kiro/notice`. And the complete answer at its end.
PIECE = re.compile(rb'(?:"content": |"delta": {"text": |"type":"text","text":)"((?:\d+ )+)"')
WHOLE = re.compile(rb'"type":"modelAnswered",[^{}]*?"text":"((?:\d+ )+)"')


@contextmanager
def model():
    """The port of a model that streams."""
    command = [sys.executable, "-S", "-E", str(Path(__file__).with_name("stream_model.py"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        yield int(server.stdout.readline())
        server.stdin.close()


def bare(port, wire, prompt, _):
    """Reads the model's answer and does nothing with it. Its CPU time is that of this process while it reads."""
    if wire == BEDROCK:
        path, content = f"/model/{BEDROCK_MODEL}/converse-stream", [{"text": prompt}]
    else:
        path, content = "/v1/chat/completions", prompt
    body = json.dumps({"messages": [{"role": "user", "content": content}]})
    head = f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\ncontent-length: {len(body)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall((head + body).encode())
        used = time.process_time()
        reads = drain(connection.fileno())
        return Stream(reads, time.process_time() - used)


def kiro_cli(program):
    def stream(port, wire, prompt, home):
        command = [str(program), "chat", "--no-interactive", "--output-format", "stream-json", prompt]
        before = children()
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        with subprocess.Popen(command, cwd=project(home), env=settings(port, wire, home), bufsize=0, **pipes) as cli:
            reads = drain(cli.stdout.fileno())
            said = cli.stderr.read().decode(errors="replace")
        if cli.returncode != 0:
            raise RuntimeError(f"kiro-cli ended with {cli.returncode}: {said[-500:]}")
        return Stream(reads, children() - before)

    return stream


def kiro_lsp(program):
    def stream(port, wire, prompt, home):
        before = children()
        with conversation(program, port, wire, home) as (client, session):
            # Its answer may come among the notices, so it is not waited for.
            parameters = {"session": session, "text": prompt}
            client.send({"id": "prompt", "method": "kiro/session/prompt", "params": parameters})
            reads = drain(client.server.stdout.fileno(), b'"type":"turnEnded"')
        return Stream(reads, children() - before)

    return stream


@contextmanager
def conversation(program, port, wire, home, trust="none", env=None):
    """A client of kiro-lsp that opted in, and its new session."""
    root = project(home)
    with Client([str(program)], root, env or settings(port, wire, home), seconds=60) as client:
        folders = [{"uri": root.as_uri(), "name": "project"}]
        parameters = {"processId": None, "rootUri": root.as_uri(), "workspaceFolders": folders, "capabilities": OPTED_IN}
        client.request("initialize", parameters)
        client.notify("initialized", {})
        yield client, client.request("kiro/session/start", {"trust": trust})["session"]["id"]


def project(home):
    folder = home / "project"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def settings(port, wire, home):
    """A cleared environment in which the streaming model is the only one."""
    endpoint = f"http://127.0.0.1:{port}"
    if wire == CHAT:
        return environment(home) | {"KIRO_LSP_MODEL": "openai:stream", "OPENAI_BASE_URL": f"{endpoint}/v1"}
    return environment(home) | {
        "KIRO_LSP_MODEL": f"bedrock:{BEDROCK_MODEL}", "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": endpoint,
        "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def children():
    """CPU seconds of all child processes that have ended, from their start."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def drain(descriptor, last=None):
    """What is read, and when, to the end or until `last` was in it. Nothing is looked at on the way."""
    reads, tail = [], b""
    while read := os.read(descriptor, 1 << 16):
        reads.append((time.monotonic_ns(), read))
        if last:
            if last in (tail := tail[-len(last):] + read):
                return reads
    return reads


class Stream:
    """One answer as it arrived: `latencies` of its deltas in ms, the `messages` they came in, `whole` deltas in the
    complete answer at its end, `cpu_s` of the reading process from its start, `wall_s` from the first delta sent to
    the last arrived."""

    def __init__(self, reads, cpu_s):
        data = b"".join(read for _, read in reads)
        ends = list(accumulate(len(read) for _, read in reads))
        pieces = [(reads[bisect_right(ends, found.end() - 1)][0], found[1].split()) for found in PIECE.finditer(data)]
        if not pieces:
            raise RuntimeError(f"no text in {data[-500:]!r}")
        self.messages = len(pieces)
        self.latencies = sorted((arrived - int(sent)) / 1e6 for arrived, piece in pieces for sent in piece)
        self.whole = max((len(found[1].split()) for found in WHOLE.finditer(data)), default=0)
        self.cpu_s = cpu_s
        self.wall_s = (pieces[-1][0] - int(pieces[0][1][0])) / 1e9

    def quantile(self, part):
        return self.latencies[min(int(part * len(self.latencies)), len(self.latencies) - 1)]
