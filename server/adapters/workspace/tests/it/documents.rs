use std::fs;
use std::sync::mpsc;
use std::time::Duration;

use crate::Ground;

#[test]
fn files_are_found_by_the_name_that_leads_to_them() {
    let ground = Ground::new(&[
        ".kiro/specs/b/tasks.md",
        ".kiro/specs/a/deep/tasks.md",
        ".kiro/node_modules/x/tasks.md",
        ".kiro/notes.txt",
        "shared/c/tasks.md",
    ]);
    ground.link(".kiro/specs/c", "../../shared/c");
    ground.link(".kiro/specs/up", "..");
    ground.link(".kiro/specs/out", ground.outside());
    let found = ground.tree.named_files(".kiro", |name| name.ends_with(".md")).unwrap();
    let shown: Vec<String> = found.iter().map(|file| format!("{} {}", file.name, file.path)).collect();
    assert_eq!(
        shown,
        [
            ".kiro/specs/a/deep/tasks.md .kiro/specs/a/deep/tasks.md",
            ".kiro/specs/b/tasks.md .kiro/specs/b/tasks.md",
            ".kiro/specs/c/tasks.md shared/c/tasks.md",
        ]
    );
    assert_eq!(Ground::new(&[]).tree.named_files(".kiro", |_| true).unwrap(), []);
}

#[test]
fn changes_are_told_also_in_a_folder_that_is_made_later() {
    let ground = Ground::new(&[]);
    let (sender, told) = mpsc::channel();
    let _watch = ground.tree.watch(move |paths| drop(sender.send(paths))).unwrap();
    let hears = |name: &str| {
        let path = ground.at(name);
        while let Ok(paths) = told.recv_timeout(Duration::from_secs(20)) {
            if paths.contains(&path) {
                return true;
            }
        }
        false
    };
    fs::create_dir(ground.at(".kiro")).unwrap();
    assert!(hears(".kiro"));
    ground.put(".kiro/specs/a/tasks.md", b"one");
    assert!(hears(".kiro/specs"));
    fs::remove_dir_all(ground.at(".kiro/specs")).unwrap();
    assert!(hears(".kiro/specs"));
}
