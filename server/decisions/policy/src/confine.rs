//! What commands of agents may touch, as data: which secrets of a home are hidden from them, which files of a workspace they
//! only read, and where tool chains may write.

/// What a command asks for beyond its sandbox. Each is a question to the user, whatever the settings say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extras {
    /// The network, this machine's own services included.
    pub network: bool,
    /// Real paths of files and folders outside the workspace, or of files that decide what is run, to be written.
    pub write: Vec<String>,
    /// No sandbox at all.
    pub unsandboxed: bool,
}

impl Extras {
    /// In words for people, each "to …"; none if nothing is asked for.
    pub fn words(&self) -> Option<String> {
        let network = self.network.then(|| "to use the network".to_owned());
        let write = (!self.write.is_empty()).then(|| format!("to write `{}`", self.write.join("`, `")));
        let unsandboxed =
            self.unsandboxed.then(|| "to run outside of the sandbox, with all your rights".to_owned());
        let words: Vec<String> = [unsandboxed, network, write].into_iter().flatten().collect();
        (!words.is_empty()).then(|| words.join(" and "))
    }
}

/// Files and folders beneath a home that give access to something, or tell of it. Commands cannot read them.
pub const SECRETS_AT_HOME: &[&str] = &[
    // Keys.
    ".ssh",
    ".gnupg",
    ".pki",
    ".password-store",
    ".local/share/keyrings",
    ".config/sops",
    ".config/age",
    // Clouds.
    ".aws",
    ".azure",
    ".config/gcloud",
    ".config/doctl",
    ".oci",
    ".kube",
    ".terraform.d/credentials.tfrc.json",
    ".terraformrc",
    ".vault-token",
    ".docker",
    ".config/containers",
    ".config/helm",
    // Code hosts and registries.
    ".config/gh",
    ".config/glab-cli",
    ".config/hub",
    ".git-credentials",
    ".config/git/credentials",
    ".netrc",
    ".npmrc",
    ".pypirc",
    ".config/pip",
    ".cargo/credentials",
    ".cargo/credentials.toml",
    ".gem/credentials",
    ".m2/settings.xml",
    ".m2/settings-security.xml",
    ".gradle/gradle.properties",
    ".nuget/NuGet",
    ".composer/auth.json",
    ".config/composer/auth.json",
    // Databases and storage.
    ".pgpass",
    ".my.cnf",
    ".mylogin.cnf",
    ".config/rclone",
    ".s3cfg",
    // What browsers and mail programs keep.
    ".mozilla",
    ".thunderbird",
    ".config/google-chrome",
    ".config/chromium",
    ".config/BraveSoftware",
    // Agents: their logins, and what was said to them.
    ".kiro",
    ".amazonq",
    ".claude",
    ".claude.json",
    ".codex",
    ".gemini",
    ".config/github-copilot",
    ".local/share/opencode",
    // What was typed.
    ".bash_history",
    ".zsh_history",
    ".local/share/fish/fish_history",
    ".psql_history",
    ".mysql_history",
    ".python_history",
    ".node_repl_history",
];

/// Where variables say that such files are instead, and what is hidden in the place that they name; all of it if that is empty.
pub const SECRETS_BY_VARIABLE: &[(&str, &str)] = &[
    ("AWS_CONFIG_FILE", ""),
    ("AWS_SHARED_CREDENTIALS_FILE", ""),
    ("CARGO_HOME", "credentials"),
    ("CARGO_HOME", "credentials.toml"),
    ("CLOUDSDK_CONFIG", ""),
    ("DOCKER_CONFIG", ""),
    ("GH_CONFIG_DIR", ""),
    ("GNUPGHOME", ""),
    ("GOOGLE_APPLICATION_CREDENTIALS", ""),
    ("KIRO_HOME", ""),
    ("KUBECONFIG", ""),
    ("NETRC", ""),
    ("NPM_CONFIG_USERCONFIG", ""),
    ("PGPASSFILE", ""),
    ("PIP_CONFIG_FILE", ""),
];

/// What of the system is hidden: files that only root reads, which an agent of root must not, and the sockets of services that
/// give a container the whole disk. Those in `/run` are out of reach anyway.
pub const HIDDEN_OF_THE_SYSTEM: &[&str] =
    &["/etc/shadow", "/etc/gshadow", "/var/snap/lxd/common/lxd", "/var/lib/lxd", "/var/lib/incus"];

/// Files and folders beneath a home that run something when the user logs in, opens a shell or a program. They matter
/// where a home is the workspace, or was given to be written.
pub const STARTED_AT_HOME: &[&str] = &[
    ".bashrc",
    ".bash_profile",
    ".bash_login",
    ".bash_logout",
    ".bash_aliases",
    ".profile",
    ".zshrc",
    ".zshenv",
    ".zprofile",
    ".zlogin",
    ".zlogout",
    ".kshrc",
    ".inputrc",
    ".xinitrc",
    ".xprofile",
    ".xsessionrc",
    ".pam_environment",
    ".gitconfig",
    ".config/git",
    ".config/fish",
    ".config/nushell",
    ".config/environment.d",
    ".config/autostart",
    ".config/systemd",
    ".config/nvim",
    ".config/helix",
    ".config/emacs",
    ".config/Code/User",
    ".emacs",
    ".emacs.d",
    ".vimrc",
    ".vim",
    ".tmux.conf",
    ".local/bin",
    ".cargo/bin",
    ".cargo/config.toml",
    ".cargo/env",
    "bin",
];

/// What in a `.git` folder runs something, or says where to look for what does.
pub const STARTED_BY_GIT: &[&str] =
    &["config", "config.worktree", "hooks", "info/attributes", "commondir", "modules"];

/// Folders of version control, and what in them runs something, or says where to look for what does.
pub const STARTED_BY_REPOSITORIES: &[(&str, &[&str])] =
    &[(".git", STARTED_BY_GIT), (".hg", &["hgrc"]), (".jj", &["repo/config.toml"])];

/// Folders that hold what was fetched or built. They are large, and what looks like a control file or a secret there is
/// somebody's example.
pub const FETCHED_OR_BUILT: &[&str] =
    &["node_modules", "target", ".venv", "venv", "vendor", "__pycache__", ".tox"];

/// Variables that name a cache, and the folder of it in a place of the workspace's own outside of the workspace.
///
/// The caches of a home (`~/.cargo`, `~/.npm`, `~/.cache`, `~/go`) are read and not written: what is in them is run by the
/// user's other projects, so that a command could leave there what its sandbox is meant to hold. Cargo, npm, pip and pytest
/// work offline with caches that they only read. Go does not build without writing to its own.
pub const OWN_CACHES: &[(&str, &str)] = &[("GOCACHE", "go-build")];

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn extras_in_words() {
        let none = Extras::default();
        assert_eq!(none.words(), None);
        let network = Extras { network: true, ..Extras::default() };
        expect!["to use the network"].assert_eq(&network.words().unwrap());
        let write = vec!["/home/ada/notes".to_owned(), "/srv/x".to_owned()];
        let all = Extras { network: true, write, unsandboxed: true };
        expect![
            "to run outside of the sandbox, with all your rights and to use the network and to write `/home/ada/notes`, `/srv/x`"
        ]
        .assert_eq(&all.words().unwrap());
    }

    #[test]
    fn lists_name_each_thing_once_and_beneath_a_home() {
        for list in [SECRETS_AT_HOME, STARTED_AT_HOME, STARTED_BY_GIT] {
            let mut names = list.to_vec();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), list.len());
            for name in list {
                assert!(!name.starts_with('/') && !name.ends_with('/') && !name.contains(".."), "{name}");
            }
        }
        // What gives access is hidden, which is more than not to be written.
        assert!(SECRETS_AT_HOME.iter().all(|secret| !STARTED_AT_HOME.contains(secret)));
    }
}
