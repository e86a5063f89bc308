use std::ops::Range;

use spec::{Requirements, Term};

use super::fact::singular;
use super::terms::{aliases, names_terms};
use crate::rules::finding::Findings;
use crate::{Document, Model, Spec};

const CODE: &str = "consistency/unused-term";

/// Terms that no document of the spec uses.
pub(in crate::rules) fn check(spec: &Spec, findings: &mut Findings<'_>) {
    if !findings.wants(CODE) {
        return;
    }
    for (document, requirements) in spec.requirements() {
        let mut unused: Vec<&Term> =
            document.unspoken_terms().iter().filter_map(|index| requirements.glossary.get(*index)).collect();
        for other in spec.documents().filter(|other| other.path != document.path) {
            if !unused.is_empty() {
                let spoken = Spoken::new(&other.text, &[]);
                unused.retain(|term| !spoken.of(document.slice(term.name.clone())));
            }
        }
        for term in unused {
            let written = document.slice(term.name.clone());
            let message = format!(
                "Nothing in this spec speaks of \"{written}\". Use the term, or take it out of the glossary."
            );
            findings.report(document, CODE, term.name.clone(), message);
        }
    }
}

/// The terms of a document that it explains and never uses, as indices into its glossary.
pub(crate) fn unspoken_terms(document: &Document) -> Vec<usize> {
    let Model::Requirements(Requirements { glossary, .. }) = document.model() else { return Vec::new() };
    if !names_terms(glossary) {
        return Vec::new();
    }
    let names: Vec<Range<usize>> = glossary.iter().map(|term| term.name.clone()).collect();
    let spoken = Spoken::new(&document.text, &names);
    let unspoken = |term: &Term| {
        let written = document.slice(term.name.clone());
        // Explained in another script, it is spoken of in that one.
        let foreign = document.slice(term.definition.clone()).contains(|c: char| c > '\u{2e7f}');
        let passed_over = aliases(written).is_empty() || foreign && written.is_ascii();
        !passed_over && !spoken.of(written)
    };
    let unspoken = glossary.iter().enumerate().filter(|(_, term)| unspoken(term));
    unspoken.map(|(index, _)| index).collect()
}

/// The words of a text as terms are compared, each between two blanks.
struct Spoken {
    words: String,
    lower: String,
}

impl Spoken {
    /// What stands in `cut`, in order, does not count, and parts what stands around it.
    fn new(text: &str, cut: &[Range<usize>]) -> Self {
        let (mut words, mut lower) = (String::from(" "), String::new());
        let mut from = 0;
        for end in cut.iter().cloned().chain(std::iter::once(text.len()..text.len())) {
            let part = text.get(from..end.start).unwrap_or_default().to_lowercase();
            for word in part.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
                words += &singular(word);
                words.push(' ');
            }
            words.push(' ');
            lower += &part;
            from = from.max(end.end);
        }
        Self { words, lower }
    }

    /// Whether something is spoken of by any of its names.
    fn of(&self, written: &str) -> bool {
        aliases(written).iter().any(|name| {
            let whole = |name: &str| self.words.contains(&format!(" {name} "));
            // Without blanks between words there is nothing to look up.
            !name.is_ascii() && self.lower.contains(name.as_str())
                || whole(name)
                || name.contains(' ') && whole(&name.replace(' ', ""))
                // `Vetting` within `RevettingJob`: written as a part of something.
                || !name.contains(' ') && name.len() > 3 && self.words.contains(name.as_str())
        })
    }
}
