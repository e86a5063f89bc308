mod criteria;
mod duplicates;
mod glossary;
mod heading;
mod index;
mod line;
mod words;

use std::{collections::HashSet, ops::Range};

use text::{Line, Problem, lines};

use crate::{
    Section,
    fence::{Fences, fences},
    normal_id,
    problem::unclosed_fence,
    section::{sections, span_of},
};

use criteria::CriteriaReader;
use heading::{Head, behaviour, head};
use index::Index;

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

/// What makes a heading a requirement.
#[derive(Clone, Copy)]
enum Shape {
    /// `Requirement 1`, `FR-1`
    Named,
    /// `Current Behavior (Defect)`
    Behaviours,
    /// `1. Title`
    Numbered,
}

struct Reader<'a> {
    text: &'a str,
    lines: Vec<Line<'a>>,
    fences: Fences,
    sections: Vec<Section>,
}

/// The requirement that a heading is, each of its parts a slice of the heading's line.
#[derive(Clone, Copy)]
struct Found<'a> {
    id: &'a str,
    id_at: &'a str,
    title: &'a str,
    /// Of a bugfix.md; its id stands nowhere.
    behaviour: bool,
}

/// A heading that others stand below.
struct Above {
    level: usize,
    announces: bool,
    in_named: bool,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        let lines: Vec<Line<'_>> = lines(text).collect();
        let fences = fences(&lines);
        let sections = sections(&lines, &fences, text.len());
        Self { text, lines, fences, sections }
    }

    /// Reads with the first shape that the document has.
    fn read(self, shapes: &[Shape]) -> (Requirements, Vec<Problem>) {
        let heads =
            shapes.iter().map(|shape| self.heads(*shape)).find(|heads| heads.iter().any(Option::is_some));
        let read = self.requirements(&heads.unwrap_or_default());
        let requirements: Vec<Requirement> = read.into_iter().map(|(requirement, _)| requirement).collect();
        let glossary = glossary::glossary(self.text, &self.lines, &self.fences, &self.sections);
        let unclosed = self.fences.unclosed(&self.lines);
        let mut problems: Vec<Problem> =
            unclosed.map(|line| unclosed_fence("requirements/unclosed-fence", line)).collect();
        problems.extend(duplicates::duplicates(&requirements));
        let index = Index::of(&requirements);
        problems.sort_by_key(|problem| problem.span.start);
        (Requirements { sections: self.sections, glossary, requirements, index }, problems)
    }

    /// For each section, the requirement that it is.
    fn heads(&self, shape: Shape) -> Vec<Option<Found<'a>>> {
        match shape {
            Shape::Named => self.named_heads(),
            Shape::Behaviours => {
                let behaviours = self.titles().map(|title| {
                    behaviour(title).map(|id| Found { id, id_at: title, title, behaviour: true })
                });
                let found: Vec<Option<Found<'_>>> = behaviours.collect();
                // One alone may be a chapter of anything.
                if found.iter().flatten().count() > 1 { found } else { Vec::new() }
            }
            Shape::Numbered => self.numbered_heads(&vec![None; self.sections.len()]),
        }
    }

    fn heads_of(&self, accept: impl Fn(&Head<'_>) -> bool) -> Vec<Option<Found<'a>>> {
        let heads = self.titles().map(|title| head(title).filter(|head| accept(head)));
        heads
            .map(|head| head.map(|Head { id, title, .. }| Found { id, id_at: id, title, behaviour: false }))
            .collect()
    }

    fn titles(&self) -> impl Iterator<Item = &'a str> {
        let text = self.text;
        self.sections.iter().map(move |section| text.get(section.title.clone()).unwrap_or_default())
    }

    /// Headings that say what they are. Where that is always by a prefix (`NFR 1`), numbered ones with announced
    /// criteria are requirements beside them.
    fn named_heads(&self) -> Vec<Option<Found<'a>>> {
        let named = self.heads_of(|head| !head.bare);
        let number = |found: &Found<'_>| normal_id(found.id).starts_with(|c: char| c.is_ascii_digit());
        if named.iter().all(Option::is_none) || named.iter().flatten().any(number) {
            return named;
        }
        let numbered = self.numbered_heads(&named);
        named.into_iter().zip(numbered).map(|(named, numbered)| named.or(numbered)).collect()
    }

    /// Numbered headings are requirements where such of their level and depth hold announced criteria, and right below
    /// a heading such as `## Requirements`; if there are none, where such hold a numbered list. Not in the parts of
    /// `named` requirements, and beside these only for announced criteria.
    fn numbered_heads(&self, named: &[Option<Found<'a>>]) -> Vec<Option<Found<'a>>> {
        let alone = named.iter().all(Option::is_none);
        let mut heads = self.heads_of(|head| head.bare && !words::announces_criteria(head.title));
        // Of each heading, whether it stands right below one that announces requirements.
        let mut below = Vec::with_capacity(heads.len());
        let mut above: Vec<Above> = Vec::new();
        for (((section, head), named), title) in
            self.sections.iter().zip(&mut heads).zip(named).zip(self.titles())
        {
            while above.pop_if(|above| above.level >= section.level).is_some() {}
            let in_named = above.last().is_some_and(|above| above.in_named);
            below.push(alone && above.last().is_some_and(|above| above.announces));
            above.push(Above {
                level: section.level,
                // The title of the document is above everything and says nothing about the parts.
                announces: section.level > 1 && words::announces_requirements(title),
                in_named: in_named || named.is_some(),
            });
            *head = head.filter(|_| !in_named);
        }

        let class = |section: &Section, found: &Found<'_>| (section.level, found.id.matches('.').count());
        let (mut announced, mut listed) = (HashSet::new(), HashSet::new());
        let found =
            self.sections.iter().zip(&heads).filter_map(|(section, head)| Some((section, head.as_ref()?)));
        for ((section, found), (requirement, announces)) in found.zip(self.requirements(&heads)) {
            if announces {
                announced.insert(class(section, found));
            } else if alone && !requirement.criteria.is_empty() {
                listed.insert(class(section, found));
            }
        }
        let classes = if announced.is_empty() && !below.contains(&true) { listed } else { announced };
        let heads = self.sections.iter().zip(heads).zip(below);
        heads
            .map(|((section, head), below)| {
                head.filter(|found| below || classes.contains(&class(section, found)))
            })
            .collect()
    }

    /// Reads the requirements of `heads` (one for each section), and says of each whether something announces its
    /// criteria.
    fn requirements(&self, heads: &[Option<Found<'a>>]) -> Vec<(Requirement, bool)> {
        let mut done = Vec::new();
        let mut current: Option<(Requirement, CriteriaReader<'a>, usize)> = None;
        let mut sections = self.sections.iter().zip(heads).peekable();
        for ((number, line), fenced) in (0u32..).zip(&self.lines).zip(&self.fences.inside) {
            let Some((section, head)) = sections.next_if(|(section, _)| section.line == number) else {
                if let Some((_, reader, _)) = &mut current {
                    reader.line(number, line, *fenced);
                }
                continue;
            };
            let title = self.text.get(section.title.clone()).unwrap_or_default();
            if let Some(found) = head {
                done.extend(current.take().map(|current| finished(current, line.start)));
                current = Some((
                    self.requirement(section, found, line),
                    CriteriaReader::new(found.id, found.behaviour),
                    section.level,
                ));
            } else if let Some((_, reader, level)) = &mut current {
                let own_criteria =
                    section.level == *level && !reader.announced() && words::announces_criteria(title);
                if section.level > *level || own_criteria {
                    reader.heading(section.level, title);
                } else {
                    done.extend(current.take().map(|current| finished(current, line.start)));
                }
            }
        }
        done.extend(current.map(|current| finished(current, self.text.len())));
        done
    }

    fn requirement(&self, section: &Section, found: &Found<'_>, line: &Line<'_>) -> Requirement {
        Requirement {
            id: found.id.to_owned(),
            id_span: span_of(line, found.id_at),
            title: span_of(line, found.title),
            line: section.line,
            heading: section.heading.clone(),
            range: section.heading.start..self.text.len(),
            user_story: None,
            criteria: Vec::new(),
        }
    }
}

fn finished(
    (requirement, reader, _): (Requirement, CriteriaReader<'_>, usize),
    end: usize,
) -> (Requirement, bool) {
    let announced = reader.announced();
    let (criteria, user_story) = reader.finish();
    let range = requirement.range.start..end;
    (Requirement { range, user_story, criteria, ..requirement }, announced)
}
