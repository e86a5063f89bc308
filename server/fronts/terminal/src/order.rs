//! The order of tasks and what criteria have come to, as tables for people.

use std::fmt::Write;

use protocol::{GraphNodeKind, SpecGraph, TaskState, TraceRow};

use crate::output;

/// The waves with the titles of their tasks, and what is worth knowing about the order.
pub(crate) fn waves(graph: &SpecGraph) -> String {
    let node = |reference: &str| {
        let id = format!("task:{reference}");
        graph.nodes.iter().find(|node| node.kind == GraphNodeKind::Task && node.id == id)
    };
    let mut text = String::new();
    for (wave, number) in graph.waves.iter().zip(1..) {
        let _ = writeln!(text, "wave {number}");
        for reference in wave {
            let found = node(reference);
            let mark = found.and_then(|node| node.state).map_or("   ", output::mark);
            let label = found.map_or(reference.as_str(), |node| node.label.as_str());
            let ready = if graph.ready.contains(reference) { "  (can be begun)" } else { "" };
            let _ = writeln!(text, "  {mark} {}{ready}", output::one_line(label, 90));
        }
    }
    if graph.waves.is_empty() {
        text.push_str("No tasks.\n");
    }
    if graph.critical_path.len() > 1 {
        let _ = writeln!(text, "\nlongest chain: {}", graph.critical_path.join(" → "));
    }
    for cycle in &graph.cycles {
        let _ = writeln!(text, "\nthese wait for each other and can never begin: {}", cycle.join(", "));
    }
    text
}

/// A row for each criterion.
pub(crate) fn trace(rows: &[TraceRow]) -> String {
    if rows.is_empty() {
        return "No criteria: the spec has no requirements that can be read.\n".to_owned();
    }
    let width = rows.iter().map(|row| row.id.chars().count()).max().unwrap_or_default();
    let mut text = String::new();
    for row in rows {
        let state = match row.state {
            Some(TaskState::Done) => "done",
            Some(TaskState::InProgress) => "in progress",
            Some(TaskState::Queued) => "queued",
            Some(TaskState::NotStarted) => "open",
            None => "no task",
        };
        let _ = writeln!(text, "{:width$}  {state:11}  {}", row.id, output::one_line(&row.text, 80));
        let indent = " ".repeat(width + 15);
        if !row.properties.is_empty() {
            let _ = writeln!(text, "{indent}property {}", row.properties.join(", "));
        }
        for task in &row.tasks {
            let star = if task.optional { "*" } else { "" };
            let mark = output::mark(task.state);
            let title = output::one_line(&task.title, 70);
            let _ = writeln!(text, "{indent}{mark}{star} {} {title}", task.reference);
        }
    }
    let open = rows.iter().filter(|row| row.state.is_none()).count();
    let done = rows.iter().filter(|row| row.state == Some(TaskState::Done)).count();
    let _ = writeln!(text, "\n{} criteria: {done} done, {open} without a task.", rows.len());
    text
}
