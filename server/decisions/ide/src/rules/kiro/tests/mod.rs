//! Each of the 41 codes, with what gives it and what does not.

mod mends;
mod samples;
mod table;

use std::collections::HashMap;

use spec::SpecType;

use super::Lines;
use crate::rules::finding::Findings;
use crate::rules::{Finding, Levels, Profile};
use crate::{Document, Kind};

/// What Kiro finds in a document of a spec.
fn findings(kind: Kind, spec_type: Option<SpecType>, text: &str) -> Vec<Finding> {
    let document = Document::new("document.md".into(), kind, text.into());
    let levels = Levels::new(Profile::Kiro, HashMap::new());
    let mut findings = Findings::new(&levels);
    let lines = Lines::of(&document);
    if kind == Kind::Requirements {
        super::requirements::check(&lines, &mut findings);
    } else if kind == Kind::Bugfix {
        super::bugfix::check(&lines, &mut findings);
    } else if kind == Kind::Design {
        super::design::check(&lines, spec_type, &mut findings);
    } else {
        super::tasks::check(&lines, spec_type, &mut findings);
    }
    findings.take(&document).to_vec()
}

#[test]
fn there_are_41() {
    let counts = super::TABLES.map(<[_]>::len);
    assert_eq!((counts, counts.iter().sum::<usize>()), ([7, 15, 13, 6], 41));
}
