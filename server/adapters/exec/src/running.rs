use std::io;
use std::mem;
use std::process::ExitStatus;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::{Instant, sleep_until, timeout};

use crate::command::{Command, End, Finished};
use crate::confine::{Confined, Prepared};
use crate::environment::environment;
use crate::group::{Group, Input, Output, Start};
use crate::output::{Decoder, Transcript};
use crate::{ExecError, shell};

/// How long after the shell's end others may go on writing.
const DRAIN: Duration = Duration::from_millis(200);

/// How long the kernel may take to end what was killed. What takes longer is not waited for.
const BURIAL: Duration = Duration::from_secs(1);

/// How long a command may take to end after it was asked to.
const GRACE: Duration = Duration::from_secs(2);

/// How long a command may take to read what it is given.
const READING: Duration = Duration::from_secs(1);

/// A command that was started. It makes progress while it is waited for: between, what it prints stays in the pipe and
/// its time limit is not heeded. Dropping it kills every process of it, without waiting for their end.
#[derive(Debug)]
pub struct Running {
    group: Group,
    output: Output,
    input: Option<Input>,
    /// Holds its temporary folder, and is dropped after the group.
    prepared: Option<Prepared>,
    decoder: Decoder,
    transcript: Transcript,
    output_limit: usize,
    heard: Instant,
    /// Whether there may be more to read.
    open: bool,
    status: Option<ExitStatus>,
    timed_out: bool,
    /// When it is asked to end; then, when it is killed.
    deadline: Instant,
}

/// Starts a command.
///
/// Needs a tokio runtime with IO and time.
pub fn start(command: Command) -> Result<Running, ExecError> {
    let Command { script, cwd, timeout, output_limit, env, keep, input, confinement } = command;
    if !cwd.is_dir() {
        return Err(ExecError::NoFolder { path: cwd });
    }
    let prepared = confinement.map(|confinement| Prepared::new(&confinement, &cwd)).transpose();
    let prepared = prepared.map_err(|source| ExecError::Confine { source })?;
    let mut environment = environment(std::env::vars_os(), &env);
    environment.extend(prepared.as_ref().map(Prepared::variable));
    let shell = shell::find(&std::env::var_os("PATH").unwrap_or_default(), &cwd);
    let start = Start { script: &script, cwd: &cwd, environment, keep: keep.as_deref(), input };
    let (group, output, input) = Group::start(shell, start, prepared.as_ref())?;
    Ok(Running {
        group,
        output,
        input,
        prepared,
        decoder: Decoder::default(),
        transcript: Transcript::new(output_limit),
        output_limit,
        heard: Instant::now(),
        open: true,
        status: None,
        timed_out: false,
        deadline: Instant::now() + timeout,
    })
}

impl Running {
    /// Waits until the command ends, or `until` is ready; then it goes on, and can be waited for again. `on_output` gets
    /// the text as it arrives, cut between characters. May be dropped and called again.
    ///
    /// Background processes end with the shell: 200 ms later at most, or at once if they hold no output. At the time
    /// limit the group gets SIGTERM and 2 s later SIGKILL.
    pub async fn wait<S>(
        &mut self,
        mut on_output: impl FnMut(&str) + Send,
        until: impl Future<Output = S>,
    ) -> Result<Result<Finished, S>, ExecError> {
        tokio::pin!(until);
        let mut buffer = vec![0; 64 << 10];
        while self.open || self.status.is_none() {
            tokio::select! {
                // In this order, so that endless output does not keep the rest from being seen.
                biased;
                reached = &mut until => return Ok(Err(reached)),
                () = sleep_until(self.deadline) => {
                    if self.timed_out || self.status.is_some() {
                        break;
                    }
                    self.timed_out = true;
                    self.group.terminate();
                    self.deadline = Instant::now() + GRACE;
                }
                ended = self.group.leader(), if self.status.is_none() => {
                    self.status = Some(ended?);
                    // After the time limit the rest of the group keeps the grace it was given.
                    if !self.timed_out {
                        self.deadline = Instant::now() + DRAIN;
                    }
                }
                read = self.output.read(&mut buffer), if self.open => {
                    self.take(&read, &buffer, &mut on_output);
                }
            }
        }
        self.group.kill();

        // What was written before the end, if a slow `on_output` left it in the pipe.
        let rest = async {
            while self.open {
                let read = self.output.read(&mut buffer).await;
                self.take(&read, &buffer, &mut on_output);
            }
        };
        // Too late means that a process which cannot be killed holds the pipe.
        let _ = timeout(DRAIN, rest).await;
        let left = timeout(BURIAL, self.group.gone()).await.unwrap_or_default();
        let end = mem::take(&mut self.decoder).finish();
        self.hear(&end, &mut on_output);
        let (end, left) = match self.status {
            Some(status) if !self.timed_out => (how(status), left),
            Some(_) | None => (End::TimedOut, 0),
        };
        let (output, truncated) = self.taken();
        Ok(Ok(Finished { end, output, truncated, left, silent: self.heard.elapsed() }))
    }

    /// What it printed while it was waited for, since the last time, as in [`Finished::output`].
    pub fn take_output(&mut self) -> String {
        self.taken().0
    }

    /// How it is confined, if it is.
    pub fn confined(&self) -> Option<Confined> {
        self.prepared.as_ref().map(Prepared::how)
    }

    /// Gives it input. What it does not read soon is refused: how much of it has reached the command is not known then.
    pub async fn write(&mut self, text: &str) -> io::Result<()> {
        let Some(input) = &mut self.input else {
            return Err(io::Error::other("it was started without an input"));
        };
        match timeout(READING, input.write_all(text.as_bytes())).await {
            Ok(written) => written,
            Err(_) => Err(io::Error::other("it does not read its input")),
        }
    }

    /// Ends its input.
    pub fn close_input(&mut self) {
        self.input = None;
    }

    /// Kills every process of it, and returns when they are gone: within milliseconds, unless the system takes longer to
    /// end them.
    pub async fn stop(mut self) {
        self.group.kill();
        let _ = timeout(BURIAL, self.group.gone()).await;
    }

    fn taken(&mut self) -> (String, u64) {
        mem::replace(&mut self.transcript, Transcript::new(self.output_limit)).finish()
    }

    /// A pipe that fails has ended.
    fn take(&mut self, read: &io::Result<usize>, buffer: &[u8], on_output: &mut impl FnMut(&str)) {
        match read.as_ref().ok().and_then(|length| buffer.get(..*length)) {
            None | Some([]) => self.open = false,
            Some(bytes) => {
                let text = self.decoder.decode(bytes);
                self.hear(&text, on_output);
            }
        }
    }

    fn hear(&mut self, text: &str, on_output: &mut impl FnMut(&str)) {
        if !text.is_empty() {
            self.heard = Instant::now();
            self.transcript.push(text);
            on_output(text);
        }
    }
}

#[cfg(unix)]
fn how(status: ExitStatus) -> End {
    use std::os::unix::process::ExitStatusExt;
    match (status.code(), status.signal()) {
        (Some(code), _) => End::Exited(code),
        (None, signal) => End::Signalled(signal.unwrap_or_default()),
    }
}

#[cfg(not(unix))]
fn how(status: ExitStatus) -> End {
    End::Exited(status.code().unwrap_or_default())
}
