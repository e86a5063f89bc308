use std::collections::{BTreeMap, HashSet};

use policy::Blast;
use protocol::FileChange;

/// How much an agent has taken away since the user last said what it may do.
#[derive(Clone, Debug, Default)]
pub(crate) struct BlastRadius {
    files: BTreeMap<String, Damage>,
}

/// What became of a file.
#[derive(Clone, Debug)]
struct Damage {
    /// Digest of what it held at first, if that is known.
    first: Option<String>,
    /// The agent made it: what becomes of it takes nothing away.
    own: bool,
    /// Digest of what it holds; none: it is gone.
    now: Option<String>,
    removed: u32,
}

impl BlastRadius {
    /// A call changed a file.
    pub(crate) fn change(&mut self, change: &FileChange) {
        let damage = self.files.entry(change.path.clone()).or_insert_with(|| Damage {
            first: change.before.clone(),
            own: change.kept && change.before.is_none(),
            now: None,
            removed: 0,
        });
        damage.now.clone_from(&change.after);
        damage.removed = damage.removed.saturating_add(change.removed);
    }

    /// What is moved or renamed is not taken away, nor is what the agent made itself.
    pub(crate) fn blast(&self) -> Blast {
        let there: HashSet<&String> = self.files.values().filter_map(|file| file.now.as_ref()).collect();
        let moved = |file: &Damage| file.first.as_ref().is_some_and(|first| there.contains(first));
        let mut blast = Blast::default();
        for (path, file) in self.files.iter().filter(|(_, file)| !file.own) {
            if file.now.is_none() && moved(file) {
                continue;
            }
            blast.lines_removed = blast.lines_removed.saturating_add(file.removed);
            if file.now.is_none() {
                blast.files_deleted += 1;
                blast.tests_deleted += u32::from(is_test_file(path));
            }
        }
        blast
    }
}

const TEST_FOLDERS: [&str; 4] = ["test", "tests", "__tests__", "testdata"];
const TEST_ENDS: [&str; 8] = ["_test", "_tests", ".test", ".spec", "_spec", "Test", "Tests", "Spec"];

/// Whether a file holds tests, by its name and folder, in the ways of common languages.
fn is_test_file(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    folder.split('/').any(|folder| TEST_FOLDERS.contains(&folder))
        || matches!(stem, "test" | "tests")
        || stem.starts_with("test_")
        || TEST_ENDS.iter().any(|end| stem.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Path, content before, content after, lines removed.
    type Row<'a> = (&'a str, Option<&'a str>, Option<&'a str>, u32);

    fn blast(calls: &[&[Row<'_>]]) -> Blast {
        let mut radius = BlastRadius::default();
        for (path, before, after, removed) in calls.iter().copied().flatten() {
            radius.change(&FileChange {
                path: (*path).to_owned(),
                before: before.map(str::to_owned),
                after: after.map(str::to_owned),
                kept: true,
                executable: false,
                removed: *removed,
            });
        }
        radius.blast()
    }

    fn figures(files_deleted: u32, tests_deleted: u32, lines_removed: u32) -> Blast {
        Blast { files_deleted, tests_deleted, lines_removed }
    }

    #[test]
    fn what_is_taken_away_adds_up() {
        let first: &[Row<'_>] = &[("a.rs", Some("a"), Some("b"), 3), ("tests/b.rs", Some("t"), None, 10)];
        let second: &[Row<'_>] = &[("a.rs", Some("b"), None, 5), ("c.rs", Some("c"), Some("d"), 1)];
        assert_eq!(blast(&[first]), figures(1, 1, 13));
        assert_eq!(blast(&[first, second]), figures(2, 1, 19));
    }

    #[test]
    fn what_is_moved_or_was_its_own_is_not_taken_away() {
        let moved: &[Row<'_>] = &[("a_test.go", Some("a"), None, 9), ("b_test.go", None, Some("a"), 0)];
        assert_eq!(blast(&[moved]), figures(0, 0, 0));
        let made: &[Row<'_>] = &[("new.rs", None, Some("n"), 0)];
        let gone: &[Row<'_>] = &[("new.rs", Some("n"), None, 4)];
        assert_eq!(blast(&[made, gone]), figures(0, 0, 0));
    }

    #[test]
    fn names_of_tests() {
        for path in
            ["tests/a.rs", "src/__tests__/x.ts", "a_test.go", "test_a.py", "x.spec.ts", "src/CartTest.java"]
        {
            assert!(is_test_file(path), "{path}");
        }
        for path in ["src/latest.rs", ".kiro/specs/a/tasks.md", "contest.py", "attestation.go", "spec.md"] {
            assert!(!is_test_file(path), "{path}");
        }
    }
}
