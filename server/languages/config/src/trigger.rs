//! When hooks run.

use text::nearest;

/// What a hook waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trigger {
    /// A session opens.
    SessionStart,
    /// The user sends a prompt.
    UserPromptSubmit,
    /// A tool is about to run.
    PreToolUse,
    /// A tool has run.
    PostToolUse,
    /// The agent ends its turn.
    Stop,
    /// A task of a spec is about to start.
    PreTaskExec,
    /// A task of a spec is done.
    PostTaskExec,
    /// A file is created.
    PostFileCreate,
    /// A file is saved.
    PostFileSave,
    /// A file is deleted.
    PostFileDelete,
    /// The user asks for it.
    Manual,
}

/// What a hook may choose among the occasions of its trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selects {
    /// Nothing: it runs each time.
    Nothing,
    /// Tools, by name or category.
    Tools,
    /// Files, by path.
    Files,
}

/// What there is to say about a trigger.
#[derive(Clone, Copy, Debug)]
pub struct TriggerInfo {
    /// As a file of version `v1` writes it.
    pub name: &'static str,
    /// As `when.type` of a `.kiro.hook` file writes it; `None`: there it did not exist.
    pub legacy: Option<&'static str>,
    /// Other names that Kiro takes.
    pub aliases: &'static [&'static str],
    /// When it runs, in a sentence.
    pub meaning: &'static str,
    /// What its matcher is about.
    pub selects: Selects,
    /// A command of it that exits with 2 stops what was about to happen.
    pub may_block: bool,
}

impl Trigger {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::SessionStart,
        Self::UserPromptSubmit,
        Self::PreToolUse,
        Self::PostToolUse,
        Self::Stop,
        Self::PreTaskExec,
        Self::PostTaskExec,
        Self::PostFileCreate,
        Self::PostFileSave,
        Self::PostFileDelete,
        Self::Manual,
    ];

    /// What there is to say about it. Sources: kiro.dev/docs/cli/v3/hooks, kiro.dev/docs/hooks/types.
    pub const fn info(self) -> TriggerInfo {
        use Selects::{Files, Nothing, Tools};
        const fn info(
            name: &'static str,
            legacy: Option<&'static str>,
            aliases: &'static [&'static str],
            selects: Selects,
            may_block: bool,
            meaning: &'static str,
        ) -> TriggerInfo {
            TriggerInfo { name, legacy, aliases, meaning, selects, may_block }
        }
        #[rustfmt::skip]
        let info = match self {
            Self::SessionStart => info("SessionStart", None, &["agentSpawn", "sessionStart"], Nothing, false,
                "Runs when a session opens. What a command prints joins the context."),
            Self::UserPromptSubmit => info("UserPromptSubmit", Some("promptSubmit"), &["userPromptSubmit"], Nothing, true,
                "Runs when a prompt is sent, before the agent sees it. What a command prints joins the context; exit code 2 stops the prompt."),
            Self::PreToolUse => info("PreToolUse", Some("preToolUse"), &[], Tools, true,
                "Runs before the agent uses a tool. A command that exits with 2 stops the tool, and the agent reads why on stderr."),
            Self::PostToolUse => info("PostToolUse", Some("postToolUse"), &[], Tools, false,
                "Runs after the agent has used a tool."),
            Self::Stop => info("Stop", Some("agentStop"), &["stop", "SessionEnd"], Nothing, false,
                "Runs when the agent ends its turn."),
            Self::PreTaskExec => info("PreTaskExec", Some("preTaskExecution"), &[], Nothing, false,
                "Runs before a task of a spec starts."),
            Self::PostTaskExec => info("PostTaskExec", Some("postTaskExecution"), &[], Nothing, false,
                "Runs after a task of a spec is done."),
            Self::PostFileCreate => info("PostFileCreate", Some("fileCreated"), &[], Files, false,
                "Runs after a file that matches is created, by you or by the agent."),
            Self::PostFileSave => info("PostFileSave", Some("fileEdited"), &["AfterFileEdit"], Files, false,
                "Runs after a file that matches is saved, by you or by the agent."),
            Self::PostFileDelete => info("PostFileDelete", Some("fileDeleted"), &[], Files, false,
                "Runs after a file that matches is deleted, by you or by the agent."),
            Self::Manual => info("Manual", Some("userTriggered"), &[], Nothing, false,
                "Runs when you start it."),
        };
        info
    }

    /// As a file of version `v1` writes it.
    pub const fn name(self) -> &'static str {
        self.info().name
    }

    /// As a `.kiro.hook` file writes it.
    pub const fn legacy_name(self) -> Option<&'static str> {
        self.info().legacy
    }

    /// When it runs, in a sentence.
    pub const fn meaning(self) -> &'static str {
        self.info().meaning
    }

    /// What its matcher is about.
    pub const fn selects(self) -> Selects {
        self.info().selects
    }

    /// The trigger of a name, in either generation, or of an alias.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|trigger| trigger.names().any(|known| known == name))
    }

    /// The trigger that a name which is none most likely means: `onFileSave`, `pre_tool_use`, `userPrompt`.
    pub fn nearest(written: &str) -> Option<Self> {
        let names = Self::ALL.into_iter().flat_map(Self::names);
        nearest(written, names).and_then(Self::named)
    }

    fn names(self) -> impl Iterator<Item = &'static str> {
        let info = self.info();
        std::iter::once(info.name).chain(info.legacy).chain(info.aliases.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::Trigger;

    #[test]
    fn names_of_every_generation() {
        for (name, found) in [
            ("PostFileSave", Some(Trigger::PostFileSave)),
            ("fileEdited", Some(Trigger::PostFileSave)),
            ("agentSpawn", Some(Trigger::SessionStart)),
            ("SessionEnd", Some(Trigger::Stop)),
            ("onFileSave", None),
        ] {
            assert_eq!(Trigger::named(name), found, "{name}");
        }
    }

    #[test]
    fn names_that_people_invent() {
        for (written, found) in [
            ("onFileSave", Some(Trigger::PostFileSave)),
            ("file_save", Some(Trigger::PostFileSave)),
            ("manual", Some(Trigger::Manual)),
            ("userPrompt", Some(Trigger::UserPromptSubmit)),
            ("onSessionStart", Some(Trigger::SessionStart)),
            ("post_tool_use", Some(Trigger::PostToolUse)),
            ("PreTaskExecute", Some(Trigger::PreTaskExec)),
            ("fileDelete", Some(Trigger::PostFileDelete)),
            ("beforeResponse", None),
            ("post_generate", None),
        ] {
            assert_eq!(Trigger::nearest(written), found, "{written}");
        }
    }
}
