use std::path::{Path, PathBuf};

use workspace::{KiroIgnore, RelPath, Tree};

use crate::environment::own_kiroignore;
use crate::own_places::never_read;

/// Which files are kept from agents: those that hold secrets by their name, and those that a `.kiroignore` hides. Their
/// names may be seen, their content is given to no model.
pub(crate) struct Withheld<'a> {
    own: Vec<PathBuf>,
    ignore: KiroIgnore<'a>,
}

impl<'a> Withheld<'a> {
    /// As the files say now.
    pub(crate) fn of(tree: &'a Tree) -> Self {
        Self { own: never_read(tree.root()), ignore: tree.kiro_ignore(own_kiroignore().as_deref()) }
    }

    /// Why a file is withheld; none if agents may read it.
    pub(crate) fn why(&mut self, path: &RelPath) -> Option<String> {
        if self.own.iter().any(|place| Path::new(path.as_str()).starts_with(place)) {
            return Some("it is the user's own".to_owned());
        }
        if policy::is_secret_file(path.as_str()) {
            return Some("its name says that it holds secrets".to_owned());
        }
        self.ignore.hides(path)
    }
}
