//! Criteria against each other, without a solver: contradictions, repetitions, gaps, terms.

use spec::Requirements;

use super::Rule;
use super::criteria::Statement;
use super::finding::Findings;
use crate::Document;

pub(super) const RULES: &[Rule] = &[];

pub(super) fn check(
    document: &Document,
    requirements: &Requirements,
    statements: &[(usize, usize, Statement<'_>)],
    findings: &mut Findings<'_>,
) {
    let _ = (document, requirements, statements, findings.wants(""));
}
