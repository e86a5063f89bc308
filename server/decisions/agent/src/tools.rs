use std::sync::{Arc, OnceLock};

use protocol::Parent;
use schemars::{JsonSchema, generate::SchemaSettings};
use serde::Deserialize;
use serde_json::Value;

use crate::ToolSpec;

/// A tool call with arguments that have the right shape.
#[derive(Clone, Debug, PartialEq)]
pub enum Tool {
    Read(Read),
    Write(Write),
    Edit(Edit),
    List(List),
    Glob(Glob),
    Grep(Grep),
    Shell(Shell),
    Recall(Recall),
    Subagent(Subagent),
    Process(Process),
}

#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Read {
    /// File, relative to the workspace root.
    pub path: String,
    /// First line to read, from 1.
    #[serde(default)]
    pub offset: Option<u32>,
    /// How many lines to read.
    #[serde(default)]
    pub limit: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Write {
    /// File, relative to the workspace root.
    pub path: String,
    /// The whole new content.
    pub content: String,
}

#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// File, relative to the workspace root.
    pub path: String,
    /// Text to replace, exactly as in the file, with enough context to occur once.
    pub old: String,
    /// Text to put in its place.
    pub new: String,
    /// Replace every occurrence.
    #[serde(default)]
    pub all: bool,
}

#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// Folder, relative to the workspace root; absent: the root.
    #[serde(default)]
    pub path: String,
}

#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Glob {
    /// Pattern such as `src/**/*.rs`.
    pub pattern: String,
    /// Folder to search; absent: the root.
    #[serde(default)]
    pub path: String,
}

#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Grep {
    /// Regular expression, one line at a time.
    pub pattern: String,
    /// Folder or file to search; absent: the root.
    #[serde(default)]
    pub path: String,
    /// Search only files that match, such as `*.rs`.
    #[serde(default)]
    pub glob: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Shell {
    /// The command, for bash.
    pub command: String,
    /// Folder to run it in; absent: the workspace root.
    #[serde(default)]
    pub folder: String,
    /// Seconds until it is killed; absent: 120, at most 3600.
    #[serde(default)]
    pub timeout: Option<u32>,
    /// Seconds to wait; a command that takes longer goes on as a process. Absent: as long as it runs.
    #[serde(default)]
    pub yield_seconds: Option<u32>,
    /// Keep an input open, for `process` to write to.
    #[serde(default)]
    pub input: bool,
    /// Ask for the network.
    #[serde(default)]
    pub network: bool,
    /// Ask for writing these files or folders outside the workspace, too.
    #[serde(default)]
    pub write: Vec<String>,
    /// Ask for running outside of the sandbox, where it is what hinders the command.
    #[serde(default)]
    pub unsandboxed: bool,
}

#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Process {
    /// The id that `shell` gave.
    pub id: String,
    /// Text for its input; end a line with a line feed.
    #[serde(default)]
    pub write: Option<String>,
    /// End its input after that.
    #[serde(default)]
    pub close_input: bool,
    /// Kill it.
    #[serde(default)]
    pub stop: bool,
    /// Seconds to wait for its end; absent: 30.
    #[serde(default)]
    pub wait: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recall {
    /// The id of the call.
    pub call: String,
}

#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Subagent {
    /// Two or three words for the user.
    pub name: String,
    /// The task, with everything it has to know: it sees nothing of this conversation.
    pub prompt: String,
    /// Names of the tools it gets; absent: yours.
    #[serde(default)]
    pub tools: Vec<String>,
}

/// Every tool's name, in the order they are offered.
pub const TOOL_NAMES: &[&str] =
    &["read", "write", "edit", "list", "glob", "grep", "shell", "process", "recall", SUBAGENT];

/// Those that only read, whatever they are given.
const READING: &[&str] = &["read", "list", "glob", "grep", "recall"];

/// The tool that begins a session of its own.
pub(crate) const SUBAGENT: &str = "subagent";

/// The tools as they are offered to a model. Descriptions of arguments are the doc comments above.
pub fn tool_specs() -> Arc<[ToolSpec]> {
    Arc::clone(&all().0)
}

/// Those that a sub-agent was given, or all; and how long they are in a request, in bytes.
pub(crate) fn offered(parent: Option<&Parent>) -> (Arc<[ToolSpec]>, usize) {
    let (all, bytes) = all();
    let Some(parent) = parent else { return (Arc::clone(all), *bytes) };
    let given = |spec: &&ToolSpec| parent.tools.iter().any(|given| given == spec.name);
    let specs: Arc<[ToolSpec]> = all.iter().filter(given).cloned().collect();
    let bytes = specs.iter().map(ToolSpec::bytes).sum();
    (specs, bytes)
}

fn all() -> &'static (Arc<[ToolSpec]>, usize) {
    static SPECS: OnceLock<(Arc<[ToolSpec]>, usize)> = OnceLock::new();
    SPECS.get_or_init(|| {
        let specs: Arc<[ToolSpec]> =
        [
            spec::<Read>("read", "Reads a text file, or shows an image. Lines come with their numbers, which are not part of the file."),
            spec::<Write>(
                "write",
                "Creates a file, or replaces all of one that was read in this conversation. Prefer `edit` for changes.",
            ),
            spec::<Edit>("edit", "Replaces text in a file that was read in this conversation."),
            spec::<List>("list", "Lists a folder."),
            spec::<Glob>("glob", "Finds files by name. Files ignored by git are left out."),
            spec::<Grep>("grep", "Finds lines in files. Files ignored by git and binary files are left out."),
            spec::<Shell>(
                "shell",
                "Runs a command without a terminal, in a sandbox: it writes in the workspace and `$TMPDIR`, has no network, and cannot \
                 read secrets nor change files that decide what is run. What it starts ends with it.",
            ),
            spec::<Process>(
                "process",
                "Waits for a process that `shell` left running, and gives what it printed since. It ends with this turn at the latest.",
            ),
            spec::<Recall>("recall", "Shows the output of an earlier call of yours that was left out."),
            spec::<Subagent>(
                SUBAGENT,
                "Gives a part of the work to another agent and returns its report: to search widely or to try something \
                without filling this conversation. With `read`, `list`, `glob` and `grep` alone, several work side by side.",
            ),
        ]
        .into();
        let bytes = specs.iter().map(ToolSpec::bytes).sum();
        (specs, bytes)
    })
}

fn spec<T: JsonSchema>(name: &'static str, description: &'static str) -> ToolSpec {
    let mut generator = SchemaSettings::draft2020_12()
        .with(|settings| {
            settings.meta_schema = None;
            settings.inline_subschemas = true;
        })
        .into_generator();
    let mut schema = generator.root_schema_for::<T>();
    schema.remove("title");
    ToolSpec { name, description, schema: schema.to_value() }
}

/// Reads the arguments of a call.
///
/// # Errors
/// What the model is told: there is no such tool, or what is wrong with the arguments.
pub fn parse_tool(name: &str, input: &Value) -> Result<Tool, String> {
    if let Value::String(raw) = input {
        let cut: String = raw.chars().take(200).collect();
        return Err(format!("the arguments of `{name}` are not a JSON object: {cut}"));
    }
    let wrong = |error: serde_json::Error| format!("the arguments of `{name}` are wrong: {error}");
    match name {
        "read" => Read::deserialize(input).map(Tool::Read).map_err(wrong),
        "write" => Write::deserialize(input).map(Tool::Write).map_err(wrong),
        "edit" => Edit::deserialize(input).map(Tool::Edit).map_err(wrong),
        "list" => List::deserialize(input).map(Tool::List).map_err(wrong),
        "glob" => Glob::deserialize(input).map(Tool::Glob).map_err(wrong),
        "grep" => Grep::deserialize(input).map(Tool::Grep).map_err(wrong),
        "shell" => Shell::deserialize(input).map(Tool::Shell).map_err(wrong),
        "process" => Process::deserialize(input).map(Tool::Process).map_err(wrong),
        "recall" => Recall::deserialize(input).map(Tool::Recall).map_err(wrong),
        SUBAGENT => Subagent::deserialize(input).map(Tool::Subagent).map_err(wrong),
        _ => Err(format!("there is no tool `{name}`; the tools are {}", TOOL_NAMES.join(", "))),
    }
}

impl Tool {
    /// Calls that only read may run at the same time; the others run alone and in order.
    pub fn only_reads(&self) -> bool {
        match self {
            Tool::Read(_) | Tool::List(_) | Tool::Glob(_) | Tool::Grep(_) | Tool::Recall(_) => true,
            Tool::Write(_) | Tool::Edit(_) | Tool::Shell(_) | Tool::Process(_) => false,
            Tool::Subagent(subagent) => {
                let reads = |tool: &String| READING.contains(&tool.as_str());
                !subagent.tools.is_empty() && subagent.tools.iter().all(reads)
            }
        }
    }

    /// One line for people: what the call would do.
    pub fn title(&self) -> String {
        let here = |path: &str| if path.is_empty() { ".".to_owned() } else { path.to_owned() };
        match self {
            Tool::Read(read) => format!("Read {}", read.path),
            Tool::Write(write) => format!("Write {}", write.path),
            Tool::Edit(edit) => format!("Edit {}", edit.path),
            Tool::List(list) => format!("List {}", here(&list.path)),
            Tool::Glob(glob) => format!("Find {} in {}", glob.pattern, here(&glob.path)),
            Tool::Grep(grep) => format!("Search {} in {}", grep.pattern, here(&grep.path)),
            Tool::Recall(recall) => format!("Show the output of {} again", recall.call),
            Tool::Subagent(subagent) => format!("Sub-agent: {}", subagent.name),
            Tool::Shell(shell) => {
                let mut lines = shell.command.lines();
                let first = lines.next().unwrap_or_default();
                format!("Run {first}{}", if lines.next().is_some() { " …" } else { "" })
            }
            Tool::Process(Process { id, stop: true, .. }) => format!("Stop process {id}"),
            Tool::Process(Process { id, write: Some(_), .. }) => format!("Write to process {id}"),
            Tool::Process(Process { id, close_input: true, .. }) => format!("End the input of process {id}"),
            Tool::Process(Process { id, .. }) => format!("Wait for process {id}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use serde_json::json;

    use super::*;

    #[test]
    fn every_spec_parses_its_own_required_arguments() {
        for spec in tool_specs().iter() {
            let input: Value = spec
                .schema
                .get("required")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .map(|name| (name.as_str().unwrap().to_owned(), json!("x")))
                .collect::<serde_json::Map<_, _>>()
                .into();
            assert!(parse_tool(spec.name, &input).is_ok(), "{}", spec.name);
        }
        assert_eq!(tool_specs().iter().map(|spec| spec.name).collect::<Vec<_>>(), TOOL_NAMES);
    }

    #[test]
    fn wrong_arguments_say_what_is_wrong() {
        let error = |name: &str, input: Value| parse_tool(name, &input).unwrap_err();
        expect!["there is no tool `bash`; the tools are read, write, edit, list, glob, grep, shell, process, recall, subagent"]
            .assert_eq(&error("bash", json!({})));
        expect!["the arguments of `read` are wrong: missing field `path`"]
            .assert_eq(&error("read", json!({})));
        expect!["the arguments of `shell` are not a JSON object: {\"command\": \"l"]
            .assert_eq(&error("shell", json!("{\"command\": \"l")));
        expect!["the arguments of `list` are wrong: unknown field `depth`, expected `path`"]
            .assert_eq(&error("list", json!({"depth": 2})));
    }

    #[test]
    fn a_schema() {
        expect![[r#"{"type":"object","additionalProperties":false,"properties":{"path":{"type":"string","description":"File, relative to the workspace root."},"offset":{"type":["integer","null"],"format":"uint32","minimum":0,"description":"First line to read, from 1.","default":null},"limit":{"type":["integer","null"],"format":"uint32","minimum":0,"description":"How many lines to read.","default":null}},"required":["path"]}"#]]
            .assert_eq(&tool_specs()[0].schema.to_string());
    }
}
