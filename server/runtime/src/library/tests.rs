use std::fs;
use std::sync::Arc;

use super::LiveLibrary;

#[test]
fn buffers_beat_the_disk_and_the_disk_is_followed() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let path = root.join(".kiro/specs/demo/tasks.md");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, "- [ ] 1. One\n").unwrap();
    let live = LiveLibrary::open(&root).unwrap();
    let text = || {
        let library = live.snapshot();
        library.document(".kiro/specs/demo/tasks.md").map(|document| document.text.to_string())
    };
    assert_eq!(text(), None);
    live.load();
    assert!(live.unreadable().is_empty());
    assert_eq!(text().as_deref(), Some("- [ ] 1. One\n"));

    live.hold(&path, "- [x] 1. One\n");
    fs::write(&path, "- [-] 1. One\n").unwrap();
    live.changed(std::slice::from_ref(&path));
    assert_eq!(text().as_deref(), Some("- [x] 1. One\n"));
    live.let_go(&path);
    assert_eq!(text().as_deref(), Some("- [-] 1. One\n"));

    fs::remove_dir_all(path.parent().unwrap()).unwrap();
    live.changed(&[path.parent().unwrap().to_owned()]);
    assert_eq!(text(), None);
}

#[cfg(unix)]
#[test]
fn documents_behind_links_have_the_name_of_the_link() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    fs::create_dir_all(root.join("docs/demo")).unwrap();
    fs::create_dir_all(root.join(".kiro/specs")).unwrap();
    fs::write(root.join("docs/demo/tasks.md"), "- [ ] 1. One\n").unwrap();
    std::os::unix::fs::symlink("../../docs/demo", root.join(".kiro/specs/demo")).unwrap();
    let live = LiveLibrary::open(&root).unwrap();
    // Opened before anybody knows what it is.
    live.hold(&root.join("docs/demo/tasks.md"), "- [x] 1. One\n");
    live.hold(&root.join("README.md"), "# Readme\n");
    live.load();
    let text = || live.snapshot().document(".kiro/specs/demo/tasks.md").unwrap().text.to_string();
    assert_eq!(text(), "- [x] 1. One\n");
    live.let_go(&root.join("docs/demo/tasks.md"));
    assert_eq!(text(), "- [ ] 1. One\n");
    let name = live.name_of(&root.join("docs/demo/tasks.md")).unwrap();
    assert_eq!(&*name, ".kiro/specs/demo/tasks.md");
    assert_eq!(live.place_of(&name), root.join("docs/demo/tasks.md"));
}

#[test]
fn the_last_of_many_writers_is_what_is_known() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let path = root.join(".kiro/steering/one.md");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, "").unwrap();
    let live = LiveLibrary::open(&root).unwrap();
    live.load();
    for round in 0..30 {
        std::thread::scope(|scope| {
            for writer in 0..4 {
                let (live, path) = (&live, &path);
                scope.spawn(move || {
                    fs::write(path.with_extension(writer.to_string()), format!("{round} {writer}")).unwrap();
                    fs::rename(path.with_extension(writer.to_string()), path).unwrap();
                    if writer == 0 {
                        live.load();
                    } else {
                        live.changed(std::slice::from_ref(path));
                    }
                });
            }
        });
        let known = live.snapshot().document(".kiro/steering/one.md").unwrap().text.to_string();
        assert_eq!(known, fs::read_to_string(&path).unwrap());
    }
}

#[test]
fn an_older_look_at_the_disk_says_nothing_newer() {
    let folder = tempfile::tempdir().unwrap();
    let live = LiveLibrary::open(folder.path()).unwrap();
    let name: Arc<str> = ".kiro/specs/demo/tasks.md".into();
    let (slow, fast) = (live.look(), live.look());
    assert!(live.lock().take(&name, Some("new"), fast));
    assert!(!live.lock().take(&name, Some("old"), slow));
    assert!(!live.lock().take(&name, None, slow));
    assert_eq!(live.snapshot().document(&name).unwrap().text.as_ref(), "new");
    let last = live.look();
    assert!(!live.lock().take(&name, Some("new"), last), "the same text is no change");
}
