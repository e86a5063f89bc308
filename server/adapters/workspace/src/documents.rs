use crate::{Kind, RelPath, Tree, TreeError};

/// A file below `.kiro` under the name that people know it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedFile {
    /// Relative to the root, with `/`, links not followed: `.kiro/specs/demo/tasks.md`.
    pub name: String,
    /// Where it really is.
    pub path: RelPath,
}

/// Deeper folders are not looked at.
const MAX_DEPTH: usize = 12;

/// More files than these are not looked at: something else was unpacked there.
const MAX_FILES: usize = 20_000;

/// Nor more entries than these, of whatever kind.
const MAX_ENTRIES: usize = 200_000;

/// For how many entries a link counts: few of them, to each other's folders, make any number of paths.
const LINK: usize = 100;

/// Folders that hold no documents, however they got there.
const PASSED_OVER: [&str; 3] = [".git", "node_modules", "target"];

impl Tree {
    /// The files below `folder`, and below links in it that stay within the workspace, of which `wanted` accepts the name;
    /// by name. None without such a folder. A folder that cannot be read hides no other.
    pub fn named_files(
        &self,
        folder: &str,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<Vec<NamedFile>, TreeError> {
        self.walk(folder, &wanted, &mut |_| {})
    }

    /// Tells the names of `folder` and of the folders that [`Tree::named_files`] looks into, each before it is looked into.
    pub(crate) fn each_folder(&self, folder: &str, mut enter: impl FnMut(&str)) -> Result<(), TreeError> {
        self.walk(folder, &|_| false, &mut enter).map(drop)
    }

    fn walk(
        &self,
        folder: &str,
        wanted: &dyn Fn(&str) -> bool,
        enter: &mut dyn FnMut(&str),
    ) -> Result<Vec<NamedFile>, TreeError> {
        let mut walk =
            Walk { tree: self, wanted, enter, above: Vec::new(), left: MAX_ENTRIES, found: Vec::new() };
        if let Some(path) = self.optional(self.resolve(folder))? {
            walk.folder(folder, path);
        }
        walk.found.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(walk.found)
    }
}

struct Walk<'a> {
    tree: &'a Tree,
    wanted: &'a dyn Fn(&str) -> bool,
    enter: &'a mut dyn FnMut(&str),
    /// Where the folders on the way down really are.
    above: Vec<RelPath>,
    /// Entries that may still be looked at.
    left: usize,
    found: Vec<NamedFile>,
}

impl Walk<'_> {
    /// Looks into the folder `name`, which really is at `path`.
    fn folder(&mut self, name: &str, path: RelPath) {
        (self.enter)(name);
        let Ok(entries) = self.tree.list(&path) else { return };
        self.above.push(path);
        for entry in entries {
            if self.found.len() == MAX_FILES || self.left == 0 {
                break;
            }
            let cost = if entry.kind == Kind::Link { LINK } else { 1 };
            self.left = self.left.saturating_sub(cost);
            self.entry(name, &entry.name, entry.kind);
        }
        self.above.pop();
    }

    fn entry(&mut self, folder: &str, entry: &str, kind: Kind) {
        let Some(path) = self.above.last().map(|folder| folder.child(entry)) else { return };
        let name = format!("{folder}/{entry}");
        let (path, is_folder) = match kind {
            Kind::File | Kind::Other => (path, false),
            Kind::Folder => (path, !PASSED_OVER.contains(&entry)),
            Kind::Link => {
                let Ok(target) = self.tree.resolve(path.as_str()) else { return };
                let is_folder = self.tree.absolute(&target).is_dir();
                // One that leads back up would never end.
                if is_folder && self.above.iter().any(|above| above.below(&target).is_some()) {
                    return;
                }
                (target, is_folder)
            }
        };
        if is_folder && self.above.len() <= MAX_DEPTH {
            self.folder(&name, path);
        } else if !is_folder && kind != Kind::Folder && (self.wanted)(&name) {
            self.found.push(NamedFile { name, path });
        }
    }
}
