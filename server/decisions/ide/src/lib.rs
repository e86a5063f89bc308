//! What an editor may show of the documents below `.kiro` and ask about them: findings and what mends them, navigation,
//! renaming, hover, completion, outlines, lenses and actions of tasks, and conversations in chat documents.
//!
//! It knows nothing of LSP: plain data with lines and byte ranges comes out, and `lsp` says it in its own words.
//! Commands are complete where they are offered, with the parameters of their verb; nothing is resolved later.
//!
//! Invariant: what is offered can be done. A task that the runtime would refuse to run has no "Implement".
#![warn(missing_docs)]

mod actions;
mod chat;
mod command;
mod completion;
mod coverage;
mod definition;
mod diagnostics;
mod document;
mod fixes;
mod folding;
mod format;
mod front_matter;
mod glossary;
mod highlights;
mod hover;
mod inlay;
mod json_place;
mod keys;
mod kind;
mod lenses;
mod library;
mod lines_at;
mod links;
mod markdown;
mod named;
mod paths;
mod patterns;
mod place;
mod progress_lens;
mod references;
mod rename;
mod rules;
mod selection;
mod shape;
mod spent;
mod spot;
mod symbols;
mod tasks;
mod tokens;
mod workspace_symbols;
mod yaml_place;

pub use actions::{Action, actions};
pub use chat::{Chat, continue_answer, new_chat, next_prompt, parse_chat};
pub use command::{Command, names};
pub use completion::{COMPLETION_TRIGGERS, Completion, CompletionKind, chat_completion, completion};
pub use definition::definition;
pub use diagnostics::{chat_diagnostics, diagnostics};
pub use document::{Document, Location, Model};
pub use fixes::{Fix, count_mendable, fix_all, fixes, fixes_of};
pub use folding::{Fold, FoldKind, folds};
pub use format::{ON_TYPE, format, on_type};
pub use highlights::{Highlight, HighlightKind, highlights};
pub use hover::{Hover, hover};
pub use inlay::{Inlay, inlay_hints};
pub use kind::Kind;
pub use lenses::{Lens, lenses};
pub use library::{Files, Library, Spec};
pub use links::{Link, LinkTarget, links};
pub use named::{Named, NamedAt, named_at};
pub use place::{FileEdit, Place};
pub use progress_lens::{ProgressLens, ProgressLensDoes, progress_lens};
pub use references::references;
pub use rename::{RenameError, prepare_rename, rename};
pub use rules::{
    Fault, Finding, Level, Levels, Profile, Related, Rule, RuleProfile, check_criterion, rule_of, rules,
};
pub use selection::selections;
pub use spent::spent;
pub use symbols::{Symbol, SymbolKind, symbols};
pub use tasks::{SpecTasks, next_task, state};
pub use tokens::{TOKEN_KINDS, Token, TokenKind, tokens};
pub use workspace_symbols::{WorkspaceSymbol, WorkspaceSymbolKind, workspace_symbols};

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod invariants;
