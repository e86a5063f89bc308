//! The verb `kiro/doctor`: gathers the facts that the crate `doctor` judges.

use std::path::Path;
use std::time::Duration;

use agent::{History, ModelRequest};
use doctor::{
    CREDENTIAL_VARIABLES, Connection, Facts, Holding, ModelFacts, SettingsFile, SettingsState, StoreFacts,
    UnreadableSpec, WorkspaceFacts, checks,
};
use models::{Model, ModelSettings};
use protocol::{Response, VerbError};
use serde_json::{Map, Value};
use store::Health;
use workspace::Tree;

use crate::environment::{SETTINGS, VENDOR_MODEL, read_json, settings_file, variable, vendor_settings_file};
use crate::secrets::redact;
use crate::{Runtime, Settings, machine};

/// The whole question that `connect` asks.
const QUESTION: &str = "Answer with the word ok.";

/// How long its answer may take.
const ANSWER_LIMIT: Duration = Duration::from_secs(60);

/// What is kept in a workspace.
const FOLDERS: [&str; 5] = [".kiro", ".kiro/specs", ".kiro/steering", ".kiro/hooks", ".kiro/settings"];

impl Runtime {
    pub(crate) fn doctor(&self, connect: bool) -> Response {
        let store = self.inner.store.health().map_err(|error| error.to_string());
        let store = store.map(|health| self.store_facts(health));
        let workspace = self.workspace_facts().map_err(|error| error.to_string());
        examine(self.inner.tree.root(), &self.inner.settings.models, workspace, store, connect)
    }

    fn store_facts(&self, health: Health) -> StoreFacts {
        StoreFacts {
            file: self.inner.store.folder().join("state.db").display().to_string(),
            bytes: health.bytes,
            schema: health.schema,
            events: health.events.iter().map(|(_, count)| count).sum(),
            damage: health.damage,
            leases: health
                .leases
                .into_iter()
                .map(|(key, owner, alive)| Holding { key, owner: owner.name, alive })
                .collect(),
            free: health.free,
        }
    }

    fn workspace_facts(&self) -> Result<WorkspaceFacts, VerbError> {
        let tree = &self.inner.tree;
        let specs = self.spec_summaries()?;
        let links = FOLDERS
            .into_iter()
            .filter(|path| tree.root().join(path).is_symlink())
            .map(|path| (path.to_owned(), tree.resolve(path).ok().map(|target| target.to_string())))
            .collect();
        let unreadable = specs
            .iter()
            .filter_map(|spec| Some(UnreadableSpec { name: spec.name.clone(), why: spec.problem.clone()? }))
            .collect();
        Ok(WorkspaceFacts {
            root: tree.root().display().to_string(),
            has_kiro: tree.root().join(".kiro").is_dir(),
            links,
            not_folders: not_folders(tree.root()),
            specs: specs.len(),
            unreadable,
        })
    }
}

/// Those of [`FOLDERS`] that are there, and are something else.
fn not_folders(root: &Path) -> Vec<String> {
    let is_other = |path: &&str| root.join(path).metadata().is_ok_and(|found| !found.is_dir());
    FOLDERS.into_iter().filter(is_other).map(str::to_owned).collect()
}

/// What can be said where the runtime of `folder` could not be opened, and `why`: a doctor must not need health.
/// Blocks; must be called within a tokio runtime.
pub fn doctor_unopened(folder: &Path, why: &VerbError, connect: bool) -> Response {
    let root = workspace::find_root(folder, crate::home().as_deref());
    let settings = Settings::of_this_machine(root.clone(), "doctor");
    let models = settings.map(|(settings, _)| settings.models).unwrap_or_default();
    let workspace = Tree::open(&root).and_then(|tree| tree.specs()).map_err(|error| error.to_string());
    let workspace = workspace.map(|specs| WorkspaceFacts {
        root: root.display().to_string(),
        has_kiro: root.join(".kiro").is_dir(),
        links: Vec::new(),
        not_folders: not_folders(&root),
        specs: specs.len(),
        unreadable: Vec::new(),
    });
    examine(&root, &models, workspace, Err(why.to_string()), connect)
}

fn examine(
    root: &Path,
    models: &ModelSettings,
    workspace: Result<WorkspaceFacts, String>,
    store: Result<StoreFacts, String>,
    connect: bool,
) -> Response {
    let ((git, editors), sandbox, connection) = wait_for(async {
        let connection = async { if connect { ask(models).await } else { None } };
        futures_util::future::join3(machine::programs(root), machine::sandbox(root), connection).await
    });
    let own = settings_file().and_then(|file| read_json::<ModelSettings>(&file).ok()?);
    let facts = Facts {
        model: model_facts(models, &own.unwrap_or_default()),
        variables: CREDENTIAL_VARIABLES
            .iter()
            .filter(|name| variable(name).is_some())
            .map(|name| (*name).to_owned())
            .collect(),
        aws: machine::aws(&models.bedrock),
        connection,
        settings: settings_files(),
        workspace,
        store,
        sandbox,
        git,
        editors,
    };
    let mut checks = checks(&facts);
    for check in &mut checks {
        check.found = redact(&check.found).into_owned();
        check.fix = check.fix.take().map(|fix| redact(&fix).into_owned());
    }
    let platform = format!("{} {}", std::env::consts::OS, std::env::consts::ARCH);
    Response::Doctor { version: env!("CARGO_PKG_VERSION").to_owned(), platform, checks }
}

/// `own` are those of our settings file, as far as it counts.
fn model_facts(models: &ModelSettings, own: &ModelSettings) -> ModelFacts {
    let source = if variable("KIRO_LSP_MODEL").is_some() {
        Some("KIRO_LSP_MODEL".to_owned())
    } else if own.model.is_some() {
        settings_file().map(|file| format!("`model` in `{}`", file.display()))
    } else {
        vendor_settings_file().map(|file| format!("`{VENDOR_MODEL}` in `{}`", file.display()))
    };
    let opened = Model::named(None, models).map_err(|error| error.to_string());
    ModelFacts {
        set: models.model.clone(),
        source: models.model.as_ref().and(source),
        opened,
        key_in_settings: own.openai_api_key.is_some(),
    }
}

fn settings_files() -> Vec<SettingsFile> {
    let own = settings_file().map(|file| {
        // As a whole for what is wrong in it, as a map for what is not known.
        let read = read_json::<ModelSettings>(&file).and_then(|_| read_json::<Map<String, Value>>(&file));
        let state = match read {
            Ok(Some(keys)) => SettingsState::Read {
                unknown: keys.keys().filter(|key| !SETTINGS.contains(&key.as_str())).cloned().collect(),
            },
            Ok(None) => SettingsState::Absent,
            Err(why) => SettingsState::Unusable(why),
        };
        SettingsFile { path: file.display().to_string(), state }
    });
    let vendor = vendor_settings_file().map(|file| {
        let state = match read_json::<Value>(&file) {
            Ok(Some(_)) => SettingsState::Read { unknown: Vec::new() },
            Ok(None) => SettingsState::Absent,
            Err(why) => SettingsState::Unusable(why),
        };
        SettingsFile { path: file.display().to_string(), state }
    });
    own.into_iter().chain(vendor).collect()
}

/// One question, once. `None` without a model to ask.
async fn ask(models: &ModelSettings) -> Option<Connection> {
    let mut settings = models.clone();
    settings.retry.attempts = 1;
    let model = Model::open(None, &settings).ok()?;
    let mut history = History::default();
    history.prompt(QUESTION);
    let request = ModelRequest::new("You test a connection.".into(), history.into(), [].into())?;
    let answer = match tokio::time::timeout(ANSWER_LIMIT, model.answer(&request, None, &mut |_| {})).await {
        Ok(Ok(answer)) => {
            let usage = answer.usage;
            Ok(format!("{} tokens in, {} out", usage.input_tokens + usage.cached_tokens, usage.output_tokens))
        }
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err(format!("`{}` did not answer within {} s", model.name(), ANSWER_LIMIT.as_secs())),
    };
    Some(Connection { model: model.name(), answer })
}

/// The result of a future, for a caller that blocks, wherever in the tokio runtime it stands.
fn wait_for<T: Send>(future: impl Future<Output = T> + Send) -> T {
    let tokio = tokio::runtime::Handle::current();
    std::thread::scope(|scope| match scope.spawn(|| tokio.block_on(future)).join() {
        Ok(value) => value,
        Err(panic) => std::panic::resume_unwind(panic),
    })
}
