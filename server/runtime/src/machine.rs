//! What there is on this machine that the doctor asks about. Files are read, programs asked for their version.

use std::path::{Path, PathBuf};
use std::time::Duration;

use doctor::{AwsFacts, Git, Mechanism, Program, Sandbox, profiles, sso_token};
use models::BedrockSettings;

use crate::environment::{home, now, variable};

/// How long a program may take to say its version.
const VERSION_LIMIT: Duration = Duration::from_secs(2);

/// What VS Code starts for `--version` is not cheap, and any version will do.
const EDITORS: [(&str, bool); 5] =
    [("nvim", true), ("hx", true), ("helix", true), ("code", false), ("emacs", true)];

/// Where AWS's own programs keep their settings (AWS SDKs and Tools Reference, "Location of the shared files").
pub(crate) struct AwsFiles {
    pub(crate) config: PathBuf,
    pub(crate) credentials: PathBuf,
    sso_cache: PathBuf,
}

impl AwsFiles {
    pub(crate) fn of_this_machine() -> Self {
        let folder = home().unwrap_or_default().join(".aws");
        let file = |set: &str, name: &str| variable(set).map_or_else(|| folder.join(name), PathBuf::from);
        Self {
            config: file("AWS_CONFIG_FILE", "config"),
            credentials: file("AWS_SHARED_CREDENTIALS_FILE", "credentials"),
            sso_cache: folder.join("sso/cache"),
        }
    }

    pub(crate) fn cached_logins(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(&self.sso_cache).into_iter().flatten().flatten();
        entries
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|e| e == "json"))
            .collect()
    }
}

pub(crate) fn aws(settings: &BedrockSettings) -> AwsFacts {
    let files = AwsFiles::of_this_machine();
    let mut unreadable = Vec::new();
    let mut read = |file: &Path| {
        std::fs::read_to_string(file).unwrap_or_else(|error| {
            if error.kind() != std::io::ErrorKind::NotFound {
                unreadable.push(format!("`{}` cannot be read: {error}", file.display()));
            }
            String::new()
        })
    };
    let profiles = profiles(&read(&files.config), &read(&files.credentials));
    let logins = files.cached_logins();
    AwsFacts {
        profile: settings.profile.clone().unwrap_or_else(|| "default".to_owned()),
        profiles,
        tokens: logins.iter().filter_map(|file| sso_token(&std::fs::read_to_string(file).ok()?)).collect(),
        region: settings.region.clone(),
        unreadable,
        now: now(),
    }
}

/// What confines commands here, tried out.
pub(crate) async fn sandbox(root: &Path) -> Sandbox {
    let support = exec::confinement_support(root).await;
    let mechanism = support.best().map(|by| match by {
        exec::Mechanism::Bubblewrap { program } => {
            Mechanism::Bubblewrap { program: program.display().to_string() }
        }
        exec::Mechanism::Landlock => Mechanism::Landlock { version: support.landlock },
    });
    Sandbox { mechanism, broken: support.broken }
}

/// Git and the editors on `PATH`, asked all at once.
pub(crate) async fn programs(root: &Path) -> (Git, Vec<Program>) {
    let names = std::iter::once(("git", true)).chain(EDITORS);
    let asked = names.filter_map(|(name, ask)| Some((name, exec::find_program(name, root)?, ask)));
    let mut programs = futures_util::future::join_all(asked.map(|(name, path, ask)| async move {
        let says = if ask { exec::first_line(&path, "--version", VERSION_LIMIT).await } else { None };
        Program { name: name.to_owned(), path: path.display().to_string(), says }
    }))
    .await;
    let git = programs.iter().position(|program| program.name == "git").map(|at| programs.remove(at));
    (Git { program: git, repository: root.ancestors().any(|folder| folder.join(".git").exists()) }, programs)
}
