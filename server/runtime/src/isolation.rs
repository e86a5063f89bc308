//! How commands of agents are kept from what they must not touch: what `policy` lists, for this workspace and home, as what
//! `exec` is told.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use exec::{Confinement, Mechanism};
use policy::{
    Extras, HIDDEN_OF_THE_SYSTEM, OWN_CACHES, SECRETS_AT_HOME, SECRETS_BY_VARIABLE, STARTED_AT_HOME,
};
use workspace::Tree;

use crate::control_files::{Before, May, Rights, Survey};
use crate::environment::{home, settings_file, state_base, variable};
use crate::intent::{Action, Intent};
use crate::may_show::may_show;
use crate::secrets::learn;
use crate::{Inner, Runtime, Settings};

/// What a command is given to run with.
pub(crate) struct Isolation {
    /// None: it runs with all rights of the user.
    pub(crate) confinement: Option<Confinement>,
    pub(crate) env: Vec<(String, String)>,
    /// The control files as they are.
    pub(crate) before: Before,
}

impl Intent {
    /// Says in the question how a command would run, which is part of what the user allows, and what it may show then.
    pub(crate) fn with_isolation(mut self, tree: &Tree, by: Option<&Mechanism>) -> Self {
        if let Action::Shell(command) = &self.action {
            let secrets_hidden =
                matches!(by, Some(Mechanism::Bubblewrap { .. })) && !command.extras.unsandboxed;
            self.touches.extend(may_show(tree, &self.touches, &command.folder, secrets_hidden));
            self.detail.push_str("\n\n");
            self.detail.push_str(&in_words(by, &command.extras));
        }
        self
    }
}

impl Runtime {
    /// The isolation of a command that asks for these extras, and got them. Reads the file system.
    ///
    /// # Errors
    /// It could not be worked out, and the command must not run.
    pub(crate) async fn isolate(&self, extras: Extras) -> Result<Isolation, String> {
        let by = self.mechanism().await;
        self.cut_off().into_iter().for_each(|said| self.afterword(said));
        let runtime = self.clone();
        let isolated = tokio::task::spawn_blocking(move || {
            let Inner { tree, store, settings, .. } = &*runtime.inner;
            isolation(tree, settings, by, &extras, store.head().unwrap_or_default())
        });
        isolated.await.map_err(|error| format!("its isolation could not be worked out: {error}"))
    }

    /// What confines commands here, found out once.
    pub(crate) async fn mechanism(&self) -> Option<Mechanism> {
        self.inner.support.get_or_init(|| exec::confinement_support(self.inner.tree.root())).await.best()
    }
}

/// How a command with these extras runs.
fn in_words(by: Option<&Mechanism>, extras: &Extras) -> String {
    let (by, beyond) = match by {
        None => {
            return "It runs without isolation: this system has no sandbox. It can do whatever you can."
                .to_owned();
        }
        Some(_) if extras.unsandboxed => {
            return "It runs outside of the sandbox: it can do whatever you can.".to_owned();
        }
        Some(Mechanism::Bubblewrap { .. }) => ("bubblewrap", ""),
        Some(Mechanism::Landlock) => (
            "Landlock",
            " Landlock cannot keep it from secrets in the workspace, nor from control files, which are mended afterwards.",
        ),
    };
    let network = if extras.network { "has the network" } else { "has no network" };
    let write: String = extras.write.iter().map(|path| format!(", `{path}`")).collect();
    format!(
        "It runs in a sandbox ({by}): it writes in the workspace{write} and a temporary folder, reads no secrets, and \
         {network}.{beyond}"
    )
}

fn isolation(
    tree: &Tree,
    settings: &Settings,
    by: Option<Mechanism>,
    extras: &Extras,
    since: u64,
) -> Isolation {
    // What was allowed is a place without links. What became one since is another place.
    let allowed = extras.write.iter().map(PathBuf::from).filter(|path| workspace::real_path(path) == *path);
    let allowed: Vec<PathBuf> = allowed.collect();
    let survey = Survey::of(tree.root());
    // Whatever a command may print of them is taken out.
    learn(survey.secrets.iter().map(|path| tree.root().join(path)));
    let (env, caches) = own_caches(&settings.state);
    let open = extras.unsandboxed || by.as_ref().is_none_or(|by| *by == Mechanism::Landlock);
    let may = if extras.unsandboxed { May::Anything } else { May::These(allowed.clone()) };
    let before = survey.before(tree, Rights { open, may }, since);
    let Some(by) = by.filter(|_| !extras.unsandboxed) else {
        return Isolation { confinement: None, env: Vec::new(), before };
    };
    let inside = |paths: BTreeSet<String>| -> Vec<PathBuf> {
        paths.into_iter().map(|path| tree.root().join(path)).collect()
    };
    let home = home();
    let at_home =
        |paths: &'static [&str]| home.iter().flat_map(|home| paths.iter().map(|path| home.join(path)));
    let mut writable = vec![tree.root().to_owned()];
    writable.extend(caches);
    writable.extend(allowed.iter().cloned());
    let mut protected = inside(survey.protected);
    protected.extend(at_home(STARTED_AT_HOME));
    protected.retain(|path| !allowed.contains(path));
    let mut hidden = inside(survey.secrets);
    hidden.extend(at_home(SECRETS_AT_HOME));
    hidden.extend(SECRETS_BY_VARIABLE.iter().filter_map(|(name, below)| {
        let named = PathBuf::from(variable(name)?);
        Some(if below.is_empty() { named } else { named.join(below) })
    }));
    hidden.extend(HIDDEN_OF_THE_SYSTEM.iter().map(PathBuf::from));
    hidden.extend(settings_file());
    let private = state_base().into_iter().chain([settings.state.clone()]).collect();
    let confinement = Confinement { by, writable, protected, hidden, private, network: extras.network };
    Isolation { confinement: Some(confinement), env, before }
}

/// The workspace's own caches: the variables that name them, and the folders, which exist.
fn own_caches(state: &Path) -> (Vec<(String, String)>, Vec<PathBuf>) {
    let mut caches = (Vec::new(), Vec::new());
    for (variable, name) in OWN_CACHES {
        let folder = state.join("cache").join(name);
        if std::fs::create_dir_all(&folder).is_ok() {
            caches.0.push(((*variable).to_owned(), folder.display().to_string()));
            caches.1.push(folder);
        }
    }
    caches
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use expect_test::expect;

    use super::*;

    #[test]
    #[cfg(unix)]
    fn what_a_command_is_given() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().canonicalize().unwrap();
        let at = |path: &str| folder.join(path);
        for path in ["work/.vscode/a.json", "work/.kiro/hooks/b.json", "work/.env", "notes/c.md"] {
            std::fs::create_dir_all(at(path).parent().unwrap()).unwrap();
            std::fs::write(at(path), "").unwrap();
        }
        std::os::unix::fs::symlink("notes", at("swapped")).unwrap();
        let settings = Settings {
            root: at("work"),
            state: at("state"),
            process_name: String::new(),
            models: models::ModelSettings::default(),
            rules: crate::RuleFiles::default(),
            limits: crate::Limits::default(),
            retention: crate::Retention::default(),
            usage: at("usage"),
            now: || 0,
            mint: String::new,
        };
        let tree = Tree::open(&settings.root).unwrap();
        let write = ["notes", "swapped", "work/.vscode"].map(|path| at(path).display().to_string());
        let extras = Extras { write: write.into(), ..Extras::default() };
        let given = isolation(&tree, &settings, Some(Mechanism::Landlock), &extras, 0);
        let Confinement { writable, protected, hidden, private, network, .. } = given.confinement.unwrap();
        let ours = |paths: Vec<PathBuf>| -> Vec<String> {
            let below = paths.iter().filter_map(|path| path.strip_prefix(&folder).ok());
            below.map(|path| path.display().to_string()).collect()
        };
        expect![[r#"
            writes ["work", "state/cache/go-build", "notes", "work/.vscode"]
            does not write ["work/.kiro/hooks"]
            does not read ["work/.env", "state"]
            network: false"#]]
        .assert_eq(&format!(
            "writes {:?}\ndoes not write {:?}\ndoes not read {:?}\nnetwork: {network}",
            ours(writable),
            ours(protected),
            ours([hidden, private].concat())
        ));
        let outside = Extras { unsandboxed: true, ..Extras::default() };
        assert!(isolation(&tree, &settings, Some(Mechanism::Landlock), &outside, 0).confinement.is_none());
    }

    #[test]
    fn a_question_says_how_a_command_runs() {
        let extras = Extras { network: true, write: vec!["/srv/notes".to_owned()], unsandboxed: false };
        let bubblewrap = Mechanism::Bubblewrap { program: "/usr/bin/bwrap".into() };
        let unsandboxed = Extras { unsandboxed: true, ..Extras::default() };
        let said = [
            in_words(None, &Extras::default()),
            in_words(Some(&bubblewrap), &Extras::default()),
            in_words(Some(&bubblewrap), &extras),
            in_words(Some(&bubblewrap), &unsandboxed),
            in_words(Some(&Mechanism::Landlock), &Extras::default()),
        ];
        expect![[r#"
            It runs without isolation: this system has no sandbox. It can do whatever you can.
            It runs in a sandbox (bubblewrap): it writes in the workspace and a temporary folder, reads no secrets, and has no network.
            It runs in a sandbox (bubblewrap): it writes in the workspace, `/srv/notes` and a temporary folder, reads no secrets, and has the network.
            It runs outside of the sandbox: it can do whatever you can.
            It runs in a sandbox (Landlock): it writes in the workspace and a temporary folder, reads no secrets, and has no network. Landlock cannot keep it from secrets in the workspace, nor from control files, which are mended afterwards."#]]
        .assert_eq(&said.join("\n"));
    }
}
