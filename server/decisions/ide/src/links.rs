use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::named::{Mention, Named, Names, Says, Sort, file_mentions, ids, mentions};
use crate::{Document, Library, Location};

/// Bytes of a document that lead somewhere else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The bytes.
    pub span: Range<usize>,
    /// Where they lead.
    pub target: LinkTarget,
    /// What is there, in words.
    pub tooltip: String,
}

/// Where a [`Link`] leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkTarget {
    /// A place in a document of ours.
    Location(Location),
    /// A file of the workspace.
    File {
        /// Relative to the workspace root.
        path: Arc<str>,
        /// The line that is meant, 0-based.
        line: Option<u32>,
    },
}

/// The links of a document, by place: ids in lines that refer to requirements, properties or tasks, `#[[file:…]]` and
/// other names of files that exist. Of a range both ends are links. Markdown's own links are the editor's.
pub fn links(library: &Library, document: &Document) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    if let Some(spec) = library.spec_of(&document.path) {
        let names = Names::of(spec);
        let places = Places::of(spec.documents().map(|document| &**document));
        for mention in &mentions(document) {
            links.extend(of_mention(&names, &places, document, mention));
        }
    }
    links.extend(file_mentions(library, document).into_iter().filter_map(|mention| {
        let exists = library.document(&mention.path).is_some() || library.files().exists(&mention.path);
        let tooltip = match mention.line {
            Some(line) => format!("{}, line {}", mention.path, line + 1),
            None => mention.path.to_string(),
        };
        let target = LinkTarget::File { path: mention.path, line: mention.line };
        exists.then_some(Link { span: mention.span, target, tooltip })
    }));
    links.sort_by_key(|link| (link.span.start, link.span.end));
    links.dedup_by(|later, earlier| later.span.start < earlier.span.end);
    links
}

fn of_mention(
    names: &Names<'_>,
    places: &Places<'_>,
    document: &Document,
    mention: &Mention<'_>,
) -> Vec<Link> {
    let written = document.slice(mention.span.clone());
    let (sort, said) = match &mention.says {
        Says::Is(_) | Says::TaskText(_) => return Vec::new(),
        Says::Refers(sort, target) => (*sort, ids(written, target)),
        Says::Wave(id) => (Sort::Task, vec![(0..written.len(), *id)]),
    };
    let links = said.into_iter().filter_map(|(part, id)| {
        let named = names.with_id(sort, id).into_iter().next()?;
        let (location, tooltip) = places.get(&named)?;
        let span = mention.span.start + part.start..mention.span.start + part.end;
        Some(Link { span, target: LinkTarget::Location(location), tooltip })
    });
    links.collect()
}

/// Where the things of a spec are defined.
struct Places<'a>(HashMap<Named, (&'a Document, Mention<'a>)>);

impl<'a> Places<'a> {
    fn of(documents: impl Iterator<Item = &'a Document>) -> Self {
        let mentions =
            documents.flat_map(|document| mentions(document).into_iter().map(move |it| (document, it)));
        let defined = mentions.filter_map(|(document, mention)| match mention.says.clone() {
            Says::Is(named) => Some((named, (document, mention))),
            Says::Refers(..) | Says::Wave(_) | Says::TaskText(_) => None,
        });
        Self(defined.collect())
    }

    /// Its place, and the line there without what Markdown puts in front.
    fn get(&self, named: &Named) -> Option<(Location, String)> {
        let (document, mention) = self.0.get(named)?;
        let location = Location { path: Arc::clone(&document.path), span: mention.place().clone() };
        let line = document.slice(mention.reach.clone()).trim_start_matches(['#', '-', ' ', '\t']);
        Some((location, shortened(line, 120)))
    }
}

/// At most so many characters of `text`.
fn shortened(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default().trim_end()),
        None => text.to_owned(),
    }
}
