//! What an agent may do: facts in, a verdict with its reason out. And what may be shown: secrets are taken out of text.
//!
//! It resolves nothing: the caller gives the real path of every file and says on whose behalf it acts.
//! Strictest wins: deny beats ask beats allow, and no setting lifts a deny or the question for a control file.
//! Redaction knows values and shapes; it reads no environment and no file.
mod causes;
mod confine;
mod content_trust;
mod git_config;
mod judge;
mod limits;
mod permissions;
mod place;
mod redact;
mod secret_files;
mod secret_forms;
pub mod shell;
mod trust;
mod what_runs;

pub use causes::changed_causes;
pub use confine::{
    Extras, FETCHED_OR_BUILT, HIDDEN_OF_THE_SYSTEM, OWN_CACHES, SECRETS_AT_HOME, SECRETS_BY_VARIABLE,
    STARTED_AT_HOME, STARTED_BY_GIT, STARTED_BY_REPOSITORIES,
};
pub use content_trust::{ContentTrust, trust_kind};
pub use git_config::is_plain_git_config;
pub use judge::{Facts, Grounds, Touch, Verdict, is_tasks_document, judge};
pub use limits::{Blast, Limits};
pub use permissions::{
    BrokenRule, Capability, Effect, Layer, Pattern, Rule, Rules, Say, Subject, rules_of, rules_of_agent,
    rules_of_offers, rules_of_trusted_commands, say, with_rules,
};
pub use place::{CONTROL_FILES, CONTROL_FOLDERS, Place, is_live_at_root, place};
pub use redact::{MIN_SECRET, Redactor};
pub use secret_files::is_secret_file;
pub use secrets::{is_secret_name, secrets_in};
pub use trust::{parse_tool_list, trusts};
pub use what_runs::what_runs;
