//! Steering, hooks, MCP servers, agents, skills and powers: what will not work as it is written.

use super::finding::Findings;
use super::{DocumentContext, Rule};

pub(super) const RULES: &[Rule] = &[];

pub(super) fn check(context: &DocumentContext<'_>, findings: &mut Findings<'_>) {
    let _ = (context.library, context.document, findings.wants(""));
}
