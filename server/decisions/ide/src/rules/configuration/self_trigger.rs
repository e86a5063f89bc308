//! Hooks that set themselves off: a file is saved, the hook writes a file that it waits for.

use std::ops::Range;

use config::{Hook, HookAction, HookFilter, Trigger, matches_any};
use regex::Regex;

/// Commands that rewrite files in place: words that must all be there, in order, and the endings of what they rewrite (none:
/// any file).
const WRITERS: &[(&[&str], &[&str])] = &[
    (&["cargo", "fmt"], &["rs"]),
    (&["rustfmt"], &["rs"]),
    (&["gofmt", "-w"], &["go"]),
    (&["goimports", "-w"], &["go"]),
    (&["go", "fmt"], &["go"]),
    (&["prettier", "--write"], WEB),
    (&["prettier", "-w"], WEB),
    (&["biome", "--write"], WEB),
    (&["biome", "--apply"], WEB),
    (&["eslint", "--fix"], SCRIPT),
    (&["standard", "--fix"], SCRIPT),
    (&["stylelint", "--fix"], &["css", "scss", "less"]),
    (&["lint", "--fix"], SCRIPT),
    (&["deno", "fmt"], WEB),
    (&["dprint", "fmt"], WEB),
    (&["black"], &["py", "pyi"]),
    (&["isort"], &["py", "pyi"]),
    (&["ruff", "format"], &["py", "pyi"]),
    (&["ruff", "--fix"], &["py", "pyi"]),
    (&["autopep8", "-i"], &["py"]),
    (&["autopep8", "--in-place"], &["py"]),
    (&["dart", "format"], &["dart"]),
    (&["flutter", "format"], &["dart"]),
    (&["terraform", "fmt"], &["tf", "tfvars"]),
    (&["tofu", "fmt"], &["tf", "tfvars"]),
    (&["clang-format", "-i"], &["c", "h", "cc", "cpp", "hpp", "cxx"]),
    (&["shfmt", "-w"], &["sh", "bash"]),
    (&["swiftformat"], &["swift"]),
    (&["rubocop", "-a"], &["rb"]),
    (&["rubocop", "-A"], &["rb"]),
    (&["rubocop", "--autocorrect"], &["rb"]),
    (&["mix", "format"], &["ex", "exs"]),
    (&["zig", "fmt"], &["zig"]),
    (&["ktlint", "-F"], &["kt", "kts"]),
    (&["google-java-format", "-i"], &["java"]),
    (&["google-java-format", "--replace"], &["java"]),
    (&["markdownlint", "--fix"], &["md"]),
    (&["markdownlint-cli2", "--fix"], &["md"]),
];

const SCRIPT: &[&str] = &["js", "jsx", "mjs", "cjs", "ts", "tsx", "vue", "svelte"];
const WEB: &[&str] = &[
    "js", "jsx", "mjs", "cjs", "ts", "tsx", "vue", "svelte", "json", "css", "scss", "html", "md", "yaml",
    "yml",
];

/// With one of these, such a command only looks.
const ONLY_LOOKS: [&str; 7] =
    ["--check", "-check", "-check=true", "-write=false", "--diff", "--dry-run", "--fix-dry-run"];

/// Words of a prompt that ask for changes to files.
const ASKS_FOR_CHANGES: [&str; 7] = ["fix", "update", "write", "rewrite", "refactor", "edit", "modify"];

/// Where and why a hook sets itself off.
pub(super) fn find(hook: &Hook) -> Option<(Range<usize>, String)> {
    let trigger = hook.trigger.as_ref()?;
    if hook.known_trigger() != Some(Trigger::PostFileSave) || !hook.enabled {
        return None;
    }
    match hook.action.as_ref()? {
        HookAction::Command { command } => {
            let what = commands(&command.value).find_map(|words| writes(&words, &hook.filter))?;
            let message = format!(
                "This hook may set itself off: {what}, and the hook waits for such files to be saved. \
                 If it runs without end, narrow what it matches, or run the command at \"Stop\"."
            );
            Some((command.span.clone(), message))
        }
        HookAction::Agent { prompt } => {
            let mut words = prompt.value.split(|c: char| !c.is_alphanumeric()).map(str::to_ascii_lowercase);
            let asks = words.any(|word| ASKS_FOR_CHANGES.contains(&word.as_str()));
            (asks && takes_every_file(&hook.filter)).then(|| {
                let message = "This hook may set itself off: it waits for every file, and what the agent saves counts too. \
                               Say which files it is about.";
                (trigger.span.clone(), message.to_owned())
            })
        }
    }
}

/// The words of each command in a line.
fn commands(line: &str) -> impl Iterator<Item = Vec<&str>> {
    line.split([';', '|', '&', '\n']).map(|command| {
        let words = command.split_whitespace().map(|word| word.trim_matches(['"', '\'', '(', ')', '`']));
        words.filter(|word| !word.is_empty()).collect()
    })
}

/// What a command writes that the hook waits for.
fn writes(words: &[&str], filter: &HookFilter) -> Option<String> {
    if words.iter().any(|word| ONLY_LOOKS.contains(word)) {
        return None;
    }
    for (wanted, endings) in WRITERS {
        let mut left = words.iter().map(|word| word.rsplit('/').next().unwrap_or(word));
        let has_all = wanted.iter().all(|wanted| left.any(|word| word == *wanted));
        if has_all && endings.iter().any(|ending| takes_ending(filter, ending)) {
            return Some(format!("\"{}\" rewrites files", wanted.join(" ")));
        }
    }
    let mut behind = words.iter().skip_while(|word| !matches!(**word, ">" | ">>")).skip(1);
    let target = behind.next().filter(|path| takes_path(filter, path))?;
    Some(format!("it writes \"{target}\""))
}

/// Whether a filter is about files with such an ending, by the endings that it names.
fn takes_ending(filter: &HookFilter, ending: &str) -> bool {
    let names = |pattern: &str| {
        let Some((_, endings)) = pattern.rsplit_once('.') else { return is_everything(pattern) };
        is_everything(pattern)
            || endings.split(|c: char| !c.is_ascii_alphanumeric()).any(|named| named == ending)
    };
    match filter {
        HookFilter::Everything => true,
        // `\.ts$|\.tsx$`
        HookFilter::Matcher(matcher) => matcher.value.split('|').any(names) || names(&matcher.value),
        HookFilter::Patterns(patterns) => {
            patterns.iter().any(|pattern| !pattern.value.starts_with('!') && names(&pattern.value))
        }
        HookFilter::ToolTypes(_) | HookFilter::Tool(_) => false,
    }
}

fn takes_path(filter: &HookFilter, path: &str) -> bool {
    if path.starts_with(['/', '&', '$', '~']) || path.contains("{{") {
        return false;
    }
    match filter {
        HookFilter::Everything => true,
        HookFilter::Matcher(matcher) => {
            // An engine that takes no longer for a bad pattern; what it does not know (look-around) is not claimed.
            Regex::new(&matcher.value).is_ok_and(|regex| regex.is_match(path))
        }
        HookFilter::Patterns(patterns) => {
            matches_any(patterns.iter().map(|pattern| pattern.value.as_str()), path)
        }
        HookFilter::ToolTypes(_) | HookFilter::Tool(_) => false,
    }
}

fn takes_every_file(filter: &HookFilter) -> bool {
    match filter {
        HookFilter::Everything => true,
        HookFilter::Matcher(matcher) => is_everything(&matcher.value),
        HookFilter::Patterns(patterns) => {
            patterns.iter().any(|pattern| is_everything(&pattern.value))
                && !patterns.iter().any(|pattern| pattern.value.starts_with('!'))
        }
        HookFilter::ToolTypes(_) | HookFilter::Tool(_) => false,
    }
}

fn is_everything(pattern: &str) -> bool {
    matches!(pattern, "**/*" | "**" | "*" | "**/*.*" | ".*" | "")
}

#[cfg(test)]
mod tests {
    use config::parse_hooks;

    use super::find;

    fn sets_itself_off(matcher: &str, command: &str) -> bool {
        let command = command.replace('"', "\\\"");
        let text = format!(
            r#"{{"version": "v1", "hooks": [{{"name": "x", "trigger": "PostFileSave", "matcher": "{matcher}",
                "action": {{"type": "command", "command": "{command}"}}}}]}}"#
        );
        find(&parse_hooks(&text).0.hooks[0]).is_some()
    }

    #[test]
    fn only_commands_that_write_what_the_hook_waits_for() {
        for (matcher, command, expected) in [
            (r"\\.rs$", "cargo fmt", true),
            (r"\\.rs$", "cargo fmt -- --check", false),
            (r"\\.rs$", "cargo clippy", false),
            (r"\\.md$", "cargo fmt", false),
            (r"(src/.*\\.ts$|src/.*\\.tsx$)", "npx prettier --write .", true),
            (r"\\.(js|ts)$", "cd web && ./node_modules/.bin/eslint --fix src", true),
            (r"\\.(js|ts)$", "npx eslint src", false),
            (r"\\.md$", "ls > docs/index.md", true),
            (r"\\.md$", "make 2>&1 > /dev/null", false),
            (r"\\.rs$", "ls > docs/index.md", false),
        ] {
            assert_eq!(sets_itself_off(matcher, command), expected, "{matcher} {command}");
        }
    }
}
