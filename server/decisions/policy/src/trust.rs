use protocol::Trust;

/// Names under which the tools are known to scripts written for Kiro CLI and Amazon Q, and what they cover.
const ALIASES: &[(&str, &[&str])] = &[
    ("fs_read", &["read", "list"]),
    ("fs_write", &["write", "edit"]),
    ("write", &["write", "edit"]),
    ("execute_bash", &["shell"]),
    ("execute_cmd", &["shell"]),
];

/// Reads the value of `--trust-tools`: names separated by commas. An empty list trusts nothing.
///
/// # Errors
/// The first name that is no tool of `known`, for a message that lists them.
pub fn parse_tool_list(list: &str, known: &[&str]) -> Result<Trust, String> {
    let mut tools: Vec<String> = Vec::new();
    for name in list.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        let covered = match ALIASES.iter().find(|(alias, _)| *alias == name) {
            Some((_, covered)) => *covered,
            None if known.contains(&name) => &[name],
            None => return Err(name.to_owned()),
        };
        tools.extend(covered.iter().map(|tool| (*tool).to_owned()));
    }
    tools.sort();
    tools.dedup();
    Ok(if tools.is_empty() { Trust::None } else { Trust::Tools(tools) })
}

/// Whether calls of `tool` run without asking.
pub fn trusts(trust: &Trust, tool: &str) -> bool {
    match trust {
        Trust::None => false,
        Trust::Tools(tools) => tools.iter().any(|t| t == tool),
        Trust::All => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &[&str] = &["read", "write", "edit", "shell"];

    #[test]
    fn tool_lists() {
        let tools = |names: &[&str]| Ok(Trust::Tools(names.iter().map(|n| (*n).to_owned()).collect()));
        assert_eq!(parse_tool_list("", KNOWN), Ok(Trust::None));
        assert_eq!(parse_tool_list(" , ", KNOWN), Ok(Trust::None));
        assert_eq!(parse_tool_list("shell", KNOWN), tools(&["shell"]));
        assert_eq!(
            parse_tool_list("fs_write, execute_bash,shell", KNOWN),
            tools(&["edit", "shell", "write"])
        );
        assert_eq!(parse_tool_list("read,rm", KNOWN), Err("rm".to_owned()));
    }
}
