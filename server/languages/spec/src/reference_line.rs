mod id;
mod items;
mod label;
mod names;
mod words;

use std::ops::Range;

use text::Line;

use crate::{fence::is_item, heading::heading, state::is_blank};
use items::{Manner, items};
use label::{Label, labels};
use names::names;

/// A line, or the end of one, that refers to something by id: `_Requirements: 1.1, 2.3-2.5_`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferenceLine {
    /// What it refers to.
    pub kind: ReferenceKind,
    /// The bytes of its label, without emphasis and colon.
    pub label: Range<usize>,
    /// The bytes from the label to the end of the last item, continuation lines included.
    pub span: Range<usize>,
    /// What it names, in order. Free text is no item.
    pub items: Vec<Reference>,
}

/// What a [`ReferenceLine`] refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReferenceKind {
    /// Requirements or criteria that a task implements.
    Requirements,
    /// Requirements or criteria that a property or a test validates.
    Validates,
    /// Properties of design.md.
    Property,
    /// Tasks that have to be done before.
    Depends,
    /// Components that a task may touch (cc-sdd). Items are free text.
    Boundary,
}

/// One item of a [`ReferenceLine`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The bytes of the item, such as `2.3-2.5`, without words and separators around it.
    pub span: Range<usize>,
    /// What it names.
    pub target: Target,
}

/// What a [`Reference`] names. Ids are normalized: `R1.AC6` and `Requirement 1.6` are `1.6`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// One id: a criterion, a whole requirement, a property, a task.
    One(String),
    /// From one id to another, both included: `2.1-2.5`, `1-13`.
    Range(String, String),
    /// Everything below an id: `2.*`, `9.x`.
    Below(String),
    /// Everything there is: `All`, `全`.
    All,
}

/// The lines among `lines` that refer to something, in order. `fenced` says for each line whether it is code.
///
/// Source of the shapes: 15,700 lines of 801 real tasks.md.
pub(crate) fn reference_lines(text: &str, lines: &[Line<'_>], fenced: &[bool]) -> Vec<ReferenceLine> {
    let labels: Vec<Vec<Label<'_>>> = lines
        .iter()
        .zip(fenced)
        .map(|(line, fenced)| if *fenced { Vec::new() } else { labels(line.text) })
        .collect();
    let mut found = Vec::new();
    for (at, (line, here)) in lines.iter().zip(&labels).enumerate() {
        let mut here = here.iter().peekable();
        while let Some(label) = here.next() {
            let end = match here.peek() {
                Some(next) => line.start + next.start,
                None => paragraph_end(at, lines, fenced, &labels),
            };
            let start = line.start + label.value;
            let value = text.get(start..end.max(start)).unwrap_or_default();
            found.extend(reference_line(line.start, label, start, value));
        }
    }
    found
}

/// Lines that a reference may go on over.
const LONGEST: usize = 8;

/// The end of the paragraph that line `at` belongs to.
fn paragraph_end(at: usize, lines: &[Line<'_>], fenced: &[bool], labels: &[Vec<Label<'_>>]) -> usize {
    let following = lines.iter().zip(fenced).zip(labels).skip(at + 1).take(LONGEST);
    let goes_on = following
        .take_while(|((line, fenced), labels)| !**fenced && labels.is_empty() && is_plain(line.text));
    let last = goes_on.map(|((line, _), _)| line).last().or(lines.get(at));
    last.map_or(0, |line| line.span().end)
}

/// Whether a line goes on with the paragraph above it.
fn is_plain(line: &str) -> bool {
    let content = line.trim_matches(is_blank);
    !content.is_empty()
        && !is_item(line)
        && heading(line).is_none()
        && !content.starts_with(['>', '|', '#', '<'])
        && !content.starts_with("```")
        && !content.starts_with("---")
}

fn reference_line(line: usize, label: &Label<'_>, start: usize, value: &str) -> Option<ReferenceLine> {
    let manner = Manner {
        kind: label.kind,
        open: label.open,
        emphasized: label.emphasized,
        to_colon: !label.colon && label.kind == ReferenceKind::Property,
    };
    let read = match label.kind {
        ReferenceKind::Boundary => names(value, start, label.open),
        ReferenceKind::Requirements
        | ReferenceKind::Validates
        | ReferenceKind::Property
        | ReferenceKind::Depends => items(value, start, manner),
    };
    let sure = match label.kind {
        _ if label.colon => true,
        // `**Property 1: Title**`, `_Properties 56, 63_`
        ReferenceKind::Property => !read.items.is_empty() && !read.text && (read.closed || label.emphasized),
        // `**Validates Requirements 1.1**`
        ReferenceKind::Requirements
        | ReferenceKind::Validates
        | ReferenceKind::Depends
        | ReferenceKind::Boundary => label.emphasized && !read.items.is_empty() && !read.text && read.closed,
    };
    let word = line + label.word.start..line + label.word.end;
    let end = read.items.last().map_or(word.end, |item| item.span.end);
    sure.then_some(ReferenceLine { kind: label.kind, span: word.start..end, label: word, items: read.items })
}
