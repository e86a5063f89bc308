use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One thing that was looked at, what was found, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Check {
    /// What was looked at.
    pub area: CheckArea,
    /// How it is.
    pub state: CheckState,
    /// What was found, for people. Names secrets, never shows them.
    pub found: String,
    /// What to do: a command or a setting. Absent where there is nothing to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
}

/// How a thing that was looked at is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckState {
    /// As it should be.
    Ok,
    /// Nothing is broken, but it is worth knowing.
    Note,
    /// Something will not work until it is mended.
    Problem,
}

/// What can be looked at, in the order of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckArea {
    /// The model that would be used, and where it is set.
    Model,
    /// Keys, profiles and roles, by name.
    Credentials,
    /// The endpoint was asked a question.
    Connection,
    /// Settings files.
    Settings,
    /// The folder worked in: its root, specs and `.kiro`.
    Workspace,
    /// Where state is kept: the event log and leases.
    Store,
    /// What confines the commands of agents.
    Sandbox,
    /// The version control system.
    Git,
    /// Editors on `PATH`.
    Editors,
}

/// One part of a bug report: Markdown below a heading of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReportPart {
    /// Its heading.
    pub title: String,
    /// Markdown. Secrets and the home folder are taken out.
    pub text: String,
}
