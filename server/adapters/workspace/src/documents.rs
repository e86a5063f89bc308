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
        let mut found = Vec::new();
        if let Some(path) = self.optional(self.resolve(folder))? {
            self.collect(folder, &path, MAX_DEPTH, &wanted, &mut found);
        }
        found.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(found)
    }

    fn collect(
        &self,
        name: &str,
        folder: &RelPath,
        depth: usize,
        wanted: &impl Fn(&str) -> bool,
        found: &mut Vec<NamedFile>,
    ) {
        let Ok(entries) = self.list(folder) else { return };
        for entry in entries {
            if found.len() == MAX_FILES {
                return;
            }
            let name = format!("{name}/{}", entry.name);
            let path = match entry.kind {
                Kind::File | Kind::Other => folder.child(&entry.name),
                Kind::Link => match self.resolve(folder.child(&entry.name).as_str()) {
                    Ok(target) => target,
                    Err(_) => continue,
                },
                Kind::Folder => {
                    if depth > 0 && !PASSED_OVER.contains(&entry.name.as_str()) {
                        self.collect(&name, &folder.child(&entry.name), depth - 1, wanted, found);
                    }
                    continue;
                }
            };
            let linked_folder = entry.kind == Kind::Link && self.absolute(&path).is_dir();
            if linked_folder {
                // One that leads back up would never end.
                if depth > 0 && folder.below(&path).is_none() {
                    self.collect(&name, &path, depth - 1, wanted, found);
                }
            } else if wanted(&name) {
                found.push(NamedFile { name, path });
            }
        }
    }
}
