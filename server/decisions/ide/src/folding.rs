use std::cmp::Reverse;
use std::ops::Range;

use spec::parse_fences;
use text::{Json, JsonSyntax, LineIndex};

use crate::Document;
use crate::front_matter::front_matter;
use crate::shape::Shape;
use crate::symbols::{Symbol, SymbolKind, symbols};

/// Lines that an editor can fold away, all but the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fold {
    /// The line that stays, 0-based.
    pub start_line: u32,
    /// The last line that goes, 0-based; greater than [`Self::start_line`].
    pub end_line: u32,
    /// What it is.
    pub kind: FoldKind,
}

/// What a [`Fold`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FoldKind {
    /// A requirement with its criteria.
    Requirement,
    /// A task with its body and its sub-tasks.
    Task,
    /// A heading and what stands below it.
    Section,
    /// A block of fenced code.
    Code,
    /// Front matter.
    FrontMatter,
    /// An object or a list of JSON. The line of its closing bracket stays.
    Json,
}

/// What can be folded in a document, by line; at most one fold begins in each.
pub fn folds(document: &Document) -> Vec<Fold> {
    let text = &*document.text;
    let index = document.index();
    let mut found = Vec::new();
    let shape = Shape::of(document);
    match shape {
        Shape::Requirements(_) | Shape::Design(_) | Shape::Tasks(_) | Shape::Markdown => {
            of_symbols(&symbols(document), &mut |range, kind| found.extend(fold(text, index, range, kind)));
            let sections = shape.sections(text);
            let sections = sections.iter().map(|section| (section.range.clone(), FoldKind::Section));
            let fences = parse_fences(text).into_iter().map(|range| (range, FoldKind::Code));
            let front_matter =
                front_matter(text).and_then(|found| found.block).map(|range| (range, FoldKind::FrontMatter));
            let ranges = sections.chain(fences).chain(front_matter);
            found.extend(ranges.filter_map(|(range, kind)| fold(text, index, &range, kind)));
        }
        Shape::Json => {
            let json = Json::parse(text, JsonSyntax::WithComments).ok().flatten();
            if let Some(json) = json {
                of_json(&json, index, &mut found);
            }
        }
        Shape::Other => {}
    }
    found.sort_by_key(|fold| (fold.start_line, Reverse(fold.end_line), fold.kind));
    found.dedup_by_key(|fold| fold.start_line);
    found
}

/// The fold of some bytes, without blank lines at the end; none if that is a single line.
fn fold(text: &str, index: &LineIndex, range: &Range<usize>, kind: FoldKind) -> Option<Fold> {
    let last = text.get(range.clone())?.trim_end().len().checked_sub(1)?;
    let (start_line, end_line) = (index.line(range.start), index.line(range.start + last));
    (start_line < end_line).then_some(Fold { start_line, end_line, kind })
}

fn of_symbols(symbols: &[Symbol], found: &mut impl FnMut(&Range<usize>, FoldKind)) {
    for symbol in symbols {
        match symbol.kind {
            SymbolKind::Requirement => found(&symbol.range, FoldKind::Requirement),
            SymbolKind::Task => found(&symbol.range, FoldKind::Task),
            // The headings are looked up all together; of the rest, nobody folds the second line.
            SymbolKind::Section
            | SymbolKind::Property
            | SymbolKind::Term
            | SymbolKind::Criterion
            | SymbolKind::Key => {}
        }
        of_symbols(&symbol.children, found);
    }
}

fn of_json(json: &Json, index: &LineIndex, found: &mut Vec<Fold>) {
    let values = || json.members().iter().map(|member| &member.value).chain(json.elements());
    if values().next().is_some() {
        let start_line = index.line(json.span.start);
        let end_line = index.line(json.span.end).saturating_sub(1);
        if start_line < end_line {
            found.push(Fold { start_line, end_line, kind: FoldKind::Json });
        }
    }
    values().for_each(|value| of_json(value, index, found));
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::folds;
    use crate::{Document, Kind};

    fn check(path: &str, text: &str, expected: Expect) {
        let document = Document::new(path.into(), Kind::of(path).unwrap(), text.into());
        let lines: Vec<&str> = text.lines().collect();
        let line = |at: u32| lines[at as usize].trim();
        let shown = folds(&document).into_iter().map(|fold| {
            let kind = format!("{:?}", fold.kind).to_lowercase();
            format!(
                "{kind} {}..{}: {} … {}\n",
                fold.start_line,
                fold.end_line,
                line(fold.start_line),
                line(fold.end_line)
            )
        });
        expected.assert_eq(&shown.collect::<String>());
    }

    #[test]
    fn tasks_fold_with_what_is_below_them() {
        check(
            ".kiro/specs/demo/tasks.md",
            "# Plan\n\n## Tasks\n\n- [ ] 1. One\n  - [ ] 1.1 Half\n    - a note\n\n- [ ] 2. Two\n\n## Notes\n\n```json\n{}\n```\n",
            expect![[r#"
                section 0..14: # Plan … ```
                section 2..8: ## Tasks … - [ ] 2. Two
                task 4..6: - [ ] 1. One … - a note
                task 5..6: - [ ] 1.1 Half … - a note
                section 10..14: ## Notes … ```
                code 12..14: ```json … ```
            "#]],
        );
    }

    #[test]
    fn a_requirement_is_more_than_its_heading() {
        check(
            ".kiro/specs/demo/requirements.md",
            "# Requirements Document\r\n\r\n## Requirements\r\n\r\n### Requirement 1: Quota\r\n\r\n#### Acceptance Criteria\r\n\r\n1. WHEN x, THE Limiter SHALL y\r\n\r\n## Notes\r\n",
            expect![[r#"
                section 0..10: # Requirements Document … ## Notes
                section 2..8: ## Requirements … 1. WHEN x, THE Limiter SHALL y
                requirement 4..8: ### Requirement 1: Quota … 1. WHEN x, THE Limiter SHALL y
                section 6..8: #### Acceptance Criteria … 1. WHEN x, THE Limiter SHALL y
            "#]],
        );
    }

    #[test]
    fn front_matter_and_objects_fold() {
        check(
            ".kiro/steering/a.md",
            "---\n# b\ninclusion: always\n---\n# A\ntext\n",
            expect![[r#"
            frontmatter 0..3: --- … ---
            section 4..5: # A … text
        "#]],
        );
        check(
            ".kiro/settings/mcp.json",
            "{\n  \"mcpServers\": {\n    \"a\": { \"args\": [\n      1\n    ] },\n    \"b\": {}\n  }\n}",
            expect![[r#"
                json 0..6: { … }
                json 1..5: "mcpServers": { … "b": {}
                json 2..3: "a": { "args": [ … 1
            "#]],
        );
    }
}
