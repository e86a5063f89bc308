use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use notify::event::{EventKind, ModifyKind};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};

use crate::{Tree, TreeError};

/// Changes that come within this time of each other are told at once: a checkout changes many files.
const TOGETHER: Duration = Duration::from_millis(50);

/// Watches for as long as it lives.
pub struct Watch {
    _watcher: Arc<Mutex<RecommendedWatcher>>,
}

impl Tree {
    /// Calls `changed`, from a thread of its own, with the absolute paths of files and folders below `.kiro`, and of those
    /// right in the root, that were written, made or removed.
    ///
    /// # Errors
    /// The system lets nobody watch, or no more than are watched already.
    pub fn watch(&self, changed: impl Fn(Vec<PathBuf>) + Send + 'static) -> Result<Watch, TreeError> {
        let (root, kiro) = (self.root().to_owned(), self.root().join(".kiro"));
        let failed = |source| TreeError::Watch { path: self.root().display().to_string(), source };
        let (sender, events) = mpsc::channel::<notify::Event>();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            if let Ok(event) = event
                && matters(&event.kind)
            {
                // The receiver ends with this sender.
                let _ = sender.send(event);
            }
        })
        .map_err(failed)?;
        watcher.watch(&root, RecursiveMode::NonRecursive).map_err(failed)?;
        if kiro.is_dir() {
            watcher.watch(&kiro, RecursiveMode::Recursive).map_err(failed)?;
        }
        let watcher = Arc::new(Mutex::new(watcher));
        let watching = Arc::downgrade(&watcher);
        thread::spawn(move || {
            while let Ok(first) = events.recv() {
                let paths = together(first, &events);
                // A `.kiro` that was made just now was not watched, and what is in it already was not told.
                if let Some(watcher) = paths.contains(&kiro).then(|| watching.upgrade()).flatten() {
                    let mut watcher = watcher.lock().unwrap_or_else(PoisonError::into_inner);
                    let _ = watcher.watch(&kiro, RecursiveMode::Recursive);
                }
                changed(paths.into_iter().collect());
            }
        });
        Ok(Watch { _watcher: watcher })
    }
}

/// The paths of an event, and of those that follow it closely.
fn together(first: notify::Event, events: &mpsc::Receiver<notify::Event>) -> BTreeSet<PathBuf> {
    let mut paths: BTreeSet<PathBuf> = first.paths.into_iter().collect();
    loop {
        match events.recv_timeout(TOGETHER) {
            Ok(event) => paths.extend(event.paths),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return paths,
        }
    }
}

/// Reading a file is no change of it, or looking at what changed would never end.
fn matters(kind: &EventKind) -> bool {
    !matches!(kind, EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_)))
}
