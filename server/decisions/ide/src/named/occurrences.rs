use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use super::{Named, Names, Says, file_mentions, mentions, terms};
use crate::{Document, Library, Location, Model, Spec};

/// A place where a thing is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Occurrence {
    /// Where.
    pub location: Location,
    /// It is defined there.
    pub defines: bool,
}

/// Every place that names one of several things, all of one spec or all files, by document and place: of what belongs to
/// a spec, in the documents of that spec. Ranges and wildcards that cover an id are places of it, and so are references
/// to a requirement for its criteria and the other way round.
pub(crate) fn occurrences(library: &Library, wanted: &[Named]) -> Vec<Occurrence> {
    let Some(first) = wanted.first() else { return Vec::new() };
    let wanted = Wanted::new(wanted);
    match library.spec_of(first.path()) {
        Some(spec) if !matches!(first, Named::File { .. }) => {
            let names = Names::of(spec);
            spec.documents().flat_map(|document| of_spec(spec, &names, document, &wanted)).collect()
        }
        _ => library.documents().flat_map(|document| of_file(library, document, &wanted)).collect(),
    }
}

/// The same within one document.
pub(crate) fn occurrences_in(library: &Library, document: &Document, wanted: &[Named]) -> Vec<Occurrence> {
    let file = matches!(wanted.first(), Some(Named::File { .. }));
    let wanted = Wanted::new(wanted);
    match library.spec_of(&document.path) {
        Some(spec) if !file => of_spec(spec, &Names::of(spec), document, &wanted),
        _ => of_file(library, document, &wanted),
    }
}

/// What occurrences are looked for.
struct Wanted {
    names: HashSet<Named>,
    /// Those that are not wanted themselves, but have a criterion that is.
    above: HashSet<Named>,
}

impl Wanted {
    fn new(names: &[Named]) -> Self {
        let above = names.iter().filter_map(Named::above).collect();
        Self { names: names.iter().map(Named::without_line).collect(), above }
    }

    /// Whoever speaks of `named` speaks of something wanted.
    fn covers(&self, named: &Named) -> bool {
        let wanted = |named: &Named| self.names.contains(named);
        wanted(named) || self.above.contains(named) || named.above().as_ref().is_some_and(wanted)
    }
}

fn of_spec(spec: &Spec, names: &Names<'_>, document: &Document, wanted: &Wanted) -> Vec<Occurrence> {
    let mut spans: Vec<(Range<usize>, bool)> = Vec::new();
    for mention in mentions(document) {
        let (names_it, defines) = match &mention.says {
            Says::Is(defined) => (wanted.names.contains(defined), true),
            Says::Refers(..) | Says::Wave(_) | Says::TaskText(_) => {
                (names.resolve(&mention).iter().any(|named| wanted.covers(named)), false)
            }
        };
        spans.extend(names_it.then(|| (mention.place().clone(), defines)));
    }
    if wanted.names.iter().any(|named| matches!(named, Named::Term { .. })) {
        let used = terms_used(spec, document, &(0..document.text.len())).into_iter();
        let used = used.filter(|(_, names)| names.iter().any(|named| wanted.names.contains(named)));
        spans.extend(used.map(|(span, _)| (span, false)));
    }
    in_order(document, spans)
}

fn of_file(library: &Library, document: &Document, wanted: &Wanted) -> Vec<Occurrence> {
    let mentions = file_mentions(library, document).into_iter();
    let mentions = mentions.filter(|mention| wanted.covers(&mention.named().without_line()));
    in_order(document, mentions.map(|mention| (mention.span, false)).collect())
}

/// By place; what is both a use and a definition is a definition.
fn in_order(document: &Document, mut spans: Vec<(Range<usize>, bool)>) -> Vec<Occurrence> {
    spans.sort_by_key(|(span, defines)| (span.start, span.end, !defines));
    spans.dedup_by(|(later, _), (earlier, _)| later == earlier);
    let at = |span| Location { path: Arc::clone(&document.path), span };
    spans.into_iter().map(|(span, defines)| Occurrence { location: at(span), defines }).collect()
}

/// The uses of the spec's terms in some bytes of a document. A term that is defined twice is several things.
pub(crate) fn terms_used(
    spec: &Spec,
    document: &Document,
    within: &Range<usize>,
) -> Vec<(Range<usize>, Vec<Named>)> {
    let (mut terms, mut named) = (Vec::new(), Vec::new());
    for (document, requirements) in spec.requirements() {
        for (index, term) in requirements.glossary.iter().enumerate() {
            terms.push(document.slice(term.name.clone()));
            named.push(Named::Term { path: Arc::clone(&document.path), index });
        }
    }
    let mut found: Vec<(Range<usize>, Vec<Named>)> = Vec::new();
    for part in prose(document) {
        let part = part.start.max(within.start)..part.end.min(within.end);
        for (span, term) in terms::uses(&terms, document.slice(part.clone())) {
            let span = part.start + span.start..part.start + span.end;
            let term = named.get(term).cloned();
            match found.last_mut() {
                Some((last, names)) if *last == span => names.extend(term),
                _ => found.push((span, term.into_iter().collect())),
            }
        }
    }
    found
}

/// Where a document has words of the spec: all of its Markdown, and the texts of tasks that are keys of tasks.meta.json.
fn prose(document: &Document) -> Vec<Range<usize>> {
    if let Model::TasksMeta(meta) = document.model() {
        return meta.keys.iter().map(|key| key.span.clone()).collect();
    }
    let whole = document.kind.is_spec_prose().then_some(0..document.text.len());
    whole.into_iter().collect()
}
