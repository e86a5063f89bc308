use std::path::{Path, PathBuf};

use workspace::{KiroIgnore, RelPath, Tree};

use crate::environment::own_kiroignore;
use crate::own_places::never_read;

/// Which files are kept from agents: those that hold secrets by their name, and those that a `.kiroignore` hides. Their
/// names may be seen, their content is given to no model.
pub(crate) struct Withheld<'a> {
    tree: &'a Tree,
    /// As the files said when first a path was asked for: many calls ask for none.
    known: Option<(Vec<PathBuf>, KiroIgnore<'a>)>,
}

impl<'a> Withheld<'a> {
    pub(crate) fn of(tree: &'a Tree) -> Self {
        Self { tree, known: None }
    }

    /// Why a file is withheld; none if agents may read it.
    pub(crate) fn why(&mut self, path: &RelPath) -> Option<String> {
        let (own, ignore) = self.known.get_or_insert_with(|| {
            (never_read(self.tree.root()), self.tree.kiro_ignore(own_kiroignore().as_deref()))
        });
        if own.iter().any(|place| Path::new(path.as_str()).starts_with(place)) {
            return Some("it is the user's own".to_owned());
        }
        if policy::is_secret_file(path.as_str()) {
            return Some("its name says that it holds secrets".to_owned());
        }
        ignore.hides(path)
    }
}
