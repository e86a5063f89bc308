"""What an editor is told of a tasks.md and may do about it, for each recorded client."""

from lsprotocol import types

from announced import offered_encodings

ODD = "# Plan 🦀\n\n- [x] 1. Set up\n- [ ] 2. 建てる 🏗️\n  - [?] 2.1 半分\n"


async def test_initialize(start, capabilities, root):
    editor = await start(capabilities)
    result = await editor.initialize(root)
    assert result.server_info.name == "kiro-lsp"
    assert result.capabilities.position_encoding == offered_encodings(capabilities)[0]
    assert result.capabilities.text_document_sync.change == types.TextDocumentSyncKind.Incremental
    assert result.capabilities.text_document_sync.open_close
    assert not result.capabilities.code_lens_provider.resolve_provider
    assert "kiro.task.run" in result.capabilities.execute_command_provider.commands


async def test_diagnostics_come_with_each_change_and_go_with_the_document(editor, tasks):
    uri = editor.open(tasks, ODD)
    await editor.until("diagnostics", lambda: editor.diagnostics.get(uri))
    [found] = editor.diagnostics[uri]
    assert (found.code, found.severity) == ("tasks/unknown-mark", types.DiagnosticSeverity.Warning)
    lines = editor.open_documents[uri].lines
    mark = editor.open_documents[uri].position_codec.range_from_client_units(lines, found.range)
    assert lines[mark.start.line][mark.start.character : mark.end.character] == "[?]"

    inner = types.Range(types.Position(4, 5), types.Position(4, 6))
    editor.change(uri, [types.TextDocumentContentChangePartial(inner, "x")])
    await editor.until("no diagnostics", lambda: not editor.diagnostics[uri])
    editor.change(uri, [types.TextDocumentContentChangePartial(inner, "?")])
    await editor.until("diagnostics", lambda: editor.diagnostics[uri])
    editor.close(uri)
    await editor.until("no diagnostics", lambda: not editor.diagnostics[uri])


async def test_lenses_have_their_command(editor, tasks):
    lenses = await editor.lenses(editor.open(tasks))
    shown = [(lens.range.start.line, lens.command.title, lens.command.command) for lens in lenses]
    assert shown == [
        (0, "1 of 4 tasks done · next: 2.1 Say hello", "kiro.task.runNext"),
        (2, "Run next: 2.1", "kiro.task.runNext"),
        (4, "Implement task 2.1", "kiro.task.run"),
        (6, "Implement task 2.2", "kiro.task.run"),
        (8, "Implement task 3", "kiro.task.run"),
    ]


async def test_actions_have_their_command_and_change_a_mark(editor, tasks):
    uri = editor.open(tasks)
    actions = {action.title: action for action in await editor.actions(uri, 4)}
    assert list(actions) == ["Implement task 2.1", "Mark done", "Run next: 2.1"]
    assert all(action.command for action in actions.values())
    if types.WORKSPACE_APPLY_EDIT in editor.takes_methods:
        await editor.run(actions["Mark done"].command)
        assert "- [x] 2.1 Say hello" in editor.text(uri)
        assert "- [ ] 2.1 Say hello" in tasks.read_text()


async def test_symbols_are_a_tree_where_that_is_announced(editor, tasks):
    symbols = await editor.symbols(editor.open(tasks))
    document = editor.can.text_document and editor.can.text_document.document_symbol
    if document and document.hierarchical_document_symbol_support:
        assert [symbol.name for symbol in symbols] == ["1 Set up the module", "2 Greetings", "3 Write the manual"]
        assert [child.name for child in symbols[1].children] == ["2.1 Say hello", "2.2 Say goodbye"]
    else:
        assert [symbol.container_name for symbol in symbols] == [None, None, "2 Greetings", "2 Greetings", None]


async def test_after_shutdown_requests_are_refused_and_exit_ends_it(editor, tasks):
    uri = editor.open(tasks)
    await editor.shutdown_async(None)
    try:
        await editor.lenses(uri)
    except Exception as refused:
        assert refused.code == types.ErrorCodes.InvalidRequest
    else:
        raise AssertionError("a request after shutdown was served")
    editor.exit(None)
    assert await editor._server.wait() == 0
