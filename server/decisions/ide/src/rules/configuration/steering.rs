use std::ops::Range;
use std::sync::Arc;

use config::{Steering, file_references};

use super::super::finding::{Findings, Related};
use super::super::{DocumentContext, Rule, rule};
use crate::paths::{folder, resolve};
use crate::{Document, Location, Model};

pub(super) const RULES: &[Rule] = &[
    rule!("steering/duplicate-name", Warning),
    rule!("steering/front-matter-not-first", Warning),
    rule!("steering/invalid-pattern", Warning),
    rule!("steering/missing-file", Warning),
    rule!("steering/unknown-key", Hint),
    rule!("steering/unquoted-glob", Warning),
];

pub(super) fn check(context: &DocumentContext<'_>, steering: &Steering, findings: &mut Findings<'_>) {
    check_references(context, steering.body.clone(), findings);
    duplicate_name(context, steering, findings);
}

/// `#[[file:…]]` that leads nowhere. What is code, by backticks or by a fence, is an example.
pub(super) fn check_references(
    context: &DocumentContext<'_>,
    body: Range<usize>,
    findings: &mut Findings<'_>,
) {
    let document = context.document;
    let text = document.slice(body.clone());
    let fences = spec::parse_fences(text);
    let (mut seen, mut in_ticks) = (0, false);
    for reference in file_references(text) {
        let Range { start, end } = reference.span;
        let fence = fences.partition_point(|fence| fence.start <= start).checked_sub(1);
        let in_fence = fence.and_then(|at| fences.get(at)).is_some_and(|fence| start < fence.end);
        let between = text.get(seen..start).unwrap_or_default();
        let (_, on_line) = between.rsplit_once(['\n', '\r']).unwrap_or(("", between));
        in_ticks &= on_line.len() == between.len();
        in_ticks ^= on_line.matches('`').count() % 2 == 1;
        seen = start;
        if !in_fence && !in_ticks && leads_nowhere(context, reference.path) {
            let message = format!(
                "There is no file \"{}\" in the workspace, so nothing is included here.",
                reference.path
            );
            findings.report(document, "steering/missing-file", body.start + start..body.start + end, message);
        }
    }
}

/// Kiro's documentation has paths relative to the workspace; people also write them as seen from the file, so either
/// will do. What is outside of the workspace, a pattern or an example of how to write one is not judged.
fn leads_nowhere(context: &DocumentContext<'_>, path: &str) -> bool {
    let path = path.split('#').next().unwrap_or_default();
    let is_elsewhere = path.starts_with(['/', '~']) || path.contains(':');
    let is_no_path = path.contains(['*', '<', '{', '$', '…']) || path.contains("...");
    if path.is_empty() || is_elsewhere || is_no_path {
        return false;
    }
    let places = [resolve("", path), resolve(folder(&context.document.path), path)];
    let library = context.library;
    let exists = |place: &String| library.document(place).is_some() || library.files().exists(place);
    !places.iter().flatten().any(exists)
}

/// A name that another steering file has: `#name` means only one of them.
fn duplicate_name(context: &DocumentContext<'_>, steering: &Steering, findings: &mut Findings<'_>) {
    let document = context.document;
    let Some(field) = steering.fields.get("name") else { return };
    let Some(name) = steering.name.as_deref().filter(|name| !name.trim().is_empty()) else { return };
    let same = context.library.documents().find_map(|other| {
        let Model::Steering(model) = other.model() else { return None };
        (other.path != document.path && called(other, model) == name).then_some((other, model))
    });
    let Some((other, model)) = same else { return };
    let span = model.fields.get("name").map_or(0..0, |name| name.span.clone());
    let related = Related {
        location: Location { path: Arc::clone(&other.path), span },
        message: "the other one".to_owned(),
    };
    let message = format!(
        "\"{}\" is called \"{name}\" too, so the name does not say which. Rename one of them.",
        other.path
    );
    findings.report_with(document, "steering/duplicate-name", field.span.clone(), message, vec![related]);
}

fn called<'a>(document: &'a Document, steering: &'a Steering) -> &'a str {
    let file = document.path.rsplit('/').next().unwrap_or_default();
    steering.name.as_deref().unwrap_or_else(|| file.strip_suffix(".md").unwrap_or(file))
}
