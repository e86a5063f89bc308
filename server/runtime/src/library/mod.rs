//! The documents of a workspace, kept as they are now. Needs no store and no model, so it works where nothing else does.

mod answers;
mod configuration;
mod model;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ide::{Files, Kind, Library};
use protocol::VerbError;
use workspace::{NamedFile, RelPath, Tree, TreeError};

pub(crate) use answers::checked_of_spec;
pub(crate) use model::spec_model;

use crate::file_error;

/// Documents outside of `.kiro` that are read without being opened.
const AT_THE_TOP: [&str; 2] = ["AGENTS.md", ".kiroignore"];

/// An [`ide::Library`] that follows the disk and the buffers of an editor. The buffer beats the disk.
pub struct LiveLibrary {
    tree: Arc<Tree>,
    state: Mutex<State>,
}

struct State {
    library: Library,
    /// What files are called that are reached through links, by their real place.
    names: HashMap<PathBuf, Arc<str>>,
    /// Documents that an editor holds.
    held: HashSet<Arc<str>>,
    unreadable: Vec<Unreadable>,
    /// How often somebody went to look at the disk.
    looks: u64,
    /// Which of those looks each document is from: one that began before it has nothing newer to say.
    seen: HashMap<Arc<str>, u64>,
}

/// A document that is there and cannot be read.
#[derive(Clone, Debug)]
pub struct Unreadable {
    /// Its name, relative to the root.
    pub name: String,
    /// Why, for people.
    pub why: String,
}

impl LiveLibrary {
    /// The library of the workspace at `root`, which is empty until [`LiveLibrary::load`].
    ///
    /// # Errors
    /// `File`: there is no such folder.
    pub fn open(root: &Path) -> Result<Self, VerbError> {
        let tree = Arc::new(Tree::open(root).map_err(file_error)?);
        let state = State {
            library: empty(&tree),
            names: HashMap::new(),
            held: HashSet::new(),
            unreadable: Vec::new(),
            looks: 0,
            seen: HashMap::new(),
        };
        Ok(Self { tree, state: Mutex::new(state) })
    }

    /// Reads every document that no editor holds. Blocks for as long as the disk takes.
    pub fn load(&self) {
        let look = self.look();
        let mut unreadable = Vec::new();
        let files = self.files().unwrap_or_else(|why| {
            unreadable.push(Unreadable { name: ".kiro".to_owned(), why: why.to_string() });
            Vec::new()
        });
        let mut read: HashMap<Arc<str>, String> = HashMap::with_capacity(files.len());
        let mut names = HashMap::new();
        for NamedFile { name, path } in files {
            match self.tree.read_text(&path) {
                Ok(text) => {
                    let name: Arc<str> = name.into();
                    if path.as_str() != &*name {
                        names.insert(self.tree.absolute(&path), Arc::clone(&name));
                    }
                    read.insert(name, text.text);
                }
                Err(why) => unreadable.push(Unreadable { name, why: why.to_string() }),
            }
        }
        let mut state = self.lock();
        (state.names, state.unreadable) = (names, unreadable);
        let known = state.library.documents().map(|document| Arc::clone(&document.path));
        let gone: Vec<_> = known.filter(|name| !read.contains_key(name)).collect();
        for name in &gone {
            state.take(name, None, look);
        }
        for (name, text) in read {
            state.take(&name, Some(&text), look);
        }
    }

    /// What could not be read when everything was; nothing is known of it.
    pub fn unreadable(&self) -> Vec<Unreadable> {
        self.lock().unreadable.clone()
    }

    /// The documents as they are now.
    pub fn snapshot(&self) -> Library {
        self.lock().library.clone()
    }

    /// The tree that the documents are read from.
    pub fn tree(&self) -> &Arc<Tree> {
        &self.tree
    }

    /// What the document at a real, absolute path is called here: relative to the root, or by the link that leads to it.
    /// `None` for what is no document of ours.
    pub fn name_of(&self, path: &Path) -> Option<Arc<str>> {
        if let Some(name) = self.lock().names.get(path) {
            return Some(Arc::clone(name));
        }
        let name = path.strip_prefix(self.tree.root()).ok()?.to_str()?;
        Kind::of(name).map(|_| name.into())
    }

    /// Where the document of a name is, absolute.
    pub fn place_of(&self, name: &str) -> PathBuf {
        let state = self.lock();
        let linked = state.names.iter().find(|(_, known)| &***known == name).map(|(path, _)| path.clone());
        linked.unwrap_or_else(|| self.tree.root().join(name))
    }

    /// What an editor holds of a document counts from now on.
    pub fn hold(&self, name: &Arc<str>, text: &str) {
        let mut state = self.lock();
        state.held.insert(Arc::clone(name));
        state.library.set(name, Some(text));
    }

    /// The file counts again. Answers whether it differs from what was held. Blocks for as long as the disk takes.
    pub fn let_go(&self, name: &Arc<str>) -> bool {
        self.lock().held.remove(name);
        self.read_again(name)
    }

    /// Files changed on disk: absolute paths, of documents, of folders above them, or of what documents refer to. Answers
    /// whether anything of it matters. Blocks for as long as the disk takes.
    pub fn changed(&self, paths: &[PathBuf]) -> bool {
        let kiro = self.tree.root().join(".kiro");
        let is_folder = |path: &&PathBuf| path.is_dir() || self.is_gone_folder(path);
        let folder = paths.iter().filter(|path| path.starts_with(&kiro)).any(|path| is_folder(&path));
        let names: HashSet<Arc<str>> = paths.iter().filter_map(|path| self.name_of(path)).collect();
        let others = paths.iter().filter(|path| path.starts_with(self.tree.root())).count() > names.len();
        let mut matters = folder || others;
        if folder {
            self.load();
        } else {
            for name in &names {
                matters |= self.read_again(name);
            }
        }
        if others {
            self.lock().library.look_again();
        }
        matters
    }

    /// Whether documents are known below a path where nothing is any more.
    fn is_gone_folder(&self, path: &Path) -> bool {
        let Some(name) = path.strip_prefix(self.tree.root()).ok().and_then(Path::to_str) else {
            return false;
        };
        let folder = format!("{name}/");
        let known = self.lock().library.documents().any(|document| document.path.starts_with(&folder));
        known && !path.exists()
    }

    /// Answers whether it is another now.
    fn read_again(&self, name: &Arc<str>) -> bool {
        let look = self.look();
        let text = self.tree.resolve(name).and_then(|path| self.tree.read_text(&path)).ok();
        self.lock().take(name, text.as_ref().map(|text| text.text.as_str()), look)
    }

    /// Somebody goes to look at the disk: which look it is.
    fn look(&self) -> u64 {
        let mut state = self.lock();
        state.looks += 1;
        state.looks
    }

    fn files(&self) -> Result<Vec<NamedFile>, TreeError> {
        let mut files = self.tree.named_files(".kiro", |name| Kind::of(name).is_some())?;
        for name in AT_THE_TOP {
            let path = self.tree.resolve(name).ok().filter(|path| self.tree.absolute(path).is_file());
            files.extend(path.map(|path| NamedFile { name: name.to_owned(), path }));
        }
        Ok(files)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// A document was found like this by a look at the disk; `None`: not at all. What an editor holds, or a later look found,
    /// counts more. Answers whether it is another now.
    fn take(&mut self, name: &Arc<str>, text: Option<&str>, look: u64) -> bool {
        if self.held.contains(name) || self.seen.get(name).is_some_and(|seen| *seen > look) {
            return false;
        }
        self.seen.insert(Arc::clone(name), look);
        self.library.set(name, text)
    }
}

/// A library of no documents yet, over a tree.
pub(crate) fn empty(tree: &Arc<Tree>) -> Library {
    Library::new(Arc::new(Disk(Arc::clone(tree))))
}

/// What documents refer to, on disk.
struct Disk(Arc<Tree>);

impl Files for Disk {
    fn exists(&self, path: &str) -> bool {
        self.0.resolve(path).is_ok_and(|path| self.0.absolute(&path).exists())
    }

    fn list(&self, limit: usize) -> Vec<String> {
        let found = self.0.glob("**/*", &RelPath::root(), limit);
        found.map_or_else(|_| Vec::new(), |found| found.items.iter().map(|path| path.to_string()).collect())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::Arc;

    use super::LiveLibrary;

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

        let name = live.name_of(&path).unwrap();
        live.hold(&name, "- [x] 1. One\n");
        fs::write(&path, "- [-] 1. One\n").unwrap();
        live.changed(std::slice::from_ref(&path));
        assert_eq!(text().as_deref(), Some("- [x] 1. One\n"));
        assert!(live.let_go(&name));
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
        live.load();
        let name = live.name_of(&root.join("docs/demo/tasks.md")).unwrap();
        assert_eq!(&*name, ".kiro/specs/demo/tasks.md");
        assert_eq!(live.place_of(&name), root.join("docs/demo/tasks.md"));
    }
}
