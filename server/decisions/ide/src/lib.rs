//! What an editor may show of a spec and ask about it: lenses, actions, symbols, problems, navigation, renaming, and
//! conversations in chat documents.
//!
//! It knows nothing of LSP: plain data with lines and byte ranges comes out, and `lsp` says it in its own words.
//! Commands are complete where they are offered, with the parameters of their verb; nothing is resolved later.
//!
//! Invariant: what is offered can be done. A task that the runtime would refuse to run has no "Implement".
#![warn(missing_docs)]

mod actions;
mod chat;
mod command;
mod definition;
mod diagnostics;
mod document;
mod fixes;
mod highlights;
mod kind;
mod lenses;
mod library;
mod links;
mod named;
mod place;
mod references;
mod rename;
mod rules;
mod symbols;
mod tasks;
mod workspace_symbols;

pub use actions::{Action, actions};
pub use chat::{Chat, continue_answer, new_chat, next_prompt, parse_chat};
pub use command::{Command, names};
pub use definition::definition;
pub use diagnostics::{chat_diagnostics, diagnostics};
pub use document::{Document, Location, Model};
pub use fixes::{Fix, fix_all, fixes};
pub use highlights::{Highlight, HighlightKind, highlights};
pub use kind::Kind;
pub use lenses::{Lens, lenses};
pub use library::{Files, Library, Spec};
pub use links::{Link, LinkTarget, links};
pub use named::{Named, NamedAt, Occurrence, named_at, occurrences};
pub use place::{FileEdit, Place};
pub use references::references;
pub use rename::{RenameError, prepare_rename, rename};
pub use rules::{Finding, Level, Levels, Profile, Related, Rule, RuleProfile, rule_of, rules};
pub use symbols::{Symbol, symbols};
pub use tasks::{SpecTasks, next_task, state};
pub use workspace_symbols::{WorkspaceSymbol, WorkspaceSymbolKind, workspace_symbols};

#[cfg(test)]
mod fixture;
