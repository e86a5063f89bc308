//! Every file of every real `.kiro` folder, with all that depends on it: nothing panics, places are places, edits can be
//! made, and no error is a false one. `--nocapture` shows how often each rule finds something.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use ide::{Document, FileEdit, Library, fix_all, fixes_of, format};
use text::Severity;

use crate::configuration::{load, workspaces};
use crate::criteria::firings::digest;
use crate::workspace::library;

/// The workspaces of the corpus. What is left over of older versions does not belong together: of such a folder each
/// document stands alone.
fn libraries() -> Vec<(String, Library)> {
    let mut found = Vec::new();
    for root in workspaces() {
        let whole = load(&root);
        let name = root.to_string_lossy().rsplit_once("/corpus/").map_or(String::new(), |it| it.1.to_owned());
        if name.split('/').next().is_some_and(|repository| repository.ends_with("@history")) {
            let alone = |document: &Arc<Document>| library([(&*document.path, &*document.text)]);
            found.extend(whole.documents().map(|document| (name.clone(), alone(document))));
        } else {
            found.push((name, whole));
        }
    }
    found
}

fn edited(library: &Library, edits: &[FileEdit], at: &str) -> Library {
    let mut by_path: BTreeMap<&str, Vec<text::TextEdit>> = BTreeMap::new();
    for edit in edits {
        by_path.entry(&edit.path).or_default().push(edit.edit.clone());
    }
    let mut after = library.clone();
    for (path, edits) in by_path {
        let before = library.document(path).map_or("", |document| &document.text);
        let text = text::apply(before, &edits).unwrap_or_else(|error| panic!("{at}: {error}"));
        after.set(path, Some(&text));
    }
    after
}

#[test]
fn every_file_is_checked_mended_and_formatted() {
    let (mut documents, mut bytes, mut fixes) = (0, 0, 0);
    let mut counts: BTreeMap<(Severity, &str), usize> = BTreeMap::new();
    for (workspace, library) in libraries() {
        for document in library.documents().map(Arc::clone).collect::<Vec<_>>() {
            let at = format!("{workspace}/{}", document.path);
            documents += 1;
            bytes += document.text.len();
            let place = |document: &Document, span: &std::ops::Range<usize>| {
                assert!(document.text.get(span.clone()).is_some(), "{at}: {span:?}");
            };
            for finding in library.findings(&document.path).iter() {
                *counts.entry((finding.severity, finding.code)).or_default() += 1;
                place(&document, &finding.span);
                for related in &finding.related {
                    let other = library.document(&related.location.path).expect("a document of ours");
                    place(other, &related.location.span);
                }
                for fix in fixes_of(&library, &document, finding) {
                    edited(&library, &fix.edits, &at);
                    fixes += 1;
                }
            }
            let mended = edited(&library, &fix_all(&library, &document, |_| true), &at);
            mended.findings(&document.path);
            let formatted = edited(&library, &format(&library, &document), &at);
            let again = format(&formatted, formatted.document(&document.path).unwrap());
            assert_eq!(again, [], "formatted twice: {at}");
        }
    }
    println!("{documents} documents, {bytes} bytes, {fixes} fixes");
    for ((severity, code), count) in counts {
        println!("{severity:?}\t{code}\t{count}");
    }
}

/// What a reader said of errors: `path line code digest verdict reason`. The line is digested, so that another one in
/// its place is judged anew.
const JUDGEMENTS: &str = "../../../tests/corpus/judgements/errors.tsv";

#[test]
fn every_error_was_judged_to_be_one() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(JUDGEMENTS)).unwrap();
    let judged: BTreeMap<(&str, &str), &str> = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| {
            let [_, _, code, digest, verdict, _] = line.split('\t').collect::<Vec<_>>()[..] else {
                panic!("six fields: {line}")
            };
            ((code, digest), verdict)
        })
        .collect();
    let (mut healthy, mut open) = (BTreeSet::new(), Vec::new());
    for (workspace, library) in libraries() {
        for document in library.documents() {
            let spec = library.spec_of(&document.path);
            if let Some(spec) =
                spec.filter(|spec| spec.config().is_some_and(|config| config.spec_id.is_some()))
            {
                healthy.insert(format!("{workspace}/{}", spec.folder));
            }
            let findings = library.findings(&document.path);
            for finding in findings.iter().filter(|finding| finding.severity == Severity::Error) {
                let number = document.index().line(finding.span.start);
                let line = text::lines(&document.text).nth(number as usize).unwrap().text;
                let digest = digest(line.trim());
                if judged.get(&(finding.code, digest.as_str())) != Some(&"true") {
                    let place = format!("{workspace}/{}\t{}", document.path, number + 1);
                    open.push(format!("{place}\t{}\t{digest}\t{}", finding.code, finding.message));
                }
            }
        }
    }
    println!("{} specs with an id, {} errors judged", healthy.len(), judged.len());
    assert!(open.is_empty(), "judge these, or mend the rule where it was judged false:\n{}", open.join("\n"));
}
