use std::ops::Range;

use text::{Line, lines};

use crate::Document;

/// A document as Kiro's validator reads it: line by line.
pub(super) struct Lines<'a> {
    pub(super) document: &'a Document,
    /// Its lines as they are, a BOM in front of the first aside. There is at least one.
    pub(super) all: Vec<Line<'a>>,
}

impl<'a> Lines<'a> {
    pub(super) fn of(document: &'a Document) -> Self {
        let mut all: Vec<Line<'a>> = lines(&document.text).collect();
        if let Some(first) = all.first_mut()
            && let Some(text) = first.text.strip_prefix('\u{feff}')
        {
            first.start += first.text.len() - text.len();
            first.text = text;
        }
        Self { document, all }
    }

    /// The first line that is `heading`, blanks at its end aside, and the lines below it up to the next `## `.
    pub(super) fn section(&self, heading: &str) -> Option<(Line<'a>, &[Line<'a>])> {
        let at = self.all.iter().position(|line| line.text.trim_end() == heading)?;
        let (_, rest) = self.all.split_at_checked(at)?;
        let (heading, below) = rest.split_first()?;
        let end = below.iter().position(|line| line.text.starts_with("## ")).unwrap_or(below.len());
        Some((*heading, below.get(..end)?))
    }

    /// The title, or the first line of a document that has none: where to say what is missing.
    pub(super) fn title(&self) -> Range<usize> {
        let title = self.all.iter().find(|line| line.text.starts_with("# ")).or(self.all.first());
        title.map_or(0..0, Line::span)
    }
}

/// The blocks of some lines: each begins with a line that `begins`, and goes on to the next one that `ends` it.
pub(super) fn blocks<'l, 'a>(
    lines: &'l [Line<'a>],
    begins: impl Fn(&str) -> bool + 'l,
    ends: impl Fn(&str) -> bool + 'l,
) -> impl Iterator<Item = (&'l Line<'a>, &'l [Line<'a>])> {
    let mut rest = lines;
    std::iter::from_fn(move || {
        let at = rest.iter().position(|line| begins(line.text))?;
        let (_, from) = rest.split_at_checked(at)?;
        let (first, below) = from.split_first()?;
        let end = below.iter().position(|line| ends(line.text)).unwrap_or(below.len());
        let (block, after) = below.split_at_checked(end)?;
        rest = after;
        Some((first, block))
    })
}
