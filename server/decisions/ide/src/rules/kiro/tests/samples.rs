//! Documents in the shape that Kiro writes give nothing.

use spec::SpecType::{self, Bugfix, Feature};

use super::findings;
use crate::Kind;

const REQUIREMENTS: &str = "\
# Requirements Document

## Introduction

Clients share one service.

## Glossary

- **Limiter**: component that counts requests

## Requirements

### Requirement 1: Enforce a quota

**User Story:** As an operator, I want a quota per key, so that one client cannot starve the others.

#### Acceptance Criteria

1. WHEN a request exceeds the quota, THE Limiter SHALL answer with status 429
2. WHILE the Limiter is starting, THE Limiter SHALL accept requests without counting
";

const DESIGN: &str = "\
# Design Document: rate-limiter

## Overview

## Architecture

## Components and Interfaces

## Data Models

## Correctness Properties

### Property 1: Quota is never exceeded

*For any* sequence of requests of one key, accepted requests SHALL number at most the quota.

**Validates: Requirements 1.1, 1.4**

## Error Handling

## Testing Strategy
";

const DESIGN_OF_BUGFIX: &str = "\
# List Bugfix Design

## Overview

## Glossary

## Bug Details

### Bug Condition

## Expected Behavior

## Hypothesized Root Cause

## Correctness Properties

Property 1: Bug Condition - an empty list has no first element

**Validates: Requirements 2.1**

Property 2: Preservation - other lists keep theirs

**Validates: Requirements 3.1**

## Fix Implementation

## Testing Strategy
";

const BUGFIX: &str = "\
# Bugfix Requirements Document

## Introduction

## Bug Analysis

### Current Behavior (Defect)

1.1 WHEN the list is empty THEN the system panics

### Expected Behavior (Correct)

2.1 WHEN the list is empty THEN the system SHALL return None

### Unchanged Behavior (Regression Prevention)

3.1 WHEN the list has one element THEN the system SHALL CONTINUE TO return it
";

const TASKS: &str = "\
# Implementation Plan: rate-limiter

## Overview

## Tasks

- [x] 1. Core limiter
  - [-] 1.1 Implement the counter
    - a detail
    - _Requirements: 1.1, 1.4_
  - [~]* 1.2 Write property test: quota
    - **Property 1: Quota is never exceeded**
- [ ] 2. Checkpoint - Ensure all tests pass
  - Ensure all tests pass, ask the user if questions arise.

## Notes

## Task Dependency Graph

```json
{ \"waves\": [ { \"id\": 0, \"tasks\": [\"1.1\"] }, { \"id\": 1, \"tasks\": [\"1.2\"] } ] }
```
";

const TASKS_OF_BUGFIX: &str = "\
# Implementation Plan

## Overview

## Tasks

- [ ] 1. Write the exploration test

## Notes
";

#[test]
fn what_kiro_writes_is_well() {
    let samples: [(Kind, Option<SpecType>, &str); 9] = [
        (Kind::Requirements, None, REQUIREMENTS),
        (Kind::Design, None, DESIGN),
        (Kind::Design, Some(Feature), DESIGN),
        (Kind::Design, None, DESIGN_OF_BUGFIX),
        (Kind::Design, Some(Bugfix), DESIGN_OF_BUGFIX),
        (Kind::Bugfix, Some(Bugfix), BUGFIX),
        (Kind::Tasks, None, TASKS),
        (Kind::Tasks, Some(Bugfix), TASKS),
        (Kind::Tasks, Some(Bugfix), TASKS_OF_BUGFIX),
    ];
    for (kind, spec_type, text) in samples {
        for text in [text.to_owned(), text.replace('\n', "\r\n"), format!("\u{feff}{text}")] {
            assert_eq!(findings(kind, spec_type, &text), [], "{kind:?} {spec_type:?}");
        }
    }
}
