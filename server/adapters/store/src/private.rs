use std::fs::{self, File, OpenOptions};
use std::path::Path;

use crate::StoreError;

/// Makes `folder` if it is not there. Only the user may enter it, also if it was there before, and git leaves it alone
/// where it lies in a repository.
pub(crate) fn private_folder(folder: &Path) -> Result<(), StoreError> {
    let failed = |why| StoreError::Folder { folder: folder.to_owned(), why };
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(failed)?;
    for folder in [folder, &folder.join("processes")] {
        builder.create(folder).map_err(failed)?;
        restrict(folder, 0o700);
    }
    let ignore = private_file().write(true).create_new(true).open(folder.join(".gitignore"));
    if let Ok(mut file) = ignore {
        std::io::Write::write_all(&mut file, b"*\n").map_err(failed)?;
    }
    Ok(())
}

/// How to open a file that only the user may read. Give it what to do.
pub(crate) fn private_file() -> OpenOptions {
    #[allow(unused_mut, reason = "other systems have no modes")]
    let mut options = File::options();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Takes from everybody else what they may do with a file or folder. Best effort: somebody else's cannot be changed.
pub(crate) fn restrict(path: &Path, mode: u32) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let open = path.metadata().is_ok_and(|found| found.permissions().mode() & 0o077 != 0);
        if open {
            let _ = fs::set_permissions(path, fs::Permissions::from_mode(mode));
        }
    }
    #[cfg(not(unix))]
    let _ = (path, mode);
}
