//! What refers to what: references that lead nowhere, criteria without tasks, tasks without criteria.

use super::finding::Findings;
use super::{Rule, SpecContext};

pub(super) const RULES: &[Rule] = &[];

pub(super) fn check(context: &SpecContext<'_>, findings: &mut Findings<'_>) {
    let _ = (context.library, context.spec, findings.wants(""));
}
