//! What a command may touch, and what sees to it.

use std::path::PathBuf;

#[cfg(not(target_os = "linux"))]
mod absent;
#[cfg(target_os = "linux")]
mod bubblewrap;
#[cfg(target_os = "linux")]
mod calls;
#[cfg(target_os = "linux")]
mod folders;
#[cfg(target_os = "linux")]
mod landlock;
#[cfg(target_os = "linux")]
mod paths;
#[cfg(target_os = "linux")]
mod prepare;
mod support;

#[cfg(not(target_os = "linux"))]
pub(crate) use absent::Prepared;
#[cfg(target_os = "linux")]
pub(crate) use prepare::{Limits, Prepared};
pub use support::{Support, confinement_support};

/// What a command may do. It reads everything but what is hidden, and writes nothing but what is named here and a temporary
/// folder of its own (`TMPDIR`), which is removed at its end. It has no capabilities and gets none, even as root. Of
/// paths that lie in each other the longest counts; what does not exist is passed over; links count as what they lead to.
#[derive(Clone, Debug)]
pub struct Confinement {
    /// Of [`Support::best`].
    pub by: Mechanism,
    /// Files and folders it may write.
    pub writable: Vec<PathBuf>,
    /// Files and folders in them that it may only read. A folder that holds one and has a name with a dot in front
    /// (`.git`, `.kiro`) cannot be replaced either.
    pub protected: Vec<PathBuf>,
    /// Files and folders it may neither read nor write.
    pub hidden: Vec<PathBuf>,
    /// This program's own folders, hidden as well. There are many files in them, to which nobody gives second names: none are
    /// looked for.
    pub private: Vec<PathBuf>,
    /// Whether it reaches the network, this machine's own services included.
    pub network: bool,
}

/// What confines a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mechanism {
    /// Namespaces and mounts, made by this program.
    Bubblewrap { program: PathBuf },
    /// The kernel's own lists of what may be touched.
    Landlock,
}

/// How a command was confined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confined {
    pub by: Mechanism,
    /// What of its [`Confinement`] could not be had here, in words for people.
    pub lacks: Vec<&'static str>,
}
