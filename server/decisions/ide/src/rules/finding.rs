use std::collections::{BTreeMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use text::Severity;

use super::suppression::Suppressions;
use super::{Level, Levels};
use crate::{Document, Location};

/// Something wrong in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The code of its rule.
    pub code: &'static str,
    /// How bad it is here.
    pub severity: Severity,
    /// What is wrong and what to do, in a sentence or two.
    pub message: String,
    /// The bytes it is about.
    pub span: Range<usize>,
    /// Other places that it is about.
    pub related: Vec<Related>,
}

/// Another place that a [`Finding`] is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub location: Location,
    /// What is there, in words.
    pub message: String,
}

/// What checks find. It knows how much each rule matters, and lets go of what is switched off.
pub(crate) struct Findings<'a> {
    levels: &'a Levels,
    found: BTreeMap<Arc<str>, Vec<Finding>>,
}

impl<'a> Findings<'a> {
    pub(super) fn new(levels: &'a Levels) -> Self {
        Self { levels, found: BTreeMap::new() }
    }

    /// Whether a rule is worth checking.
    pub(crate) fn wants(&self, code: &str) -> bool {
        self.levels.of(code) != Level::Off
    }

    /// Something is wrong at `span` of `document`.
    pub(crate) fn report(
        &mut self,
        document: &Document,
        code: &'static str,
        span: Range<usize>,
        message: String,
    ) {
        self.report_with(document, code, span, message, Vec::new());
    }

    /// The same, where other places are involved.
    pub(crate) fn report_with(
        &mut self,
        document: &Document,
        code: &'static str,
        span: Range<usize>,
        message: String,
        related: Vec<Related>,
    ) {
        let Some(severity) = self.levels.of(code).severity() else { return };
        let finding = Finding { code, severity, message, span, related };
        self.found.entry(Arc::clone(&document.path)).or_default().push(finding);
    }

    /// What was odd about reading `document`.
    pub(super) fn parsed(&mut self, document: &Document) {
        for problem in document.problems() {
            self.report(document, problem.code, problem.span.clone(), problem.message.clone());
        }
    }

    /// What was found before.
    pub(super) fn extend(&mut self, document: &Document, found: &[Finding]) {
        if !found.is_empty() {
            self.found.entry(Arc::clone(&document.path)).or_default().extend_from_slice(found);
        }
    }

    /// Lines of `document` that something was found on.
    pub(super) fn lines(&self, document: &Document, code: &str) -> HashSet<u32> {
        let found = self.found.get(&document.path).into_iter().flatten();
        let found = found.filter(|finding| finding.code == code);
        found.map(|finding| document.index().line(finding.span.start)).collect()
    }

    /// What was found about `document`, in no order.
    pub(super) fn all(mut self, document: &Document) -> Vec<Finding> {
        self.found.remove(&document.path).unwrap_or_default()
    }

    /// What was found about `document`, by place, without what its comments suppress.
    pub(super) fn take(&mut self, document: &Document) -> Arc<[Finding]> {
        let mut found = self.found.remove(&document.path).unwrap_or_default();
        if !found.is_empty() {
            let suppressions = Suppressions::of(&document.text);
            let index = document.index();
            found.retain(|finding| !suppressions.hold(finding.code, index.line(finding.span.start)));
        }
        found.sort_by(|a, b| (a.span.start, a.span.end, a.code).cmp(&(b.span.start, b.span.end, b.code)));
        found.into()
    }
}
