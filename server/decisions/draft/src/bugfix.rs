use std::fmt::Write;

use codebase::Project;

use crate::design::{code, testing};
use crate::ground::Related;
use crate::tasks::checkpoint;
use crate::words::{Words, open, quoted};
use crate::{NOTE, ask};

pub(crate) fn document(words: &Words) -> String {
    let said = words.introduction().unwrap_or_else(|| ask("what is wrong?"));
    let event = ask("under which conditions?");
    let first = words.sentences.first().map_or_else(|| ask("does what?"), |sentence| quoted(sentence));
    let mut text = format!("# Bugfix Requirements Document\n\n{NOTE}\n\n## Introduction\n\n{said}\n");
    let _ = writeln!(text, "\n## Bug Analysis\n\n### Current Behavior (Defect)\n");
    let _ = writeln!(text, "1.1 WHEN {event} THEN the system does what was reported: {first}");
    let _ = writeln!(text, "\n### Expected Behavior (Correct)\n");
    let _ = writeln!(text, "2.1 WHEN {event} THEN the system SHALL {}", ask("do what instead?"));
    let _ = writeln!(text, "\n### Unchanged Behavior (Regression Prevention)\n");
    let _ = writeln!(
        text,
        "3.1 WHEN {} THEN the system SHALL CONTINUE TO {}",
        ask("what is near, and right?"),
        ask("do what?")
    );
    text
}

pub(crate) fn design(words: &Words, related: &[Related<'_>], project: &Project) -> String {
    let mut text = format!("# Design Document: {}\n\n## Overview\n\n", words.name);
    let first = words.sentences.first().map(|sentence| format!("{}. ", open(sentence))).unwrap_or_default();
    let _ = writeln!(text, "{first}{}", ask("how is it mended, in three sentences?"));
    let _ = writeln!(text, "\n## Glossary\n\n- **Bug_Condition**: {}", ask("when does it happen?"));
    let _ = writeln!(text, "\n## Bug Details\n\n{}", ask("how is it seen, step by step?"));
    let _ = writeln!(text, "\n## Expected Behavior\n\n{}", ask("what is right, and what stays as it is?"));
    let _ =
        writeln!(text, "\n## Hypothesized Root Cause\n\n{}", ask("what is the cause, and what shows it?"));
    code(&mut text, related, |_| true);
    let _ = writeln!(
        text,
        "\n## Correctness Properties\n\n### Property 1: Bug Condition\n\n*For any* {}, the fixed system SHALL {}.\n\n\
         **Validates: Requirements 2.1**",
        ask("input for which it happens"),
        ask("do what?")
    );
    let _ = writeln!(
        text,
        "\n### Property 2: Preservation\n\n*For any* {}, the fixed system SHALL do what it did before.\n\n\
         **Validates: Requirements 3.1**",
        ask("input for which it does not happen")
    );
    let _ = writeln!(text, "\n## Fix Implementation\n\n{}", ask("what is changed, and where?"));
    let _ = writeln!(text, "\n## Testing Strategy\n\n{}", testing(project));
    text
}

/// The plan that Kiro has for bugs. Source: <https://kiro.dev/docs/specs/bugfix-specs/>.
pub(crate) fn tasks(words: &Words, project: &Project) -> String {
    format!(
        "# Implementation Plan: {}

## Overview

First the bug is shown, then what must stay, then it is mended.

## Tasks

- [ ] 1. Write a test that shows the bug
  - It has to fail before the fix, which proves that the bug is there
  - _Requirements: 1.1_
- [ ] 2. Write tests of what must stay
  - They have to pass before the fix
  - _Requirements: 3.1_
- [ ] 3. Mend it
  - [ ] 3.1 Implement the fix
    - {}
    - _Requirements: 2.1_
  - [ ] 3.2 Run the test of task 1 again: it passes
    - _Requirements: 2.1_
  - [ ] 3.3 Run the tests of task 2 again: they still pass
    - _Requirements: 3.1_
- [ ] 4. Checkpoint - Ensure all tests pass
  - {}

## Notes

{}
",
        words.name,
        ask("in which files?"),
        checkpoint(project),
        ask("what else has to be known?")
    )
}
