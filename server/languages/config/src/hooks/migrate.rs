use serde_json::{Map, Value, json};

use super::{Hook, HookAction, HookFilter, HookFormat, Hooks};
use crate::tool_names::{is_tool_category, tools_of};
use crate::{Spanned, Trigger};

/// The hooks of a file as one of version `v1`. A hook of Kiro 0.x keeps its meaning; one in a form that Kiro never had gets
/// the meaning that it most likely has. `None` for other files, and if the trigger or the action of a hook is not
/// understood.
pub fn migrated(hooks: &Hooks) -> Option<String> {
    let guess = match hooks.format {
        HookFormat::Legacy => false,
        HookFormat::Unknown => true,
        HookFormat::V1 | HookFormat::AgentMap => return None,
    };
    let new: Option<Vec<Value>> = hooks.hooks.iter().map(|hook| as_v1(hook, guess)).collect();
    let new = new.filter(|new| !new.is_empty())?;
    let mut text = serde_json::to_string_pretty(&json!({ "version": "v1", "hooks": new })).ok()?;
    text.push('\n');
    Some(text)
}

fn as_v1(hook: &Hook, guess: bool) -> Option<Value> {
    let nearest =
        || hook.trigger.as_ref().filter(|_| guess).and_then(|written| Trigger::nearest(&written.value));
    let trigger = hook.known_trigger().or_else(nearest)?;
    let mut new = Map::new();
    let mut set = |key: &str, value: Value| drop(new.insert(key.to_owned(), value));
    let text = |part: &Option<Spanned<String>>| part.as_ref().map(|part| part.value.clone());
    set("name", text(&hook.name).unwrap_or_else(|| trigger.name().to_owned()).into());
    if let Some(description) = text(&hook.description) {
        set("description", description.into());
    }
    set("trigger", trigger.name().into());
    if let Some(matcher) = matcher(&hook.filter) {
        set("matcher", matcher.into());
    }
    match hook.action.as_ref()? {
        HookAction::Agent { prompt } => set("action", json!({ "type": "agent", "prompt": prompt.value })),
        HookAction::Command { command } => {
            set("action", json!({ "type": "command", "command": command.value }));
            if let Some(timeout) = &hook.timeout {
                set("timeout", timeout.value.into());
            }
        }
    }
    set("enabled", hook.enabled.into());
    Some(Value::Object(new))
}

fn matcher(filter: &HookFilter) -> Option<String> {
    match filter {
        HookFilter::Everything => None,
        HookFilter::Matcher(matcher) => Some(matcher.value.clone()),
        HookFilter::Tool(tool) => Some(tool.value.clone()),
        HookFilter::Patterns(patterns) => of_patterns(patterns),
        HookFilter::ToolTypes(tools) => of_tools(tools),
    }
}

/// An expression for paths that one of `patterns` names and none with `!` does; `None`: every path.
fn of_patterns(patterns: &[Spanned<String>]) -> Option<String> {
    let (excluded, named): (Vec<&str>, Vec<&str>) =
        patterns.iter().map(|pattern| pattern.value.as_str()).partition(|pattern| pattern.starts_with('!'));
    let named: Vec<String> = named.into_iter().map(glob_to_regex).collect();
    let excluded: Vec<String> =
        excluded.into_iter().map(|pattern| glob_to_regex(pattern.trim_start_matches('!'))).collect();
    // An empty expression matches everywhere.
    let all = named.iter().any(String::is_empty);
    match (all, excluded.is_empty()) {
        (true, true) => None,
        (false, true) => Some(named.join("|")),
        (true, false) => Some(format!("^(?!.*(?:{}))", excluded.join("|"))),
        (false, false) => Some(format!("^(?!.*(?:{})).*(?:{})", excluded.join("|"), named.join("|"))),
    }
}

/// A category stays one while it is alone; among others it becomes its tools.
fn of_tools(tools: &[Spanned<String>]) -> Option<String> {
    let words = || tools.iter().map(|tool| tool.value.as_str());
    if words().any(|word| word == "*") {
        return None;
    }
    if let [one] = tools {
        return Some(one.value.clone());
    }
    let alternative = |word: &str| match tools_of(word) {
        [] if is_tool_category(word) || is_name(word) => format!("^{word}"),
        [] => word.to_owned(),
        tools => format!("^({})$", tools.join("|")),
    };
    Some(words().map(alternative).collect::<Vec<_>>().join("|"))
}

fn is_name(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// A regular expression (ECMAScript) that finds the paths which a glob names. It may begin anywhere in a path, behind a
/// `/`, since paths are given to hooks whole as well as relative to the workspace. Empty for a glob that names every path.
/// What is no glob, such as `a.{rs`, is taken for the name of a file.
pub fn glob_to_regex(glob: &str) -> String {
    let glob = glob.strip_prefix("./").unwrap_or(glob);
    let regex = translated(glob);
    match regress::Regex::new(&regex) {
        Ok(_) => regex,
        Err(_) => format!("(^|/){}$", escaped(glob)),
    }
}

fn escaped(name: &str) -> String {
    let special = |c| if r"\^$.|?*+()[]{}/".contains(c) { Some('\\') } else { None };
    name.chars().flat_map(|c| special(c).into_iter().chain([c])).collect()
}

fn translated(glob: &str) -> String {
    let mut rest = glob;
    let anywhere = rest.starts_with("**/") || rest == "**";
    while let Some(behind) = rest.strip_prefix("**/") {
        rest = behind;
    }
    if anywhere && matches!(rest, "*" | "**") {
        return String::new();
    }
    // What may begin with anything need not say so.
    let (start, rest) = match rest.strip_prefix('*') {
        Some(behind) if anywhere && !behind.starts_with(['*', '/']) => ("", behind),
        Some(_) | None => ("(^|/)", rest),
    };
    let mut regex = start.to_owned();
    let mut braces = 0usize;
    let mut chars = rest.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '*' if chars.next_if_eq(&'*').is_some() => match chars.next_if_eq(&'/') {
                Some(_) => regex.push_str("(.*/)?"),
                None => regex.push_str(".*"),
            },
            '*' => regex.push_str("[^/]*"),
            '?' => regex.push_str("[^/]"),
            '{' => {
                braces += 1;
                regex.push('(');
            }
            '}' if braces > 0 => {
                braces -= 1;
                regex.push(')');
            }
            ',' if braces > 0 => regex.push('|'),
            '[' => {
                regex.push('[');
                if chars.next_if_eq(&'!').is_some() {
                    regex.push('^');
                }
            }
            '(' | ')' | '|' | ']' => regex.push(c),
            '\\' => {
                regex.push('\\');
                regex.extend(chars.next());
            }
            '.' | '+' | '^' | '$' | '}' => {
                regex.push('\\');
                regex.push(c);
            }
            other => regex.push(other),
        }
    }
    regex.push('$');
    regex
}

#[cfg(test)]
mod tests {
    use super::glob_to_regex;
    use crate::Glob;

    #[test]
    fn an_expression_finds_what_the_glob_names() {
        let paths = [
            "a.rs",
            "src/a.rs",
            "src/b/c.ts",
            "src/b/c.tsx",
            "package.json",
            "docs/package.json",
            "lib/a.rs.bak",
        ];
        for glob in [
            "**/*.rs",
            "src/**/*.{ts,tsx}",
            "**/*",
            "**/package.json",
            "src/*",
            "src/**",
            "**/*.(ts|tsx)",
            "**/[ab].rs",
        ] {
            let matcher = Glob::new(glob).unwrap();
            let regex = regress::Regex::new(&glob_to_regex(glob)).unwrap();
            for path in paths {
                assert_eq!(regex.find(path).is_some(), matcher.is_match(path), "{glob} {path}");
            }
        }
        assert_eq!(glob_to_regex("**/*.rs"), r"\.rs$");
        assert_eq!(glob_to_regex("a/*.{rs"), r"(^|/)a\/\*\.\{rs$");
        assert_eq!(glob_to_regex("src/**/*.{ts,tsx}"), r"(^|/)src/(.*/)?[^/]*\.(ts|tsx)$");
    }
}
