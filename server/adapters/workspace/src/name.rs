use cap_std::fs::Dir;

use crate::{RelPath, TreeError};

/// Names that are devices on Windows, whatever extension follows.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// The same with a digit: `COM1`, `LPT9`.
const NUMBERED_DEVICES: [&str; 2] = ["com", "lpt"];

/// The longest name that file systems in use can hold, in bytes.
const MAX_BYTES: usize = 255;

/// Why nothing may be newly made under a name, if so: somebody who checks the repository out elsewhere could not.
fn refusal(name: &str) -> Option<&'static str> {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let numbered = |device: &&str| {
        stem.strip_prefix(*device).is_some_and(|rest| matches!(rest.as_bytes(), [b'1'..=b'9']))
    };
    if DEVICES.contains(&stem.as_str()) || NUMBERED_DEVICES.iter().any(numbered) {
        Some("Windows takes it for a device")
    } else if name.ends_with(['.', ' ']) {
        Some("Windows drops a dot or blank at the end")
    } else if name.chars().any(char::is_control) {
        Some("it holds a control character")
    } else if name.contains('\\') || (cfg!(windows) && name.contains([':', '*', '?', '"', '<', '>', '|'])) {
        Some("it holds a character that Windows has another meaning for")
    } else if name.len() > MAX_BYTES {
        Some("it is too long for a file system")
    } else {
        None
    }
}

/// Whether `name` may be newly made in a folder; `path` is for messages.
///
/// # Errors
/// [`TreeError::Name`]; [`TreeError::OtherCase`] where something is there whose name differs in upper and lower case
/// only: to macOS and Windows both are one, and either would overwrite the other.
pub(crate) fn check_new(folder: &Dir, name: &str, path: &RelPath) -> Result<(), TreeError> {
    check_name(name, path)?;
    let lower = name.to_lowercase();
    for entry in folder.entries().map_err(|source| TreeError::io(path, source))? {
        let Ok(other) = entry.map(|entry| entry.file_name().to_string_lossy().into_owned()) else { continue };
        if other != name && other.to_lowercase() == lower {
            return Err(TreeError::OtherCase { path: path.to_string(), other });
        }
    }
    Ok(())
}

/// Whether `name` can be made anywhere.
pub(crate) fn check_name(name: &str, path: &RelPath) -> Result<(), TreeError> {
    match refusal(name) {
        Some(why) => Err(TreeError::Name { path: path.to_string(), why }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::refusal;

    #[test]
    fn names() {
        for name in
            ["CON", "nul", "aux.txt", "Com1.log", "lpt9", "nul .md", "a.", "b ", "c\n", "d\u{7f}", "e\\f"]
        {
            assert!(refusal(name).is_some(), "{name:?}");
        }
        for name in [
            "console.rs",
            "com.rs",
            "com0",
            "com10",
            "null",
            ".env.example",
            "-x",
            "[...slug].tsx",
            "日本.md",
        ] {
            assert_eq!(refusal(name), None, "{name:?}");
        }
        assert!(refusal(&"a".repeat(256)).is_some() && refusal(&"a".repeat(255)).is_none());
    }
}
