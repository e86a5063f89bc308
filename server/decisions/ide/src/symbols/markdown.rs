use std::ops::Range;

use spec::{Criterion, Design, Requirements, Section};

use super::tree::tree;
use super::{Symbol, SymbolKind, or_unnamed};
use crate::Document;
use crate::markdown::shortened;

/// Characters of a criterion that an outline shows, all on one line.
const SHOWN: usize = 80;

/// Requirements and the sections between them. Headings within a requirement, such as `Acceptance Criteria`, would only
/// stand between it and its criteria.
pub(super) fn requirements(document: &Document, read: &Requirements) -> Vec<Symbol> {
    let ranges: Vec<&Range<usize>> = read.requirements.iter().map(|requirement| &requirement.range).collect();
    let mut flat: Vec<Symbol> =
        outside(&read.sections, &ranges).map(|section| of_section(document, section)).collect();
    for term in &read.glossary {
        let end = term.definition.end.max(term.name.end);
        flat.push(symbol(
            SymbolKind::Term,
            document.slice(term.name.clone()),
            term.name.start..end,
            &term.name,
        ));
    }
    for requirement in &read.requirements {
        let name = match document.slice(requirement.title.clone()) {
            "" => requirement.id.clone(),
            title if title == document.slice(requirement.id_span.clone()) => title.to_owned(),
            title => format!("{} {title}", requirement.id),
        };
        flat.push(symbol(SymbolKind::Requirement, &name, requirement.range.clone(), &requirement.heading));
        flat.extend(requirement.criteria.iter().map(|criterion| of_criterion(document, criterion)));
    }
    tree(flat)
}

/// Sections, and the properties in them.
pub(super) fn design(document: &Document, design: &Design) -> Vec<Symbol> {
    let ranges: Vec<&Range<usize>> = design.properties.iter().map(|property| &property.range).collect();
    let mut flat: Vec<Symbol> =
        outside(&design.sections, &ranges).map(|section| of_section(document, section)).collect();
    flat.extend(design.properties.iter().map(|property| {
        let name = format!("{} {}", property.id, document.slice(property.title.clone()));
        symbol(SymbolKind::Property, name.trim_end(), property.range.clone(), &property.heading)
    }));
    tree(flat)
}

/// Sections and nothing else.
pub(super) fn headings(document: &Document, sections: &[Section]) -> Vec<Symbol> {
    tree(sections.iter().map(|section| of_section(document, section)).collect())
}

/// The sections that do not stand in one of `ranges`, which are in document order and do not overlap.
fn outside<'a>(sections: &'a [Section], ranges: &'a [&Range<usize>]) -> impl Iterator<Item = &'a Section> {
    sections.iter().filter(|section| {
        let start = section.heading.start;
        let before = ranges.partition_point(|range| range.start <= start);
        let last = before.checked_sub(1).and_then(|at| ranges.get(at));
        last.is_none_or(|range| range.end <= start)
    })
}

fn of_section(document: &Document, section: &Section) -> Symbol {
    let name = document.slice(section.title.clone());
    symbol(SymbolKind::Section, name, section.range.clone(), &section.heading)
}

fn of_criterion(document: &Document, criterion: &Criterion) -> Symbol {
    let start = if criterion.number.is_empty() { criterion.text.start } else { criterion.number.start };
    let range = start.min(criterion.text.start)..criterion.text.end.max(criterion.number.end);
    let text = document.slice(criterion.text.clone());
    let first = text.lines().next().unwrap_or_default();
    let selection = range.start..(criterion.text.start + first.len()).min(range.end);
    symbol(SymbolKind::Criterion, &format!("{} {}", criterion.id, shortened(text, SHOWN)), range, &selection)
}

fn symbol(kind: SymbolKind, name: &str, range: Range<usize>, selection: &Range<usize>) -> Symbol {
    Symbol {
        name: or_unnamed(name.to_owned()),
        detail: "",
        kind,
        range,
        selection: selection.clone(),
        children: Vec::new(),
    }
}
