use std::collections::{BTreeMap, BTreeSet};

use crate::shell::{Folder, Piece, Word};

/// A path or a program as it is written, with the folder it begins in (in the form of [`Folder`]).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Need {
    /// `""` for programs that are looked for in PATH and for what does not depend on the folder.
    pub folder: String,
    /// Begins with `/`, with `~` (home), or in `folder`. The last name, and names before it, may not exist.
    pub path: String,
    /// `path` has `*` and `?` as bash expands them; where they stand for themselves a backslash is before them.
    pub pattern: bool,
}

/// What [`crate::shell::classify`] has to know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    pub programs: BTreeSet<Need>,
    pub paths: BTreeSet<Need>,
}

/// The answers to [`Needs`]. What is missing counts as unknown, and that asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShellFacts {
    pub programs: BTreeMap<Need, Resolved>,
    /// A path is one target; a pattern is all it matches now, and none if it matches nothing.
    pub paths: BTreeMap<Need, Vec<Target>>,
}

/// What a program's name leads to. Paths are absolute and real: no links are left in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// Found in an absolute folder of PATH that is outside of the workspace, or named by its path there.
    System {
        path: String,
    },
    /// In the workspace, or of a folder of PATH that is in it.
    Workspace {
        path: String,
    },
    /// Anywhere else, such as `/tmp/x`.
    Elsewhere {
        path: String,
    },
    Missing,
}

/// Where a real path leads: links are followed in every name but those that do not exist.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// Beneath the root of the workspace; relative to it, with `/`.
    Inside(String),
    /// The root of the workspace itself.
    Root,
    /// A folder that holds the root; home and the file system's root have variants of their own.
    AboveRoot(String),
    Home,
    /// Beneath home and outside of the workspace; relative to home, with `/`.
    InHome(String),
    FileSystemRoot,
    /// Beneath the folder for temporary files; absolute.
    Temp(String),
    /// Beneath `/dev`; absolute.
    Device(String),
    /// Anything else; absolute.
    Outside(String),
    /// It could not be told, or a pattern matches too much to list.
    Unknown,
}

impl Need {
    /// A program, by a bare name or by a path.
    pub(crate) fn program(folder: &Folder, name: &str) -> Vec<Self> {
        if name.contains('/') {
            return Self::paths(folder, name, false);
        }
        vec![Self { folder: String::new(), path: name.to_owned(), pattern: false }]
    }

    /// A path from each folder that it may begin in; none if that is not known.
    pub(crate) fn paths(folder: &Folder, path: &str, pattern: bool) -> Vec<Self> {
        let need = |folder: &str| Self { folder: folder.to_owned(), path: path.to_owned(), pattern };
        match folder {
            _ if path.starts_with(['/', '~']) => vec![need("")],
            Folder::OneOf(folders) => folders.iter().map(|folder| need(folder)).collect(),
            Folder::Unknown => Vec::new(),
        }
    }
}

impl Word {
    /// The word as a path without patterns; none if it is not known.
    pub(crate) fn path(&self) -> Option<String> {
        let (path, pattern) = self.path_or_pattern()?;
        (!pattern).then_some(path)
    }

    /// The word as the path of a [`Need`], and whether it is a pattern.
    pub(crate) fn path_or_pattern(&self) -> Option<(String, bool)> {
        let pattern = self.pieces.iter().any(|piece| matches!(piece, Piece::Pattern(_)));
        let mut path = String::new();
        for (index, piece) in self.pieces.iter().enumerate() {
            match piece {
                Piece::Home => path.push('~'),
                // `~` and a name is another user's home; a quoted `~` is a name.
                Piece::Text(text) if path == "~" && !text.starts_with('/') => return None,
                Piece::Text(text) => {
                    if index == 0 && text.starts_with('~') {
                        path.push_str("./");
                    }
                    for c in text.chars() {
                        if pattern && "*?[]\\".contains(c) {
                            path.push('\\');
                        }
                        path.push(c);
                    }
                }
                Piece::Pattern('[') | Piece::Number | Piece::Unknown => return None,
                Piece::Pattern(c) => path.push(*c),
            }
        }
        Some((path, pattern))
    }
}

/// For people, and as rules about paths name it.
impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Inside(path)
            | Self::AboveRoot(path)
            | Self::Temp(path)
            | Self::Device(path)
            | Self::Outside(path) => f.write_str(path),
            Self::InHome(path) => write!(f, "~/{path}"),
            Self::Root => f.write_str("."),
            Self::Home => f.write_str("~"),
            Self::FileSystemRoot => f.write_str("/"),
            Self::Unknown => f.write_str("?"),
        }
    }
}
