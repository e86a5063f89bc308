/// What a heading such as `### Requirement 1: Title` is to Kiro.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ordinal {
    /// A word, a number, a colon.
    Proper,
    /// It begins with the word, but goes on otherwise.
    Malformed,
    /// Something else.
    Other,
}

/// Reads a line as it is: a blank in front makes it something else.
pub(super) fn ordinal(line: &str, word: &str) -> Ordinal {
    let Some(rest) = line.strip_prefix(word) else { return Ordinal::Other };
    if rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_') {
        return Ordinal::Other;
    }
    match rest.strip_prefix(' ').map(digits) {
        Some((number, behind)) if !number.is_empty() && behind.starts_with(':') => Ordinal::Proper,
        _ => Ordinal::Malformed,
    }
}

/// The heading as Kiro wants it; `None` if its number cannot be told.
pub(super) fn proper(line: &str, word: &str) -> Option<String> {
    let (number, rest) = digits(line.strip_prefix(word)?.trim_start());
    if number.is_empty() || rest.starts_with(char::is_alphanumeric) {
        return None;
    }
    let decimal = rest.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let title = rest.trim_start_matches(|c: char| c.is_whitespace() || SEPARATORS.contains(&c)).trim_end();
    let space = if title.is_empty() { "" } else { " " };
    (!decimal).then(|| format!("{word} {number}:{space}{title}"))
}

/// What people write between number and title.
const SEPARATORS: [char; 8] = [':', '：', '.', ')', '-', '–', '—', '|'];

/// The ASCII digits that a text begins with, and the rest.
pub(super) fn digits(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::{Ordinal, ordinal, proper};

    #[test]
    fn a_number_and_a_colon_stand_behind_the_word() {
        for (line, read, mended) in [
            ("### Requirement 1: Quota", Ordinal::Proper, Some("### Requirement 1: Quota")),
            ("### Requirement 12:", Ordinal::Proper, Some("### Requirement 12:")),
            ("### Requirement 1", Ordinal::Malformed, Some("### Requirement 1:")),
            ("### Requirement 1 — Quota ", Ordinal::Malformed, Some("### Requirement 1: Quota")),
            ("### Requirement 1：配额", Ordinal::Malformed, Some("### Requirement 1: 配额")),
            ("### Requirement  1: Quota", Ordinal::Malformed, Some("### Requirement 1: Quota")),
            ("### Requirement 4A: Quota", Ordinal::Malformed, None),
            ("### Requirement 1.2: Quota", Ordinal::Malformed, None),
            ("### Requirement: Quota", Ordinal::Malformed, None),
            ("### Requirement", Ordinal::Malformed, None),
            ("### Requirements", Ordinal::Other, None),
            (" ### Requirement 1", Ordinal::Other, None),
        ] {
            assert_eq!(ordinal(line, "### Requirement"), read, "{line}");
            assert_eq!(proper(line, "### Requirement").as_deref(), mended, "{line}");
        }
    }
}
