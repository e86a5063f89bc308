use std::fs;
use std::path::Path;

use workspace::find_root;

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
        ("loose/src", "loose/src"),
        (".kiro/settings", ".kiro/settings"),
    ] {
        assert_eq!(find_root(&home.join(start), Some(&home)), home.join(root), "{start}");
    }
    assert_eq!(find_root(&home, Some(&home)), home);
    assert_eq!(find_root(&home.join("loose"), None), home);
    assert_eq!(find_root(Path::new("/no/such/folder"), None), Path::new("/no/such/folder"));
}
