//! Numbers of requirements, criteria and properties, as headings and lists write them.

/// What follows `1`, `1.2`, `4A` or `4.4a` at the start of `text`.
pub(crate) fn number_id(text: &str) -> Option<&str> {
    let mut rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    if rest.len() == text.len() {
        return None;
    }
    loop {
        if let Some(behind) = rest.strip_prefix(|c: char| c.is_ascii_alphabetic())
            && !behind.starts_with(char::is_alphanumeric)
        {
            rest = behind;
        }
        match rest
            .strip_prefix('.')
            .map(|behind| (behind, behind.trim_start_matches(|c: char| c.is_ascii_digit())))
        {
            Some((behind, next)) if next.len() < behind.len() => rest = next,
            Some(_) | None => return Some(rest),
        }
    }
}

/// Prefixes that ids of requirements and criteria have as a rule. They may stand apart from the number: `NFR 1`.
pub(crate) const PREFIXES: &[&str] =
    &["AC", "R", "REQ", "FR", "NFR", "US", "BR", "DR", "IR", "SR", "TR", "UR"];

/// What follows `US-1`, `FR-2.1`, `NFR 3` or `REQ-TECH-001` at the start of `text`.
pub(crate) fn prefixed_id(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        let behind = rest.trim_start_matches(|c: char| c.is_ascii_uppercase());
        let letters =
            rest.get(..rest.len() - behind.len()).filter(|letters| (1..=12).contains(&letters.len()))?;
        rest = match behind.strip_prefix(['-', ' ']) {
            Some(_) if behind.starts_with(' ') && !PREFIXES.contains(&letters) => return None,
            Some(behind) => behind,
            None => behind,
        };
        if let Some(rest) = number_id(rest) {
            return Some(rest);
        }
        if !behind.starts_with('-') {
            return None;
        }
    }
}

/// The title behind an id, without what separates them. `None` if the id goes on, and so is none.
pub(crate) fn title(rest: &str) -> Option<&str> {
    let separators = |c: char| {
        c.is_whitespace()
            || matches!(c, '.' | ':' | '：' | ')' | '）' | '、' | '．' | '-' | '–' | '—' | '*' | ']')
    };
    let title = rest.trim_start_matches(separators);
    (title.is_empty() || title.len() < rest.len() || rest.starts_with(['(', '（'])).then_some(title)
}
