use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;

use expect_test::{Expect, expect};
use workspace::{Changes, Digest, Journal, JournalError, Quota, RelPath};

use super::{Ground, names};

impl Ground {
    fn journal_path(&self) -> PathBuf {
        self.holder.path().join("state/journal")
    }

    fn journal(&self, quota: Quota) -> Journal {
        Journal::open(&self.journal_path(), quota).unwrap()
    }
}

fn nothing() -> HashSet<Digest> {
    HashSet::new()
}

fn secret(path: &RelPath) -> bool {
    path.as_str().ends_with(".env")
}

/// What `command` changes, as lines of path, content before and after.
fn told(journal: &Journal, changes: &Changes) -> String {
    let content = |digest: &Option<Digest>| match digest {
        None => "-".to_owned(),
        Some(digest) => match journal.read(digest) {
            Ok(bytes) => format!("{:?}", String::from_utf8(bytes).unwrap()),
            Err(_) => "?".to_owned(),
        },
    };
    let files = changes.files.iter().map(|change| {
        let (before, kept) = (content(&change.before), if change.kept { "" } else { " NOT KEPT" });
        let after = change.after.as_ref().map_or("-", |_| "changed");
        let executable = if change.executable { " x" } else { "" };
        format!("{}: {before} -> {after}{executable}{kept}\n", change.path)
    });
    files.chain(changes.besides.iter().map(|besides| format!("({besides})\n"))).collect()
}

fn check(ground: &Ground, command: impl FnOnce(), expected: Expect) {
    let journal = ground.journal(Quota::default());
    let before = journal.before(&ground.tree, ground.tree.manifest(), secret, &nothing);
    command();
    expected.assert_eq(&told(&journal, &journal.changes(&ground.tree, &before, &ground.tree.manifest())));
}

fn shell(ground: &Ground, script: &str) {
    let ran =
        std::process::Command::new("sh").arg("-ec").arg(script).current_dir(ground.tree.root()).status();
    assert!(ran.unwrap().success(), "{script}");
}

#[test]
fn what_a_command_did() {
    let ground =
        Ground::new(&["a.md", "b.md", "src/c.rs", "src/deep/d.rs", "run.sh", "same.md", "touched.md"]);
    check(
        &ground,
        || {
            shell(
                &ground,
                "chmod +x run.sh; echo new > b.md; rm -r src; echo e > e.md; mkdir empty; mv a.md moved.md
                 touch touched.md; cp same.md x; mv x same.md; rm run.sh",
            )
        },
        expect![[r#"
            a.md: "a.md" -> -
            b.md: "b.md" -> changed
            e.md: - -> changed
            moved.md: - -> changed
            run.sh: "run.sh" -> -
            src/c.rs: "src/c.rs" -> -
            src/deep/d.rs: "src/deep/d.rs" -> -
        "#]],
    );
}

#[test]
fn changes_that_leave_size_and_time_as_they_were() {
    let ground = Ground::new(&["a.md", "b.md"]);
    check(
        &ground,
        || {
            shell(
                &ground,
                "touch -r a.md stamp; printf XXXX > a.md; touch -r stamp a.md; rm stamp; printf XXXX > b.md",
            )
        },
        expect![[r#"
            a.md: "a.md" -> changed
            b.md: "b.md" -> changed
        "#]],
    );
}

#[test]
fn what_cannot_be_undone_is_said() {
    let ground = Ground::new(&["app/.env", "a.md", "folder/b.md", "link-target"]);
    ground.put("large.bin", &vec![0; 9 << 20]);
    ground.link("link", "link-target");
    check(
        &ground,
        || {
            shell(
                &ground,
                "rm app/.env large.bin link; ln -s a.md new-link; rm a.md; mkdir a.md; rm -r folder; ln -s / folder",
            )
        },
        expect![[r#"
            a.md: "a.md" -> -
            app/.env: - -> - NOT KEPT
            folder/b.md: "folder/b.md" -> -
            large.bin: - -> - NOT KEPT
            (the link `folder` was made, changed or removed)
            (the link `link` was made, changed or removed)
            (the link `new-link` was made, changed or removed)
        "#]],
    );
}

#[test]
fn what_is_ignored_is_left_out_whoever_changes_the_rules() {
    let ground = Ground::new(&["target/out", "notes.txt", ".git/config", "a.md"]);
    ground.put(".gitignore", b"target\n");
    std::thread::sleep(std::time::Duration::from_millis(120));
    check(
        &ground,
        || {
            shell(
                &ground,
                "echo x > target/out; echo x > .git/config; echo '*.txt' >> .gitignore; rm notes.txt",
            )
        },
        expect![[r#"
            .gitignore: "target\n" -> changed
            notes.txt: "notes.txt" -> -
        "#]],
    );
    ground.put("notes.txt", b"again");
    // Once it was followed, it is followed on; what was ignored all the time is nobody's new file.
    check(
        &ground,
        || shell(&ground, "echo y > notes.txt; rm .gitignore; mv target kept; echo z > z.md"),
        expect![[r#"
            .gitignore: "target\n*.txt\n" -> -
            notes.txt: "again" -> changed
            z.md: - -> changed
            (1 files came to light that were there before, ignored or elsewhere; they are left alone)
        "#]],
    );
}

#[test]
fn a_folder_that_is_moved_takes_its_files_with_it() {
    let ground = Ground::new(&["src/a.rs", "src/b.rs"]);
    std::thread::sleep(std::time::Duration::from_millis(120));
    check(
        &ground,
        || shell(&ground, "mv src lib"),
        expect![[r#"
            lib/a.rs: - -> changed
            lib/b.rs: - -> changed
            src/a.rs: "src/a.rs" -> -
            src/b.rs: "src/b.rs" -> -
        "#]],
    );
}

#[test]
fn what_did_not_change_is_not_read_again_also_by_another_process() {
    let files: Vec<String> = (0..100).map(|file| format!("{file}.md")).collect();
    let ground = Ground::new(&files.iter().map(String::as_str).collect::<Vec<_>>());
    std::thread::sleep(std::time::Duration::from_millis(120));
    let journal = ground.journal(Quota::default());
    journal.before(&ground.tree, ground.tree.manifest(), secret, &nothing);
    // Who reads it again would notice.
    let asked = std::cell::Cell::new(0);
    let count = |_: &RelPath| {
        asked.set(asked.get() + 1);
        false
    };
    journal.before(&ground.tree, ground.tree.manifest(), count, &nothing);
    let other = ground.journal(Quota::default());
    let before = other.before(&ground.tree, ground.tree.manifest(), count, &nothing);
    assert_eq!(asked.get(), 0);
    fs::write(ground.at("1.md"), "changed").unwrap();
    let changes = other.changes(&ground.tree, &before, &ground.tree.manifest());
    assert_eq!(told(&other, &changes), "1.md: \"1.md\" -> changed\n");
    // And what was changed is.
    other.before(&ground.tree, ground.tree.manifest(), count, &nothing);
    assert_eq!(asked.get(), 1);
}

#[test]
fn content_is_kept_once_and_privately() {
    let ground = Ground::new(&[]);
    let journal = ground.journal(Quota::default());
    let digest = journal.keep(b"old", &nothing).unwrap();
    assert_eq!(journal.keep(b"old", &nothing).unwrap(), digest);
    assert_eq!(names(&ground.journal_path()), [digest.as_str()]);
    assert_eq!(journal.read(&digest).unwrap(), b"old");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(ground.journal_path()), 0o700);
        assert_eq!(mode(ground.journal_path().join(digest.as_str())), 0o600);
    }
    fs::write(ground.journal_path().join(digest.as_str()), "damaged").unwrap();
    assert!(matches!(journal.read(&digest), Err(JournalError::Damaged)));
    assert!(matches!(journal.read(&Digest::of(b"never kept")), Err(JournalError::Gone)));
}

#[test]
fn old_content_is_given_up_for_new_and_what_is_referenced_last() {
    let ground = Ground::new(&[]);
    let journal = ground.journal(Quota { file: 40, total: 100, command: 100 });
    let content = |letter: u8| vec![letter; 30];
    let keep = |letter: u8, referenced: &[&Digest]| {
        std::thread::sleep(std::time::Duration::from_millis(10));
        let referenced: HashSet<Digest> = referenced.iter().map(|digest| (*digest).clone()).collect();
        journal.keep(&content(letter), &move || referenced.clone()).unwrap()
    };
    let (a, b, c) = (keep(b'a', &[]), keep(b'b', &[]), keep(b'c', &[]));
    let held = |digests: &[&Digest]| digests.iter().map(|digest| journal.holds(digest)).collect::<Vec<_>>();
    let d = keep(b'd', &[&a, &c]);
    assert_eq!(held(&[&a, &b, &c, &d]), [true, false, true, true]);
    let e = keep(b'e', &[&a, &c, &d]);
    assert_eq!(held(&[&a, &c, &d, &e]), [false, true, true, true]);
    assert!(matches!(journal.keep(&[0; 41], &nothing), Err(JournalError::TooLarge { size: 41 })));
    journal.sweep(&HashSet::from([d.clone()])).unwrap();
    assert_eq!(held(&[&c, &d, &e]), [false, true, false]);
}

#[test]
fn before_a_command_no_more_is_kept_than_fits_and_the_last_work_first() {
    let ground = Ground::new(&[]);
    for (path, hour) in [("old", "01"), ("new", "03"), ("middle", "02")] {
        ground.put(path, &[path.as_bytes()[0]; 40]);
        shell(&ground, &format!("touch -d 2020-01-01T{hour}:00 {path}"));
    }
    let journal = ground.journal(Quota { file: 50, total: 1000, command: 100 });
    let before = journal.before(&ground.tree, ground.tree.manifest(), secret, &nothing);
    shell(&ground, "rm old middle new");
    let kept: Vec<_> = journal.changes(&ground.tree, &before, &ground.tree.manifest()).files;
    let kept: Vec<_> = kept.iter().map(|change| (change.path.as_str(), change.kept)).collect();
    assert_eq!(kept, [("middle", true), ("new", true), ("old", false)]);
}

#[test]
fn a_copy_that_was_cut_off_is_made_again() {
    let ground = Ground::new(&["a.md"]);
    let journal = ground.journal(Quota::default());
    let digest = Digest::of(b"a.md");
    fs::write(ground.journal_path().join(digest.as_str()), "a.").unwrap();
    journal.before(&ground.tree, ground.tree.manifest(), secret, &nothing);
    assert_eq!(journal.read(&digest).unwrap(), b"a.md");
}

/// What git would hide is not followed: by the deepest file that says something, by `.ignore` before all `.gitignore`, and by
/// the files of the repository that the workspace is a part of.
#[test]
fn what_ignore_files_hide_is_not_followed() {
    let holder = tempfile::tempdir().unwrap();
    let put = |path: &str, text: &str| {
        let file = holder.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    };
    put("repository/.git/HEAD", "");
    put("repository/.gitignore", "*.log\n/web/made/\n/made/\n");
    put(".gitignore", "*\n");
    put("repository/web/.gitignore", "!keep.log\n*.tmp\n");
    put("repository/web/src/.gitignore", "!a.tmp\n/only-here\n");
    put("repository/web/src/.ignore", "b.txt\n");
    let tree = workspace::Tree::open(&holder.path().join("repository/web")).unwrap();
    let journal = Journal::open(&holder.path().join("state"), Quota::default()).unwrap();
    let before = journal.before(&tree, tree.manifest(), |_| false, &nothing);
    for path in [
        "a.log",
        "keep.log",
        "a.tmp",
        "made/a",
        "src/a.tmp",
        "src/b.tmp",
        "src/b.txt",
        "src/deep/b.txt",
        "b.txt",
        "src/made/a",
        "src/only-here",
        "src/deep/only-here",
    ] {
        put(&format!("repository/web/{path}"), "new\n");
    }
    let changes = journal.changes(&tree, &before, &tree.manifest());
    let paths: Vec<&str> = changes.files.iter().map(|change| change.path.as_str()).collect();
    assert_eq!(paths, ["b.txt", "keep.log", "src/a.tmp", "src/deep/only-here", "src/made/a"]);
}
