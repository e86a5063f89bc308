#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use workspace::{Digest, Expect, RelPath};

use super::{Ground, names};

/// Runs `act` over and over while one thread swaps the folder `docs`, and another the file `plain`, for links that leave
/// the workspace. Nothing outside may be changed by it. `act` counts what it did and what was refused: of both there must
/// be some, or there was no race.
fn race(act: impl Fn(&Ground, &mut [u32; 2])) {
    let ground = Ground::new(&["docs/deep/secret", "docs/deep/b.md"]);
    let (outside, docs, aside) = (ground.outside(), ground.at("docs"), ground.at("aside"));
    fs::create_dir(outside.join("deep")).unwrap();
    fs::write(outside.join("deep/secret"), "from outside").unwrap();
    fs::write(outside.join("deep/outside.md"), "from outside").unwrap();
    let file = ground.at("plain");
    let stop = AtomicBool::new(false);
    let mut counts = [0, 0];

    thread::scope(|scope| {
        // Also when `act` fails, or nobody would learn of it.
        let _stops = Stops(&stop);
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                fs::rename(&docs, &aside).unwrap();
                // A writer may create the folder that it finds missing at this moment.
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
        let end = Instant::now() + Duration::from_millis(700);
        // A machine that is busy with something else gets more time to meet both.
        let give_up = end + Duration::from_secs(20);
        while Instant::now() < end || (counts.contains(&0) && Instant::now() < give_up) {
            act(&ground, &mut counts);
        }
    });

    let [done, refused] = counts;
    assert!(done > 0 && refused > 0, "{done} done, {refused} refused: no race");
    assert_eq!(names(&outside), ["deep", "secret"]);
    assert_eq!(names(&outside.join("deep")), ["outside.md", "secret"]);
    assert_eq!(fs::read(outside.join("secret")).unwrap(), b"secret");
    for file in ["secret", "outside.md"] {
        assert_eq!(fs::read(outside.join("deep").join(file)).unwrap(), b"from outside");
    }
}

/// Tells the others to stop when it goes.
struct Stops<'a>(&'a AtomicBool);

impl Drop for Stops<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

const PATHS: [&str; 4] = ["docs/deep/secret", "docs/deep/b.md", "docs/new/c.md", "plain"];

fn count<T, E>(result: Result<T, E>, [done, refused]: &mut [u32; 2]) -> Option<T> {
    *(if result.is_ok() { done } else { refused }) += 1;
    result.ok()
}

#[test]
fn nothing_outside_is_written_or_read() {
    race(|ground, counts| {
        for given in PATHS {
            let Some(path) = count(ground.tree.resolve(given), counts) else { continue };
            count(ground.tree.write(&path, b"written", Expect::Any), counts);
            if let Ok(content) = ground.tree.read(&path) {
                assert_ne!(content.bytes, b"from outside");
                assert_ne!(content.bytes, b"secret");
            }
        }
    });
}

/// The files outside have the content that the deleter expects.
#[test]
fn nothing_outside_is_deleted() {
    race(|ground, counts| {
        for given in PATHS {
            let Ok(path) = ground.tree.resolve(given) else { continue };
            // So that there is something to delete.
            let _ = ground.tree.write(&path, b"from outside", Expect::Absent);
            for content in ["from outside", "secret"] {
                count(ground.tree.delete(&path, &Digest::of(content.as_bytes())), counts);
            }
        }
    });
}

#[test]
fn nothing_outside_is_listed_or_found() {
    race(|ground, counts| {
        for given in ["docs/deep", "docs", ""] {
            let Some(path) = count(ground.tree.resolve(given), counts) else { continue };
            if let Some(entries) = count(ground.tree.list(&path), counts) {
                assert!(entries.iter().all(|entry| entry.name != "outside.md"), "{path}: {entries:?}");
            }
            if let Some(found) = count(ground.tree.glob("*.md", &path, 100), counts) {
                let outside = |path: &RelPath| path.as_str().ends_with("outside.md");
                assert!(!found.items.iter().any(outside), "{path}: {found:?}");
            }
            if let Some(found) =
                count(ground.tree.grep("from outside|secret", &path, None, 100, |_| false), counts)
            {
                let outside = |text: &str| text == "from outside" || text == "secret";
                assert!(!found.items.iter().any(|found| outside(&found.text)), "{path}: {found:?}");
            }
        }
    });
}
