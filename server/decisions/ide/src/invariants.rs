//! What holds for the outline, folds, selections and tokens of every text.

use proptest::prelude::*;

use crate::{Document, Kind, Symbol, folds, selections, symbols, tokens};

const KINDS: [Kind; 6] =
    [Kind::Requirements, Kind::Bugfix, Kind::Design, Kind::Tasks, Kind::Steering, Kind::Hooks];

/// Lines that mean something to one of the parsers, and what breaks them.
fn documents() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        3 => proptest::sample::select(vec![
            "# Requirements Document", "## Glossary", "- **Limiter**: counts 数える", "## Requirements",
            "### Requirement 1: Quota", "#### Acceptance Criteria", "1. WHEN a, THEN THE Limiter SHALL NOT b",
            "   and so on", "### Current Behavior (Defect)", "1.1 WHEN a THEN b", "### Expected Behavior (Correct)",
            "## Correctness Properties", "### Property 1: 🙂", "**Validates: Requirements 1.1-", "  1.4, 2.*",
            "- [x] 1. One", "  - [-]* 1.1 Half", "- [~]\\* 2", "    - _Requirements: 1.1, 2.3_", "```json", "```", "---",
            "{ \"hooks\": [{ \"name\": \"a\", \"trigger\": \"b\" }] }", "{", "}", "", "  ",
        ]).prop_map(str::to_owned),
        1 => "[-#*_`\\[\\]{}\":,. xé漢🙂]{0,12}",
    ];
    let end = proptest::sample::select(vec!["\n", "\r\n", "\r"]);
    let lines = proptest::collection::vec((line, end), 0..14);
    (any::<bool>(), lines).prop_map(|(bom, lines)| {
        let lines: String = lines.into_iter().map(|(line, end)| line + end).collect();
        if bom { format!("\u{feff}{lines}") } else { lines }
    })
}

fn within(symbols: &[Symbol], text: &str, outer: std::ops::Range<usize>) {
    for symbol in symbols {
        let Symbol { name, range, selection, children, .. } = symbol;
        assert!(!name.trim().is_empty());
        assert!(outer.start <= range.start && range.end <= outer.end, "{name} sticks out");
        assert!(range.start <= selection.start && selection.end <= range.end, "{name}: its line sticks out");
        assert!(text.get(selection.clone()).is_some() && text.get(range.clone()).is_some());
        within(children, text, range.clone());
    }
}

proptest! {
    #[test]
    fn places_are_places_of_the_text(text in documents(), at in any::<prop::sample::Index>()) {
        for kind in KINDS {
            let document = Document::new("x".into(), kind, text.as_str().into());
            within(&symbols(&document), &text, 0..text.len());

            let folds = folds(&document);
            prop_assert!(folds.windows(2).all(|pair| pair[0].start_line < pair[1].start_line));
            let lines = document.index().line_count();
            prop_assert!(folds.iter().all(|fold| fold.start_line < fold.end_line && fold.end_line < lines));

            let found = tokens(&document, None);
            prop_assert!(found.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
            for token in &found {
                let word = text.get(token.span.clone()).expect("bytes of the text");
                prop_assert!(!word.is_empty() && !word.contains(['\n', '\r']));
            }

            let offset = at.index(text.len() + 1);
            let ranges = selections(&document, offset);
            prop_assert_eq!(ranges.last(), Some(&(0..text.len())));
            for pair in ranges.windows(2) {
                let (inner, outer) = (&pair[0], &pair[1]);
                prop_assert!(outer.start <= inner.start && inner.end <= outer.end && inner != outer);
            }
            prop_assert!(ranges.iter().all(|range| text.get(range.clone()).is_some()));
        }
    }
}
