//! A workspace of a few documents, and all that an editor asks about one.

use std::ops::Range;
use std::sync::Arc;

use ide::{
    Document, FileEdit, Files, Fold, Library, Location, ON_TYPE, Place, SpecTasks, Symbol, completion,
    definition, fix_all, fixes_of, folds, format, highlights, hover, inlay_hints, lenses, links, named_at,
    on_type, prepare_rename, progress_lens, references, rename, selections, symbols, tokens,
    workspace_symbols,
};

use crate::places::{in_order, is_place};

/// A text of documents: a line `%! path`, then what it holds.
const MARK: &str = "%! ";

/// How many documents there may be, and how many places of each are asked about. One question looks through all of them.
const DOCUMENTS: usize = 6;
const OFFSETS: usize = 5;

/// How many fixes of a document are looked at again with the change made, which takes the time of the whole spec.
const FIXED: usize = 2;

pub(crate) fn library(text: &str) {
    let library = library_of(text);
    for document in library.documents().map(Arc::clone).collect::<Vec<_>>() {
        whole(&library, &document);
        let step = (document.text.len() / OFFSETS).max(1);
        let offsets = (0..=document.text.len()).step_by(step).chain([document.text.len()]);
        for offset in offsets.filter(|offset| is_position(&document.text, *offset)) {
            at(&Place { library: &library, document: &document, offset });
        }
    }
    for spec in library.specs() {
        ide::workspace_symbols(&library, &spec.name, 20);
        if let Some((document, list)) = spec.tasks() {
            let tasks = SpecTasks::new(&spec.name, list, &[], &[]);
            lenses(&tasks, None);
            progress_lens(spec, document, &tasks);
            ide::actions(&tasks, 0..=u32::MAX);
        }
        spec.plan();
    }
    for symbol in workspace_symbols(&library, "", 50) {
        is_location(&library, &symbol.location);
    }
}

struct NoFiles;

impl Files for NoFiles {
    fn exists(&self, path: &str) -> bool {
        path.len().is_multiple_of(2)
    }

    fn list(&self, limit: usize) -> Vec<String> {
        ["src/main.rs", "docs/a b.md", "日本/😀.ts"].into_iter().take(limit).map(str::to_owned).collect()
    }
}

fn library_of(text: &str) -> Library {
    let mut library = Library::new(Arc::new(NoFiles));
    for part in text.split(MARK).skip(1).take(DOCUMENTS) {
        let (path, text) = part.split_once('\n').unwrap_or((part, ""));
        library.set(path.trim_end(), Some(text));
    }
    library
}

/// Where a cursor can stand: not inside a character or a line end.
fn is_position(text: &str, offset: usize) -> bool {
    text.split_at_checked(offset)
        .is_some_and(|(before, behind)| !(before.ends_with('\r') && behind.starts_with('\n')))
}

/// What is asked about a whole document.
fn whole(library: &Library, document: &Document) {
    let text = &*document.text;
    let all = 0..text.len();
    let findings = library.findings(&document.path);
    assert!(findings.is_sorted_by_key(|finding| finding.span.start));
    let mut fixed = 0;
    for finding in findings.iter() {
        is_place(text, &finding.span);
        assert!(!finding.message.is_empty());
        finding.related.iter().for_each(|related| is_location(library, &related.location));
        for fix in fixes_of(library, document, finding) {
            assert!(!fix.title.is_empty() && !fix.edits.is_empty());
            let after = edited(library, &fix.edits);
            fixed += 1;
            if fixed <= FIXED {
                after.findings(&document.path);
            }
        }
    }
    edited(library, &fix_all(library, document, |_| true));

    let formatted = edited(library, &format(library, document));
    let again = format(&formatted, formatted.document(&document.path).expect("it is still there"));
    assert_eq!(again, [], "formatted twice");

    in_order(text, &all, links(library, document).iter().map(|link| &link.span));
    in_order(text, &all, tokens(document, None).iter().map(|token| &token.span));
    for hint in inlay_hints(library, document, all.clone()) {
        is_place(text, &(hint.offset..hint.offset));
    }
    nested(text, &symbols(document), &all);
    let lines = document.index().line_count();
    let within = |fold: &Fold| fold.start_line < fold.end_line && fold.end_line < lines;
    assert!(folds(document).iter().all(within));
}

fn nested(text: &str, symbols: &[Symbol], outer: &Range<usize>) {
    for symbol in symbols {
        assert!(!symbol.name.trim().is_empty());
        in_order(text, outer, [&symbol.range]);
        in_order(text, &symbol.range, [&symbol.selection]);
        nested(text, &symbol.children, &symbol.range);
    }
}

/// What is asked at a place.
fn at(place: &Place<'_>) {
    let Place { library, document, offset } = *place;
    let text = &*document.text;
    if let Some(hover) = hover(place) {
        is_place(text, &hover.span);
        assert!(hover.span.start <= offset && offset <= hover.span.end, "{hover:?} at {offset}");
        assert!(!hover.markdown.trim().is_empty(), "{hover:?}");
    }
    for completion in completion(place) {
        let range = &completion.edit.range;
        is_place(text, range);
        assert!(range.start <= offset && offset <= range.end, "{completion:?}");
        assert!(!text[range.clone()].contains('\n'), "{completion:?}");
    }
    for typed in ON_TYPE {
        text::apply(text, &on_type(place, typed)).expect("an edit of the text");
    }
    if let Some(at) = named_at(place) {
        is_place(text, &at.span);
        assert!(!at.names.is_empty());
    }
    definition(place).iter().for_each(|location| is_location(library, location));
    references(place, true).iter().for_each(|location| is_location(library, location));
    highlights(place).iter().for_each(|highlight| is_place(text, &highlight.span));
    if let Some((span, name)) = prepare_rename(place) {
        is_place(text, &span);
        assert!(!name.is_empty());
        let new = if offset % 2 == 0 { "77" } else { "新 Name" };
        if let Ok(edits) = rename(place, new) {
            edited(library, &edits);
        }
    }
    let around = selections(document, offset);
    assert_eq!(around.last(), Some(&(0..text.len())));
    around.windows(2).for_each(|pair| in_order(text, &pair[1], [&pair[0]]));
}

fn is_location(library: &Library, location: &Location) {
    match library.document(&location.path) {
        Some(document) => is_place(&document.text, &location.span),
        None => assert_eq!(location.span, 0..0, "a place of {}, which nobody has read", location.path),
    }
}

/// The library with edits made; a document that is edited but not there begins empty.
fn edited(library: &Library, edits: &[FileEdit]) -> Library {
    let mut paths: Vec<&Arc<str>> = edits.iter().map(|edit| &edit.path).collect();
    paths.sort();
    paths.dedup();
    let mut changed = library.clone();
    for path in paths {
        let of_path: Vec<_> =
            edits.iter().filter(|edit| edit.path == *path).map(|edit| edit.edit.clone()).collect();
        let text = library.document(path).map_or("", |document| &document.text);
        let after = text::apply(text, &of_path).unwrap_or_else(|error| panic!("{error}: {edits:?}"));
        changed.set(path, Some(&after));
    }
    changed
}
