//! The order of tasks as a picture, in the languages of Mermaid and Graphviz: a box for each wave, an arrow from each task to
//! those that say they depend on it. Between waves an arrow stands for all others.

use std::fmt::Write;

use spec::{State, Task, TaskList};

use crate::{Plan, SpecGraph};

/// A `flowchart` of Mermaid.
pub fn to_mermaid(list: &TaskList, spec: &SpecGraph, plan: &Plan) -> String {
    let mut out = "flowchart TD\n".to_owned();
    for (number, wave) in plan.waves.iter().enumerate() {
        _ = writeln!(out, "  subgraph wave{number}[\"Wave {}\"]", number + 1);
        for (task, says) in tasks(list, wave) {
            let (open, close) = if says.checkpoint { ("{{", "}}") } else { ("[", "]") };
            _ = writeln!(
                out,
                "    t{task}{open}\"{}\"{close}:::{}",
                mermaid(&label(list, task)),
                class(says)
            );
        }
        out.push_str("  end\n");
        if let Some(before) = number.checked_sub(1) {
            _ = writeln!(out, "  wave{before} --> wave{number}");
        }
    }
    for (number, cycle) in plan.cycles.iter().enumerate() {
        _ = writeln!(out, "  subgraph cycle{number}[\"Cycle\"]");
        for (task, says) in tasks(list, cycle).filter(|(task, _)| spec.is_leaf(*task)) {
            _ = writeln!(out, "    t{task}[\"{}\"]:::{}", mermaid(&label(list, task)), class(says));
        }
        out.push_str("  end\n");
    }
    for (needed, task) in depends(list, spec) {
        _ = writeln!(out, "  t{needed} -.-> t{task}");
    }
    out.push_str("  classDef done opacity:0.5\n  classDef optional stroke-dasharray:4\n  classDef open stroke-width:2px\n");
    out
}

/// A `digraph` of Graphviz.
pub fn to_dot(list: &TaskList, spec: &SpecGraph, plan: &Plan) -> String {
    let mut out = "digraph tasks {\n  rankdir=TB;\n  newrank=true;\n  node [shape=box];\n".to_owned();
    let mut before: Option<usize> = None;
    for (number, wave) in plan.waves.iter().enumerate() {
        _ = writeln!(
            out,
            "  subgraph cluster_wave{number} {{\n    label=\"Wave {}\";\n    rank=same;",
            number + 1
        );
        for (task, says) in tasks(list, wave) {
            _ = writeln!(out, "    t{task} [label=\"{}\"{}];", dot(&label(list, task)), style(says));
        }
        out.push_str("  }\n");
        let first = wave.first().copied();
        if let (Some(before), Some(first)) = (before, first) {
            _ = writeln!(out, "  t{before} -> t{first} [style=invis];");
        }
        before = first;
    }
    for (number, cycle) in plan.cycles.iter().enumerate() {
        _ = writeln!(out, "  subgraph cluster_cycle{number} {{\n    label=\"Cycle\";");
        for (task, says) in tasks(list, cycle).filter(|(task, _)| spec.is_leaf(*task)) {
            _ = writeln!(out, "    t{task} [label=\"{}\"{}];", dot(&label(list, task)), style(says));
        }
        out.push_str("  }\n");
    }
    for (needed, task) in depends(list, spec) {
        _ = writeln!(out, "  t{needed} -> t{task};");
    }
    out.push_str("}\n");
    out
}

fn tasks<'a>(list: &'a TaskList, indices: &'a [usize]) -> impl Iterator<Item = (usize, &'a Task)> {
    indices.iter().filter_map(|task| Some((*task, list.tasks.get(*task)?)))
}

/// The dependencies that are written between tasks without sub-tasks: what is needed, and what needs it.
fn depends(list: &TaskList, spec: &SpecGraph) -> Vec<(usize, usize)> {
    let leaves = (0..list.tasks.len()).filter(|task| spec.is_leaf(*task));
    leaves
        .flat_map(|task| spec.depends_on(task).map(move |needed| (needed, task)))
        .filter(|(needed, _)| spec.is_leaf(*needed))
        .collect()
}

fn label(list: &TaskList, task: usize) -> String {
    let title = list.tasks.get(task).map(|task| task.title.as_str()).unwrap_or_default();
    format!("{} {title}", list.reference(task)).trim().to_owned()
}

fn is_done(task: &Task) -> bool {
    task.mark.as_ref().and_then(spec::Mark::state) == Some(State::Done)
}

fn class(task: &Task) -> &'static str {
    match (is_done(task), task.optional) {
        (true, _) => "done",
        (false, true) => "optional",
        (false, false) => "open",
    }
}

fn style(task: &Task) -> &'static str {
    match class(task) {
        "done" => ", style=filled, fillcolor=lightgrey",
        "optional" => ", style=dashed",
        _ => "",
    }
}

/// Mermaid reads entities in quoted text, and some Markdown.
fn mermaid(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '<' | '>' | '&' | '#' | ';' | '`' | '\\' | '{' | '}' | '[' | ']' | '|' => {
                _ = write!(out, "#{};", u32::from(c));
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

fn dot(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::{to_dot, to_mermaid};
    use crate::{Plan, SpecGraph, SpecParts};

    const TASKS: &str = "- [x] 1. Say \"hi\" to `a[0] & b`\n- [ ]* 2. Test\n  - _Depends: 1_\n- [ ] 3. Checkpoint - all pass\n";

    #[test]
    fn tasks_as_pictures() {
        let (list, _) = spec::parse_tasks(TASKS);
        let graph = SpecGraph::new(SpecParts { tasks: Some(&list), ..SpecParts::default() });
        let plan = Plan::new(&graph);
        expect![[r#"
            flowchart TD
              subgraph wave0["Wave 1"]
                t0["1 Say #34;hi#34; to #96;a#91;0#93; #38; b#96;"]:::done
              end
              subgraph wave1["Wave 2"]
                t1["2 Test"]:::optional
              end
              wave0 --> wave1
              subgraph wave2["Wave 3"]
                t2{{"3 Checkpoint - all pass"}}:::open
              end
              wave1 --> wave2
              t0 -.-> t1
              classDef done opacity:0.5
              classDef optional stroke-dasharray:4
              classDef open stroke-width:2px
        "#]]
        .assert_eq(&to_mermaid(&list, &graph, &plan));
        expect![[r#"
            digraph tasks {
              rankdir=TB;
              newrank=true;
              node [shape=box];
              subgraph cluster_wave0 {
                label="Wave 1";
                rank=same;
                t0 [label="1 Say \"hi\" to `a[0] & b`", style=filled, fillcolor=lightgrey];
              }
              subgraph cluster_wave1 {
                label="Wave 2";
                rank=same;
                t1 [label="2 Test", style=dashed];
              }
              t0 -> t1 [style=invis];
              subgraph cluster_wave2 {
                label="Wave 3";
                rank=same;
                t2 [label="3 Checkpoint - all pass"];
              }
              t1 -> t2 [style=invis];
              t0 -> t1;
            }
        "#]]
        .assert_eq(&to_dot(&list, &graph, &plan));
    }
}
