use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Answerer;

/// A file of the workspace that makes things run, and whether the user trusts it as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TrustItem {
    /// Path in the workspace, with `/`.
    pub path: String,
    /// What it is.
    pub kind: TrustKind,
    /// Whether it counts.
    pub state: TrustState,
    /// Digest of its content, which trusting it has to name.
    pub digest: String,
    /// What it would run or set, a line each.
    pub contents: Vec<String>,
}

/// What a file that makes things run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TrustKind {
    /// Commands and prompts that run on events.
    Hooks,
    /// Servers that are started to offer tools.
    McpServers,
    /// An agent, with what it may do and start.
    Agent,
    /// Settings.
    Settings,
}

/// Whether a file that makes things run counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TrustState {
    /// It is what the user trusts.
    Trusted,
    /// The user trusts what it was, and it has changed since.
    Changed,
    /// The user has not said that it is trusted.
    Untrusted,
}

impl TrustState {
    /// Whether a file in this state makes anything run.
    pub fn counts(self) -> bool {
        match self {
            Self::Trusted => true,
            Self::Changed | Self::Untrusted => false,
        }
    }
}

/// A rule that counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PermissionRule {
    /// Whose it is.
    pub layer: PermissionLayer,
    /// Where it stands: file and line.
    pub source: String,
    /// What it is about: `shell`, `fs_write` and so on.
    pub capability: String,
    /// What it covers; none: everything.
    #[serde(rename = "match")]
    pub matches: Vec<String>,
    /// What it leaves out.
    pub exclude: Vec<String>,
    /// What it says.
    pub effect: PermissionEffect,
}

/// Whose a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PermissionLayer {
    /// The machine's administrator.
    Administration,
    /// The user, everywhere.
    User,
    /// The user, in this workspace; it is kept outside of it.
    Workspace,
    /// The workspace's own files: they can narrow and never widen.
    Repository,
    /// The agent that the user chose.
    Agent,
    /// What was answered in a session.
    Session,
}

/// What a rule says. Deny beats ask, ask beats allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PermissionEffect {
    /// It happens without a question.
    Allow,
    /// The user is asked.
    Ask,
    /// It does not happen.
    Deny,
}

/// A workspace in which no agent changes anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Freeze {
    /// Why, for people.
    pub why: String,
    /// Who said so.
    pub by: Answerer,
    /// Since when, Unix milliseconds.
    pub since: i64,
}

/// What would become of a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Judgement {
    /// What would happen.
    pub effect: PermissionEffect,
    /// Why; empty where it is allowed.
    pub why: String,
    /// The rules that "always" would make; none: that would not be offered.
    pub rules: Vec<crate::RuleOffer>,
    /// Each simple command of it, as rules see it.
    pub commands: Vec<String>,
}
