//! What "auto" takes.

use std::collections::BTreeSet;

use catalog::{Capability, Catalog, Choice, Providers, Rate, Residency, TaskClass, Wish};
use expect_test::{Expect, expect};

fn wish(class: TaskClass) -> Wish {
    Wish {
        class,
        tokens: 20_000,
        needs: BTreeSet::from([Capability::Tools]),
        unwell: BTreeSet::new(),
        pinned: None,
        dearest: None,
    }
}

fn bedrock(region: &str, residency: Residency) -> Providers {
    Providers { bedrock: Some((region.to_owned(), residency)), ..Providers::default() }
}

fn check(wish: &Wish, providers: &Providers, expected: Expect) {
    let text = match Catalog::built_in().route(wish, providers) {
        Ok(Choice { provider, id, why, .. }) => format!("{provider:?} {id}: {why}"),
        Err(no) => no.to_string(),
    };
    // A line for each model.
    expected.assert_eq(&(text.replace("; ", "\n") + "\n"));
}

#[test]
fn the_first_of_the_class() {
    let virginia = bedrock("us-east-1", Residency::Geo);
    check(
        &wish(TaskClass::SpecDrafting),
        &virginia,
        expect![[r#"
        Bedrock us.anthropic.claude-opus-4-7: for drafting specs
    "#]],
    );
    check(
        &wish(TaskClass::Implementation),
        &virginia,
        expect![[r#"
        Bedrock us.anthropic.claude-sonnet-4-6: for implementing
    "#]],
    );
    check(
        &wish(TaskClass::Title),
        &virginia,
        expect![[r#"
        Bedrock us.anthropic.claude-haiku-4-5-20251001-v1:0: for titles
    "#]],
    );
    let openai = Providers { openai: true, ..Providers::default() };
    check(
        &wish(TaskClass::Title),
        &openai,
        expect![[r#"
        OpenAi gpt-5.6-luna: for titles
        not claude-haiku-4.5: no provider that can be asked here has it
    "#]],
    );
    check(
        &wish(TaskClass::Title),
        &Providers::default(),
        expect![[r#"
            no model can be used here
            claude-haiku-4.5, gpt-5.6-luna, qwen3-coder-next, minimax-m2.1, deepseek-3.2: no provider that can be asked here has it
        "#]],
    );
}

#[test]
fn who_does_not_fit_is_passed_over_and_named() {
    let virginia = bedrock("us-east-1", Residency::Geo);
    let long = Wish { tokens: 300_000, ..wish(TaskClass::Title) };
    check(
        &long,
        &virginia,
        expect![[r#"
        Bedrock us.openai.gpt-5.6-luna: for titles
        not claude-haiku-4.5: it reads 150000 tokens, and this is 300000
    "#]],
    );
    let images = Wish { needs: BTreeSet::from([Capability::Images]), ..wish(TaskClass::Hook) };
    check(
        &images,
        &bedrock("eu-west-2", Residency::Region),
        expect![[r#"
            no model can be used here
            claude-haiku-4.5: eu-west-2 does not have it (`dataResidency` set to `geo` would have it here)
            gpt-5.6-luna: eu-west-2 does not have it (`dataResidency` set to `global` would have it here)
            minimax-m2.5, qwen3-coder-next, deepseek-3.2: it sees no images
        "#]],
    );
    let unwell = Wish { unwell: BTreeSet::from(["claude-haiku-4.5".to_owned()]), ..wish(TaskClass::Hook) };
    check(
        &unwell,
        &bedrock("eu-central-1", Residency::Geo),
        expect![[r#"
            Bedrock minimax.minimax-m2.5: for hooks
            not claude-haiku-4.5: it does not answer at the moment
            not gpt-5.6-luna: eu-central-1 does not have it (`dataResidency` set to `global` would have it here, and it is in us-east-1, us-east-2, us-west-1, us-west-2, and others)
        "#]],
    );
    let cheap = Wish { dearest: Some(Rate::dollars(0.4)), ..wish(TaskClass::Implementation) };
    check(
        &cheap,
        &virginia,
        expect![[r#"
            Bedrock minimax.minimax-m2.5: for implementing
            not claude-sonnet-4.6, claude-sonnet-4.5, gpt-5.6-terra, glm-5, qwen3-coder-next: it costs more than it may
        "#]],
    );
    let only = Providers { only: Some(BTreeSet::from(["glm-5".to_owned()])), ..virginia.clone() };
    check(
        &wish(TaskClass::Implementation),
        &only,
        expect![[r#"
            Bedrock zai.glm-5: for implementing
            not claude-sonnet-4.6, claude-sonnet-4.5, gpt-5.6-terra: the workspace does not allow it
        "#]],
    );
    let pinned = Wish { pinned: Some("claude-opus-4.6".to_owned()), ..wish(TaskClass::Implementation) };
    check(
        &pinned,
        &virginia,
        expect![[r#"
        Bedrock us.anthropic.claude-opus-4-6-v1: pinned for implementing
    "#]],
    );
    let missing = Wish { pinned: Some("claude-opus-9".to_owned()), ..wish(TaskClass::Implementation) };
    check(
        &missing,
        &virginia,
        expect![[r#"
        Bedrock us.anthropic.claude-sonnet-4-6: for implementing
        not claude-opus-9: it is not in the catalogue
    "#]],
    );
    check(
        &wish(TaskClass::Implementation),
        &bedrock("us-gov-west-1", Residency::Geo),
        expect![[r#"
            Bedrock us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0: for implementing
            not claude-sonnet-4.6: us-gov-west-1 does not have it (no region near it has it)
        "#]],
    );
}
