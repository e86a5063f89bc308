//! Criteria against each other, without a solver: contradictions, repetitions, gaps, terms.
//!
//! What is compared is how a criterion reads once case, articles and plurals are taken away. Two that read differently are
//! not compared at all, so that what is said here is so; what is not said may still be wrong.

mod conflict;
mod coverage;
mod fact;
mod quantity;
mod terms;
#[cfg(test)]
mod tests;
mod unused_terms;

pub(super) use unused_terms::check as unused_terms;
pub(crate) use unused_terms::unspoken_terms;

use spec::Requirements;

use super::criteria::Statement;
use super::finding::{Findings, Related};
use super::{Rule, rule};
use crate::{Document, Location};

pub(super) const RULES: &[Rule] = &[
    rule!("consistency/contradiction", Warning),
    rule!("consistency/conflicting-exception", Info),
    rule!("consistency/near-duplicate", Info),
    rule!("consistency/unit-mix", Info),
    rule!("consistency/undefined-term", Info),
    rule!("consistency/unused-term", Hint),
    rule!("consistency/coverage-gap", Info),
];

/// Requirements, and their criteria, each with the index of its requirement and its own in there.
pub(super) struct Criteria<'a> {
    pub(super) document: &'a Document,
    pub(super) requirements: &'a Requirements,
    pub(super) statements: &'a [(usize, usize, Statement<'a>)],
}

impl Criteria<'_> {
    /// What the criterion of a statement is called.
    fn id(&self, index: usize) -> &str {
        let criterion = self.statements.get(index).and_then(|(requirement, criterion, _)| {
            self.requirements.requirements.get(*requirement)?.criteria.get(*criterion)
        });
        criterion.map_or("", |criterion| &criterion.id)
    }

    fn related(&self, span: std::ops::Range<usize>, message: String) -> Vec<Related> {
        vec![Related { location: Location { path: self.document.path.clone(), span }, message }]
    }
}

pub(super) fn check(criteria: &Criteria<'_>, findings: &mut Findings<'_>) {
    // A document that does not use the keywords is not judged.
    if !criteria.statements.iter().any(|(_, _, statement)| statement.ears.uses_keywords) {
        return;
    }
    conflict::check(criteria, findings);
    terms::undefined(criteria, findings);
    coverage::check(criteria, findings);
}
