//! Requirements, criteria, properties, tasks and terms, where they are defined and where they are referred to.

use std::sync::Arc;

use spec::{Property, Requirement};

use super::lines::{LISTED, asked, headed, in_a_line, task_line};
use super::{Hover, task};
use crate::coverage::{Covering, covering, covering_all};
use crate::lines_at::line_at;
use crate::markdown::{inline, list};
use crate::named::named_at;
use crate::{Document, Library, Model, Named, Place, Spec};

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
    // On the rest of its line, the whole line is what is explained.
    let on_name = at.span.start <= place.offset && place.offset <= at.span.end;
    let span = if on_name { at.span } else { line_at(&place.document.text, place.offset).span() };
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
        (Named::Requirement { path, index }, Model::Requirements(found)) => {
            let requirement = found.requirements.get(*index)?;
            let covered = covering_all(spec, path, *index, requirement.criteria.len());
            let said = if own { String::new() } else { said_of(library, document, named, requirement) };
            let covered = covered_by(library, spec, &covered);
            Some(format!("**{}**\n\n{said}{covered}", in_a_line(library, named)?))
        }
        (Named::Criterion { path, requirement, index }, Model::Requirements(found)) => {
            let above = Named::Requirement { path: Arc::clone(path), index: *requirement };
            let criterion = found.requirements.get(*requirement)?.criteria.get(*index)?;
            let text = inline(document.slice(criterion.text.clone()), 1_000);
            let text = if own { String::new() } else { format!("{} {text}\n\n", inline(&criterion.id, 40)) };
            let covered = covered_by(library, spec, &covering(spec, named));
            Some(format!("**{}**\n\n{text}{covered}", in_a_line(library, &above)?))
        }
        (Named::Property { index, .. }, Model::Design(design)) => {
            let stated = if own { String::new() } else { stated(document, design.properties.get(*index)?) };
            let validates = asked(library, spec, spec.graph().validated_by(*index));
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
        (Named::Task { index, .. }, Model::Tasks(tasks)) => task::describe(library, spec, tasks, *index),
        (Named::Term { index, .. }, Model::Requirements(found)) => {
            let term = found.glossary.get(*index)?;
            let name = inline(document.slice(term.name.clone()), 80);
            let definition = inline(document.slice(term.definition.clone()), 1_000);
            (!definition.is_empty() && !own).then(|| format!("**{name}**: {definition}"))
        }
        _ => None,
    }
}

/// The user story and the criteria of a requirement.
fn said_of(library: &Library, document: &Document, named: &Named, requirement: &Requirement) -> String {
    let Named::Requirement { path, index } = named else { return String::new() };
    let story = requirement.user_story.clone().map(|span| inline(document.slice(span), 400));
    let criterion = |at| Named::Criterion { path: Arc::clone(path), requirement: *index, index: at };
    let criteria = (0..requirement.criteria.len()).filter_map(|at| in_a_line(library, &criterion(at)));
    let parts = [story, Some(list(criteria, LISTED))];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).map(|part| format!("{part}\n\n")).collect()
}

/// The first line below the heading of a property.
fn stated(document: &Document, property: &Property) -> String {
    let body = document.slice(property.heading.end..property.range.end);
    let first = body.split(['\n', '\r']).map(str::trim).find(|line| !line.is_empty());
    first.map(|line| format!("{}\n\n", inline(line, 600))).unwrap_or_default()
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
