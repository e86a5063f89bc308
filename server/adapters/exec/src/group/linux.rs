use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream as Socket;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::ExitStatus;

use rustix::net::Shutdown;
use rustix::process::{Pid, Signal, WaitOptions, kill_process_group, waitpid};
use tokio::io::AsyncReadExt;
use tokio::net::UnixStream;

use crate::ExecError;
use crate::confine::Prepared;
use crate::group::warden::{self, Program, TERMINATE, Word};
use crate::group::{Input, Output, Start, input, output};

/// A shell and all that it starts, wherever it moves: below a warden that adopts whoever loses its parent.
#[derive(Debug)]
pub(crate) struct Group {
    /// To the warden. Closing it is the order to kill everybody, so our death is that order, too.
    socket: UnixStream,
    warden: Warden,
    /// Known soon after the start.
    leader: Option<Pid>,
    shell: PathBuf,
}

/// A child of ours, to be waited for. It ends on its own.
#[derive(Debug)]
struct Warden(Option<Pid>);

impl Group {
    /// Starts a script in `shell`. That the shell cannot be executed is told by [`Group::leader`].
    pub(crate) fn start(
        shell: PathBuf,
        start: Start<'_>,
        prepared: Option<&Prepared>,
    ) -> Result<(Self, Output, Option<Input>), ExecError> {
        let Start { script, cwd, environment, keep, input: wanted } = start;
        let started = || {
            let command = [shell.as_os_str(), OsStr::new("-c"), OsStr::new(script)];
            let before =
                prepared.into_iter().flat_map(|prepared| &prepared.before).map(|word| word.as_os_str());
            let program = Program::new(before.chain(command), cwd, environment)?;
            let (reader, writer) = io::pipe()?;
            let (stdin, ours): (OwnedFd, _) = if wanted {
                let (theirs, ours) = io::pipe()?;
                (theirs.into(), Some(input(ours)?))
            } else {
                (File::open("/dev/null")?.into(), None)
            };
            let (near, far) = Socket::pair()?;
            near.set_nonblocking(true)?;
            let (socket, output) = (UnixStream::from_std(near)?, output(reader)?);
            let limits = prepared.map(|prepared| &prepared.limits);
            let warden = warden::start(&program, &stdin, &writer, &far, keep, limits)?;
            Ok((socket, Warden(Some(warden)), output, ours))
        };
        match started() {
            Ok((socket, warden, output, input)) => {
                Ok((Self { socket, warden, leader: None, shell }, output, input))
            }
            Err(source) => Err(ExecError::Start { shell, source }),
        }
    }

    /// Waits for the shell itself. May be dropped and called again.
    pub(crate) async fn leader(&mut self) -> Result<ExitStatus, ExecError> {
        loop {
            match self.word().await.map_err(|source| ExecError::Wait { source })? {
                Some(Word::Started(leader)) => self.leader = Pid::from_raw(leader),
                Some(Word::Failed(why)) => {
                    let source = io::Error::from_raw_os_error(why);
                    return Err(ExecError::Start { shell: self.shell.clone(), source });
                }
                Some(Word::Ended(status)) => return Ok(ExitStatus::from_raw(status)),
                Some(Word::Gone(_)) | None => {
                    // Somebody killed the warden. The kernel has killed the shell for that; the rest is our parent's.
                    if let Some(leader) = self.leader {
                        let _ = kill_process_group(leader, Signal::KILL);
                    }
                    let source = io::Error::other("the process that watches it was killed");
                    return Err(ExecError::Wait { source });
                }
            }
        }
    }

    /// Asks the group, and whoever lost its parent, to end.
    pub(crate) fn terminate(&mut self) {
        // Failing means that nobody is left to ask.
        let _ = self.socket.try_write(&[TERMINATE]);
    }

    /// Ends every process that came of the shell.
    pub(crate) fn kill(&mut self) {
        let _ = rustix::net::shutdown(&self.socket, Shutdown::Write);
    }

    /// Waits until nobody is left after [`Group::kill`], and says how many that the shell had left behind were ended.
    pub(crate) async fn gone(&mut self) -> u32 {
        while let Ok(Some(word)) = self.word().await {
            if let Word::Gone(count) = word {
                if let Some(warden) = self.warden.0.take() {
                    // It exits now. Waiting here would cost more than the command where the processor is busy.
                    tokio::task::spawn_blocking(move || waitpid(Some(warden), WaitOptions::empty()));
                }
                return count;
            }
        }
        0
    }

    /// The warden's next word; `None` at its end. May be dropped and called again: a word is read whole or not at all.
    async fn word(&mut self) -> io::Result<Option<Word>> {
        let mut bytes = [0; Word::BYTES];
        match self.socket.read(&mut bytes).await {
            Ok(0) => Ok(None),
            Ok(_) => Ok(Word::read(bytes)),
            Err(error) if error.kind() == io::ErrorKind::ConnectionReset => Ok(None),
            Err(error) => Err(error),
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Drop for Warden {
    fn drop(&mut self) {
        if let Some(warden) = self.0 {
            // Without a thread it stays a zombie until this process ends, which harms nobody.
            let _ = std::thread::Builder::new()
                .name("exec-reaper".to_owned())
                .spawn(move || waitpid(Some(warden), WaitOptions::empty()));
        }
    }
}
