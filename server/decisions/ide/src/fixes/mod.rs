//! What can be done about a finding, as edits.

mod criteria;
mod front_matter;
mod json;
mod nearest;
mod words;

pub(crate) use criteria::sole_subject;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use text::TextEdit;

use crate::rules::{Finding, kiro, trace, waves};
use crate::{Document, FileEdit, Library};

/// A way to make a finding go away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, for people: "Quote the pattern".
    pub title: String,
    /// Changes to one or more documents.
    pub edits: Vec<FileEdit>,
    /// It is what most people want, and may be done for a whole file without looking at each place.
    pub preferred: bool,
}

/// What a fix may look at.
pub(crate) struct FixContext<'a> {
    pub(crate) library: &'a Library,
    pub(crate) document: &'a Document,
    pub(crate) finding: &'a Finding,
}

impl FixContext<'_> {
    /// A fix within the document.
    pub(crate) fn fix(&self, title: String, edits: Vec<TextEdit>, preferred: bool) -> Fix {
        let edit = |edit| FileEdit { path: Arc::clone(&self.document.path), edit };
        Fix { title, edits: edits.into_iter().map(edit).collect(), preferred }
    }
}

/// What mends the findings of a rule.
pub(crate) type Mend = fn(&FixContext<'_>) -> Vec<Fix>;

/// The rules whose findings can be mended.
const MENDS: &[(&str, Mend)] = &[
    ("ears/not-ears", criteria::shall),
    ("ears/clause-order", criteria::reorder),
    ("ears/multi-shall", criteria::split),
    ("ears/no-actor", criteria::name_subject),
    ("ears/when-for-error", criteria::unwanted),
    ("ears/keyword-case", criteria::capitals),
    ("quality/escape-clause", criteria::oblige),
    ("agents/unknown-field", words::agent_field),
    ("agents/unknown-tool", words::tool),
    ("hooks/missing-field", json::hook_fields),
    ("hooks/old-format", json::migrate),
    ("hooks/unknown-action", words::action),
    ("hooks/unknown-schema", json::schema),
    ("hooks/unknown-trigger", words::trigger),
    ("mcp/insecure-url", json::https),
    ("mcp/secret", json::variable),
    ("mcp/unknown-type", words::mcp_type),
    ("permissions/unknown-capability", words::capability),
    ("permissions/unknown-effect", words::effect),
    ("powers/missing-field", front_matter::power_fields),
    ("spec/unknown-config-value", words::config_value),
    ("skills/missing-description", front_matter::description),
    ("skills/name-mismatch", front_matter::skill_name),
    ("steering/front-matter-not-first", front_matter::move_to_top),
    ("steering/missing-description", front_matter::name_and_description),
    ("steering/missing-pattern", front_matter::pattern),
    ("steering/pattern-without-inclusion", front_matter::inclusion),
    ("steering/unclosed-front-matter", front_matter::close),
    ("steering/unknown-inclusion", words::inclusion),
    ("steering/unknown-key", words::steering_key),
    ("steering/unquoted-glob", front_matter::quote),
    ("graph/unknown-dependency", nearest::task),
    ("trace/dangling-property", nearest::property),
    ("trace/dangling-reference", trace::nearest),
];

/// The rules whose findings go away together, by the same edit.
const TOGETHER: &[(&str, Mend)] = &[
    ("waves/checkpoint", waves::regenerate),
    ("waves/contradiction", waves::regenerate),
    ("waves/dropped-by-kiro", waves::regenerate),
    ("waves/missing-task", waves::regenerate),
    ("waves/repeated-task", waves::regenerate),
    ("waves/stale", waves::regenerate),
    ("waves/unknown-task", waves::regenerate),
];

/// The findings of a document that touch `range`, each with what can be done about it. What mends several of them stands
/// beside the first.
pub fn fixes(library: &Library, document: &Document, range: Range<usize>) -> Vec<(Finding, Vec<Fix>)> {
    let found = library.findings(&document.path);
    let touched =
        found.iter().filter(|finding| finding.span.start <= range.end && range.start <= finding.span.end);
    let mut one_of_many = OneOfMany::default();
    touched
        .map(|finding| {
            let fixes =
                if one_of_many.may_mend(finding) { fixes_of(library, document, finding) } else { Vec::new() };
            (finding.clone(), fixes)
        })
        .collect()
}

/// The edits that mend every finding of the `wanted` rules in a document: of each its preferred fix, where these do not
/// overlap.
pub fn fix_all(library: &Library, document: &Document, wanted: impl Fn(&str) -> bool) -> Vec<FileEdit> {
    let mut all: Vec<FileEdit> = Vec::new();
    let mut one_of_many = OneOfMany::default();
    let mut taken: BTreeMap<Arc<str>, BTreeSet<(usize, usize)>> = BTreeMap::new();
    for finding in library.findings(&document.path).iter().filter(|finding| wanted(finding.code)) {
        if !one_of_many.may_mend(finding) {
            continue;
        }
        let fixes = fixes_of(library, document, finding);
        let Some(fix) = fixes.into_iter().find(|fix| fix.preferred) else { continue };
        let is_taken = |FileEdit { path, edit }: &FileEdit| {
            taken.get(path).is_some_and(|taken| overlaps(taken, (edit.range.start, edit.range.end)))
        };
        if fix.edits.iter().any(is_taken) {
            continue;
        }
        for FileEdit { path, edit } in &fix.edits {
            taken.entry(Arc::clone(path)).or_default().insert((edit.range.start, edit.range.end));
        }
        all.extend(fix.edits);
    }
    all
}

/// How many findings of a rule have an edit of their own in [`fix_all`]; one where all of them go away by the same edit.
pub fn count_mendable(library: &Library, document: &Document, code: &str) -> usize {
    let mut one_of_many = OneOfMany::default();
    let found = library.findings(&document.path);
    let own = found.iter().filter(|finding| finding.code == code && one_of_many.may_mend(finding));
    own.filter(|finding| fixes_of(library, document, finding).iter().any(|fix| fix.preferred)).count()
}

/// Whether bytes are among others, of which no two overlap: the same, or some of them.
fn overlaps(taken: &BTreeSet<(usize, usize)>, (start, end): (usize, usize)) -> bool {
    let before = taken.range(..(start, 0)).next_back();
    let from_here = taken.range((start, 0)..(end.max(start.saturating_add(1)), 0));
    before.is_some_and(|(_, other_end)| *other_end > start)
        || from_here.into_iter().any(|&other| other == (start, end) || (other.0 < end && start < other.1))
}

/// What can be done about a finding of a document.
pub fn fixes_of(library: &Library, document: &Document, finding: &Finding) -> Vec<Fix> {
    let context = FixContext { library, document, finding };
    let mends = MENDS.iter().chain(TOGETHER).chain(kiro::MENDS).filter(|(code, _)| *code == finding.code);
    mends.flat_map(|(_, mend)| mend(&context)).collect()
}

/// Of the findings that go away together, one is mended.
#[derive(Default)]
struct OneOfMany(bool);

impl OneOfMany {
    fn may_mend(&mut self, finding: &Finding) -> bool {
        let together = TOGETHER.iter().any(|(code, _)| *code == finding.code);
        !together || !std::mem::replace(&mut self.0, true)
    }
}

#[cfg(test)]
mod tests;
