//! The rules: what each is called, how much it matters, and what finds it.
//!
//! A rule is a row of a table in the module that checks it, and a page below docs/rules. A check reports by code; how bad that is, and
//! whether it is shown at all, is decided in one place, [`Findings`].

mod configuration;
mod consistency;
pub(crate) mod criteria;
mod ears;
mod finding;
mod graph;
pub(crate) mod kiro;
mod levels;
mod parsing;
mod quality;
mod suppression;
pub(crate) mod trace;
pub(crate) mod waves;

use std::collections::BTreeMap;
use std::sync::Arc;

pub(crate) use consistency::unspoken_terms;
pub use criteria::{Fault, check_criterion};
pub(crate) use ears::{is_pronoun, rank};
pub use finding::{Finding, Related};
pub use levels::{Level, Levels, Profile};

use finding::Findings;

use crate::{Document, Kind, Library, Spec};

/// Something that can be wrong with a document.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// What it is called in every message, setting and suppression: `tasks/duplicate-id`.
    pub code: &'static str,
    /// How much it matters unless somebody says otherwise.
    pub default: Level,
    /// The profiles it belongs to.
    pub profile: RuleProfile,
    /// Its page, in Markdown: what it means, why it matters, what to do.
    pub page: &'static str,
}

impl Rule {
    /// What it finds, in a sentence of Markdown: the first paragraph of its page.
    pub fn summary(&self) -> &'static str {
        self.page.split("\n\n").nth(1).unwrap_or_default().trim()
    }
}

/// Whose rule it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleProfile {
    /// Ours.
    Ours,
    /// A check of Kiro's own validator, under its code and with its severity.
    Kiro,
}

/// A row of a table of rules. Its page is `docs/rules/<code>.md`.
macro_rules! rule {
    ($code:literal, $level:ident) => {
        rule!($code, $level, Ours)
    };
    ($code:literal, $level:ident, $profile:ident) => {
        $crate::rules::Rule {
            code: $code,
            default: $crate::rules::Level::$level,
            profile: $crate::rules::RuleProfile::$profile,
            page: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../docs/rules/", $code, ".md")),
        }
    };
}
pub(crate) use rule;

/// The tables of rules.
const TABLES: &[&[Rule]] = &[
    parsing::RULES,
    ears::RULES,
    quality::RULES,
    consistency::RULES,
    trace::RULES,
    graph::RULES,
    waves::RULES,
];

/// Checks of the documents of a spec, at how several go together.
const SPEC_CHECKS: &[fn(&Spec, &mut Findings<'_>)] =
    &[consistency::unused_terms, trace::check, graph::check, waves::check, kiro::check];

/// Checks of every other document.
const DOCUMENT_CHECKS: &[fn(&DocumentContext<'_>, &mut Findings<'_>)] = &[configuration::check];

/// What a check of a single document may look at.
pub(crate) struct DocumentContext<'a> {
    pub(crate) library: &'a Library,
    pub(crate) document: &'a Document,
}

/// All rules, in the order of their tables.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    TABLES.iter().chain(&configuration::TABLES).chain(&kiro::TABLES).flat_map(|table| table.iter())
}

/// The rule of a code.
pub fn rule_of(code: &str) -> Option<&'static Rule> {
    rules().find(|rule| rule.code == code)
}

/// What is wrong with a document of a spec, whatever the others say. Comments were not looked at.
pub(crate) fn check_alone(levels: &Levels, document: &Document) -> Vec<Finding> {
    let mut findings = Findings::new(levels);
    findings.parsed(document);
    criteria::check(document, &mut findings);
    quality::unwritten(document, &mut findings);
    findings.all(document)
}

/// What is wrong with the documents of a spec.
pub(crate) fn check_spec(library: &Library, spec: &Spec) -> BTreeMap<Kind, Arc<[Finding]>> {
    let mut findings = Findings::new(library.levels());
    for document in spec.documents() {
        findings.extend(document, document.findings_alone(library.levels()));
    }
    SPEC_CHECKS.iter().for_each(|check| check(spec, &mut findings));
    spec.documents().map(|document| (document.kind, findings.take(document))).collect()
}

/// What is wrong with a document that belongs to no spec.
pub(crate) fn check_document(library: &Library, document: &Document) -> Arc<[Finding]> {
    let mut findings = Findings::new(library.levels());
    findings.parsed(document);
    let context = DocumentContext { library, document };
    DOCUMENT_CHECKS.iter().for_each(|check| check(&context, &mut findings));
    quality::unwritten(document, &mut findings);
    findings.take(document)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::rules;

    #[test]
    fn every_rule_has_a_page_that_says_the_same() {
        let mut codes = HashSet::new();
        for rule in rules() {
            assert!(codes.insert(rule.code), "{} is there twice", rule.code);
            assert!(rule.page.starts_with(&format!("# {}\n\n", rule.code)), "{}: the title", rule.code);
            let default = format!("\nDefault: {}\n", rule.default.name());
            assert!(rule.page.contains(&default), "{}: its page says another default", rule.code);
        }
    }
}
