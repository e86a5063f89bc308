//! The names of the files that git keeps in its index.

/// Bytes of an entry before its flags, where objects have SHA-1 names.
const STATE: usize = 60;

/// The names, relative to the worktree, in git's order. `None` for what is not understood whole: another kind of object
/// names, an index in parts, folders in place of files.
///
/// Versions 2 to 4, by gitformat-index(5).
pub(crate) fn names(index: &[u8]) -> Option<Vec<String>> {
    let (version, count) = (number(index, 4)?, number(index, 8)?);
    if !index.starts_with(b"DIRC") || !(2..=4).contains(&version) {
        return None;
    }
    let (mut names, mut name, mut at) = (Vec::new(), Vec::new(), 12);
    for _ in 0..count {
        let flags = u16::from_be_bytes(index.get(at + STATE..at + STATE + 2)?.try_into().ok()?);
        let mut begin = at + STATE + if flags & 0x4000 == 0 { 2 } else { 4 };
        match version {
            4 => {
                let (dropped, bytes) = offset(index.get(begin..)?)?;
                name.truncate(name.len().checked_sub(dropped)?);
                begin += bytes;
            }
            _ => name.clear(),
        }
        let rest = index.get(begin..)?;
        let end = rest.iter().position(|byte| *byte == 0)?;
        name.extend_from_slice(rest.get(..end)?);
        // An entry of another shape is read as nonsense.
        let length = usize::from(flags & 0xfff);
        if length != name.len().min(0xfff) || name.is_empty() || name.ends_with(b"/") {
            return None;
        }
        names.push(String::from_utf8_lossy(&name).into_owned());
        at = match version {
            4 => begin + end + 1,
            _ => at + (begin + end - at + 8) / 8 * 8,
        };
    }
    let in_parts = extensions(index.get(at..)?).any(|name| matches!(name, b"link" | b"sdir"));
    (!in_parts).then_some(names)
}

/// The names of what follows the entries; the checksum at the end is taken for one at most.
fn extensions(mut rest: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let (name, size) = (rest.get(..4)?, number(rest, 4)?);
        rest = usize::try_from(size).ok().and_then(|size| rest.get(8 + size..)).unwrap_or_default();
        Some(name)
    })
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// A number of git's packed form, and the bytes that it takes.
fn offset(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut value = 0_usize;
    for (at, byte) in bytes.iter().enumerate() {
        value = value.checked_mul(128)?.checked_add(usize::from(byte & 0x7f))?;
        if byte & 0x80 == 0 {
            return Some((value, at + 1));
        }
        value = value.checked_add(1)?;
    }
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::path::Path;
    use std::process::Command;

    use proptest::prelude::*;

    use super::names;

    fn git(folder: &Path, arguments: &[&str]) {
        let done = Command::new("git").current_dir(folder).args(arguments).output().unwrap();
        assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    }

    #[test]
    fn what_git_wrote_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        git(folder, &["init", "-q"]);
        let long = "l".repeat(200);
        let mut expected: Vec<String> =
            [".env", "a", "app/.env", "app/main.rs", "app/main/deep.rs", "\u{e9}"].map(str::to_owned).into();
        expected.push([long.as_str(); 22].join("/"));
        expected.sort();
        for name in expected.iter().filter(|name| name.len() < 100) {
            let file = folder.join(name);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, "x").unwrap();
        }
        git(folder, &["add", "."]);
        let object = "587be6b4c3f93f93c489c0111bba5596147a26cb";
        let deep = expected.iter().find(|name| name.starts_with("ll")).unwrap();
        git(folder, &["update-index", "--add", "--cacheinfo", &format!("100644,{object},{deep}")]);
        git(folder, &["update-index", "--skip-worktree", "a"]);
        let read = || names(&std::fs::read(folder.join(".git/index")).unwrap());
        for version in ["2", "3", "4"] {
            git(folder, &["update-index", "--index-version", version]);
            assert_eq!(read().as_ref(), Some(&expected), "{version}");
        }
        git(folder, &["update-index", "--split-index"]);
        assert_eq!(read(), None);
    }

    #[test]
    fn other_object_names_are_not_understood() {
        let folder = tempfile::tempdir().unwrap();
        git(folder.path(), &["init", "-q", "--object-format=sha256"]);
        std::fs::write(folder.path().join("a"), "x").unwrap();
        git(folder.path(), &["add", "."]);
        assert_eq!(names(&std::fs::read(folder.path().join(".git/index")).unwrap()), None);
    }

    proptest! {
        #[test]
        fn nonsense_is_none(bytes in proptest::collection::vec(any::<u8>(), 0..200), version in 0_u8..6) {
            let head = [b"DIRC".as_slice(), &[0, 0, 0, version, 0, 0, 0, 9]].concat();
            names(&[head, bytes].concat());
        }
    }
}
