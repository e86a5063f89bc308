//! What an agent did to files is shown and put back from the terminal.

use expect_test::expect;

use crate::workspace::Workspace;

const REPLIES: &str = r#"{"calls": [{"tool": "write", "input": {"path": "src/new.rs", "content": "agent\n"}}, {"tool": "shell", "input": {"command": "mv notes.txt kept.txt; echo agent > edited.txt; ln -s kept.txt link"}}]}
{"say": "Done."}"#;

/// The output without the id of the session, which is another each time.
fn printed(text: &str) -> String {
    let words = text.split_inclusive([' ', '\n', '`']);
    let word = |word: &str| match word.starts_with("s-") {
        true => format!("SESSION{}", &word[word.len() - 1..]),
        false => word.to_owned(),
    };
    words.map(word).collect()
}

#[test]
fn files_are_put_back_and_what_the_user_changed_stays() {
    let workspace = Workspace::with("", REPLIES);
    workspace.write("notes.txt", "untracked\n");
    workspace.write("edited.txt", "before\n");
    workspace.run(&["checkpoint", "list"]).expect_error("no sessions in this workspace yet");
    let ran = workspace.run(&["chat", "--no-interactive", "-a", "Tidy up"]).expect_code(0);
    assert!(
        ran.stderr.contains("cannot be undone: the link `link` was made, changed or removed"),
        "{}",
        ran.stderr
    );

    let list = workspace.run(&["checkpoint", "list"]).expect_code(0);
    expect![[r#"
        session SESSION
        1    Tidy up
        1.1  Write src/new.rs  + src/new.rs
        1.2  Run mv notes.txt kept.txt; echo agent > edited.txt; ln -s ke…  ~ edited.txt, + kept.txt, - notes.txt
             cannot be undone: the link `link` was made, changed or removed
    "#]]
    .assert_eq(&printed(&list.stdout));

    let diff = workspace.run(&["checkpoint", "diff", "1.2"]).expect_code(0);
    expect![[r#"
        would be put back  edited.txt
        --- edited.txt
        +++ edited.txt
        @@ -1 +1 @@
        -agent
        +before
        would be removed  kept.txt
        --- kept.txt
        +++ /dev/null
        @@ -1 +0,0 @@
        -untracked
        would be put back  notes.txt
        --- /dev/null
        +++ notes.txt
        @@ -0,0 +1 @@
        +untracked
    "#]]
    .assert_eq(&diff.stdout);

    workspace.write("edited.txt", "mine\n");
    // Something was left alone.
    let restored = workspace.run(&["checkpoint", "restore", "1"]).expect_code(1);
    expect![[r#"
        left alone  edited.txt: it was changed by somebody else since
        removed  kept.txt
        put back  notes.txt
        removed  src/new.rs

        `kiro-cli checkpoint restore r1 --session SESSION` undoes this. The session still knows what it did.
    "#]]
    .assert_eq(&printed(&restored.stdout));
    assert_eq!(workspace.read("edited.txt"), "mine\n");
    assert_eq!(workspace.read("notes.txt"), "untracked\n");
    assert!(!workspace.path("src/new.rs").exists() && !workspace.path("kept.txt").exists());

    workspace.run(&["checkpoint", "restore", "r1"]).expect_code(0);
    assert_eq!(workspace.read("kept.txt"), "untracked\n");
    workspace.run(&["checkpoint", "restore", "9"]).expect_error("has no checkpoint `9`");
    let json = workspace.json(&["checkpoint", "list"]);
    assert_eq!(json["checkpoints"][3]["id"], "r1");
}
