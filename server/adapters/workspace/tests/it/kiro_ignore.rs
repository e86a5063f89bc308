use super::Ground;

/// What is hidden, and by what.
fn check(ground: &Ground, own: Option<&str>, expected: &[(&str, Option<&str>)]) {
    let mut ignore = ground.tree.kiro_ignore(own);
    // The order in which paths are asked about changes nothing.
    for (path, hidden) in expected.iter().chain(expected.iter().rev()) {
        assert_eq!(ignore.hides(&ground.path(path)).as_deref(), *hidden, "{path}");
    }
}

#[test]
fn a_deeper_file_and_a_later_line_count() {
    let ground = Ground::new(&["docs/private/a.md", "docs/open/.kiroignore", "docs/b.md"]);
    ground.put(".kiroignore", "\u{feff}# why\n*.md\nprivate/\r\n/docs/b.md\n!README.md\n[\n".as_bytes());
    ground.put("docs/open/.kiroignore", b"!seen.md\nnotes.txt\n");
    check(
        &ground,
        Some("*.log\n!a.log\n*.txt\n"),
        &[
            ("docs/b.md", Some("`.kiroignore` hides it")),
            ("README.md", None),
            ("docs/README.md", None),
            // Nothing in a hidden folder is seen again.
            ("docs/private/README.md", Some("`.kiroignore` hides it")),
            ("docs/private/x.rs", Some("`.kiroignore` hides it")),
            ("docs/open/seen.md", None),
            ("docs/open/deep/seen.md", None),
            ("docs/open/other.md", Some("`.kiroignore` hides it")),
            ("docs/open/notes.txt", Some("`docs/open/.kiroignore` hides it")),
            ("docs/new/file.rs", None),
            ("x.log", Some("your own `kiroignore` hides it")),
            ("sub/a.log", None),
            ("sub/a.txt", Some("your own `kiroignore` hides it")),
        ],
    );
}

#[test]
fn nothing_is_hidden_without_a_file() {
    check(&Ground::new(&["a.md"]), None, &[("a.md", None), ("no/such/file", None)]);
}

#[test]
fn what_cannot_be_read_hides_everything_beneath_it() {
    let ground = Ground::new(&["docs/a.md", "b.md"]);
    ground.put("docs/.kiroignore", b"\xff");
    let why = "what `docs/.kiroignore` hides is not known: `docs/.kiroignore` is not UTF-8 text (byte 0): convert it, or treat it as binary";
    check(&ground, None, &[("docs/a.md", Some(why)), ("docs/deep/b.md", Some(why)), ("b.md", None)]);
}

#[cfg(unix)]
#[test]
fn it_may_be_a_link_within_the_workspace() {
    let ground = Ground::new(&["a.md"]);
    ground.put(".gitignore", b"a.md\n");
    ground.link(".kiroignore", ".gitignore");
    check(&ground, None, &[("a.md", Some("`.kiroignore` hides it")), ("b.md", None)]);
}
