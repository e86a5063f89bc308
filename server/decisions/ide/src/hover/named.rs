//! Requirements, criteria, properties, tasks and terms, where they are defined and where they are referred to.

use std::sync::Arc;

use engine::RequirementAt;
use spec::{Task, TaskList};

use super::Hover;
use crate::coverage::{Covering, covering, covering_all, named_at_address, order_is_written};
use crate::markdown::{inline, list};
use crate::named::{line_around, named_at};
use crate::tasks::state_in_words;
use crate::{Library, Model, Named, Place, Spec};

/// Most things that a list names.
const LISTED: usize = 10;

pub(super) fn hover(place: &Place<'_>) -> Option<Hover> {
    let at = named_at(place)?;
    let markdown = match at.names.as_slice() {
        [] => return None,
        [named] => {
            let own = *named.path() == place.document.path && is_defined_at(place, named);
            describe(place.library, named, own)?
        }
        several => {
            let lines = several.iter().filter_map(|named| in_a_line(place.library, named));
            list(lines, LISTED)
        }
    };
    // On the line of a definition the cursor need not stand on its id; editors let go of a hover that is elsewhere.
    let beside = place.offset < at.span.start || at.span.end < place.offset;
    let span = if beside { line_around(&place.document.text, place.offset) } else { at.span };
    (!markdown.is_empty()).then_some(Hover { span, markdown })
}

/// Whether the cursor stands on the definition of a thing of this document.
fn is_defined_at(place: &Place<'_>, named: &Named) -> bool {
    let span = match (named, place.document.model()) {
        (Named::Requirement { index, .. }, Model::Requirements(found)) => {
            found.requirements.get(*index).map(|requirement| requirement.heading.clone())
        }
        (Named::Criterion { requirement, index, .. }, Model::Requirements(found)) => {
            let criterion = found.requirements.get(*requirement).and_then(|it| it.criteria.get(*index));
            criterion.map(|criterion| criterion.number.start.min(criterion.text.start)..criterion.text.end)
        }
        (Named::Term { index, .. }, Model::Requirements(found)) => {
            found.glossary.get(*index).map(|term| term.name.clone())
        }
        (Named::Property { index, .. }, Model::Design(design)) => {
            design.properties.get(*index).map(|property| property.heading.clone())
        }
        _ => None,
    };
    span.is_some_and(|span| span.start <= place.offset && place.offset <= span.end)
}

/// What there is to say about a thing; where it is defined (`own`), what stands there is not said again.
fn describe(library: &Library, named: &Named, own: bool) -> Option<String> {
    let document = library.document(named.path())?;
    let spec = library.spec_of(named.path())?;
    match (named, document.model()) {
        (Named::Requirement { path, index }, Model::Requirements(requirements)) => {
            let requirement = requirements.requirements.get(*index)?;
            let story = requirement.user_story.clone().map(|span| document.slice(span)).filter(|_| !own);
            let story = story.map(|story| format!("{}\n\n", inline(story, 400))).unwrap_or_default();
            let covered = covering_all(spec, path, *index, requirement.criteria.len());
            let mut said = format!("**{}**\n\n{story}", in_a_line(library, named)?);
            if !own && !requirement.criteria.is_empty() {
                let criterion =
                    |at| Named::Criterion { path: Arc::clone(path), requirement: *index, index: at };
                let criteria =
                    (0..requirement.criteria.len()).filter_map(|at| in_a_line(library, &criterion(at)));
                said += &format!("{}\n", list(criteria, LISTED));
            }
            Some(said + &covered_by(library, spec, &covered))
        }
        (Named::Criterion { path, requirement, index }, Model::Requirements(requirements)) => {
            let above = Named::Requirement { path: Arc::clone(path), index: *requirement };
            let criterion = requirements.requirements.get(*requirement)?.criteria.get(*index)?;
            let text = inline(document.slice(criterion.text.clone()), 1_000);
            let text = if own { String::new() } else { format!("{} {text}\n\n", inline(&criterion.id, 40)) };
            let covered = covering(spec, named);
            Some(format!(
                "**{}**\n\n{text}{}",
                in_a_line(library, &above)?,
                covered_by(library, spec, &covered)
            ))
        }
        (Named::Property { index, .. }, Model::Design(design)) => {
            let property = design.properties.get(*index)?;
            let body = document.slice(property.heading.end..property.range.end);
            let stated =
                body.split(['\n', '\r']).map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
            let stated = if own { String::new() } else { format!("{}\n\n", inline(stated, 600)) };
            let validates =
                spec.graph().validated_by(*index).filter_map(|asked| named_at_address(spec, asked));
            let mut validates: Vec<Named> = validates.collect();
            validates.sort_unstable();
            let validates = validates.iter().filter_map(|named| in_a_line(library, named));
            let mut tests: Vec<usize> = spec.graph().tests_of(*index).collect();
            tests.sort_unstable();
            let tests = tests.into_iter().filter_map(|task| task_line(spec, task));
            Some(format!(
                "**{}**\n\n{stated}{}{}",
                in_a_line(library, named)?,
                headed("Validates", list(validates, LISTED)),
                headed("Tested by", list(tests, LISTED)),
            ))
        }
        (Named::Task { index, .. }, Model::Tasks(tasks)) => {
            let task = tasks.tasks.get(*index)?;
            Some(about_task(library, spec, tasks, *index, task))
        }
        (Named::Term { index, .. }, Model::Requirements(requirements)) => {
            let term = requirements.glossary.get(*index)?;
            let name = inline(document.slice(term.name.clone()), 80);
            let definition = inline(document.slice(term.definition.clone()), 1_000);
            (!definition.is_empty() && !own).then(|| format!("**{name}**: {definition}"))
        }
        _ => None,
    }
}

/// A thing in a line: its id and what it says.
pub(crate) fn in_a_line(library: &Library, named: &Named) -> Option<String> {
    let document = library.document(named.path())?;
    let id = inline(named.id(library).unwrap_or_default(), 40);
    match (named, document.model()) {
        (Named::Requirement { index, .. }, Model::Requirements(requirements)) => {
            let title = document.slice(requirements.requirements.get(*index)?.title.clone());
            Some(titled(&format!("Requirement {id}"), title))
        }
        (Named::Criterion { requirement, index, .. }, Model::Requirements(requirements)) => {
            let criterion = requirements.requirements.get(*requirement)?.criteria.get(*index)?;
            Some(format!("{id} {}", inline(document.slice(criterion.text.clone()), 160)))
        }
        (Named::Property { index, .. }, Model::Design(design)) => {
            let title = document.slice(design.properties.get(*index)?.title.clone());
            Some(titled(&format!("Property {id}"), title))
        }
        (Named::Task { index, .. }, Model::Tasks(_)) => task_line(library.spec_of(named.path())?, *index),
        (Named::Term { .. }, Model::Requirements(_)) => Some(id),
        _ => None,
    }
}

fn titled(name: &str, title: &str) -> String {
    let title = inline(title, 160);
    if title.is_empty() { name.to_owned() } else { format!("{name}: {title}") }
}

/// A task with its state: `1.2 Write the parser (in progress)`.
pub(crate) fn task_line(spec: &Spec, index: usize) -> Option<String> {
    let task = spec.tasks()?.1.tasks.get(index)?;
    let id = task.id.as_deref().map(|id| format!("{} ", inline(id, 40))).unwrap_or_default();
    let state = state_in_words(task);
    let state = if state.is_empty() { String::new() } else { format!(" ({state})") };
    Some(format!("{id}{}{state}", inline(&task.title, 120)))
}

fn about_task(library: &Library, spec: &Spec, tasks: &TaskList, index: usize, task: &Task) -> String {
    let plan = spec.plan();
    let mut facts: Vec<String> = Vec::new();
    if !state_in_words(task).is_empty() {
        facts.push(state_in_words(task).to_owned());
    }
    if let Some(level) = plan.levels.get(index).copied().flatten()
        && order_is_written(tasks)
    {
        facts.push(format!("wave {} of {}", level + 1, plan.waves.len()));
    }
    let marks = [
        (task.optional, "optional: nothing waits for it"),
        (task.checkpoint, "checkpoint: it waits for all tasks before it"),
        (task.parallel, "may run beside the task before it"),
    ];
    facts.extend(marks.into_iter().filter(|(holds, _)| *holds).map(|(_, fact)| fact.to_owned()));
    if plan.ready.binary_search(&index).is_ok() {
        facts.push("can run now".to_owned());
    }
    let done = state_in_words(task) == "done";
    let blockers = if done { Vec::new() } else { plan.blockers(spec.graph(), index, LISTED + 1) };
    let blockers = blockers.into_iter().filter_map(|blocker| task_line(spec, blocker));
    let children = tasks.tasks.iter().filter(|child| child.parent == Some(index));
    let (mut all, mut finished) = (0, 0);
    for child in children.filter(|child| child.mark.is_some()) {
        all += 1;
        finished += usize::from(state_in_words(child) == "done");
    }
    if all > 0 {
        facts.push(format!("{finished} of {all} sub-tasks done"));
    }
    let mut traces = asked(library, spec, spec.graph().asked_of(index));
    if let Some((design, _)) = spec.design() {
        let mut properties: Vec<usize> = spec.graph().properties_of(index).collect();
        properties.sort_unstable();
        let property = |index| Named::Property { path: Arc::clone(&design.path), index };
        traces.extend(properties.into_iter().filter_map(|index| in_a_line(library, &property(index))));
    }
    let id = task.id.as_deref().map(|id| format!("{} ", inline(id, 40))).unwrap_or_default();
    format!(
        "**{id}{}**\n\n{}\n\n{}{}",
        inline(&task.title, 160),
        facts.join(" · "),
        headed("Waits for", list(blockers, LISTED)),
        headed("Traces to", list(traces, LISTED)),
    )
}

/// What the graph has at some addresses, each in a line, in document order.
fn asked(library: &Library, spec: &Spec, found: impl Iterator<Item = RequirementAt>) -> Vec<String> {
    let mut found: Vec<RequirementAt> = found.collect();
    found.sort_unstable();
    let named = found.into_iter().filter_map(|asked| named_at_address(spec, asked));
    named.filter_map(|named| in_a_line(library, &named)).collect()
}

fn covered_by(library: &Library, spec: &Spec, covering: &Covering) -> String {
    let tasks =
        covering.tasks.iter().filter_map(|task| task_line(spec, *task)).map(|line| format!("task {line}"));
    let design = spec.design().map(|(document, _)| document);
    let properties = covering.properties.iter().filter_map(|index| {
        let path = Arc::clone(&design?.path);
        in_a_line(library, &Named::Property { path, index: *index })
    });
    let shown = list(tasks.chain(properties), LISTED);
    match (shown.is_empty(), spec.tasks()) {
        (true, Some(_)) => "No task refers to it yet.".to_owned(),
        (true, None) => String::new(),
        (false, _) => headed("Covered by", shown),
    }
}

/// A list below a word; nothing without a list.
fn headed(word: &str, list: String) -> String {
    if list.is_empty() { list } else { format!("{word}:\n\n{list}\n") }
}
