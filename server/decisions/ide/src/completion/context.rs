//! Files behind `#[[file:`, and what a prompt names with `#`.

use std::ops::Range;

use super::{Completion, CompletionKind};
use crate::lines_at::{fence_at, line_at};
use crate::{Kind, Library, Model, Place};

/// What stands behind `#` in a prompt. Source: kiro.dev/docs/chat on context.
const CONTEXTS: &[(&str, &str)] = &[
    ("#file", "a file: `#file:src/main.rs`"),
    ("#folder", "a folder: `#folder:src`"),
    ("#codebase", "what fits in the whole workspace"),
    ("#git diff", "the changes that are not committed"),
    ("#terminal", "what the terminal shows"),
    ("#problems", "what the editor found in the current file"),
    ("#current", "the current file"),
    ("#repository", "an outline of the repository"),
    ("#url:", "a web page"),
    ("#code:", "a part of the code"),
    ("#docs:", "documentation"),
    ("#spec:", "the documents of a spec"),
    ("#steering:", "a steering file"),
    ("#mcp:", "what an MCP server offers"),
];

/// Most files that are looked at for one answer.
const FILES: usize = 5_000;

/// Most files that are proposed.
const PROPOSED: usize = 200;

pub(super) fn complete(place: &Place<'_>) -> Vec<Completion> {
    in_text(place.library, &place.document.text, place.offset)
}

pub(super) fn in_text(library: &Library, text: &str, offset: usize) -> Vec<Completion> {
    let line = line_at(text, offset);
    let Some(column) = offset.checked_sub(line.start) else { return Vec::new() };
    let before = line.text.get(..column).unwrap_or_default();
    let rest = line.text.get(column..).unwrap_or_default();
    let at = |from: usize, end: usize| line.start + from..line.start + end;

    if let Some(open) = before.rfind("#[[") {
        let inside = open + "#[[".len();
        if !before.get(inside..).is_some_and(|written| written.contains("]]")) {
            return reference(library, before, rest, &line, inside);
        }
    }
    let Some(hash) = before.rfind('#') else { return Vec::new() };
    let starts_word = before.get(..hash).is_none_or(|before| {
        before.chars().next_back().is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '（' | '。' | '、'))
    });
    let word = before.get(hash..).unwrap_or_default();
    if !starts_word || word.contains(char::is_whitespace) || fence_at(text, offset).is_some() {
        return Vec::new();
    }
    let end = column + rest.find(|c: char| c.is_whitespace() || matches!(c, ')' | ',')).unwrap_or(rest.len());
    let named = |start: &str, names: Vec<(String, String)>| {
        let range = at(hash + start.len(), end);
        let found = names.into_iter().map(|(name, detail)| {
            Completion::new(CompletionKind::Context, name.as_str(), range.clone(), name.as_str())
                .with_detail(detail)
        });
        found.collect::<Vec<_>>()
    };
    if let Some(written) = word.strip_prefix("#file:") {
        return files(library, written, at(hash + "#file:".len(), end), "");
    }
    if word.starts_with("#spec:") {
        return named("#spec:", library.specs().map(|spec| (spec.name.to_string(), String::new())).collect());
    }
    if word.starts_with("#steering:") {
        return named("#steering:", steering(library));
    }
    // A heading is not a reference, until its `#` is followed by a letter.
    if hash == 0 && word == "#" {
        return Vec::new();
    }
    let range = at(hash, end);
    let contexts = CONTEXTS.iter().map(|(name, about)| {
        Completion::new(CompletionKind::Context, *name, range.clone(), *name).with_detail(*about)
    });
    contexts.collect()
}

/// Inside `#[[…]]`: first the word `file:`, then a path.
fn reference(
    library: &Library,
    before: &str,
    rest: &str,
    line: &text::Line<'_>,
    inside: usize,
) -> Vec<Completion> {
    let written = before.get(inside..).unwrap_or_default();
    let closed = rest.find("]]");
    let end = before.len() + closed.unwrap_or_else(|| rest.find(char::is_whitespace).unwrap_or(rest.len()));
    let closing = if closed.is_some() { "" } else { "]]" };
    match written.strip_prefix("file:") {
        Some(path) => {
            let from = inside + "file:".len();
            files(library, path, line.start + from..line.start + end, closing)
        }
        None => {
            let range = line.start + inside..line.start + end;
            vec![
                Completion::new(CompletionKind::Context, "file:", range, format!("file:{closing}"))
                    .with_snippet(format!("file:$1{closing}"))
                    .with_detail("a file that is pulled into the prompt"),
            ]
        }
    }
}

/// The files of the workspace that begin as `written` does; where none does, those that hold it.
fn files(library: &Library, written: &str, range: Range<usize>, closing: &str) -> Vec<Completion> {
    let all = library.files().list(FILES);
    let wanted = written.trim_start().to_lowercase();
    let begins: Vec<&String> = all.iter().filter(|path| path.to_lowercase().starts_with(&wanted)).collect();
    let chosen = if begins.is_empty() {
        all.iter().filter(|path| path.to_lowercase().contains(&wanted)).collect()
    } else {
        begins
    };
    let found = chosen.into_iter().take(PROPOSED).map(|path| {
        Completion::new(CompletionKind::File, path.as_str(), range.clone(), format!("{path}{closing}"))
    });
    found.collect()
}

/// The names of the steering files, as prompts name them.
fn steering(library: &Library) -> Vec<(String, String)> {
    let files = library.documents().filter(|document| document.kind == Kind::Steering);
    files
        .map(|document| {
            let file = document.path.rsplit('/').next().unwrap_or_default();
            let file = file.strip_suffix(".md").unwrap_or(file).to_owned();
            let Model::Steering(steering) = document.model() else { return (file, String::new()) };
            (steering.name.clone().unwrap_or(file), steering.description.clone().unwrap_or_default())
        })
        .collect()
}
