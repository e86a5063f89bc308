use expect_test::{Expect, expect};

use crate::fixes;
use crate::fixture::{findings, library};

const REQUIREMENTS: &str = "\
# Requirements Document

## Requirements

### Requirement 1: Count

#### Acceptance Criteria

1. WHEN a request comes, THE Limiter SHALL count it
2. WHEN the minute is over, THE Limiter SHALL begin anew

### Requirement 2: Tell

#### Acceptance Criteria

1. WHEN the quota is used up, THE Limiter SHALL say when to come back
";

const DESIGN: &str = "\
# Design Document

## Correctness Properties

### Property 1: The quota is never exceeded

**Validates: Requirements 1.1, 1.9**

### Property 2: Counting is fair
";

/// The findings of this module; those of others are not its business.
fn check(design: &str, tasks: &str, expect: Expect) {
    let files = format!(
        "%! .kiro/specs/demo/requirements.md\n{REQUIREMENTS}\n%! .kiro/specs/demo/design.md\n{design}\n%! .kiro/specs/demo/tasks.md\n{tasks}"
    );
    let found = findings(&files);
    let ours: Vec<&str> = found.lines().filter(|line| line.contains(" trace/")).collect();
    expect.assert_eq(&ours.join("\n"));
}

#[test]
fn references_that_lead_nowhere() {
    check(
        DESIGN,
        "- [ ] 1. A\n  - _Requirements: 1, 2.1, 2.3, 7.1_\n  - **Property 9: Gone**\n  - **Property 1: Here**\n",
        expect![[r####"
            design.md:7 warning trace/dangling-reference "1.9": There is no requirement or criterion 1.9; the nearest one is 1.2.
            design.md:9 info trace/property-validates-nothing "### Property 2: Counting is fair": This property does not say what it validates. Add a line such as **Validates: Requirements 1.1**.
            design.md:9 hint trace/untested-property "### Property 2: Counting is fair": No task tests this property. Name it in one, such as **Property 2**.
            tasks.md:2 warning trace/dangling-reference "2.3": There is no requirement or criterion 2.3; the nearest one is 2.1.
            tasks.md:2 warning trace/dangling-reference "7.1": There is no requirement or criterion 7.1. Name one that exists, or take it out.
            tasks.md:3 warning trace/dangling-property "9": design.md has no property 9. Name one that it has, or add it there."####]],
    );
}

#[test]
fn criteria_that_nobody_implements() {
    check(
        "",
        "- [ ] 1. A\n  - _Requirements: 1.1_\n- [ ]* 2. B\n  - **Validates: Requirements 2.1**\n",
        expect![[
            r#"requirements.md:10 info trace/untraced-criterion "2": No task names criterion 1.2. Add it to the _Requirements:_ line of a task, or add a task for it."#
        ]],
    );
    // A property that is tested stands for what it validates, and nothing is said where no task refers to anything.
    check(
        DESIGN,
        "- [ ] 1. A\n  - **Property 1: Here**\n  - _Requirements: 1.2, 2_\n",
        expect![[r####"
        design.md:7 warning trace/dangling-reference "1.9": There is no requirement or criterion 1.9; the nearest one is 1.2.
        design.md:9 info trace/property-validates-nothing "### Property 2: Counting is fair": This property does not say what it validates. Add a line such as **Validates: Requirements 1.1**.
        design.md:9 hint trace/untested-property "### Property 2: Counting is fair": No task tests this property. Name it in one, such as **Property 2**."####]],
    );
    check("", "- [ ] 1. A\n", expect![[""]]);
}

#[test]
fn tasks_that_nobody_asked_for() {
    let traced: String = (1..8).map(|id| format!("- [ ] {id}. A\n  - _Requirements: 1, 2_\n")).collect();
    check(
        "",
        &format!("{traced}- [ ] 8. B\n- [ ] 9. Checkpoint - all pass\n- [ ]* 10. C\n"),
        expect![[
            r#"tasks.md:15 info trace/untraced-task "- [ ] 8. B": This task names no requirement, and most others do. Add a line such as _Requirements: 1.1_."#
        ]],
    );
    check("", "- [ ] 1. A\n  - _Requirements: 1, 2_\n- [ ] 2. B\n", expect![[""]]);
}

#[test]
fn the_nearest_id_is_offered() {
    let files = format!(
        "%! .kiro/specs/demo/requirements.md\n{REQUIREMENTS}\n%! .kiro/specs/demo/tasks.md\n- [ ] 1. A\n  - _Requirements: 1.4, 7.1_\n"
    );
    let (library, _) = library(&files);
    let document = library.document(".kiro/specs/demo/tasks.md").unwrap();
    let titles: Vec<String> = fixes(&library, document, 0..document.text.len())
        .into_iter()
        .flat_map(|(finding, fixes)| {
            fixes
                .into_iter()
                .map(move |fix| format!("{}: {}", document.slice(finding.span.clone()), fix.title))
        })
        .collect();
    assert_eq!(titles, ["1.4: Write 1.2"]);
}
