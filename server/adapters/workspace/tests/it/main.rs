#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod documents;
mod journal;
mod kiro_ignore;
mod race;
mod read;
mod resolve;
mod root;
mod search;
mod specs;
mod write;

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use workspace::{RelPath, Tree};

/// A workspace `root` beside a folder `outside`, both in a temporary folder.
struct Ground {
    holder: TempDir,
    tree: Tree,
}

impl Ground {
    /// `files` are paths below the workspace; each holds its own path as text.
    fn new(files: &[&str]) -> Ground {
        let holder = tempfile::tempdir().unwrap();
        fs::create_dir(holder.path().join("root")).unwrap();
        fs::create_dir(holder.path().join("outside")).unwrap();
        fs::write(holder.path().join("outside/secret"), "secret").unwrap();
        let tree = Tree::open(&holder.path().join("root")).unwrap();
        let ground = Ground { holder, tree };
        for file in files {
            ground.put(file, file.as_bytes());
        }
        ground
    }

    fn at(&self, path: &str) -> PathBuf {
        self.tree.root().join(path)
    }

    fn outside(&self) -> PathBuf {
        self.holder.path().canonicalize().unwrap().join("outside")
    }

    fn put(&self, path: &str, bytes: &[u8]) {
        fs::create_dir_all(self.at(path).parent().unwrap()).unwrap();
        fs::write(self.at(path), bytes).unwrap();
    }

    #[cfg(unix)]
    fn link(&self, path: &str, target: impl AsRef<Path>) {
        fs::create_dir_all(self.at(path).parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(target, self.at(path)).unwrap();
    }

    fn path(&self, path: &str) -> RelPath {
        self.tree.resolve(path).unwrap()
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}
