//! A workspace with a bit of everything below `.kiro`, and three things wrong in it.

use crate::workspace::Workspace;

pub const REQUIREMENTS: &str = "\
# Requirements Document

## Glossary

- **Cart**: What a customer wants to buy
- **Shop**: The program that sells

## Requirements

### Requirement 1: Cart

**User Story:** As a customer, I want a cart, so that I can collect things.

#### Acceptance Criteria

1. WHEN a customer adds a thing, THE Shop SHALL show it in the Cart 🛒
2. WHEN a customer removes a thing, THE Shop SHALL drop it from the Cart

### Requirement 2: Pay

**User Story:** As a customer, I want to pay, so that I get what I chose.

#### Acceptance Criteria

1. WHEN a customer pays, THE Shop SHALL print a receipt
";

pub const DESIGN: &str = "\
# Design

## Overview

A list in memory.

## Correctness Properties

### Property 1: What is added is shown

*For any* thing, adding it shows it.

**Validates: Requirements 1.1**
";

pub const TASKS: &str = "\
# Implementation Plan

- [ ] 1. Cart
  - [x] 1.1 Add
    - _Requirements: 1.1_
  - [ ] 1.2 Remove
    - _Requirements: 1.2, 7.3_
- [ ] 2. Pay
  - _Requirements: 2.1_
- [?] 3. Celebrate
  - _Requirements: 2.1_
";

pub fn shop() -> Workspace {
    let workspace = Workspace::new();
    workspace.write(".kiro/specs/shop/requirements.md", REQUIREMENTS);
    workspace.write(".kiro/specs/shop/design.md", DESIGN);
    workspace.write(".kiro/specs/shop/tasks.md", TASKS);
    workspace.write(
        ".kiro/steering/web.md",
        "---\ninclusion: fileMatch\nfileMatchPattern: \"packages/web/**\"\n---\n# Web\n",
    );
    workspace.write(".kiro/steering/release.md", "---\ninclusion: manual\n---\n# Releases\n");
    workspace.write("AGENTS.md", "# Everywhere\n");
    workspace.write("packages/web/AGENTS.md", "# Here\n");
    let hook = r#"{"version": "v1", "hooks": [{"name": "Test on save", "trigger": "FileSaved", "matcher": ".*\\.py", "action": {"type": "command", "command": "make test"}}]}"#;
    workspace.write(".kiro/hooks/test.json", hook);
    workspace
}

/// Codes and lines of what `checked`, the payload of a check, has to say of a document.
pub fn found(payload: &serde_json::Value, path: &str) -> Vec<String> {
    let files = payload["checked"].as_array().unwrap();
    let file =
        files.iter().find(|file| file["path"] == path).unwrap_or_else(|| panic!("no {path} in {payload}"));
    let findings = file["findings"].as_array().unwrap().iter();
    findings
        .map(|finding| format!("{} {}", finding["code"].as_str().unwrap(), finding["place"]["line"]))
        .collect()
}

/// The documents that were checked.
pub fn checked(payload: &serde_json::Value) -> Vec<&str> {
    payload["checked"].as_array().unwrap().iter().map(|file| file["path"].as_str().unwrap()).collect()
}
