use draft::Kind;
use expect_test::expect;

use crate::check;
use crate::grounds::shop;

#[test]
fn of_a_bug() {
    check(
        "wrong-total",
        "The total of the cart is wrong.",
        Kind::Bugfix,
        &shop(),
        expect![[r#"
            === bugfix.md
            # Bugfix Requirements Document

            > A draft, made of your words and the code, without a model. What is in brackets is yours to write.

            ## Introduction

            The total of the cart is wrong.

            ## Bug Analysis

            ### Current Behavior (Defect)

            1.1 WHEN [NEEDS CLARIFICATION: under which conditions?] THEN the system does what was reported: "The total of the cart is wrong"

            ### Expected Behavior (Correct)

            2.1 WHEN [NEEDS CLARIFICATION: under which conditions?] THEN the system SHALL [NEEDS CLARIFICATION: do what instead?]

            ### Unchanged Behavior (Regression Prevention)

            3.1 WHEN [NEEDS CLARIFICATION: what is near, and right?] THEN the system SHALL CONTINUE TO [NEEDS CLARIFICATION: do what?]
            === design.md
            # Design Document: wrong-total

            ## Overview

            The total of the cart is wrong. [NEEDS CLARIFICATION: how is it mended, in three sentences?]

            ## Glossary

            - **Bug_Condition**: [NEEDS CLARIFICATION: when does it happen?]

            ## Bug Details

            [NEEDS CLARIFICATION: how is it seen, step by step?]

            ## Expected Behavior

            [NEEDS CLARIFICATION: what is right, and what stays as it is?]

            ## Hypothesized Root Cause

            [NEEDS CLARIFICATION: what is the cause, and what shows it?]

            In `src/cart.rs`:

            - `pub struct Cart` (line 2): What a customer is about to buy.
            - `impl Cart` (line 6)
            - `pub fn total(&self) -> u64` (line 9)

            ## Correctness Properties

            ### Property 1: Bug Condition

            *For any* [NEEDS CLARIFICATION: input for which it happens], the fixed system SHALL [NEEDS CLARIFICATION: do what?].

            **Validates: Requirements 2.1**

            ### Property 2: Preservation

            *For any* [NEEDS CLARIFICATION: input for which it does not happen], the fixed system SHALL do what it did before.

            **Validates: Requirements 3.1**

            ## Fix Implementation

            [NEEDS CLARIFICATION: what is changed, and where?]

            ## Testing Strategy

            Tests are run with `cargo test`. [NEEDS CLARIFICATION: which properties are tested with which library?]
            === tasks.md
            # Implementation Plan: wrong-total

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
                - [NEEDS CLARIFICATION: in which files?]
                - _Requirements: 2.1_
              - [ ] 3.2 Run the test of task 1 again: it passes
                - _Requirements: 2.1_
              - [ ] 3.3 Run the tests of task 2 again: they still pass
                - _Requirements: 3.1_
            - [ ] 4. Checkpoint - Ensure all tests pass
              - Ensure all tests pass with `cargo test`; ask the user if questions arise.

            ## Notes

            [NEEDS CLARIFICATION: what else has to be known?]
            === .config.kiro
            {"workflowType": "requirements-first", "specType": "bugfix"}
        "#]],
    );
}
