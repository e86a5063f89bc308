use std::fs::File;
use std::path::PathBuf;
use std::pin::Pin;
use std::process::ExitStatus;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::time::{Instant, sleep, timeout};

use crate::environment::environment;
use crate::group::{Group, Output};
use crate::output::{Decoder, Transcript};
use crate::{ExecError, shell};

/// A shell command to run.
#[derive(Clone, Debug)]
pub struct Command {
    /// What the shell gets: `bash -c`, `sh -c` without a bash, `cmd /C` on Windows.
    pub script: String,
    /// The working directory; must exist.
    pub cwd: PathBuf,
    /// How long it may run before it is ended.
    pub timeout: Duration,
    /// How many bytes of output are kept: half from the beginning, half from the end.
    pub output_limit: usize,
    /// Variables beyond the few that are inherited, or instead of them.
    pub env: Vec<(String, String)>,
    /// Stays open until the last process of the command is dead, also if this one dies before: a lock on it says that
    /// somebody is still at work. Not on systems other than Linux.
    pub keep: Option<Arc<File>>,
}

/// What became of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    pub end: End,
    /// Standard output and error in the order they arrived, as lossy UTF-8. Where the middle was
    /// left out, a line says how much.
    pub output: String,
    /// How many bytes of output were left out.
    pub truncated: u64,
    /// How many processes it left running in the background, which were ended. Always 0 where that is not known.
    pub left: u32,
    /// How long nothing had been printed at the end: what waits for something is silent.
    pub silent: Duration,
}

/// How the shell ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// With this code; 0 is success.
    Exited(i32),
    /// By this signal.
    Signalled(i32),
    /// The time was over, whatever the command made of it.
    TimedOut,
}

/// How long after the shell's end others may go on writing.
const DRAIN: Duration = Duration::from_millis(200);

/// How long the kernel may take to end what was killed. What takes longer is not waited for.
const BURIAL: Duration = Duration::from_secs(1);

/// How long a command may take to end after it was asked to.
const GRACE: Duration = Duration::from_secs(2);

/// Runs a command to its end. `on_output` gets the text as it arrives, cut between characters.
///
/// Background processes end with the shell: 200 ms later at most, or at once if they hold no
/// output. At the time limit the group gets SIGTERM and 2 s later SIGKILL.
///
/// When `stop` is ready first, every process is killed, and `Ok(Err(…))` says what it gave once they are gone: within
/// milliseconds, unless the system takes longer to end them. Dropping the future kills, too, and so does the death of
/// this process on Linux, but then nobody waits for the end.
///
/// Needs a tokio runtime with IO and time.
pub async fn run<S>(
    command: Command,
    mut on_output: impl FnMut(&str) + Send,
    stop: impl Future<Output = S>,
) -> Result<Result<Finished, S>, ExecError> {
    let Command { script, cwd, timeout, output_limit, env, keep } = command;
    tokio::pin!(stop);
    // What is stopped already does not begin.
    tokio::select! {
        biased;
        stopped = &mut stop => return Ok(Err(stopped)),
        () = std::future::ready(()) => {}
    }
    if !cwd.is_dir() {
        return Err(ExecError::NoFolder { path: cwd });
    }
    let shell = shell::find(&std::env::var_os("PATH").unwrap_or_default(), &cwd);
    let environment = environment(std::env::vars_os(), &env);
    let (mut group, mut output) = Group::start(shell, &script, &cwd, environment, keep.as_deref())?;

    let mut decoder = Decoder::default();
    let mut transcript = Transcript::new(output_limit);
    let mut heard = Instant::now();
    let mut take = |text: &str| {
        if !text.is_empty() {
            heard = Instant::now();
            transcript.push(text);
            on_output(text);
        }
    };
    let on_bytes = |bytes: &[u8]| take(&decoder.decode(bytes));
    let (end, left) = match watch(&mut group, &mut output, timeout, on_bytes, stop).await? {
        Ok(ended) => ended,
        Err(stopped) => return Ok(Err(stopped)),
    };
    take(&decoder.finish());
    let (output, truncated) = transcript.finish();
    Ok(Ok(Finished { end, output, truncated, left, silent: heard.elapsed() }))
}

/// Sees a group to its end, and counts whom the shell left behind.
async fn watch<S>(
    group: &mut Group,
    output: &mut Output,
    limit: Duration,
    mut on_bytes: impl FnMut(&[u8]) + Send,
    mut stop: Pin<&mut impl Future<Output = S>>,
) -> Result<Result<(End, u32), S>, ExecError> {
    let mut buffer = vec![0; 64 << 10];
    let mut open = true;
    let mut status = None;
    let mut timed_out = false;
    let deadline = sleep(limit);
    tokio::pin!(deadline);

    while open || status.is_none() {
        tokio::select! {
            // In this order, so that endless output does not keep the rest from being seen.
            biased;
            stopped = &mut stop => {
                group.kill();
                let _ = timeout(BURIAL, group.gone()).await;
                return Ok(Err(stopped));
            }
            () = &mut deadline => {
                if timed_out || status.is_some() {
                    break;
                }
                timed_out = true;
                group.terminate();
                deadline.as_mut().reset(Instant::now() + GRACE);
            }
            ended = group.leader(), if status.is_none() => {
                status = Some(ended?);
                // After the time limit the rest of the group keeps the grace it was given.
                if !timed_out {
                    deadline.as_mut().reset(Instant::now() + DRAIN);
                }
            }
            read = output.read(&mut buffer), if open => {
                open = pass_on(&read, &buffer, &mut on_bytes);
            }
        }
    }
    group.kill();

    // What was written before the end, if a slow `on_bytes` left it in the pipe.
    let rest = async {
        while open {
            let read = output.read(&mut buffer).await;
            open = pass_on(&read, &buffer, &mut on_bytes);
        }
    };
    // Too late means that a process which cannot be killed holds the pipe.
    let _ = timeout(DRAIN, rest).await;
    let left = timeout(BURIAL, group.gone()).await.unwrap_or_default();
    Ok(Ok(match status {
        Some(status) if !timed_out => (end(status), left),
        Some(_) | None => (End::TimedOut, 0),
    }))
}

/// Whether there may be more to read. A pipe that fails has ended.
fn pass_on(read: &std::io::Result<usize>, buffer: &[u8], on_bytes: &mut impl FnMut(&[u8])) -> bool {
    match read.as_ref().ok().and_then(|length| buffer.get(..*length)) {
        None | Some([]) => false,
        Some(bytes) => {
            on_bytes(bytes);
            true
        }
    }
}

#[cfg(unix)]
fn end(status: ExitStatus) -> End {
    use std::os::unix::process::ExitStatusExt;
    match (status.code(), status.signal()) {
        (Some(code), _) => End::Exited(code),
        (None, signal) => End::Signalled(signal.unwrap_or_default()),
    }
}

#[cfg(not(unix))]
fn end(status: ExitStatus) -> End {
    End::Exited(status.code().unwrap_or_default())
}
