//! What holds for every text.

use proptest::prelude::*;

use crate::fixes::fixes;
use crate::fixture::library;

const LINES: &[&str] = &[
    "# Requirements Document",
    "# Plan",
    "## introduction",
    "## Requirements",
    "### Requirement 1 — 配额",
    "### Requirement 2: 🙂",
    "**User Story:** x",
    "1. WHEN x",
    "#### Acceptance Criteria",
    "## 1. Overview",
    "## Correctness Properties",
    "Property 1 A",
    "### Property 2:",
    "**Validates: Requirements 1.1",
    "## Fix Implementation",
    "## Bug Analysis",
    "### Current Behavior",
    "## Data Models",
    "## Tasks",
    "- [X] 1. A",
    "- [✅] 1.1",
    "- [🔥] 2",
    "  - [ ] 3 B",
    "### Task 1",
    "## Task Dependency Graph",
    "```json",
    "{ \"waves\": [] }",
    "```",
    "",
];

fn documents() -> impl Strategy<Value = String> {
    let line = (proptest::sample::select(LINES), proptest::sample::select(vec!["\n", "\r\n", "\r"]));
    (any::<bool>(), proptest::collection::vec(line, 0..10)).prop_map(|(bom, lines)| {
        let text: String = lines.into_iter().flat_map(|(line, end)| [line, end]).collect();
        if bom { format!("\u{feff}{text}") } else { text }
    })
}

proptest! {
    #[test]
    fn what_is_preferred_mends(text in documents()) {
        for name in ["requirements.md", "bugfix.md", "design.md", "tasks.md"] {
            let path = format!(".kiro/specs/demo/{name}");
            let (mut library, _) =
                library("%! .kiro/settings/diagnostics.json\n{ \"profile\": \"kiro\" }\n");
            library.set(&path, Some(&text));
            let document = std::sync::Arc::clone(library.document(&path).expect("it was set"));
            let count = |library: &crate::Library, code| {
                library.findings(&path).iter().filter(|finding| finding.code == code).count()
            };
            for (finding, fixes) in fixes(&library, &document, 0..text.len()) {
                prop_assert!(text.get(finding.span.clone()).is_some(), "{}", finding.code);
                for fix in fixes {
                    let edits: Vec<_> = fix.edits.into_iter().map(|edit| edit.edit).collect();
                    let mended = text::apply(&text, &edits).expect("edits of the text");
                    let mut after = library.clone();
                    after.set(&path, Some(&mended));
                    prop_assert!(
                        count(&after, finding.code) < count(&library, finding.code),
                        "{} by {}: {:?} becomes {:?}", finding.code, fix.title, text, mended
                    );
                }
            }
        }
    }
}
