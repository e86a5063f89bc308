use std::collections::BTreeSet;
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
fn links_to_each_other_come_to_an_end() {
    let ground = Ground::new(&[".kiro/a/x.md"]);
    for link in 0..20 {
        ground.link(&format!(".kiro/a/{link}"), "../b");
        ground.link(&format!(".kiro/b/{link}"), "../a");
    }
    let found = ground.tree.named_files(".kiro", |name| name.ends_with(".md")).unwrap();
    assert_eq!(found.len(), 1 + 20, "itself, and through each link of the other");

    // Ten to the power of twelve paths, none of which leads back.
    for level in 0..12 {
        for link in 0..10 {
            ground.link(&format!(".kiro/c{level}/{link}"), format!("../c{}", level + 1));
        }
    }
    ground.put(".kiro/c12/x.md", b"");
    let found = ground.tree.named_files(".kiro", |name| name.ends_with(".md")).unwrap();
    assert!(found.iter().any(|file| file.name == ".kiro/a/x.md"));
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
    ground.put(".kiro/specs/a/tasks.md", b"two");
    assert!(hears(".kiro/specs/a/tasks.md"));
    fs::remove_dir_all(ground.at(".kiro/specs")).unwrap();
    assert!(hears(".kiro/specs"));
    ground.put(".kiro/specs/a/tasks.md", b"three");
    assert!(hears(".kiro/specs"));
    ground.put(".kiro/specs/a/tasks.md", b"four");
    assert!(hears(".kiro/specs/a/tasks.md"));
}

#[test]
fn links_are_watched_within_the_workspace_only() {
    let ground = Ground::new(&["shared/a/tasks.md", ".kiro/steering/b.md"]);
    ground.link(".kiro/specs/a", "../../shared/a");
    ground.link(".kiro/steering/out", ground.outside());
    let (sender, told) = mpsc::channel();
    let _watch = ground.tree.watch(move |paths| drop(sender.send(paths))).unwrap();
    fs::write(ground.outside().join("secret"), "changed").unwrap();
    ground.put("shared/a/tasks.md", b"changed");
    ground.put(".kiro/steering/b.md", b"changed");
    let mut all = BTreeSet::new();
    while !all.contains(&ground.at(".kiro/steering/b.md")) {
        all.extend(told.recv_timeout(Duration::from_secs(20)).unwrap());
    }
    assert!(all.contains(&ground.at(".kiro/specs/a/tasks.md")), "{all:?}");
    assert!(!all.iter().any(|path| path.ends_with("secret")), "{all:?}");
}
