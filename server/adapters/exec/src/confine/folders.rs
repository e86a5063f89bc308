use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Once;
use std::time::Duration;

use tempfile::TempDir;

/// How the folders begin whose names nobody can foresee.
const PREFIX: &str = "kiro-exec-";

/// After how long a folder was left behind by a process that was killed: no command runs as long.
const LEFT: Duration = Duration::from_secs(24 * 60 * 60);

/// What is made for one command, and removed when dropped.
#[derive(Debug)]
pub(super) struct Folders {
    _holder: TempDir,
    /// Its temporary folder.
    pub(super) temp: PathBuf,
    /// An empty file.
    pub(super) empty: PathBuf,
}

impl Folders {
    pub(super) fn new() -> io::Result<Self> {
        static SWEPT: Once = Once::new();
        SWEPT.call_once(|| sweep(&std::env::temp_dir(), LEFT));
        let private: Permissions = PermissionsExt::from_mode(0o700);
        let holder = tempfile::Builder::new().prefix(PREFIX).permissions(private.clone()).tempdir()?;
        let folder = holder.path().canonicalize()?;
        let (temp, empty) = (folder.join("temp"), folder.join("empty"));
        fs::create_dir(&temp)?;
        fs::set_permissions(&temp, private)?;
        fs::write(&empty, "")?;
        Ok(Self { _holder: holder, temp, empty })
    }
}

/// Removes what was left behind, if it is this user's.
fn sweep(folder: &Path, left: Duration) {
    let own = rustix::process::geteuid().as_raw();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_ours = entry.file_name().as_encoded_bytes().starts_with(PREFIX.as_bytes());
        let Ok(found) = entry.metadata() else { continue };
        let age = found.modified().ok().and_then(|changed| changed.elapsed().ok());
        if is_ours && found.is_dir() && found.uid() == own && age.is_some_and(|age| age >= left) {
            // Another process may remove it just now.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_was_left_behind_is_removed_when_it_is_old() {
        let folder = tempfile::tempdir().unwrap();
        let (left, other) = (folder.path().join("kiro-exec-a/temp/b"), folder.path().join("kiro-other"));
        fs::create_dir_all(&left).unwrap();
        fs::create_dir_all(&other).unwrap();
        std::os::unix::fs::symlink(&other, folder.path().join("kiro-exec-link")).unwrap();
        sweep(folder.path(), LEFT);
        assert!(left.exists());
        sweep(folder.path(), Duration::ZERO);
        assert!(!folder.path().join("kiro-exec-a").exists());
        assert!(other.exists() && folder.path().join("kiro-exec-link").exists());
    }
}
