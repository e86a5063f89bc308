//! What tools are called, across the engines of Kiro. Sources: kiro.dev/docs/cli/reference/built-in-tools, the tool lists of
//! Q CLI, of the IDE 0.x and of the engine of 1.x.

/// A word that stands for several tools, and what it stands for.
pub const TOOL_CATEGORIES: &[(&str, &str)] = &[
    ("read", "Tools that read files and folders."),
    ("write", "Tools that create, change or delete files."),
    ("shell", "Tools that run commands."),
    ("web", "Tools that search or fetch from the web."),
    ("spec", "Tools that work on specs."),
    ("*", "Every tool."),
    ("@mcp", "Tools of MCP servers. A pattern may follow: \"@mcp.*sql.*\"."),
    ("@powers", "Tools of powers."),
    ("@builtin", "Tools of Kiro itself."),
];

/// The tools of Kiro itself that agents may name, categories aside.
#[rustfmt::skip]
pub const BUILT_IN_TOOLS: &[&str] = &[
    // CLI 2.x
    "read", "write", "shell", "grep", "glob", "code", "knowledge", "introspect", "todo_list", "todo", "subagent",
    "use_subagent", "agent_crew", "use_aws", "aws", "web_search", "web_fetch", "goal", "delegate", "thinking", "tool_search", "session",
    "session_management", "task", "report_issue", "report", "web", "spec", "context", "switch_to_execution", "dummy",
    "summary",
    // Q CLI
    "fs_read", "fs_write", "execute_bash", "execute_cmd",
    // IDE 0.x
    "readFile", "readMultipleFiles", "readCode", "listDirectory", "fileSearch", "grepSearch", "fsWrite", "fsAppend",
    "strReplace", "deleteFile", "executeBash", "executePwsh", "getDiagnostics", "webFetch", "webSearch", "editCode",
    "semanticRename", "smartRelocate", "getProcessOutput", "listProcesses", "controlBashProcess",
    "controlPwshProcess", "userInput", "taskStatus", "updatePBTStatus", "invokeSubAgent", "prework", "kiroPowers",
    // the engine of 1.x
    "read_file", "read_files", "read_multiple_files", "read_code", "list_directory", "fs_append", "str_replace",
    "delete_file", "edit_code", "file_search", "grep_search", "execute_pwsh", "run_command", "list_processes", "control_process",
    "control_bash_process", "control_pwsh_process", "get_process_output", "get_diagnostics", "diagnostics",
    "semantic_rename", "smart_relocate", "get_user_input", "user_input", "validate_spec_format", "createHook",
    "create_hook", "kiro_powers", "invoke_sub_agent", "orchestrate_subagent", "remote_web_search", "skill", "power", "mcp",
    "subagents", "task_status", "filesystem", "all", "builtin",
];

/// Whether a matcher or a `toolTypes` names a category rather than being an expression.
pub fn is_tool_category(word: &str) -> bool {
    TOOL_CATEGORIES.iter().any(|(category, _)| *category == word)
}

/// The tools of a category, as the engine of 1.x calls them; none where that is not known.
pub(crate) fn tools_of(category: &str) -> &'static [&'static str] {
    match category {
        "read" => &["read_file", "read_files", "read_code", "list_directory", "file_search", "grep_search"],
        "write" => &["fs_write", "fs_append", "str_replace", "delete_file", "code"],
        "shell" => &["execute_bash", "execute_pwsh", "run_command", "control_process"],
        "web" => &["web_fetch", "web_search"],
        _ => &[],
    }
}
