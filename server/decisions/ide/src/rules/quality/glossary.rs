use spec::Requirements;

use crate::Document;
use crate::rules::criteria::{Fault, Statement};

/// How far from its word a term may reach, in bytes.
const REACH: usize = 60;

/// The terms of a document that are more than a word, in lower case.
pub(in crate::rules) struct Glossary {
    names: Vec<String>,
}

impl Glossary {
    pub(in crate::rules) fn new(document: &Document, requirements: &Requirements) -> Self {
        let names = requirements.glossary.iter().map(|term| document.slice(term.name.clone()).to_lowercase());
        Self { names: names.filter(|name| !name.is_empty()).collect() }
    }

    /// The word that a fault of the words is about belongs to a term that the glossary explains.
    pub(in crate::rules) fn defines(&self, statement: &Statement<'_>, fault: &Fault) -> bool {
        let word = statement.of(fault.span.clone()).to_lowercase();
        let of_words = matches!(fault.code, "quality/vague" | "quality/no-measure" | "quality/unbounded");
        if !of_words || word.is_empty() || !self.names.iter().any(|name| name.contains(&word)) {
            return false;
        }
        // A term stands around its word, and not far.
        let around = fault.span.start.saturating_sub(REACH)..fault.span.end + REACH;
        let words =
            statement.within(&(around.start.max(statement.range.start)..around.end.min(statement.range.end)));
        let text = statement.of(statement.span(words.start, words.len())).to_lowercase();
        let named = |name: &String| name.contains(&word) && text.contains(name.as_str());
        self.names.iter().any(named)
    }
}
