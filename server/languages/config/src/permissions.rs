//! What agents may do: `permissions.yaml`, and the rules that agents bring along.

use std::ops::Range;

use text::{Json, JsonValue, Problem, Severity, nearest};

use crate::Spanned;
use crate::spanned::{string_at, strings_at};
use crate::yaml::parse_yaml;

/// A file of rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permissions {
    /// In document order. Deny beats ask, ask beats allow; order means nothing.
    pub rules: Vec<PermissionRule>,
}

/// What may be done with what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PermissionRule {
    /// The bytes of all of it.
    pub span: Range<usize>,
    /// What it is about; one of [`CAPABILITIES`].
    pub capability: Option<Spanned<String>>,
    /// Patterns of what it covers; none: everything.
    pub matches: Vec<Spanned<String>>,
    /// Patterns of what it leaves out.
    pub exclude: Vec<Spanned<String>>,
    /// What happens: one of [`EFFECTS`].
    pub effect: Option<Spanned<String>>,
    /// Things that it has to cover, else it is not what its author means. Ours: the vendor's own programs ignore it.
    pub examples: Vec<Spanned<String>>,
    /// Things that it must not cover.
    pub counterexamples: Vec<Spanned<String>>,
}

/// What a rule may be about (<https://kiro.dev/docs/cli/v3/permissions>).
pub const CAPABILITIES: [(&str, &str); 14] = [
    ("fs_read", "Reading files. Patterns are paths."),
    ("fs_write", "Creating, changing and deleting files. Patterns are paths."),
    ("filesystem", "Reading and writing files. Patterns are paths."),
    ("shell", "Commands. Each part of a pipeline or a list is judged by itself: \"git status*\"."),
    ("web_fetch", "Fetching from the web. Patterns are addresses."),
    ("web_search", "Searching the web."),
    ("mcp", "Tools of MCP servers: \"server/tool\"."),
    ("subagent", "Starting other agents."),
    ("skill", "Loading skills."),
    ("power", "Activating powers."),
    ("diagnostics", "Reading what language servers and compilers say."),
    ("context", "Reading what the editor knows."),
    ("all", "Everything."),
    ("builtin", "Every tool of Kiro itself."),
];

/// What a rule may say.
pub const EFFECTS: [(&str, &str); 3] = [
    ("allow", "It happens without a question."),
    ("ask", "The user is asked; beats allow."),
    ("deny", "It does not happen; beats ask and allow."),
];

/// Reads a `permissions.yaml`.
pub fn parse_permissions(text: &str) -> (Permissions, Vec<Problem>) {
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let yaml = match parse_yaml(text, start..text.len()) {
        Ok(Some(yaml)) => yaml,
        Ok(None) => return (Permissions::default(), Vec::new()),
        Err(error) => {
            let message = format!(
                "This is not YAML ({}), so none of its rules counts. Quote patterns that begin with \"*\".",
                error.reason
            );
            return (Permissions::default(), vec![warning("permissions/invalid", error.span, message)]);
        }
    };
    match yaml.get("rules") {
        Some(rules) => {
            let (rules, problems) = read_rules(rules);
            (Permissions { rules }, problems)
        }
        None => {
            let span = yaml.members().first().map_or(yaml.span.clone(), |member| member.key_span.clone());
            let message = "There are no \"rules\" here. Write \"rules:\" and a list below it.".to_owned();
            (Permissions::default(), vec![warning("permissions/invalid", span, message)])
        }
    }
}

/// Reads the value of `rules`.
pub(crate) fn read_rules(rules: &Json) -> (Vec<PermissionRule>, Vec<Problem>) {
    let mut problems = Vec::new();
    match &rules.value {
        JsonValue::Array(_) | JsonValue::Null => {}
        JsonValue::Bool(_) | JsonValue::Number(_) | JsonValue::String(_) | JsonValue::Object(_) => {
            let message = "\"rules\" must be a list of rules, each with a \"capability\" and an \"effect\".";
            problems.push(warning("permissions/invalid", rules.span.clone(), message.to_owned()));
        }
    }
    let rules = rules.elements().iter().map(|rule| read_rule(rule, &mut problems)).collect();
    (rules, problems)
}

fn read_rule(json: &Json, problems: &mut Vec<Problem>) -> PermissionRule {
    let rule = PermissionRule {
        span: json.span.clone(),
        capability: string_at(json, "capability"),
        matches: strings_at(json, "match"),
        exclude: strings_at(json, "exclude"),
        effect: string_at(json, "effect"),
        examples: strings_at(json, "examples"),
        counterexamples: strings_at(json, "counterexamples"),
    };
    for (part, key, code, known) in [
        (&rule.capability, "capability", "permissions/unknown-capability", CAPABILITIES.as_slice()),
        (&rule.effect, "effect", "permissions/unknown-effect", EFFECTS.as_slice()),
    ] {
        let names = || known.iter().map(|(name, _)| *name);
        let Some(part) = part else {
            let names = names().collect::<Vec<_>>().join(", ");
            let message = format!("This rule has no \"{key}\", so it does nothing. Use one of {names}.");
            problems.push(warning("permissions/invalid", json.span.clone(), message));
            continue;
        };
        if names().any(|name| name == part.value) {
            continue;
        }
        let advice = match nearest(&part.value, names()) {
            Some(meant) => format!("Did you mean \"{meant}\"?"),
            None => format!("Use one of {}.", names().collect::<Vec<_>>().join(", ")),
        };
        let message = format!("There is no {key} \"{}\", so the rule does nothing. {advice}", part.value);
        problems.push(warning(code, part.span.clone(), message));
    }
    rule
}

fn warning(code: &'static str, span: Range<usize>, message: String) -> Problem {
    Problem { code, severity: Severity::Warning, message, span }
}
