use std::collections::HashSet;

use engine::{Edge, Node, Plan, SpecGraph};
use petgraph::visit::EdgeRef;
use proptest::prelude::*;
use spec::TaskList;

use super::{parse, plan};

/// A tasks.md of up to 12 tasks with up to three sub-tasks each.
fn document() -> impl Strategy<Value = String> {
    let depends = prop_oneof![
        4 => Just(None),
        1 => Just(Some("none".to_owned())),
        3 => (1..13u32, 0..4u32).prop_map(|(top, sub)| Some(name(top, sub))),
        1 => (1..6u32, 6..13u32).prop_map(|(first, last)| Some(format!("{first}-{last}"))),
    ];
    let task = (
        prop::bool::weighted(0.1),
        prop::bool::weighted(0.2),
        prop::bool::weighted(0.1),
        prop::bool::ANY,
        depends,
    );
    let group = prop::collection::vec(task, 1..4);
    let waves = prop::option::of(prop::collection::vec(
        (prop::collection::vec((1..13u32, 0..4u32), 0..6), prop::option::weighted(0.2, 0..6usize)),
        1..6,
    ));
    (prop::collection::vec(group, 1..12), waves).prop_map(|(groups, waves)| {
        let mut text = String::from("# Implementation Plan\n\n");
        for (top, group) in (1u32..).zip(groups) {
            for (sub, (checkpoint, optional, parallel, done, depends)) in (0u32..).zip(group) {
                let title = if checkpoint { "Checkpoint - all pass" } else { "Work" };
                let (star, p) = (if optional { "*" } else { "" }, if parallel { "(P) " } else { "" });
                let mark = if done { 'x' } else { ' ' };
                text += &format!("- [{mark}]{star} {} {p}{title}\n", name(top, sub));
                text += &depends.map(|depends| format!("  - _Depends: {depends}_\n")).unwrap_or_default();
            }
        }
        if let Some(waves) = waves {
            let waves: Vec<String> = waves
                .into_iter()
                .enumerate()
                .map(|(id, (tasks, needs))| {
                    let tasks: Vec<String> =
                        tasks.into_iter().map(|(top, sub)| format!("{:?}", name(top, sub))).collect();
                    let needs = needs.map(|needs| format!(", \"depends_on\": [{needs}]")).unwrap_or_default();
                    format!("{{\"id\": {id}, \"tasks\": [{}]{needs}}}", tasks.join(", "))
                })
                .collect();
            text += &format!(
                "\n## Task Dependency Graph\n\n```json\n{{\"waves\": [{}]}}\n```\n",
                waves.join(", ")
            );
        }
        text
    })
}

fn without_dependencies(text: &str) -> String {
    text.lines().filter(|line| !line.contains("_Depends")).collect::<Vec<_>>().join("\n")
}

fn name(top: u32, sub: u32) -> String {
    if sub == 0 { format!("{top}") } else { format!("{top}.{sub}") }
}

/// The tasks that `from` needs by what is written, gates aside.
fn written_needs(graph: &SpecGraph, from: usize) -> HashSet<usize> {
    let mut found = HashSet::new();
    let mut waiting = vec![petgraph::graph::NodeIndex::new(from)];
    let mut seen = HashSet::new();
    while let Some(node) = waiting.pop() {
        for edge in
            graph.graph().edges(node).filter(|edge| matches!(edge.weight(), Edge::Child | Edge::Depends))
        {
            match graph.graph()[edge.target()] {
                Node::Task(task) => drop(found.insert(task)),
                Node::Gate if seen.insert(edge.target()) => waiting.push(edge.target()),
                _ => {}
            }
        }
    }
    found
}

fn leaves(list: &TaskList, graph: &SpecGraph) -> Vec<usize> {
    (0..list.tasks.len()).filter(|task| graph.is_leaf(*task)).collect()
}

fn is_in_cycle(plan: &Plan, task: usize) -> bool {
    plan.cycles.iter().any(|cycle| cycle.contains(&task))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn every_leaf_is_in_one_wave_or_in_a_cycle(text in document()) {
        let list = parse(&text);
        let (graph, plan) = plan(&list);
        let mut planned: Vec<usize> = plan.waves.iter().flatten().copied().collect();
        planned.extend(plan.cycles.iter().flatten().filter(|task| graph.is_leaf(**task)));
        planned.sort_unstable();
        prop_assert_eq!(planned, leaves(&list, &graph));
        prop_assert!(plan.waves.iter().all(|wave| !wave.is_empty()));
    }

    #[test]
    fn a_task_comes_behind_all_that_it_says_it_needs(text in document()) {
        let list = parse(&text);
        let (graph, plan) = plan(&list);
        for task in 0..list.tasks.len() {
            let Some(level) = plan.levels[task] else { continue };
            let needs = written_needs(&graph, task);
            // A cycle leads nowhere, not even to what it waits for itself.
            if needs.iter().any(|needed| is_in_cycle(&plan, *needed)) {
                continue;
            }
            for needed in needs {
                let Some(before) = plan.levels[needed] else { continue };
                prop_assert!(before < level || !graph.is_leaf(task) && before == level, "{task} {needed}");
            }
        }
    }

    #[test]
    fn a_task_stands_one_wave_behind_something_that_it_waits_for(text in document()) {
        let list = parse(&text);
        let (_, plan) = plan(&list);
        // Nothing in a later wave could have come earlier: with all before it open, something there holds it up.
        for (number, wave) in plan.waves.iter().enumerate().skip(1) {
            prop_assert!(wave.iter().all(|task| plan.levels[*task] == Some(number)));
        }
    }

    #[test]
    fn nothing_written_lets_a_task_pass_a_checkpoint(text in document()) {
        let text = without_dependencies(&text);
        let list = parse(&text);
        let (graph, plan) = plan(&list);
        for (at, _) in list.tasks.iter().enumerate().filter(|(at, task)| task.checkpoint && graph.is_leaf(*at)) {
            let under = |task: usize| list.tasks[task].parent.is_some_and(|parent| list.tasks[parent].checkpoint);
            for leaf in leaves(&list, &graph).into_iter().filter(|leaf| !under(*leaf) && !under(at)) {
                prop_assert!(leaf == at || (leaf < at) == (plan.levels[leaf] < plan.levels[at]), "{leaf} {at}\n{text}");
            }
        }
    }

    #[test]
    fn what_is_ready_waits_for_nothing_and_the_rest_for_something(text in document()) {
        let list = parse(&text);
        let (graph, plan) = plan(&list);
        for (task, facts) in list.tasks.iter().enumerate() {
            let done = facts.mark.as_ref().and_then(spec::Mark::state) == Some(spec::State::Done);
            let waits = !plan.blockers(&graph, task, 1).is_empty();
            if is_in_cycle(&plan, task) {
                prop_assert!(!plan.ready.contains(&task));
            } else if !done && plan.cycles.is_empty() {
                prop_assert_eq!(plan.ready.contains(&task), !waits, "{} of\n{}", task, text);
            }
            // What the runtime would refuse is not ready.
            let child = |child: &spec::Task| child.parent == Some(task) && !child.optional;
            let open = |child: &spec::Task| child.mark.as_ref().and_then(spec::Mark::state) != Some(spec::State::Done);
            let refused = done || list.tasks.iter().any(|other| child(other) && open(other));
            prop_assert!(!(refused && plan.ready.contains(&task)));
        }
    }

    #[test]
    fn waves_that_are_written_are_the_waves_that_are_read(text in document()) {
        let text = without_dependencies(&text);
        let list = parse(&text);
        let (_, before) = plan(&list);
        let edit = spec::wave_edit(&text, &list, &engine::wave_list(&list, &before));
        let written = parse(&text::apply(&text, &[edit]).unwrap());
        let (_, after) = plan(&written);
        prop_assert_eq!(before.waves, after.waves, "{}", text);
    }

    #[test]
    fn the_longest_chain_is_in_order_and_open(text in document()) {
        let list = parse(&text);
        let (_, plan) = plan(&list);
        prop_assert!(plan.critical_path.is_sorted_by_key(|task| plan.levels[*task]));
        let required = |task: &usize| !list.tasks[*task].optional;
        prop_assert!(plan.critical_path.iter().all(required));
    }

    #[test]
    fn where_all_say_what_they_depend_on_the_order_of_the_document_does_not_matter(
        needs in prop::collection::vec(prop::collection::vec(0..20usize, 0..4), 20),
        order in Just((0..20usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let line = |task: usize| {
            // Ids with a letter are text and make no parents.
            let needs: Vec<String> = needs[task].iter().filter(|need| **need < task).map(|need| format!("T{need}")).collect();
            let needs = if needs.is_empty() { "none".to_owned() } else { needs.join(", ") };
            format!("- [ ] T{task}. Work\n  - _Depends: {needs}_\n")
        };
        let levels = |order: &[usize]| {
            let text: String = order.iter().map(|task| line(*task)).collect();
            let list = parse(&text);
            let (_, plan) = plan(&list);
            let mut levels: Vec<_> =
                list.tasks.iter().zip(plan.levels).map(|(task, level)| (task.id.clone(), level)).collect();
            levels.sort();
            levels
        };
        prop_assert_eq!(levels(&order), levels(&(0..20).collect::<Vec<_>>()));
    }
}
