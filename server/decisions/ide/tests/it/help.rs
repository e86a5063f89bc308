//! Hover, completion, inlay hints and typing in real documents: whatever they say fits the document.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros)]

use std::sync::Arc;

use ide::{Document, Library, ON_TYPE, Place, completion, hover, inlay_hints, on_type};
use proptest::prelude::*;

use crate::workspace::{corpus, library};

/// Whether a cursor may stand there: not in a character, nor in a line end.
fn is_place(text: &str, offset: usize) -> bool {
    text.is_char_boundary(offset) && !(text[..offset].ends_with('\r') && text[offset..].starts_with('\n'))
}

/// Asks for help at an offset. Answers whether there was a hover, and how many completions.
fn check(library: &Library, document: &Document, offset: usize) -> (bool, usize) {
    let at = format!("{} at {offset}", document.path);
    let place = Place { library, document, offset };
    let hovered = hover(&place);
    if let Some(hover) = &hovered {
        assert!(document.text.get(hover.span.clone()).is_some(), "{at}");
        assert!(hover.span.start <= offset && offset <= hover.span.end, "{at}: {hover:?}");
        assert!(!hover.markdown.trim().is_empty() && hover.markdown.len() < 20_000, "{at}");
    }
    let completions = completion(&place);
    for completion in &completions {
        let range = completion.edit.range.clone();
        let replaced = document.text.get(range.clone()).unwrap_or_else(|| panic!("{at}: {completion:?}"));
        assert!(range.start <= offset && offset <= range.end, "{at}: {completion:?}");
        assert!(!replaced.contains('\n'), "{at}: {completion:?}");
    }
    for typed in ON_TYPE {
        assert!(text::apply(&document.text, &on_type(&place, typed)).is_ok(), "{at}");
    }
    (hovered.is_some(), completions.len())
}

#[test]
fn help_fits_real_documents() {
    let (mut asked, mut hovers, mut completed, mut hints) = (0, 0, 0, 0);
    for (_, library) in corpus() {
        for document in library.documents().map(Arc::clone).collect::<Vec<_>>() {
            let step = (document.text.len() / 3).max(1);
            let offsets = (0..=document.text.len()).step_by(step);
            for offset in offsets.filter(|offset| is_place(&document.text, *offset)) {
                let (hovered, completions) = check(&library, &document, offset);
                asked += 1;
                hovers += usize::from(hovered);
                completed += usize::from(completions > 0);
            }
            for hint in inlay_hints(&library, &document, 0..document.text.len()) {
                assert!(document.text.is_char_boundary(hint.offset) && !hint.label.is_empty());
                hints += 1;
            }
        }
    }
    eprintln!("{asked} places: {hovers} hovers, {completed} with completions; {hints} hints");
}

proptest! {
    #[test]
    fn help_fits_any_document(
        text in "(\\PC|\n|\r\n|- \\[ \\] 1\\. |### Requirement 1|1\\. WHEN |_Requirements: |#\\[\\[file:|---\n|\\{\"hooks\": \\[|```){0,20}",
        at in 0usize..200,
    ) {
        for path in [
            ".kiro/specs/demo/tasks.md", ".kiro/specs/demo/requirements.md", ".kiro/specs/demo/design.md",
            ".kiro/steering/a.md", ".kiro/hooks/a.json", ".kiro/settings/permissions.yaml",
        ] {
            let library = library([(path, text.as_str())]);
            let document = library.document(path).unwrap();
            let offset = (0..=at.min(text.len())).rev().find(|at| is_place(&text, *at)).unwrap();
            check(&library, document, offset);
            inlay_hints(&library, document, 0..text.len());
        }
    }
}
