use crate::AwsFacts;

/// Everything that [`checks`](crate::checks) judges.
#[derive(Clone, Debug)]
pub struct Facts {
    pub model: ModelFacts,
    /// Those of [`CREDENTIAL_VARIABLES`] that are set and not empty.
    pub variables: Vec<String>,
    pub aws: AwsFacts,
    /// What the endpoint said, if it was asked.
    pub connection: Option<Connection>,
    pub settings: Vec<SettingsFile>,
    /// Or why the folder cannot be worked in.
    pub workspace: Result<WorkspaceFacts, String>,
    /// Or why the state cannot be used.
    pub store: Result<StoreFacts, String>,
    pub sandbox: Sandbox,
    pub git: Git,
    /// Those that are on `PATH`.
    pub editors: Vec<Program>,
}

/// Environment variables that give access to models, whose names may be told.
#[rustfmt::skip]
pub const CREDENTIAL_VARIABLES: &[&str] = &[
    "OPENAI_API_KEY", "OPENAI_BASE_URL", "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL",
    "AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_BEARER_TOKEN_BEDROCK",
    "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN", "AWS_EC2_METADATA_DISABLED",
    "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE",
];

#[derive(Clone, Debug)]
pub struct ModelFacts {
    /// As it is set.
    pub set: Option<String>,
    /// Where: `KIRO_LSP_MODEL`, or a file.
    pub source: Option<String>,
    /// The name with its provider, or why it cannot be used.
    pub opened: Result<String, String>,
    /// `openaiApiKey` is in the settings file.
    pub key_in_settings: bool,
}

#[derive(Clone, Debug)]
pub struct Connection {
    pub model: String,
    /// What the one question took, or why there is no answer.
    pub answer: Result<String, String>,
}

#[derive(Clone, Debug)]
pub struct SettingsFile {
    pub path: String,
    pub state: SettingsState,
}

#[derive(Clone, Debug)]
pub enum SettingsState {
    Absent,
    /// The keys that mean nothing here.
    Read {
        unknown: Vec<String>,
    },
    /// It is left out, and why.
    Unusable(String),
}

#[derive(Clone, Debug)]
pub struct WorkspaceFacts {
    pub root: String,
    pub has_kiro: bool,
    /// Where `.kiro` or a folder right below it leads, if it is a link; `None` if nowhere in the workspace.
    pub links: Vec<(String, Option<String>)>,
    /// Those of `.kiro` and the folders right below it that are there, and are something else.
    pub not_folders: Vec<String>,
    pub specs: usize,
    pub unreadable: Vec<UnreadableSpec>,
}

#[derive(Clone, Debug)]
pub struct UnreadableSpec {
    pub name: String,
    pub why: String,
}

#[derive(Clone, Debug)]
pub struct StoreFacts {
    pub file: String,
    pub bytes: u64,
    pub schema: i64,
    pub events: u64,
    /// What SQLite's `quick_check` found; nothing if all is well.
    pub damage: Vec<String>,
    pub leases: Vec<Holding>,
    /// Free on its disk, in bytes.
    pub free: Option<u64>,
}

/// A lease that was taken and not given back.
#[derive(Clone, Debug)]
pub struct Holding {
    pub key: String,
    /// For people: `kiro-cli task run (pid 4711)`.
    pub owner: String,
    pub alive: bool,
}

/// What confines the commands of agents.
#[derive(Clone, Debug, Default)]
pub struct Sandbox {
    pub mechanism: Option<Mechanism>,
    /// What a bubblewrap says that is there and does not work.
    pub broken: Option<String>,
}

#[derive(Clone, Debug)]
pub enum Mechanism {
    Bubblewrap { program: String },
    Landlock { version: u32 },
}

#[derive(Clone, Debug)]
pub struct Git {
    pub program: Option<Program>,
    pub repository: bool,
}

#[derive(Clone, Debug)]
pub struct Program {
    /// As it is called: `nvim`.
    pub name: String,
    pub path: String,
    /// The first line that it prints about its version; absent where that is not asked, or did not come in time.
    pub says: Option<String>,
}
