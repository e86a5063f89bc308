use std::ops::Range;
use std::sync::Arc;

use crate::named::{Definitions, Mention, Names, Says, Sort, file_mentions, ids, mentions};
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
        let definitions = Definitions::of(spec.documents().map(|document| &**document));
        for mention in &mentions(document) {
            links.extend(of_mention(&names, &definitions, document, mention));
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
    definitions: &Definitions<'_>,
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
        let location = definitions.location(&named)?;
        let tooltip = shortened(definitions.line(&named)?, 120);
        let span = mention.span.start + part.start..mention.span.start + part.end;
        Some(Link { span, target: LinkTarget::Location(location), tooltip })
    });
    links.collect()
}

/// At most so many characters of `text`.
fn shortened(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default().trim_end()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::{LinkTarget, links};
    use crate::fixture;

    fn check(files: &str, expect: Expect) {
        let found: String = fixture::at_cursor(files, |place| {
            let shown = links(place.library, place.document).into_iter().map(|link| {
                let target = match link.target {
                    LinkTarget::Location(location) => fixture::show_places(place.library, &[location]),
                    LinkTarget::File { path, line } => format!("{path} {line:?}\n"),
                };
                format!("{:?} ({}) -> {target}", place.document.slice(link.span), link.tooltip)
            });
            shown.collect()
        });
        expect.assert_eq(&found);
    }

    #[test]
    fn ids_and_files() {
        check(
            "%! .kiro/specs/a/requirements.md
### Requirement 1: Quota
1. WHEN a request exceeds the quota, THE Limiter SHALL answer with status 429 and a body that says how long to wait, in seconds
2. THE Limiter SHALL count
%! .kiro/specs/a/design.md
### Property 1: Never more
%! .kiro/specs/a/tasks.md
$0- [ ] 1. See `src/main.rs:7` and `src/gone.rs`, #[[file:src/main.rs]], #[[file:src/gone.rs]]
  - _Requirements: 1.1-1.2, 1, 9, All_
  - **Property 1: Never more**
  - _Depends: 1_
```json
{\"waves\": [{\"id\": 0, \"tasks\": [\"1\"]}]}
```
%! src/main.rs
",
            expect![[r##"
                "src/main.rs:7" (src/main.rs, line 7) -> src/main.rs Some(6)
                "#[[file:src/main.rs]]" (src/main.rs) -> src/main.rs None
                "1.1" (1. WHEN a request exceeds the quota, THE Limiter SHALL answer with status 429 and a body that says how long to wait, in…) -> requirements.md:2 "1"
                "1.2" (2. THE Limiter SHALL count) -> requirements.md:3 "2"
                "1" (Requirement 1: Quota) -> requirements.md:1 "1"
                "1" (Property 1: Never more) -> design.md:1 "1"
                "1" (1. See `src/main.rs:7` and `src/gone.rs`, #[[file:src/main.rs]], #[[file:src/gone.rs]]) -> tasks.md:1 "1"
                "1" (1. See `src/main.rs:7` and `src/gone.rs`, #[[file:src/main.rs]], #[[file:src/gone.rs]]) -> tasks.md:1 "1"
            "##]],
        );
    }
}
