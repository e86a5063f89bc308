use std::collections::HashMap;
use std::sync::Arc;

use spec::{Criterion, Requirement, Requirements, normal_id};
use text::TextEdit;

use crate::named::{Mention, Names, Says, Sort, ids, mentions, respell};
use crate::rename::trial::edited;
use crate::{Document, FileEdit, Library, Model, Spec};

/// The numbers of criteria by their order, list by list. `None` if there is nothing to do, or if a reference would lead
/// to another criterion than before.
pub(super) fn format(library: &Library, document: &Document, found: &Requirements) -> Option<Vec<FileEdit>> {
    let spec = library.spec_of(&document.path)?;
    let mut edits: Vec<FileEdit> = Vec::new();
    let mut changed: HashMap<String, String> = HashMap::new();
    for requirement in &found.requirements {
        for (criterion, number) in renumbered(document, requirement).unwrap_or_default() {
            let edit = TextEdit { range: criterion.number.clone(), new: number.clone() };
            edits.push(FileEdit { path: Arc::clone(&document.path), edit });
            let old = normal_id(&criterion.id);
            let counted = number.rsplit_once('.').map_or(number.as_str(), |(_, last)| last);
            let new = old.rsplit_once('.').map(|(above, _)| format!("{above}.{counted}"))?;
            changed.insert(old, new);
        }
    }
    if edits.is_empty() {
        return None;
    }
    for other in spec.documents() {
        for mention in mentions(other) {
            let followed = follow(other, &mention, &changed)?.into_iter();
            edits.extend(followed.map(|edit| FileEdit { path: Arc::clone(&other.path), edit }));
        }
    }
    edits.sort_by(|a, b| (&a.path, a.edit.range.start).cmp(&(&b.path, b.edit.range.start)));
    edits.dedup();
    leads_as_before(library, spec, document, &edits).then_some(edits)
}

/// The criteria of a requirement whose number is not that of their place, each with that. `None` for a requirement that has
/// more than one list, or counts in another way.
fn renumbered<'a>(document: &Document, requirement: &'a Requirement) -> Option<Vec<(&'a Criterion, String)>> {
    let (mut found, mut end) = (Vec::new(), None);
    for (index, criterion) in requirement.criteria.iter().enumerate() {
        let written = document.slice(criterion.number.clone());
        let (above, last) = written.rsplit_once('.').map_or(("", written), |(above, last)| (above, last));
        let counts = !last.is_empty() && last.bytes().all(|digit| digit.is_ascii_digit());
        let one_list = end.is_none_or(|end| document.slice(end..criterion.number.start).trim().is_empty());
        if !counts || !one_list || !above.is_empty() && above != requirement.id {
            return None;
        }
        let number = index + 1;
        let number = if above.is_empty() { number.to_string() } else { format!("{above}.{number}") };
        if number != written {
            found.push((criterion, number));
        }
        end = Some(criterion.text.end);
    }
    Some(found)
}

/// The edits that make a mention say the new ids; `None` if it is written in a way that can't.
fn follow(
    document: &Document,
    mention: &Mention<'_>,
    changed: &HashMap<String, String>,
) -> Option<Vec<TextEdit>> {
    let Says::Refers(Sort::Requirement, target) = &mention.says else { return Some(Vec::new()) };
    let written = document.slice(mention.span.clone());
    let mut edits = Vec::new();
    for (part, id) in ids(written, target) {
        let Some(new) = changed.get(&normal_id(id)) else { continue };
        let at = mention.span.start + part.start;
        let respelled = respell(written.get(part)?, id, new)?.into_iter();
        edits.extend(
            respelled.map(|edit| TextEdit { range: at + edit.range.start..at + edit.range.end, ..edit }),
        );
    }
    Some(edits)
}

/// Whether everything that refers to something refers to the same afterwards, and every criterion is where it was.
fn leads_as_before(library: &Library, spec: &Spec, document: &Document, edits: &[FileEdit]) -> bool {
    let Some(after) = edited(library, edits) else { return false };
    let Some(spec_after) = after.spec_of(&document.path) else { return false };
    let (names, names_after) = (Names::of(spec), Names::of(spec_after));
    let same_references = spec.documents().all(|document| {
        let Some(other) = after.document(&document.path) else { return false };
        let (old, new) = (mentions(document), mentions(other));
        let mut pairs = old.iter().zip(&new);
        old.len() == new.len() && pairs.all(|(old, new)| names.resolve(old) == names_after.resolve(new))
    });
    same_references && after.document(&document.path).is_some_and(|after| same_criteria(document, after))
}

fn same_criteria(before: &Document, after: &Document) -> bool {
    let (Model::Requirements(old), Model::Requirements(new)) = (before.model(), after.model()) else {
        return false;
    };
    let says = |document: &Document, found: &Requirements| -> Vec<Vec<String>> {
        let of = |requirement: &Requirement| {
            requirement
                .criteria
                .iter()
                .map(|criterion| document.slice(criterion.text.clone()).to_owned())
                .collect()
        };
        found.requirements.iter().map(of).collect()
    };
    says(before, old) == says(after, new)
}
