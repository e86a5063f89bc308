use std::ops::Range;
use std::sync::Arc;

use text::TextEdit;

use super::{RenameError, called, changes_meaning};
use crate::named::{Mention, Named, Names, Says, ids, mentions, respell, terms_used};
use crate::{Document, FileEdit, Library, Spec};

/// A rename, and what it does to every id.
pub(super) struct Change<'a> {
    library: &'a Library,
    spec: &'a Spec,
    names: Names<'a>,
    /// What is renamed.
    pub(super) named: Named,
    /// Its id as references say it.
    pub(super) old: String,
    /// The same, afterwards.
    pub(super) new: String,
    /// The new name as somebody typed it.
    typed: &'a str,
}

impl<'a> Change<'a> {
    /// Of `named`, to `typed`.
    pub(super) fn new(
        library: &'a Library,
        spec: &'a Spec,
        named: Named,
        typed: &'a str,
    ) -> Result<Self, RenameError> {
        let names = Names::of(spec);
        let old = normal(&named, named.id(library).unwrap_or_default());
        let mut new = normal(&named, typed);
        if matches!(named, Named::Criterion { .. })
            && let Some((above, _)) = old.rsplit_once('.')
        {
            if !new.is_empty() && !new.contains('.') {
                new = format!("{above}.{new}");
            } else if new.rsplit_once('.').is_some_and(|(other, _)| other != above) {
                return Err(RenameError::Elsewhere { requirement: above.to_owned() });
            }
        }
        let change = Self { library, spec, names, named, old, new, typed };
        change.refuse()?;
        Ok(change)
    }

    /// What needs no trial to be refused.
    fn refuse(&self) -> Result<(), RenameError> {
        let odd = |c: char| c.is_control() || "*`|[]<>\"\\".contains(c);
        let id = !matches!(self.named, Named::Term { .. });
        let unlike_id = |c: char| c.is_whitespace() || ",;_:~".contains(c);
        if !self.new.starts_with(char::is_alphanumeric)
            || self.new.contains(odd)
            || id && self.new.contains(unlike_id)
        {
            return Err(self.invalid());
        }
        let count = self.defined_as(&self.old).len();
        if count > 1 {
            return Err(RenameError::Ambiguous { id: self.old.clone(), count });
        }
        let taken = self.defined_as(&self.new).into_iter().find(|other| *other != self.named);
        match taken {
            Some(other) => {
                Err(RenameError::Taken { id: self.new.clone(), what: called(self.library, &other) })
            }
            None => Ok(()),
        }
    }

    /// The new name would not be read as one.
    pub(super) fn invalid(&self) -> RenameError {
        let (what, advice) = match &self.named {
            Named::Requirement { .. } => ("the id of a requirement", "Write a number, such as 7, or REQ-7."),
            Named::Criterion { .. } => ("the id of a criterion", "Write a number, such as 7."),
            Named::Property { .. } => ("the id of a property", "Write a number, such as 7."),
            Named::Task { .. } => (
                "the id of a task",
                "Write a number with as many dots as before, such as 7 for 3, or 2.4 for 2.1.",
            ),
            Named::Term { .. } => ("a term of the glossary", "Write plain words on one line."),
            Named::File { .. } => ("a path", "Rename the file itself."),
        };
        RenameError::Invalid { name: self.typed.trim().to_owned(), what, advice }
    }

    /// What the id of anything in the spec should be afterwards.
    pub(super) fn expected(&self, named: &Named) -> Option<String> {
        let id = normal(named, named.id(self.library)?);
        if *named == self.named {
            return Some(self.new.clone());
        }
        Some(if named.sort() == self.named.sort() && named.sort().is_some() {
            self.renamed(&id).unwrap_or(id)
        } else {
            id
        })
    }

    /// Everything of the sort of what is renamed that is defined as `id`.
    fn defined_as(&self, id: &str) -> Vec<Named> {
        let documents = self.spec.documents().flat_map(|document| mentions(document));
        let defined = documents.filter_map(|mention| match mention.says {
            Says::Is(named) => Some(named),
            Says::Refers(..) | Says::Wave(_) | Says::TaskText(_) => None,
        });
        let alike = defined.filter(|other| other.sort() == self.named.sort());
        alike.filter(|other| other.id(self.library).is_some_and(|it| normal(other, it) == id)).collect()
    }

    /// What a reference to `id` is about.
    fn about(&self, id: &str) -> Vec<Named> {
        self.named.sort().map_or(Vec::new(), |sort| self.names.with_id(sort, id))
    }

    /// What becomes of an id of the same sort; `None` if it stays.
    pub(super) fn renamed(&self, id: &str) -> Option<String> {
        if id == self.old {
            return Some(self.new.clone());
        }
        let below = || id.strip_prefix(self.old.as_str());
        match &self.named {
            Named::Requirement { .. } => {
                if let Some(rest) = below().filter(|rest| rest.starts_with('.')) {
                    return Some(format!("{}{rest}", self.new));
                }
                // `FR-2` may count its criteria as `2.1`.
                let number = |id: &'_ str| id.trim_start_matches(|c: char| !c.is_ascii_digit()).to_owned();
                let rest =
                    id.strip_prefix(number(&self.old).as_str()).filter(|rest| rest.starts_with('.'))?;
                let own = self.about(id);
                let own =
                    !own.is_empty() && own.iter().all(|named| named.above().as_ref() == Some(&self.named));
                own.then(|| format!("{}{rest}", number(&self.new)))
            }
            Named::Task { .. } => {
                let rest = below()?;
                let letter = || rest.len() == 1 && rest.starts_with(|c: char| c.is_ascii_alphabetic());
                (rest.starts_with('.') || letter()).then(|| format!("{}{rest}", self.new))
            }
            Named::Criterion { .. } => {
                // The criterion `2.1` of `FR-2` may be called `FR-2.1` too.
                let (above, last) = id.rsplit_once('.')?;
                let (_, old) = self.old.rsplit_once('.')?;
                let (_, new) = self.new.rsplit_once('.')?;
                let own = last == old && self.about(id).as_slice() == std::slice::from_ref(&self.named);
                own.then(|| format!("{above}.{new}"))
            }
            Named::Property { .. } | Named::Term { .. } | Named::File { .. } => None,
        }
    }

    /// The edits, by document and place.
    pub(super) fn edits(&self) -> Result<Vec<FileEdit>, RenameError> {
        let mut all = Vec::new();
        for document in self.spec.documents() {
            let mut edits = self.edits_of(document)?;
            edits.sort_by_key(|edit| edit.range.start);
            edits.dedup();
            all.extend(edits.into_iter().map(|edit| FileEdit { path: Arc::clone(&document.path), edit }));
        }
        Ok(all)
    }

    fn edits_of(&self, document: &Document) -> Result<Vec<TextEdit>, RenameError> {
        let replacing = |range| TextEdit { range, new: self.new.clone() };
        if let Named::Term { .. } = self.named {
            let used = terms_used(self.spec, document, &(0..document.text.len())).into_iter();
            let used = used.filter(|(_, names)| names.contains(&self.named)).map(|(span, _)| span);
            let defined = mentions(document).into_iter().filter(|mention| mention.defines(&self.named));
            return Ok(used.chain(defined.map(|mention| mention.span)).map(replacing).collect());
        }
        let mut edits = Vec::new();
        for mention in
            mentions(document).into_iter().filter(|mention| mention.says.sort() == self.named.sort())
        {
            edits.extend(self.edits_of_mention(document, &mention)?);
        }
        Ok(edits)
    }

    fn edits_of_mention(
        &self,
        document: &Document,
        mention: &Mention<'_>,
    ) -> Result<Vec<TextEdit>, RenameError> {
        let written = document.slice(mention.span.clone());
        let said: Vec<(Range<usize>, String)> = match &mention.says {
            // A criterion that is only counted follows its requirement.
            Says::Is(_) if written.is_empty() => return Ok(Vec::new()),
            Says::Is(named) => {
                let id = named.id(self.library).map(|id| normal(named, id));
                id.map(|id| (0..written.len(), id)).into_iter().collect()
            }
            Says::Refers(_, target) => owned(ids(written, target)),
            Says::Wave(id) => {
                let bare =
                    !document.text.get(..mention.span.start).is_some_and(|before| before.ends_with('"'));
                match self.renamed(id) {
                    // Where a number of JSON stood, a string is needed.
                    Some(new) if bare && !new.chars().all(|c| c.is_ascii_digit()) => {
                        return Ok(vec![TextEdit { range: mention.span.clone(), new: format!("\"{new}\"") }]);
                    }
                    Some(_) | None => vec![(0..written.len(), (*id).to_owned())],
                }
            }
            Says::TaskText(text) => {
                return Ok(self.edit_of_key(document, mention, text).into_iter().collect());
            }
        };
        let mut edits = Vec::new();
        for (part, id) in said {
            let Some(new) = self.renamed(&id) else { continue };
            let at = mention.span.start + part.start;
            let respelled = respell(written.get(part).unwrap_or_default(), &id, &new);
            let respelled = respelled.ok_or_else(|| changes_meaning(document, mention.span.clone()))?;
            edits.extend(
                respelled.into_iter().map(|edit| TextEdit {
                    range: at + edit.range.start..at + edit.range.end,
                    new: edit.new,
                }),
            );
        }
        Ok(edits)
    }

    /// The text of a task is a key of tasks.meta.json, its id included.
    fn edit_of_key(&self, document: &Document, mention: &Mention<'_>, text: &str) -> Option<TextEdit> {
        let named = self.names.resolve(mention).into_iter().next()?;
        let id = named.id(self.library)?;
        let new = self.renamed(id)?;
        let before = text.get(..text.find(id)?)?;
        let escaped = serde_json::to_string(before).ok()?;
        // The key's opening quote, and what stands before the id as JSON has it.
        let start = mention.span.start + escaped.len() - 1;
        let range = start..start + id.len();
        if document.slice(range.clone()) == id {
            return Some(TextEdit { range, new });
        }
        let whole = serde_json::to_string(&text.replacen(id, &new, 1)).ok()?;
        Some(TextEdit { range: mention.span.clone(), new: whole })
    }
}

fn owned(ids: Vec<(Range<usize>, &str)>) -> Vec<(Range<usize>, String)> {
    ids.into_iter().map(|(span, id)| (span, id.to_owned())).collect()
}

/// An id as references to its sort say it.
pub(super) fn normal(named: &Named, id: &str) -> String {
    match named {
        Named::Requirement { .. } | Named::Criterion { .. } => spec::normal_id(id),
        Named::Property { .. } | Named::Task { .. } => id.trim().trim_end_matches('.').to_owned(),
        Named::Term { .. } | Named::File { .. } => id.trim().to_owned(),
    }
}
