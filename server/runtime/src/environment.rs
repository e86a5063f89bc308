use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use models::{ModelSettings, Secret};
use policy::Limits;
use protocol::{ErrorCode, VerbError};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::usage::read_catalog;
use crate::{RuleFiles, Settings};

/// The letters of ids: no two look alike.
const LETTERS: &[u8] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// The keys of `settings.json`.
pub(crate) const SETTINGS: [&str; 20] = [
    "model",
    "openaiBaseUrl",
    "openaiApiKey",
    "anthropicBaseUrl",
    "anthropicApiKey",
    "contextWindow",
    "auto",
    "fallbackModels",
    "caps",
    "plan",
    "effort",
    "cacheTtl",
    "awsRegion",
    "awsProfile",
    "bedrockEndpoint",
    "bedrockGuardrail",
    "dataResidency",
    "guards",
    "keepSessions",
    "keepSessionsDays",
];

/// The vendor's setting that names a model.
pub(crate) const VENDOR_MODEL: &str = "chat.defaultModel";

impl Settings {
    /// The settings of this machine for the workspace at `root`, and what is wrong with its settings files:
    /// a bad file is left out, never a reason not to start.
    ///
    /// Models: `KIRO_LSP_MODEL`, `OPENAI_BASE_URL` and `OPENAI_API_KEY`, `ANTHROPIC_BASE_URL` and `ANTHROPIC_API_KEY`, and the
    /// `AWS_…` variables of every AWS program; then `kiro-lsp/settings.json` in the configuration folder; then, for the model's name alone,
    /// `chat.defaultModel` of the vendor's `~/.kiro/settings/cli.json`, which is only ever read. State: `KIRO_LSP_STATE_DIR`, or `kiro-lsp` in the
    /// state folder, a folder for each workspace.
    ///
    /// # Errors
    /// There is no home directory to keep state in.
    pub fn of_this_machine(root: PathBuf, process_name: &str) -> Result<(Self, Vec<String>), VerbError> {
        let root = root.canonicalize().unwrap_or(root);
        let mut problems = Vec::new();
        let models = model_settings(&mut problems);
        problems.extend(models.catalog_problems.iter().cloned());
        let limits = limits(&mut problems);
        let retention = settings_of(settings_file(), &mut problems).unwrap_or_default();
        // What is no JSON is said once.
        problems.dedup();
        let state = state_folder(&root)?;
        let rules = rule_files(&root);
        let process_name = format!("{process_name} (pid {})", std::process::id());
        let usage = state_base().unwrap_or_else(|| state.clone()).join("usage");
        let settings = Self { root, state, process_name, models, rules, limits, retention, usage, now, mint };
        Ok((settings, problems))
    }
}

/// The key `guards` of our settings file.
fn limits(problems: &mut Vec<String>) -> Limits {
    #[derive(serde::Deserialize, Default)]
    #[serde(default)]
    struct Guards {
        guards: Limits,
    }
    settings_of::<Guards>(settings_file(), problems).unwrap_or_default().guards
}

fn rule_files(root: &Path) -> RuleFiles {
    let vendor = vendor_folder();
    let vendor = vendor.as_deref();
    RuleFiles {
        administration: administration_folder().map(|folder| folder.join("permissions.yaml")),
        user: vendor.map(|folder| folder.join("settings/permissions.yaml")),
        workspace: vendor
            .map(|folder| folder.join("workspace-roots").join(workspace_name(root)).join("permissions.yaml")),
    }
}

/// Where only an administrator writes.
fn administration_folder() -> Option<PathBuf> {
    if cfg!(windows) {
        variable("ProgramData").map(|folder| Path::new(&folder).join("kiro-lsp"))
    } else if cfg!(target_os = "macos") {
        Some(PathBuf::from("/Library/Application Support/kiro-lsp"))
    } else {
        Some(PathBuf::from("/etc/kiro-lsp"))
    }
}

fn model_settings(problems: &mut Vec<String>) -> ModelSettings {
    let mut settings: ModelSettings = settings_of(settings_file(), problems).unwrap_or_default();
    if let Some((catalog, problems)) = catalog_file().and_then(|file| read_catalog(&file)) {
        (settings.catalog, settings.catalog_problems) = (Some(Arc::new(catalog)), problems);
    }
    if let Some(model) = variable("KIRO_LSP_MODEL") {
        settings.model = Some(model);
    }
    if let Some(url) = variable("OPENAI_BASE_URL") {
        settings.openai_base_url = Some(url);
    }
    if let Some(key) = variable("OPENAI_API_KEY") {
        settings.openai_api_key = Some(Secret::from(key));
    }
    if let Some(url) = variable("ANTHROPIC_BASE_URL") {
        settings.anthropic_base_url = Some(url);
    }
    if let Some(key) = variable("ANTHROPIC_API_KEY") {
        settings.anthropic_api_key = Some(Secret::from(key));
    }
    // The AWS SDK reads these itself, but a value that it is given would go before them.
    let bedrock = &mut settings.bedrock;
    let first = |names: [&str; 2], setting: &mut Option<String>| {
        if let Some(value) = names.into_iter().find_map(variable) {
            *setting = Some(value);
        }
    };
    first(["AWS_REGION", "AWS_DEFAULT_REGION"], &mut bedrock.region);
    first(["AWS_PROFILE", "AWS_DEFAULT_PROFILE"], &mut bedrock.profile);
    if let Some(endpoint) = variable("AWS_ENDPOINT_URL_BEDROCK_RUNTIME") {
        bedrock.endpoint = Some(endpoint);
    }
    if settings.model.is_none() {
        let vendor: Option<Value> = settings_of(vendor_settings_file(), problems);
        settings.model = vendor
            .as_ref()
            .and_then(|vendor| vendor.get(VENDOR_MODEL))
            .and_then(Value::as_str)
            .map(str::to_owned);
    }
    settings
}

/// Where programs keep their logs: one place for all workspaces, since a process may serve several. `None` where no
/// state can be kept.
pub fn log_folder() -> Option<PathBuf> {
    state_base().map(|base| base.join("logs"))
}

/// What no tool may touch, wherever it lies: the state of this workspace, that of all others, and the logs. Not the folder
/// above them, in which a workspace may lie.
pub(crate) fn private(settings: &Settings) -> Vec<PathBuf> {
    let of_all = state_base().map(|base| [base.join("workspaces"), base.join("logs")]);
    let own = [settings.state.clone(), settings.usage.clone()];
    of_all.into_iter().flatten().chain(own).collect()
}

/// Where the state of all workspaces is.
pub(crate) fn state_base() -> Option<PathBuf> {
    variable("KIRO_LSP_STATE_DIR")
        .map(PathBuf::from)
        .or_else(|| variable("XDG_STATE_HOME").map(|folder| Path::new(&folder).join("kiro-lsp")))
        .or_else(|| home().map(|home| home.join(".local/state/kiro-lsp")))
}

fn state_folder(root: &Path) -> Result<PathBuf, VerbError> {
    let base = state_base().ok_or_else(|| {
        let why = "there is no home directory to keep state in; set KIRO_LSP_STATE_DIR to a folder";
        VerbError::new(ErrorCode::Store, why)
    })?;
    Ok(base.join("workspaces").join(workspace_name(root)))
}

/// The name is for people; the hash keeps workspaces of one name apart.
fn workspace_name(root: &Path) -> String {
    let name: String = root
        .file_name()
        .map(|name| {
            name.to_string_lossy().chars().filter(|c| c.is_alphanumeric() || *c == '-').take(40).collect()
        })
        .unwrap_or_default();
    let hash = blake3::hash(root.as_os_str().as_encoded_bytes()).to_hex();
    let hash = hash.get(..12).unwrap_or_default();
    format!("{name}-{hash}")
}

fn settings_of<T: DeserializeOwned>(file: Option<PathBuf>, problems: &mut Vec<String>) -> Option<T> {
    let file = file?;
    read_json(&file).unwrap_or_else(|why| {
        problems.push(format!("`{}` is left out: {why}", file.display()));
        None
    })
}

/// What a JSON file holds; `None` if there is none.
pub(crate) fn read_json<T: DeserializeOwned>(file: &Path) -> Result<Option<T>, String> {
    match std::fs::read_to_string(file) {
        Ok(text) => serde_json::from_str(&text).map(Some).map_err(|error| error.to_string()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.to_string()),
    }
}

/// Our settings file, whether it is there or not.
pub(crate) fn settings_file() -> Option<PathBuf> {
    config_folder().map(|folder| folder.join("kiro-lsp/settings.json"))
}

/// The user's own catalogue of models, whether it is there or not.
pub(crate) fn catalog_file() -> Option<PathBuf> {
    config_folder().map(|folder| folder.join("kiro-lsp/models.json"))
}

/// The vendor's, of which only [`VENDOR_MODEL`] is used.
pub(crate) fn vendor_settings_file() -> Option<PathBuf> {
    vendor_folder().map(|folder| folder.join("settings/cli.json"))
}

/// What the user hides from agents in all workspaces, in the vendor's file. One that cannot be read hides everything, or
/// it would be taken for one that hides nothing.
pub(crate) fn own_kiroignore() -> Option<String> {
    match std::fs::read_to_string(vendor_folder()?.join("settings/kiroignore")) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => {
            tracing::warn!("the user's own kiroignore cannot be read, so that agents see nothing: {error}");
            Some("*".to_owned())
        }
    }
}

/// The sessions of the vendor's command line, which are only ever read.
pub(crate) fn vendor_sessions_folder() -> Option<PathBuf> {
    vendor_folder().map(|folder| folder.join("sessions/cli"))
}

pub(crate) fn config_folder() -> Option<PathBuf> {
    variable("XDG_CONFIG_HOME").map(PathBuf::from).or_else(|| home().map(|home| home.join(".config")))
}

pub(crate) fn vendor_folder() -> Option<PathBuf> {
    variable("KIRO_HOME").map(PathBuf::from).or_else(|| home().map(|home| home.join(".kiro")))
}

/// The user's home directory.
pub fn home() -> Option<PathBuf> {
    std::env::home_dir().filter(|home| home.is_absolute())
}

/// An empty variable counts as none.
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

fn mint() -> String {
    let letter = |_| LETTERS.get(fastrand::usize(..LETTERS.len())).copied().map_or('0', char::from);
    (0..8).map(letter).collect()
}
