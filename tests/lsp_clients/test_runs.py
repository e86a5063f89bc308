"""Tasks are implemented from each recorded client, with a model that reads from a script."""

import pytest
from lsprotocol import types

from conftest import RECORDED

recorded = pytest.mark.parametrize("capabilities", RECORDED, indirect=True)
nothing = pytest.mark.parametrize("capabilities", ["nothing"], indirect=True)


def progress(editor, kind: str) -> list[dict]:
    values = [m["params"]["value"] for m in editor.messages_seen if m.get("method") == types.PROGRESS]
    return [value for value in values if value["kind"] == kind]


@recorded
async def test_a_run_from_its_lens_to_its_tick(editor, root, tasks):
    uri = editor.open(tasks)
    lens = await editor.lens(uri, "Implement task 2.1")
    await editor.run(lens.command)
    await editor.answer(uri, "Allow once")
    await editor.answer(uri, "Allow once")
    await editor.until("tick", lambda: "- [x] 2.1 Say hello" in editor.text(uri))
    assert "- [ ] 2.1 Say hello" in tasks.read_text(), "the file is the editor's to save"
    assert "Hello, {name}!" in (root / "greeting.py").read_text()
    [end] = await editor.until("end of the progress", lambda: progress(editor, "end"))
    [begin] = progress(editor, "begin")
    assert (begin["title"], end["message"]) == ("Task 2.1: Say hello", "done")
    await editor.lens(uri, "Run next: 2.2")


@recorded
async def test_a_run_is_stopped_and_begun_again(editor, tasks):
    uri = editor.open(tasks)
    for ended in (1, 2):
        lens = await editor.lens(uri, "Implement task 3")
        await editor.run(lens.command)
        await editor.until("mark", lambda: "- [-] 3. Write the manual" in editor.text(uri))
        stop = await editor.lens(uri, "Stop task 3")
        await editor.run(stop.command)
        await editor.until("mark taken back", lambda: "- [ ] 3. Write the manual" in editor.text(uri))
        await editor.until("end of the progress", lambda: len(progress(editor, "end")) == ended)


@nothing
async def test_without_edits_marks_go_to_the_file_while_it_is_closed(editor, tasks):
    uri = editor.open(tasks)
    run = (await editor.lens(uri, "Implement task 3")).command

    async def told(what: str):
        await editor.until(what, lambda: editor.messages and what in editor.messages[-1].message)

    await editor.run(run)
    await told("takes no edits from a server")
    editor.close(uri)
    await editor.run(run)
    await told("Task 3 of greeting asks: ")
    assert "- [-] 3. Write the manual" in tasks.read_text()
    editor.open(tasks)
    await editor.answer(uri, "Allow once")
    await told("Task 3 of greeting asks: Is task 3 done?")
    await editor.answer(uri, "Mark it done")
    await told("takes no edits from a server")
    editor.close(uri)
    await editor.run(run)
    await told("Task 3 of greeting: done")
    assert "- [x] 3. Write the manual" in tasks.read_text()


async def test_an_error_is_answered_and_shown(editor, tasks):
    uri = editor.open(tasks)
    lens = await editor.lens(uri, "Implement task 3")
    lens.command.arguments[0]["task"] = "7"
    try:
        await editor.run(lens.command)
    except Exception as error:
        assert "there is no task" in error.message
    else:
        raise AssertionError("the command succeeded")
    await editor.until("message", lambda: editor.messages)
    assert [shown.type for shown in editor.messages] == [types.MessageType.Error]
