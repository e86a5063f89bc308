//! Findings for people: each with the lines it is about, and a count at the end.

use std::fmt::Write;
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use ide::{Document, Library};
use protocol::{CheckedFile, Finding, Severity, UnreadableFile};

use crate::output::printable;

/// More lines of one finding say nothing more.
const MAX_LINES: usize = 6;

pub(super) fn text(
    library: &Library,
    checked: &[CheckedFile],
    unreadable: &[UnreadableFile],
    hints: bool,
    styled: bool,
) -> String {
    let renderer =
        if styled { Renderer::styled().decor_style(DecorStyle::Unicode) } else { Renderer::plain() };
    let mut text = String::new();
    for file in checked {
        let Some(document) = library.document(&file.path) else { continue };
        for finding in &file.findings {
            if hints || finding.severity != Severity::Hint {
                let report = report(library, document, finding);
                let _ = writeln!(text, "{}\n", renderer.render(&report));
            }
        }
    }
    for file in unreadable {
        let _ = writeln!(text, "cannot be read: {}\n", printable(&file.why));
    }
    text.push_str(&summary(checked, unreadable, hints));
    text
}

fn report<'a>(library: &'a Library, document: &'a Document, finding: &'a Finding) -> Vec<Group<'a>> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
        Severity::Hint => Level::HELP.with_name("hint"),
    };
    let title = level.primary_title(printable(&finding.message)).id(finding.code.as_str());
    let place = bytes(finding.place.start, finding.place.end);
    let mut groups = vec![title.element(snippet(document, place, AnnotationKind::Primary))];
    for related in &finding.related {
        let Some(other) = library.document(&related.path) else { continue };
        let place = bytes(related.place.start, related.place.end);
        let title = Level::NOTE.secondary_title(printable(&related.message));
        groups.push(title.element(snippet(other, place, AnnotationKind::Context)));
    }
    if !finding.fixes.is_empty() {
        let fixes = finding.fixes.iter().map(|fix| printable(fix)).collect::<Vec<_>>().join("; or ");
        groups.push(Group::with_title(Level::HELP.secondary_title(format!("an editor offers: {fixes}"))));
    }
    groups
}

/// The lines of a document that hold some bytes.
fn snippet(
    document: &Document,
    span: Range<usize>,
    kind: AnnotationKind,
) -> Snippet<'_, annotate_snippets::Annotation<'_>> {
    let text: &str = &document.text;
    let start = text.get(..span.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let lines = text.get(start..).unwrap_or_default().split_inclusive('\n');
    let mut end = start;
    for line in lines.take(MAX_LINES) {
        end += line.len();
        if end >= span.end {
            break;
        }
    }
    let shown = text.get(start..end).unwrap_or_default().trim_end_matches(['\r', '\n']);
    let inside = |at: usize| at.saturating_sub(start).min(shown.len());
    Snippet::source(shown)
        .path(&*document.path)
        .line_start(document.index().line(start) as usize + 1)
        .annotation(kind.span(inside(span.start)..inside(span.end)))
}

fn bytes(start: u64, end: u64) -> Range<usize> {
    let offset = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
    offset(start)..offset(end)
}

fn summary(checked: &[CheckedFile], unreadable: &[UnreadableFile], hints: bool) -> String {
    let count = |severity| {
        checked.iter().flat_map(|file| &file.findings).filter(|found| found.severity == severity).count()
    };
    let plural = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    let mut parts: Vec<String> =
        [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "info")]
            .into_iter()
            .filter_map(|(severity, word)| {
                Some(count(severity)).filter(|count| *count > 0).map(|count| plural(count, word))
            })
            .collect();
    let hidden = count(Severity::Hint);
    if hidden > 0 {
        let note = if hints { "" } else { " (--hints shows them)" };
        parts.push(format!("{}{note}", plural(hidden, "hint")));
    }
    if !unreadable.is_empty() {
        parts.push(format!("{} that cannot be read", plural(unreadable.len(), "document")));
    }
    let documents = plural(checked.len(), "document");
    match parts.as_slice() {
        [] => format!("{documents} checked, nothing found.\n"),
        parts => format!("{documents} checked: {}. `kiro-cli explain CODE` says more.\n", parts.join(", ")),
    }
}
