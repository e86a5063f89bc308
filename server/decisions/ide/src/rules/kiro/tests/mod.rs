//! Each of the 41 codes, with what gives it and what does not.

mod invariants;
mod mends;
mod samples;
mod table;

use std::collections::HashMap;

use expect_test::expect;
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

#[test]
fn the_config_says_what_a_spec_is_about() {
    const FILES: &str = "\
%! .kiro/settings/diagnostics.json
{ \"profile\": \"kiro\" }
%! .kiro/specs/demo/.config.kiro
{ \"specType\": \"bugfix\" }
%! .kiro/specs/demo/design.md
# Design
## Overview
## Glossary
## Bug Details
## Expected Behavior
## Correctness Properties
Property 1: A
**Validates: Requirements 1.1**
## Fix Implementation
%! .kiro/specs/demo/tasks.md
# Implementation Plan
## Overview
## Tasks
- [X] 1. A
";
    expect![[r###"
        design.md:1 error design/missing-hypothesized-root-cause "# Design": Kiro expects a heading "## Hypothesized Root Cause", and there is none. Add it.
        design.md:1 warning design/missing-testing-strategy "# Design": Kiro expects a heading "## Testing Strategy", and there is none. Add it.
        tasks.md:1 warning tasks/missing-notes "# Implementation Plan": Kiro expects a heading "## Notes", and there is none. Add it.
        tasks.md:4 error tasks/malformed-checkbox "- [X] 1. A": Kiro does not know this mark. Use " ", "x", "-" or "~" between the brackets.
    "###]].assert_eq(&crate::fixture::findings(FILES));
    expect![[r###"
        design.md:1 error design/missing-architecture "# Design": Kiro expects a heading "## Architecture", and there is none. Add it.
        design.md:1 error design/missing-components "# Design": Kiro expects a heading "## Components and Interfaces", and there is none. Add it.
        design.md:1 error design/missing-data-models "# Design": Kiro expects a heading "## Data Models", and there is none. Add it.
        design.md:1 warning design/missing-error-handling "# Design": Kiro expects a heading "## Error Handling", and there is none. Add it.
        design.md:1 warning design/missing-testing-strategy "# Design": Kiro expects a heading "## Testing Strategy", and there is none. Add it.
        tasks.md:1 error tasks/missing-dependency-graph "# Implementation Plan": Kiro expects a heading "## Task Dependency Graph", and there is none. Add it.
        tasks.md:1 warning tasks/missing-notes "# Implementation Plan": Kiro expects a heading "## Notes", and there is none. Add it.
        tasks.md:4 error tasks/malformed-checkbox "- [X] 1. A": Kiro does not know this mark. Use " ", "x", "-" or "~" between the brackets.
    "###]].assert_eq(&crate::fixture::findings(&FILES.replace("bugfix", "feature")));
}
