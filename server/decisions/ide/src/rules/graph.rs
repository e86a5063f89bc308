//! The order of tasks: cycles, and waves that Kiro would drop or that contradict the tasks.

use super::finding::Findings;
use super::{Rule, SpecContext};

pub(super) const RULES: &[Rule] = &[];

pub(super) fn check(context: &SpecContext<'_>, findings: &mut Findings<'_>) {
    let _ = (context.library, context.spec, findings.wants(""));
}
