use std::collections::BTreeSet;
use std::fs::{self, Metadata};
use std::io;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, CompatLevel, Compatible, PathBeneath, PathFd, Ruleset,
    RulesetAttr, RulesetCreated, RulesetCreatedAttr, RulesetError, Scope,
};

use super::paths::{Inode, inode, is_beneath};

/// The first version with which a file outside cannot be emptied (Linux 6.2).
pub(super) const OLDEST: u32 = 3;

/// The first with which a command cannot signal others, nor reach abstract sockets (Linux 6.12).
pub(super) const SCOPES: u32 = 6;

/// The devices that commands use. All others are left out: to root, a disk is a file with every secret in it.
const DEVICES: &[&str] = &[
    "/dev/null",
    "/dev/zero",
    "/dev/full",
    "/dev/random",
    "/dev/urandom",
    "/dev/tty",
    "/dev/ptmx",
    "/dev/pts",
];

/// Rules for a command that reads all but `hidden`, of which `linked` have other names, and writes what is `writable`. A
/// list can only allow: what lies in something that is allowed is allowed. Paths are real.
pub(super) fn ruleset(
    abi: u32,
    writable: &[PathBuf],
    hidden: &[PathBuf],
    linked: &BTreeSet<Inode>,
    network: bool,
) -> io::Result<Option<OwnedFd>> {
    let abi = ABI::from(i32::try_from(abi).unwrap_or_default()).min(ABI::V7);
    let rules = || -> Result<RulesetCreated, RulesetError> {
        let mut rules = Ruleset::default().set_compatibility(CompatLevel::HardRequirement);
        rules = rules.handle_access(AccessFs::from_all(abi))?;
        if !network && abi >= ABI::V4 {
            rules = rules.handle_access(AccessNet::from_all(abi))?;
        }
        if abi >= ABI::V6 {
            rules = rules.scope(Scope::from_all(abi))?;
        }
        let mut rules = rules.create()?;
        let all = AccessFs::from_all(abi);
        // Names may be listed everywhere, or no folder above what is hidden could be.
        allow(&mut rules, Path::new("/"), true, AccessFs::ReadDir.into(), abi)?;
        for (path, is_folder) in readable(hidden, linked) {
            allow(&mut rules, &path, is_folder, AccessFs::from_read(abi), abi)?;
        }
        for path in writable {
            allow(&mut rules, path, path.is_dir(), all, abi)?;
        }
        for device in DEVICES.iter().map(Path::new) {
            let making = AccessFs::MakeChar | AccessFs::MakeBlock;
            allow(&mut rules, device, device.is_dir(), all & !making, abi)?;
        }
        Ok(rules)
    };
    Ok(rules().map_err(io::Error::other)?.into())
}

/// Rules for a command that Bubblewrap confines: it signals and reaches nobody outside. They leave it its mounts.
pub(super) fn scopes(abi: u32) -> io::Result<Option<OwnedFd>> {
    if abi < SCOPES {
        return Ok(None);
    }
    let rules = Ruleset::default().set_compatibility(CompatLevel::HardRequirement);
    let rules = rules.scope(Scope::from_all(ABI::V6)).and_then(Ruleset::create);
    Ok(rules.map_err(io::Error::other)?.into())
}

/// Allows it for `path`, if that can be opened.
fn allow(
    rules: &mut RulesetCreated,
    path: &Path,
    is_folder: bool,
    access: BitFlags<AccessFs>,
    abi: ABI,
) -> Result<(), RulesetError> {
    let Ok(opened) = PathFd::new(path) else { return Ok(()) };
    let access = if is_folder { access } else { access & AccessFs::from_file(abi) };
    rules.add_rule(PathBeneath::new(opened, access)).map(|_| ())
}

/// The largest files and folders that hold nothing hidden, and which of them are folders.
fn readable(hidden: &[PathBuf], linked: &BTreeSet<Inode>) -> Vec<(PathBuf, bool)> {
    // Folders that hold something hidden are not allowed as a whole.
    let above = hidden.iter().flat_map(|path| path.ancestors().skip(1));
    let opened: BTreeSet<&Path> = above.chain([Path::new("/")]).collect();
    let outside = |folder: &&Path| !is_beneath(folder, hidden);
    let mut readable = Vec::new();
    for folder in opened.iter().filter(|folder| outside(folder)) {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        // A rule is about a file by all its names.
        let is_hidden = |found: Metadata| linked.contains(&inode(&found));
        let others = entries.filter(|entry| linked.is_empty() || !entry.metadata().is_ok_and(is_hidden));
        let kinds = others.filter_map(|entry| Some((entry.path(), entry.file_type().ok()?)));
        // What a link leads to is allowed where it is.
        let paths = kinds.filter(|(_, kind)| !kind.is_symlink()).map(|(path, kind)| (path, kind.is_dir()));
        let whole = |path: &PathBuf| !opened.contains(path.as_path()) && !is_beneath(path, hidden);
        readable.extend(paths.filter(|(path, _)| whole(path) && path != Path::new("/dev")));
    }
    readable
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::group::landlock_version;

    #[test]
    fn rules_for_each_version_that_this_kernel_has() {
        let home = tempfile::tempdir().unwrap();
        let path = |name: &str| home.path().join(name);
        for name in ["open", "secret", "work"] {
            fs::create_dir(path(name)).unwrap();
        }
        for version in OLDEST..=landlock_version() {
            for network in [false, true] {
                let rules = ruleset(version, &[path("work")], &[path("secret")], &BTreeSet::new(), network);
                assert!(rules.unwrap().is_some(), "version {version}");
            }
            assert_eq!(scopes(version).unwrap().is_some(), version >= SCOPES);
        }
    }

    #[test]
    fn what_is_beside_something_hidden_is_readable() {
        let home = tempfile::tempdir().unwrap();
        let home = home.path().canonicalize().unwrap();
        for name in ["a/secret", "a/open", "b"] {
            fs::create_dir_all(home.join(name)).unwrap();
        }
        std::os::unix::fs::symlink("a", home.join("link")).unwrap();
        let mut readable = readable(&[home.join("a/secret")], &BTreeSet::new());
        let there = |path: &str| readable.contains(&(PathBuf::from(path), true));
        assert!(there("/usr") && !there("/dev"));
        readable.retain(|(path, _)| path.starts_with(&home));
        readable.sort();
        assert_eq!(readable, [(home.join("a/open"), true), (home.join("b"), true)]);
    }
}
