//! Drafts of specs, as Kiro's own validator reads them.

use std::collections::HashMap;
use std::sync::Arc;

use draft::{Ground, Kind, spec};
use ide::{Files, Levels, Library, Profile};
use proptest::prelude::*;

struct NoFiles;

impl Files for NoFiles {
    fn exists(&self, _: &str) -> bool {
        false
    }

    fn list(&self, _: usize) -> Vec<String> {
        Vec::new()
    }
}

fn said(words: &str, kind: Kind) -> Vec<String> {
    let mut library = Library::new(Arc::new(NoFiles));
    library.set_levels(Levels::new(Profile::Kiro, HashMap::new()));
    let drafts = spec("x", words, kind, &Ground::default());
    let path = |name: &str| format!(".kiro/specs/x/{name}");
    for draft in &drafts {
        library.set(&path(draft.name), Some(&draft.text));
    }
    let findings = drafts.iter().flat_map(|draft| library.findings(&path(draft.name)).to_vec());
    findings.map(|finding| format!("{}: {}", finding.code, finding.message)).collect()
}

/// Also lines that mean something to readers of Markdown.
fn words() -> impl Strategy<Value = String> {
    let marks = prop::sample::select(vec![
        "```",
        "~~~rust",
        "# Requirements Document",
        "### Requirement 1: x",
        "- [ ] 1. x",
        "---",
        "<!-- x",
        "| a | b |",
    ]);
    let line = prop_oneof![3 => ".{0,80}", 1 => marks.prop_map(str::to_owned)];
    prop::collection::vec(line, 0..6).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn whatever_the_words_are_they_have_the_form_of_kiro(words in words(), bug in any::<bool>()) {
        let kind = if bug { Kind::Bugfix } else { Kind::Feature };
        prop_assert_eq!(said(&words, kind), Vec::<String>::new());
    }
}
