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

#[test]
fn a_name_that_other_systems_cannot_hold_is_not_made() {
    let ground = Ground::new(&["README.md", "src/a.rs"]);
    let write = |path: &str| ground.tree.write(&ground.path(path), b"new", Expect::Any);
    for (path, message) in [
        ("nul", "`nul` cannot be made: Windows takes it for a device; choose another name"),
        (
            "docs./a.md",
            "`docs.` cannot be made: Windows drops a dot or blank at the end; choose another name",
        ),
        (
            "readme.md",
            "`readme.md` differs from `README.md`, which is there, in upper and lower case only: to macOS and Windows both are one; use the name that is there, or another",
        ),
        (
            "SRC/b.rs",
            "`SRC` differs from `src`, which is there, in upper and lower case only: to macOS and Windows both are one; use the name that is there, or another",
        ),
    ] {
        assert_eq!(write(path).unwrap_err().to_string(), message);
    }
    assert_eq!(names(ground.tree.root()), ["README.md", "src"]);
    // What somebody else made can still be changed.
    ground.put("aux.md", b"old");
    write("aux.md").unwrap();
    write("README.md").unwrap();
}

#[test]
fn a_file_is_deleted_if_it_is_what_was_read() {
    let ground = Ground::new(&["docs/a.md", "docs/b.md"]);
    let (a, digest) = (ground.path("docs/a.md"), Digest::of(b"docs/a.md"));
    let stale = |path: &str, digest: &Digest| {
        let error = ground.tree.delete(&ground.path(path), digest).unwrap_err();
        assert!(matches!(error, TreeError::Stale { .. }), "{error}");
    };
    stale("docs/a.md", &Digest::of(b"what was read"));
    stale("docs/gone.md", &digest);
    stale("gone/a.md", &digest);
    ground.tree.hold(a.clone(), 1, "unsaved");
    assert!(matches!(ground.tree.delete(&a, &digest).unwrap_err(), TreeError::Unsaved { .. }));
    ground.tree.let_go(&a);
    ground.tree.delete(&a, &digest).unwrap();
    assert_eq!(names(&ground.at("docs")), ["b.md"]);
    let folder = ground.tree.delete(&ground.path("docs"), &digest).unwrap_err();
    assert!(matches!(folder, TreeError::IsFolder { .. }), "{folder}");
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
    fn a_file_with_a_second_name_is_refused() {
        let ground = Ground::new(&[]);
        let secret = ground.outside().join("secret");
        fs::hard_link(&secret, ground.at("a.md")).unwrap();
        let error = ground.tree.write(&ground.path("a.md"), b"new", Expect::Any).unwrap_err();
        assert!(matches!(error, TreeError::Linked { .. }), "{error}");
        assert_eq!(fs::read(ground.at("a.md")).unwrap(), b"secret");

        // What takes its place is a file of its own.
        fs::copy(&secret, ground.at("copy")).unwrap();
        fs::rename(ground.at("copy"), ground.at("a.md")).unwrap();
        ground.tree.write(&ground.path("a.md"), b"new", Expect::Any).unwrap();
        assert_eq!(fs::read(&secret).unwrap(), b"secret");
    }

    /// Others can read a file that is being written only once it is complete and has the mode of the old one.
    #[test]
    fn a_private_file_is_private_while_it_is_written() {
        let ground = Ground::new(&["key"]);
        fs::set_permissions(ground.at("key"), fs::Permissions::from_mode(0o600)).unwrap();
        let path = ground.path("key");
        let stop = std::sync::atomic::AtomicBool::new(false);
        std::thread::scope(|scope| {
            let watcher = scope.spawn(|| {
                let mut open = Vec::new();
                while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                    for entry in fs::read_dir(ground.tree.root()).unwrap().flatten() {
                        // Gone again.
                        let Ok(metadata) = entry.metadata() else { continue };
                        if metadata.len() > 0 && metadata.permissions().mode() & 0o077 != 0 {
                            open.push(entry.path());
                        }
                    }
                }
                open
            });
            for _ in 0..200 {
                ground.tree.write(&path, b"private", Expect::Any).unwrap();
            }
            stop.store(true, std::sync::atomic::Ordering::Relaxed);
            assert_eq!(watcher.join().unwrap(), [] as [std::path::PathBuf; 0]);
        });
        assert_eq!(names(ground.tree.root()), ["key"]);
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
