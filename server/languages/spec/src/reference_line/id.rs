//! Ids as lines of references write them.

/// An id at the start of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    /// As written, the wildcard aside.
    pub(super) id: &'a str,
    /// A wildcard follows: `2.*`, `9.x`.
    pub(super) below: bool,
    /// Nothing but digits: also a number in prose.
    pub(super) whole: bool,
    /// What follows.
    pub(super) rest: &'a str,
}

/// Prefixes that may stand apart from their number: `NFR 1`.
const APART: &[&str] = &["NFR", "FR", "BR", "DR", "SR", "TR"];

/// Prefixes that are read in lower case too.
const LOWER: &[&str] = &["r", "req", "fr", "nfr", "us", "ac", "task", "requirement"];

/// Longest id in bytes.
const LONGEST: usize = 40;

/// Reads `1`, `2.3`, `4A.1`, `7.3.5b`, `R1.AC6`, `REQ-1`, `FR-2.1.1`, `NFR 1`, `10.1-FIX`, `2.*`. `glued`: letters of
/// a language without blanks between words may follow a whole number, as in `要件3の`.
pub(super) fn token(text: &str, glued: bool) -> Option<Token<'_>> {
    let number = behind_prefix(text)?;
    let prefixed = number.len() < text.len();
    let mut rest = digits(number)?;
    let (mut whole, mut below) = (!prefixed, false);
    while text.len() - rest.len() <= LONGEST {
        if let Some(behind) = letter(rest) {
            (rest, whole) = (behind, false);
        }
        if let Some(behind) = wildcard(rest) {
            (rest, whole, below) = (behind, false, true);
            break;
        }
        let Some(behind) = segment(rest) else { break };
        (rest, whole) = (behind, false);
    }
    // Not `strip_suffix`, which would compare all that follows.
    let written = text.get(..text.len() - rest.len())?;
    if !below
        && written.contains('.')
        && let Some(behind) = suffix(rest)
    {
        rest = behind;
    }
    let written = text.get(..text.len() - rest.len()).filter(|id| id.len() <= LONGEST)?;
    let id = if below { written.rsplit_once('.')?.0 } else { written };
    ends(rest, whole && !glued).then_some(Token { id, below, whole, rest })
}

/// The number behind a prefix, or the text itself if it starts with a digit.
fn behind_prefix(text: &str) -> Option<&str> {
    let digit = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    if digit(text) {
        return Some(text);
    }
    let end =
        text.bytes().take(LONGEST).position(|c| !(c.is_ascii_alphabetic() || matches!(c, b'-' | b'_')))?;
    let (prefix, number) = text.split_at_checked(end)?;
    let word = prefix.trim_end_matches(['-', '_']);
    let known = |words: &[&str]| words.contains(&word);
    if word.is_empty() || word.starts_with(['-', '_']) {
        return None;
    }
    let upper = !word.contains(|c: char| c.is_ascii_lowercase());
    if digit(number) && (upper || known(LOWER) || prefix.ends_with('-') && word == "Task") {
        return Some(number);
    }
    number.strip_prefix(' ').filter(|number| known(APART) && word == prefix && digit(number))
}

fn digits(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    (rest.len() < text.len()).then_some(rest)
}

/// What follows a single letter, as in `4A.1` and `4.4a`.
fn letter(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(|c: char| c.is_ascii_alphabetic())?;
    (!rest.starts_with(|c: char| c.is_ascii_alphanumeric())).then_some(rest)
}

/// What follows `.*`, `.\*` or `.x`.
fn wildcard(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('.')?;
    if let Some(rest) = rest.strip_prefix("\\*").or_else(|| rest.strip_prefix('*')) {
        return Some(rest);
    }
    let rest = rest.strip_prefix(['x', 'X'])?;
    (!rest.starts_with(|c: char| c.is_ascii_alphanumeric())).then_some(rest)
}

/// What follows `.1`, `.AC1` or `-AC1`.
fn segment(text: &str) -> Option<&str> {
    if let Some(rest) = text.strip_prefix('.').and_then(digits) {
        return Some(rest);
    }
    let rest = text.strip_prefix(['.', '-'])?;
    let rest = rest.strip_prefix("AC").or_else(|| rest.strip_prefix("ac"))?;
    digits(rest.strip_prefix('-').unwrap_or(rest))
}

/// What follows `-FIX`.
fn suffix(text: &str) -> Option<&str> {
    let word = text.strip_prefix('-')?;
    let rest = word.trim_start_matches(|c: char| c.is_ascii_uppercase());
    (rest.len() < word.len() && !rest.starts_with(|c: char| c.is_ascii_alphanumeric())).then_some(rest)
}

/// Whether an id may end before `rest`; `number`: so that it is no number of something.
fn ends(rest: &str, number: bool) -> bool {
    let mut chars = rest.chars();
    match (chars.next(), chars.next()) {
        (None, _) => true,
        (Some('%' | '\'' | '°'), _) => false,
        (Some('.' | '-' | ':'), Some(c)) if c.is_ascii_alphanumeric() && rest.starts_with(['.', ':']) => {
            false
        }
        (Some('-'), Some(c)) if c.is_ascii_lowercase() => false,
        (Some('_'), Some(c)) if c.is_ascii_alphanumeric() => false,
        (Some(c), _) => !(c.is_ascii_alphanumeric() || number && c.is_alphabetic()),
    }
}
