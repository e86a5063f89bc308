use std::fmt;

/// A real path beneath a tree's root: `/`-separated, no `.`, no `..`, no link on the way at the
/// time [`Tree::resolve`](crate::Tree::resolve) made it. The empty path is the root itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct RelPath(String);

impl RelPath {
    /// The root folder.
    pub fn root() -> RelPath {
        RelPath::default()
    }

    /// `names` must be plain names: real, in order, none of them a link.
    pub(crate) fn from_names<'a>(names: impl IntoIterator<Item = &'a str>) -> RelPath {
        let mut path = String::new();
        for name in names {
            if !path.is_empty() {
                path.push('/');
            }
            path.push_str(name);
        }
        RelPath(path)
    }

    pub(crate) fn child(&self, name: &str) -> RelPath {
        let mut path = String::with_capacity(self.0.len() + 1 + name.len());
        if !self.is_root() {
            path.push_str(&self.0);
            path.push('/');
        }
        path.push_str(name);
        RelPath(path)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The names from the root down; none for the root.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.split('/').filter(|name| !name.is_empty())
    }

    /// The folder that holds it and its name there; `None` for the root.
    pub fn split(&self) -> Option<(RelPath, &str)> {
        match self.0.rsplit_once('/') {
            Some((folder, name)) => Some((RelPath(folder.to_owned()), name)),
            None if self.is_root() => None,
            None => Some((RelPath::root(), &self.0)),
        }
    }

    /// The rest of this path below `folder`; `None` when it lies elsewhere.
    pub fn below(&self, folder: &RelPath) -> Option<&str> {
        if folder.is_root() {
            return Some(&self.0);
        }
        match self.0.strip_prefix(folder.as_str())? {
            "" => Some(""),
            rest => rest.strip_prefix('/'),
        }
    }
}

/// Name by name, so that a folder's content stays together (`a/b` before `a.txt`).
impl Ord for RelPath {
    fn cmp(&self, other: &RelPath) -> std::cmp::Ordering {
        self.names().cmp(other.names())
    }
}

impl PartialOrd for RelPath {
    fn partial_cmp(&self, other: &RelPath) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for RelPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_root() { "." } else { &self.0 })
    }
}

#[cfg(test)]
mod tests {
    use super::RelPath;

    fn path(text: &str) -> RelPath {
        RelPath::from_names(text.split('/').filter(|name| !name.is_empty()))
    }

    #[test]
    fn split_and_below() {
        assert_eq!(path("a/b.md").split(), Some((path("a"), "b.md")));
        assert_eq!(path("b.md").split(), Some((RelPath::root(), "b.md")));
        assert_eq!(RelPath::root().split(), None);

        assert_eq!(path("a/b/c").below(&path("a")), Some("b/c"));
        assert_eq!(path("a/b").below(&RelPath::root()), Some("a/b"));
        assert_eq!(path("a").below(&path("a")), Some(""));
        assert_eq!(path("ab/c").below(&path("a")), None);
    }

    #[test]
    fn a_folder_stays_together_when_sorted() {
        let mut paths = ["a.txt", "a/z", "a-b/c", "a/b"].map(path);
        paths.sort();
        assert_eq!(paths.map(|path| path.to_string()), ["a/b", "a/z", "a-b/c", "a.txt"]);
        assert_eq!(RelPath::root().to_string(), ".");
    }
}
