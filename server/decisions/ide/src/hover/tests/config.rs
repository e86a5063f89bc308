use expect_test::expect;

use super::check;

#[test]
fn steering() {
    let files = "%! src/main.rs\n%! src/lib.rs\n%! README.md\n";
    let steering = |text: &str| format!("%! .kiro/steering/rust.md\n---\n{text}\n---\n{files}");
    check(
        &steering("inclusion: fileMatch\nfileMatchPattern: \"**/*.$0rs\""),
        expect![[r#"
        [**/*.rs]
        **fileMatchPattern**: Globs, one or a list, of the files that bring this one in; with `inclusion: fileMatch`.

        2 files of the workspace match:

        - `src/main.rs`
        - `src/lib.rs`
    "#]],
    );
    check(
        &steering("inclusion: file$0Match\nfileMatchPattern: \"docs/**\""),
        expect![[r#"
        [fileMatch]
        **fileMatch**: Once a file that matches `fileMatchPattern` takes part in the conversation.

        No file of the workspace matches.
    "#]],
    );
    check(
        &steering("inclusion: ma$0nual"),
        expect![[r#"
        [manual]
        **manual**: When the user names it: `#name` or `/name`.
    "#]],
    );
    check(
        &steering("ti$0tle: x"),
        expect![[r#"
        nothing
    "#]],
    );
}

#[test]
fn hooks_and_servers() {
    check(
        "%! .kiro/hooks/a.json\n{ \"version\": \"v1\", \"hooks\": [{ \"trigger\": \"PreTool$0Use\" }] }",
        expect![[r#"
            [PreToolUse]
            **PreToolUse**: Runs before the agent uses a tool. A command that exits with 2 stops the tool, and the agent reads why on stderr.

            It may block: exit code 2 stops what was about to happen.

            Its matcher is about the names of tools.
        "#]],
    );
    check(
        "%! .kiro/hooks/a.kiro.hook\n{ \"when\": { \"type\": \"file$0Edited\" } }",
        expect![[r#"
        [fileEdited]
        **PostFileSave**: Runs after a file that matches is saved, by you or by the agent.

        It cannot block.

        Its matcher is about the paths of files.
    "#]],
    );
    check(
        "%! .kiro/settings/mcp.json\n{ \"mcpServers\": { \"a\": { \"auto$0Approve\": [] } } }",
        expect![[r#"
            [autoApprove]
            **autoApprove**: Tools that run without asking; `*` for all.
        "#]],
    );
}

#[test]
fn rules() {
    let tasks = |line: &str| format!("%! .kiro/specs/demo/tasks.md\n- [ ] 1. One {line}\n");
    check(
        &tasks("<!-- kiro-ignore tasks/dup$0licate-id -->"),
        expect![[r#"
        [tasks/duplicate-id]
        `tasks/duplicate-id` · warning

        Two tasks of a tasks.md have the same id.
    "#]],
    );
    check(
        &tasks("<!-- kiro-ignore tasks/$0* -->"),
        expect![[r#"
            [tasks/*]
            `tasks/*`: the 19 rules about tasks
        "#]],
    );
    check(
        &tasks("tasks/dup$0licate-id"),
        expect![[r#"
            [- [ ] 1. One tasks/duplicate-id]
            **1 One tasks/duplicate-id**

            not started · can run now
        "#]],
    );
    check(
        "%! .kiro/settings/diagnostics.json\n{ \"rules\": { \"tasks/unknown$0-mark\": \"off\" } }",
        expect![[r#"
            [tasks/unknown-mark]
            `tasks/unknown-mark` · off

            A checkbox holds a mark that stands for no state.
        "#]],
    );
}
