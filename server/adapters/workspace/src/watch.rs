use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use notify::event::{EventKind, ModifyKind};
use notify::{ErrorKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::{Tree, TreeError};

/// Changes that come within this time of each other are told at once: a checkout changes many files.
const TOGETHER: Duration = Duration::from_millis(50);

/// Changes that do not end are told this long after the first.
const AT_MOST: Duration = Duration::from_millis(500);

/// What is watched.
const DOCUMENTS: &str = ".kiro";

/// Watches for as long as it lives.
pub struct Watch {
    _watcher: Arc<Mutex<RecommendedWatcher>>,
}

impl Tree {
    /// Calls `changed`, from a thread of its own, with the absolute paths of files and folders below `.kiro`, and of those
    /// right in the root, that were written, made or removed. What a link within the workspace leads to is told by the name
    /// of the link, and no link that leaves it is followed. Where changes were missed, `.kiro` itself is told.
    ///
    /// # Errors
    /// The system lets nobody watch, or no more than are watched already.
    pub fn watch(&self, changed: impl Fn(Vec<PathBuf>) + Send + 'static) -> Result<Watch, TreeError> {
        let failed = |source| TreeError::Watch { path: self.root().display().to_string(), source };
        let tree = Tree::open(self.root())?;
        let kiro = tree.root().join(DOCUMENTS);
        let (sender, events) = mpsc::channel::<Vec<PathBuf>>();
        let everything = kiro.clone();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            let paths = match event {
                Ok(event) if event.need_rescan() => vec![everything.clone()],
                Ok(event) if matters(&event.kind) => event.paths,
                Ok(_) | Err(_) => return,
            };
            // The receiver ends with this sender.
            let _ = sender.send(paths);
        })
        .map_err(failed)?;
        watcher.watch(tree.root(), RecursiveMode::NonRecursive).map_err(failed)?;
        watch_folders(&tree, &mut watcher).map_err(failed)?;
        let watcher = Arc::new(Mutex::new(watcher));
        let watching = Arc::downgrade(&watcher);
        thread::spawn(move || {
            while let Ok(first) = events.recv() {
                let paths = together(first, &events);
                // A folder that was made just now was not watched, and what is in it already was not told.
                let is_new = |path: &PathBuf| path.starts_with(&kiro) && path.is_dir();
                if let Some(watcher) = paths.iter().any(is_new).then(|| watching.upgrade()).flatten() {
                    let mut watcher = watcher.lock().unwrap_or_else(PoisonError::into_inner);
                    // What can be watched is.
                    let _ = watch_folders(&tree, &mut watcher);
                }
                changed(paths.into_iter().collect());
            }
        });
        Ok(Watch { _watcher: watcher })
    }
}

/// Watches each folder of documents by itself: the watcher's own way down would follow links out of the workspace, and there
/// is no end to what they may lead to. One that is watched already stays so. Answers the first error.
fn watch_folders(tree: &Tree, watcher: &mut RecommendedWatcher) -> notify::Result<()> {
    let mut first = Ok(());
    let mut paths = watcher.paths_mut();
    let watched = tree.each_folder(DOCUMENTS, |name| {
        let path: &Path = &tree.root().join(name);
        match paths.add(path, RecursiveMode::NonRecursive) {
            Err(error) if first.is_ok() && !is_gone(&error) => first = Err(error),
            Ok(()) | Err(_) => {}
        }
    });
    // Without such a folder, or one that can be read, there is nothing to watch yet.
    drop(watched);
    let begun = paths.commit();
    first.and(begun)
}

fn is_gone(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::PathNotFound => true,
        ErrorKind::Io(error) => error.kind() == std::io::ErrorKind::NotFound,
        ErrorKind::Generic(_)
        | ErrorKind::WatchNotFound
        | ErrorKind::InvalidConfig(_)
        | ErrorKind::MaxFilesWatch => false,
    }
}

/// The paths of an event, and of those that follow it closely.
fn together(first: Vec<PathBuf>, events: &mpsc::Receiver<Vec<PathBuf>>) -> BTreeSet<PathBuf> {
    let mut paths: BTreeSet<PathBuf> = first.into_iter().collect();
    let begun = Instant::now();
    while begun.elapsed() < AT_MOST {
        match events.recv_timeout(TOGETHER) {
            Ok(more) => paths.extend(more),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
        }
    }
    paths
}

/// Reading a file is no change of it, or looking at what changed would never end.
fn matters(kind: &EventKind) -> bool {
    !matches!(kind, EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_)))
}
