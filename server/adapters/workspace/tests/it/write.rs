use std::fs;

use workspace::{Digest, Expect, TreeError};

use super::{Ground, names};

#[test]
fn a_new_file_and_its_folders() {
    let ground = Ground::new(&[]);
    let path = ground.path("with space/100%/日本/🦀.md");
    let digest = ground.tree.write(&path, b"\xef\xbb\xbfa\r\nb", Expect::Absent).unwrap();
    assert_eq!(digest, Digest::of(b"\xef\xbb\xbfa\r\nb"));
    assert_eq!(fs::read(ground.at("with space/100%/日本/🦀.md")).unwrap(), b"\xef\xbb\xbfa\r\nb");
    assert_eq!(names(&ground.at("with space/100%/日本")), ["🦀.md"]);
}

#[test]
fn an_expectation_that_does_not_hold_changes_nothing() {
    let ground = Ground::new(&["a.md"]);
    let write =
        |path: &str, expect: Expect| ground.tree.write(&ground.path(path), b"new", expect).unwrap_err();
    let read = Expect::Unchanged(Digest::of(b"what was read"));
    for error in [
        write("a.md", Expect::Absent),
        write("a.md", read.clone()),
        write("gone.md", read.clone()),
        write("gone/b.md", read),
    ] {
        assert!(matches!(error, TreeError::Stale { .. }), "{error}");
    }
    assert_eq!(fs::read(ground.at("a.md")).unwrap(), b"a.md");
    assert_eq!(names(ground.tree.root()), ["a.md"]);
}

#[test]
fn edits_in_a_row() {
    let ground = Ground::new(&["a.md"]);
    let path = ground.path("a.md");
    let mut digest = ground.tree.read(&path).unwrap().digest;
    for text in ["one", "two", ""] {
        digest = ground.tree.write(&path, text.as_bytes(), Expect::Unchanged(digest)).unwrap();
        assert_eq!(ground.tree.read_text(&path).unwrap().text, text);
    }
}

#[test]
fn a_failed_write_leaves_no_temporary_file() {
    let ground = Ground::new(&["folder/file", "plain"]);
    for path in ["", "folder", "plain/x"] {
        let error = ground.tree.write(&ground.path(path), b"new", Expect::Any).unwrap_err();
        assert!(matches!(error, TreeError::IsFolder { .. } | TreeError::NotFolder { .. }), "{error}");
    }
    assert_eq!(names(ground.tree.root()), ["folder", "plain"]);
    assert_eq!(names(&ground.at("folder")), ["file"]);
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    use std::path::Path;
    use std::process::Command;

    use workspace::Tree;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    #[test]
    fn the_mode_is_kept_but_not_set_id_bits() {
        let ground = Ground::new(&["run.sh"]);
        let path = ground.path("run.sh");
        for (before, after) in [(0o755, 0o755), (0o600, 0o600), (0o664, 0o664), (0o4755, 0o755)] {
            fs::set_permissions(ground.at("run.sh"), fs::Permissions::from_mode(before)).unwrap();
            ground.tree.write(&path, b"#!/bin/sh", Expect::Any).unwrap();
            assert_eq!(mode(&ground.at("run.sh")), after, "{before:o}");
        }
    }

    #[test]
    fn a_write_protected_file_is_refused() {
        let ground = Ground::new(&["a.md"]);
        fs::set_permissions(ground.at("a.md"), fs::Permissions::from_mode(0o444)).unwrap();
        let error = ground.tree.write(&ground.path("a.md"), b"new", Expect::Any).unwrap_err();
        assert!(matches!(error, TreeError::Denied { .. }), "{error}");
        assert_eq!(fs::read(ground.at("a.md")).unwrap(), b"a.md");
    }

    #[test]
    fn a_link_stays_and_its_target_changes() {
        let ground = Ground::new(&["docs/a.md"]);
        ground.link("a.md", "docs/a.md");
        ground.tree.write(&ground.path("a.md"), b"new", Expect::Any).unwrap();
        assert!(ground.at("a.md").is_symlink());
        assert_eq!(fs::read(ground.at("docs/a.md")).unwrap(), b"new");
    }

    #[test]
    fn the_other_name_of_a_hard_link_keeps_its_content() {
        let ground = Ground::new(&[]);
        fs::hard_link(ground.outside().join("secret"), ground.at("a.md")).unwrap();
        ground.tree.write(&ground.path("a.md"), b"new", Expect::Any).unwrap();
        assert_eq!(fs::read(ground.outside().join("secret")).unwrap(), b"secret");
    }

    const CHILD: &str = "WORKSPACE_TEST_READ_ONLY_FOLDER";

    /// Root may write anywhere: as root this test runs itself again as an unprivileged user.
    #[test]
    fn a_read_only_folder() {
        if let Some(folder) = std::env::var_os(CHILD) {
            return refused(Path::new(&folder));
        }
        let ground = Ground::new(&["docs/a.md"]);
        let writable = fs::Permissions::from_mode(0o755);
        for folder in [ground.holder.path(), ground.tree.root()] {
            fs::set_permissions(folder, writable.clone()).unwrap();
        }
        fs::set_permissions(ground.at("docs"), fs::Permissions::from_mode(0o555)).unwrap();
        fs::set_permissions(ground.at("docs/a.md"), fs::Permissions::from_mode(0o666)).unwrap();
        if fs::metadata(ground.tree.root()).unwrap().uid() == 0 {
            let test = Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "write::unix::a_read_only_folder"])
                .env(CHILD, ground.tree.root())
                .current_dir("/")
                .uid(65534)
                .gid(65534)
                .output();
            match test {
                Ok(test) => assert!(test.status.success(), "{test:?}"),
                Err(error) => eprintln!("skipped: cannot run as another user: {error}"),
            }
        } else {
            refused(ground.tree.root());
        }
        fs::set_permissions(ground.at("docs"), writable).unwrap();
    }

    fn refused(root: &Path) {
        let tree = Tree::open(root).unwrap();
        for path in ["docs/a.md", "docs/new.md", "docs/new/b.md"] {
            let path = tree.resolve(path).unwrap();
            let error = tree.write(&path, b"new", Expect::Any).unwrap_err();
            assert!(matches!(error, TreeError::Denied { .. }), "{error}");
        }
        assert_eq!(fs::read(root.join("docs/a.md")).unwrap(), b"docs/a.md");
        assert_eq!(names(&root.join("docs")), ["a.md"]);
    }
}
