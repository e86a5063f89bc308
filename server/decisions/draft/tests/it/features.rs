use draft::Kind;
use expect_test::expect;

use crate::check;
use crate::grounds::shop;

const WORDS: &str = "\
Customers can save their cart for later. When a saved cart is opened, the shop must show its items.
- Carts that are older than 30 days are deleted
- The payment must not start while the cart is empty.
Send a reminder by mail.
";

#[test]
fn of_a_feature() {
    check(
        "saved-carts",
        WORDS,
        Kind::Feature,
        &shop(),
        expect![[r#"
            === requirements.md
            # Requirements Document

            > A draft, made of your words and the code, without a model. What is in brackets is yours to write.

            ## Introduction

            Customers can save their cart for later. When a saved cart is opened, the shop must show its items. Carts that are older than 30 days are deleted. The payment must not start while the cart is empty. Send a reminder by mail.

            ## Glossary

            - **Saved_Carts**: [NEEDS CLARIFICATION: what is it?]
            - **Shop**: [NEEDS CLARIFICATION: what is it?]
            - **Payment**: [NEEDS CLARIFICATION: what is it?]

            ## Requirements

            ### Requirement 1: Customers can save their cart for later

            **User Story:** As a [NEEDS CLARIFICATION: which user?], I want "Customers can save their cart for later", so that [NEEDS CLARIFICATION: which benefit?].

            #### Acceptance Criteria

            1. THE Saved_Carts SHALL let customers save their cart for later
            2. IF [NEEDS CLARIFICATION: what can go wrong?], THEN THE Saved_Carts SHALL [NEEDS CLARIFICATION: what is done then?]

            ### Requirement 2: When a saved cart is opened, the shop must…

            **User Story:** As a [NEEDS CLARIFICATION: which user?], I want "When a saved cart is opened, the shop must show its items", so that [NEEDS CLARIFICATION: which benefit?].

            #### Acceptance Criteria

            1. WHEN a saved cart is opened, THE Shop SHALL show its items
            2. IF [NEEDS CLARIFICATION: what can go wrong?], THEN THE Saved_Carts SHALL [NEEDS CLARIFICATION: what is done then?]

            ### Requirement 3: Carts that are older than 30 days are deleted

            **User Story:** As a [NEEDS CLARIFICATION: which user?], I want "Carts that are older than 30 days are deleted", so that [NEEDS CLARIFICATION: which benefit?].

            #### Acceptance Criteria

            1. THE Saved_Carts SHALL [NEEDS CLARIFICATION: what is done, by "Carts that are older than 30 days are deleted"]
            2. IF [NEEDS CLARIFICATION: what can go wrong?], THEN THE Saved_Carts SHALL [NEEDS CLARIFICATION: what is done then?]

            ### Requirement 4: The payment must not start while the cart is…

            **User Story:** As a [NEEDS CLARIFICATION: which user?], I want "The payment must not start while the cart is empty", so that [NEEDS CLARIFICATION: which benefit?].

            #### Acceptance Criteria

            1. WHILE the cart is empty, THE Payment SHALL NOT start
            2. IF [NEEDS CLARIFICATION: what can go wrong?], THEN THE Saved_Carts SHALL [NEEDS CLARIFICATION: what is done then?]

            ### Requirement 5: Send a reminder by mail

            **User Story:** As a [NEEDS CLARIFICATION: which user?], I want "Send a reminder by mail", so that [NEEDS CLARIFICATION: which benefit?].

            #### Acceptance Criteria

            1. THE Saved_Carts SHALL send a reminder by mail
            2. IF [NEEDS CLARIFICATION: what can go wrong?], THEN THE Saved_Carts SHALL [NEEDS CLARIFICATION: what is done then?]
            === design.md
            # Design Document: saved-carts

            ## Overview

            Customers can save their cart for later. [NEEDS CLARIFICATION: how is it solved, in three sentences?]

            ## Architecture

            ```mermaid
            graph TD
                new["Saved_Carts"]
                new --> s0["src/cart.rs"]
                new --> s1["src/payment.rs"]
            ```

            [NEEDS CLARIFICATION: which of these change, and what is new beside them?]

            ## Components and Interfaces

            ### Saved_Carts

            [NEEDS CLARIFICATION: what does it offer?]

            In `src/cart.rs`:

            - `impl Cart` (line 6)
            - `pub fn add_item(&mut self, item: Item)` (line 8): Adds an item to the cart.

            ## Data Models

            [NEEDS CLARIFICATION: what is kept, and in which form?]

            In `src/cart.rs`:

            - `pub struct Cart` (line 2): What a customer is about to buy.

            In `src/payment.rs`:

            - `pub enum PaymentError` (line 1)

            ## Correctness Properties

            ### Property 1: Customers can save their cart for later

            *For any* [NEEDS CLARIFICATION: which inputs?]: THE Saved_Carts SHALL let customers save their cart for later.

            **Validates: Requirements 1.1**

            ### Property 2: When a saved cart is opened, the shop must…

            *For any* [NEEDS CLARIFICATION: which inputs?]: WHEN a saved cart is opened, THE Shop SHALL show its items.

            **Validates: Requirements 2.1**

            ### Property 3: Carts that are older than 30 days are deleted

            *For any* [NEEDS CLARIFICATION: which inputs?]: THE Saved_Carts SHALL [NEEDS CLARIFICATION: what is done, by "Carts that are older than 30 days are deleted"].

            **Validates: Requirements 3.1**

            ### Property 4: The payment must not start while the cart is…

            *For any* [NEEDS CLARIFICATION: which inputs?]: WHILE the cart is empty, THE Payment SHALL NOT start.

            **Validates: Requirements 4.1**

            ### Property 5: Send a reminder by mail

            *For any* [NEEDS CLARIFICATION: which inputs?]: THE Saved_Carts SHALL send a reminder by mail.

            **Validates: Requirements 5.1**

            ## Error Handling

            [NEEDS CLARIFICATION: which errors are there, and who hears of them?]

            ## Testing Strategy

            Tests are run with `cargo test`. [NEEDS CLARIFICATION: which properties are tested with which library?]
            === tasks.md
            # Implementation Plan: saved-carts

            ## Overview

            [NEEDS CLARIFICATION: in which order, and why?]

            ## Tasks

            - [ ] 1. Customers can save their cart for later
              - [ ] 1.1 Implement it
                - [NEEDS CLARIFICATION: in which files?]
                - _Requirements: 1.1, 1.2_
              - [ ]* 1.2 Write property test
                - **Property 1: Customers can save their cart for later**
                - **Validates: Requirements 1.1**
            - [ ] 2. When a saved cart is opened, the shop must…
              - [ ] 2.1 Implement it
                - [NEEDS CLARIFICATION: in which files?]
                - _Requirements: 2.1, 2.2_
              - [ ]* 2.2 Write property test
                - **Property 2: When a saved cart is opened, the shop must…**
                - **Validates: Requirements 2.1**
            - [ ] 3. Carts that are older than 30 days are deleted
              - [ ] 3.1 Implement it
                - [NEEDS CLARIFICATION: in which files?]
                - _Requirements: 3.1, 3.2_
              - [ ]* 3.2 Write property test
                - **Property 3: Carts that are older than 30 days are deleted**
                - **Validates: Requirements 3.1**
            - [ ] 4. The payment must not start while the cart is…
              - [ ] 4.1 Implement it
                - [NEEDS CLARIFICATION: in which files?]
                - _Requirements: 4.1, 4.2_
              - [ ]* 4.2 Write property test
                - **Property 4: The payment must not start while the cart is…**
                - **Validates: Requirements 4.1**
            - [ ] 5. Send a reminder by mail
              - [ ] 5.1 Implement it
                - [NEEDS CLARIFICATION: in which files?]
                - _Requirements: 5.1, 5.2_
              - [ ]* 5.2 Write property test
                - **Property 5: Send a reminder by mail**
                - **Validates: Requirements 5.1**
            - [ ] 6. Checkpoint - Ensure all tests pass
              - Ensure all tests pass with `cargo test`; ask the user if questions arise.

            ## Notes

            [NEEDS CLARIFICATION: what else has to be known?]

            ## Task Dependency Graph

            ```json
            { "waves": [
              { "id": 0, "tasks": ["1.1"] },
              { "id": 1, "tasks": ["2.1", "1.2"] },
              { "id": 2, "tasks": ["3.1", "2.2"] },
              { "id": 3, "tasks": ["4.1", "3.2"] },
              { "id": 4, "tasks": ["5.1", "4.2"] },
              { "id": 5, "tasks": ["5.2"] }
            ] }
            ```
            === .config.kiro
            {"workflowType": "requirements-first", "specType": "feature"}
        "#]],
    );
}
