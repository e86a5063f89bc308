//! Ids behind `_Requirements:`, `**Validates:`, `_Depends:` and `**Property`.

use std::collections::HashSet;
use std::sync::Arc;

use spec::ReferenceKind;

use super::ids::id_at;
use super::{Completion, CompletionKind};
use crate::coverage::{all_required, covering, task_at};
use crate::hover::in_a_line;
use crate::lines_at::line_at;
use crate::markdown::shortened;
use crate::named::{Names, Sort};
use crate::tasks::state_in_words;
use crate::{Model, Named, Place, Spec};

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
    let known = place.document.references().iter().find(|known| {
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
    // Emphasis that is closed ends the list; behind the colon it belongs to the label.
    let written = before.get(from..).unwrap_or_default().trim_start_matches([':', '：', '_', '*']);
    if written.contains(['_', '*']) {
        return Vec::new();
    }
    let token = id_at(line.text, from, column);
    let range = line.start + token.start..line.start + token.end;
    let sort = match kind {
        ReferenceKind::Requirements | ReferenceKind::Validates => Sort::Requirement,
        ReferenceKind::Property => Sort::Property,
        ReferenceKind::Depends => Sort::Task,
        ReferenceKind::Boundary => return Vec::new(),
    };
    let names = Names::of(spec);
    let others = known.iter().flat_map(|known| &known.items);
    let others = others.filter(|item| !(item.span.start <= place.offset && place.offset <= item.span.end));
    let taken: HashSet<Named> = others.flat_map(|item| names.find(sort, &item.target)).collect();
    match sort {
        Sort::Requirement => requirements(place, spec, &taken, &range),
        Sort::Task => tasks(place, &taken, &range),
        Sort::Property => {
            let bare =
                line.text.get(token.end..).is_some_and(|rest| rest.trim_matches(['*', ' ']).is_empty());
            properties(spec, &taken, &range, bare)
        }
    }
}

type Bytes = std::ops::Range<usize>;

/// Criteria that no task refers to, other criteria, then whole requirements.
fn requirements(place: &Place<'_>, spec: &Spec, taken: &HashSet<Named>, range: &Bytes) -> Vec<Completion> {
    let free = all_required(spec).filter(|named| !taken.contains(named));
    let mut found: Vec<_> = free
        .filter_map(|named| {
            let id = named.id(place.library)?;
            let whole = matches!(named, Named::Requirement { .. });
            let traced = !whole && !covering(spec, &named).tasks.is_empty();
            let said = shortened(says(place, &named)?, 80);
            let detail = if whole || traced { said } else { format!("{said} (no task yet)") };
            let completion = Completion {
                documentation: in_a_line(place.library, &named),
                ..Completion::new(CompletionKind::Reference, id, range.clone(), id).with_detail(detail)
            };
            Some(((whole, traced), completion))
        })
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, completion)| completion).collect()
}

/// The text of a criterion, the title of a requirement.
fn says<'a>(place: &Place<'a>, named: &Named) -> Option<&'a str> {
    let document = place.library.document(named.path())?;
    let Model::Requirements(requirements) = document.model() else { return None };
    let all = &requirements.requirements;
    let span = match named {
        Named::Requirement { index, .. } => &all.get(*index)?.title,
        Named::Criterion { requirement, index, .. } => &all.get(*requirement)?.criteria.get(*index)?.text,
        Named::Property { .. } | Named::Task { .. } | Named::Term { .. } | Named::File { .. } => return None,
    };
    Some(document.slice(span.clone()))
}

/// The tasks that the task at the cursor may wait for.
fn tasks(place: &Place<'_>, taken: &HashSet<Named>, range: &Bytes) -> Vec<Completion> {
    let Model::Tasks(list) = place.document.model() else { return Vec::new() };
    let own = task_at(list, place.offset);
    let above = |from: usize| {
        std::iter::successors(Some(from), |at| list.tasks.get(*at).and_then(|task| task.parent))
    };
    let own_line: HashSet<usize> = own.into_iter().flat_map(above).collect();
    let related =
        |index: usize| own_line.contains(&index) || own.is_some_and(|own| above(index).any(|at| at == own));
    let path = &place.document.path;
    let tasks = list.tasks.iter().enumerate();
    let free = tasks.filter(|(index, _)| {
        !related(*index) && !taken.contains(&Named::Task { path: Arc::clone(path), index: *index })
    });
    free.filter_map(|(_, task)| {
        let id = task.id.as_deref()?;
        let detail = format!("{} ({})", shortened(&task.title, 80), state_in_words(task));
        Some(Completion::new(CompletionKind::Reference, id, range.clone(), id).with_detail(detail))
    })
    .collect()
}

/// The properties; where the title is missing too (`bare`), with it.
fn properties(spec: &Spec, taken: &HashSet<Named>, range: &Bytes, bare: bool) -> Vec<Completion> {
    let Some((document, design)) = spec.design() else { return Vec::new() };
    let properties = design.properties.iter().enumerate();
    let free = properties.filter(|(index, _)| {
        !taken.contains(&Named::Property { path: Arc::clone(&document.path), index: *index })
    });
    free.map(|(_, property)| {
        let title = document.slice(property.title.clone());
        let new =
            if bare && !title.is_empty() { format!("{}: {title}", property.id) } else { property.id.clone() };
        Completion::new(CompletionKind::Reference, property.id.as_str(), range.clone(), new)
            .with_detail(shortened(title, 80))
    })
    .collect()
}
