//! From nodes in order to a tree of items.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

use text::LineIndex;

use super::find::{Attribute, Facts, Found};
use super::words::{before, comment, docstring, first_line, oneline, signature};
use super::{Item, ItemKind, Outline};

const MOST_ITEMS: usize = 5_000;
const DEEPEST_ITEM: usize = 16;
/// In characters.
const LONGEST_NAME: usize = 100;
/// Comments that are read backwards from an item, each a line where a language has only such.
const MOST_COMMENTS: usize = 100;

pub(super) fn nest(found: Found<'_>, source: &str) -> Outline {
    let lines = LineIndex::new(source);
    let mut outline = Outline { items: Vec::new(), cut: found.cut };
    // Items that are not at their end yet, outermost first, with their ends.
    let mut open: Vec<(Item, usize)> = Vec::new();
    let mut count = 0;
    for (&(start, Reverse(end), _), facts) in &found.nodes {
        while open.last().is_some_and(|(_, end)| *end <= start) {
            close(&mut open, &mut outline.items);
        }
        let words = before(source, start);
        let lead = lead(&found.attributes, source, words);
        let parent = open.last().map(|(item, _)| item.kind);
        let Some(kind) = kind(facts, lead.test, parent) else { continue };
        let Some(name) = facts.name.clone().and_then(|name| source.get(name)) else { continue };
        if count == MOST_ITEMS || open.len() == DEEPEST_ITEM {
            outline.cut = true;
            continue;
        }
        count += 1;
        let name = oneline(name.trim_matches(['"', '\'', '`']), LONGEST_NAME);
        let first = lines.line(lead.start);
        let item = Item {
            kind,
            public: !facts.private && (facts.public || lead.public || found.exported.contains(name.as_str())),
            name,
            lines: first..lines.line(end.saturating_sub(1)).max(first) + 1,
            signature: match (kind, facts.body) {
                (_, Some(body)) => signature(source.get(words..body).unwrap_or_default()),
                (ItemKind::Constant | ItemKind::Type, None) => {
                    signature(first_line(source.get(words..end).unwrap_or_default()))
                }
                _ => signature(source.get(words..end).unwrap_or_default()),
            },
            about: match facts.docstring.clone() {
                Some(range) => docstring(source.get(range).unwrap_or_default()),
                None => comment(&comments(&found.comments, source, lead.start)),
            },
            items: Vec::new(),
        };
        open.push((item, end));
    }
    while !open.is_empty() {
        close(&mut open, &mut outline.items);
    }
    outline
}

/// The innermost open item is whole.
fn close(open: &mut Vec<(Item, usize)>, roots: &mut Vec<Item>) {
    let Some((item, _)) = open.pop() else { return };
    open.last_mut().map_or(roots, |(parent, _)| &mut parent.items).push(item);
}

/// What a node is within that parent; none if it is nothing, or a detail of code that runs.
fn kind(facts: &Facts, test: bool, parent: Option<ItemKind>) -> Option<ItemKind> {
    let kind = match facts.kind {
        Some((_, ItemKind::Function)) if test => ItemKind::Test,
        _ if facts.test => ItemKind::Test,
        kind => kind?.1,
    };
    match parent {
        None | Some(ItemKind::Module) => Some(kind),
        Some(
            ItemKind::Class
            | ItemKind::Struct
            | ItemKind::Enum
            | ItemKind::Interface
            | ItemKind::Implementation,
        ) => Some(if kind == ItemKind::Function { ItemKind::Method } else { kind }),
        Some(ItemKind::Test) => (kind == ItemKind::Test).then_some(kind),
        Some(ItemKind::Function | ItemKind::Method | ItemKind::Constant | ItemKind::Type) => None,
    }
}

/// Where an item starts with the attributes directly before it, and what they say of it.
struct Lead {
    start: usize,
    test: bool,
    public: bool,
}

fn lead(all: &BTreeMap<usize, Attribute>, source: &str, start: usize) -> Lead {
    let mut lead = Lead { start, test: false, public: false };
    for (start, attribute) in all.range(..start).rev() {
        if !is_blank(source, attribute.end..lead.start) {
            break;
        }
        lead.start = before(source, *start);
        lead.test |= attribute.test;
        lead.public |= attribute.public;
    }
    lead
}

/// The comments directly before `start`, in order: no empty line between, and no code before them on their line.
fn comments<'a>(all: &[Range<usize>], source: &'a str, mut start: usize) -> Vec<&'a str> {
    let mut texts = Vec::new();
    let preceding = all.get(..all.partition_point(|range| range.end <= start)).unwrap_or_default();
    for comment in preceding.iter().rev().take(MOST_COMMENTS) {
        let gap = source.get(comment.end..start).unwrap_or_default();
        let line = source.get(..comment.start).unwrap_or_default().chars().rev();
        let begins = line.take_while(|c| *c != '\n').all(char::is_whitespace);
        if !begins || !is_blank(source, comment.end..start) || gap.matches('\n').count() > 1 {
            break;
        }
        texts.extend(source.get(comment.clone()));
        start = comment.start;
    }
    texts.reverse();
    texts
}

fn is_blank(source: &str, range: Range<usize>) -> bool {
    source.get(range).is_some_and(|gap| gap.chars().all(char::is_whitespace))
}
