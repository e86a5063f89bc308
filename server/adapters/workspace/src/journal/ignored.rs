use std::io::Read;
use std::path::Path;
use std::rc::Rc;

use cap_std::fs::Dir;
use ignore::gitignore::Gitignore;

use crate::RelPath;
use crate::kiro_ignore::patterns;
use crate::tree::open_regular;

/// The files that hide others; what the first says counts more, wherever it lies.
const FILES: [&str; 2] = [".ignore", ".gitignore"];

/// Bytes of one that are read.
const LARGEST: u64 = 1 << 20;

/// What the ignore files of a folder hide, and those above it.
pub(super) struct Ignored {
    above: Option<Rc<Ignored>>,
    /// The folder, where it lies above the root: how the root is called from there.
    root: String,
    folder: RelPath,
    files: Vec<Gitignore>,
}

impl Ignored {
    /// The rules that hold in the root: those of the repository that it is a part of.
    pub(super) fn above(root: &Path) -> Option<Rc<Ignored>> {
        let folders: Vec<&Path> = root.ancestors().collect();
        let repository = folders.iter().position(|folder| folder.join(".git").exists())?;
        let mut above = None;
        for folder in folders.get(1..=repository)?.iter().rev() {
            let text = |name: &str| std::fs::File::open(folder.join(name)).ok().map(read);
            let files = FILES.iter().map(|name| patterns(&text(name).unwrap_or_default())).collect();
            let root = root.strip_prefix(folder).ok()?.display().to_string().replace('\\', "/");
            above = Some(Rc::new(Ignored { above, root, folder: RelPath::root(), files }));
        }
        above
    }

    /// The rules that hold in an open folder, which has these names.
    pub(super) fn of<'a>(
        above: &Option<Rc<Ignored>>,
        folder: &Dir,
        path: &RelPath,
        mut names: impl Iterator<Item = &'a str>,
    ) -> Option<Rc<Ignored>> {
        if !names.any(|name| FILES.contains(&name)) {
            return above.clone();
        }
        // Git follows no link here, either.
        let text = |name: &str| Some(read(open_regular(folder, name, &path.child(name)).ok()?.0.into_std()));
        let files = FILES.iter().map(|name| patterns(&text(name).unwrap_or_default())).collect();
        Some(Rc::new(Ignored { above: above.clone(), root: String::new(), folder: path.clone(), files }))
    }

    pub(super) fn hides(&self, path: &RelPath, is_folder: bool) -> bool {
        (0..FILES.len()).find_map(|kind| self.decide(kind, path, is_folder)).unwrap_or(false)
    }

    /// By the files of one kind: the deepest that says something counts.
    fn decide(&self, kind: usize, path: &RelPath, is_folder: bool) -> Option<bool> {
        let mut level = Some(self);
        while let Some(Ignored { above, root, folder, files }) = level {
            let below = path.below(folder).unwrap_or_default();
            let matched = files.get(kind)?;
            let matched = match root.as_str() {
                "" => matched.matched(below, is_folder),
                root => matched.matched(format!("{root}/{below}"), is_folder),
            };
            if !matched.is_none() {
                return Some(matched.is_ignore());
            }
            level = above.as_deref();
        }
        None
    }
}

fn read(file: std::fs::File) -> String {
    let mut bytes = Vec::new();
    // What cannot be read hides nothing.
    let _ = file.take(LARGEST).read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}
