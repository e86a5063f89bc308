//! The files by which people configure an agent: steering, hooks, MCP servers, agents, skills, powers, permissions and
//! what agents are not to see.
//!
//! Not the place that finds, reads, trusts or applies them: it says what a file means, given its text.
//!
//! Invariants: parsing never fails and never panics; unknown keys are ignored; a file that can't be understood never
//! reaches a prompt on its own.
#![warn(missing_docs)]

mod agent;
mod file_reference;
mod front_matter;
mod glob;
mod hooks;
mod ignore;
mod inclusion;
mod keys;
mod kiro_session;
mod mcp;
mod permissions;
mod power;
mod skill;
mod spanned;
mod steering;
mod tool_names;
mod trigger;
mod unquoted_glob;
mod yaml;
mod yaml_lines;

pub use agent::{Agent, parse_agent_json, parse_agent_markdown};
pub use file_reference::{FileReference, file_references};
pub use glob::{Glob, matches_any};
pub use hooks::{Hook, HookAction, HookFilter, HookFormat, Hooks, glob_to_regex, migrated, parse_hooks};
pub use ignore::{Ignore, parse_ignore};
pub use inclusion::Inclusion;
pub use keys::{
    AGENT_KEYS, HOOK_ACTION_KEYS, HOOK_FILE_KEYS, HOOK_KEYS, INCLUSIONS, Key, LEGACY_HOOK_KEYS,
    LEGACY_THEN_KEYS, LEGACY_WHEN_KEYS, MCP_KEYS, MCP_SERVER_KEYS, PERMISSION_RULE_KEYS, PERMISSIONS_KEYS,
    POWER_KEYS, SKILL_KEYS, STEERING_KEYS,
};
pub use kiro_session::{KiroCall, KiroRecord, KiroResult, KiroSession, parse_kiro_log, parse_kiro_session};
pub use mcp::{MCP_TYPES, McpConfig, McpServer, Setting, parse_mcp};
pub use permissions::{CAPABILITIES, EFFECTS, PermissionRule, Permissions, parse_permissions};
pub use power::{Power, parse_power};
pub use skill::{SKILL_DESCRIPTION_MAX, SKILL_NAME_MAX, Skill, parse_skill};
pub use spanned::Spanned;
pub use steering::{Steering, meant_steering_key, parse_steering};
pub use text::{Problem, Severity};
pub use tool_names::{BUILT_IN_TOOLS, TOOL_CATEGORIES, is_tool_category};
pub use trigger::{Selects, Trigger, TriggerInfo};
