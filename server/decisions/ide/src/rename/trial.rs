use std::sync::Arc;

use spec::Target;

use super::change::{Change, normal};
use super::{RenameError, called, changes_meaning};
use crate::named::{Mention, Named, Names, Says, Sort, counted, mentions, terms_used};
use crate::{Document, FileEdit, Library, Model, Spec};

/// Makes the edits on a copy of the library and looks whether everything but the name is as before.
pub(super) fn check(
    library: &Library,
    spec: &Spec,
    change: &Change<'_>,
    edits: &[FileEdit],
) -> Result<(), RenameError> {
    let changed = edited(library, edits).ok_or(RenameError::Nothing)?;
    let spec_after = changed.spec_of(change.named.path()).ok_or(RenameError::Nothing)?;
    let (names, names_after) = (Names::of(spec), Names::of(spec_after));
    let (counts, counts_after) = (Counts::of(library, spec), Counts::of(&changed, spec_after));
    for document in spec.documents() {
        let Some(after) = changed.document(&document.path) else { continue };
        let (before, now) = (ids(document), ids(after));
        for (mention, other) in before.iter().zip(&now) {
            same_definition(library, &changed, change, mention, other)?;
        }
        for (mention, other) in before.iter().zip(&now) {
            if names.resolve(mention) != names_after.resolve(other)
                || counts.between(mention) != counts_after.between(other)
            {
                return Err(changes_meaning(document, mention.place().clone()));
            }
        }
        if let Some(lost) = before.get(now.len()) {
            return Err(changes_meaning(document, lost.place().clone()));
        }
        if let Some(new) = now.get(before.len()) {
            return Err(changes_meaning(after, new.place().clone()));
        }
        same_tree(library, document, after)?;
        if matches!(change.named, Named::Term { .. }) {
            same_uses((spec, document), (spec_after, after))?;
        }
    }
    Ok(())
}

/// The library as it would be.
pub(crate) fn edited(library: &Library, edits: &[FileEdit]) -> Option<Library> {
    let mut changed = library.clone();
    for group in edits.chunk_by(|a, b| a.path == b.path) {
        let document = library.document(&group.first()?.path)?;
        let edits: Vec<_> = group.iter().map(|it| it.edit.clone()).collect();
        changed.set(&document.path, Some(&text::apply(&document.text, &edits).ok()?));
    }
    Some(changed)
}

/// What has a definition or a reference in a document, in one order for both sides of a change.
fn ids(document: &Document) -> Vec<Mention<'_>> {
    let mut found = mentions(document);
    found.sort_by_key(|mention| (mention.place().start, mention.place().end));
    found
}

fn same_definition(
    library: &Library,
    changed: &Library,
    change: &Change<'_>,
    before: &Mention<'_>,
    after: &Mention<'_>,
) -> Result<(), RenameError> {
    let Says::Is(named) = &before.says else { return Ok(()) };
    let id = if after.defines(named) { named.id(changed) } else { None };
    let expected = change.expected(named);
    if id.map(|id| normal(named, id)) == expected {
        return Ok(());
    }
    if *named == change.named {
        return Err(change.invalid());
    }
    let how = match id {
        Some(id) => format!("its id would be \"{id}\""),
        None => "its id would be lost".to_owned(),
    };
    Err(RenameError::Upsets { what: called(library, named), how })
}

/// Every task belongs to the one it belonged to.
fn same_tree(library: &Library, before: &Document, after: &Document) -> Result<(), RenameError> {
    let (Model::Tasks(old), Model::Tasks(new)) = (before.model(), after.model()) else { return Ok(()) };
    let mut pairs = old.tasks.iter().zip(&new.tasks).enumerate();
    let Some((index, (_, moved))) = pairs.find(|(_, (old, new))| old.parent != new.parent) else {
        return Ok(());
    };
    let task = |index| called(library, &Named::Task { path: Arc::clone(&before.path), index });
    let how = match moved.parent {
        Some(parent) => format!("it would belong to {}", task(parent)),
        None => "it would belong to no other task".to_owned(),
    };
    Err(RenameError::Upsets { what: task(index), how })
}

/// What used a term uses it still; words that were none may have become one.
fn same_uses(before: (&Spec, &Document), after: (&Spec, &Document)) -> Result<(), RenameError> {
    let uses = |(spec, document): (&Spec, &Document)| terms_used(spec, document, &(0..document.text.len()));
    let mut now = uses(after).into_iter();
    for (span, names) in uses(before) {
        if !now.any(|(_, others)| others == names) {
            return Err(changes_meaning(before.1, span));
        }
    }
    Ok(())
}

/// The ids of a spec, counted: what a person reads into a range, where we go by the order of the document.
struct Counts(Vec<(Sort, String, Named)>);

impl Counts {
    fn of(library: &Library, spec: &Spec) -> Self {
        let mentions = spec.documents().flat_map(|document| mentions(document));
        let ids = mentions.filter_map(|mention| match mention.says {
            Says::Is(named) => Some((named.sort()?, normal(&named, named.id(library)?), named)),
            Says::Refers(..) | Says::Wave(_) | Says::TaskText(_) => None,
        });
        Self(ids.collect())
    }

    /// What stands between the ends of a range, if a mention is one.
    fn between(&self, mention: &Mention<'_>) -> Vec<&Named> {
        let Says::Refers(of, Target::Range(first, last)) = &mention.says else { return Vec::new() };
        let ends = counted(first)..=counted(last);
        let alike = self.0.iter().filter(|(sort, ..)| sort == of).filter(|(_, id, _)| {
            let count = counted(id);
            count.len() == ends.start().len() && ends.contains(&count)
        });
        alike.map(|(_, _, named)| named).collect()
    }
}
