from editor import Editor
from workspace import TASKS

WRITE = "Write manual.md"
DONE = "Is task 3 done? Write the manual"


def test_deny_writes_nothing(workspace):
    editor = Editor(workspace)
    editor.act(9, "Implement task 3")
    editor.answer(9, WRITE, "Deny")
    editor.answer(9, DONE, "Leave it open")
    editor.wait_for_line(9, "- [ ] 3. Write the manual")
    assert workspace.read("manual.md") is None


def test_a_key_meant_for_the_text_answers_nothing(workspace):
    editor = Editor(workspace)
    editor.act(5, "Mark done")
    editor.wait_for_line(5, "  - [x] 2.1 Say hello")
    editor.go(11)
    editor.type("o")
    editor.wait("^ INS")
    workspace.start_cli("task", "run", "greeting", "3")
    editor.asked(WRITE)
    editor.press("Enter")
    editor.type("mine")
    editor.wait("mine")
    editor.leave_insert_mode()
    editor.go(9)
    editor.wait(f"Waiting for your answer: {WRITE}")
    assert workspace.read("manual.md") is None
    workspace.question(WRITE)

    editor.act(9, f"Allow once: {WRITE}")
    editor.answer(9, DONE, "Mark it done")
    editor.wait_for_line(9, "- [x] 3. Write the manual")
    assert workspace.read("manual.md") == "# Manual\n"


def test_a_question_that_the_terminal_answers_vanishes(workspace):
    editor = Editor(workspace)
    editor.act(9, "Implement task 3")
    if editor.asked(WRITE) == "dialog":
        editor.choose("Decide later")
    editor.go(9)
    editor.wait(f"Waiting for your answer: {WRITE}")
    workspace.cli("answer", workspace.question(WRITE), "deny")
    editor.wait_without(f"Waiting for your answer: {WRITE}")
    assert workspace.read("manual.md") is None
    assert "- [ ] 3." in workspace.read(TASKS)
