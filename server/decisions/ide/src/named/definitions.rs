use std::collections::HashMap;
use std::sync::Arc;

use super::{Mention, Named, Says, mentions};
use crate::{Document, Location};

/// Where the things of some documents are defined.
pub(crate) struct Definitions<'a>(HashMap<Named, (&'a Document, Mention<'a>)>);

impl<'a> Definitions<'a> {
    pub(crate) fn of(documents: impl IntoIterator<Item = &'a Document>) -> Self {
        let documents = documents.into_iter();
        let mentions =
            documents.flat_map(|document| mentions(document).into_iter().map(move |it| (document, it)));
        let defined = mentions.filter_map(|(document, mention)| match mention.says.clone() {
            Says::Is(named) => Some((named, (document, mention))),
            Says::Refers(..) | Says::Wave(_) | Says::TaskText(_) => None,
        });
        Self(defined.collect())
    }

    /// Where it is: the bytes of its id or name, or its first line where it has none.
    pub(crate) fn location(&self, named: &Named) -> Option<Location> {
        let (document, mention) = self.0.get(named)?;
        Some(Location { path: Arc::clone(&document.path), span: mention.place().clone() })
    }

    /// The line that defines it, without what Markdown puts in front.
    pub(crate) fn line(&self, named: &Named) -> Option<&'a str> {
        let (document, mention) = self.0.get(named)?;
        let line = document.slice(mention.reach.clone()).trim_start_matches(['#', '-', ' ', '\t']);
        let unchecked = line.strip_prefix('[').and_then(|line| line.split_once(']')).map(|(_, line)| line);
        Some(unchecked.unwrap_or(line).trim_start())
    }
}
