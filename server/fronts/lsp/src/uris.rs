use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use lsp_types::Uri;

/// The file that a URI names, however it is encoded; it need not exist. `None` for other schemes, such as that of an
/// older version of a file, and for other machines.
pub(crate) fn file_path(uri: &Uri) -> Option<PathBuf> {
    let here = uri.authority().is_none_or(|authority| ["", "localhost"].contains(&authority.host()));
    if !uri.scheme().as_str().eq_ignore_ascii_case("file") || !here {
        return None;
    }
    let path = uri.path().decode().to_bytes();
    let path = Path::new(OsStr::from_bytes(&path));
    path.is_absolute().then(|| path.to_owned())
}

/// What tells documents apart: clients and servers encode the path of one URI differently.
pub(crate) fn key(uri: &Uri) -> PathBuf {
    file_path(uri).unwrap_or_else(|| PathBuf::from(uri.as_str()))
}

/// A file as a client or a user names it: by an absolute path or a URI.
pub(crate) fn named_path(name: &str) -> Option<PathBuf> {
    match name.parse::<Uri>() {
        Ok(uri) => file_path(&uri),
        Err(_) => Some(PathBuf::from(name)).filter(|path| path.is_absolute()),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{file_path, named_path};

    #[test]
    fn one_file_has_many_spellings() {
        for (uri, path) in [
            ("file:///a/c%3A/x.md", Some("/a/c:/x.md")),
            ("file:///a/c%3a/x.md", Some("/a/c:/x.md")),
            ("file:///a/c:/x.md", Some("/a/c:/x.md")),
            ("FILE://localhost/a/x.md", Some("/a/x.md")),
            ("file:/a/x.md", Some("/a/x.md")),
            ("file:///a/50%25%20%23%3F+b", Some("/a/50% #?+b")),
            ("file:///a/%E4%BB%95%F0%9F%A6%80", Some("/a/仕🦀")),
            ("file:///c%C3%A9", Some("/cé")),
            ("file:///ce%CC%81", Some("/ce\u{301}")),
            ("git:/a/x.md?ref=HEAD", None),
            ("untitled:Untitled-1", None),
            ("file://server/share/x.md", None),
        ] {
            assert_eq!(file_path(&uri.parse().unwrap()).as_deref(), path.map(Path::new), "{uri}");
        }
    }

    #[test]
    fn a_root_is_named_by_path_or_uri() {
        for (name, path) in [
            ("/a/b c", Some("/a/b c")),
            ("/a/50%25", Some("/a/50%25")),
            ("file:///a/b%20c", Some("/a/b c")),
            ("a/b", None),
            ("", None),
        ] {
            assert_eq!(named_path(name).as_deref(), path.map(Path::new), "{name}");
        }
    }
}
