use std::collections::HashSet;
use std::ops::Range;

use spec::{WordKind, words};

use super::Criteria;
use crate::rules::finding::Findings;

/// What says in a definition that all values follow.
const CUES: &[&str] =
    &["one of", "either", "states:", "values:", "status:", "statuses:", "can be", "levels:", "modes:"];

/// A value that a term of the glossary can have, and that no criterion speaks of, where they speak of most of the others.
pub(super) fn check(criteria: &Criteria<'_>, findings: &mut Findings<'_>) {
    let document = criteria.document;
    let declared =
        criteria.requirements.glossary.iter().map(|term| (term, values(&document.text, &term.definition)));
    let declared: Vec<_> = declared.filter(|(_, values)| values.len() > 2).collect();
    if declared.is_empty() {
        return;
    }
    let mut spoken_of = HashSet::new();
    for (_, _, statement) in criteria.statements {
        for word in &statement.words {
            let said = word.of(&document.text);
            spoken_of.insert(bare(said).to_lowercase());
        }
    }
    for (term, values) in declared {
        let (known, gaps): (Vec<_>, Vec<_>) = values
            .into_iter()
            .partition(|value| spoken_of.contains(&bare(document.slice(value.clone())).to_lowercase()));
        if gaps.is_empty() || gaps.len() * 2 > known.len() {
            continue;
        }
        let name = document.slice(term.name.clone());
        for gap in gaps {
            findings.report_with(
                document,
                "consistency/coverage-gap",
                gap.clone(),
                format!(
                    "\"{name}\" can be {}, and no criterion says what happens then. Others are covered.",
                    document.slice(gap)
                ),
                criteria.related(term.name.clone(), format!("the values of \"{name}\"")),
            );
        }
    }
}

/// The values that a definition lists, as code or quoted: `` one of `open`, `closed` ``.
fn values(text: &str, definition: &Range<usize>) -> Vec<Range<usize>> {
    let said = text.get(definition.clone()).unwrap_or_default().to_lowercase();
    let Some(cue) = CUES.iter().filter_map(|cue| said.find(cue)).min() else { return Vec::new() };
    // Lower case may be longer or shorter than the text; a cue further on only means fewer values.
    let start = (definition.start + cue).min(definition.end);
    let start = (start..definition.end).find(|at| text.is_char_boundary(*at)).unwrap_or(definition.end);
    words(text, start..definition.end)
        .into_iter()
        .filter(|word| matches!(word.kind, WordKind::Code | WordKind::Quoted))
        .map(|word| word.span)
        .collect()
}

fn bare(value: &str) -> &str {
    value.trim_matches(|c: char| !c.is_alphanumeric())
}
