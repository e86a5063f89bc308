/// The folders in which a command may run. Whether a `cd` succeeds is known only when it runs, so there may be several.
///
/// A folder is written relative to where the script starts (`""` is that folder, `sub/dir`, `../other`), from the root
/// (`/tmp`), or from home (`~`, `~/dir`); `.` and `..` are resolved by name, as `cd` does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Folder {
    OneOf(Vec<String>),
    /// After `cd "$X"`, `popd` and the like.
    Unknown,
}

/// More are not followed, nor longer ones: no file system has them.
const MOST: usize = 8;
const LONGEST: usize = 4096;

impl Folder {
    pub(crate) fn start() -> Self {
        Self::OneOf(vec![String::new()])
    }

    /// Where it is after `cd path`, from each of them.
    pub(crate) fn enter(&self, path: &str) -> Self {
        match self {
            Self::OneOf(folders) => {
                let entered = folders.iter().map(|folder| Self::OneOf(vec![join(folder, path)]));
                entered.reduce(Self::or).map(|entered| entered.or(Self::OneOf(Vec::new())))
            }
            Self::Unknown if path.starts_with(['/', '~']) => Some(Self::OneOf(vec![join("", path)])),
            Self::Unknown => None,
        }
        .unwrap_or(Self::Unknown)
    }

    /// One or the other.
    pub(crate) fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::OneOf(mut all), Self::OneOf(more)) => {
                all.extend(more);
                all.sort();
                all.dedup();
                let fit = all.len() <= MOST && all.iter().all(|folder| folder.len() <= LONGEST);
                if fit { Self::OneOf(all) } else { Self::Unknown }
            }
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
        }
    }
}

fn join(folder: &str, path: &str) -> String {
    let whole = if path.starts_with(['/', '~']) || folder.is_empty() {
        path.to_owned()
    } else {
        format!("{folder}/{path}")
    };
    let rooted = whole.starts_with('/');
    let mut names: Vec<&str> = Vec::new();
    for name in whole.split('/') {
        match (name, names.last()) {
            ("" | ".", _) => {}
            ("..", None) if rooted => {}
            ("..", None | Some(&".." | &"~")) => names.push(name),
            ("..", Some(_)) => {
                names.pop();
            }
            _ => names.push(name),
        }
    }
    format!("{}{}", if rooted { "/" } else { "" }, names.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_joined_by_name() {
        for (folder, path, expected) in [
            ("", "a/b", "a/b"),
            ("a", "..", ""),
            ("a", "../..", ".."),
            ("a", "./b//c/", "a/b/c"),
            ("a", "/tmp/../..", "/"),
            ("/tmp", "x", "/tmp/x"),
            ("a", "~/x", "~/x"),
            ("~", "..", "~/.."),
        ] {
            assert_eq!(join(folder, path), expected, "cd {folder}; cd {path}");
        }
    }

    #[test]
    fn a_folder_that_is_not_known_is_left_by_a_full_path_only() {
        assert_eq!(Folder::Unknown.enter("a"), Folder::Unknown);
        assert_eq!(Folder::Unknown.enter("/tmp"), Folder::OneOf(vec!["/tmp".to_owned()]));
    }
}
