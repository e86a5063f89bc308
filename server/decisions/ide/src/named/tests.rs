use expect_test::{Expect, expect};

use super::{Named, named_at, occurrences};
use crate::fixture;

/// A spec that has one of everything.
const SPEC: &str = include_str!("../../tests/fixtures/one_of_each.txt");

/// What the first place of SPEC is about where `marked`, less its `$0`, stands in `document`.
fn check(document: &str, marked: &str, expect: Expect) {
    let plain = marked.replace("$0", "");
    let start = SPEC.find(&format!("%! .kiro/{document}\n")).expect("a document of the fixture");
    let (before, part) = SPEC.split_at(start);
    assert!(part.contains(&plain), "{plain}");
    let files = format!("{before}{}", part.replacen(&plain, marked, 1));
    let found = fixture::at_cursor(&files, |place| {
        let Some(at) = named_at(&place) else { return "nothing".to_owned() };
        let names: Vec<String> = at.names.iter().map(|named| show(place.library, named)).collect();
        format!("{:?} {}", place.document.slice(at.span), names.join(", "))
    });
    expect.assert_eq(&found);
}

fn show(library: &crate::Library, named: &Named) -> String {
    let what = match named {
        Named::Requirement { .. } => "requirement",
        Named::Criterion { .. } => "criterion",
        Named::Property { .. } => "property",
        Named::Task { .. } => "task",
        Named::Term { .. } => "term",
        Named::File { .. } => "file",
    };
    format!("{what} {}", named.id(library).unwrap_or("without an id"))
}

#[test]
fn definitions() {
    let requirements = "specs/limiter/requirements.md";
    check(requirements, "### Requirement $01: Enforce", expect![[r#""1" requirement 1"#]]);
    check(requirements, "### Requirement 1: Enf$0orce", expect![[r#""1" requirement 1"#]]);
    check(requirements, "$02. WHILE", expect![[r#""2" criterion 1.2"#]]);
    check(requirements, "2. WHILE the store is st$0arting", expect![[r#""2" criterion 1.2"#]]);
    check(requirements, "- **Lim$0iter**", expect![[r#""Limiter" term Limiter"#]]);
    check(requirements, "- **Limiter**: comp$0onent", expect!["nothing"]);
    check(
        "specs/panic/bugfix.md",
        "### Current Be$0havior",
        expect![[r#""Current Behavior (Defect)" requirement 1"#]],
    );
    check("specs/panic/bugfix.md", "1$0.1 WHEN", expect![[r#""1.1" criterion 1.1"#]]);
    check("specs/limiter/design.md", "### Property $01", expect![[r#""1" property 1"#]]);
    check("specs/limiter/design.md", "Quota is ne$0ver", expect![[r#""1" property 1"#]]);
    check("specs/limiter/tasks.md", "- [ ] $01. Core", expect![[r#""1" task 1"#]]);
    check("specs/limiter/tasks.md", "- [$0 ]* 1.2 Write", expect![[r#""1.2" task 1.2"#]]);
    check("specs/limiter/tasks.md", "- [ ] Tidy$0 up", expect![[r#""- [ ] Tidy up" task without an id"#]]);
}

#[test]
fn references() {
    let tasks = "specs/limiter/tasks.md";
    check(tasks, "_Requirements: 1$0.1, 2.*_", expect![[r#""1.1" criterion 1.1"#]]);
    check(tasks, "_Requirements: 1.1,$0 2.*_", expect!["nothing"]);
    check(tasks, "_Requirements: 1.1, $02.*_", expect![[r#""2.*" requirement 2"#]]);
    check(tasks, "_Requ$0irements: 1.1, 2.*_", expect!["nothing"]);
    check(tasks, "_要件: $01.1-1.3, R2.AC1_", expect![[r#""1.1" criterion 1.1"#]]);
    check(tasks, "_要件: 1.1-1.3$0, R2.AC1_", expect![[r#""1.3" criterion 1.3"#]]);
    check(tasks, "_要件: 1.1-1.3, R2.A$0C1_", expect![[r#""R2.AC1" criterion 2.1"#]]);
    check(tasks, "_Requirements: Al$0l_", expect![[r#""All" requirement 1, requirement 2"#]]);
    check(tasks, "_Requirements: 9$0.9_", expect!["nothing"]);
    check(tasks, "**Property $01: Quota", expect![[r#""1" property 1"#]]);
    check(tasks, "**Validates: Requirements 1$0.1**", expect![[r#""1.1" criterion 1.1"#]]);
    check(tasks, "_Depends: 1$0.1_", expect![[r#""1.1" task 1.1"#]]);
    check(tasks, "\"tasks\": [\"$01.1\"]", expect![[r#""1.1" task 1.1"#]]);
    check(tasks, "\"tasks\": [\"1.2$0\"]", expect![[r#""1.2" task 1.2"#]]);
    check(
        "specs/limiter/design.md",
        "**Validates: Requirements 1.1, 1$0.3**",
        expect![[r#""1.3" criterion 1.3"#]],
    );
    check(
        "specs/limiter/tasks.meta.json",
        "1.1 Imp$0lement",
        expect![[r#""\"1.1 Implement the Limiter in `src/limiter.rs:3`, not in `src/gone.rs`\"" task 1.1"#]],
    );
}

#[test]
fn terms_and_files() {
    check(
        "specs/limiter/requirements.md",
        "THE Lim$0iter SHALL answer",
        expect![[r#""Limiter" term Limiter"#]],
    );
    check(
        "specs/limiter/design.md",
        "The Limit$0er counts per Client_Key",
        expect![[r#""Limiter" term Limiter"#]],
    );
    check("specs/limiter/design.md", "per Client$0_Key", expect![[r#""Client_Key" term Client_Key"#]]);
    check(
        "specs/limiter/tasks.md",
        "`src/lim$0iter.rs:3`",
        expect![[r#""src/limiter.rs:3" file src/limiter.rs"#]],
    );
    check("specs/limiter/tasks.md", "`src/go$0ne.rs`", expect![[r#""1.1" task 1.1"#]]);
    check(
        "steering/tech.md",
        "#[[file:src/lim$0iter.rs]]",
        expect![[r##""#[[file:src/limiter.rs]]" file src/limiter.rs"##]],
    );
    check("steering/tech.md", "Nothing to see$0 here", expect!["nothing"]);
    check(
        "agents/reviewer.json",
        "file://src/lim$0iter.rs",
        expect![[r#""file://src/limiter.rs" file src/limiter.rs"#]],
    );
}

#[test]
fn every_occurrence_leads_back() {
    let (library, _) = fixture::library(SPEC);
    for document in library.documents() {
        for offset in (0..=document.text.len()).filter(|at| document.text.is_char_boundary(*at)) {
            let Some(at) = named_at(&crate::Place { library: &library, document, offset }) else { continue };
            for named in &at.names {
                let places = occurrences(&library, std::slice::from_ref(named));
                let here = places.iter().any(|it| {
                    it.location.path == document.path && {
                        let span = &it.location.span;
                        span.start <= at.span.start && at.span.end <= span.end
                    }
                });
                assert!(
                    here,
                    "{}: {:?} is no occurrence of {named:?}",
                    document.path,
                    document.slice(at.span.clone())
                );
                let defined =
                    places.iter().filter(|it| it.defines).map(|it| &it.location).collect::<Vec<_>>();
                if !matches!(named, Named::File { .. }) {
                    assert_eq!(defined, [&named.definition(&library).unwrap()]);
                }
            }
        }
    }
}
