use std::path::{Path, PathBuf};

use super::Mechanism;
#[cfg(target_os = "linux")]
use super::landlock::OLDEST as OLDEST_LANDLOCK;

#[cfg(not(target_os = "linux"))]
const OLDEST_LANDLOCK: u32 = u32::MAX;

/// What can confine commands on this machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Support {
    /// The version of the kernel's Landlock interface; 0 without it.
    pub landlock: u32,
    /// Bubblewrap, if it works here.
    pub bubblewrap: Option<PathBuf>,
    /// Bubblewrap that is there and does not work, with what it says.
    pub broken: Option<String>,
}

impl Support {
    /// The mechanism that can do most; none if commands cannot be confined here.
    pub fn best(&self) -> Option<Mechanism> {
        let bubblewrap = self.bubblewrap.clone().map(|program| Mechanism::Bubblewrap { program });
        bubblewrap.or_else(|| (self.landlock >= OLDEST_LANDLOCK).then_some(Mechanism::Landlock))
    }
}

/// Finds out what can confine commands here. Bubblewrap, taken from `PATH` and never from `workspace`, is tried: many
/// systems have it and do not let it work.
///
/// Needs a tokio runtime with IO and time.
#[cfg(target_os = "linux")]
pub async fn confinement_support(workspace: &Path) -> Support {
    let mut support = Support { landlock: crate::group::landlock_version(), ..Support::default() };
    if let Some(program) = crate::find_program("bwrap", workspace) {
        match tried(Mechanism::Bubblewrap { program: program.clone() }).await {
            Ok(()) => support.bubblewrap = Some(program),
            Err(said) => support.broken = Some(said),
        }
    }
    support
}

#[cfg(not(target_os = "linux"))]
pub async fn confinement_support(_workspace: &Path) -> Support {
    Support::default()
}

/// Whether a command that does nothing comes to its end; else what is said about it.
#[cfg(target_os = "linux")]
async fn tried(by: Mechanism) -> Result<(), String> {
    use std::time::Duration;

    use crate::{Command, Confinement, End, run};

    let confinement = Confinement {
        by,
        writable: Vec::new(),
        protected: Vec::new(),
        hidden: Vec::new(),
        private: Vec::new(),
        network: false,
    };
    let command = Command {
        script: "exit 0".to_owned(),
        cwd: PathBuf::from("/"),
        timeout: Duration::from_secs(5),
        output_limit: 400,
        env: Vec::new(),
        keep: None,
        input: false,
        confinement: Some(confinement),
    };
    match run(command, |_| (), std::future::pending::<std::convert::Infallible>()).await {
        Ok(Ok(finished)) if finished.end == End::Exited(0) => Ok(()),
        Ok(Ok(finished)) => Err(finished.output.trim().to_owned()),
        Err(error) => Err(error.to_string()),
    }
}
