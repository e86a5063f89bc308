use std::ffi::OsString;
use std::io::{self, PipeReader, Write};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use libc::sock_filter;

use super::bubblewrap::{TEMP, arguments};
use super::calls::{bytes, filter};
use super::folders::Folders;
use super::landlock::{OLDEST, SCOPES, ruleset, scopes};
use super::paths::{is_beneath, linked, names_of, real};
use super::{Confined, Confinement, Mechanism};
use crate::group::{FILTER, landlock_version};

/// Local sockets, the network, and what tells of network interfaces.
const EVERY_FAMILY: &[i32] = &[libc::AF_UNIX, libc::AF_INET, libc::AF_INET6, libc::AF_NETLINK];

/// Without local sockets: Landlock does not see which of them is reached, and behind some (a container service, a session
/// bus) sits somebody who does whatever is asked.
const NETWORK: &[i32] = &[libc::AF_INET, libc::AF_INET6, libc::AF_NETLINK];

/// A confinement, ready for a command to be started in.
#[derive(Debug)]
pub(crate) struct Prepared {
    confined: Confined,
    pub(crate) limits: Limits,
    /// What comes before the command, the program first; empty if nothing does.
    pub(crate) before: Vec<OsString>,
    /// Where the command finds its temporary folder.
    temp_inside: PathBuf,
    _folders: Folders,
}

/// What a process takes from itself before it becomes the command.
#[derive(Debug)]
pub(crate) struct Limits {
    /// Whether its capabilities go, too. Bubblewrap needs them, and drops them itself.
    pub(crate) capabilities: bool,
    pub(crate) ruleset: Option<OwnedFd>,
    pub(crate) calls: Option<Vec<sock_filter>>,
    /// The filter for Bubblewrap to read, at descriptor [`FILTER`].
    pub(crate) filter: Option<PipeReader>,
}

impl Prepared {
    /// # Errors
    /// This system does not have what is to confine the command, or no temporary folder can be made.
    pub(crate) fn new(confinement: &Confinement, cwd: &Path) -> io::Result<Self> {
        let Confinement { by, writable, protected, hidden, private, network } = confinement;
        let (mut writable, protected, mut hidden) = (real(writable), real(protected), real(hidden));
        let linked = linked(&hidden);
        hidden.extend(names_of(&linked, &writable));
        hidden.extend(real(private));
        let folders = Folders::new()?;
        let abi = landlock_version();
        let mut lacks = Vec::new();
        if abi < SCOPES {
            lacks.push("it can signal other programs of yours");
        }
        let (limits, before, temp_inside) = match by {
            Mechanism::Bubblewrap { program } => {
                lacks.push("it can reach local sockets that lie outside of `/run` and `/tmp`");
                let (reader, mut writer) = io::pipe()?;
                writer.write_all(&bytes(&filter(EVERY_FAMILY)?))?;
                let arguments = arguments(
                    &writable,
                    &protected,
                    &hidden,
                    *network,
                    &folders,
                    FILTER,
                    &cwd.canonicalize()?,
                );
                let before = std::iter::once(program.clone().into()).chain(arguments).collect();
                let limits =
                    Limits { capabilities: false, ruleset: scopes(abi)?, calls: None, filter: Some(reader) };
                (limits, before, PathBuf::from(TEMP))
            }
            Mechanism::Landlock => {
                if abi < OLDEST {
                    return Err(io::Error::other(
                        "this kernel's Landlock is missing or too old to confine it",
                    ));
                }
                lacks.extend(beyond_landlock(&writable, &protected, &hidden));
                writable.push(folders.temp.clone());
                hidden.retain(|path| !is_beneath(path, &writable));
                let families = if *network { NETWORK } else { &[] };
                let limits = Limits {
                    capabilities: true,
                    ruleset: ruleset(abi, &writable, &hidden, &linked, *network)?,
                    calls: Some(filter(families)?),
                    filter: None,
                };
                (limits, Vec::new(), folders.temp.clone())
            }
        };
        Ok(Self {
            confined: Confined { by: by.clone(), lacks },
            limits,
            before,
            temp_inside,
            _folders: folders,
        })
    }

    /// The variable that tells the command where its temporary folder is.
    pub(crate) fn variable(&self) -> (OsString, OsString) {
        ("TMPDIR".into(), self.temp_inside.clone().into())
    }

    pub(crate) fn how(&self) -> Confined {
        self.confined.clone()
    }
}

/// What Landlock cannot do: it only knows what is allowed, and not all changes count as writing.
fn beyond_landlock(writable: &[PathBuf], protected: &[PathBuf], hidden: &[PathBuf]) -> Vec<&'static str> {
    let inside = |paths: &[PathBuf]| paths.iter().any(|path| is_beneath(path, writable));
    let mut lacks =
        vec!["it can change modes and times of your other files, and see the names of hidden ones"];
    if inside(protected) {
        lacks.push("it can write control files in the workspace");
    }
    if inside(hidden) {
        lacks.push("it can read secrets in the workspace");
    }
    lacks
}
