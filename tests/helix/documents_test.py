"""What needs no model: Helix asks, the screen shows it."""

from editor import Editor
from workspace import wait

REQUIREMENTS = ".kiro/specs/greeting/requirements.md"
HOOK = '{"version": "v1", "hooks": [{"name": "a", "trigger": "FileSaved"}]}\n'


def opened(workspace):
    """The tasks, once the server listens."""
    editor = Editor(workspace)
    editor.act(9, "Mark done")
    editor.wait_for_line(9, "- [x] 3. Write the manual")
    return editor


def replace_line(editor, line, text):
    editor.go(line)
    editor.type("ghvglc")
    editor.wait("^ INS")
    editor.type(text)
    editor.leave_insert_mode()


def on_reference(editor):
    """Puts the cursor on the last character of the reference on line 6, `1.1`."""
    editor.go(6)
    editor.type("glh")


def test_diagnostics_come_and_go(workspace):
    editor = opened(workspace)
    replace_line(editor, 6, "    - _Requirements: 1.2_")
    editor.wait("There is no requirement or criterion 1.2")
    editor.wait("^●|^▲|^■|^W|^◆")
    editor.type(" d")
    editor.wait("> .*trace/dangling-reference|> .*There is no requirement")
    editor.press("Escape")
    replace_line(editor, 6, "    - _Requirements: 1.1_")
    editor.wait_without("There is no requirement")


def test_a_quick_fix(workspace):
    editor = opened(workspace)
    replace_line(editor, 6, "    - _Requirements: 1.7_")
    editor.wait("There is no requirement or criterion 1.7")
    on_reference(editor)
    editor.type(" ")
    editor.wait("Space─")
    editor.type("a")
    editor.choose("Write 1.1")
    editor.wait_for_line(6, "    - _Requirements: 1.1_")


def test_hover_on_a_reference(workspace):
    editor = opened(workspace)
    on_reference(editor)
    editor.type(" k")
    editor.wait("WHEN a name is given, THE program SHALL greet it")


def test_definition_and_references(workspace):
    editor = opened(workspace)
    on_reference(editor)
    editor.type("gd")
    editor.wait(r"^ NOR .*requirements\.md.* 9:")
    editor.type("gr")
    editor.wait(r"tasks\.md:6")


def test_rename_in_every_document(workspace):
    editor = opened(workspace)
    on_reference(editor)
    editor.type(" r")
    editor.wait(r"^rename-to:.*1\.1")
    editor.press("C-u")
    editor.type("1.4")
    editor.press("Enter")
    editor.wait_for_line(6, "    - _Requirements: 1.4_")
    editor.wait_for_line(8, "    - _Requirements: 1.4_")
    editor.command("write-all")
    wait("the criterion", lambda: "4. WHEN a name is given" in workspace.read(REQUIREMENTS))


def test_completion_of_ids(workspace):
    editor = opened(workspace)
    replace_line(editor, 6, "    - _Requirements: ")
    editor.type("A")
    editor.wait("^ INS")
    editor.press("C-x")
    editor.wait(r" 1\.1 ")
    editor.press("C-n", "Enter")
    editor.leave_insert_mode()
    editor.wait_for_line(6, "    - _Requirements: 1.1")


def test_format_numbers_tasks(workspace):
    editor = opened(workspace)
    editor.go(9)
    editor.type("gh6lr7")
    editor.wait_for_line(9, "- [x] 7. Write the manual")
    editor.command("format")
    editor.wait_for_line(9, "- [x] 3. Write the manual")


def test_json_is_served_below_kiro_and_nowhere_else(workspace):
    workspace.write(".kiro/hooks/a.json", HOOK)
    workspace.write("hook.json", HOOK)
    editor = Editor(workspace, "hook.json")
    assert not any("kiro-lsp" in command for command in workspace.running().values())
    editor.command("open .kiro/hooks/a.json")
    editor.wait("is no trigger")
    editor.command("buffer-previous")
    editor.wait(r"^ NOR .*hook\.json")
    editor.wait_without("is no trigger")
