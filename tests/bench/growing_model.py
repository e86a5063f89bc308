"""A model that asks for one call after another, so that what it is sent grows: prints its port, and ends with its
starter's end of the pipe that is its input.

It speaks the wires of stream_model.py. The prompt `calls COUNT` makes it call the tool `read` so many times, one call an
answer, each of another file `notes-NUMBER`; then it says one word. `POST /bare` is read and answered with nothing.

`GET /` tells each request since the last time that has come after an answer with a call: its `bytes`, the `calls` before
it, and the seconds `first` and `last` from when that answer began to be sent until its head and all of it were there; of
a bare one the time of the monotonic clock in `at`. `GET /NUMBER` tells the request that came after so many calls, if
NUMBER is one of the arguments.
"""
import json
import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from stream_model import Bedrock, Chat


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    requests, kept = [], dict.fromkeys(map(int, sys.argv[1:]), b"")
    answered, called, wanted = None, 0, 0

    def do_GET(self):
        asked = self.path[1:]
        if asked:
            said = Handler.kept[int(asked)]
        else:
            said, Handler.requests = json.dumps(Handler.requests).encode(), []
        self.say("application/json", said)

    def do_POST(self):
        head = time.monotonic()
        body = self.rfile.read(int(self.headers["content-length"]))
        whole = time.monotonic()
        about = {"bytes": len(body), "calls": Handler.called}
        if self.path == "/bare":
            Handler.requests.append(about | {"at": whole})
            self.say("text/plain", b"")
            return
        wire = Bedrock if self.path.endswith("/converse-stream") else Chat
        if Handler.called in Handler.kept:
            Handler.kept[Handler.called] = body
        if Handler.answered is None:
            Handler.wanted = Handler.called + int(wire.asked(json.loads(body)).split()[1])
        else:
            taken = {"first": head - Handler.answered, "last": whole - Handler.answered}
            Handler.requests.append(about | taken)
        more = Handler.called < Handler.wanted
        Handler.called += more
        said = wire.call(f"call-{Handler.called}", "read", {"path": f"notes-{Handler.called}"}) if more else wire.text("Done.")
        answer = wire.begin() + said + wire.end(more)
        Handler.answered = time.monotonic() if more else None
        self.say(wire.type, answer)

    def say(self, kind, body):
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def main():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    sys.stdin.read()
    # Whoever is being answered has gone as well.
    os._exit(0)


main()
