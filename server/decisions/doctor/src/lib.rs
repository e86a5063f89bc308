//! What is wrong with a machine or a workspace: facts in, checks with their fixes out.
//!
//! It looks at nothing: `runtime` gathers the facts. It knows secrets by name only; no fact holds the value of one.
mod access;
mod aws;
mod checks;
mod facts;
mod versions;

pub use aws::{AwsFacts, Profile, SsoToken, profiles, sso_token};
pub use checks::checks;
pub use facts::{
    CREDENTIAL_VARIABLES, Connection, Facts, Git, Holding, Mechanism, ModelFacts, Program, Sandbox,
    SettingsFile, SettingsState, StoreFacts, UnreadableSpec, WorkspaceFacts,
};
