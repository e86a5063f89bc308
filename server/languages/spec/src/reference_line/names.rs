//! Components that a task may touch.

use super::{Reference, Target, items::Items};
use crate::state::is_blank;

/// Reads the free text of `text`, which starts at byte `at` of its document, as names: `ClusterApi, Router<E, M>`.
pub(super) fn names(text: &str, at: usize, open: &str) -> Items {
    let line = text.split(['\n', '\r']).next().unwrap_or_default();
    let value = open.chars().next().map_or(line, |c| line.trim_end().trim_end_matches(c));
    let mut found = Items { closed: true, ..Items::default() };
    let mut start = 0;
    for (end, next) in separators(value).chain([(value.len(), value.len())]) {
        let part = value.get(start..end).unwrap_or_default();
        let behind = part.trim_start_matches(is_decoration);
        let name = behind.trim_end_matches(is_decoration);
        let from = at + end - behind.len();
        if name.starts_with(char::is_alphanumeric) && !is_none(name) {
            let span = from..from + name.len();
            found.items.push(Reference { span, target: Target::One(name.to_owned()) });
        }
        start = next;
    }
    found
}

/// Where each separator outside of brackets starts and ends.
fn separators(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut depth = 0usize;
    let mut before = ' ';
    text.char_indices().filter_map(move |(at, c)| {
        let spaced = std::mem::replace(&mut before, c) == ' ';
        match c {
            '(' | '（' | '<' | '[' | '{' => depth += 1,
            ')' | '）' | '>' | ']' | '}' => depth = depth.saturating_sub(1),
            ',' | '、' | '，' | ';' | '；' | '・' if depth == 0 => return Some((at, at + c.len_utf8())),
            '/' if depth == 0 && spaced => return Some((at, at + 1)),
            _ => {}
        }
        None
    })
}

fn is_decoration(c: char) -> bool {
    is_blank(c) || c == '`'
}

/// Whether `name` says that there is nothing.
fn is_none(name: &str) -> bool {
    ["none", "n/a", "なし", "无", "無", "없음", "ninguna", "ninguno", "nenhuma", "aucune", "keine", "нет"]
        .contains(&name.to_lowercase().as_str())
}
