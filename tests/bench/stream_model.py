"""A model that streams: prints its port, and ends with its starter's end of the pipe that is its input.

Chat completions as server-sent events, and Amazon Bedrock's ConverseStream as binary frames; keys and signatures are
not looked at. What it answers is said by the prompt:

    stream COUNT PACE   COUNT deltas, one every PACE ms. Each is the time at which it was sent, in ns of the monotonic
                        clock, and a space.
    call COMMAND        a call of the tool `shell`, and after its result one word.
    anything else       one word.

`GET /` tells the bytes of the largest request so far.
"""
import json
import os
import struct
import sys
import threading
import time
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Chat:
    """https://platform.openai.com/docs/api-reference/chat-streaming"""

    type = "text/event-stream"
    begin = staticmethod(lambda: Chat.choice({"role": "assistant", "content": ""}))
    text = staticmethod(lambda text: Chat.choice({"content": text}))

    @staticmethod
    def call(id, name, given):
        function = {"name": name, "arguments": json.dumps(given)}
        return Chat.choice({"tool_calls": [{"index": 0, "id": id, "type": "function", "function": function}]})

    @staticmethod
    def end(called):
        usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
        last = Chat.choice({}, "tool_calls" if called else "stop") + Chat.data({"choices": [], "usage": usage})
        return last + b"data: [DONE]\n\n"

    @staticmethod
    def choice(delta, finish=None):
        return Chat.data({"choices": [{"index": 0, "delta": delta, "finish_reason": finish}], "usage": None})

    @staticmethod
    def data(chunk):
        head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "stream"}
        return b"data: %s\n\n" % json.dumps(head | chunk).encode()

    @staticmethod
    def asked(body):
        """The last prompt; None if a tool's result stands there."""
        last = body["messages"][-1]
        return last["content"] if last["role"] == "user" else None


class Bedrock:
    """https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html; the frames:
    https://smithy.io/2.0/aws/amazon-eventstream.html"""

    type = "application/vnd.amazon.eventstream"
    begin = staticmethod(lambda: Bedrock.frame("messageStart", {"role": "assistant"}))
    text = staticmethod(lambda text: Bedrock.delta({"text": text}))

    @staticmethod
    def call(id, name, given):
        start = {"contentBlockIndex": 0, "start": {"toolUse": {"toolUseId": id, "name": name}}}
        delta = Bedrock.delta({"toolUse": {"input": json.dumps(given)}})
        return Bedrock.frame("contentBlockStart", start) + delta

    @staticmethod
    def end(called):
        usage = {"inputTokens": 1, "outputTokens": 1, "totalTokens": 2}
        stop = {"stopReason": "tool_use" if called else "end_turn"}
        last = Bedrock.frame("contentBlockStop", {"contentBlockIndex": 0}) + Bedrock.frame("messageStop", stop)
        return last + Bedrock.frame("metadata", {"usage": usage, "metrics": {"latencyMs": 1}})

    @staticmethod
    def delta(delta):
        return Bedrock.frame("contentBlockDelta", {"contentBlockIndex": 0, "delta": delta})

    @staticmethod
    def frame(kind, payload):
        fields = {":event-type": kind, ":content-type": "application/json", ":message-type": "event"}
        # 7: the value is a string.
        header = lambda name, value: struct.pack(">B", len(name)) + name + struct.pack(">BH", 7, len(value)) + value
        headers = b"".join(header(name.encode(), value.encode()) for name, value in fields.items())
        payload = json.dumps(payload).encode()
        prelude = struct.pack(">II", 16 + len(headers) + len(payload), len(headers))
        message = prelude + struct.pack(">I", zlib.crc32(prelude)) + headers + payload
        return message + struct.pack(">I", zlib.crc32(message))

    @staticmethod
    def asked(body):
        """The last prompt; None if a tool's result stands there."""
        texts = [block["text"] for block in body["messages"][-1]["content"] if "text" in block]
        return texts[-1] if texts else None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    largest = 0

    def do_GET(self):
        said = b"%d" % Handler.largest
        self.send_response(200)
        self.send_header("content-length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        Handler.largest = max(Handler.largest, len(body))
        wire = Bedrock if self.path.endswith("/converse-stream") else Chat
        self.send_response(200)
        self.send_header("content-type", wire.type)
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        verb, _, rest = (wire.asked(json.loads(body)) or "result").partition(" ")
        self.send(wire.begin())
        match verb:
            case "stream":
                self.stream(wire, *map(int, rest.split()))
            case "call":
                self.send(wire.call("call", "shell", {"command": rest}))
            case _:
                self.send(wire.text("Done."))
        self.send(wire.end(verb == "call"))
        self.send(b"")

    def stream(self, wire, count, pace):
        begun = time.monotonic()
        for number in range(count):
            if pace:
                time.sleep(max(0, begun + number * pace / 1e3 - time.monotonic()))
            self.send(wire.text(f"{time.monotonic_ns()} "))

    def send(self, chunk):
        self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))

    def log_message(self, *_):
        pass


def main():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    sys.stdin.read()
    # Whoever is being answered has gone as well.
    os._exit(0)


if __name__ == "__main__":
    main()
