//! The grammar of criteria: what EARS asks of their parts and the order of these.

use super::finding::Findings;
use super::{Rule, SpecContext};

pub(super) const RULES: &[Rule] = &[];

pub(super) fn check(context: &SpecContext<'_>, findings: &mut Findings<'_>) {
    let _ = (context.library, context.spec, findings.wants(""));
}
