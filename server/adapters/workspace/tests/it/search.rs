use workspace::RelPath;

use super::Ground;

fn ground() -> Ground {
    let ground = Ground::new(&[
        "main.rs",
        "src/lib.rs",
        "src/deep/mod.rs",
        "src-old/a.rs",
        ".kiro/specs/login/tasks.md",
        ".github/ci.yml",
        ".git/config.rs",
        "target/out.rs",
        "node_modules/x/index.rs",
        "日本/🦀 100%.rs",
    ]);
    ground.put(".gitignore", b"target\nnode_modules/\n");
    ground
}

fn glob(ground: &Ground, pattern: &str, under: &str) -> Vec<String> {
    let found = ground.tree.glob(pattern, &ground.path(under), 100).unwrap();
    assert!(!found.truncated);
    found.items.iter().map(ToString::to_string).collect()
}

#[test]
fn globs() {
    let ground = ground();
    for (pattern, under, expected) in [
        ("*.rs", "", &["main.rs", "src/deep/mod.rs", "src/lib.rs", "src-old/a.rs", "日本/🦀 100%.rs"][..]),
        ("/*.rs", "", &["main.rs"]),
        ("./*.rs", "", &["main.rs"]),
        ("src/*.rs", "", &["src/lib.rs"]),
        ("src/**/*.rs", "", &["src/deep/mod.rs", "src/lib.rs"]),
        ("*.{md,yml}", "", &[".github/ci.yml", ".kiro/specs/login/tasks.md"]),
        ("deep/*.rs", "src", &["src/deep/mod.rs"]),
        ("*.rs", "src", &["src/deep/mod.rs", "src/lib.rs"]),
        ("*.rs", "src/lib.rs", &["src/lib.rs"]),
        ("*.md", "src/lib.rs", &[]),
        ("*.rs", "日本", &["日本/🦀 100%.rs"]),
        ("*.toml", "", &[]),
    ] {
        assert_eq!(glob(&ground, pattern, under), expected, "{pattern} under {under}");
    }
}

#[test]
fn a_glob_says_when_it_was_cut() {
    let ground = ground();
    let found = ground.tree.glob("*.rs", &RelPath::root(), 2).unwrap();
    assert_eq!(found.items.len(), 2);
    assert!(found.truncated);
    let found = ground.tree.glob("*.rs", &RelPath::root(), 5).unwrap();
    assert!(!found.truncated);
}

#[test]
fn ignore_rules_hold_below_the_folder_that_is_searched() {
    let ground = Ground::new(&["a/b/out.log", "a/b/kept.log"]);
    ground.put(".gitignore", b"/a/b/out.log\n");
    assert_eq!(glob(&ground, "*.log", "a/b"), ["a/b/kept.log"]);
}

fn grep(ground: &Ground, pattern: &str, glob: Option<&str>, limit: usize) -> Vec<String> {
    let found = ground.tree.grep(pattern, &RelPath::root(), glob, limit, |_| false).unwrap();
    let mut lines: Vec<_> =
        found.items.iter().map(|found| format!("{}:{}:{}", found.path, found.line, found.text)).collect();
    if found.truncated {
        lines.push("...".to_owned());
    }
    lines
}

#[test]
fn greps() {
    let ground = Ground::new(&[]);
    ground.put("b.rs", b"fn main() {\r\n    run();\r\n}\r\n// run again");
    ground.put("a/a.md", b"run, caf\xe9\n");
    ground.put("ignored/x.rs", b"run\n");
    ground.put("binary", b"run\0run\n");
    ground.put(".gitignore", b"ignored\n");
    assert_eq!(
        grep(&ground, r"\brun\b", None, 9),
        ["a/a.md:1:run, caf\u{fffd}", "b.rs:2:    run();", "b.rs:4:// run again"]
    );
    assert_eq!(grep(&ground, "run", Some("*.md"), 9), ["a/a.md:1:run, caf\u{fffd}"]);
    assert_eq!(grep(&ground, "^}$", None, 9), [] as [&str; 0]);
    assert_eq!(grep(&ground, "(?i)RUN", None, 1), ["a/a.md:1:run, caf\u{fffd}", "..."]);
    let file = ground.path("b.rs");
    assert_eq!(ground.tree.grep("run", &file, None, 9, |_| false).unwrap().items.len(), 2);
}

#[test]
fn a_long_line_is_cut() {
    let ground = Ground::new(&[]);
    ground.put("min.js", "é".repeat(100_000).as_bytes());
    let found = ground.tree.grep("é", &RelPath::root(), None, 9, |_| false).unwrap();
    assert_eq!(found.items[0].text, "é".repeat(500) + "…");
}

#[test]
fn a_search_that_makes_no_sense_says_so() {
    let ground = Ground::new(&["a.md"]);
    let root = RelPath::root();
    for (error, start) in [
        (ground.tree.glob("a[", &root, 9).unwrap_err(), "`a[` is not a valid pattern: "),
        (ground.tree.grep("(", &root, None, 9, |_| false).unwrap_err(), "`(` is not a valid pattern: "),
        (ground.tree.grep("x", &root, Some("{"), 9, |_| false).unwrap_err(), "`{` is not a valid pattern: "),
        (ground.tree.glob("*", &ground.path("gone"), 9).unwrap_err(), "`gone` does not exist"),
    ] {
        assert!(error.to_string().starts_with(start), "{error}");
    }
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let ground = Ground::new(&["src/a.rs"]);
    ground.link("again", "src");
    ground.link("out", "../outside");
    ground.link("secret", "../outside/secret");
    assert_eq!(glob(&ground, "*", ""), ["src/a.rs"]);
    assert_eq!(grep(&ground, "secret|src", None, 9), ["src/a.rs:1:src/a.rs"]);
}

#[test]
fn files_that_are_not_to_be_searched_are_found_by_name_only() {
    let ground = Ground::new(&["a.md", "hidden/b.md"]);
    let found =
        ground.tree.grep("md", &RelPath::root(), None, 9, |path| path.as_str().starts_with("hidden/"));
    let lines: Vec<_> = found.unwrap().items.into_iter().map(|found| found.text).collect();
    assert_eq!(lines, ["a.md"]);
    assert_eq!(glob(&ground, "*.md", ""), ["a.md", "hidden/b.md"]);
}
