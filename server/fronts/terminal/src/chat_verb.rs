use clap::{Args, ValueEnum};

use crate::cli::{ModelFlags, UntrustedFlags};

#[derive(Debug, Args)]
pub struct ChatVerb {
    /// One turn: print the answer and exit
    #[arg(long, visible_alias = "non-interactive")]
    pub no_interactive: bool,
    /// Go on with the latest session of this workspace; without a prompt, with its turn that was cut off
    #[arg(short, long, group = "which")]
    pub resume: bool,
    /// Go on with this session
    #[arg(long, value_name = "SESSION", group = "which")]
    pub resume_id: Option<String>,
    /// Print the sessions of this workspace, latest first, and exit
    #[arg(short, long, group = "which")]
    pub list_sessions: bool,
    /// Delete this session for good, and exit
    #[arg(long, value_name = "SESSION", group = "which")]
    pub delete_session: Option<String>,
    #[command(flatten)]
    pub model: ModelFlags,
    #[command(flatten)]
    pub untrusted: UntrustedFlags,
    /// text: the answer on standard output; stream-json: every event as it happens, one JSON document a line
    #[arg(long, value_enum, default_value_t)]
    pub output_format: ChatOutput,
    /// What to say; absent: read from standard input
    pub prompt: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ChatOutput {
    #[default]
    Text,
    StreamJson,
}
