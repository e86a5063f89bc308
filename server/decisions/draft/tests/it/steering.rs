use draft::{Ground, steering};
use expect_test::{Expect, expect};

use crate::grounds::shop;

fn check(ground: &Ground, expected: Expect) {
    let documents = steering(ground).into_iter();
    expected
        .assert_eq(&documents.map(|draft| format!("=== {}\n{}", draft.name, draft.text)).collect::<String>());
}

#[test]
fn of_a_shop() {
    check(
        &shop(),
        expect![[r#"
            === product.md
            ---
            inclusion: always
            ---

            # Product

            > A draft, made of your words and the code, without a model. What is in brackets is yours to write.

            ## Purpose

            A shop for tea, with few kinds.

            ## Users

            [NEEDS CLARIFICATION: who uses it, and for what?]

            ## Features

            - **shop**: Sells tea.

            ## Out of scope

            [NEEDS CLARIFICATION: what does it not do on purpose?]
            === tech.md
            ---
            inclusion: always
            ---

            # Technology

            > A draft, made of your words and the code, without a model. What is in brackets is yours to write.

            ## Languages

            - Rust: 2 files

            ## Frameworks

            `axum`

            ## Packages

            - shop 0.3.0: `Cargo.toml`

            ## Commands

            - Build: `cargo build`
            - Test: `cargo test`

            ## AWS

            - SDK: `Cargo.toml`

            ## Conventions

            [NEEDS CLARIFICATION: which rules does code here follow?]
            === structure.md
            ---
            inclusion: always
            ---

            # Structure

            > A draft, made of your words and the code, without a model. What is in brackets is yours to write.

            ## Folders

            - `src`: 2 files, with `Cart`, `PaymentError`, `pay`

            ## Where things go

            [NEEDS CLARIFICATION: where does new code go, and where its tests?]
        "#]],
    );
}

#[test]
fn of_nothing() {
    check(
        &Ground::default(),
        expect![[r#"
            === product.md
            ---
            inclusion: always
            ---

            # Product

            > A draft, made of your words and the code, without a model. What is in brackets is yours to write.

            ## Purpose

            [NEEDS CLARIFICATION: what is it for?]

            ## Users

            [NEEDS CLARIFICATION: who uses it, and for what?]

            ## Features

            [NEEDS CLARIFICATION: what can it do?]

            ## Out of scope

            [NEEDS CLARIFICATION: what does it not do on purpose?]
            === tech.md
            ---
            inclusion: always
            ---

            # Technology

            > A draft, made of your words and the code, without a model. What is in brackets is yours to write.

            ## Languages

            [NEEDS CLARIFICATION: what is it written in?]

            ## Commands

            [NEEDS CLARIFICATION: how is it built, tested and run?]

            ## Conventions

            [NEEDS CLARIFICATION: which rules does code here follow?]
            === structure.md
            ---
            inclusion: always
            ---

            # Structure

            > A draft, made of your words and the code, without a model. What is in brackets is yours to write.

            ## Folders

            [NEEDS CLARIFICATION: what lies where?]

            ## Where things go

            [NEEDS CLARIFICATION: where does new code go, and where its tests?]
        "#]],
    );
}
