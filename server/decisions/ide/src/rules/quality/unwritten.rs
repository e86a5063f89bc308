use std::ops::Range;

use crate::rules::finding::Findings;
use crate::{Document, Kind};

/// How a mark begins that somebody has to answer. Drafts are full of them, and so are specs by other tools.
const MARK: &str = "[NEEDS CLARIFICATION";

const CODE: &str = "quality/placeholder";

/// Documents that people write.
const WRITTEN: [Kind; 5] = [Kind::Requirements, Kind::Bugfix, Kind::Design, Kind::Tasks, Kind::Steering];

/// What was left to be written anywhere in a document, outside of code; of a line the first, if none of it was found before.
pub(in crate::rules) fn unwritten(document: &Document, findings: &mut Findings<'_>) {
    if !WRITTEN.contains(&document.kind) || !document.text.contains(MARK) {
        return;
    }
    let fences = spec::parse_fences(&document.text);
    let mut told = findings.lines(document, CODE);
    for (at, _) in document.text.match_indices(MARK) {
        let quoted = document.slice(0..at).ends_with('`');
        let fenced = fences.iter().any(|fence| fence.contains(&at));
        if quoted || fenced || !told.insert(document.index().line(at)) {
            continue;
        }
        let span = mark(&document.text, at);
        let message = format!("\"{}\" is still to be filled in.", document.slice(span.clone()));
        findings.report(document, CODE, span, message);
    }
}

/// All of a mark, if it ends on its line.
fn mark(text: &str, at: usize) -> Range<usize> {
    let line = text.get(at..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    let end = line.find(']').map_or(MARK.len(), |end| end + 1);
    at..at + end
}
