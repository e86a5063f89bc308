use std::ops::Range;

use spec::{Requirements, parse_ears};

use super::{Found, TokenKind};

pub(super) fn tokens(text: &str, read: &Requirements, found: &mut Found) {
    for term in &read.glossary {
        found.declaration(&term.name, TokenKind::Term);
    }
    for requirement in &read.requirements {
        found.declaration(&requirement.id_span, TokenKind::Requirement);
        for criterion in &requirement.criteria {
            found.declaration(&criterion.number, TokenKind::Criterion);
            if found.wants(&criterion.text) {
                keywords(text, criterion.text.clone(), found);
            }
        }
    }
}

/// The keywords of a criterion that is written with them; in prose, `when` and `shall` are words like others.
fn keywords(text: &str, criterion: Range<usize>, found: &mut Found) {
    let ears = parse_ears(text, criterion);
    if !ears.uses_keywords {
        return;
    }
    for condition in &ears.conditions {
        found.token(condition.keyword_span.clone(), TokenKind::Keyword);
    }
    for obligation in &ears.obligations {
        found.token(obligation.modal.clone(), TokenKind::Keyword);
        if obligation.negated {
            let behind = text.get(obligation.modal.end..).unwrap_or_default();
            let word = behind.trim_start_matches(|c: char| c.is_whitespace() || c == '*');
            let start = text.len() - word.len();
            if word.get(..3).is_some_and(|word| word.eq_ignore_ascii_case("not")) {
                found.token(start..start + 3, TokenKind::Keyword);
            }
        }
    }
    let last =
        ears.conditions.iter().map(|condition| condition.text.end.max(condition.keyword_span.end)).max();
    if let (Some(last), Some(first)) = (last, ears.obligations.first())
        && let Some(between) = text.get(last..first.actor.start)
        && let Some(at) = between.find("THEN")
    {
        found.token(last + at..last + at + 4, TokenKind::Keyword);
    }
}
