from editor import Editor
from workspace import TASKS, Skipped, wait

EDIT = "Edit greeting.py"
TEST = "Run python3 -m unittest test_hello"


def implement(editor):
    editor.act(5, "Implement task 2.1")
    editor.answer(5, EDIT, "Allow once")
    editor.answer(5, TEST, "Allow once")
    editor.wait_for_line(5, "  - [x] 2.1 Say hello")


def test_implement_by_code_action_beside_unsaved_edits(workspace):
    editor = Editor(workspace)
    before = workspace.read(TASKS)
    editor.go(11)
    editor.insert("A", " Not saved.")

    editor.act(5, "Implement task 2.1")
    editor.wait_for_line(5, "  - [-] 2.1 Say hello")
    editor.asked(EDIT)
    assert "raise" in workspace.read("greeting.py").split("def goodbye")[0], "nothing is written before the answer"
    # The status line names the task and what it does.
    editor.wait(rf"[Tt]ask 2\.1.*(asks|waits for your answer): {EDIT}")
    editor.answer(5, EDIT, "Allow once")
    editor.answer(5, TEST, "Allow once")
    editor.wait_for_line(5, "  - [x] 2.1 Say hello")
    editor.wait(r"kiro: [Tt]ask 2\.1.* done$")

    assert "Hello, {name}!" in workspace.read("greeting.py")
    assert workspace.read(TASKS) == before, "nothing is saved until the user saves"
    editor.wait_for_line(11, "Notes on the plan. Not saved.")
    editor.command("write")
    wait("the saved file", lambda: "- [x] 2.1 Say hello" in workspace.read(TASKS))
    assert "Notes on the plan. Not saved." in workspace.read(TASKS)


def test_a_tick_is_an_edit_that_can_be_undone(workspace):
    editor = Editor(workspace)
    editor.act(9, "Mark done")
    editor.wait_for_line(9, "- [x] 3. Write the manual")
    editor.type("u")
    editor.wait_for_line(9, "- [ ] 3. Write the manual")


def test_kiro_cli_ticks_in_the_buffer_while_somebody_types(workspace):
    editor = Editor(workspace)
    editor.act(9, "Mark done")
    editor.wait_for_line(9, "- [x] 3. Write the manual")
    editor.go(1)
    editor.type("O")
    editor.wait("^ INS")
    process = workspace.start_cli("task", "set", "greeting", "2.1", "done")
    typed = 0
    while process.poll() is None:
        typed += 1
        editor.type("x\n")
        editor.wait(rf"^ INS .* {typed + 1}:1$")
    assert process.wait() == 0, (workspace.base / "cli.out").read_text()
    editor.wait_for_line(typed + 6, "  - [x] 2.1 Say hello")
    editor.leave_insert_mode()
    assert "- [ ] 2.1" in workspace.read(TASKS), "nothing is written below the buffer"


def test_stop_by_code_action(workspace):
    editor = Editor(workspace)
    editor.act(5, "Implement task 2.1")
    if editor.asked(EDIT) == "dialog":
        editor.choose("Decide later")
    editor.act(5, "Stop task 2.1")
    editor.wait_for_line(5, "  - [ ] 2.1 Say hello")
    assert "Hello, " not in workspace.read("greeting.py")


def test_a_killed_run_says_so_and_is_resumed(workspace):
    workspace.start_cli("task", "run", "greeting", "2.1")
    workspace.question(EDIT)
    workspace.processes[0].kill()
    editor = Editor(workspace)
    editor.go(5)
    editor.wait("The run of this task was interrupted")
    editor.act(5, "Resume task 2.1")
    editor.answer(5, EDIT, "Allow changes of files in this session")
    editor.answer(5, TEST, "Allow once")
    editor.wait_for_line(5, "  - [x] 2.1 Say hello")


def test_a_failed_run_tells_why(workspace):
    editor = Editor(workspace)
    editor.act(7, "Implement task 2.2")
    editor.wait("The run of this task was interrupted: The scenario")
    editor.act(7, "Stop task 2.2")
    editor.wait_for_line(7, "  - [ ] 2.2 Say goodbye")


def test_keys_for_the_task_on_the_line(workspace):
    editor = Editor(workspace)
    editor.act(9, "Mark done")
    editor.wait_for_line(9, "- [x] 3. Write the manual")
    editor.go(5)
    editor.type(" mr")
    if editor.wait(r"is not supported for any language server|\[-\] 2\.1").group().startswith("is"):
        raise Skipped("commands with arguments need Helix 25.07")
    if editor.asked(EDIT) == "dialog":
        editor.choose("Decide later")
    editor.wait("Waiting for your answer")
    editor.type(" ms")
    editor.wait_for_line(5, "  - [ ] 2.1 Say hello")
    editor.go(1)
    editor.type(" mn")
    editor.wait_for_line(5, "  - [-] 2.1 Say hello")


def test_files_that_the_agent_changed_are_loaded_again_by_hand(workspace):
    editor = Editor(workspace, "greeting.py")
    editor.command(f"open {TASKS}")
    implement(editor)
    editor.command("buffer-previous")
    editor.wait_for_line(2, "    raise NotImplementedError")
    editor.command("write")
    editor.wait("modified by an external process")
    assert "Hello, {name}!" in workspace.read("greeting.py")
    editor.command("reload-all")
    editor.wait_for_line(2, '    return f"Hello, {name}!"')


def test_symbols_and_diagnostics_are_pickers(workspace):
    editor = Editor(workspace)
    editor.act(9, "Implement task 3")
    if editor.asked("Write manual.md") == "dialog":
        editor.choose("Decide later")
    editor.wait("^●")
    editor.type(" s")
    editor.wait("> .*Set up the module")
    editor.type("goodbye")
    editor.wait("> .*Say goodbye")
    editor.press("Enter")
    editor.wait("^ NOR .* 7:")
    editor.type(" d")
    editor.wait("> .*Waiting for your answer")
    editor.press("Enter")
    editor.wait("^ NOR .* 9:")


def test_a_project_below_the_top_of_a_repository(workspace):
    (workspace.base / ".git").mkdir()
    editor = Editor(workspace)
    editor.act(9, "Mark done")
    editor.wait_for_line(9, "- [x] 3. Write the manual")
