//! What it means to read, write or destroy what is at a place.
use crate::shell::{Class, Target};
use crate::{CONTROL_FOLDERS, Place, place};

const SECRET: &str = "there are secrets in it";

/// Names in whose files there are secrets: whole names, or their beginning or end with `*`.
const SECRET_FILES: &[&str] = &[
    ".env",
    ".env.*",
    "*.env",
    "*.pem",
    "*.key",
    "*.p12",
    "*.pfx",
    "*.jks",
    "*.keystore",
    "*.kdbx",
    "id_rsa*",
    "id_dsa*",
    "id_ecdsa*",
    "id_ed25519*",
    ".npmrc",
    ".netrc",
    "_netrc",
    ".pypirc",
    ".pgpass",
    ".my.cnf",
    ".git-credentials",
    ".htpasswd",
    "*.tfstate",
    "*.tfstate.*",
    "*.tfvars",
    "credentials",
    "credentials.json",
    "service-account*.json",
    ".dockercfg",
    ".vault-token",
    "secrets.yaml",
    "secrets.yml",
    "secrets.json",
    ".bash_history",
    ".zsh_history",
    ".python_history",
    ".psql_history",
    ".mysql_history",
    ".node_repl_history",
    "auth.json",
    "hosts.yml",
];

/// Examples that are named like secrets.
const NO_SECRETS: &[&str] =
    &[".env.example", ".env.sample", ".env.template", ".env.dist", ".env.defaults", "*.pub"];

/// Folders of home and of the system with secrets.
const SECRET_FOLDERS: &[&str] = &[
    ".aws",
    ".ssh",
    ".gnupg",
    ".kube",
    ".docker",
    ".azure",
    ".gcloud",
    ".config/gcloud",
    ".config/gh",
    ".config/hub",
    ".config/op",
    ".password-store",
    ".kiro",
    ".local/share/keyrings",
    ".mozilla",
    ".config/google-chrome",
    ".config/chromium",
    ".terraform.d",
    ".cargo/credentials",
    ".config/rclone",
    "library/keychains",
    "library/application support",
];

const SECRET_SYSTEM: &[&str] = &[
    "/etc/shadow",
    "/etc/gshadow",
    "/etc/sudoers",
    "/etc/ssl/private",
    "/root",
    "/var/run/secrets",
    "/run/secrets",
    "/var/lib/kubelet",
    "/run/credentials",
];

/// What bash, login and the system read when something starts.
const SYSTEM: &[&str] = &[
    "/etc",
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib64",
    "/boot",
    "/var/spool",
    "/opt",
    "/Library",
    "/System",
    "/Applications",
    "/proc",
    "/sys",
    "/root",
    "/var/lib",
    "/run",
];

pub(super) fn read(target: &Target, shown: &str) -> Class {
    let guarded = |what: &str| Class::Guarded { why: format!("`{shown}`: {what}") };
    match target {
        Target::Inside(path) if is_secret_file(path) => guarded(SECRET),
        Target::InHome(path)
            if is_secret_file(path) || is_within(&path.to_ascii_lowercase(), SECRET_FOLDERS) =>
        {
            guarded(SECRET)
        }
        Target::Outside(path) | Target::Temp(path)
            if is_secret_file(path) || is_within(path, SECRET_SYSTEM) || is_process(path) =>
        {
            guarded(SECRET)
        }
        Target::Device(path) if is_network(path) => guarded("it is another machine"),
        Target::Device(path) if !is_plain_device(path) => guarded("it is a device"),
        Target::Inside(_) | Target::Root | Target::Temp(_) | Target::Device(_) => Class::ReadOnly,
        Target::InHome(_)
        | Target::Outside(_)
        | Target::AboveRoot(_)
        | Target::Home
        | Target::FileSystemRoot => Class::Ordinary,
        Target::Unknown => Class::Opaque { why: format!("where `{shown}` leads is not known") },
    }
}

pub(super) fn written(target: &Target, shown: &str) -> Class {
    let guarded = |what: &str| Class::Guarded { why: format!("`{shown}` {what}") };
    let forbidden = |what: &str| Class::Forbidden { why: format!("`{shown}` {what}") };
    match target {
        Target::Inside(path) => match place(path) {
            Place::Ordinary if !holds_control(path) => Class::Ordinary,
            Place::Ordinary | Place::Control => guarded("decides what is run or allowed"),
            Place::Repository => forbidden("belongs to version control itself"),
        },
        Target::Root | Target::Temp(_) => Class::Ordinary,
        Target::Device(path) if is_network(path) => guarded("sends to another machine"),
        Target::Device(path) if is_plain_device(path) => Class::Ordinary,
        Target::Device(path) if is_disk(path) => forbidden("is a disk or the memory of the machine"),
        Target::Device(_) => guarded("is a device"),
        // `.bashrc`, `.ssh`, `.config/systemd`: read by something that starts later.
        Target::InHome(path)
            if path.starts_with(['.', '-']) || is_within(&path.to_ascii_lowercase(), &["bin", "library"]) =>
        {
            forbidden("is of the user's own configuration")
        }
        Target::Outside(path) if is_within(path, SYSTEM) => forbidden("belongs to the system"),
        Target::InHome(_)
        | Target::Outside(_)
        | Target::AboveRoot(_)
        | Target::Home
        | Target::FileSystemRoot => guarded("is outside of the workspace"),
        Target::Unknown => Class::Opaque { why: format!("where `{shown}` leads is not known") },
    }
}

pub(super) fn destroyed(target: &Target, shown: &str) -> Class {
    let forbidden = |what: &str| Class::Forbidden {
        why: format!("`{shown}` is {what}, which is never deleted, moved or opened up as a whole"),
    };
    match target {
        Target::Inside(_) => written(target, shown),
        Target::Temp(_) => Class::Ordinary,
        Target::Root => forbidden("the whole workspace"),
        Target::AboveRoot(_) => forbidden("a folder that the workspace is in"),
        Target::Home => forbidden("the home folder"),
        Target::FileSystemRoot => forbidden("the root of the file system"),
        Target::InHome(_) | Target::Outside(_) => forbidden("outside of the workspace"),
        Target::Device(_) => forbidden("a device"),
        Target::Unknown => forbidden("not known"),
    }
}

/// A folder for files that decide what is run or allowed, or one that such folders are in.
fn holds_control(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    place(&format!("{path}/x")) == Place::Control
        || CONTROL_FOLDERS.iter().any(|folder| is_within(folder, &[&path]))
}

/// Some of the workspace may be deleted, though not all.
pub(super) fn searched(target: &Target, shown: &str) -> Class {
    if *target == Target::Root { Class::Ordinary } else { destroyed(target, shown) }
}

/// Of what is only named, secrets count.
pub(super) fn named(target: &Target, shown: &str) -> Class {
    let class = read(target, shown);
    if matches!(class, Class::Guarded { .. }) { class } else { Class::ReadOnly }
}

pub(super) fn is_secret_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let fits = |pattern: &&str| match (
        pattern.strip_prefix('*'),
        pattern.strip_suffix('*'),
        pattern.split_once('*'),
    ) {
        (Some(end), Some(_), _) => name.contains(end.trim_end_matches('*')),
        (Some(end), None, _) => name.ends_with(end),
        (None, Some(start), _) => name.starts_with(start),
        (None, None, Some((start, end))) => name.starts_with(start) && name.ends_with(end),
        (None, None, None) => name == **pattern,
    };
    SECRET_FILES.iter().any(fits) && !NO_SECRETS.iter().any(fits)
}

fn is_within(path: &str, folders: &[&str]) -> bool {
    folders.iter().any(|folder| {
        path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '.']))
    })
}

/// What `/proc` shows of processes: their environment, memory, arguments and open files.
fn is_process(path: &str) -> bool {
    let mut names = path.split('/').skip(1);
    names.next() == Some("proc")
        && names.next().is_some_and(|name| {
            name == "self" || name == "thread-self" || name.bytes().all(|b| b.is_ascii_digit())
        })
}

fn is_network(path: &str) -> bool {
    path.starts_with("/dev/tcp/") || path.starts_with("/dev/udp/")
}

fn is_plain_device(path: &str) -> bool {
    matches!(
        path,
        "/dev/null"
            | "/dev/zero"
            | "/dev/full"
            | "/dev/stdin"
            | "/dev/stdout"
            | "/dev/stderr"
            | "/dev/tty"
            | "/dev/urandom"
            | "/dev/random"
            | "/dev/fd/1"
            | "/dev/fd/2"
    )
}

fn is_disk(path: &str) -> bool {
    const DISKS: [&str; 14] = [
        "sd", "hd", "vd", "xvd", "nvme", "mmcblk", "disk", "rdisk", "dm-", "mapper/", "md", "loop", "mem",
        "kmem",
    ];
    path.strip_prefix("/dev/").is_some_and(|name| DISKS.iter().any(|disk| name.starts_with(disk)))
}
