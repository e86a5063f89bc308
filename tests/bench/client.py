"""The smallest LSP client: requests in order, and an answer to whatever the server asks."""
import json
import os
import select
import subprocess
import time

CAPABILITIES = {
    "general": {"positionEncodings": ["utf-16"]},
    "workspace": {
        "applyEdit": True, "configuration": True, "workspaceFolders": True,
        "codeLens": {"refreshSupport": True}, "didChangeWatchedFiles": {"dynamicRegistration": True},
    },
    "window": {"workDoneProgress": True, "showMessage": {}, "showDocument": {"support": True}},
    "textDocument": {
        "synchronization": {"didSave": True}, "publishDiagnostics": {"versionSupport": True}, "codeLens": {},
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}},
    },
}


class Client:
    """A server and the pipes to it. As a context it ends the server, however it is left.

    When the last message began to be `sent` and when the last byte that was read `arrived`, both without the time that
    JSON takes here; bytes of the last one `received`.
    """

    def __init__(self, command, cwd, env, seconds=20):
        self.began = time.monotonic()
        self.server = subprocess.Popen(
            command, cwd=cwd, env=env, bufsize=0,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )
        self.started = time.monotonic()
        self.seconds = seconds
        self.unread = bytearray()
        self.sent = self.arrived = self.started
        self.received = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.kill()
        self.server.wait()

    def request(self, method, params):
        """Its result; the servers' own questions are answered on the way."""
        self.send({"id": method, "method": method, "params": params})
        while True:
            message = self.receive(self.seconds)
            if message is None:
                raise RuntimeError(f"no answer to {method} in {self.seconds} s")
            if message.get("id") == method:
                return message.get("result")
            self.answer(message)

    def notify(self, method, params):
        self.send({"method": method, "params": params})

    def idle(self, seconds):
        """Answers what the server asks, for this long."""
        until = time.monotonic() + seconds
        while (message := self.receive(until - time.monotonic())) is not None:
            self.answer(message)

    def answer(self, message):
        if "id" in message and "method" in message:
            items = (message.get("params") or {}).get("items")
            result = [None] * len(items) if message["method"] == "workspace/configuration" else None
            self.send({"id": message["id"], "result": result})

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        framed = b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
        self.sent = time.monotonic()
        self.server.stdin.write(framed)

    def receive(self, seconds):
        """The next message, or None when the time is over."""
        until = time.monotonic() + seconds
        while (body := self.whole()) is None:
            pipe = self.server.stdout
            ready, _, _ = select.select([pipe], [], [], max(0, until - time.monotonic()))
            if not ready:
                return None
            read = os.read(pipe.fileno(), 1 << 16)
            if not read:
                raise RuntimeError("the server ended")
            self.arrived = time.monotonic()
            self.unread += read
        return json.loads(body)

    def whole(self):
        """The body of the next message if all of it was read."""
        head = self.unread.find(b"\r\n\r\n")
        if head < 0:
            return None
        fields = dict(line.split(b":", 1) for line in bytes(self.unread[:head]).lower().split(b"\r\n"))
        begin, end = head + 4, head + 4 + int(fields[b"content-length"])
        if len(self.unread) < end:
            return None
        body = bytes(self.unread[begin:end])
        del self.unread[:end]
        self.received = len(body)
        return body
