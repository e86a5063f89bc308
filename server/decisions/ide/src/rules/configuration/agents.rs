use config::Agent;

use super::super::finding::Findings;
use super::super::{DocumentContext, Rule, rule};
use super::mcp;
use crate::paths::{folder, resolve};

pub(super) const RULES: &[Rule] = &[
    rule!("agents/invalid", Warning),
    rule!("agents/missing-prompt-file", Warning),
    rule!("agents/unknown-field", Warning),
    rule!("agents/unknown-tool", Hint),
];

pub(super) fn check(context: &DocumentContext<'_>, agent: &Agent, findings: &mut Findings<'_>) {
    mcp::check(context, &agent.mcp_servers, findings);
    missing_prompt(context, agent, findings);
}

/// A prompt in another file that is not there. Its path is relative to the agent's file.
fn missing_prompt(context: &DocumentContext<'_>, agent: &Agent, findings: &mut Findings<'_>) {
    let Some(prompt) = &agent.prompt else { return };
    let Some(path) = prompt.value.trim().strip_prefix("file://") else { return };
    if path.is_empty() || path.starts_with(['/', '~', '$']) {
        return;
    }
    let files = context.library.files();
    let Some(place) = resolve(folder(&context.document.path), path) else { return };
    if files.exists(&place) {
        return;
    }
    let from_root = resolve("", path).filter(|place| files.exists(place));
    let message = match from_root {
        Some(_) => format!(
            "There is no file \"{place}\": the path of a prompt is relative to the agent's file, not to the workspace."
        ),
        None => format!("There is no file \"{place}\", so this agent has no prompt."),
    };
    findings.report(context.document, "agents/missing-prompt-file", prompt.span.clone(), message);
}
