use std::fmt::Write;

use codebase::{Item, ItemKind, Project};

use crate::ask;
use crate::ground::Related;
use crate::requirements::Requirement;
use crate::tasks::test_commands;
use crate::words::{Words, open};

pub(crate) fn document(
    words: &Words,
    requirements: &[Requirement],
    related: &[Related<'_>],
    project: &Project,
) -> String {
    let Words { name, system, sentences, .. } = words;
    let first = sentences.first().map(|sentence| format!("{}. ", open(sentence))).unwrap_or_default();
    let mut text = format!("# Design Document: {name}\n\n## Overview\n\n");
    let _ = writeln!(text, "{first}{}\n", ask("how is it solved, in three sentences?"));
    let _ = writeln!(text, "## Architecture\n\n```mermaid\ngraph TD\n    new[\"{system}\"]");
    for (index, source) in related.iter().enumerate() {
        let _ = writeln!(text, "    new --> s{index}[\"{}\"]", source.path.replace('"', "'"));
    }
    let _ = writeln!(text, "```\n\n{}\n", ask("which of these change, and what is new beside them?"));
    let _ = writeln!(text, "## Components and Interfaces\n\n### {system}\n\n{}", ask("what does it offer?"));
    code(&mut text, related, |item| !is_data(item));
    let _ = writeln!(text, "\n## Data Models\n\n{}", ask("what is kept, and in which form?"));
    code(&mut text, related, is_data);
    let _ = writeln!(text, "\n## Correctness Properties");
    for (index, requirement) in requirements.iter().enumerate() {
        let number = index + 1;
        let [criterion, _] = &requirement.criteria;
        let _ = writeln!(
            text,
            "\n### Property {number}: {}\n\n*For any* {}: {criterion}.\n\n**Validates: Requirements {number}.1**",
            requirement.title,
            ask("which inputs?")
        );
    }
    let _ =
        writeln!(text, "\n## Error Handling\n\n{}\n", ask("which errors are there, and who hears of them?"));
    let _ = writeln!(text, "## Testing Strategy\n\n{}", testing(project));
    text
}

/// What the code already has of it.
pub(crate) fn code(text: &mut String, related: &[Related<'_>], wanted: impl Fn(&Item) -> bool) {
    for source in related {
        let mut items = source.items.iter().filter(|item| wanted(item)).peekable();
        if items.peek().is_none() {
            continue;
        }
        let _ = writeln!(text, "\nIn `{}`:\n", source.path);
        for item in items {
            let about = item.about.as_ref().map(|about| format!(": {about}")).unwrap_or_default();
            let signature = item.signature.replace('`', "'");
            let _ = writeln!(text, "- `{signature}` (line {}){about}", item.lines.start + 1);
        }
    }
}

fn is_data(item: &Item) -> bool {
    match item.kind {
        ItemKind::Class
        | ItemKind::Struct
        | ItemKind::Enum
        | ItemKind::Interface
        | ItemKind::Type
        | ItemKind::Constant => true,
        ItemKind::Module
        | ItemKind::Implementation
        | ItemKind::Function
        | ItemKind::Method
        | ItemKind::Test => false,
    }
}

/// How the project is tested.
pub(crate) fn testing(project: &Project) -> String {
    let commands = test_commands(project);
    if commands.is_empty() {
        return ask("how is it tested, and with which command?");
    }
    format!(
        "Tests are run with {}. {}",
        commands.join(", "),
        ask("which properties are tested with which library?")
    )
}
