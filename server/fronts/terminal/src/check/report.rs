//! Findings for people: each with the lines it is about, and a count at the end.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet, Title};
use ide::{Document, Library};
use protocol::{CheckedFile, Finding, Place, Severity, UnreadableFile};

use super::excerpt::{Excerpt, bytes, secrets};
use crate::output::printable;

/// Columns below which excerpts say nothing any more.
const NARROW: u16 = 40;

/// More findings than this are counted by rule, too.
const MANY: usize = 20;

pub(super) fn text(
    library: &Library,
    checked: &[CheckedFile],
    unreadable: &[UnreadableFile],
    hints: bool,
    styled: bool,
) -> String {
    let renderer =
        if styled { Renderer::styled().decor_style(DecorStyle::Unicode) } else { Renderer::plain() };
    let renderer = match terminal_size::terminal_size() {
        Some((columns, _)) => renderer.term_width(usize::from(columns.0.max(NARROW))),
        None => renderer,
    };
    let is_shown = |finding: &&Finding| hints || finding.severity != Severity::Hint;
    let pages = Pages { library, checked };
    let mut text = String::new();
    for file in checked {
        let Some(page) = pages.page(&file.path) else { continue };
        for finding in file.findings.iter().filter(is_shown) {
            let report = report(&pages, &page, finding);
            let _ = writeln!(text, "{}\n", renderer.render(&report));
        }
    }
    for file in unreadable {
        let _ = writeln!(text, "cannot be read: {}\n", printable(&file.why));
    }
    let shown: Vec<&Finding> = checked.iter().flat_map(|file| &file.findings).filter(is_shown).collect();
    if shown.len() > MANY {
        text.push_str(&by_rule(&shown));
    }
    text.push_str(&summary(checked, unreadable, hints));
    text
}

/// The documents that excerpts are from.
struct Pages<'a> {
    library: &'a Library,
    checked: &'a [CheckedFile],
}

/// A document, and what of it must not be shown.
struct Page<'a> {
    document: &'a Document,
    secrets: Vec<Range<usize>>,
}

impl<'a> Pages<'a> {
    fn page(&self, path: &str) -> Option<Page<'a>> {
        let document = self.library.document(path)?;
        Some(Page { document, secrets: secrets(self.checked.iter().find(|file| file.path == path)) })
    }
}

fn report<'a>(pages: &Pages<'a>, page: &Page<'a>, finding: &'a Finding) -> Vec<Group<'a>> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
        Severity::Hint => Level::HELP.with_name("hint"),
    };
    let title = level.primary_title(printable(&finding.message)).id(finding.code.as_str());
    let mut groups = vec![excerpt(title, page, &finding.place, AnnotationKind::Primary)];
    for related in &finding.related {
        let Some(other) = pages.page(&related.path) else { continue };
        let title = Level::NOTE.secondary_title(printable(&related.message));
        groups.push(excerpt(title, &other, &related.place, AnnotationKind::Context));
    }
    if !finding.fixes.is_empty() {
        let fixes = finding.fixes.iter().map(|fix| printable(fix)).collect::<Vec<_>>().join("; or ");
        groups.push(Group::with_title(Level::HELP.secondary_title(format!("an editor offers: {fixes}"))));
    }
    groups
}

/// A title above the lines of a place.
fn excerpt<'a>(title: Title<'a>, page: &Page<'a>, place: &Place, kind: AnnotationKind) -> Group<'a> {
    let excerpt = Excerpt::new(page.document, &bytes(place.start, place.end), &page.secrets);
    let path = printable(&page.document.path);
    let lines = Snippet::source(excerpt.text).line_start(excerpt.line).annotation(kind.span(excerpt.span));
    if excerpt.cut {
        let origin = Origin::path(path).line(place.line as usize).char_column(place.column as usize);
        title.element(origin).element(lines)
    } else {
        title.element(lines.path(path))
    }
}

/// How often each rule fired, most often first.
fn by_rule(shown: &[&Finding]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in shown {
        *counts.entry(&finding.code).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| Reverse(*count));
    let mut text = String::new();
    for (code, count) in counts {
        let _ = writeln!(text, "{count:>6}  {code}");
    }
    text.push('\n');
    text
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
