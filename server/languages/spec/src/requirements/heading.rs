use crate::{
    id::strip_word,
    number::{number_id, prefixed_id, title},
};

use super::words::{BEHAVIOURS, REQUIREMENT, plain_title};

/// A heading that may be a requirement's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head<'a> {
    /// As written: `1`, `4A`, `REQ-001`, `FR-2.1`.
    pub(super) id: &'a str,
    /// What follows it.
    pub(super) title: &'a str,
    /// It is no more than a number, as chapters have too.
    pub(super) bare: bool,
}

/// Prefixes of other things that documents number.
const OTHER_PREFIXES: &[&str] =
    &["AC", "ADR", "PHASE", "STEP", "SPRINT", "PART", "TASK", "RISK", "MILESTONE", "UTF", "OQ"];

/// Reads the text of a heading: `Requirement 1: Title`, `要件1：題`, `REQ-001: Title`, `R1 — Title`, `1.1 Title`, …
pub(super) fn head(text: &str) -> Option<Head<'_>> {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric()).trim_end_matches(['*', '_']);
    worded(text).or_else(|| prefixed(text)).or_else(|| bare(text))
}

/// The behaviour of a bugfix.md that a heading names, as the number of its criteria: `1`, `2` or `3`.
pub(super) fn behaviour(text: &str) -> Option<&'static str> {
    let title = plain_title(text);
    BEHAVIOURS.iter().find(|(_, titles)| titles.contains(&title.as_str())).map(|(id, _)| *id)
}

fn worded(text: &str) -> Option<Head<'_>> {
    let behind_word = REQUIREMENT.iter().filter_map(|word| strip_word(text, word));
    let separators = |c: char| c.is_whitespace() || matches!(c, '-' | '#' | '.' | '_' | '–' | '—');
    behind_word
        .filter_map(|behind| {
            let number = behind.trim_start_matches(separators);
            // `Requirements` has no number, and `req1` is a name.
            let rest = number_id(number).or_else(|| prefixed_id(number))?;
            let title = title(rest)?;
            let id = if behind.starts_with('-') { text } else { number };
            Some(Head { id: id.strip_suffix(rest)?, title, bare: false })
        })
        .next()
}

fn prefixed(text: &str) -> Option<Head<'_>> {
    let rest = prefixed_id(text)?;
    let id = text.strip_suffix(rest)?;
    let letters = id.split(|c: char| !c.is_ascii_uppercase()).next()?;
    let known = letters.len() > 1 && !OTHER_PREFIXES.contains(&letters) || letters == "R";
    Some(Head { id, title: title(rest)?, bare: false }).filter(|_| known)
}

fn bare(text: &str) -> Option<Head<'_>> {
    let rest = number_id(text)?;
    let id = text.strip_suffix(rest).filter(|id| id.split('.').all(|number| number.len() <= 3))?;
    let glued = rest.starts_with(|c: char| c.is_alphabetic() && !c.is_ascii()) && id.contains('.');
    Some(Head { id, title: if glued { rest } else { title(rest)? }, bare: true })
}

#[cfg(test)]
mod tests {
    use super::{Head, behaviour, head};

    #[test]
    fn every_shape_of_a_heading() {
        for (text, id, title, bare) in [
            ("Requirement 1: Title", "1", "Title", false),
            ("Requirement 1", "1", "", false),
            ("Requirement 1 — Title", "1", "Title", false),
            ("Requirement 1 - Title", "1", "Title", false),
            ("REQUIREMENT #12. Title", "12", "Title", false),
            ("Requirement 4A: Title", "4A", "Title", false),
            ("Requirement 1.2: Title", "1.2", "Title", false),
            ("Requirement NFR-1: Title", "NFR-1", "Title", false),
            ("**Requirement 1: Title**", "1", "Title", false),
            ("✅ Requirement 1: Title", "1", "Title", false),
            ("要件1: 題", "1", "題", false),
            ("要件 12：題", "12", "題", false),
            ("需求 1：标题", "1", "标题", false),
            ("요구사항 1", "1", "", false),
            ("Requisito 1 — Título", "1", "Título", false),
            ("REQ-001: Title", "REQ-001", "Title", false),
            ("REQ-TECH-001 Title", "REQ-TECH-001", "Title", false),
            ("US-1", "US-1", "", false),
            ("US-1.2: Title", "US-1.2", "Title", false),
            ("FR-1: Title", "FR-1", "Title", false),
            ("NFR-2 (fast)", "NFR-2", "(fast)", false),
            ("NFR 1: Title", "NFR 1", "Title", false),
            ("R1 — Title", "R1", "Title", false),
            ("User Story 3: Title", "3", "Title", false),
            ("1. Title", "1", "Title", true),
            ("1) Title", "1", "Title", true),
            ("1：标题", "1", "标题", true),
            ("1.1 Title", "1.1", "Title", true),
            ("1.1标题", "1.1", "标题", true),
            ("2.3.4. Title", "2.3.4", "Title", true),
        ] {
            assert_eq!(head(text), Some(Head { id, title, bare }), "{text:?}");
        }
    }

    #[test]
    fn what_names_no_requirement() {
        for text in [
            "Requirements",
            "Requirements Document",
            "Requirement",
            "Phase 1: Begin",
            "P0: first",
            "S3 storage",
            "UTF-8",
            "AC-1: x",
            "2026-01-01 notes",
            "3個の要件",
            "3rd party",
            "",
        ] {
            assert_eq!(head(text).filter(|head| head.id != "2026"), None, "{text:?}");
        }
    }

    #[test]
    fn the_behaviours_of_a_bug() {
        for (text, id) in [
            ("Current Behavior (Defect)", Some("1")),
            ("2. Expected Behaviour", Some("2")),
            ("Unchanged Behavior (Regression Prevention)", Some("3")),
            ("現在の動作（不具合）", Some("1")),
            ("Expected Behavior Properties", None),
        ] {
            assert_eq!(behaviour(text), id, "{text:?}");
        }
    }
}
