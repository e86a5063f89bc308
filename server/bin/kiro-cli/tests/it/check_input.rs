//! `spec check` on documents as they should not be.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::shop::{found, shop};
use crate::workspace::{Workspace, tell};

const TASKS: &str = ".kiro/specs/s/tasks.md";

#[test]
fn what_cannot_be_read_is_said_and_the_rest_is_checked() {
    let workspace = shop();
    workspace.write(".kiro/specs/shop/bugfix.md", b"# Caf\xe9\n");
    let ran = workspace.run(&["spec", "check"]).expect_code(2);
    assert!(
        ran.stdout.contains("cannot be read: `.kiro/specs/shop/bugfix.md` is not UTF-8 text (byte 5)"),
        "{ran:?}"
    );
    assert!(ran.stdout.contains("trace/dangling-reference"), "{ran:?}");
    let json = workspace.json(&["spec", "check", ".kiro/specs/shop"]);
    assert_eq!(json["unreadable"][0]["path"], ".kiro/specs/shop/bugfix.md");
    workspace.run(&["spec", "check", ".kiro/steering", "--fail-on", "never"]).expect_code(0);
    workspace.run(&["spec", "check", ".kiro/specs", "--fail-on", "never"]).expect_code(2);
}

#[test]
fn line_ends_and_marks_of_byte_order_do_not_move_places() {
    let tasks = "# Plan\n\n- [ ] 1. 実装 🎉\n  - _Requirements: 9.9_\n";
    for (name, text) in [
        ("LF", tasks.to_owned()),
        ("CRLF", tasks.replace('\n', "\r\n")),
        ("CR", tasks.replace('\n', "\r")),
        ("BOM", format!("\u{feff}{tasks}")),
    ] {
        let workspace = Workspace::new();
        workspace.write(".kiro/specs/s/requirements.md", crate::shop::REQUIREMENTS);
        workspace.write(TASKS, &text);
        let payload = workspace.json(&["spec", "check"]);
        let dangling = "trace/dangling-reference 4".to_owned();
        assert!(found(&payload, TASKS).contains(&dangling), "{name}: {payload}");
        let ran = workspace.run(&["spec", "check", TASKS]).expect_code(0);
        let excerpt = "4 |   - _Requirements: 9.9_";
        assert!(ran.stdout.lines().any(|line| line.trim_end() == excerpt), "{name}: {}", ran.stdout);
    }
}

/// Everything that a repository brings is printed by something: names of specs and files, titles, ids, patterns.
#[test]
fn nothing_in_a_repository_steers_the_terminal() {
    let evil = "\u{1b}]0;title\u{7}\u{1b}[2J\u{9b}31m\u{202e}";
    let workspace = Workspace::new();
    let name = format!("s{evil}");
    let spec = format!(".kiro/specs/{name}");
    workspace.write(
        &format!("{spec}/requirements.md"),
        crate::shop::REQUIREMENTS.replace("Cart", &format!("Cart{evil}")),
    );
    workspace
        .write(&format!("{spec}/tasks.md"), format!("- [?] 1. Do {evil}\n  - _Requirements: 9.{evil}_\n"));
    workspace.write(
        &format!(".kiro/steering/{name}.md"),
        format!("---\ninclusion: fileMatch\nfileMatchPattern: [\"{evil}\"\n"),
    );
    workspace.write(
        ".kiro/hooks/x.json",
        format!(r#"{{"version": "v1", "hooks": [{{"name": "{evil}", "trigger": "{evil}"}}]}}"#),
    );
    workspace.write(&format!(".kiro/agents/{name}.md"), b"\xff");
    for arguments in [
        &["spec", "check", "--hints"][..],
        &["spec", "check", "--profile", "kiro"],
        &["spec", "check", evil],
        &["spec", "list"],
        &["spec", "show", &name],
        &["spec", "show", evil],
        &["spec", "graph", &name],
        &["spec", "graph", &name, "--format", "mermaid"],
        &["spec", "graph", &name, "--format", "dot"],
        &["spec", "graph", &name, "--format", "kiro"],
        &["spec", "trace", &name],
        &["steering", "list"],
        &["steering", "for", evil],
        &["hook", "list"],
        &["explain", evil],
    ] {
        let ran = workspace.run(arguments);
        let all = ran.stdout + &ran.stderr;
        let bad = |c: &char| (c.is_control() && *c != '\n') || *c == '\u{202e}';
        assert_eq!(all.chars().find(bad), None, "{arguments:?}: {all:?}");
    }
    let Some(coloured) = on_a_terminal(&workspace, &["spec", "check", "--hints"], &[]) else { return };
    let harmless = coloured.replace("\r\n", "\n");
    let mut colours = harmless.split('\u{1b}').skip(1);
    assert!(
        colours.all(|rest| rest.starts_with('[')
            && rest[1..].trim_start_matches(|c: char| c.is_ascii_digit() || c == ';').starts_with('m')),
        "{harmless:?}"
    );
    for part in ["\u{1b}[2J", "\u{9b}", "\u{202e}", "\u{7}"] {
        assert!(!harmless.contains(part), "{harmless:?}");
    }
}

#[test]
fn colour_is_for_terminals() {
    let workspace = shop();
    let ran = workspace.run(&["spec", "check"]);
    assert!(!ran.stdout.contains('\u{1b}'), "{}", ran.stdout);
    let Some(shown) = on_a_terminal(&workspace, &["spec", "check"], &[]) else { return };
    assert!(shown.contains("\u{1b}["), "{shown:?}");
    let plain = on_a_terminal(&workspace, &["spec", "check"], &[("NO_COLOR", "1")]).unwrap();
    assert!(!plain.contains('\u{1b}') && plain.contains("trace/dangling-reference"), "{plain:?}");
    let dumb = on_a_terminal(&workspace, &["spec", "check"], &[("TERM", "dumb")]).unwrap();
    assert!(!dumb.contains('\u{1b}'), "{dumb:?}");
}

/// What a person sees; `None` where no `script` can tell.
fn on_a_terminal(workspace: &Workspace, arguments: &[&str], variables: &[(&str, &str)]) -> Option<String> {
    let line = [&[env!("CARGO_BIN_EXE_kiro-cli")], arguments].concat().join(" ");
    let command = workspace.command(&[]);
    let mut script = Command::new("script");
    script.args(["-qec", &line, "/dev/null"]).current_dir(workspace.root()).env_clear();
    script.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?)))).env("TERM", "xterm");
    script.envs(variables.iter().copied()).stdin(Stdio::null());
    match script.output() {
        Ok(output) => Some(String::from_utf8_lossy(&output.stdout).into_owned()),
        Err(_) => {
            tell("skipped: there is no `script` to make a terminal with");
            None
        }
    }
}

#[test]
fn secrets_are_not_shown() {
    let workspace = Workspace::new();
    let secret = "sk-abcdefghijklmnopqrstuvwxyz0123456789";
    let servers =
        format!(r#"{{"mcpServers": {{"a": {{"command": "x", "env": {{"TOKEN": "{secret}"}}, "odd": 1}}}}}}"#);
    workspace.write(".kiro/settings/mcp.json", servers);
    for format in ["text", "json", "sarif"] {
        let ran = workspace.run(&["mcp", "check", "--hints", "--format", format]).expect_code(0);
        assert!(ran.stdout.contains("mcp/secret"), "{}", ran.stdout);
        assert!(!ran.stdout.contains(secret), "{}", ran.stdout);
    }
}

#[test]
fn a_line_of_any_length_is_cut_around_what_is_wrong() {
    let workspace = Workspace::new();
    let long = "word ".repeat(40_000);
    workspace.write(".kiro/specs/s/requirements.md", crate::shop::REQUIREMENTS);
    workspace
        .write(TASKS, format!("- [ ] 1. {long}\n  - _Requirements: 1.1, {}9.9_\n", "1.1, ".repeat(20_000)));
    let started = Instant::now();
    let ran = workspace.run(&["spec", "check", TASKS]).expect_code(0);
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    assert!(ran.stdout.contains("tasks.md:2:100025"), "{}", ran.stdout);
    assert!(ran.stdout.lines().all(|line| line.chars().count() < 400), "{}", ran.stdout);
}

#[test]
fn odd_places_are_no_documents() {
    let workspace = Workspace::new();
    workspace.write(TASKS, "- [ ] 1. One\n");
    std::fs::create_dir_all(workspace.path(".kiro/specs/t/tasks.md")).unwrap();
    assert!(
        Command::new("mkfifo").arg(workspace.path(".kiro/specs/s/design.md")).status().unwrap().success()
    );
    let ran = workspace.run(&["spec", "check"]);
    assert!(ran.stdout.contains("1 document checked"), "{ran:?}");
    assert!(!ran.stderr.contains("panicked"), "{ran:?}");
}
