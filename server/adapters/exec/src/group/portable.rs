use std::io;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};

use process_wrap::tokio::{ChildWrapper, CommandWrap};

use crate::ExecError;
use crate::confine::Prepared;
use crate::group::{Input, Output, Start, input, output};

/// A shell and its group, which on Unix a process can leave: systems other than Linux have no parent that adopts.
#[derive(Debug)]
pub(crate) struct Group {
    child: Box<dyn ChildWrapper>,
    killed: bool,
}

impl Group {
    /// Starts a script in `shell`.
    pub(crate) fn start(
        shell: PathBuf,
        start: Start<'_>,
        _prepared: Option<&Prepared>,
    ) -> Result<(Self, Output, Option<Input>), ExecError> {
        let Start { script, cwd, environment, keep: _, input: wanted } = start;
        let started = || {
            let (reader, writer) = io::pipe()?;
            let (stdin, ours) = if wanted {
                let (theirs, ours) = io::pipe()?;
                (Stdio::from(theirs), Some(input(ours)?))
            } else {
                (Stdio::null(), None)
            };
            let mut command = CommandWrap::with_new(&shell, |command| {
                #[cfg(unix)]
                command.arg("-c").arg(script);
                // `cmd` has its own idea of quotes: it strips the outer pair and takes the rest as is.
                #[cfg(windows)]
                command.raw_arg(format!("/D /S /C \"{script}\""));
                command.current_dir(cwd).env_clear().envs(environment).stdin(stdin);
            });
            command.command_mut().stdout(writer.try_clone()?).stderr(writer);
            // A session of its own has no controlling terminal: a program that opens one to ask for
            // a password fails at once instead of stopping.
            #[cfg(unix)]
            command.wrap(process_wrap::tokio::ProcessSession);
            #[cfg(windows)]
            command.wrap(process_wrap::tokio::KillOnDrop).wrap(process_wrap::tokio::JobObject);
            Ok((Self { child: command.spawn()?, killed: false }, output(reader)?, ours))
        };
        started().map_err(|source| ExecError::Start { shell, source })
    }

    /// Waits for the shell itself. May be dropped and called again.
    pub(crate) async fn leader(&mut self) -> Result<ExitStatus, ExecError> {
        // Waiting for the group would wait for background processes where we are their reaper
        // (as the first process of a container).
        self.child.inner_mut().wait().await.map_err(|source| ExecError::Wait { source })
    }

    /// Asks every process of the group to end.
    pub(crate) fn terminate(&mut self) {
        // Failing means that nobody is left to ask.
        #[cfg(unix)]
        let _ = self.child.signal(SIGTERM);
        #[cfg(not(unix))]
        let _ = self.child.start_kill();
    }

    /// Ends every process of the group. The group's id outlives the shell as long as a member is
    /// left; were it free, it would not come round again in the moment since the shell's end.
    pub(crate) fn kill(&mut self) {
        if !std::mem::replace(&mut self.killed, true) {
            let _ = self.child.start_kill();
        }
    }

    /// How many processes that the shell had left behind were ended: not known here.
    pub(crate) async fn gone(&mut self) -> u32 {
        // Dead already or about to be: this only spares the runtime from reaping it later.
        let _ = self.child.inner_mut().wait().await;
        0
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The same number on every Unix.
#[cfg(unix)]
const SIGTERM: i32 = 15;
