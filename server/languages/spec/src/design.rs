mod property;

use std::{collections::HashMap, ops::Range};

use text::{Line, Problem, Severity, lines};

use crate::{
    ReferenceKind, ReferenceLine, Section, fence::fences, problem::unclosed_fence,
    reference_line::reference_lines, section::sections,
};

use property::properties;

/// What a design.md says that other documents refer to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Design {
    /// Every heading outside of fenced code, in document order.
    pub sections: Vec<Section>,
    /// The correctness properties, in document order.
    pub properties: Vec<Property>,
}

/// A correctness property: `### Property 1: Quota is never exceeded`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    /// As references name it: `1`. Text, not a number.
    pub id: String,
    /// The bytes of the id in the heading.
    pub id_span: Range<usize>,
    /// The bytes of its title; empty if it has none.
    pub title: Range<usize>,
    /// Line of the heading, 0-based.
    pub line: u32,
    /// The bytes of the heading's line, without the line end.
    pub heading: Range<usize>,
    /// The bytes from the heading to the next property, or the next heading of the same or a higher level.
    pub range: Range<usize>,
    /// `**Validates: Requirements 1.1, 1.4**`, and other lines that refer to requirements.
    pub references: Vec<ReferenceLine>,
}

/// Reads a design.md: any text gives its properties, and what is odd about it.
///
/// Source of the shapes: 337 real files. Properties are headings; where there are none, lines of their own
/// (`**Property 1: …**`, `Property 1: …`), else list items. Where some stand below a heading such as
/// `## Correctness Properties`, only these count: a chapter about tests goes through them again.
pub fn parse_design(text: &str) -> (Design, Vec<Problem>) {
    let lines: Vec<Line<'_>> = lines(text).collect();
    let fences = fences(&lines);
    let sections = sections(&lines, &fences, text.len());
    let mut problems: Vec<Problem> =
        fences.unclosed(&lines).map(|line| unclosed_fence("design/unclosed-fence", line)).collect();

    let mut properties = properties(text, &lines, &fences, &sections);
    let mut references =
        reference_lines(text, &lines, &fences.inside).into_iter().filter(|line| match line.kind {
            ReferenceKind::Requirements | ReferenceKind::Validates => true,
            ReferenceKind::Property | ReferenceKind::Depends | ReferenceKind::Boundary => false,
        });
    let mut next = references.next();
    for property in &mut properties {
        while let Some(line) = next.take_if(|line| line.span.start < property.range.end) {
            // The heading itself names what it is, and refers to nothing.
            if line.span.start >= property.heading.end {
                property.references.push(line);
            }
            next = references.next();
        }
    }
    problems.extend(duplicates(&properties));
    problems.sort_by_key(|problem| problem.span.start);
    (Design { sections, properties }, problems)
}

/// Numbers that two properties have.
fn duplicates(properties: &[Property]) -> Vec<Problem> {
    let mut lines = HashMap::new();
    let repeated = properties.iter().filter_map(|property| {
        let first = *lines.entry(property.id.to_uppercase()).or_insert(property.line);
        (first != property.line).then(|| Problem {
            code: "design/duplicate-property",
            severity: Severity::Warning,
            message: format!(
                "The property on line {} has the number {} too, so tests and tasks cannot say which one they mean. \
                 Give this one another number.",
                first + 1,
                property.id
            ),
            span: property.id_span.clone(),
        })
    });
    repeated.collect()
}
