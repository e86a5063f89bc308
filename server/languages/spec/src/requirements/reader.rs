use text::{Line, Problem, lines};

use crate::{
    Requirement, Requirements, Section,
    fence::{Fences, fences},
    problem::unclosed_fence,
    section::{sections, span_of},
};

use super::{
    criteria::CriteriaReader,
    duplicates::duplicates,
    glossary::glossary,
    heading::{Head, behaviour, head},
    index::Index,
    words::{CRITERIA, announces_criteria, plain_title},
};

/// What makes a heading a requirement.
#[derive(Clone, Copy)]
pub(super) enum Shape {
    /// `Requirement 1`, `FR-1`
    Named,
    /// `Current Behavior (Defect)`
    Behaviours,
    /// `1. Title`
    Numbered,
}

pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    lines: Vec<Line<'a>>,
    fences: Fences,
    pub(super) sections: Vec<Section>,
}

/// The requirement that a heading is, each of its parts a slice of the heading's line.
#[derive(Clone, Copy)]
pub(super) struct Found<'a> {
    pub(super) id: &'a str,
    id_at: &'a str,
    title: &'a str,
    /// Of a bugfix.md; its id stands nowhere.
    behaviour: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let lines: Vec<Line<'_>> = lines(text).collect();
        let fences = fences(&lines);
        let sections = sections(&lines, &fences, text.len());
        Self { text, lines, fences, sections }
    }

    /// Reads with the first shape that the document has.
    pub(super) fn read(self, shapes: &[Shape]) -> (Requirements, Vec<Problem>) {
        let heads =
            shapes.iter().map(|shape| self.heads(*shape)).find(|heads| heads.iter().any(Option::is_some));
        let read = self.requirements(&heads.unwrap_or_default());
        let requirements: Vec<Requirement> = read.into_iter().map(|(requirement, _)| requirement).collect();
        let glossary = glossary(self.text, &self.lines, &self.fences, &self.sections);
        let unclosed = self.fences.unclosed(&self.lines);
        let mut problems: Vec<Problem> =
            unclosed.map(|line| unclosed_fence("requirements/unclosed-fence", line)).collect();
        problems.extend(duplicates(&requirements));
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

    /// For each section, what its heading is, as far as it is accepted. One like `Requirement 1: Acceptance Criteria` is a
    /// part of a requirement.
    pub(super) fn heads_of(&self, accept: impl Fn(&Head<'_>) -> bool) -> Vec<Option<Found<'a>>> {
        let accept = |head: &Head<'_>| accept(head) && !CRITERIA.contains(&plain_title(head.title).as_str());
        let heads = self.titles().map(|title| head(title).filter(&accept));
        heads
            .map(|head| head.map(|Head { id, title, .. }| Found { id, id_at: id, title, behaviour: false }))
            .collect()
    }

    pub(super) fn titles(&self) -> impl Iterator<Item = &'a str> {
        let text = self.text;
        self.sections.iter().map(move |section| text.get(section.title.clone()).unwrap_or_default())
    }

    /// Reads the requirements of `heads` (one for each section), and says of each whether something announces its
    /// criteria.
    pub(super) fn requirements(&self, heads: &[Option<Found<'a>>]) -> Vec<(Requirement, bool)> {
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
                    section.level == *level && !reader.announced() && announces_criteria(title);
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
