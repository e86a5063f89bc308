use std::collections::{HashMap, hash_map::Entry};

use text::{Problem, Severity};

use crate::{Requirement, normal_id};

/// Ids that two requirements or two criteria have.
pub(super) fn duplicates(requirements: &[Requirement]) -> Vec<Problem> {
    let mut problems = Vec::new();
    // The line of the first one with an id.
    let mut requirement_lines = HashMap::new();
    let mut criterion_lines = HashMap::new();
    for requirement in requirements {
        let Some(first) = first_line(&mut requirement_lines, &requirement.id, requirement.line) else {
            for criterion in &requirement.criteria {
                if let Some(first) = first_line(&mut criterion_lines, &criterion.id, criterion.line) {
                    let span = if criterion.number.is_empty() { &criterion.text } else { &criterion.number };
                    problems.push(problem("criterion", &criterion.id, first, span.clone()));
                }
            }
            continue;
        };
        // Its criteria repeat ids too, for the same reason.
        problems.push(problem("requirement", &requirement.id, first, requirement.id_span.clone()));
    }
    problems
}

/// The line of the first one with that id, if it is another.
fn first_line(lines: &mut HashMap<String, u32>, id: &str, line: u32) -> Option<u32> {
    match lines.entry(normal_id(id)) {
        Entry::Occupied(first) => Some(*first.get()),
        Entry::Vacant(entry) => {
            entry.insert(line);
            None
        }
    }
}

fn problem(what: &str, id: &str, first: u32, span: std::ops::Range<usize>) -> Problem {
    Problem {
        code: "requirements/duplicate-id",
        severity: Severity::Warning,
        message: format!(
            "The {what} on line {} has the id {id} too, so references to {id} mean that one. Give this one another number.",
            first + 1
        ),
        span,
    }
}
