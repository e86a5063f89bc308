"""A document that is typed into, a key after the other, at whatever server."""
import re
from contextlib import contextmanager

from client import CAPABILITIES, Client
from lsp import environment

TITLE = re.compile(r"^[ \t]*[-*+] \[.\]\*? \d.*?(?=[ \t]*$)", re.MULTILINE)
REFERENCE = re.compile(r"^[ \t]*- _Requirements: \d+", re.MULTILINE)
ASKING = re.compile(r"^[ \t]*- _Requirements: (?=\d)", re.MULTILINE)
INCREMENTAL = 2
REST = 2
PULLS = {"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": {"refreshSupport": True}}}


class Place:
    """Where a key is pressed, as characters of the text and as protocol positions count."""

    def __init__(self, text, at):
        self.at = at
        self.line = text.count("\n", 0, at)
        self.character = utf16(text[text.rfind("\n", 0, at) + 1:at])

    def range(self, length):
        """What begins here, within the line."""
        end = {"line": self.line, "character": self.character + length}
        return {"start": self.position, "end": end}

    @property
    def position(self):
        return {"line": self.line, "character": self.character}


def utf16(text):
    return len(text.encode("utf-16-le")) // 2


def places(text, pattern, count):
    """The ends of what `pattern` finds, `count` of them spread over the document."""
    ends = [found.end() for found in pattern.finditer(text)]
    return [Place(text, ends[number * len(ends) // count]) for number in range(count)]


class Typist:
    """A document open at a server. A key is typed, and taken out by the next press."""

    def __init__(self, client, spec, capabilities):
        self.client, self.uri, self.text = client, spec["uri"], spec["text"]
        self.version, self.standing = 1, ""
        sync = capabilities.get("textDocumentSync")
        self.incremental = (sync.get("change") if isinstance(sync, dict) else sync) == INCREMENTAL

    def press(self, place, key="9"):
        """Returns when the change began to be sent."""
        before, self.standing = self.standing, "" if self.standing else key
        if self.incremental:
            change = {"range": place.range(len(before)), "text": self.standing}
        else:
            change = {"text": self.text[:place.at] + self.standing + self.text[place.at:]}
        self.version += 1
        document = {"uri": self.uri, "version": self.version}
        self.client.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})
        return self.client.sent

    def published(self):
        """Returns when diagnostics of the latest version have arrived."""
        while True:
            message = self.client.receive(self.client.seconds)
            if message is None:
                raise RuntimeError(f"no diagnostics in {self.client.seconds} s")
            params = message.get("params")
            if message.get("method") == "textDocument/publishDiagnostics" and params["uri"] == self.uri \
                    and params["version"] == self.version:
                return self.client.arrived
            self.client.answer(message)

    def asked(self, method, more):
        """Returns when the answer arrived, and it."""
        answer = self.client.request(f"textDocument/{method}", {"textDocument": {"uri": self.uri}, **more})
        return self.client.arrived, answer


@contextmanager
def typist(command, spec, home, pulls):
    """Opens the document as an editor does that `pulls` diagnostics or not, and lets the server come to rest."""
    with Client(command, spec["root"], environment(home), seconds=60) as client:
        root = spec["root"].as_uri()
        initialized = client.request("initialize", {
            "processId": None, "rootUri": root, "workspaceFolders": [{"uri": root, "name": "measured"}],
            "capabilities": merged(CAPABILITIES, PULLS) if pulls else CAPABILITIES, "clientInfo": {"name": "bench"},
        })
        client.notify("initialized", {})
        opened = {"uri": spec["uri"], "languageId": "markdown", "version": 1, "text": spec["text"]}
        client.notify("textDocument/didOpen", {"textDocument": opened})
        client.idle(REST)
        yield Typist(client, spec, initialized["capabilities"])


def merged(one, other):
    return one | {key: one.get(key, {}) | value for key, value in other.items()}
