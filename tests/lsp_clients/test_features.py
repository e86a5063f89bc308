"""What an editor is told of the documents of a spec, by the clients that people use most. conftest.py refuses every
message that LSP's meta model does not know or the client did not announce."""

import asyncio
import json

import pytest
import pytest_asyncio
from lsprotocol import types

from editor import apply_edit

pytestmark = pytest.mark.parametrize(
    "capabilities", ["neovim@v0.11.0", "visual-studio-code@v1.65.2", "emacs@v29.1", "lsp4ij"], indirect=True
)

REQUIREMENTS = """\
# Requirements Document

## Glossary

- **Importer**: the program that reads files

## Requirements

### Requirement 1: Reading 日本 🦀

#### Acceptance Criteria

1. WHEN a file is dropped, THE Importer SHALL read the file within 2 seconds.
2. IF a file is damaged, THEN THE Importer SHALL name the file in its report.

### Requirement 2: Reports

#### Acceptance Criteria

1. WHEN all files are read, THE Importer SHALL list them.
"""

TASKS = """\
# Implementation Plan 🦀

- [x] 1. Set up
  - _Requirements: 1.1_
- [ ] 2. Read 日本 🦀 files
  - 🦀 _Requirements: 1.1, 1.2_
- [ ] 3. Write the report
  - _Requirements: 2.1_
  - _Depends: 2_
"""

STEERING = '---\ninclusion: fileMatch\nfileMatchPattern: "**/*.py"\n---\nRead #[[file:greeting.py]] 🦀 first.\n'


@pytest.fixture
def files(root):
    """Requirements, tasks and steering, as paths by their names."""
    spec = root / ".kiro/specs/importer"
    paths = {
        "requirements": spec / "requirements.md",
        "tasks": spec / "tasks.md",
        "meta": spec / "tasks.meta.json",
        "steering": root / ".kiro/steering/python.md",
        "hook": root / ".kiro/hooks/check.json",
    }
    for path in paths.values():
        path.parent.mkdir(parents=True, exist_ok=True)
    paths["requirements"].write_text(REQUIREMENTS)
    paths["tasks"].write_text(TASKS)
    paths["meta"].write_text('{ "executionHistory": { "3. Write the report": [] } }\n')
    paths["steering"].write_text(STEERING)
    hook = {"name": "Check", "trigger": "PostFileSave", "action": {"type": "command", "command": "true"}}
    paths["hook"].write_text(json.dumps({"version": "v1", "hooks": [hook]}, indent=2))
    return paths


@pytest_asyncio.fixture
async def editor(start, capabilities, root, files):
    """Initialized once the files are there."""
    editor = await start(capabilities)
    await editor.initialize(root)
    return editor


def at(editor, uri: str, needle: str) -> dict:
    return {"text_document": types.TextDocumentIdentifier(uri=uri), "position": editor.place(uri, needle)}


def about(uri: str) -> dict:
    return {"text_document": types.TextDocumentIdentifier(uri=uri)}


def replace(editor, uri: str, old: str, new: str):
    """As if the user typed it."""
    start, end = editor.place(uri, f"|{old}"), editor.place(uri, f"{old}|")
    editor.change(uri, [types.TextDocumentContentChangePartial(types.Range(start, end), new)])


def codes(editor, uri: str) -> list[str]:
    return [found.code for found in editor.diagnostics.get(uri, [])]


async def test_diagnostics_follow_other_documents_open_or_not(editor, files):
    tasks = editor.open(files["tasks"])
    await editor.until("first diagnostics", lambda: tasks in editor.diagnostics)
    assert codes(editor, tasks) == []
    requirements = editor.open(files["requirements"])
    replace(editor, requirements, "### Requirement 2", "### Requirement 4")
    await editor.until("dangling reference", lambda: codes(editor, tasks) == ["trace/dangling-reference"])
    [found] = editor.diagnostics[tasks]
    assert editor.slice(tasks, found.range) == "2.1"
    replace(editor, requirements, "### Requirement 4", "### Requirement 2")
    await editor.until("nothing", lambda: codes(editor, tasks) == [])
    editor.close(requirements)
    files["requirements"].write_text(REQUIREMENTS.replace("2. IF", "3. IF"))
    if types.WORKSPACE_DID_CHANGE_WATCHED_FILES in [asked.method for asked in editor.registrations]:
        changed = types.FileEvent(uri=requirements, type=types.FileChangeType.Changed)
        editor.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(changes=[changed]))
    await editor.until("dangling reference", lambda: codes(editor, tasks) == ["trace/dangling-reference"])


async def test_settings_and_comments_change_what_is_said(editor, root, files):
    tasks = editor.open(files["tasks"], TASKS.replace("[x]", "[?]"))
    await editor.until("odd mark", lambda: codes(editor, tasks) == ["tasks/unknown-mark"])
    settings = root / ".kiro/settings/diagnostics.json"
    settings.parent.mkdir()
    settings.write_text('{ "rules": { "tasks/unknown-mark": "off" } }')
    await editor.until("nothing", lambda: codes(editor, tasks) == [])
    settings.unlink()
    await editor.until("odd mark", lambda: codes(editor, tasks) == ["tasks/unknown-mark"])
    replace(editor, tasks, "1. Set up", "1. Set up <!-- kiro-ignore -->")
    await editor.until("nothing", lambda: codes(editor, tasks) == [])


async def test_the_whole_workspace_where_diagnostics_are_pulled(editor, files):
    if not editor.pulls:
        return
    editor.open(files["tasks"], TASKS.replace("[x]", "[?]"))
    params = types.WorkspaceDiagnosticParams(previous_result_ids=[])
    first = (await editor.workspace_diagnostic_async(params)).items
    counts = {report.uri: len(report.items) for report in first}
    assert counts[files["tasks"].as_uri()] == 1 and counts[files["requirements"].as_uri()] == 0
    known = [types.PreviousResultId(report.uri, report.result_id) for report in first]
    again = (await editor.workspace_diagnostic_async(types.WorkspaceDiagnosticParams(previous_result_ids=known))).items
    assert {report.kind for report in again} == {"unchanged"}


async def test_hover(editor, files):
    tasks, steering, hook = (editor.open(files[name]) for name in ("tasks", "steering", "hook"))
    hover = await editor.text_document_hover_async(types.HoverParams(**at(editor, tasks, "🦀 _Requirements: 1.1, |1.2")))
    assert "THE Importer SHALL name the file" in hover.contents.value
    assert editor.slice(tasks, hover.range) == "1.2"
    hover = await editor.text_document_hover_async(types.HoverParams(**at(editor, tasks, "3. Wri|te")))
    assert "Waits for" in hover.contents.value
    hover = await editor.text_document_hover_async(types.HoverParams(**at(editor, steering, "**/*|.py")))
    assert "greeting.py" in hover.contents.value
    hover = await editor.text_document_hover_async(types.HoverParams(**at(editor, hook, "PostFile|Save")))
    assert "saved" in hover.contents.value
    assert await editor.text_document_hover_async(types.HoverParams(**at(editor, tasks, "# Impl|ementation"))) is None


async def complete(editor, uri: str, needle: str) -> dict[str, types.CompletionItem]:
    items = await editor.text_document_completion_async(types.CompletionParams(**at(editor, uri, needle)))
    return {item.label: item for item in items or []}


async def test_completion(editor, files):
    tasks = editor.open(files["tasks"])
    replace(editor, tasks, "🦀 _Requirements: 1.1, 1.2_", "🦀 _Requirements: 1.1, _")
    found = await complete(editor, tasks, "🦀 _Requirements: 1.1, |_")
    editor.edit(tasks, [found["1.2"].text_edit])
    assert editor.text(tasks) == TASKS
    requirements = editor.open(files["requirements"], REQUIREMENTS + "2. ")
    found = await complete(editor, requirements, "list them.\n2. |")
    [when] = [item for label, item in found.items() if label.startswith("WHEN …")] or [found["WHEN"]]
    item = editor.can.text_document.completion.completion_item
    assert (when.insert_text_format == types.InsertTextFormat.Snippet) == bool(item and item.snippet_support)
    steering = editor.open(files["steering"], STEERING.replace("fileMatch\n", "\n"))
    assert "fileMatch" in await complete(editor, steering, "inclusion: |\n")


async def test_definition_references_and_highlights(editor, files):
    tasks, requirements = editor.open(files["tasks"]), editor.open(files["requirements"])
    params = types.DefinitionParams(**at(editor, tasks, "🦀 _Requirements: 1.1, |1.2"))
    [place] = await editor.text_document_definition_async(params)
    assert (place.uri, place.range.start.line) == (requirements, 13)
    for declared in (False, True):
        context = types.ReferenceContext(include_declaration=declared)
        params = types.ReferenceParams(context=context, **at(editor, requirements, "|1. WHEN a file"))
        places = await editor.text_document_references_async(params)
        found = [(place.uri, editor.slice(place.uri, place.range)) for place in places]
        assert found == [(requirements, "1")] * declared + [(tasks, "1.1")] * 2
    params = types.DocumentHighlightParams(**at(editor, tasks, "_Depends: |2_"))
    marked = await editor.text_document_document_highlight_async(params)
    assert [(mark.range.start.line, editor.slice(tasks, mark.range)) for mark in marked] == [(4, "2"), (8, "2")]


async def test_rename_across_documents(editor, files):
    tasks = editor.open(files["tasks"])
    where = at(editor, tasks, "🦀 _Requirements: 1.1, |1.2")
    rename = editor.can.text_document.rename
    if rename and rename.prepare_support:
        prepared = await editor.text_document_prepare_rename_async(types.PrepareRenameParams(**where))
        assert (editor.slice(tasks, prepared.range), prepared.placeholder) == ("1.2", "1.2")
    edit = await editor.text_document_rename_async(types.RenameParams(new_name="1.7", **where))
    assert apply_edit(editor, types.ApplyWorkspaceEditParams(edit=edit)).applied
    assert editor.text(tasks) == TASKS.replace("1.2", "1.7")
    assert files["requirements"].read_text() == REQUIREMENTS.replace("2. IF", "7. IF")
    # Both were changed, one of them on disk.
    found = None
    while not found:
        found = await editor.text_document_definition_async(types.DefinitionParams(**where))
    try:
        await editor.text_document_rename_async(types.RenameParams(new_name="1.1", **where))
    except Exception as refused:
        assert refused.code == types.ErrorCodes.InvalidParams and "taken" in refused.message
    else:
        raise AssertionError("two criteria have one id")


async def test_links(editor, root, files):
    tasks, steering = editor.open(files["tasks"]), editor.open(files["steering"])
    links = await editor.text_document_document_link_async(types.DocumentLinkParams(**about(tasks)))
    target = f"{files['requirements'].as_uri()}#L13"
    assert [(editor.slice(tasks, link.range), link.target) for link in links][:2] == [("1.1", target)] * 2
    [link] = await editor.text_document_document_link_async(types.DocumentLinkParams(**about(steering)))
    assert (editor.slice(steering, link.range), link.target) == ("#[[file:greeting.py]]", (root / "greeting.py").as_uri())


async def test_folding_and_selection(editor, files):
    tasks = editor.open(files["tasks"])
    folds = await editor.text_document_folding_range_async(types.FoldingRangeParams(**about(tasks)))
    assert (4, 5) in [(fold.start_line, fold.end_line) for fold in folds]
    places = [editor.place(tasks, "日|本"), editor.place(tasks, "_Depends: |2")]
    found = await editor.text_document_selection_range_async(types.SelectionRangeParams(positions=places, **about(tasks)))
    assert [editor.slice(tasks, selection.range) for selection in found] == ["日本", "2"]
    for selection in found:
        while selection.parent:
            inner, selection = selection.range, selection.parent
            assert selection.range.start <= inner.start and inner.end <= selection.range.end and selection.range != inner


async def test_semantic_tokens(editor, files):
    requirements = editor.open(files["requirements"])
    legend = editor.answers[types.INITIALIZE]["capabilities"]["semanticTokensProvider"]["legend"]["tokenTypes"]
    answer = await editor.text_document_semantic_tokens_full_async(types.SemanticTokensParams(**about(requirements)))
    line, column, seen = 0, 0, []
    for by, along, length, kind, _ in zip(*[iter(answer.data)] * 5):
        line, column = line + by, along if by else column + along
        token = types.Range(types.Position(line, column), types.Position(line, column + length))
        seen.append((editor.slice(requirements, token), legend[kind]))
    assert ("WHEN", "keyword") in seen and ("SHALL", "keyword") in seen and ("Importer", "type") in seen
    assert seen[1] == ("1", "class")


async def test_symbols_of_documents_and_of_the_workspace(editor, files):
    requirements = editor.open(files["requirements"])
    symbols = await editor.symbols(requirements)
    assert "Requirements Document" in symbols[0].name or any("Reading" in symbol.name for symbol in symbols)
    for query, name in [("importer", "importer"), ("wrirep", "3 Write the report"), ("python", "python")]:
        found = await editor.workspace_symbol_async(types.WorkspaceSymbolParams(query=query))
        assert name in [symbol.name for symbol in found], query


async def test_inlay_hints(editor, files):
    tasks, requirements = editor.open(files["tasks"]), editor.open(files["requirements"])
    everything = types.Range(types.Position(0, 0), types.Position(99, 0))
    hints = lambda uri: editor.text_document_inlay_hint_async(types.InlayHintParams(range=everything, **about(uri)))
    assert [(hint.position.line, hint.label) for hint in await hints(tasks)] == [(4, "wave 2"), (6, "wave 3 · after 2")]
    first, second = await hints(requirements)
    assert (first.position, first.label) == (editor.place(requirements, "日本 🦀|"), "2 of 2 criteria have tasks, 0 done")
    replace(editor, tasks, "- [ ] 3.", "- [x] 3.")
    if types.WORKSPACE_INLAY_HINT_REFRESH in editor.takes_methods:
        asked = lambda: [seen for seen in editor.messages_seen if seen.get("method") == types.WORKSPACE_INLAY_HINT_REFRESH]
        await editor.until("request for new hints", asked)
    assert (await hints(requirements))[1].label == "1 of 1 criterion has tasks, 1 done"


async def test_lenses_of_progress(editor, files):
    tasks, requirements = editor.open(files["tasks"]), editor.open(files["requirements"])
    [lens] = await editor.lenses(requirements)
    assert lens.command.title == "1 of 3 tasks done · next: 2 Read 日本 🦀 files"
    editor.change(tasks, [types.TextDocumentContentChangeWholeDocument(TASKS.replace("[ ]", "[x]"))])
    lenses = await editor.lenses(requirements)
    if types.WINDOW_SHOW_DOCUMENT not in editor.takes_methods:
        assert lenses == []
        return
    [lens] = lenses
    assert lens.command.title == "3 of 3 tasks done"
    await editor.run(lens.command)
    assert [(shown.uri, shown.selection.start.line) for shown in editor.shown_documents] == [(tasks, 2)]


async def test_formatting_and_what_follows(editor, files):
    options = types.FormattingOptions(tab_size=2, insert_spaces=True)
    tasks = editor.open(files["tasks"])
    replace(editor, tasks, "- [ ] 3. Write", "- [ ] 3. New 🦀\n- [ ] 3. Write")
    edits = await editor.text_document_formatting_async(types.DocumentFormattingParams(options=options, **about(tasks)))
    editor.edit(tasks, edits)
    assert "- [ ] 3. New 🦀\n- [ ] 4. Write" in editor.text(tasks)
    await editor.until("the other document", lambda: '"4. Write the report"' in files["meta"].read_text())

    replace(editor, tasks, "  - _Depends: 2_\n", "\n")
    place = editor.place(tasks, "4. Write the report\n  - _Requirements: 2.1_\n|")
    params = types.DocumentOnTypeFormattingParams(position=place, ch="\n", options=options, **about(tasks))
    assert await editor.text_document_on_type_formatting_async(params) is not None


async def test_code_actions_mend_one_and_all(editor, files):
    text = REQUIREMENTS.replace("IF a file is damaged, THEN", "WHEN the disk fails,")
    requirements = editor.open(files["requirements"], text.replace("WHEN all files are read", "WHEN the store fails"))
    found = lambda: [found for found in editor.diagnostics.get(requirements, []) if found.code == "ears/when-for-error"]
    one, two = await editor.until("findings", found)
    params = types.CodeActionParams(range=one.range, context=types.CodeActionContext(diagnostics=[one]), **about(requirements))
    await editor.text_document_code_action_async(params)
    actions = {action["title"]: action for action in editor.answers[types.TEXT_DOCUMENT_CODE_ACTION]}
    assert list(actions) == ["Write IF …, THEN …", "Fix all 2 of ears/when-for-error in this file"]
    assert actions["Write IF …, THEN …"]["isPreferred"] and actions["Write IF …, THEN …"]["diagnostics"]

    params.context = types.CodeActionContext(diagnostics=[], only=["source.fixAll"])
    [action] = await editor.text_document_code_action_async(params)
    assert action.kind == "source.fixAll.kiro"
    assert apply_edit(editor, types.ApplyWorkspaceEditParams(edit=action.edit)).applied
    assert "IF the disk fails, THEN" in editor.text(requirements) and "IF the store fails, THEN" in editor.text(requirements)
    await editor.until("nothing", lambda: not found())


async def test_a_burst_of_typing_ends_with_the_last_state(editor, files):
    tasks = editor.open(files["tasks"])
    for number in range(100):
        replace(editor, tasks, "[x]" if number % 2 == 0 else "[?]", "[?]" if number % 2 == 0 else "[x]")
    replace(editor, tasks, "[x]", "[?]")
    await editor.until("odd mark", lambda: codes(editor, tasks) == ["tasks/unknown-mark"])
    await asyncio.sleep(0.5)
    assert codes(editor, tasks) == ["tasks/unknown-mark"]
