use std::fmt::Write;

use protocol::{Judgement, PermissionEffect, PermissionRule, Request, Response};
use runtime::Runtime;

use crate::cli::{Format, PermissionVerb};
use crate::exit::Failure;
use crate::{Exit, output};

pub(crate) fn run(runtime: &Runtime, verb: PermissionVerb, format: Format) -> Result<Exit, Failure> {
    let request = match verb {
        PermissionVerb::List => Request::PermissionList {},
        PermissionVerb::Explain { command } => Request::PermissionExplain { command },
    };
    let response = runtime.handle(request)?;
    let broken = matches!(&response, Response::Permissions { broken, .. } if !broken.is_empty());
    match (format, &response) {
        (Format::Text, Response::Permissions { rules, broken, ignored }) => {
            output::text(&listed(rules, broken, ignored))?;
        }
        (Format::Text, Response::Judged { judgement }) => output::text(&explained(judgement))?,
        (Format::Text | Format::Json, response) => output::json(response)?,
    }
    Ok(if broken { Exit::Failed } else { Exit::Done })
}

fn listed(rules: &[PermissionRule], broken: &[String], ignored: &[String]) -> String {
    let mut text = String::new();
    for rule in rules {
        let patterns = match rule.matches.as_slice() {
            [] => "everything".to_owned(),
            patterns => patterns.join(", "),
        };
        let _ = write!(text, "{:5} {}: {patterns}", effect(rule.effect), rule.capability);
        if !rule.exclude.is_empty() {
            let _ = write!(text, " but not {}", rule.exclude.join(", "));
        }
        let _ = writeln!(text, "  ({})", rule.source);
    }
    if rules.is_empty() {
        text.push_str("No rules. What reads runs, what changes or runs something asks.\n");
    }
    for why in broken {
        let _ = writeln!(text, "broken, so what it might forbid is refused: {why}");
    }
    for why in ignored {
        let _ = writeln!(text, "does not count: {why}");
    }
    text
}

fn explained(judgement: &Judgement) -> String {
    let mut text = match judgement.effect {
        PermissionEffect::Allow => "It would run without a question.\n".to_owned(),
        PermissionEffect::Ask => format!("You would be asked: {}\n", judgement.why),
        PermissionEffect::Deny => format!("It would be refused: {}\n", judgement.why),
    };
    for command in &judgement.commands {
        let _ = writeln!(text, "  {command}");
    }
    for rule in &judgement.rules {
        let _ = writeln!(text, "\"Always\" would allow {}: {}", rule.capability, rule.patterns.join(", "));
    }
    text
}

fn effect(effect: PermissionEffect) -> &'static str {
    match effect {
        PermissionEffect::Allow => "allow",
        PermissionEffect::Ask => "ask",
        PermissionEffect::Deny => "deny",
    }
}
