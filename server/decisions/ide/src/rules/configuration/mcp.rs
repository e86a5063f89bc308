use std::ops::Range;

use config::McpServer;
use secrets::{is_secret_name, secrets};

use super::super::finding::Findings;
use super::super::{DocumentContext, Rule, rule};
use crate::Kind;

pub(super) const RULES: &[Rule] = &[
    rule!("mcp/insecure-url", Warning),
    rule!("mcp/invalid-json", Error),
    rule!("mcp/missing-command", Warning),
    rule!("mcp/secret", Warning),
    rule!("mcp/unknown-type", Warning),
];

/// Looks for secrets that are written where everybody who has the repository reads them. No message repeats one.
pub(super) fn check(context: &DocumentContext<'_>, servers: &[McpServer], findings: &mut Findings<'_>) {
    let document = context.document;
    let mut found: Vec<(Range<usize>, String)> = Vec::new();
    for server in servers {
        let settings = server.env.iter().map(|setting| (setting, "variable"));
        let settings = settings.chain(server.headers.iter().map(|setting| (setting, "header")));
        for (setting, what) in settings {
            let (name, value) = (&setting.name.value, &setting.value.value);
            if is_secret(name, value) {
                found.push((setting.value.span.clone(), format!("The value of the {what} \"{name}\"")));
            }
        }
        let mut option = "";
        for arg in &server.args {
            let is_name =
                |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
            // Not the `=` in an address: what stands before it there may be the secret, and is not for messages.
            let named = arg.value.split_once('=').filter(|(name, _)| is_name(name));
            let (name, value) = named.unwrap_or((option, &arg.value));
            if is_secret(name.trim_start_matches('-'), value) {
                let what = if name.is_empty() {
                    "This argument".to_owned()
                } else {
                    format!("The value of \"{name}\"")
                };
                found.push((arg.span.clone(), what));
            }
            option = if arg.value.starts_with('-') && is_name(&arg.value) { &arg.value } else { "" };
        }
        if let Some(url) = server.url.as_ref().filter(|url| is_secret("", &url.value)) {
            found.push((url.span.clone(), "A part of this address".to_owned()));
        }
    }
    for (span, what) in &found {
        let message = format!(
            "{what} looks like a secret, and whoever has this file has it. Write \"${{NAME}}\", set that variable where \
             the editor starts, and renew what was written here."
        );
        findings.report(document, "mcp/secret", span.clone(), message);
    }
    if document.kind != Kind::Mcp {
        return;
    }
    // What nobody reads as a setting: comments, keys of other tools.
    let known = found.into_iter().map(|(span, _)| (span, None));
    let seen = secrets(&document.text).filter(|(span, _)| !is_stand_in(document.slice(span.clone())));
    let mut all: Vec<_> = known.chain(seen.map(|(span, kind)| (span, Some(kind)))).collect();
    all.sort_by_key(|(span, kind)| (span.start, kind.is_some(), std::cmp::Reverse(span.end)));
    let mut end = 0;
    for (span, kind) in all {
        let is_new = span.start >= end;
        end = end.max(span.end);
        if let Some(kind) = kind.filter(|_| is_new) {
            let message = format!(
                "This looks like a secret ({kind}), and whoever has this file has it. Take it out, and renew it."
            );
            findings.report(document, "mcp/secret", span, message);
        }
    }
}

/// Whether `value` is a secret in full: by the name of its setting, or by its looks.
fn is_secret(name: &str, value: &str) -> bool {
    if is_stand_in(value) {
        return false;
    }
    let has = |kind: fn(&u8) -> bool| value.as_bytes().iter().any(kind);
    // Passwords may be words. Keys and tokens are made by machines.
    let lower = name.to_ascii_lowercase();
    let is_chosen = ["pass", "pwd", "secret"].iter().any(|word| lower.contains(word));
    let is_made = has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic);
    let is_place = value.starts_with(['/', '.', '~']) || value.contains([' ', '\\']) || value.contains("://");
    let by_name = || is_secret_name(name) && (is_chosen || is_made) && !is_place;
    by_name() || secrets(&format!("{name}: {value}")).next().is_some()
}

/// A reference to a variable, an example, or too short to be one.
fn is_stand_in(value: &str) -> bool {
    const EXAMPLES: [&str; 14] = [
        "your",
        "xxx",
        "***",
        "...",
        "example",
        "changeme",
        "change-me",
        "change_me",
        "placeholder",
        "redacted",
        "dummy",
        "insert",
        "todo",
        "replace",
    ];
    let lower = value.to_ascii_lowercase();
    value.len() < 8
        || !value.is_ascii()
        || value.contains("${")
        || value.contains("{{")
        || value.starts_with(['$', '<', '%', '['])
        || EXAMPLES.iter().any(|example| lower.contains(example))
        || lower.bytes().all(|byte| byte.is_ascii_digit())
        || matches!(
            lower.as_str(),
            "disabled" | "enabled" | "optional" | "required" | "not-used" | "not-needed"
        )
}

#[cfg(test)]
mod tests {
    use super::is_secret;

    #[test]
    fn only_values_that_are_written_out() {
        // In parts, so that no scanner takes this file for a leak.
        let token = ["ghp_", "0a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6q7r"].concat();
        for (name, value, expected) in [
            ("GITHUB_TOKEN", token.as_str(), true),
            ("X", token.as_str(), true),
            ("GITHUB_TOKEN", "${GITHUB_TOKEN}", false),
            ("GITHUB_TOKEN", "your-token-here", false),
            ("API_KEY", "<api-key>", false),
            ("API_KEY", "k9f8d7s6a5", true),
            ("PRIMARY_KEY", "customer_id", false),
            ("DB_PASSWORD", "correcthorse", true),
            ("API_KEY_FILE", "/run/secrets/key-1", false),
            ("AWS_REGION", "us-east-1", false),
            ("AWS_PROFILE", "my-profile-1", false),
            ("Authorization", "Bearer ${TOKEN}", false),
            ("Authorization", "Bearer a1b2c3d4e5f6a7b8c9d0", true),
            ("", "@modelcontextprotocol/server-github", false),
        ] {
            assert_eq!(is_secret(name, value), expected, "{name} {value}");
        }
    }
}
