//! The warden: a process between us and the shell that adopts every descendant that loses its parent
//! (`PR_SET_CHILD_SUBREAPER`), so that a daemon cannot leave. It lives until everything below it is dead, and begins
//! to kill when its socket is closed: by us, or by the kernel when we die, however that happens.
//!
//! It is a fork of this process that never executes a program. Of a process with threads a fork has only the one that
//! forked, and any lock may be held for ever: from the fork on there are only system calls on what was prepared
//! before, nothing that allocates, locks or panics.
#![expect(unsafe_code, reason = "fork, exec and borrowed descriptors; each block says why it is sound")]

use std::ffi::{CStr, CString, OsStr, OsString, c_char};
use std::io;
use std::os::fd::{AsFd, BorrowedFd, FromRawFd, OwnedFd};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::Path;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{DupFlags, fcntl_dupfd_cloexec};
use rustix::process::{
    Pid, Signal, WaitOptions, chdir, getpgid, getpid, getppid, kill_process, kill_process_group,
    set_child_subreaper, set_parent_process_death_signal, setpgid, setsid, wait,
};
use rustix::stdio::{dup2_stderr, dup2_stdin, dup2_stdout};

use crate::confine::Limits;
use crate::group::system::{
    block_signals, child_signals, close, drop_capabilities, exit, filter_calls, heed, last_error,
    no_new_rights, obey, restore_signals, unblock_signals,
};

/// The order to ask everybody to end. The order to kill is the end of the socket.
pub(crate) const TERMINATE: u8 = b'T';

/// The descriptors of a warden: the socket, and then those it has of: what Bubblewrap reads, the rules, what it keeps.
const SOCKET: i32 = 3;
pub(crate) const FILTER: i32 = 4;
const FREE: i32 = 7;

/// How often the warden kills before it gives up, a millisecond apart: what runs as another user, or hangs in the
/// kernel, does not die of it.
const ROUNDS: u32 = 3_000;

/// The first rounds, in which it only looks: who has closed its output may be about to end by itself.
const PATIENCE: u32 = 4;

/// What a warden says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    /// The shell's process, and group.
    Started(i32),
    /// The shell could not be executed: the system's number of the error.
    Failed(i32),
    /// The shell ended, with this status of `wait`.
    Ended(i32),
    /// Nobody is left; this many had to be killed, the shell not counted.
    Gone(u32),
}

impl Word {
    pub(crate) const BYTES: usize = 5;

    pub(crate) fn read([kind, value @ ..]: [u8; Self::BYTES]) -> Option<Self> {
        let value = i32::from_le_bytes(value);
        match kind {
            b'S' => Some(Self::Started(value)),
            b'F' => Some(Self::Failed(value)),
            b'E' => Some(Self::Ended(value)),
            b'G' => Some(Self::Gone(value.cast_unsigned())),
            _ => None,
        }
    }

    fn bytes(self) -> [u8; Self::BYTES] {
        let (kind, value) = match self {
            Self::Started(leader) => (b'S', leader),
            Self::Failed(why) => (b'F', why),
            Self::Ended(status) => (b'E', status),
            Self::Gone(count) => (b'G', count.cast_signed()),
        };
        let [a, b, c, d] = value.to_le_bytes();
        [kind, a, b, c, d]
    }
}

/// What the shell is executed with, ready for the system call.
pub(crate) struct Program {
    cwd: CString,
    arguments: Vec<CString>,
    environment: Vec<CString>,
}

impl Program {
    pub(crate) fn new<'a>(
        arguments: impl Iterator<Item = &'a OsStr>,
        cwd: &Path,
        environment: Vec<(OsString, OsString)>,
    ) -> io::Result<Self> {
        let text = |text: &OsStr| CString::new(text.as_bytes());
        // A later value of a name wins, and the system has no such rule.
        let environment: std::collections::BTreeMap<_, _> = environment.into_iter().collect();
        let variable = |(mut name, value): (OsString, OsString)| {
            name.push("=");
            name.push(value);
            CString::new(name.into_vec())
        };
        Ok(Self {
            cwd: text(cwd.as_os_str())?,
            arguments: arguments.map(text).collect::<Result<_, _>>()?,
            environment: environment.into_iter().map(variable).collect::<Result<_, _>>()?,
        })
    }
}

/// Starts a warden, and below it the program within its limits, with `output` as both outputs. Answers the warden's
/// process, a child of this one. The warden holds `keep` as long as it lives.
pub(crate) fn start(
    program: &Program,
    input: impl AsFd,
    output: impl AsFd,
    socket: impl AsFd,
    keep: Option<&impl AsFd>,
    limits: Option<&Limits>,
) -> io::Result<Pid> {
    let pointers = |texts: &[CString]| -> Vec<*const c_char> {
        texts.iter().map(|text| text.as_ptr()).chain([std::ptr::null()]).collect()
    };
    let (arguments, environment) = (pointers(&program.arguments), pointers(&program.environment));
    let exec = Exec {
        cwd: &program.cwd,
        arguments: &arguments,
        environment: &environment,
        input: input.as_fd(),
        output: output.as_fd(),
        keep: keep.map(AsFd::as_fd),
        limits,
    };
    // No handler of this process may run in the copy: it would write to what both share.
    let before = block_signals();
    // SAFETY: the copy runs `guard` or `shell` below, which only make system calls and never return.
    let forked = unsafe { libc::fork() };
    if forked == 0 {
        warden(&exec, socket.as_fd());
    }
    let error = io::Error::last_os_error();
    restore_signals(&before);
    Pid::from_raw(forked).filter(|_| forked > 0).ok_or(error)
}

/// What the shell's process needs between fork and exec.
struct Exec<'a> {
    cwd: &'a CStr,
    /// Both end with a null pointer; the strings outlive this.
    arguments: &'a [*const c_char],
    environment: &'a [*const c_char],
    input: BorrowedFd<'a>,
    output: BorrowedFd<'a>,
    keep: Option<BorrowedFd<'a>>,
    limits: Option<&'a Limits>,
}

impl<'a> Exec<'a> {
    fn ruleset(&self) -> Option<BorrowedFd<'a>> {
        self.limits?.ruleset.as_ref().map(AsFd::as_fd)
    }

    fn filter(&self) -> Option<BorrowedFd<'a>> {
        self.limits?.filter.as_ref().map(AsFd::as_fd)
    }
}

fn warden(exec: &Exec<'_>, socket: BorrowedFd<'_>) -> ! {
    let (socket, ruleset) = match keep_only(exec, socket) {
        Ok(kept) => kept,
        Err(error) => fail(socket, error.raw_os_error()),
    };
    // What is sent to our group, such as by a terminal or a supervisor, is not meant for it.
    let _ = setpgid(None, None);
    let own = getpid();
    if let Err(error) = set_child_subreaper(Some(own)) {
        fail(socket, error.raw_os_error());
    }
    // Whoever started us may have had these ignored, which is inherited: then the ends of children would not be told,
    // and a shell would not die of a closed pipe.
    heed(libc::SIGCHLD);
    heed(libc::SIGPIPE);
    // SAFETY: this process has one thread, and `shell` never returns.
    let forked = unsafe { libc::fork() };
    match (forked, Pid::from_raw(forked)) {
        (0, _) => shell(exec, socket, ruleset, own),
        (1.., Some(leader)) => guard(leader, socket),
        _ => fail(socket, last_error()),
    }
}

/// Says why the shell does not start, with the system's number of the error.
fn fail(socket: BorrowedFd<'_>, why: i32) -> ! {
    say(socket, Word::Failed(why));
    exit(127)
}

/// Executes the program; returns never.
fn shell(exec: &Exec<'_>, socket: BorrowedFd<'_>, ruleset: Option<BorrowedFd<'_>>, warden: Pid) -> ! {
    let prepare = || -> rustix::io::Result<()> {
        // A session of its own has no controlling terminal: a program that opens one to ask for a password fails at
        // once instead of stopping.
        setsid()?;
        set_parent_process_death_signal(Some(Signal::KILL))?;
        // It may have died before the call above.
        if getppid() != Some(warden) {
            return Err(rustix::io::Errno::SRCH);
        }
        chdir(exec.cwd)
    };
    let prepared = prepare().map_err(rustix::io::Errno::raw_os_error);
    let limited = prepared.and_then(|()| exec.limits.map_or(Ok(()), |limits| limit(limits, ruleset)));
    let why = match (limited, exec.arguments.first()) {
        (Ok(()), Some(path)) => {
            unblock_signals();
            // SAFETY: both lists hold pointers to strings that end with a zero, and end with a null pointer.
            unsafe { libc::execve(*path, exec.arguments.as_ptr(), exec.environment.as_ptr()) };
            last_error()
        }
        (Err(why), _) => why,
        (Ok(()), None) => libc::EINVAL,
    };
    fail(socket, why)
}

/// Takes from this process what the command must not have.
fn limit(limits: &Limits, ruleset: Option<BorrowedFd<'_>>) -> Result<(), i32> {
    if limits.capabilities {
        drop_capabilities()?;
    }
    no_new_rights()?;
    if let Some(ruleset) = ruleset {
        obey(ruleset)?;
    }
    limits.calls.as_deref().map_or(Ok(()), filter_calls)
}

/// Watches over the shell until nobody is left, or it is told to kill, or nobody is there who could tell.
fn guard(leader: Pid, socket: BorrowedFd<'_>) -> ! {
    // The end of the output is seen when the command has no process left that holds it.
    // SAFETY: this process reads and writes nothing but the socket and what it opens from here on.
    unsafe { close(0, 2) };
    let _ = chdir(c"/");
    let _ = rustix::thread::set_name(c"kiro-warden");
    let children = child_signals();
    say(socket, Word::Started(leader.as_raw_nonzero().get()));
    let mut alive = true;
    loop {
        loop {
            match wait(WaitOptions::NOHANG) {
                Ok(Some((child, status))) if child == leader => {
                    alive = false;
                    say(socket, Word::Ended(status.as_raw()));
                }
                Ok(Some(_)) => {}
                Ok(None) => break,
                // The usual end: nobody was left behind, and no order is needed.
                Err(_) => {
                    say(socket, Word::Gone(0));
                    exit(0)
                }
            }
        }
        let mut waited = [PollFd::new(&socket, PollFlags::IN), PollFd::new(&children, PollFlags::IN)];
        let polled = poll(&mut waited, None);
        let [said, ended] = waited;
        if polled.is_ok() && !ended.revents().is_empty() {
            let _ = rustix::io::read(&children, &mut [0; 128]);
        }
        if polled.is_ok() && !said.revents().is_empty() {
            let mut order = [0];
            match rustix::io::read(socket, &mut order) {
                Ok(1) if order == [TERMINATE] => {
                    signal_group(leader, alive, Signal::TERM);
                    // To many programs a second signal says not to clean up.
                    signal_children(Signal::TERM, |child| !alive || getpgid(Some(child)) != Ok(leader));
                }
                Ok(1) => {}
                Ok(_) | Err(_) => break,
            }
        }
    }
    say(socket, Word::Gone(kill_all(leader, alive)));
    exit(0)
}

/// Kills whoever is below this process until nobody is. The children of a dead process become children of this one
/// before its end is told, so when there is no child left, nobody is. A child's number is not given away before its
/// end was taken here, so nobody else is hit.
fn kill_all(leader: Pid, mut alive: bool) -> u32 {
    let mut killed: u32 = 0;
    for round in 0..ROUNDS {
        loop {
            match wait(WaitOptions::NOHANG) {
                Ok(Some((child, _))) if child == leader => alive = false,
                Ok(Some((_, status))) => {
                    let ours = status.terminating_signal() == Some(libc::SIGKILL);
                    killed = killed.saturating_add(ours.into());
                }
                Ok(None) => break,
                Err(_) => return killed,
            }
        }
        if round >= PATIENCE {
            let listed = signal_children(Signal::KILL, |_| true);
            signal_group(leader, alive || !listed, Signal::KILL);
        }
        let _ = rustix::thread::nanosleep(&Timespec { tv_sec: 0, tv_nsec: 1_000_000 });
    }
    killed
}

/// Signals the shell's group, unless the shell has ended: then its number may soon be another's.
fn signal_group(leader: Pid, alive: bool, signal: Signal) {
    if alive {
        // Failing means that nobody is left.
        let _ = kill_process_group(leader, signal);
    }
}

/// Signals those children of this process, the shell and whoever it adopted, that are `meant`. False if the system does
/// not list them (Linux does since 3.17, where CONFIG_PROC_CHILDREN is set, as in distributions).
fn signal_children(signal: Signal, meant: impl Fn(Pid) -> bool) -> bool {
    use rustix::fs::{Mode, OFlags, open};
    let Ok(file) = open(c"/proc/thread-self/children", OFlags::RDONLY, Mode::empty()) else { return false };
    // Decimal numbers, each followed by a space. What does not fit comes with the next round.
    let mut list = [0; 4096];
    let Ok(length) = rustix::io::read(&file, &mut list) else { return false };
    let mut number: i32 = 0;
    for byte in list.iter().take(length) {
        if byte.is_ascii_digit() {
            number = number.saturating_mul(10).saturating_add((byte & 0x0f).into());
        } else if let Some(child) = Pid::from_raw(std::mem::take(&mut number)).filter(|child| meant(*child)) {
            let _ = kill_process(child, signal);
        }
    }
    true
}

fn say(socket: BorrowedFd<'_>, word: Word) {
    // Nobody listening means that we are dead; SIGPIPE is blocked, or nothing else is done afterwards.
    let _ = rustix::net::send(socket, &word.bytes(), rustix::net::SendFlags::NOSIGNAL);
}

/// Gives this process the standard descriptors of a command and, not for the command, the socket, the rules and what is
/// kept. Nothing else stays open, neither here nor in the command: the end of another warden's socket must be seen when we
/// die. Answers the socket, which on an error is still where it was, and the rules.
fn keep_only(
    exec: &Exec<'_>,
    socket: BorrowedFd<'_>,
) -> rustix::io::Result<(BorrowedFd<'static>, Option<BorrowedFd<'static>>)> {
    // First out of the way of each other.
    let away = |from| fcntl_dupfd_cloexec(from, FREE);
    let moved = away(socket)?;
    let filter = exec.filter().map(away).transpose()?;
    let rules = exec.ruleset().map(away).transpose()?;
    let keep = exec.keep.map(away).transpose()?;
    dup2_stdin(exec.input)?;
    dup2_stdout(exec.output)?;
    dup2_stderr(exec.output)?;
    let mut next = SOCKET;
    let mut place = |from: OwnedFd, flags| -> rustix::io::Result<BorrowedFd<'static>> {
        // SAFETY: from here on the number is that of the copy, until the process ends: it is never dropped.
        let mut to = std::mem::ManuallyDrop::new(unsafe { OwnedFd::from_raw_fd(next) });
        rustix::io::dup3(from, &mut to, flags)?;
        // SAFETY: as above.
        let placed = unsafe { BorrowedFd::borrow_raw(next) };
        next += 1;
        Ok(placed)
    };
    let socket = place(moved, DupFlags::CLOEXEC)?;
    // The only one that Bubblewrap inherits. It comes first, so that its number is known.
    filter.map(|filter| place(filter, DupFlags::empty())).transpose()?;
    let rules = rules.map(|rules| place(rules, DupFlags::CLOEXEC)).transpose()?;
    keep.map(|keep| place(keep, DupFlags::CLOEXEC)).transpose()?;
    // SAFETY: of what was open before, the rest of this process only uses what was placed and the standard ones.
    unsafe { close(next, i32::MAX) };
    Ok((socket, rules))
}
