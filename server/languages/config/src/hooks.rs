//! Hooks: what the files of `.kiro/hooks`, and agents, say is to happen when.

mod agent_map;
mod file;
mod home_made;
mod legacy;
mod migrate;
mod v1;

use std::ops::Range;

use text::{Problem, Severity};

use crate::{Spanned, Trigger};

pub(crate) use agent_map::read_agent_hooks;
pub use file::parse_hooks;
pub use migrate::{glob_to_regex, migrated};
pub(crate) use v1::read_v1_list;

/// A file of `.kiro/hooks`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hooks {
    /// How it is written.
    pub format: HookFormat,
    /// In document order. Those of a file that Kiro would not load are read as far as they can be.
    pub hooks: Vec<Hook>,
}

/// How hooks are written. It shows in what a file holds, not in its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HookFormat {
    /// One hook with `when` and `then` (Kiro 0.x, `.kiro.hook`).
    Legacy,
    /// `{"version": "v1", "hooks": […]}` (Kiro 1.0, `.json`).
    V1,
    /// A map from events to commands: how agents of the CLI have it. Kiro does not load a file like that.
    AgentMap,
    /// Something else. Kiro does not load it.
    Unknown,
}

/// Something to do when something happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hook {
    /// The bytes of all of it.
    pub span: Range<usize>,
    /// What it is called.
    pub name: Option<Spanned<String>>,
    /// What it is for, for people.
    pub description: Option<Spanned<String>>,
    /// What it waits for, as written.
    pub trigger: Option<Spanned<String>>,
    /// Which occasions of the trigger it is about.
    pub filter: HookFilter,
    /// What it does.
    pub action: Option<HookAction>,
    /// Seconds that its command may take; 0: as long as it likes. 60 where nothing is said.
    pub timeout: Option<Spanned<u64>>,
    /// It may run.
    pub enabled: bool,
}

/// Which occasions of its trigger a hook is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum HookFilter {
    /// All.
    #[default]
    Everything,
    /// A regular expression (ECMAScript) over paths or tool names, or a category of tools.
    Matcher(Spanned<String>),
    /// Globs over paths; with `!`, paths to leave out.
    Patterns(Vec<Spanned<String>>),
    /// Categories of tools, or regular expressions over their names.
    ToolTypes(Vec<Spanned<String>>),
    /// A tool by name, glob or server, as agents of the CLI have it: `fs_*`, `@git/status`.
    Tool(Spanned<String>),
}

/// What a hook does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HookAction {
    /// Asks the agent.
    Agent {
        /// What it asks.
        prompt: Spanned<String>,
    },
    /// Runs a command in a shell.
    Command {
        /// The command line.
        command: Spanned<String>,
    },
}

impl Hook {
    /// Its trigger, if it is one.
    pub fn known_trigger(&self) -> Option<Trigger> {
        self.trigger.as_ref().and_then(|trigger| Trigger::named(&trigger.value))
    }
}

impl Hooks {
    /// Whether Kiro loads the file.
    pub fn loads(&self) -> bool {
        match self.format {
            HookFormat::Legacy | HookFormat::V1 => true,
            HookFormat::AgentMap | HookFormat::Unknown => false,
        }
    }
}

fn problem(code: &'static str, span: Range<usize>, message: String) -> Problem {
    Problem { code, severity: Severity::Warning, message, span }
}

fn missing(span: Range<usize>, message: impl Into<String>) -> Problem {
    problem("hooks/missing-field", span, message.into())
}

/// A trigger that is none, with the nearest that is, as `spelling` has it.
fn unknown_trigger(written: &Spanned<String>, spelling: fn(Trigger) -> &'static str) -> Problem {
    let advice = match Trigger::nearest(&written.value) {
        Some(trigger) => format!("Did you mean \"{}\"?", spelling(trigger)),
        None => {
            let names: Vec<&str> = Trigger::ALL.into_iter().map(spelling).collect();
            format!("Use one of {}.", names.join(", "))
        }
    };
    let message = format!("\"{}\" is no trigger: this hook never runs. {advice}", written.value);
    problem("hooks/unknown-trigger", written.span.clone(), message)
}
