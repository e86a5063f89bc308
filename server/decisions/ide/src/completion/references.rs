//! Ids behind `_Requirements:`, `**Validates:`, `_Depends:` and `**Property`.

use std::collections::HashSet;

use spec::{ReferenceKind, ReferenceLine, Target};

use super::ids::id_at;
use super::{Completion, CompletionKind};
use crate::coverage::{Coverage, all_required, properties_of, resolve, task_at, tasks_of};
use crate::lines_at::line_at;
use crate::markdown::shortened;
use crate::tasks::state_in_words;
use crate::{Model, Place, Spec};

/// The labels that a line is known by before it refers to anything.
const LABELS: &[(&str, ReferenceKind)] = &[
    ("Requirements:", ReferenceKind::Requirements),
    ("Requirement:", ReferenceKind::Requirements),
    ("Validates: Requirements", ReferenceKind::Validates),
    ("Validates:", ReferenceKind::Validates),
    ("Depends:", ReferenceKind::Depends),
    ("Dependencies:", ReferenceKind::Depends),
    ("Depends on:", ReferenceKind::Depends),
    ("**Property ", ReferenceKind::Property),
    ("Properties:", ReferenceKind::Property),
];

pub(super) fn complete(place: &Place<'_>) -> Vec<Completion> {
    let Some(spec) = place.library.spec_of(&place.document.path) else { return Vec::new() };
    let line = line_at(&place.document.text, place.offset);
    let Some(column) = place.offset.checked_sub(line.start) else { return Vec::new() };
    let known = lines_of(place).find(|known| {
        let on_line = line.start <= known.label.start
            && known.label.end <= place.offset
            && known.label.start < line.next;
        on_line || known.label.end <= place.offset && place.offset <= known.span.end
    });
    let before = line.text.get(..column).unwrap_or_default();
    let label = LABELS.iter().find_map(|(label, kind)| Some((before.rfind(label)? + label.len(), *kind)));
    let (from, kind) = match (known, label) {
        (Some(known), _) => (known.label.end.saturating_sub(line.start).min(column), known.kind),
        (None, Some(label)) => label,
        (None, None) => return Vec::new(),
    };
    // Emphasis that is closed ends the list.
    let written = before.get(from..).unwrap_or_default();
    if label.is_some() && known.is_none() && written.trim_start_matches(['_', '*']).contains(['_', '*']) {
        return Vec::new();
    }
    let token = id_at(line.text, from, column);
    let range = line.start + token.start..line.start + token.end;
    let taken: Vec<&Target> = known
        .iter()
        .flat_map(|known| &known.items)
        .filter(|item| !(item.span.start <= place.offset && place.offset <= item.span.end))
        .map(|item| &item.target)
        .collect();
    match kind {
        ReferenceKind::Requirements | ReferenceKind::Validates => requirements(spec, &taken, &range),
        ReferenceKind::Depends => tasks(place, &taken, &range),
        ReferenceKind::Property => {
            let bare =
                line.text.get(token.end..).is_some_and(|rest| rest.trim_matches(['*', ' ']).is_empty());
            properties(spec, &taken, &range, bare)
        }
        ReferenceKind::Boundary => Vec::new(),
    }
}

/// The lines around the cursor that refer to something.
fn lines_of<'a>(place: &Place<'a>) -> Box<dyn Iterator<Item = &'a ReferenceLine> + 'a> {
    match place.document.model() {
        Model::Tasks(list) => {
            let task = task_at(list, place.offset).and_then(|index| list.tasks.get(index));
            Box::new(task.into_iter().flat_map(|task| &task.references))
        }
        Model::Design(design) => Box::new(design.properties.iter().flat_map(|property| &property.references)),
        Model::Requirements(_)
        | Model::SpecConfig(_)
        | Model::TasksMeta(_)
        | Model::SpecJson(_)
        | Model::Steering(_)
        | Model::Text => Box::new(std::iter::empty()),
    }
}

type Bytes = std::ops::Range<usize>;

/// Criteria that no task refers to, other criteria, then whole requirements.
fn requirements(spec: &Spec, taken: &[&Target], range: &Bytes) -> Vec<Completion> {
    let coverage = Coverage::of(spec);
    let taken: HashSet<_> = taken
        .iter()
        .flat_map(|target| resolve(spec, target))
        .map(|required| (required.document.kind, required.address))
        .collect();
    let mut found: Vec<_> = all_required(spec)
        .filter(|required| !taken.contains(&(required.document.kind, required.address)))
        .map(|required| {
            let whole = required.criterion.is_none();
            let traced = !coverage.covering(&required).tasks.is_empty();
            let said = shortened(required.says(), 80);
            let detail = if whole || traced { said } else { format!("{said} (no task yet)") };
            let title = required.document.slice(required.requirement.title.clone());
            let completion =
                Completion::new(CompletionKind::Reference, required.id(), range.clone(), required.id())
                    .with_detail(detail)
                    .with_documentation(crate::markdown::criterion(&required));
            ((whole, traced && !whole), if whole { completion.with_detail(title) } else { completion })
        })
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, completion)| completion).collect()
}

/// The tasks that the task at the cursor may wait for.
fn tasks(place: &Place<'_>, taken: &[&Target], range: &Bytes) -> Vec<Completion> {
    let Model::Tasks(list) = place.document.model() else { return Vec::new() };
    let own = task_at(list, place.offset);
    let taken: HashSet<u32> =
        taken.iter().flat_map(|target| tasks_of(list, target)).map(|task| task.line).collect();
    let related = |index: usize| {
        let above = |from: usize| {
            std::iter::successors(Some(from), |at| list.tasks.get(*at).and_then(|task| task.parent))
        };
        own.is_some_and(|own| above(own).any(|at| at == index) || above(index).any(|at| at == own))
    };
    let free =
        list.tasks.iter().enumerate().filter(|(index, task)| !taken.contains(&task.line) && !related(*index));
    free.filter_map(|(_, task)| {
        let id = task.id.as_deref()?;
        let detail = format!("{} ({})", shortened(&task.title, 80), state_in_words(task));
        Some(Completion::new(CompletionKind::Reference, id, range.clone(), id).with_detail(detail))
    })
    .collect()
}

/// The properties; where the title is missing too (`bare`), with it.
fn properties(spec: &Spec, taken: &[&Target], range: &Bytes, bare: bool) -> Vec<Completion> {
    let Some((document, design)) = spec.design() else { return Vec::new() };
    let taken: HashSet<u32> =
        taken.iter().flat_map(|target| properties_of(design, target)).map(|property| property.line).collect();
    let free = design.properties.iter().filter(|property| !taken.contains(&property.line));
    free.map(|property| {
        let title = document.slice(property.title.clone());
        let new =
            if bare && !title.is_empty() { format!("{}: {title}", property.id) } else { property.id.clone() };
        Completion::new(CompletionKind::Reference, property.id.as_str(), range.clone(), new)
            .with_detail(shortened(title, 80))
    })
    .collect()
}
