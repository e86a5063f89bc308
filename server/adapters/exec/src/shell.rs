use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// The shell that runs a script: `bash`, else `sh`, from the absolute folders of `path` (the
/// parent's `PATH`); `cmd` on Windows. A shell inside of `cwd` is never taken: the workspace may
/// have planted it.
pub(crate) fn find(path: &OsStr, cwd: &Path) -> PathBuf {
    if cfg!(windows) {
        return PathBuf::from("cmd.exe");
    }
    let find = |name: &str| program(path, name, cwd);
    find("bash").or_else(|| find("sh")).unwrap_or_else(|| PathBuf::from("/bin/sh"))
}

/// The program `name` in the first absolute folder of `path` that has it and is not inside of `workspace`.
pub(crate) fn program(path: &OsStr, name: &str, workspace: &Path) -> Option<PathBuf> {
    absolute_folders(path)
        .filter(|folder| !folder.starts_with(workspace))
        .map(|folder| folder.join(name))
        .find(|program| program.is_file())
}

pub(crate) fn absolute_folders(path: &OsStr) -> impl Iterator<Item = PathBuf> {
    std::env::split_paths(path).filter(|folder| folder.is_absolute())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_shell_is_never_taken_from_the_working_directory() {
        let holder = tempfile::tempdir().unwrap();
        let (system, workspace) = (holder.path().join("system"), holder.path().join("workspace"));
        for program in [system.join("sh"), workspace.join("bin/bash")] {
            std::fs::create_dir_all(program.parent().unwrap()).unwrap();
            std::fs::write(program, "").unwrap();
        }
        let path =
            std::env::join_paths([Path::new(""), Path::new("."), &workspace.join("bin"), &system]).unwrap();
        assert_eq!(find(&path, &workspace), system.join("sh"));
        assert_eq!(find(&path, &system), workspace.join("bin/bash"));
        assert_eq!(find(OsStr::new(""), &workspace), Path::new("/bin/sh"));
    }
}
