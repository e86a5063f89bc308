#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use workspace::Expect;

use super::{Ground, names};

/// While a thread swaps a folder, and another one a file, for links that leave the workspace,
/// nothing outside is written or read.
#[test]
fn nothing_leaves_the_workspace_while_links_come_and_go() {
    let ground = Ground::new(&["docs/deep/secret", "docs/deep/b.md"]);
    let (outside, docs, aside) = (ground.outside(), ground.at("docs"), ground.at("aside"));
    fs::create_dir(outside.join("deep")).unwrap();
    fs::write(outside.join("deep/secret"), "from outside").unwrap();
    let file = ground.at("plain");
    let stop = AtomicBool::new(false);
    let (mut written, mut refused) = (0, 0);

    thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                fs::rename(&docs, &aside).unwrap();
                // The writer may create the folder that it finds missing at this moment.
                let _ = symlink(&outside, &docs);
                let _ = fs::remove_file(&docs);
                while fs::rename(&aside, &docs).is_err() {
                    let _ = fs::remove_dir_all(&docs);
                }
            }
        });
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                let _ = fs::remove_file(&file);
                let _ = symlink(outside.join("secret"), &file);
            }
        });
        let end = Instant::now() + Duration::from_millis(1500);
        while Instant::now() < end {
            for given in ["docs/deep/secret", "docs/deep/b.md", "docs/new/c.md", "plain"] {
                let Ok(path) = ground.tree.resolve(given) else {
                    refused += 1;
                    continue;
                };
                match ground.tree.write(&path, b"written", Expect::Any) {
                    Ok(_) => written += 1,
                    Err(_) => refused += 1,
                }
                if let Ok(content) = ground.tree.read(&path) {
                    assert_ne!(content.bytes, b"from outside");
                    assert_ne!(content.bytes, b"secret");
                }
            }
        }
        stop.store(true, Ordering::Relaxed);
    });

    assert!(written > 0 && refused > 0, "{written} written, {refused} refused: no race");
    assert_eq!(names(&outside), ["deep", "secret"]);
    assert_eq!(names(&outside.join("deep")), ["secret"]);
    assert_eq!(fs::read(outside.join("secret")).unwrap(), b"secret");
    assert_eq!(fs::read(outside.join("deep/secret")).unwrap(), b"from outside");
}
