//! How long it takes to plan a large tasks.md: `plan [TASKS…]` prints a line of JSON for each size and shape, in
//! milliseconds, the least of several rounds.
#![allow(clippy::disallowed_types, clippy::disallowed_methods, clippy::disallowed_macros)]

use std::fmt::Write;
use std::time::Instant;

use engine::{Plan, SpecGraph, SpecParts};

const ROUNDS: usize = 9;

/// What the tasks of a document say of their order.
#[derive(Clone, Copy, Debug)]
enum Shape {
    /// Nothing: one after the other.
    Order,
    /// Up to three dependencies each.
    Depends,
    /// Waves of a hundred tasks, which checkpoints part.
    Waves,
    /// Dependencies that contradict the order of the document.
    Tangled,
}

fn main() {
    let sizes: Vec<usize> = std::env::args().skip(1).filter_map(|size| size.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![10_000, 50_000, 100_000] } else { sizes };
    for shape in [Shape::Order, Shape::Depends, Shape::Waves, Shape::Tangled] {
        for &size in &sizes {
            measure(shape, size);
        }
    }
}

fn measure(shape: Shape, size: usize) {
    let text = document(shape, size);
    let (list, _) = spec::parse_tasks(&text);
    let parts = SpecParts { tasks: Some(&list), tasks_text: &text, ..SpecParts::default() };
    let (mut best_graph, mut best_plan) = (f64::MAX, f64::MAX);
    let (mut waves, mut nodes, mut edges) = (0, 0, 0);
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        let graph = SpecGraph::new(parts);
        let built = Instant::now();
        let plan = Plan::new(&graph);
        best_plan = best_plan.min(built.elapsed().as_secs_f64() * 1e3);
        best_graph = best_graph.min((built - begun).as_secs_f64() * 1e3);
        waves = plan.waves.len();
        (nodes, edges) = (graph.graph().node_count(), graph.graph().edge_count());
    }
    println!(
        r#"{{"shape": "{shape:?}", "tasks": {}, "nodes": {nodes}, "edges": {edges}, "waves": {waves}, "graph_ms": {best_graph:.2}, "plan_ms": {best_plan:.2}}}"#,
        list.tasks.len()
    );
}

/// A tasks.md of `size` tasks, nine sub-tasks to a parent.
fn document(shape: Shape, size: usize) -> String {
    let mut text = String::from("# Implementation Plan\n\n");
    let mut ids = Vec::new();
    for top in 1..=size / 10 {
        _ = writeln!(text, "- [ ] {top}. Group {top}");
        for sub in 1..10 {
            let checkpoint = top % 100 == 0 && sub == 9 && matches!(shape, Shape::Waves);
            let title = if checkpoint { "Checkpoint - all pass" } else { "Write `src/part.rs`" };
            _ = writeln!(text, "  - [ ] {top}.{sub} {title}\n    - _Requirements: {sub}.{sub}_");
            if !checkpoint {
                ids.push(format!("\"{top}.{sub}\""));
            }
            let depends = match shape {
                Shape::Order | Shape::Waves => continue,
                Shape::Depends if top > 10 => format!("{}.{sub}, {}.1, {}", top - 1, top - 2, top / 2),
                Shape::Tangled if top % 50 == 0 && sub == 1 && top + 5 < size / 10 => {
                    format!("{}.1", top + 5)
                }
                Shape::Depends | Shape::Tangled if sub > 1 => format!("{top}.{}", sub - 1),
                Shape::Depends => "none".to_owned(),
                Shape::Tangled => continue,
            };
            _ = writeln!(text, "    - _Depends: {depends}_");
        }
    }
    if matches!(shape, Shape::Waves) {
        let waves: Vec<String> = ids
            .chunks(100)
            .enumerate()
            .map(|(id, tasks)| format!("    {{ \"id\": {id}, \"tasks\": [{}] }}", tasks.join(", ")))
            .collect();
        _ = write!(
            text,
            "\n## Task Dependency Graph\n\n```json\n{{\n  \"waves\": [\n{}\n  ]\n}}\n```\n",
            waves.join(",\n")
        );
    }
    text
}
