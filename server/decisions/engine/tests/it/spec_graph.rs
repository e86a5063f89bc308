//! What needs what in a spec, and the tables and lists made from it.

use engine::{Plan, SpecGraph, SpecParts, TraceTable, wave_list};
use expect_test::{Expect, expect};
use spec::{parse_design, parse_requirements, parse_tasks};

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
2. WHEN asked, THE Limiter SHALL say what is left
";

const DESIGN: &str = "\
# Design Document

## Correctness Properties

### Property 1: The quota is never exceeded

**Validates: Requirements 1.1**

### Property 2: Time goes on

**Validates: Requirements 2**
";

const TASKS: &str = "\
# Implementation Plan

- [x] 1. Count in `src/limiter.rs` and `src/lib.rs`
  - _Requirements: 1.1_
  - _Boundary: Limiter_
- [ ]* 2. Write property test
  - **Property 2: Time goes on**
- [ ] 3. Begin anew in `src/limiter.rs`
  - _Requirements: 1, 9.9_
  - _Boundary: Limiter, Clock_
";

/// A row for each criterion: `criterion | properties | tasks | state`.
fn check(tasks: &str, expect: Expect) {
    let (requirements, _) = parse_requirements(REQUIREMENTS);
    let (design, _) = parse_design(DESIGN);
    let (list, _) = parse_tasks(tasks);
    let documents = [&requirements];
    let parts =
        SpecParts { tasks: Some(&list), tasks_text: tasks, requirements: &documents, design: Some(&design) };
    let graph = SpecGraph::new(parts);
    let mut shown = String::new();
    for row in TraceTable::new(&graph, &documents).rows {
        let requirement = &requirements.requirements[row.asked.address.requirement];
        let id = row.asked.address.criterion.map_or(&requirement.id, |at| &requirement.criteria[at].id);
        let properties: Vec<&str> =
            row.properties.iter().map(|at| design.properties[*at].id.as_str()).collect();
        let tasks: Vec<String> = row.tasks.iter().map(|at| list.reference(*at)).collect();
        shown += &format!("{id} | {} | {} | {:?}\n", properties.join(" "), tasks.join(" "), row.state);
    }
    for task in 0..graph.task_count() {
        let mut touched: Vec<&str> = graph.touched_by(task).collect();
        touched.sort_unstable();
        shown += &format!("{} touches {}\n", list.reference(task), touched.join(", "));
    }
    expect.assert_eq(&shown);
}

#[test]
fn a_table_of_what_comes_of_each_criterion() {
    check(
        TASKS,
        expect![[r#"
        1.1 | 1 | 1 3 | Partial
        1.2 |  | 3 | Open
        2.1 | 2 | 2 | Open
        2.2 | 2 | 2 | Open
        1 touches Limiter, src/lib.rs, src/limiter.rs
        2 touches 
        3 touches Clock, Limiter, src/limiter.rs
    "#]],
    );
}

#[test]
fn waves_for_kiro_name_what_has_an_id_of_its_own() {
    let text = "- [ ] 1. A\n  - [ ] 1.1 (P) B\n  - [ ]* 1.2 (P) C\n- [ ] 2. Checkpoint - all pass\n- [ ] D\n- [ ] 3. E\n- [ ] 3. F\n- [ ] 4. G\n";
    let (list, _) = parse_tasks(text);
    let graph = SpecGraph::new(SpecParts { tasks: Some(&list), ..SpecParts::default() });
    let waves = wave_list(&list, &Plan::new(&graph));
    assert_eq!(waves, [vec!["1.1", "1.2"], vec!["2"], vec!["4"]]);
}

#[test]
fn nothing_makes_an_empty_graph() {
    let graph = SpecGraph::new(SpecParts::default());
    let plan = Plan::new(&graph);
    assert_eq!((graph.task_count(), plan.waves.len(), plan.blockers(&graph, 3, 5).len()), (0, 0, 0));
}
