use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use super::folders::Folders;
use super::paths::is_beneath;

/// What of `/run` stays to be seen. The rest of it is sockets of services, which do for a caller what they may do.
const KEPT_OF_RUN: &[&str] = &["/run/current-system"];

/// Where the command finds its own temporary folder.
pub(super) const TEMP: &str = "/tmp";

/// What is done about a path. Of the same path the last counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Mount {
    Write,
    Protect,
    Hide,
}

/// The arguments of Bubblewrap up to the command. Paths are real. `filter` is the descriptor from which it reads the
/// filter for system calls.
///
/// It gets no `--die-with-parent`: the warden sees to that, and at the time limit, when Bubblewrap ends of the signal that
/// the group gets, the command must be able to clean up. And no process numbers of its own: the warden could not
/// see what it adopts.
pub(super) fn arguments(
    writable: &[PathBuf],
    protected: &[PathBuf],
    hidden: &[PathBuf],
    network: bool,
    folders: &Folders,
    filter: i32,
    cwd: &Path,
) -> Vec<OsString> {
    let mut arguments = Arguments(Vec::new());
    // Of its own users also for root: the process of Bubblewrap that waits outside, and sees everything, is then another
    // user's.
    arguments.add(["--unshare-user"]);
    arguments.add(["--ro-bind", "/", "/", "--dev", "/dev", "--tmpfs", "/run"]);
    for path in KEPT_OF_RUN.iter().map(PathBuf::from).chain(Path::new("/etc/resolv.conf").canonicalize()) {
        if path.starts_with("/run") && path.exists() {
            arguments.mount("--ro-bind", &path);
        }
    }
    arguments.add([OsStr::new("--bind"), folders.temp.as_os_str(), OsStr::new(TEMP)]);
    let mounts = mounts(writable, protected, hidden);
    for (path, mount) in &mounts {
        match mount {
            Mount::Write => arguments.mount("--bind", path),
            Mount::Protect => arguments.mount("--ro-bind", path),
            // What the command writes there is gone with it. Making it read-only costs eight times as much.
            Mount::Hide if path.is_dir() => {
                let holds_more = mounts.iter().any(|(other, _)| other != path && other.starts_with(path));
                arguments.add(["--perms", if holds_more { "0111" } else { "0000" }, "--tmpfs"]);
                arguments.add([path]);
            }
            // An empty file, which programs read as settings that set nothing.
            Mount::Hide => {
                arguments.add([OsStr::new("--ro-bind"), folders.empty.as_os_str(), path.as_os_str()])
            }
        }
    }
    if !network {
        arguments.add(["--unshare-net"]);
    }
    arguments.add(["--unshare-ipc", "--cap-drop", "ALL", "--seccomp", &filter.to_string(), "--chdir"]);
    arguments.add([cwd]);
    arguments.add(["--"]);
    arguments.0
}

/// What is done about which path, outer ones first.
fn mounts(writable: &[PathBuf], protected: &[PathBuf], hidden: &[PathBuf]) -> Vec<(PathBuf, Mount)> {
    let replaced = |path: &&PathBuf| {
        !is_beneath(path, writable) && [TEMP, "/run", "/dev"].iter().any(|folder| path.starts_with(folder))
    };
    let mut wanted: Vec<_> = writable.iter().map(|path| (path.clone(), Mount::Write)).collect();
    for path in protected.iter().filter(|path| is_beneath(path, writable) && !is_beneath(path, hidden)) {
        if let Some(parent) =
            path.parent().filter(|parent| is_hidden_name(parent) && is_beneath(parent, writable))
        {
            // What is mounted cannot be renamed, while what only holds a mount can.
            wanted.push((parent.to_owned(), Mount::Write));
        }
        wanted.push((path.clone(), Mount::Protect));
    }
    wanted.extend(hidden.iter().filter(|path| !replaced(path)).map(|path| (path.clone(), Mount::Hide)));
    wanted.sort_by_key(|(path, mount)| (path.components().count(), path.clone(), *mount));
    let mut mounts: Vec<(PathBuf, Mount)> = Vec::with_capacity(wanted.len());
    for (path, mount) in wanted {
        let around = mounts.iter().rfind(|(outer, _)| path.starts_with(outer)).map(|(_, mount)| *mount);
        // What lies in something hidden is hidden already, and is not there to be mounted over.
        if mount == Mount::Write || around != Some(Mount::Hide) {
            mounts.push((path, mount));
        }
    }
    mounts
}

fn is_hidden_name(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

struct Arguments(Vec<OsString>);

impl Arguments {
    fn add<T: Into<OsString>>(&mut self, words: impl IntoIterator<Item = T>) {
        self.0.extend(words.into_iter().map(Into::into));
    }

    /// Shows a path where it is.
    fn mount(&mut self, how: &str, path: &Path) {
        self.add([how.as_ref(), path.as_os_str(), path.as_os_str()]);
    }
}
