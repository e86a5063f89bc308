//! Documents that are drafted where there is no model.

use std::io::Write;
use std::process::Stdio;

use expect_test::expect;
use serde_json::Value;

use crate::workspace::{Ran, Workspace};

const WORDS: &str = "Customers can save their cart for later. The shop must keep a saved cart for 30 days.";

/// Nothing names a model, and nobody could be asked.
fn run(workspace: &Workspace, arguments: &[&str]) -> Ran {
    workspace.command(arguments).env_remove("KIRO_LSP_MODEL").output().unwrap().into()
}

fn shop() -> Workspace {
    let workspace = Workspace::new();
    workspace.write("Cargo.toml", "[package]\nname = \"shop\"\nversion = \"0.1.0\"\n");
    workspace
        .write("src/cart.rs", "/// What is bought.\npub struct Cart;\n\npub fn save_cart(cart: &Cart) {}\n");
    workspace.write("private.rs", "pub struct SavedCartSecret;\n");
    workspace.write(".kiroignore", "private.rs\n");
    workspace
}

#[test]
fn a_spec_from_words_and_code() {
    let workspace = shop();
    let drafted = run(&workspace, &["spec", "draft", "saved-carts", WORDS]).expect_code(0);
    expect![[r#"
        .kiro/specs/saved-carts/requirements.md   10 to fill in
        .kiro/specs/saved-carts/design.md          8 to fill in
        .kiro/specs/saved-carts/tasks.md           4 to fill in
        Each is marked [NEEDS CLARIFICATION: …]; `kiro-cli spec check` lists them.
    "#]]
    .assert_eq(&drafted.stdout);
    let design = workspace.read(".kiro/specs/saved-carts/design.md");
    assert!(design.contains("- `pub fn save_cart(cart: &Cart)` (line 4)"), "{design}");
    assert!(!design.contains("Secret"), "{design}");
    // Kiro's own validator has nothing to say, and ours finds every line that is to be written.
    run(&workspace, &["spec", "check", "--profile", "kiro", "--fail-on", "hint"]).expect_code(0);
    let checked =
        run(&workspace, &["spec", "check", "--format", "json", "--fail-on", "error"]).expect_code(0);
    let checked: Value = serde_json::from_str(&checked.stdout).unwrap();
    for file in checked["checked"].as_array().unwrap() {
        let path = file["path"].as_str().unwrap();
        let text = workspace.read(path);
        let marked = text.lines().filter(|line| line.contains("[NEEDS CLARIFICATION")).count();
        let findings = file["findings"].as_array().unwrap();
        let found = findings.iter().filter(|finding| finding["code"] == "quality/placeholder").count();
        assert_eq!(marked, found, "{path}");
    }
}

#[test]
fn what_is_there_stays() {
    let workspace = shop();
    workspace.write(".kiro/specs/saved-carts/tasks.md", "- [x] 1. Mine\n");
    let refused = run(&workspace, &["spec", "draft", "saved-carts", WORDS]).expect_code(1);
    assert!(
        refused.stderr.contains("`.kiro/specs/saved-carts/tasks.md`; nothing was written"),
        "{refused:?}"
    );
    assert_eq!(workspace.read(".kiro/specs/saved-carts/tasks.md"), "- [x] 1. Mine\n");
    assert!(!workspace.path(".kiro/specs/saved-carts/design.md").exists());
    workspace.write(".kiro/specs/begun/.config.kiro", "{}");
    let refused = run(&workspace, &["spec", "draft", "begun", WORDS]).expect_code(1);
    assert!(
        refused.stderr.contains("`.kiro/specs/begun/.config.kiro` is there; nothing was written"),
        "{refused:?}"
    );
    assert!(!workspace.path(".kiro/specs/begun/design.md").exists());
    for (name, words) in [("../out", WORDS), ("a b", WORDS), (".git", WORDS), ("fine", " ")] {
        run(&workspace, &["spec", "draft", name, words]).expect_code(1);
    }
    workspace.write(".kiro/steering/tech.md", "Ours.\n");
    let drafted = run(&workspace, &["steering", "draft"]).expect_code(0);
    assert!(!drafted.stdout.contains("tech.md"), "{drafted:?}");
    assert_eq!(workspace.read(".kiro/steering/tech.md"), "Ours.\n");
    assert!(
        workspace.read(".kiro/steering/structure.md").contains("- `src`: 1 file, with `Cart`, `save_cart`")
    );
    run(&workspace, &["steering", "draft"]).expect_code(1);
}

#[test]
fn a_bug_from_standard_input() {
    let workspace = shop();
    let arguments = ["spec", "draft", "wrong-total", "-", "--bugfix", "--format", "json"];
    let mut child =
        workspace.command(&arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"The total of the cart is wrong.").unwrap();
    let ran: Ran = child.wait_with_output().unwrap().into();
    let ran = ran.expect_code(0);
    let drafted: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(drafted["drafted"][0]["path"], ".kiro/specs/wrong-total/bugfix.md");
    run(&workspace, &["spec", "check", "--profile", "kiro", "--fail-on", "hint"]).expect_code(0);
}
