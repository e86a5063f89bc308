"""Changes in the middle of a line, in columns of each encoding. pygls keeps the same document, with code of its own."""

import random
import re

import pytest
from lsprotocol import types
from pytest_lsp import client_capabilities

# One to four bytes of UTF-8, one or two units of UTF-16, and some that join with their neighbours.
LETTERS = ["a", "é", "ß", "漢", "字", "か", "한", "🦀", "👩🏽", "e\u0301", "𝔘"]
TASK = re.compile(r"- \[ \] (\d+)\. (t.*)\n")


@pytest.mark.parametrize("encoding", list(types.PositionEncodingKind))
async def test_columns_are_of_the_chosen_encoding(start, root, tasks, encoding):
    capabilities = client_capabilities("neovim@v0.11.0")
    capabilities.general.position_encodings = [encoding]
    editor = await start(capabilities)
    result = await editor.initialize(root)
    assert result.capabilities.position_encoding == encoding

    chance = random.Random(f"kiro {encoding.value}")
    word = lambda: "t" + "".join(chance.choices(LETTERS, k=chance.randrange(6)))
    uri = editor.open(tasks, "".join(f"- [ ] {number}. {word()}\n" for number in range(1, 9)))
    number = 9
    for _ in range(80):
        for _ in range(chance.randrange(1, 4)):
            new = word()[1:]
            if chance.random() < 0.4:
                new += f"\n- [ ] {number}. {word()}"
                number += 1
            change(editor, uri, chance, new)
        document = editor.open_documents[uri]
        symbols = await editor.symbols(uri)
        names = [f"{number} {title}" for number, title in TASK.findall(document.source)]
        assert [symbol.name for symbol in symbols] == names
        for symbol, line in zip(symbols, document.lines):
            selected = document.position_codec.range_from_client_units(document.lines, symbol.selection_range)
            assert line[selected.start.character : selected.end.character] == line.rstrip("\n")

    last = f"- [ ] 1. {word()}🦀\n"
    end = types.Position(len(editor.open_documents[uri].lines), 0)
    editor.change(uri, [types.TextDocumentContentChangePartial(types.Range(end, end), last)])
    [found] = await editor.until("the warning about the id 1", lambda: editor.diagnostics.get(uri))
    document = editor.open_documents[uri]
    warned = document.position_codec.range_from_client_units(document.lines, found.range)
    assert document.lines[-1][warned.start.character : warned.end.character] == last.rstrip("\n")


def change(editor, uri, chance, new):
    """Replaces a part of one or two neighbouring lines, which stay tasks."""
    document = editor.open_documents[uri]
    titles = [match.span(2) for match in TASK.finditer(document.source)]
    at = chance.randrange(len(titles))
    # Two lines become one only as long as there are some.
    until = min(at + (chance.random() < 0.3 and len(titles) > 4), len(titles) - 1)
    start = chance.randrange(titles[at][0] + 1, titles[at][1] + 1)
    end = chance.randrange(max(start, titles[until][0] + 1), titles[until][1] + 1)
    place = lambda offset: document.position_codec.position_to_client_units(document.lines, position(document, offset))
    editor.change(uri, [types.TextDocumentContentChangePartial(types.Range(place(start), place(end)), new)])


def position(document, offset: int) -> types.Position:
    """Of a place that is counted in characters."""
    before = document.source[:offset]
    return types.Position(before.count("\n"), offset - (before.rfind("\n") + 1))
