//! What may stand in the configuration files, as data: completion offers it and hover explains it.
//!
//! These tables help people write; they judge nothing. A key that is missing here is no mistake.

mod agents;
mod hooks;
mod mcp;
mod permissions;
mod rule_settings;
mod spec_config;
mod steering;
mod waves;

pub(crate) use hooks::{Matches, TRIGGERS, Trigger, trigger};
pub(crate) use steering::INCLUSIONS;

use crate::spot::Step;
use crate::{Document, Kind};

/// A key of an object.
pub(crate) struct Key {
    pub(crate) name: &'static str,
    /// What it is for, in Markdown.
    pub(crate) about: &'static str,
    pub(crate) shape: Shape,
}

/// A value that is one of several words.
pub(crate) struct Word {
    pub(crate) name: &'static str,
    /// What it means, in Markdown.
    pub(crate) about: &'static str,
}

/// What a value looks like.
pub(crate) enum Shape {
    Any,
    Text,
    Number,
    Flag,
    /// One of these words.
    Choice(&'static [Word]),
    /// One of the triggers of hooks.
    Trigger,
    /// A glob of files of the workspace.
    Glob,
    /// The id of a task of the spec.
    Task,
    Object(&'static [Key]),
    /// An object whose keys are names.
    Map(Names, &'static Shape),
    List(&'static Shape),
}

/// What the keys of a [`Shape::Map`] name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Names {
    /// Something of the user's own.
    Own,
    /// A rule, or a group of rules.
    Rules,
}

impl Shape {
    /// What stands at `path` below a value of this shape.
    pub(crate) fn at(&'static self, path: &[Step]) -> Option<&'static Self> {
        path.iter().try_fold(self, |shape, step| match (shape, step) {
            (Self::Object(keys), Step::Key(name)) => {
                keys.iter().find(|key| key.name == name).map(|key| &key.shape)
            }
            (Self::Map(_, value), Step::Key(_)) => Some(*value),
            (Self::List(element), Step::Element) => Some(*element),
            _ => None,
        })
    }

    /// The keys of an object of this shape.
    pub(crate) fn keys(&self) -> &'static [Key] {
        if let Self::Object(keys) = self { keys } else { &[] }
    }

    /// The words that a value of this shape is one of.
    pub(crate) fn words(&self) -> &'static [Word] {
        if let Self::Choice(words) = self { words } else { &[] }
    }
}

/// What the whole of a document looks like, for those that are JSON, YAML, or begin with YAML.
pub(crate) fn shape_of(document: &Document) -> Option<&'static Shape> {
    match document.kind {
        Kind::Hooks => Some(hooks::shape_of(&document.path, &document.text)),
        Kind::Mcp => Some(&mcp::FILE),
        Kind::AgentJson => Some(&agents::JSON),
        Kind::AgentMarkdown => Some(&agents::FRONT_MATTER),
        Kind::RuleSettings => Some(&rule_settings::FILE),
        Kind::Steering => Some(&steering::FRONT_MATTER),
        Kind::Skill => Some(&steering::SKILL),
        Kind::Power => Some(&steering::POWER),
        Kind::Permissions => Some(&permissions::FILE),
        Kind::SpecConfig => Some(&spec_config::FILE),
        Kind::Tasks => Some(&waves::BLOCK),
        Kind::Requirements
        | Kind::Bugfix
        | Kind::Design
        | Kind::TasksMeta
        | Kind::SpecJson
        | Kind::AgentsMd
        | Kind::Ignore => None,
    }
}
