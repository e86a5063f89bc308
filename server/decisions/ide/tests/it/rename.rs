use std::sync::Arc;

use ide::{FileEdit, Library, Place, named_at, prepare_rename, rename};
use proptest::prelude::*;

use crate::workspace::{corpus, library};

const TASKS: &str = ".kiro/specs/a/tasks.md";
const REQUIREMENTS: &str = ".kiro/specs/a/requirements.md";

fn edited(library: &Library, edits: &[FileEdit]) -> Library {
    let mut changed = library.clone();
    for group in edits.chunk_by(|a, b| a.path == b.path) {
        let document = library.document(&group[0].path).unwrap();
        let edits: Vec<_> = group.iter().map(|it| it.edit.clone()).collect();
        changed.set(&document.path, Some(&text::apply(&document.text, &edits).unwrap()));
    }
    changed
}

/// Renames what stands at `offset` to `fresh` and back; whether there was something that let itself be renamed.
fn there_and_back(before: &Library, path: &str, offset: usize, fresh: &str) -> bool {
    let document = before.document(path).unwrap();
    let place = Place { library: before, document, offset };
    let Some((_, old)) = prepare_rename(&place) else { return false };
    let Ok(edits) = rename(&place, fresh) else { return false };
    let named = named_at(&place).unwrap().names.remove(0);
    let after = edited(before, &edits);

    let defined = named.definition(&after).unwrap();
    let document = after.document(&defined.path).unwrap();
    let place = Place { library: &after, document, offset: defined.span.start };
    let edits = rename(&place, &old).unwrap_or_else(|error| panic!("{fresh} back to {old}: {error}"));
    for (document, original) in edited(&after, &edits).documents().zip(before.documents()) {
        assert_eq!(document.text, original.text, "{old} to {fresh} and back, {}", document.path);
    }
    true
}

/// References in every form, to requirements 1 to 4 with three criteria each.
fn reference() -> impl Strategy<Value = String> {
    let id = (1..=4u32, 1..=3u32);
    prop_oneof![
        id.clone().prop_map(|(top, sub)| format!("{top}.{sub}")),
        id.clone().prop_map(|(top, sub)| format!("R{top}.AC{sub}")),
        id.clone().prop_map(|(top, sub)| format!("Requirement {top}.{sub}")),
        id.clone().prop_map(|(top, sub)| format!("要件{top}.{sub}")),
        id.clone().prop_map(|(top, _)| format!("{top}.*")),
        id.clone().prop_map(|(top, _)| format!("{top}.1-{top}.3")),
        id.prop_map(|(top, _)| top.to_string()),
        Just("All".to_owned()),
    ]
}

fn spec() -> impl Strategy<Value = (String, String)> {
    let references = prop::collection::vec(prop::collection::vec(reference(), 1..4), 1..6);
    let heading = prop_oneof![Just("Requirement "), Just("要件 "), Just("REQ-00"), Just("需求 ")];
    let end = prop_oneof![Just("\n"), Just("\r\n")];
    let bom = prop_oneof![Just(""), Just("\u{feff}")];
    (references, heading, end, bom, any::<bool>()).prop_map(|(references, heading, end, bom, explicit)| {
        let mut requirements = format!("{bom}## Glossary\n\n- **Limiter**: 制限器 🚦\n\n## Requirements\n\n");
        for top in 1..=4 {
            requirements += &format!("### {heading}{top}: The Limiter\n\n#### Acceptance Criteria\n\n");
            for sub in 1..=3 {
                let number = if explicit { format!("{top}.{sub}") } else { format!("{sub}.") };
                requirements += &format!("{number} WHEN 🚦 is red, THE Limiter SHALL wait\n");
            }
            requirements += "\n";
        }
        let mut tasks = format!("{bom}# Plan\n\n");
        for (top, references) in (1..).zip(references) {
            tasks += &format!("- [ ] {top}. Build the Limiter\n  - [ ] {top}.1 実装 🚦\n");
            tasks += &format!("    - _Requirements: {}_\n    - _Depends: {top}_\n", references.join(", "));
        }
        (requirements.replace('\n', end), tasks.replace('\n', end))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_fresh_id_and_back_restores_every_byte((requirements, tasks) in spec(), at in 0..20usize) {
        let before = library([(REQUIREMENTS, requirements.as_str()), (TASKS, tasks.as_str())]);
        let mut renamed = 0;
        for path in [REQUIREMENTS, TASKS] {
            let document = Arc::clone(before.document(path).unwrap());
            for offset in (0..document.text.len()).filter(|at| document.text.is_char_boundary(*at)) {
                // One place in twenty, others in each case.
                if (offset + at) % 20 == 0 {
                    renamed += usize::from(there_and_back(&before, path, offset, "77"));
                }
            }
        }
        prop_assert!(renamed > 0);
    }
}

#[test]
fn real_specs_come_back_too() {
    let (mut tried, mut renamed) = (0, 0);
    for (_, library) in corpus() {
        for spec in library.specs().step_by(4) {
            for document in spec.documents() {
                let ids =
                    document.references().iter().flat_map(|line| &line.items).map(|item| item.span.start);
                // The first reference of each document stands for all of its kind.
                for offset in ids.take(1) {
                    let place = Place { library: &library, document, offset };
                    if prepare_rename(&place).is_some() {
                        tried += 1;
                        renamed += usize::from(there_and_back(&library, &document.path, offset, "977"));
                    }
                }
            }
        }
    }
    println!("{renamed} of {tried} ids could be renamed");
    assert!(renamed * 2 >= tried, "{renamed} of {tried}");
}
