use std::fmt::Write;

use codebase::{Project, Purpose};

use crate::ask;
use crate::requirements::Requirement;
use crate::words::Words;

/// Most commands that are named.
const COMMANDS: usize = 4;

pub(crate) fn document(words: &Words, requirements: &[Requirement], project: &Project) -> String {
    let mut text = format!("# Implementation Plan: {}\n\n## Overview\n\n", words.name);
    let _ = writeln!(text, "{}\n\n## Tasks\n", ask("in which order, and why?"));
    for (index, requirement) in requirements.iter().enumerate() {
        let number = index + 1;
        let title = &requirement.title;
        let _ = writeln!(text, "- [ ] {number}. {title}");
        let _ = writeln!(
            text,
            "  - [ ] {number}.1 Implement it\n    - {}\n    - _Requirements: {number}.1, {number}.2_",
            ask("in which files?")
        );
        let _ = writeln!(
            text,
            "  - [ ]* {number}.2 Write property test\n    - **Property {number}: {title}**\n    \
             - **Validates: Requirements {number}.1**"
        );
    }
    let last = requirements.len() + 1;
    let _ = writeln!(text, "- [ ] {last}. Checkpoint - Ensure all tests pass");
    let _ = writeln!(text, "  - {}", checkpoint(project));
    let _ = writeln!(text, "\n## Notes\n\n{}\n", ask("what else has to be known?"));
    let _ = writeln!(text, "## Task Dependency Graph\n\n```json\n{}\n```", waves(requirements.len()));
    text
}

/// Implementations one after the other, each with the test of the one before.
fn waves(requirements: usize) -> String {
    let tasks = |wave: usize| {
        let implement = (wave < requirements).then(|| format!("\"{}.1\"", wave + 1));
        let test = (wave > 0).then(|| format!("\"{wave}.2\""));
        implement.into_iter().chain(test).collect::<Vec<_>>().join(", ")
    };
    let waves = (0..=requirements).map(|wave| format!("{{ \"id\": {wave}, \"tasks\": [{}] }}", tasks(wave)));
    format!("{{ \"waves\": [\n  {}\n] }}", waves.collect::<Vec<_>>().join(",\n  "))
}

pub(crate) fn checkpoint(project: &Project) -> String {
    let commands = test_commands(project);
    let with = if commands.is_empty() { String::new() } else { format!(" with {}", commands.join(", ")) };
    format!("Ensure all tests pass{with}; ask the user if questions arise.")
}

/// How the project runs its tests, as code.
pub(crate) fn test_commands(project: &Project) -> Vec<String> {
    let tests = project.commands.iter().filter(|command| command.what == Purpose::Test);
    tests.take(COMMANDS).map(|command| place(&command.line, &command.from)).collect()
}

/// A command, and where it is run if that is not the root.
pub(crate) fn place(line: &str, from: &str) -> String {
    match from.rsplit_once('/') {
        Some((folder, _)) => format!("`{line}` in `{folder}`"),
        None => format!("`{line}`"),
    }
}
