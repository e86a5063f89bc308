//! A user's file changes the catalogue, and what is wrong with it is told where it stands.

use catalog::Catalog;
use expect_test::{Expect, expect};
use text::{Encoding, LineIndex};

/// What is wrong with a user's file: line, column and what.
fn check(user: &str, expected: Expect) -> Catalog {
    let (catalog, problems) = Catalog::with(user);
    let index = LineIndex::new(user);
    let told = problems.iter().map(|problem| {
        let at = index.position(user, problem.span.start, Encoding::Utf8);
        format!("{}:{} {}\n", at.line + 1, at.character + 1, problem.message)
    });
    expected.assert_eq(&told.collect::<String>());
    catalog
}

#[test]
fn ours_is_whole() {
    let catalog = check("", expect![""]);
    assert_eq!(catalog, **Catalog::built_in());
    let kiro = [
        "claude-opus-5",
        "claude-sonnet-5",
        "claude-opus-4.8",
        "claude-opus-4.7",
        "claude-opus-4.6",
        "claude-opus-4.5",
        "claude-sonnet-4.6",
        "claude-sonnet-4.5",
        "claude-sonnet-4",
        "claude-haiku-4.5",
        "gpt-5.6-sol",
        "gpt-5.6-terra",
        "gpt-5.6-luna",
        "deepseek-3.2",
        "minimax-m2.5",
        "minimax-m2.1",
        "glm-5",
        "qwen3-coder-next",
    ];
    for id in kiro {
        let model = catalog.models.get(id).unwrap_or_else(|| panic!("{id}"));
        assert!(model.credits.is_some() && model.prices.is_some() && model.offers.bedrock.is_some(), "{id}");
    }
    for (class, route) in &catalog.routes {
        assert!(route.len() > 2, "{class:?}");
    }
    assert!(!catalog.prices.as_of.is_empty());
}

#[test]
fn a_user_changes_and_adds() {
    let user = r#"{
        // Ours are cheaper.
        "models": {
            "claude-opus-4.7": { "prices": { "input": 4.5 }, "credits": 2 },
            "our-model": {
                "name": "Ours", "context": 32000, "output": 4000, "can": ["tools"],
                "offers": { "openai": { "id": "ours:latest" } },
            },
            "gpt-4o": null,
        },
        "routes": { "title": ["our-model"] },
    }"#;
    let catalog = check(user, expect![""]);
    let opus = catalog.find("us.anthropic.claude-opus-4-7").unwrap();
    let before = Catalog::built_in().find("claude-opus-4.7").unwrap();
    assert_eq!(opus.prices.unwrap().input.0, 4_500_000);
    assert_eq!(opus.prices.unwrap().output, before.prices.unwrap().output);
    assert_eq!(opus.credits.unwrap().0, 200);
    assert_eq!(catalog.find("openai:ours:latest").unwrap().name, "Ours");
    assert!(catalog.find("openai:gpt-4o").is_none());
    assert_eq!(catalog.routes[&catalog::TaskClass::Title], ["our-model"]);
}

#[test]
fn what_is_wrong_is_told_and_left_out_alone() {
    let user = r#"{
  "model": {},
  "version": 2,
  "credit": { "tokens": "many" },
  "models": {
    "claude-opus-4.7": { "context": -1 },
    "claude-opus-4.6": { "prices": { "input": "5" } },
    "claude-opus-4.5": { "colour": "red" },
    "claude-sonnet-4.5": { "thinking": { "efforts": { "low": "low" } } },
    "claude-haiku-4.5": { "output": 900000 },
    "claude-sonnet-4": { "name": "Mine" },
    "mine": { "name": "Mine", "context": 1 },
    "his": { "name": "His", "context": 8000, "output": 1000, "offers": {} }
  },
  "routes": { "title": ["claude-haiku-45", "gpt-4o"] }
}"#;
    let catalog = check(
        user,
        expect![[r#"
            2:3 There is no `model` in a catalogue. Is "models" meant?
            3:14 `version`: this program reads version 1, so all of it is read as that.
            4:25 `credit.tokens`: invalid type: string "many", expected u64.
            6:37 `models.claude-opus-4.7.context`: invalid value: integer `-1`, expected u64.
            7:47 `models.claude-opus-4.6.prices.input`: invalid type: string "5", expected f64.
            8:36 `models.claude-opus-4.5.colour`: unknown field `colour`, expected one of `name`, `context`, `output`, `can`, `credits`, `cache`, `thinking`, `prices`, `longPrices`, `offers`.
            9:53 `models.claude-sonnet-4.5.thinking.efforts`: the style `budget` takes numbers of tokens, the others take words.
            10:37 `models.claude-haiku-4.5.output`: it is between 1 and `context`.
            12:5 `models.mine`: missing field `output`.
            13:72 `models.his.offers`: nobody offers it.
            15:25 `routes`: there is no model "claude-haiku-45". Is "claude-haiku-4.5" meant?
        "#]],
    );
    let ours = Catalog::built_in();
    for id in
        ["claude-opus-4.7", "claude-opus-4.6", "claude-opus-4.5", "claude-sonnet-4.5", "claude-haiku-4.5"]
    {
        assert_eq!(catalog.models[id], ours.models[id], "{id}");
    }
    assert_eq!(catalog.credit, ours.credit);
    assert_eq!(catalog.models["claude-sonnet-4"].name, "Mine");
    assert_eq!(catalog.routes[&catalog::TaskClass::Title], ["gpt-4o"]);
    check(
        "{ \"models\": ",
        expect![[r#"
        1:13 This is not JSON (Expected value after colon in object property), so nothing of it counts.
    "#]],
    );
    check(
        "[]",
        expect![[r#"
        1:1 A catalogue is an object.
    "#]],
    );
}
