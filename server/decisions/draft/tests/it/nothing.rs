use draft::{Ground, Kind};
use expect_test::expect;

use crate::check;

#[test]
fn of_no_words_about_no_code() {
    check(
        "x",
        "",
        Kind::Feature,
        &Ground::default(),
        expect![[r#"
            === requirements.md
            # Requirements Document

            > A draft, made of your words and the code, without a model. What is in brackets is yours to write.

            ## Introduction

            [NEEDS CLARIFICATION: what is it about?]

            ## Glossary

            - **X**: [NEEDS CLARIFICATION: what is it?]

            ## Requirements

            ### Requirement 1: NEEDS CLARIFICATION: what is asked for?

            **User Story:** As a [NEEDS CLARIFICATION: which user?], I want "(NEEDS CLARIFICATION: what is asked for?)", so that [NEEDS CLARIFICATION: which benefit?].

            #### Acceptance Criteria

            1. THE X SHALL [NEEDS CLARIFICATION: what is done, by "(NEEDS CLARIFICATION: what is asked for?)"]
            2. IF [NEEDS CLARIFICATION: what can go wrong?], THEN THE X SHALL [NEEDS CLARIFICATION: what is done then?]
            === design.md
            # Design Document: x

            ## Overview

            [NEEDS CLARIFICATION: how is it solved, in three sentences?]

            ## Architecture

            ```mermaid
            graph TD
                new["X"]
            ```

            [NEEDS CLARIFICATION: which of these change, and what is new beside them?]

            ## Components and Interfaces

            ### X

            [NEEDS CLARIFICATION: what does it offer?]

            ## Data Models

            [NEEDS CLARIFICATION: what is kept, and in which form?]

            ## Correctness Properties

            ### Property 1: NEEDS CLARIFICATION: what is asked for?

            *For any* [NEEDS CLARIFICATION: which inputs?]: THE X SHALL [NEEDS CLARIFICATION: what is done, by "(NEEDS CLARIFICATION: what is asked for?)"].

            **Validates: Requirements 1.1**

            ## Error Handling

            [NEEDS CLARIFICATION: which errors are there, and who hears of them?]

            ## Testing Strategy

            [NEEDS CLARIFICATION: how is it tested, and with which command?]
            === tasks.md
            # Implementation Plan: x

            ## Overview

            [NEEDS CLARIFICATION: in which order, and why?]

            ## Tasks

            - [ ] 1. NEEDS CLARIFICATION: what is asked for?
              - [ ] 1.1 Implement it
                - [NEEDS CLARIFICATION: in which files?]
                - _Requirements: 1.1, 1.2_
              - [ ]* 1.2 Write property test
                - **Property 1: NEEDS CLARIFICATION: what is asked for?**
                - **Validates: Requirements 1.1**
            - [ ] 2. Checkpoint - Ensure all tests pass
              - Ensure all tests pass; ask the user if questions arise.

            ## Notes

            [NEEDS CLARIFICATION: what else has to be known?]

            ## Task Dependency Graph

            ```json
            { "waves": [
              { "id": 0, "tasks": ["1.1"] },
              { "id": 1, "tasks": ["1.2"] }
            ] }
            ```
            === .config.kiro
            {"workflowType": "requirements-first", "specType": "feature"}
        "#]],
    );
}
