use std::cmp::Reverse;
use std::ops::Range;

use spec::Target;

use super::{Mention, Named, Names, Says, file_mentions_in, mentions, occurrences, written};
use crate::{Document, Place};

/// What a place in a document is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedAt {
    /// The bytes that say so: an id, a name, a path. Of a definition that has no id, its line.
    pub span: Range<usize>,
    /// What they say. There are several where ids repeat, and for a range between its ends; for `2.*` it is the
    /// requirement, for `All` all requirements.
    pub names: Vec<Named>,
}

/// What the cursor stands on: on the line of a definition, or on a reference, a term, a path. The narrowest one
/// counts. `None` where there is no name, or one that leads nowhere.
pub fn named_at(place: &Place<'_>) -> Option<NamedAt> {
    let Place { library, document, offset } = *place;
    let mut found: Vec<(Range<usize>, NamedAt)> = Vec::new();
    // Terms and paths stand within a line: no more of the document needs to be looked through.
    let line = line_around(&document.text, offset);
    let reaches = |reach: &Range<usize>| reach.start <= offset && offset <= reach.end;

    if let Some(spec) = library.spec_of(&document.path) {
        let names = Names::of(spec);
        for mention in mentions(document).into_iter().filter(|mention| reaches(&mention.reach)) {
            found.push((mention.reach.clone(), read(&names, document, &mention, offset)));
        }
        for (span, names) in occurrences::terms_used(spec, document, &line) {
            if reaches(&span) {
                found.push((span.clone(), NamedAt { span, names }));
            }
        }
    }
    let files =
        file_mentions_in(library, document, line).into_iter().filter(|mention| reaches(&mention.span));
    found.extend(files.map(|mention| {
        let span = mention.span.clone();
        (span.clone(), NamedAt { span, names: vec![mention.named()] })
    }));

    found.retain(|(_, at)| !at.names.is_empty());
    let narrowest = found.into_iter().min_by_key(|(reach, _)| (reach.len(), Reverse(reach.start)));
    narrowest.map(|(_, at)| at)
}

/// What a mention means to a cursor inside it.
fn read(names: &Names<'_>, document: &Document, mention: &Mention<'_>, offset: usize) -> NamedAt {
    let whole = |names| NamedAt { span: mention.place().clone(), names };
    let (sort, target) = match &mention.says {
        Says::Refers(sort, target) => (*sort, *target),
        Says::Is(_) | Says::Wave(_) | Says::TaskText(_) => return whole(names.resolve(mention)),
    };
    match target {
        Target::One(_) | Target::All => whole(names.find(sort, target)),
        Target::Range(..) => {
            let ends = written::ids(document.slice(mention.span.clone()), target).into_iter();
            let ends =
                ends.map(|(end, id)| (mention.span.start + end.start..mention.span.start + end.end, id));
            let mut here = ends.filter(|(end, _)| end.start <= offset && offset <= end.end);
            match here.next() {
                Some((span, id)) => NamedAt { span, names: names.with_id(sort, id) },
                None => whole(names.find(sort, target)),
            }
        }
        Target::Below(id) => {
            let top = names.with_id(sort, id);
            whole(if top.is_empty() { names.find(sort, target) } else { top })
        }
    }
}

/// The bytes of the line that holds `offset`, without its end.
fn line_around(text: &str, offset: usize) -> Range<usize> {
    let (before, behind) = text.split_at_checked(offset).unwrap_or((text, ""));
    let start = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
    start..before.len() + behind.find(['\n', '\r']).unwrap_or(behind.len())
}
