//! Steering, hooks, MCP servers, agents, skills, powers, permissions: what will not work as it is written.
//!
//! What a single file shows is found by its parser (`config`); the rules here are those of the parsers as well.

mod agents;
mod hooks;
mod mcp;
mod self_trigger;
mod skills;
mod steering;

use super::finding::Findings;
use super::{DocumentContext, Rule, rule};
use crate::{Kind, Model};

/// A table for each kind of file.
pub(super) const TABLES: [&[Rule]; 6] =
    [steering::RULES, hooks::RULES, mcp::RULES, agents::RULES, skills::RULES, OTHERS];

/// What parsers find in files that need no other check.
const OTHERS: &[Rule] = &[
    rule!("powers/invalid-front-matter", Warning),
    rule!("powers/missing-field", Warning),
    rule!("permissions/invalid", Warning),
    rule!("permissions/unknown-capability", Warning),
    rule!("permissions/unknown-effect", Warning),
    rule!("ignore/invalid-pattern", Warning),
];

pub(super) fn check(context: &DocumentContext<'_>, findings: &mut Findings<'_>) {
    match context.document.model() {
        Model::Steering(steering) => steering::check(context, steering, findings),
        Model::Hooks(hooks) => hooks::check(context, hooks, findings),
        Model::Mcp(mcp) => mcp::check(context, &mcp.servers, findings),
        Model::Agent(Some(agent)) => agents::check(context, agent, findings),
        Model::Skill(skill) => skills::check(context, skill, findings),
        Model::Text if context.document.kind == Kind::AgentsMd => {
            steering::check_references(context, 0..context.document.text.len(), findings);
        }
        Model::Agent(None)
        | Model::Power(_)
        | Model::Permissions(_)
        | Model::Ignore(_)
        | Model::Text
        | Model::Requirements(_)
        | Model::Design(_)
        | Model::Tasks(_)
        | Model::SpecConfig(_)
        | Model::TasksMeta(_)
        | Model::SpecJson(_) => {}
    }
}

#[cfg(test)]
mod tests;
