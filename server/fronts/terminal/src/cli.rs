use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use protocol::{Answer, TaskState, Trust};

pub(crate) use crate::bug_report::{BugReportVerb, DiagnosticVerb};
pub(crate) use crate::chat_verb::{ChatOutput, ChatVerb};
pub(crate) use crate::check_verb::{CheckVerb, FailOn};
use crate::checkpoint::CheckpointVerb;
pub(crate) use crate::doctor::DoctorVerb;
pub(crate) use crate::models::ModelsVerb;
pub(crate) use crate::session_verb::SessionVerb;
pub(crate) use crate::usage::UsageVerb;

const AFTER: &str = "\
Exit codes: 0 done · 1 failed, or a check or `doctor` found a problem · 2 wrong command line · 4 a tool was not allowed · 5 the run ended and the task is not \
done · 6 another process works on it · 7 cut off, can be resumed · 8 untrusted, and nobody to ask · 130 Ctrl-C, can be resumed

Models: set KIRO_LSP_MODEL, or give --model: bedrock:ID with AWS_REGION and AWS credentials, anthropic:ID with ANTHROPIC_API_KEY, \
openai:NAME or responses:NAME with OPENAI_BASE_URL and OPENAI_API_KEY, or auto. `kiro-cli models list` has them all.";

/// Specs, tasks and agent runs of a workspace, in the terminal.
#[derive(Debug, Parser)]
#[command(name = "kiro-cli", version = concat!(env!("CARGO_PKG_VERSION"), " (kiro-lsp)"), about, after_help = AFTER, max_term_width = 110)]
pub struct Cli {
    /// Folder in the workspace; its root is the nearest folder above that holds `.kiro`
    #[arg(short = 'C', long = "folder", value_name = "FOLDER", global = true)]
    pub folder: Option<PathBuf>,

    /// How to print answers: json, the `kiro/*` payloads, one document a line; sarif, checks as SARIF 2.1.0; mermaid, dot
    /// or kiro (the JSON its scheduler reads), the order of tasks; markdown, an exported session; csv or html, `usage`
    #[arg(short, long, value_enum, default_value_t, global = true)]
    pub format: OutputFormat,

    #[command(subcommand)]
    pub verb: Verb,
}

/// What `--format` takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    #[default]
    #[value(alias = "plain")]
    Text,
    #[value(alias = "json-pretty")]
    Json,
    Sarif,
    Mermaid,
    Dot,
    Kiro,
    #[value(alias = "md")]
    Markdown,
    Csv,
    Html,
}

/// How verbs print their answer. Checks and `spec graph` know more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Text,
    Json,
}

impl OutputFormat {
    /// # Errors
    /// Only some verbs print that; which.
    pub(crate) fn plain(self) -> Result<Format, &'static str> {
        match self {
            Self::Text => Ok(Format::Text),
            Self::Json => Ok(Format::Json),
            Self::Sarif => Err("SARIF is for checks: `spec check`, `hook check` and the like"),
            Self::Markdown => Err("only a session is exported as Markdown: `session export`"),
            Self::Csv | Self::Html => Err("only what models cost is printed so: `usage`"),
            Self::Mermaid | Self::Dot | Self::Kiro => {
                Err("the order of tasks has that format and nothing else: `spec graph`")
            }
        }
    }
}

#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Shows the main job on a small program; needs no model, account or set-up
    Demo(DemoVerb),
    /// Specs: check, list, show, the order of tasks, what became of criteria
    #[command(subcommand)]
    Spec(SpecVerb),
    /// Steering documents, and which of them join a conversation
    #[command(subcommand)]
    Steering(SteeringVerb),
    /// Hooks: check, list
    #[command(subcommand)]
    Hook(HookVerb),
    /// MCP servers: check
    #[command(subcommand)]
    Mcp(McpVerb),
    /// What a rule means and what to do; alone: all rules
    Explain {
        /// Its code, such as trace/dangling-reference, or a group, such as trace; absent: all rules
        code: Option<String>,
    },
    /// Implements a task, stops it, or sets its mark
    #[command(subcommand)]
    Task(TaskVerb),
    /// Conversations with models
    #[command(subcommand)]
    Session(SessionVerb),
    /// What agents did to files, and putting it back
    #[command(subcommand)]
    Checkpoint(CheckpointVerb),
    /// The rules that count, and what would become of a command
    #[command(subcommand)]
    Permission(PermissionVerb),
    /// Files of the workspace that make things run: which of them you trust
    #[command(subcommand)]
    Trust(TrustVerb),
    /// Stops every agent from changing anything in this workspace
    #[command(subcommand)]
    Freeze(FreezeVerb),
    /// What models cost: by model, day, task and more
    Usage(UsageVerb),
    /// Models: what each can do, costs, and how it is asked for here
    #[command(subcommand, alias = "model")]
    Models(ModelsVerb),
    /// Answers a question that waits, from any terminal; alone: all that wait
    Answer(AnswerVerb),
    /// Gives a model one prompt and prints its answer
    Chat(ChatVerb),
    /// What is set up, what is not, and how to mend it
    Doctor(DoctorVerb),
    /// Shows or writes a bug report; sends it nowhere
    BugReport(BugReportVerb),
    /// The same, as the vendor's program names it: prints the report
    #[command(hide = true)]
    Diagnostic(DiagnosticVerb),
}

#[derive(Debug, Args)]
pub struct DemoVerb {
    /// Where to put the program; absent: a new temporary folder
    pub into: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum SpecVerb {
    /// All specs, with how far they are
    List,
    /// One spec with its tasks; --format json has everything its documents say, with byte ranges
    Show {
        /// Name of the spec
        spec: String,
    },
    /// Drafts a spec from your words and the code, without a model
    Draft {
        /// Name of the spec, such as saved-carts
        spec: String,
        /// What it is about, in sentences; - for standard input
        words: Vec<String>,
        /// It is about something that is wrong
        #[arg(long)]
        bugfix: bool,
    },
    /// Checks specs, steering, hooks, MCP servers, agents and skills, without a model
    Check(CheckVerb),
    /// The order of the tasks of a spec
    Graph {
        /// Name of the spec
        spec: String,
    },
    /// What each criterion of a spec has come to: its properties, tasks and state
    Trace {
        /// Name of the spec
        spec: String,
    },
}

#[derive(Debug, Subcommand)]
pub enum SteeringVerb {
    /// All steering documents, and when each joins a conversation
    List,
    /// The steering documents of a conversation about a file
    For {
        /// The file; it need not exist
        file: PathBuf,
    },
    /// Drafts product.md, tech.md and structure.md from the code, as far as they are missing, without a model
    Draft,
    /// Checks steering documents
    Check(CheckVerb),
}

#[derive(Debug, Subcommand)]
pub enum HookVerb {
    /// All hooks of the workspace; what a repository brings runs only once you trust it
    List,
    /// Checks hooks
    Check(CheckVerb),
}

#[derive(Debug, Subcommand)]
pub enum McpVerb {
    /// Checks .kiro/settings/mcp.json
    Check(CheckVerb),
}

#[derive(Debug, Subcommand)]
pub enum TaskVerb {
    /// Implements a task, or goes on with its interrupted run
    Run(RunVerb),
    /// What tasks will probably cost
    Estimate {
        /// Name of the spec
        spec: String,
        /// Tasks of it; none: all that are open
        tasks: Vec<String>,
        /// Those of a wave of `spec graph`, from 1, in their place
        #[arg(long, value_name = "N", conflicts_with = "tasks")]
        wave: Option<u32>,
        /// The model; absent: KIRO_LSP_MODEL, or that of the settings file
        #[arg(long, value_name = "MODEL")]
        model: Option<String>,
    },
    /// Stops the run of a task, in whichever process it runs
    Stop(TaskName),
    /// Sets the mark of a task: not_started, queued, in_progress or done
    Set {
        #[command(flatten)]
        name: TaskName,
        /// The new state
        #[arg(value_parser = parse_state)]
        state: TaskState,
    },
}

#[derive(Debug, Args)]
pub struct TaskName {
    /// Name of the spec
    pub spec: String,
    /// The task: its id, or id@line where ids repeat or are missing
    pub task: String,
}

#[derive(Debug, Args)]
pub struct RunVerb {
    #[command(flatten)]
    pub name: TaskName,
    #[command(flatten)]
    pub model: ModelFlags,
    /// A command whose success proves the task; may be given several times
    #[arg(long = "check", value_name = "COMMAND")]
    pub checks: Vec<String>,
    /// Never wait for an answer: what would ask is denied
    #[arg(long, visible_alias = "non-interactive")]
    pub no_interactive: bool,
    #[command(flatten)]
    pub untrusted: UntrustedFlags,
}

#[derive(Debug, Args)]
pub struct ModelFlags {
    /// The model: `bedrock:ID`, `openai:NAME`, `scripted:FILE`, or an id alone
    #[arg(long, value_name = "MODEL")]
    pub model: Option<String>,
    /// Autopilot: change files and run commands without asking; control files still ask
    #[arg(short = 'a', long, conflicts_with = "trust_tools")]
    pub trust_all_tools: bool,
    /// Run only these tools without asking, separated by commas: read, write, edit, list, glob, grep, shell
    #[arg(long, value_name = "TOOLS", value_parser = parse_tools)]
    pub trust_tools: Option<Trust>,
}

impl ModelFlags {
    pub(crate) fn trust(&self) -> Trust {
        if self.trust_all_tools { Trust::All } else { self.trust_tools.clone().unwrap_or_default() }
    }
}

#[derive(Debug, Subcommand)]
pub enum PermissionVerb {
    /// The rules that count here, and what is wrong with others
    List,
    /// What would become of a command; runs nothing
    Explain {
        /// The command, as one argument
        command: String,
    },
}

#[derive(Debug, Subcommand)]
pub enum TrustVerb {
    /// The files, what they would run, and whether they are trusted
    List,
    /// Trusts a file as it is; a changed one is untrusted again
    Add {
        /// Path in the workspace
        path: String,
        /// Digest of what is trusted; absent: shows what the file would do and its digest
        digest: Option<String>,
    },
    /// No longer trusts a file
    Remove {
        /// Path in the workspace
        path: String,
    },
}

#[derive(Debug, Subcommand)]
pub enum FreezeVerb {
    /// Freezes the workspace, for all processes at once
    On {
        /// Why, for people
        why: Option<String>,
    },
    /// Lets agents work again
    Off,
    /// Whether it is frozen
    Status,
}

/// Where nobody can be asked.
#[derive(Debug, Default, Args)]
pub struct UntrustedFlags {
    /// With --no-interactive: trust what the workspace makes run if it is exactly this, as `kiro-cli trust list` prints it
    #[arg(long, value_name = "DIGEST")]
    pub trust_hash: Option<String>,
    /// With --no-interactive: go on without what is not trusted
    #[arg(long, conflicts_with = "trust_hash")]
    pub leave_untrusted: bool,
}

#[derive(Debug, Args)]
pub struct AnswerVerb {
    /// The question
    #[arg(requires = "option")]
    pub question: Option<String>,
    /// allow_once, allow_session, allow_always, deny, deny_always, mark_done or leave_open
    #[arg(value_parser = parse_answer)]
    pub option: Option<Answer>,
}

fn parse_tools(list: &str) -> Result<Trust, String> {
    policy::parse_tool_list(list, agent::TOOL_NAMES)
        .map_err(|name| format!("there is no tool `{name}`; the tools are {}", agent::TOOL_NAMES.join(", ")))
}

/// Accepts what the protocol accepts.
fn parse_state(word: &str) -> Result<TaskState, String> {
    serde_json::from_value(word.into()).map_err(|_| "not_started, queued, in_progress or done".to_owned())
}

fn parse_answer(word: &str) -> Result<Answer, String> {
    serde_json::from_value(word.into()).map_err(|_| {
        "allow_once, allow_session, allow_always, deny, deny_always, mark_done or leave_open".to_owned()
    })
}
