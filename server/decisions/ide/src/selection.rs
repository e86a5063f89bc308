use std::ops::Range;

use spec::{Ears, ReferenceLine, Requirements, TaskList, parse_ears, parse_fences};
use text::{Json, JsonSyntax, Line, lines};

use crate::Document;
use crate::front_matter::front_matter;
use crate::shape::Shape;
use crate::symbols::{Symbol, symbols};

/// What an editor selects step by step around `offset`: the word or id, the reference, the clause of a criterion, the
/// line, the task or criterion, the requirement or section, the document. Each range holds the one before and is larger.
pub fn selections(document: &Document, offset: usize) -> Vec<Range<usize>> {
    let text = &*document.text;
    let mut around = Around { offset: offset.min(text.len()), ranges: Vec::new() };
    around.word_and_line(text);
    around.symbols(&symbols(document));
    let shape = Shape::of(document);
    around.all(shape.sections(text).iter().map(|section| section.range.clone()));
    match shape {
        Shape::Requirements(requirements) => around.criteria(text, requirements),
        Shape::Design(design) => {
            design.properties.iter().for_each(|property| around.references(&property.references));
        }
        Shape::Tasks(list) => around.tasks(list),
        Shape::Markdown => around.all(front_matter(text)),
        Shape::Json => {
            if let Some(json) = Json::parse(text, JsonSyntax::WithComments).ok().flatten() {
                around.json(&json);
            }
        }
        Shape::Other => {}
    }
    if text.contains("```") || text.contains("~~~") {
        around.all(parse_fences(text));
    }
    around.growing(0..text.len())
}

/// Ranges around an offset.
struct Around {
    offset: usize,
    ranges: Vec<Range<usize>>,
}

impl Around {
    fn add(&mut self, range: Range<usize>) {
        if holds(&range, self.offset) && !range.is_empty() {
            self.ranges.push(range);
        }
    }

    fn all(&mut self, ranges: impl IntoIterator<Item = Range<usize>>) {
        ranges.into_iter().for_each(|range| self.add(range));
    }

    fn word_and_line(&mut self, text: &str) {
        let reaches = |line: &Line<'_>| self.offset < line.next || line.next == text.len();
        let Some(line) = lines(text).find(reaches) else { return };
        let content = line.text.trim();
        let start = line.start + (line.text.len() - line.text.trim_start().len());
        self.all([start..start + content.len(), line.span()]);
        let at = self.offset.saturating_sub(line.start).min(line.text.len());
        let (Some(before), Some(after)) = (line.text.get(..at), line.text.get(at..)) else { return };
        // `3`, `2.3`, `2.3-2.5`: a dot or a dash belongs to an id only between its parts.
        for joints in ["", ".", ".-"] {
            let is_part = |c: char| c.is_alphanumeric() || c == '_' || joints.contains(c);
            let start = before.trim_end_matches(is_part).len();
            let end = at + after.len() - after.trim_start_matches(is_part).len();
            let found = line.text.get(start..end).unwrap_or_default();
            let inner = found.trim_start_matches(['.', '-', '_']);
            let start = line.start + end - inner.len();
            self.add(start..start + inner.trim_end_matches(['.', '-', '_']).len());
        }
    }

    fn symbols(&mut self, symbols: &[Symbol]) {
        let offset = self.offset;
        for symbol in symbols.iter().filter(|symbol| holds(&symbol.range, offset)) {
            self.add(symbol.selection.clone());
            self.add(symbol.range.clone());
            self.symbols(&symbol.children);
        }
    }

    fn criteria(&mut self, text: &str, read: &Requirements) {
        for term in &read.glossary {
            self.all([term.name.clone(), term.definition.clone()]);
        }
        for requirement in &read.requirements {
            self.all([requirement.title.clone(), requirement.id_span.clone()]);
            self.all(requirement.user_story.clone());
            let criterion = requirement
                .criteria
                .iter()
                .find(|criterion| criterion.text.start <= self.offset && self.offset <= criterion.text.end);
            if let Some(criterion) = criterion {
                self.add(criterion.text.clone());
                self.clauses(&parse_ears(text, criterion.text.clone()));
            }
        }
    }

    fn clauses(&mut self, ears: &Ears) {
        for condition in &ears.conditions {
            let (keyword, words) = (&condition.keyword_span, &condition.text);
            self.add(words.clone());
            self.add(keyword.start.min(words.start)..keyword.end.max(words.end));
        }
        for obligation in &ears.obligations {
            let parts = [&obligation.actor, &obligation.modal, &obligation.response];
            let parts = || parts.into_iter().filter(|part| !part.is_empty());
            self.all([obligation.actor.clone(), obligation.response.clone()]);
            let start = parts().map(|part| part.start).min();
            if let (Some(start), Some(end)) = (start, parts().map(|part| part.end).max()) {
                self.add(start..end);
            }
        }
    }

    fn tasks(&mut self, list: &TaskList) {
        let offset = self.offset;
        for task in list.tasks.iter().filter(|task| holds(&task.body, offset)) {
            self.add(task.body.clone());
            self.references(&task.references);
        }
        for block in &list.waves {
            self.add(block.json.clone());
            for wave in &block.waves {
                self.add(wave.span.clone());
                self.all(wave.tasks.iter().map(|task| task.span.clone()));
            }
        }
    }

    fn references(&mut self, references: &[ReferenceLine]) {
        for line in references {
            self.add(line.span.clone());
            self.all(line.items.iter().map(|item| item.span.clone()));
        }
    }

    fn json(&mut self, json: &Json) {
        self.add(json.span.clone());
        for member in json.members() {
            self.add(member.key_span.clone());
            self.add(member.key_span.start..member.value.span.end);
            self.json(&member.value);
        }
        json.elements().iter().for_each(|element| self.json(element));
    }

    /// The ranges from the smallest to `whole`; those that cross a smaller one are left out.
    fn growing(mut self, whole: Range<usize>) -> Vec<Range<usize>> {
        self.ranges.sort_by_key(|range| (range.len(), range.start));
        let mut chain: Vec<Range<usize>> = Vec::new();
        for range in self.ranges {
            let grows = chain.last().is_none_or(|last| {
                range.start <= last.start && last.end <= range.end && range.len() > last.len()
            });
            if grows {
                chain.push(range);
            }
        }
        if chain.last() != Some(&whole) {
            chain.push(whole);
        }
        chain
    }
}

/// A cursor at either end belongs to a range.
fn holds(range: &Range<usize>, offset: usize) -> bool {
    range.start <= offset && offset <= range.end
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::selections;
    use crate::fixture::at_cursor;

    fn check(files: &str, expected: Expect) {
        let shown = at_cursor(files, |place| {
            let ranges = selections(place.document, place.offset);
            let show =
                |range: &std::ops::Range<usize>| format!("{:?}\n", &place.document.text[range.clone()]);
            ranges.iter().map(show).collect::<String>()
        });
        expected.assert_eq(&shown);
    }

    #[test]
    fn from_the_word_to_the_document() {
        check(
            "%! .kiro/specs/demo/requirements.md\n# A\n\n### Requirement 1: Quota\n\n#### Acceptance Criteria\n\n1. WHEN a req$0uest comes in, THE Limiter SHALL count it\n2. THE Limiter SHALL stop\n\n### Requirement 2: B\n",
            expect![[r#####"
                "request"
                "a request comes in"
                "WHEN a request comes in"
                "WHEN a request comes in, THE Limiter SHALL count it"
                "1. WHEN a request comes in, THE Limiter SHALL count it"
                "#### Acceptance Criteria\n\n1. WHEN a request comes in, THE Limiter SHALL count it\n2. THE Limiter SHALL stop\n\n"
                "### Requirement 1: Quota\n\n#### Acceptance Criteria\n\n1. WHEN a request comes in, THE Limiter SHALL count it\n2. THE Limiter SHALL stop\n\n"
                "# A\n\n### Requirement 1: Quota\n\n#### Acceptance Criteria\n\n1. WHEN a request comes in, THE Limiter SHALL count it\n2. THE Limiter SHALL stop\n\n### Requirement 2: B\n"
            "#####]],
        );
        check(
            "%! .kiro/specs/demo/requirements.md\n# A\n\n### Requirement 1: Quota\n\n1. WHEN a request comes in, THE Limiter SHALL co$0unt it\n",
            expect![[r####"
                "count"
                "count it"
                "THE Limiter SHALL count it"
                "WHEN a request comes in, THE Limiter SHALL count it"
                "1. WHEN a request comes in, THE Limiter SHALL count it"
                "### Requirement 1: Quota\n\n1. WHEN a request comes in, THE Limiter SHALL count it\n"
                "# A\n\n### Requirement 1: Quota\n\n1. WHEN a request comes in, THE Limiter SHALL count it\n"
            "####]],
        );
    }

    #[test]
    fn a_reference_of_a_task() {
        check(
            "%! .kiro/specs/demo/tasks.md\n- [ ] 1. A\n  - [ ] 1.1 B\n    - _Requirements: 1.1, 2.$03-2.5_\n\n- [ ] 2. C\n",
            expect![[r#"
                "3"
                "2.3"
                "2.3-2.5"
                "Requirements: 1.1, 2.3-2.5"
                "- _Requirements: 1.1, 2.3-2.5_"
                "    - _Requirements: 1.1, 2.3-2.5_"
                "  - [ ] 1.1 B\n    - _Requirements: 1.1, 2.3-2.5_\n\n"
                "- [ ] 1. A\n  - [ ] 1.1 B\n    - _Requirements: 1.1, 2.3-2.5_\n\n"
                "- [ ] 1. A\n  - [ ] 1.1 B\n    - _Requirements: 1.1, 2.3-2.5_\n\n- [ ] 2. C\n"
            "#]],
        );
    }

    #[test]
    fn a_task_of_a_wave() {
        check(
            "%! .kiro/specs/demo/tasks.md\n- [ ] 1.1 A\n\n## Task Dependency Graph\n\n```json\n{ \"waves\": [{ \"id\": 0, \"tasks\": [\"1.$01\"] }] }\n```\n",
            expect![[r###"
                "1"
                "1.1"
                "\"1.1\""
                "{ \"id\": 0, \"tasks\": [\"1.1\"] }"
                "{ \"waves\": [{ \"id\": 0, \"tasks\": [\"1.1\"] }] }"
                "{ \"waves\": [{ \"id\": 0, \"tasks\": [\"1.1\"] }] }\n"
                "```json\n{ \"waves\": [{ \"id\": 0, \"tasks\": [\"1.1\"] }] }\n```"
                "## Task Dependency Graph\n\n```json\n{ \"waves\": [{ \"id\": 0, \"tasks\": [\"1.1\"] }] }\n```\n"
                "- [ ] 1.1 A\n\n## Task Dependency Graph\n\n```json\n{ \"waves\": [{ \"id\": 0, \"tasks\": [\"1.1\"] }] }\n```\n"
            "###]],
        );
    }

    #[test]
    fn values_of_json() {
        check(
            "%! .kiro/settings/mcp.json\n{\n  \"mcpServers\": { \"aws\": { \"args\": [\"a b$0c\"] } }\n}\n",
            expect![[r#"
                "bc"
                "\"a bc\""
                "[\"a bc\"]"
                "\"args\": [\"a bc\"]"
                "{ \"args\": [\"a bc\"] }"
                "\"aws\": { \"args\": [\"a bc\"] }"
                "{ \"aws\": { \"args\": [\"a bc\"] } }"
                "\"mcpServers\": { \"aws\": { \"args\": [\"a bc\"] } }"
                "  \"mcpServers\": { \"aws\": { \"args\": [\"a bc\"] } }"
                "{\n  \"mcpServers\": { \"aws\": { \"args\": [\"a bc\"] } }\n}"
                "{\n  \"mcpServers\": { \"aws\": { \"args\": [\"a bc\"] } }\n}\n"
            "#]],
        );
    }

    #[test]
    fn nothing_but_the_document() {
        check(
            "%! .kiro/steering/a.md\n$0",
            expect![[r#"
            ""
        "#]],
        );
    }
}
