use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::process::Command;
use tokio::time::timeout;

use crate::environment::environment;
use crate::shell::{absolute_folders, program};

/// The program `name` on this process's `PATH`. One inside of `workspace` is never taken: whoever wrote the workspace
/// may have planted it.
pub fn find_program(name: &str, workspace: &Path) -> Option<PathBuf> {
    let name = if cfg!(windows) { format!("{name}.exe") } else { name.to_owned() };
    program(&std::env::var_os("PATH").unwrap_or_default(), &name, workspace)
}

/// The program that a command of this name would start: the first of `PATH`, of whose folders commands are given the
/// absolute ones. It may be in the workspace.
pub fn resolve_program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    absolute_folders(&path).map(|folder| folder.join(name)).find(|program| is_executable(program))
}

/// Whether commands look for programs there.
pub fn is_program_folder(folder: &Path) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    absolute_folders(&path)
        .any(|known| known == folder || known.canonicalize().is_ok_and(|real| real == folder))
}

#[cfg(unix)]
fn is_executable(program: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    program.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(program: &Path) -> bool {
    program.is_file() || program.with_extension("exe").is_file()
}

/// How much of what a program says is read.
const MAX_OUTPUT: u64 = 4096;

/// The first line with text that `program` prints when it gets `argument`, such as `--version`. `None` if it prints
/// nothing, cannot be started, or takes longer than `limit`; then it is killed. It gets no input, no secrets, and the
/// root of the file system as its working directory.
///
/// Needs a tokio runtime with IO and time.
pub async fn first_line(program: &Path, argument: &str, limit: Duration) -> Option<String> {
    let mut child = Command::new(program)
        .arg(argument)
        .env_clear()
        .envs(environment(std::env::vars_os(), &[]))
        .current_dir(program.ancestors().last()?)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .ok()?;
    let mut output = Vec::new();
    let mut stdout = child.stdout.take()?.take(MAX_OUTPUT);
    let read = stdout.read_to_end(&mut output);
    timeout(limit, async { read.await.is_ok() && child.wait().await.is_ok() })
        .await
        .ok()
        .filter(|ended| *ended)?;
    let text = String::from_utf8_lossy(&output);
    text.lines().map(str::trim).find(|line| !line.is_empty()).map(str::to_owned)
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    async fn said(script: &str) -> Option<String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("program");
        std::fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(&file, mode).unwrap();
        first_line(&file, "--version", Duration::from_millis(500)).await
    }

    #[tokio::test]
    async fn the_first_line_of_a_version() {
        assert_eq!(said("echo; echo \"x $1\"; echo more").await.as_deref(), Some("x --version"));
        assert_eq!(said("pwd").await.as_deref(), Some("/"));
        assert_eq!(said("exit 1").await, None);
        assert_eq!(said("echo early; exec sleep 20").await, None);
        assert_eq!(first_line(Path::new("/no/such/program"), "-v", Duration::from_secs(1)).await, None);
    }
}
