from editor import Editor


def test_a_conversation_in_a_document(workspace):
    editor = Editor(workspace)
    editor.act(9, "Mark done")
    editor.wait_for_line(9, "- [x] 3. Write the manual")
    editor.type(" mc")
    editor.wait_for_line(1, "<!-- kiro-chat -->")
    editor.type("ge")
    editor.insert("o", "What is this?")
    editor.act(6, "Send")
    editor.wait_for_line(14, "A small program that greets.")
    editor.wait_for_line(16, "## You")
    editor.type("ge")
    editor.insert("o", "Thanks!")
    editor.act(17, "Send")
    editor.wait("You are welcome.")
