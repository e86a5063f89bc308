//! What could be written at the cursor.
//!
//! Each provider looks at the text around the cursor, not at a model of it: what somebody is writing is never complete. It answers
//! in the order in which its proposals should be read.

mod context;
mod criterion;
mod ids;
mod keys;
mod new_task;
mod references;
mod sections;

pub(crate) use ids::next_id;

use std::ops::Range;

use text::TextEdit;

use crate::{Kind, Library, Place};

/// Something that could be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What the user reads in the list.
    pub label: String,
    /// What it is.
    pub kind: CompletionKind,
    /// What stands beside the label: a title, a state. May be empty.
    pub detail: String,
    /// More about it, in Markdown.
    pub documentation: Option<String>,
    /// The change, for clients that know no snippets.
    pub edit: TextEdit,
    /// The same with places to fill in, in the snippet syntax of LSP; in place of `edit.new`.
    pub snippet: Option<String>,
    /// Proposals are to be sorted by this.
    pub sort: String,
    /// What typed text is held against, where that is not the label.
    pub filter: Option<String>,
}

/// What a [`Completion`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CompletionKind {
    /// An id of something in another place.
    Reference,
    /// A word of the language of requirements.
    Keyword,
    /// A term of the glossary.
    Term,
    /// A line or a sentence to fill in.
    Snippet,
    /// A heading.
    Section,
    /// A key of an object.
    Key,
    /// A value that is one of several.
    Value,
    /// A file of the workspace.
    File,
    /// Something that a prompt can name.
    Context,
}

/// The characters behind which an editor should ask by itself. Most of the time there is nothing to say.
pub const COMPLETION_TRIGGERS: [char; 7] = ['#', '[', ':', ',', ' ', '"', '-'];

/// What could be written at the cursor, best first.
pub fn completion(place: &Place<'_>) -> Vec<Completion> {
    let found = match place.document.kind {
        Kind::Tasks => {
            first(place, &[keys::in_fence, references::complete, sections::complete, new_task::complete])
        }
        Kind::Requirements | Kind::Bugfix => first(place, &[sections::complete, criterion::complete]),
        Kind::Design => first(place, &[references::complete, sections::complete]),
        Kind::Steering | Kind::AgentMarkdown | Kind::Skill | Kind::Power => {
            first(place, &[keys::in_front_matter, context::complete])
        }
        Kind::AgentsMd => first(place, &[context::complete]),
        Kind::Hooks | Kind::Mcp | Kind::AgentJson | Kind::RuleSettings | Kind::SpecConfig => {
            first(place, &[keys::in_json])
        }
        Kind::Permissions => first(place, &[keys::in_yaml]),
        Kind::TasksMeta | Kind::SpecJson | Kind::Ignore => Vec::new(),
    };
    in_order(found)
}

/// What a prompt in a chat document could name: `text` is the document, which is none of the library's.
pub fn chat_completion(library: &Library, text: &str, offset: usize) -> Vec<Completion> {
    in_order(context::in_text(library, text, offset))
}

type Provider = fn(&Place<'_>) -> Vec<Completion>;

/// What the first provider says that has something to say.
fn first(place: &Place<'_>, providers: &[Provider]) -> Vec<Completion> {
    let mut found = providers.iter().map(|provider| provider(place));
    found.find(|found| !found.is_empty()).unwrap_or_default()
}

fn in_order(mut found: Vec<Completion>) -> Vec<Completion> {
    for (at, completion) in found.iter_mut().enumerate() {
        completion.sort = format!("{at:05}");
    }
    found
}

impl Completion {
    fn new(
        kind: CompletionKind,
        label: impl Into<String>,
        range: Range<usize>,
        new: impl Into<String>,
    ) -> Self {
        Self {
            label: label.into(),
            kind,
            detail: String::new(),
            documentation: None,
            edit: TextEdit { range, new: new.into() },
            snippet: None,
            sort: String::new(),
            filter: None,
        }
    }

    fn with_detail(self, detail: impl Into<String>) -> Self {
        Self { detail: detail.into(), ..self }
    }

    fn with_documentation(self, markdown: impl Into<String>) -> Self {
        Self { documentation: Some(markdown.into()), ..self }
    }

    fn with_snippet(self, snippet: impl Into<String>) -> Self {
        Self { snippet: Some(snippet.into()), ..self }
    }
}

/// `text` as a snippet that means nothing but itself.
fn snippet_text(text: &str) -> String {
    text.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}")
}

#[cfg(test)]
mod tests;
