use std::path::PathBuf;

use clap::{Args, ValueEnum};

const AFTER_CHECK: &str = "\
Exit codes: 0 nothing from --fail-on on · 1 something · 2 wrong command line, nothing to check, or a document that cannot be read

`kiro-cli explain CODE` says what a rule means. .kiro/settings/diagnostics.json says how much each matters, and \
`kiro-ignore CODE` in a comment hides a finding where it stands.";

#[derive(Debug, Args)]
#[command(after_help = AFTER_CHECK)]
pub struct CheckVerb {
    /// Files and folders of the workspace; none: everything
    pub paths: Vec<PathBuf>,
    /// The rules: full (ours), strict (ours, one level up) or kiro (the vendor's own 41 checks); absent: as
    /// .kiro/settings/diagnostics.json says
    #[arg(long, value_enum)]
    pub profile: Option<Profile>,
    /// Exit with 1 from this severity on
    #[arg(long, value_enum, default_value_t, value_name = "SEVERITY")]
    pub fail_on: FailOn,
    /// Print hints too
    #[arg(long)]
    pub hints: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Profile {
    Full,
    Strict,
    Kiro,
}

impl From<Profile> for protocol::RuleProfile {
    fn from(profile: Profile) -> Self {
        match profile {
            Profile::Full => Self::Full,
            Profile::Strict => Self::Strict,
            Profile::Kiro => Self::Kiro,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    #[default]
    Error,
    Warning,
    Info,
    Hint,
    Never,
}
