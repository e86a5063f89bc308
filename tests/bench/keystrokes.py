"""Milliseconds from a key to what follows it, in one document, at several servers that take turns."""
from contextlib import ExitStack

import servers
from client import Client
from lsp import environment, memory
from places import say
from typist import ASKING, REFERENCE, TITLE, places, typist

EDITS, REQUESTS = 200, 100
# Lines that an editor shows.
SEEN = 60
# As much as a pipe holds, less the head.
PIPE = 60_000

KINDS = {"a character in a title": TITLE, "a reference broken or mended": REFERENCE}


def at(place):
    return {"position": place.position}


def around(place):
    first = max(0, place.line - SEEN // 2)
    return {"range": {"start": {"line": first, "character": 0}, "end": {"line": first + SEEN, "character": 0}}}


def nothing(_):
    return {}


# What is asked, and what it says beside the document.
ASKED = {
    "hover": at, "completion": at, "definition": at, "documentSymbol": nothing, "semanticTokens/full": nothing,
    "inlayHint": around, "codeLens": nothing,
}


def measure(program, spec, scratch):
    """Lists of milliseconds: of `edits` by server and kind, of requests `after` an edit and `again` by server and
    method, of an `echo`; and `rss_mb` by server."""
    kiro, rumdl, iwes, cat = servers.kiro_lsp(program), servers.rumdl(), servers.iwes(), servers.cat()
    say(f"typing into: {spec['name']}")
    with ExitStack() as running:
        def start(server, pulls=False):
            home = scratch / f"{spec['root'].name} {server['name']} {pulls}"
            opened = running.enter_context(typist(server["command"], spec, home, pulls))
            return f"{server['name']} {server['version']}", opened

        (name, pushed), (_, pulled) = start(kiro), start(kiro, pulls=True)
        linters, outliners = [start(server) for server in rumdl], [start(server) for server in iwes]
        publishing = {f"{of}, published": opened for of, opened in [(name, pushed), *linters]}
        result = {
            "edits": typed(spec["text"], publishing, {f"{name}, pulled": pulled}),
            "rss_mb": {of: resident(opened) for of, opened in [(name, pushed), *linters, *outliners]},
            "after": {}, "again": {},
        }
        for asking, opened in [(name, pulled), *outliners]:
            for method in ASKED if opened is pulled else ["documentSymbol"]:
                key = (asking, method)
                result["after"][key], result["again"][key] = requests(opened, method)
        echoing = running.enter_context(Client(cat["command"], spec["root"], environment(scratch / "cat")))
        return result | {"echo": echoes(echoing, pushed.client.received)}


def typed(text, publishing, pulling):
    """Each key at each server, one after the other. The first two bring programs and files into memory."""
    times = {}
    for kind, pattern in KINDS.items():
        for place in places(text, pattern, EDITS // 2 + 1):
            for _ in ("typed", "taken out"):
                for name, opened in publishing.items():
                    begun = opened.press(place)
                    times.setdefault((name, kind), []).append(opened.published() - begun)
                for name, opened in pulling.items():
                    begun = opened.press(place)
                    times.setdefault((name, kind), []).append(opened.asked("diagnostic", {})[0] - begun)
    return {key: milliseconds(of[2:]) for key, of in times.items()}


def requests(opened, method):
    """From a key to the answer of a request that follows it, and from the same request to its answer. None of both where
    the server has nothing to say in the whole document."""
    after, again, said = [], [], False
    titles, references = (places(opened.text, pattern, REQUESTS // 2 + 1) for pattern in (TITLE, ASKING))
    for key, place in zip(titles, references):
        for _ in ("typed", "taken out"):
            begun = opened.press(key)
            arrived, answer = opened.asked(method, ASKED[method](place))
            after.append(arrived - begun)
            arrived, _ = opened.asked(method, ASKED[method](place))
            again.append(arrived - opened.client.sent)
            said |= bool(answer)
    return (milliseconds(after[2:]), milliseconds(again[2:])) if said else ([], [])


def echoes(client, size):
    """A message of that many bytes there and back."""
    times = []
    for _ in range(EDITS):
        client.notify("echo", "x" * min(size, PIPE))
        client.receive(client.seconds)
        times.append(client.arrived - client.sent)
    return milliseconds(times)


def milliseconds(seconds):
    return [second * 1e3 for second in seconds]


def resident(opened):
    return memory(opened.client.server.pid)["rss_mb"]
