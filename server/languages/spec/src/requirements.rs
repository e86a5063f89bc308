mod criteria;
mod duplicates;
mod glossary;
mod heading;
mod index;
mod line;
mod numbered;
mod reader;
mod story;
mod words;

use std::ops::Range;

use text::Problem;

use crate::Section;

use index::Index;
use reader::{Reader, Shape};

/// What a requirements.md or a bugfix.md asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requirements {
    /// Every heading outside of fenced code, in document order.
    pub sections: Vec<Section>,
    /// The terms it defines, in document order.
    pub glossary: Vec<Term>,
    /// In document order. The three behaviours of a bugfix.md are requirements `1`, `2` and `3`.
    pub requirements: Vec<Requirement>,
    /// Where ids lead.
    pub(crate) index: Index,
}

/// An entry of the glossary: `- **Limiter**: component that counts requests`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The bytes of its name, without the emphasis around it.
    pub name: Range<usize>,
    /// The bytes of what it means; empty if nothing is said.
    pub definition: Range<usize>,
}

/// A requirement: a heading with an id, and its acceptance criteria.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// As references name it: `1`, `4A`, `REQ-001`, `1.2`. Text, not a number.
    pub id: String,
    /// The bytes of the id in the heading; for a behaviour of a bugfix.md, which has none, of the heading's text.
    pub id_span: Range<usize>,
    /// The bytes of its title; empty if it has none.
    pub title: Range<usize>,
    /// Line of the heading, 0-based.
    pub line: u32,
    /// The bytes of the heading's line, without the line end.
    pub heading: Range<usize>,
    /// The bytes from the heading to the next requirement, or the next heading of the same or a higher level.
    pub range: Range<usize>,
    /// The bytes of the user story, its label aside.
    pub user_story: Option<Range<usize>>,
    /// In document order, of all its lists.
    pub criteria: Vec<Criterion>,
}

/// An acceptance criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// As references name it: requirement id, dot, number (`1.2`), or the id that it spells out itself.
    pub id: String,
    /// The bytes of its number as written, such as `2` of `2. WHEN …` or `1.2`; empty where it stands in a list without
    /// numbers.
    pub number: Range<usize>,
    /// Its first line, 0-based.
    pub line: u32,
    /// The bytes of what it says, behind the list mark and the number, lines that go on included; blanks at the end are
    /// not.
    pub text: Range<usize>,
}

/// Where an id leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// An index into [`Requirements::requirements`].
    pub requirement: usize,
    /// An index into [`Requirement::criteria`]; `None`: the whole requirement.
    pub criterion: Option<usize>,
}

/// Reads a requirements.md: any text gives its requirements, and what is odd about it.
///
/// Source of the shapes: 343 real files. A document whose headings say "requirement" or carry ids such as `FR-1` has
/// those; one that has neither, but the behaviours of a bugfix.md, has these; else numbered headings are the requirements,
/// of the levels on which criteria stand.
pub fn parse_requirements(text: &str) -> (Requirements, Vec<Problem>) {
    Reader::new(text).read(&[Shape::Named, Shape::Behaviours, Shape::Numbered])
}

/// Reads a bugfix.md: its behaviours, or what else it has for requirements.
pub fn parse_bugfix(text: &str) -> (Requirements, Vec<Problem>) {
    Reader::new(text).read(&[Shape::Behaviours, Shape::Named, Shape::Numbered])
}
