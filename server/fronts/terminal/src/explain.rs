//! `explain`: what a rule means, or which rules there are.

use std::fmt::Write;

use protocol::{Response, Rule, Severity};
use runtime::LiveLibrary;

use crate::cli::Format;
use crate::exit::Failure;
use crate::{Exit, output};

pub(crate) fn run(code: Option<String>, format: Format) -> Result<Exit, Failure> {
    let response = LiveLibrary::explain(code.as_deref())?;
    let Response::Rules { rules } = &response else {
        return Err(Failure::new("the rules came back as something else"));
    };
    match (format, rules.as_slice()) {
        (Format::Json, _) => output::json(&response)?,
        (Format::Text, [rule]) => output::text(&rule.page)?,
        (Format::Text, rules) => output::text(&list(rules))?,
    }
    Ok(Exit::Done)
}

/// Ours first, then Kiro's.
fn list(rules: &[Rule]) -> String {
    let width = rules.iter().map(|rule| rule.code.len()).max().unwrap_or_default();
    let mut text = String::new();
    for (of_kiro, title) in [(false, "Rules"), (true, "Kiro's own checks (--profile kiro)")] {
        let mut these = rules.iter().filter(|rule| rule.of_kiro == of_kiro).peekable();
        if these.peek().is_none() {
            continue;
        }
        let _ = writeln!(text, "{title}:");
        for rule in these {
            let level = match rule.severity {
                Some(Severity::Error) => "error",
                Some(Severity::Warning) => "warning",
                Some(Severity::Info) => "info",
                Some(Severity::Hint) => "hint",
                None => "off",
            };
            let _ = writeln!(text, "  {:width$}  {level:7}  {}", rule.code, rule.summary);
        }
        text.push('\n');
    }
    text.push_str("`kiro-cli explain CODE` shows the page of one; `.kiro/settings/diagnostics.json` changes how much each matters.\n");
    text
}
