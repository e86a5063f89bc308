use super::Ground;

/// The real path, or the message.
fn resolved(ground: &Ground, path: &str) -> String {
    match ground.tree.resolve(path) {
        Ok(path) => path.to_string(),
        Err(error) => error.to_string(),
    }
}

fn outside(path: &str) -> String {
    format!("`{path}` lies outside the workspace: use a path below the workspace root")
}

fn nowhere(path: &str) -> String {
    format!("`{path}` is a link that leads nowhere: repair or remove the link")
}

#[test]
fn paths_without_links() {
    let ground = Ground::new(&["src/a.rs", "with space/100%/日本/🦀.md"]);
    let inside = ground.at("src/a.rs").display().to_string();
    let sibling = ground.outside().join("secret").display().to_string();
    // A folder whose name merely begins like the root's.
    let twin = format!("{}-twin/x", ground.tree.root().display());
    for (given, expected) in [
        ("", "."),
        (".", "."),
        ("src/a.rs", "src/a.rs"),
        ("./src//a.rs", "src/a.rs"),
        ("src/../src/./a.rs", "src/a.rs"),
        ("src/", "src"),
        ("new", "new"),
        ("new/deep/../file.md", "new/file.md"),
        ("new/../../root/x", "x"),
        ("src/a.rs/x", "src/a.rs/x"),
        ("with space/100%/日本/🦀.md", "with space/100%/日本/🦀.md"),
        (&inside, "src/a.rs"),
        ("..", &outside("..")),
        ("../outside/secret", &outside("../outside/secret")),
        ("src/../../x", &outside("src/../../x")),
        ("new/../../x", &outside("new/../../x")),
        ("/etc/passwd", &outside("/etc/passwd")),
        (&sibling, &outside(&sibling)),
        (&twin, &outside(&twin)),
    ] {
        assert_eq!(resolved(&ground, given), expected, "{given}");
    }
    assert!(ground.tree.resolve("a\0b").is_err());
}

#[cfg(unix)]
#[test]
fn paths_with_links() {
    let ground = Ground::new(&["src/a.rs"]);
    ground.link("within", "src");
    ground.link("within_absolute", ground.at("src"));
    ground.link("chain", "within");
    ground.link("deep/up", "../src");
    ground.link("out", "../outside");
    ground.link("out_absolute", ground.outside());
    ground.link("out_file", "../outside/secret");
    ground.link("dangling", "nothing");
    ground.link("dangling_out", "../outside/nothing");
    ground.link("loop", "loop");
    ground.link("ping", "pong");
    ground.link("pong", "ping");
    for (given, expected) in [
        ("within/a.rs", "src/a.rs"),
        ("within_absolute/a.rs", "src/a.rs"),
        ("chain/a.rs", "src/a.rs"),
        ("chain/new.rs", "src/new.rs"),
        ("deep/up/a.rs", "src/a.rs"),
        // `..` goes up from where the link leads, as the operating system does.
        ("deep/up/..", "."),
        ("out", &outside("out")),
        ("out/secret", &outside("out/secret")),
        ("out/new", &outside("out/new")),
        ("out_absolute/secret", &outside("out_absolute/secret")),
        ("out_file", &outside("out_file")),
        ("dangling", &nowhere("dangling")),
        ("dangling/x", &nowhere("dangling/x")),
        ("dangling_out", &nowhere("dangling_out")),
        ("loop", &nowhere("loop")),
        ("loop/x", &nowhere("loop/x")),
        ("ping", &nowhere("ping")),
    ] {
        assert_eq!(resolved(&ground, given), expected, "{given}");
    }
}

#[cfg(unix)]
#[test]
fn a_root_reached_through_a_link_is_the_folder_it_leads_to() {
    let ground = Ground::new(&["a.md"]);
    let alias = ground.holder.path().join("alias");
    std::os::unix::fs::symlink(ground.tree.root(), &alias).unwrap();
    let tree = workspace::Tree::open(&alias).unwrap();
    assert_eq!(tree.root(), ground.tree.root());
    let path = tree.resolve(alias.join("a.md").to_str().unwrap()).unwrap();
    assert_eq!(path.as_str(), "a.md");
}

#[test]
fn a_root_that_is_missing() {
    let ground = Ground::new(&[]);
    let error = workspace::Tree::open(&ground.at("nothing")).unwrap_err().to_string();
    assert!(error.starts_with("cannot open the workspace folder `"), "{error}");
}
