use std::ops::Range;
use std::sync::Arc;

use config::file_references;
use text::lines;

use super::Named;
use crate::{Document, Kind, Library, Model};

/// A place where a document names a file of the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FileMention {
    /// The bytes that name it.
    pub(crate) span: Range<usize>,
    /// Relative to the workspace root. Only of `#[[file:…]]` it may be missing.
    pub(crate) path: Arc<str>,
    /// The line that is meant, 0-based.
    pub(crate) line: Option<u32>,
}

impl FileMention {
    pub(crate) fn named(&self) -> Named {
        Named::File { path: Arc::clone(&self.path), line: self.line }
    }
}

/// The files that a document names: `#[[file:path]]` and `#steering:name` anywhere, paths in backticks in Markdown, and
/// `file://` and `skill://` in agents. Patterns are no names.
pub(crate) fn file_mentions(library: &Library, document: &Document) -> Vec<FileMention> {
    file_mentions_in(library, document, 0..document.text.len())
}

/// The same within some lines.
pub(crate) fn file_mentions_in(
    library: &Library,
    document: &Document,
    lines: Range<usize>,
) -> Vec<FileMention> {
    let start = lines.start;
    let text = document.slice(lines);
    let mut found = Vec::new();
    found.extend(file_references(text).into_iter().filter_map(|reference| {
        let path = beneath_root("", reference.path)?.into();
        Some(FileMention { span: reference.span, path, line: None })
    }));
    found.extend(after(text, "#steering:").filter_map(|(span, name)| {
        Some(FileMention { span, path: steering_named(library, name)?, line: None })
    }));
    if is_markdown(document.kind) {
        found.extend(in_backticks(text).filter_map(|(span, path)| {
            let (path, line) = at_line(path);
            let path = existing(library, "", Some(path).filter(|path| looks_like_path(path))?)?;
            Some(FileMention { span, path, line })
        }));
    }
    if matches!(document.kind, Kind::AgentJson | Kind::AgentMarkdown) {
        let folder = document.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let named = ["file://", "skill://"].into_iter().flat_map(|scheme| after(text, scheme));
        found.extend(named.filter_map(|(span, path)| {
            let path = existing(library, folder, path).or_else(|| existing(library, "", path))?;
            Some(FileMention { span, path, line: None })
        }));
    }
    for mention in &mut found {
        mention.span = start + mention.span.start..start + mention.span.end;
    }
    found.sort_by_key(|mention| (mention.span.start, mention.span.end));
    found
}

fn is_markdown(kind: Kind) -> bool {
    match kind {
        Kind::Requirements
        | Kind::Bugfix
        | Kind::Design
        | Kind::Tasks
        | Kind::Steering
        | Kind::AgentsMd
        | Kind::AgentMarkdown
        | Kind::Skill
        | Kind::Power => true,
        Kind::SpecConfig
        | Kind::TasksMeta
        | Kind::SpecJson
        | Kind::Hooks
        | Kind::Mcp
        | Kind::AgentJson
        | Kind::Permissions
        | Kind::Ignore
        | Kind::RuleSettings => false,
    }
}

/// The names that follow a mark, each with the bytes of both.
fn after<'a>(text: &'a str, mark: &'static str) -> impl Iterator<Item = (Range<usize>, &'a str)> {
    text.match_indices(mark).filter_map(move |(start, _)| {
        let rest = text.get(start + mark.len()..)?;
        let ends =
            |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | ',' | ';' | ')' | ']' | '}' | '>');
        let name = rest.split(ends).next()?.trim_end_matches(['.', ':', '!', '?']);
        (!name.is_empty()).then(|| (start..start + mark.len() + name.len(), name))
    })
}

/// What stands between single backticks of a line.
fn in_backticks(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    lines(text).flat_map(|line| {
        let mut at = line.start;
        let mut pieces: Vec<(Range<usize>, &str)> = Vec::new();
        for piece in line.text.split('`') {
            pieces.push((at..at + piece.len(), piece));
            at += piece.len() + 1;
        }
        // The last piece is not closed.
        pieces.pop();
        pieces.into_iter().skip(1).step_by(2)
    })
}

/// `src/main.rs:12`, `src/main.rs:12-20`, `src/main.rs#L12`: the path, and the line 0-based.
fn at_line(text: &str) -> (&str, Option<u32>) {
    let split = text.split_once("#L").or_else(|| text.split_once(':'));
    let Some((path, behind)) = split else { return (text, None) };
    let digits = behind.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    match digits.parse::<u32>() {
        Ok(line) => (path, Some(line.saturating_sub(1))),
        Err(_) => (text, None),
    }
}

/// Worth asking the file system about.
fn looks_like_path(text: &str) -> bool {
    let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '*' | '{' | '<' | '|' | '"' | '(');
    let separated = text.contains(['/', '.']) && text.contains(char::is_alphanumeric);
    text.len() <= 300 && separated && !text.ends_with('/') && !text.contains("://") && !text.contains(odd)
}

fn existing(library: &Library, folder: &str, path: &str) -> Option<Arc<str>> {
    let path = beneath_root(folder, path).filter(|path| !path.contains('*'))?;
    (library.document(&path).is_some() || library.files().exists(&path)).then(|| path.into())
}

/// `path` as seen from `folder`, relative to the root; `None` if it leads out of it, or is the root.
fn beneath_root(folder: &str, path: &str) -> Option<String> {
    if path.starts_with('/') {
        return None;
    }
    let mut names: Vec<&str> = folder.split('/').filter(|name| !name.is_empty()).collect();
    for name in path.split('/') {
        match name {
            "" | "." => {}
            ".." => drop(names.pop()?),
            name => names.push(name),
        }
    }
    (!names.is_empty()).then(|| names.join("/"))
}

/// The steering file that is called so: by its own word, or by its file name.
fn steering_named(library: &Library, name: &str) -> Option<Arc<str>> {
    let called = |document: &&Arc<Document>| {
        let Model::Steering(steering) = document.model() else { return false };
        let below = document.path.strip_prefix(".kiro/steering/").unwrap_or(&document.path);
        let stem = below.strip_suffix(".md").unwrap_or(below);
        steering.name.as_deref() == Some(name) || stem == name || below == name
    };
    library.documents().find(called).map(|document| Arc::clone(&document.path))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::file_mentions;
    use crate::fixture;

    fn check(files: &str, expect: Expect) {
        let found: String = fixture::at_cursor(files, |place| {
            let shown = file_mentions(place.library, place.document).into_iter().map(|mention| {
                let line = mention.line.map_or(String::new(), |line| format!(" line {line}"));
                format!("{} -> {}{line}\n", place.document.slice(mention.span), mention.path)
            });
            shown.collect()
        });
        expect.assert_eq(&found);
    }

    #[test]
    fn markdown_names_files() {
        check(
            "%! .kiro/steering/tech.md
$0See #[[file:docs/my api.yaml]], `src/lib.rs:12`, `src/lib.rs#L3`, `./src/lib.rs`, `src/gone.rs`, `../up.rs`, `src/`,
`a.b`, #steering:rules and #steering:deep/more. `unclosed src/lib.rs
日本語 `src/名前.rs`
%! .kiro/steering/rust.md
---
name: rules
---
%! .kiro/steering/deep/more.md
%! src/lib.rs
%! src/名前.rs
",
            expect![[r#"
                #[[file:docs/my api.yaml]] -> docs/my api.yaml
                src/lib.rs:12 -> src/lib.rs line 11
                src/lib.rs#L3 -> src/lib.rs line 2
                ./src/lib.rs -> src/lib.rs
                #steering:rules -> .kiro/steering/rust.md
                #steering:deep/more -> .kiro/steering/deep/more.md
                src/名前.rs -> src/名前.rs
            "#]],
        );
    }

    #[test]
    fn agents_name_prompts_and_resources() {
        check(
            r#"%! .kiro/agents/a.json
$0{ "prompt": "file://./prompts/a.md", "resources": ["file://README.md", "file://docs/**/*.md", "skill://.kiro/skills/x/SKILL.md"] }
%! .kiro/agents/prompts/a.md
%! .kiro/skills/x/SKILL.md
%! README.md
"#,
            expect![[r#"
                file://./prompts/a.md -> .kiro/agents/prompts/a.md
                file://README.md -> README.md
                skill://.kiro/skills/x/SKILL.md -> .kiro/skills/x/SKILL.md
            "#]],
        );
    }
}
