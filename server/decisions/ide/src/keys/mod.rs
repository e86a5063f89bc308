//! What may stand in the configuration files, as data: completion offers it and hover explains it.
//!
//! What a key means is said by `config`; here is how keys and values lie within each other. Nothing is judged by it: what is
//! missing here is no mistake.

mod agents;
mod hooks;
mod ours;
mod servers;

use config::Key;

use crate::spot::Step;
use crate::{Document, Kind};

/// What a value looks like.
#[derive(Clone, Copy)]
pub(crate) enum Shape {
    Any,
    Text,
    Number,
    Flag,
    /// One of these words, each with what it means.
    Choice(&'static [(&'static str, &'static str)]),
    /// A trigger of hooks, as the two forms of their files write it.
    Trigger,
    LegacyTrigger,
    /// A glob of files of the workspace.
    Glob,
    /// The id of a task of the spec.
    Task,
    Object(&'static Table),
    /// An object whose keys are names.
    Map(Names, &'static Shape),
    List(&'static Shape),
}

/// The keys of an object.
pub(crate) struct Table {
    pub(crate) keys: &'static [Key],
    /// What their values look like. One that is not listed is one of the words of its key, or text.
    shapes: &'static [(&'static str, Shape)],
}

/// What the keys of a [`Shape::Map`] name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Names {
    /// Something of the user's own.
    Own,
    /// A rule, or a group of rules.
    Rules,
}

impl Table {
    /// A key of it.
    pub(crate) fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// What the value of a key of it looks like.
    pub(crate) fn shape(&self, key: &Key) -> Shape {
        match self.shapes.iter().find(|(name, _)| *name == key.name) {
            Some((_, shape)) => *shape,
            None if key.values.iter().any(|(word, _)| *word == "true") => Shape::Flag,
            None if key.values.is_empty() => Shape::Text,
            None => Shape::Choice(key.values),
        }
    }
}

impl Shape {
    /// What stands at `path` below a value of this shape.
    pub(crate) fn at(self, path: &[Step]) -> Option<Self> {
        path.iter().try_fold(self, |shape, step| match (shape, step) {
            (Self::Object(table), Step::Key(name)) => table.key(name).map(|key| table.shape(key)),
            (Self::Map(_, value), Step::Key(_)) => Some(*value),
            (Self::List(element), Step::Element) => Some(*element),
            _ => None,
        })
    }

    /// A key of an object of this shape.
    pub(crate) fn key(self, name: &str) -> Option<&'static Key> {
        if let Self::Object(table) = self { table.key(name) } else { None }
    }
}

/// What the whole of a document looks like, or its front matter, or the JSON in its fences.
pub(crate) fn shape_of(document: &Document) -> Option<Shape> {
    match document.kind {
        Kind::Hooks => Some(hooks::shape_of(&document.path, &document.text)),
        Kind::Mcp => Some(Shape::Object(&servers::FILE)),
        Kind::AgentJson => Some(Shape::Object(&agents::JSON)),
        Kind::AgentMarkdown => Some(Shape::Object(&agents::FRONT_MATTER)),
        Kind::RuleSettings => Some(Shape::Object(&ours::RULE_SETTINGS)),
        Kind::Steering => Some(Shape::Object(&ours::STEERING)),
        Kind::Skill => Some(Shape::Object(&ours::SKILL)),
        Kind::Power => Some(Shape::Object(&ours::POWER)),
        Kind::Permissions => Some(Shape::Object(&ours::PERMISSIONS)),
        Kind::SpecConfig => Some(Shape::Object(&ours::SPEC_CONFIG)),
        Kind::Tasks => Some(Shape::Object(&ours::WAVES)),
        Kind::Requirements
        | Kind::Bugfix
        | Kind::Design
        | Kind::TasksMeta
        | Kind::SpecJson
        | Kind::AgentsMd
        | Kind::Ignore => None,
    }
}

/// A key that `config` has nothing to say about.
const fn key(name: &'static str, meaning: &'static str) -> Key {
    Key { name, meaning, values: &[] }
}

const TEXTS: Shape = Shape::List(&Shape::Text);
