use std::collections::BTreeMap;
use std::io;

use libc::sock_filter;
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
};

/// System calls that no build or test needs, and that are ways out, into other processes or into the kernel. They fail
/// with "not permitted".
#[rustfmt::skip]
const REFUSED: &[i64] = &[
    // Other processes.
    libc::SYS_ptrace, libc::SYS_process_vm_readv, libc::SYS_process_vm_writev, libc::SYS_kcmp,
    libc::SYS_pidfd_getfd, libc::SYS_process_madvise,
    // Mounts, which would uncover what is hidden.
    libc::SYS_mount, libc::SYS_umount2, libc::SYS_pivot_root, libc::SYS_chroot, libc::SYS_move_mount,
    libc::SYS_open_tree, libc::SYS_fsopen, libc::SYS_fsconfig, libc::SYS_fsmount, libc::SYS_fspick,
    libc::SYS_mount_setattr, libc::SYS_setns, libc::SYS_open_by_handle_at, libc::SYS_name_to_handle_at,
    // Keys of the user's session.
    libc::SYS_add_key, libc::SYS_request_key, libc::SYS_keyctl,
    // Large doors into the kernel. The rings also make calls that no filter sees.
    libc::SYS_bpf, libc::SYS_perf_event_open, libc::SYS_userfaultfd,
    libc::SYS_io_uring_setup, libc::SYS_io_uring_enter, libc::SYS_io_uring_register,
    // The machine itself.
    libc::SYS_init_module, libc::SYS_finit_module, libc::SYS_delete_module, libc::SYS_kexec_load,
    libc::SYS_reboot, libc::SYS_swapon, libc::SYS_swapoff, libc::SYS_acct, libc::SYS_quotactl,
    libc::SYS_settimeofday, libc::SYS_clock_settime, libc::SYS_clock_adjtime, libc::SYS_adjtimex,
    libc::SYS_sethostname, libc::SYS_setdomainname, libc::SYS_syslog, libc::SYS_vhangup,
    #[cfg(target_arch = "x86_64")] libc::SYS_iopl,
    #[cfg(target_arch = "x86_64")] libc::SYS_ioperm,
];

/// New namespaces give rights over mounts, and have been the way to most holes of the kernel.
const NAMESPACES: &[i32] = &[
    libc::CLONE_NEWUSER,
    libc::CLONE_NEWNS,
    libc::CLONE_NEWPID,
    libc::CLONE_NEWNET,
    libc::CLONE_NEWIPC,
    libc::CLONE_NEWUTS,
    libc::CLONE_NEWCGROUP,
];

/// Orders to a terminal that put text into its input, as if the user had typed it.
const TYPED: &[libc::Ioctl] = &[libc::TIOCSTI, libc::TIOCLINUX];

/// The filter for the system calls of a command that may open sockets of these `families`. A list of what is refused:
/// a list of what is allowed would break with each new tool chain.
///
/// # Errors
/// This processor is not one that filters are written for.
pub(super) fn filter(families: &[i32]) -> io::Result<Vec<sock_filter>> {
    let arch = std::env::consts::ARCH.try_into().map_err(io::Error::other)?;
    let refuse = SeccompAction::Errno(libc::EPERM.cast_unsigned());
    let rules = rules(families).map_err(io::Error::other)?;
    let filter = SeccompFilter::new(rules, SeccompAction::Allow, refuse, arch).map_err(io::Error::other)?;
    let program: BpfProgram = filter.try_into().map_err(io::Error::other)?;
    let rest =
        program.iter().map(|step| sock_filter { code: step.code, jt: step.jt, jf: step.jf, k: step.k });
    Ok(PROLOGUE.into_iter().chain(rest).collect())
}

/// Before all else: `clone3` does not exist, since its flags cannot be seen, so that programs use `clone`; nor does the
/// second set of numbers of x86-64, which would go around a list.
const PROLOGUE: [sock_filter; 4] = [
    step(libc::BPF_LD | libc::BPF_W | libc::BPF_ABS, 0, 0, 0),
    step(libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K, 1, 0, libc::SYS_clone3 as u32),
    step(libc::BPF_JMP | libc::BPF_JGE | libc::BPF_K, 0, 1, 0x4000_0000),
    step(libc::BPF_RET | libc::BPF_K, 0, 0, libc::SECCOMP_RET_ERRNO | libc::ENOSYS as u32),
];

const fn step(code: u32, jt: u8, jf: u8, k: u32) -> sock_filter {
    sock_filter { code: code as u16, jt, jf, k }
}

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

fn rules(families: &[i32]) -> Result<Rules, seccompiler::BackendError> {
    let argument = |number, operator, value| {
        SeccompCondition::new(number, SeccompCmpArgLen::Dword, operator, u64::from(value))
    };
    let only = |condition| SeccompRule::new(vec![condition]);
    let namespaces = || {
        let flags = NAMESPACES.iter().map(|flag| flag.cast_unsigned());
        flags
            .map(|flag| only(argument(0, SeccompCmpOp::MaskedEq(flag.into()), flag)?))
            .collect::<Result<Vec<_>, _>>()
    };
    let typed = TYPED.iter().map(|order| only(argument(1, SeccompCmpOp::Eq, *order as u32)?));
    let other_than = |families: &[i32]| {
        let each = families.iter().map(|family| argument(0, SeccompCmpOp::Ne, family.cast_unsigned()));
        match each.collect::<Result<Vec<_>, _>>()? {
            // No rule refuses the call whatever its arguments.
            none if none.is_empty() => Ok(Vec::new()),
            all => Ok::<_, seccompiler::BackendError>(vec![SeccompRule::new(all)?]),
        }
    };
    let mut rules: Rules = REFUSED.iter().map(|call| (*call, Vec::new())).collect();
    rules.insert(libc::SYS_clone, namespaces()?);
    rules.insert(libc::SYS_unshare, namespaces()?);
    rules.insert(libc::SYS_ioctl, typed.collect::<Result<_, _>>()?);
    rules.insert(libc::SYS_socket, other_than(families)?);
    rules.insert(libc::SYS_socketpair, other_than(&[libc::AF_UNIX])?);
    Ok(rules)
}

/// The filter as Bubblewrap reads it.
pub(super) fn bytes(filter: &[sock_filter]) -> Vec<u8> {
    let bytes = |step: &sock_filter| {
        let ([a, b], [e, f, g, h]) = (step.code.to_ne_bytes(), step.k.to_ne_bytes());
        [a, b, step.jt, step.jf, e, f, g, h]
    };
    filter.iter().flat_map(bytes).collect()
}
