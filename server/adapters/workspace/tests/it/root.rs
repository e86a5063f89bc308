use std::fs;
use std::path::Path;

use workspace::{find_root, real_path, root_of_document};

#[test]
fn the_nearest_folder_of_kiro_then_of_git_then_the_start() {
    let holder = tempfile::tempdir().unwrap();
    let home = holder.path().canonicalize().unwrap();
    for folder in [
        ".kiro/settings",
        ".git",
        "repo/.git",
        "repo/app/.kiro/specs/login",
        "repo/app/vendor/.git",
        "repo/lib/src",
        "worktree/src",
        "loose/src",
        "none/src",
        "repo/app/vendor/.git/.kiro",
        "loose/.git/.git",
        "loose/.git/src",
    ] {
        fs::create_dir_all(home.join(folder)).unwrap();
    }
    fs::write(home.join("worktree/.git"), "gitdir: elsewhere").unwrap();
    fs::write(home.join("repo/lib/.kiro"), "a file").unwrap();
    fs::write(home.join("repo/app/main.rs"), "").unwrap();
    for (start, root) in [
        ("repo/app", "repo/app"),
        ("repo/app/.kiro/specs/login", "repo/app"),
        ("repo/app/main.rs", "repo/app"),
        ("repo/app/vendor", "repo/app"),
        ("repo/lib/src", "repo"),
        ("repo", "repo"),
        ("worktree/src", "worktree"),
        ("loose/src", "loose"),
        ("none/src", "none/src"),
        (".kiro/settings", ".kiro/settings"),
        // A worktree named `.git`, and what else was put inside version control.
        ("loose/.git/src", "loose"),
        ("repo/app/vendor/.git/.kiro", "repo/app"),
    ] {
        assert_eq!(find_root(&home.join(start), Some(&home)), home.join(root), "{start}");
    }
    assert_eq!(find_root(&home, Some(&home)), home);
    assert_eq!(find_root(&home.join("loose"), None), home);
    assert_eq!(find_root(Path::new("/no/such/folder"), None), Path::new("/no/such/folder"));
}

#[test]
fn a_document_belongs_to_the_folder_whose_kiro_folder_holds_it() {
    let holder = tempfile::tempdir().unwrap();
    let home = holder.path().canonicalize().unwrap();
    for folder in [".kiro", "app/.kiro/specs", "app/packages/a/.kiro/specs", "app/packages/b"] {
        fs::create_dir_all(home.join(folder)).unwrap();
    }
    for (path, root) in [
        ("app/.kiro/specs/demo/tasks.md", Some("app")),
        ("app/packages/a/.kiro/specs/demo/tasks.md", Some("app/packages/a")),
        ("app/packages/a/README.md", None),
        ("app/packages/b/.kiro/specs/demo/tasks.md", None),
        (".kiro/specs/demo/tasks.md", None),
    ] {
        let found = root_of_document(&home.join(path), Some(&home)).map(Path::to_owned);
        assert_eq!(found, root.map(|root| home.join(root)), "{path}");
    }
}

#[test]
fn links_are_followed_as_far_as_a_path_exists() {
    let holder = tempfile::tempdir().unwrap();
    let holder = holder.path().canonicalize().unwrap();
    fs::create_dir(holder.join("real")).unwrap();
    std::os::unix::fs::symlink(holder.join("real"), holder.join("link")).unwrap();
    for (path, real) in [("link", "real"), ("link/new/file", "real/new/file"), ("none/file", "none/file")] {
        assert_eq!(real_path(&holder.join(path)), holder.join(real), "{path}");
    }
}
