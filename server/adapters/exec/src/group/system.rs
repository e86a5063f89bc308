//! System calls that no library of ours makes safe. Those that a warden makes neither allocate nor lock.
#![expect(unsafe_code, reason = "each block says why it is sound")]

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd};

/// Ends the process at once: nothing of what it was copied from is run or flushed.
pub(crate) fn exit(code: i32) -> ! {
    // SAFETY: a system call on a plain number.
    unsafe { libc::_exit(code) }
}

/// The number of what the last call of `libc` failed with.
pub(crate) fn last_error() -> i32 {
    io::Error::last_os_error().raw_os_error().unwrap_or_default()
}

/// Ends ignoring a signal.
pub(crate) fn heed(signal: i32) {
    // SAFETY: a system call on plain numbers.
    unsafe { libc::signal(signal, libc::SIG_DFL) };
}

/// Closes the descriptors from `first` to `last`.
///
/// # Safety
/// Nobody in this process uses any of them afterwards.
pub(crate) unsafe fn close(first: i32, last: i32) {
    // SAFETY: what the caller promises.
    if unsafe { libc::close_range(first.cast_unsigned(), last.cast_unsigned(), 0) } == 0 {
        return;
    }
    // Linux before 5.9.
    let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile).current.unwrap_or(1 << 20);
    for number in first..=last.min(i32::try_from(limit).unwrap_or(i32::MAX)) {
        // SAFETY: as above.
        unsafe { libc::close(number) };
    }
}

/// A descriptor that can be read when a child has ended. Needs the signal to be blocked.
pub(crate) fn child_signals() -> OwnedFd {
    // SAFETY: the set is initialised by the call that fills it.
    let number = unsafe {
        let mut set = std::mem::zeroed();
        libc::sigemptyset(&mut set);
        libc::sigaddset(&mut set, libc::SIGCHLD);
        libc::signalfd(-1, &set, libc::SFD_CLOEXEC)
    };
    if number < 0 {
        // Blind it would be of no use; its end is seen, and the shell ends with it.
        exit(1);
    }
    // SAFETY: a new descriptor, of which nobody else knows.
    unsafe { OwnedFd::from_raw_fd(number) }
}

/// Blocks every signal for this thread, and answers what was blocked before.
pub(crate) fn block_signals() -> libc::sigset_t {
    // SAFETY: both sets are ours, and initialised by the calls that fill them.
    unsafe {
        let (mut all, mut before) = (std::mem::zeroed(), std::mem::zeroed());
        libc::sigfillset(&mut all);
        libc::pthread_sigmask(libc::SIG_SETMASK, &all, &mut before);
        before
    }
}

/// Blocks what was blocked before.
pub(crate) fn restore_signals(before: &libc::sigset_t) {
    // SAFETY: the set is one that the system has filled.
    unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, before, std::ptr::null_mut()) };
}

/// Blocks nothing.
pub(crate) fn unblock_signals() {
    // SAFETY: the set is ours, and initialised by the call that fills it.
    unsafe {
        let mut none = std::mem::zeroed();
        libc::sigemptyset(&mut none);
        restore_signals(&none);
    }
}

/// The version of the kernel's Landlock interface; 0 without it.
pub(crate) fn landlock_version() -> u32 {
    const VERSION: libc::c_ulong = 1;
    // SAFETY: asked for the version, the call takes no pointer.
    let version = unsafe {
        libc::syscall(libc::SYS_landlock_create_ruleset, std::ptr::null::<libc::c_void>(), 0_usize, VERSION)
    };
    version.try_into().unwrap_or_default()
}

/// No program that this process executes has more rights than this process.
pub(crate) fn no_new_rights() -> Result<(), i32> {
    let (yes, no): (libc::c_ulong, libc::c_ulong) = (1, 0);
    // SAFETY: a system call on plain numbers.
    answer(unsafe { libc::prctl(libc::PR_SET_NO_NEW_PRIVS, yes, no, no, no) }.into())
}

/// Gives up every capability for good.
pub(crate) fn drop_capabilities() -> Result<(), i32> {
    for capability in 0..64_u64 {
        // SAFETY: a system call on plain numbers. It fails beyond the last capability; and for who is not root, and cannot
        // get any.
        unsafe { libc::prctl(libc::PR_CAPBSET_DROP, capability, 0, 0, 0) };
    }
    // `struct __user_cap_header_struct` of the third version, for this process, and no bit in any of the sets.
    let (header, none) = ([0x2008_0522_u32, 0], [0_u32; 6]);
    // SAFETY: both have the size that this version says, and are only read.
    answer(unsafe { libc::syscall(libc::SYS_capset, header.as_ptr(), none.as_ptr()) })
}

/// Puts this process under the rules, for good.
pub(crate) fn obey(ruleset: BorrowedFd<'_>) -> Result<(), i32> {
    // SAFETY: a system call on plain numbers.
    answer(unsafe { libc::syscall(libc::SYS_landlock_restrict_self, ruleset.as_raw_fd(), 0) })
}

/// Has the system calls of this process pass the filter, for good.
pub(crate) fn filter_calls(filter: &[libc::sock_filter]) -> Result<(), i32> {
    let Ok(len) = filter.len().try_into() else { return Err(libc::E2BIG) };
    let program = libc::sock_fprog { len, filter: filter.as_ptr().cast_mut() };
    // SAFETY: the program is only read, and holds as many steps as it says.
    let set =
        unsafe { libc::syscall(libc::SYS_seccomp, libc::SECCOMP_SET_MODE_FILTER, 0, &raw const program) };
    answer(set)
}

/// The system's number of the error, if a call answered that it failed.
fn answer(returned: libc::c_long) -> Result<(), i32> {
    if returned < 0 { Err(last_error()) } else { Ok(()) }
}
