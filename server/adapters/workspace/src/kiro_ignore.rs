use std::collections::HashMap;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::{RelPath, Tree, TreeError};

const FILE: &str = ".kiroignore";

/// What agents are not to see, as `.kiroignore` files in any folder say, in the syntax and with the meaning of
/// `.gitignore`: a deeper file beats a higher one, a later line an earlier one, and what lies in a hidden folder is hidden.
///
/// A look at the files as they are now: each is read once, when a path beneath it is first asked about.
pub struct KiroIgnore<'a> {
    tree: &'a Tree,
    /// The user's own, for all workspaces.
    own: Gitignore,
    folders: HashMap<RelPath, Folder>,
}

struct Folder {
    rules: Rules,
    /// What hides it, and with it all that it holds.
    hidden: Option<String>,
}

enum Rules {
    None,
    Patterns(Gitignore),
    /// A rule that cannot be read hides everything.
    Unreadable(String),
}

impl Tree {
    /// Where agents may not look. `own` is the text of the user's own file, which counts least.
    pub fn kiro_ignore(&self, own: Option<&str>) -> KiroIgnore<'_> {
        KiroIgnore { tree: self, own: patterns(own.unwrap_or_default()), folders: HashMap::new() }
    }
}

impl KiroIgnore<'_> {
    /// What hides a file, for people; none if agents may see it.
    pub fn hides(&mut self, path: &RelPath) -> Option<String> {
        let (parent, _) = path.split()?;
        self.enter(&parent);
        self.decide(path, false)
    }

    /// Makes sure that a folder and those above it are known.
    fn enter(&mut self, folder: &RelPath) {
        if self.folders.contains_key(folder) {
            return;
        }
        let hidden = folder.split().and_then(|(parent, _)| {
            self.enter(&parent);
            self.decide(folder, true)
        });
        let rules = self.rules(folder);
        self.folders.insert(folder.clone(), Folder { rules, hidden });
    }

    /// By the folders above it, which are known: the deepest that says something counts.
    fn decide(&self, path: &RelPath, is_folder: bool) -> Option<String> {
        let mut above = path.split().map(|(parent, _)| parent);
        if let Some(hidden) = above.as_ref().and_then(|parent| self.folders.get(parent)?.hidden.clone()) {
            return Some(hidden);
        }
        while let Some(folder) = above {
            match self.folders.get(&folder).map(|known| &known.rules) {
                Some(Rules::Patterns(patterns)) => {
                    let below = path.below(&folder).unwrap_or_default();
                    let matched = patterns.matched(below, is_folder);
                    if !matched.is_none() {
                        return matched.is_ignore().then(|| format!("`{}` hides it", folder.child(FILE)));
                    }
                }
                Some(Rules::Unreadable(why)) => return Some(why.clone()),
                Some(Rules::None) | None => {}
            }
            above = folder.split().map(|(parent, _)| parent);
        }
        let own = self.own.matched(path.as_str(), is_folder).is_ignore();
        own.then(|| "your own `kiroignore` hides it".to_owned())
    }

    fn rules(&self, folder: &RelPath) -> Rules {
        let file = folder.child(FILE);
        let read = self.tree.resolve(file.as_str()).and_then(|real| self.tree.read_text(&real));
        match read {
            Ok(read) => Rules::Patterns(patterns(&read.text)),
            Err(TreeError::NotFound { .. } | TreeError::NotFolder { .. }) => Rules::None,
            Err(error) => Rules::Unreadable(format!("what `{file}` hides is not known: {error}")),
        }
    }
}

/// A line that is no pattern hides nothing; editors show what is wrong with it.
pub(crate) fn patterns(text: &str) -> Gitignore {
    let mut builder = GitignoreBuilder::new("");
    for line in text.trim_start_matches('\u{feff}').lines() {
        let _ = builder.add_line(None, line);
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}
