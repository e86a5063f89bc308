use std::io;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::sync::{OnceLock, mpsc};
use std::thread;

use process_wrap::tokio::{ChildWrapper, CommandWrap};
use tokio::sync::oneshot;

/// A shell and all that it starts. Killed when dropped.
#[derive(Debug)]
pub(crate) struct Group {
    child: Box<dyn ChildWrapper>,
    killed: bool,
}

/// The reading end of the one pipe that is both the standard output and error of the group, so
/// that lines keep their order.
#[cfg(unix)]
pub(crate) type Output = tokio::net::unix::pipe::Receiver;
#[cfg(not(unix))]
pub(crate) type Output = tokio::fs::File;

impl Group {
    /// Starts `script` in `shell`; `cwd` must exist.
    pub(crate) async fn start(
        shell: &Path,
        script: &str,
        cwd: &Path,
        environment: Vec<(std::ffi::OsString, std::ffi::OsString)>,
    ) -> io::Result<(Group, Output)> {
        let (reader, writer) = io::pipe()?;
        let mut command = CommandWrap::with_new(shell, |command| {
            #[cfg(unix)]
            command.arg("-c").arg(script);
            // `cmd` has its own idea of quotes: it strips the outer pair and takes the rest as is.
            #[cfg(windows)]
            command.raw_arg(format!("/D /S /C \"{script}\""));
            command.current_dir(cwd).env_clear().envs(environment).stdin(Stdio::null());
        });
        command.command_mut().stdout(writer.try_clone()?).stderr(writer);
        // A session of its own has no controlling terminal: a program that opens one to ask for
        // a password fails at once instead of stopping.
        #[cfg(unix)]
        command.wrap(process_wrap::tokio::ProcessSession);
        #[cfg(windows)]
        command.wrap(process_wrap::tokio::KillOnDrop).wrap(process_wrap::tokio::JobObject);
        #[cfg(target_os = "linux")]
        die_with_parent(command.command_mut());

        // The command goes with its closure, and our copies of the writing end with it.
        let child = on_spawner(move || command.spawn()).await??;
        let group = Group { child, killed: false };
        Ok((group, output(reader)?))
    }

    /// Waits for the shell itself. May be dropped and called again.
    pub(crate) async fn leader(&mut self) -> io::Result<ExitStatus> {
        // Waiting for the group would wait for background processes where we are their reaper
        // (as the first process of a container).
        self.child.inner_mut().wait().await
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
}

impl Drop for Group {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The same number on every Unix.
#[cfg(unix)]
const SIGTERM: i32 = 15;

#[cfg(unix)]
fn output(reader: io::PipeReader) -> io::Result<Output> {
    Output::from_owned_fd(reader.into())
}

#[cfg(not(unix))]
fn output(reader: io::PipeReader) -> io::Result<Output> {
    let handle: std::os::windows::io::OwnedHandle = reader.into();
    Ok(Output::from_std(handle.into()))
}

/// Lets the kernel kill the shell when this process dies, by whatever way.
#[cfg(target_os = "linux")]
#[expect(unsafe_code)]
fn die_with_parent(command: &mut tokio::process::Command) {
    use rustix::process::{Signal, getpid, getppid, set_parent_process_death_signal};
    let parent = getpid();
    // SAFETY: between fork and exec only async-signal-safe calls are allowed; these are three
    // bare system calls, and an `Errno` turns into an error without allocating.
    unsafe {
        command.pre_exec(move || {
            set_parent_process_death_signal(Some(Signal::KILL))?;
            // It may have died before the call above.
            if getppid() == Some(parent) { Ok(()) } else { Err(rustix::io::Errno::SRCH.into()) }
        });
    }
}

/// Runs `job` on a thread that never ends: to the kernel the parent whose death counts is the
/// thread that started the child, and threads of a pool come and go.
async fn on_spawner<T: Send + 'static>(job: impl FnOnce() -> T + Send + 'static) -> io::Result<T> {
    type Job = Box<dyn FnOnce() + Send>;
    static SPAWNER: OnceLock<mpsc::Sender<Job>> = OnceLock::new();
    let spawner = SPAWNER.get_or_init(|| {
        let (sender, jobs) = mpsc::channel::<Job>();
        // Should the thread not start, its receiver is gone and each job fails to be sent.
        let _ = thread::Builder::new()
            .name("exec-spawner".to_owned())
            .spawn(move || jobs.into_iter().for_each(|job| job()));
        sender
    });
    let gone = || io::Error::other("the thread that starts processes is gone");
    let runtime = tokio::runtime::Handle::current();
    let (answer, answered) = oneshot::channel();
    let job = move || {
        let _entered = runtime.enter();
        // Nobody waits any more: what was started is dropped, and so ends.
        let _ = answer.send(job());
    };
    spawner.send(Box::new(job)).map_err(|_| gone())?;
    answered.await.map_err(|_| gone())
}
