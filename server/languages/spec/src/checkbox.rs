use std::ops::Range;

use crate::state::{State, is_blank};

/// A list item with brackets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Checkbox<'a> {
    /// Width of the blank before the bullet, with tab stops every four columns.
    pub(crate) indent: usize,
    /// The bytes of the line strictly between the brackets; empty for `[]`.
    pub(crate) mark: Range<usize>,
    /// A star stands right behind the bracket: Kiro's sign for an optional task.
    pub(crate) star: bool,
    /// What follows bracket and star, without blanks around it.
    pub(crate) title: &'a str,
}

/// Reads `- [x]* title`. `None` if the line is something else; a link (`- [text](url)`) is.
pub(crate) fn checkbox(line: &str) -> Option<Checkbox<'_>> {
    let item = line.trim_start_matches(is_blank);
    let before_item = line.strip_suffix(item)?;
    let behind_bullet = item.strip_prefix(['-', '*', '+'])?;
    let bracket = behind_bullet.trim_start_matches(is_blank);
    if bracket.len() == behind_bullet.len() {
        return None;
    }
    let (mark, rest) = bracket.strip_prefix('[')?.split_once(']')?;
    if !is_mark(mark) {
        return None;
    }
    // `- [1](note)` and `- [a]: url` are links, `- []string` is Go: text without a blank needs a mark that we know.
    if rest.starts_with(['(', '[', ':']) {
        return None;
    }
    let (star, title) = star(rest);
    let glued = !star && !rest.is_empty() && !rest.starts_with(is_blank);
    if glued && (mark.is_empty() || State::of_mark(mark).is_none()) {
        return None;
    }
    let start = line.len() - bracket.len() + 1;
    Some(Checkbox {
        indent: indent(before_item),
        mark: start..start + mark.len(),
        star,
        title: title.trim_matches(is_blank),
    })
}

/// At most one character, blanks and emoji variation selectors aside.
fn is_mark(mark: &str) -> bool {
    mark.trim_matches(is_blank).trim_end_matches('\u{fe0f}').chars().nth(1).is_none()
}

/// `*`, `\*` behind the bracket, or ` * ` alone before the title; `**` opens bold text.
fn star(rest: &str) -> (bool, &str) {
    let behind =
        rest.strip_prefix("\\*").or_else(|| rest.strip_prefix('*').filter(|rest| !rest.starts_with('*')));
    let lone = || {
        let rest = rest.trim_start_matches(is_blank).strip_prefix('*')?;
        rest.starts_with(is_blank).then_some(rest)
    };
    match behind.or_else(lone) {
        Some(rest) => (true, rest),
        None => (false, rest),
    }
}

/// The columns that `blank` takes.
pub(crate) fn indent(blank: &str) -> usize {
    blank.chars().fold(0, |column, c| match c {
        '\t' => column / 4 * 4 + 4,
        c if c.is_whitespace() => column + 1,
        _ => column,
    })
}
