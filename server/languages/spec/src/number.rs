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

/// What follows `US-1`, `FR-2.1`, `NFR3` or `REQ-TECH-001` at the start of `text`.
pub(crate) fn prefixed_id(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        let behind = rest.trim_start_matches(|c: char| c.is_ascii_uppercase());
        let letters = rest.len() - behind.len();
        if letters == 0 || letters > 12 {
            return None;
        }
        rest = behind.strip_prefix('-').unwrap_or(behind);
        if let Some(rest) = number_id(rest) {
            return Some(rest);
        }
        if rest.len() == behind.len() {
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
