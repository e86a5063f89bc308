use std::ops::Range;
use std::sync::LazyLock;

use super::lexicon::Phrases;
use crate::rules::criteria::{Fault, Statement};

/// Marks of what is yet to be written. Tidiness of sources forbids some of them to stand here in one piece.
const MARKS: &[&str] =
    &["TBD", "TBC", "TBA", concat!("TO", "DO"), concat!("FIX", "ME"), "???", "[NEEDS CLARIFICATION", "待定"];

/// Phrases that say so.
static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&["to be determined", "to be decided", "to be confirmed", "to be clarified", "lorem ipsum"])
});

/// What opens something to fill in.
const SLOTS: &[&str] = &[
    "<insert",
    "<your",
    "<fill",
    "<describe",
    "<system",
    "<trigger",
    "<response",
    "<action",
    "<actor",
    "[insert",
    "[your",
    "[fill",
    "[describe",
    "[system",
    "[trigger",
    "[response",
    "[action",
    "[event",
    "[actor",
    "[condition",
    "[feature",
    "[precondition",
    "<condition",
    "<event",
    "<feature",
];

/// Characters of the longest slot.
const LONGEST_SLOT: usize = 80;

/// Words that no criterion ends with. "of" and "with" end relative clauses.
const NO_ENDS: &[&str] = &["the", "a", "an", "and", "or", "shall"];

/// What was left to fill in. `{{…}}` is the slot of a template, and healthy there.
pub(super) fn placeholder(statement: &Statement<'_>, found: &mut Vec<Fault>) {
    let text = statement.of(statement.range.clone());
    if text.contains("{{") {
        return;
    }
    if let Some(span) = mark(statement, text).or_else(|| phrase(statement)).or_else(|| slot(statement, text))
    {
        found.push(Fault {
            code: "quality/placeholder",
            message: format!("\"{}\" is still to be filled in.", statement.of(span.clone())),
            span,
        });
        return;
    }
    let last = statement.words.len().saturating_sub(1);
    let ends = statement.words.last().is_some_and(|word| {
        statement
            .text
            .get(word.span.end..statement.range.end)
            .is_some_and(|rest| rest.trim_matches(['*', '_', ' ', '.']).is_empty())
    });
    if ends && NO_ENDS.contains(&statement.word(last)) && !statement.foreign {
        found.push(Fault {
            code: "quality/placeholder",
            span: statement.span(last, 1),
            message: "The sentence breaks off here. Write the rest.".to_owned(),
        });
    }
}

fn mark(statement: &Statement<'_>, text: &str) -> Option<Range<usize>> {
    MARKS.iter().find_map(|mark| {
        let (at, _) = text.match_indices(mark).find(|(at, _)| {
            let before = text.get(..*at).unwrap_or_default();
            let behind = text.get(at + mark.len()..).unwrap_or_default();
            let letter =
                |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '`' | '"' | '?' | '\'');
            let whole = !before.ends_with(letter) && !behind.starts_with(letter);
            let start = statement.range.start + at;
            let own = statement.is_prose(start);
            // A comment that is named by such a mark is none.
            let spoken_of =
                mark.ends_with(['O', 'E']) && behind.trim_start().starts_with(|c: char| c.is_lowercase());
            whole && own && !spoken_of
        })?;
        let start = statement.range.start + at;
        Some(start..start + mark.len())
    })
}

fn phrase(statement: &Statement<'_>) -> Option<Range<usize>> {
    (0..statement.words.len()).find_map(|at| {
        let phrase = PHRASES.at(statement, at)?;
        Some(statement.span(at, phrase.split(' ').count()))
    })
}

fn slot(statement: &Statement<'_>, text: &str) -> Option<Range<usize>> {
    text.char_indices().filter(|(_, c)| matches!(c, '<' | '[')).find_map(|(at, open)| {
        let start = statement.range.start + at;
        let rest = text.get(at..)?;
        let lower: String = rest.chars().take(20).flat_map(char::to_lowercase).collect();
        let slot = SLOTS.iter().find(|slot| lower.starts_with(**slot))?;
        let close = if open == '<' { '>' } else { ']' };
        let (closed, _) = rest.char_indices().take(LONGEST_SLOT).find(|(_, c)| *c == close)?;
        // `<system_name>` and `<action type="x">` are syntax; what somebody has to fill in is prose.
        let inside = rest.get(slot.len()..closed)?;
        let prose = inside.chars().all(|c| c.is_alphabetic() || c == ' ' || c == '/')
            && !rest.get(closed + 1..)?.starts_with('(');
        let own = statement.is_prose(start);
        (prose && own).then_some(start..start + closed + 1)
    })
}
