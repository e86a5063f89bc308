//! Which model is asked: by name, by "auto", and where the named one is not to be had.

use bedrock_wire::{Answer, Block, Options, Refusal, Reply, Usage};
use serde_json::json;

use super::{Bedrock, ran, refusal, shell};

const CHAT: [&str; 4] = ["chat", "--no-interactive", "--trust-all-tools", "What?"];

/// A name of the catalogue is an id of the region; where there is none, the user hears where there is.
#[test]
fn a_name_is_asked_for_where_the_user_is() {
    let region = |region: &str, model: &str, residency: &str| {
        let replies = vec![Answer::text("Yes.").into()];
        let bedrock = Bedrock::new(Options { region: region.to_owned(), replies, ..Options::default() });
        bedrock.workspace.settings(&json!({ "dataResidency": residency }));
        let chat = ["chat", "--no-interactive", "What?"];
        let ran = ran(bedrock.command(&chat).env("KIRO_LSP_MODEL", model).env("AWS_REGION", region));
        match bedrock.wire.requests().first() {
            Some(request) => request.model.clone(),
            None => ran.expect_code(7).stderr,
        }
    };
    for (place, residency, id) in [
        ("us-east-1", "geo", "us.anthropic.claude-opus-4-7"),
        ("eu-central-1", "geo", "eu.anthropic.claude-opus-4-7"),
        ("ap-northeast-1", "geo", "jp.anthropic.claude-opus-4-7"),
        ("sa-east-1", "global", "global.anthropic.claude-opus-4-7"),
    ] {
        assert_eq!(region(place, "bedrock:claude-opus-4.7", residency), id, "{place}");
    }
    assert_eq!(region("eu-west-1", "bedrock:minimax-m2.5", "region"), "minimax.minimax-m2.5");
    let said = region("sa-east-1", "bedrock:claude-opus-4.7", "geo");
    assert!(said.contains("Amazon Bedrock in sa-east-1 does not have the model `claude-opus-4.7`"), "{said}");
    assert!(
        said.contains("`dataResidency` set to `global` would have it here, and it is in us-east-1"),
        "{said}"
    );
}

/// The models that were asked, in order.
fn asked(bedrock: &Bedrock) -> Vec<String> {
    bedrock.wire.requests().into_iter().map(|request| request.model).collect()
}

fn auto(bedrock: &Bedrock, more: &[&str]) -> crate::workspace::Ran {
    let arguments = [&CHAT[..3], more, &CHAT[3..]].concat();
    ran(bedrock.command(&arguments).env("KIRO_LSP_MODEL", "auto"))
}

#[test]
fn auto_says_what_it_takes_and_stays_with_it_in_a_turn() {
    let bedrock = Bedrock::answering([
        Answer::blocks(vec![shell("a")]).into(),
        Answer::text("Done.").into(),
        Answer::text("Yes.").into(),
    ]);
    let ran = auto(&bedrock, &[]).expect_code(0);
    assert!(
        ran.stderr.contains("asking bedrock:us.anthropic.claude-sonnet-4-6: for implementing"),
        "{}",
        ran.stderr
    );
    // What was taken before is not said again.
    let ran = auto(&bedrock, &["--resume"]).expect_code(0);
    assert!(!ran.stderr.contains("asking"), "{}", ran.stderr);
    assert_eq!(asked(&bedrock), ["us.anthropic.claude-sonnet-4-6"; 3]);
    assert_eq!(bedrock.workspace.count("modelChosen"), 1);
}

#[test]
fn a_pin_and_a_price_decide() {
    for (auto_settings, id) in [
        (json!({ "pins": { "implementation": "claude-opus-4.6" } }), "us.anthropic.claude-opus-4-6-v1"),
        (json!({ "maxInputPrice": 0.4 }), "minimax.minimax-m2.5"),
    ] {
        let bedrock = Bedrock::answering([Answer::text("Yes.").into()]);
        bedrock.workspace.settings(&json!({ "auto": auto_settings }));
        auto(&bedrock, &[]).expect_code(0);
        assert_eq!(asked(&bedrock), [id]);
    }
}

#[test]
fn a_model_that_is_not_there_is_replaced_by_what_the_user_listed() {
    let missing = || refusal(400, "ValidationException", "The provided model identifier is invalid.");
    let listed = json!({ "fallbackModels": ["bedrock:claude-sonnet-4.5", "bedrock:claude-haiku-4.5"] });
    let bedrock = Bedrock::answering([
        missing(),
        missing(),
        Answer::text("Yes.").into(),
        Answer::blocks(vec![shell("a")]).into(),
        missing(),
    ]);
    bedrock.workspace.settings(&listed);
    let ran = bedrock.chat().expect_code(0);
    assert_eq!(ran.stdout, "Yes.\n");
    assert!(ran.stderr.contains("asking bedrock:claude-haiku-4.5: "), "{}", ran.stderr);
    assert!(ran.stderr.contains("model identifier is invalid"), "{}", ran.stderr);
    // In a turn that has begun nothing takes another's place.
    bedrock.chat().expect_code(7);
    let haiku = "us.anthropic.claude-haiku-4-5-20251001-v1:0";
    assert_eq!(asked(&bedrock), [haiku, "us.anthropic.claude-sonnet-4-5-20250929-v1:0", haiku, haiku, haiku]);

    let bedrock = Bedrock::answering([missing()]);
    bedrock.chat().expect_code(7);
    assert_eq!(asked(&bedrock).len(), 1);
}

#[test]
fn without_anybody_to_ask_auto_says_what_to_set() {
    let workspace = crate::workspace::Workspace::new();
    let mut command = workspace.command(&CHAT);
    command.env("KIRO_LSP_MODEL", "auto").env("AWS_EC2_METADATA_DISABLED", "true");
    let ran: crate::workspace::Ran = command.output().unwrap().into();
    let ran = ran.expect_code(7);
    assert!(ran.stderr.contains("no model can be used here"), "{}", ran.stderr);
    assert!(ran.stderr.contains("AWS_REGION"), "{}", ran.stderr);
}

#[test]
fn a_workspace_allows_fewer_models_and_keeps_data_nearer() {
    let wide =
        json!({ "dataResidency": "global", "auto": { "pins": { "implementation": "claude-opus-4.7" } } });
    let ask = |narrowing: &str, model: &str| {
        let bedrock = Bedrock::answering([Answer::text("Yes.").into()]);
        bedrock.workspace.settings(&wide);
        bedrock.workspace.write(".kiro/settings/models.json", narrowing);
        let ran = ran(bedrock.command(&CHAT).env("KIRO_LSP_MODEL", model));
        match bedrock.wire.requests().first() {
            Some(request) => request.model.clone(),
            None => ran.expect_code(7).stderr.trim().to_owned(),
        }
    };
    let only = r#"{ "only": ["claude-haiku-4.5", "anthropic.claude-sonnet-4-6"] }"#;
    let haiku = "us.anthropic.claude-haiku-4-5-20251001-v1:0";
    assert_eq!(ask(only, "bedrock:claude-haiku-4.5"), haiku);
    assert_eq!(ask(only, "auto"), "us.anthropic.claude-sonnet-4-6");
    let refused = ask(only, "bedrock:claude-opus-4.7");
    assert!(
        refused.contains("allows only claude-haiku-4.5, claude-sonnet-4.6, and not `claude-opus-4.7`"),
        "{refused}"
    );
    let refused = ask(r#"{ "dataResidency": "geo" }"#, "bedrock:global.anthropic.claude-opus-4-7");
    assert!(refused.contains("keeps data in one part of the world"), "{refused}");
    let refused = ask(r#"{ "dataResidency": "region" }"#, "bedrock:claude-opus-4.7");
    assert!(refused.contains("does not have the model"), "{refused}");
    // It cannot widen, and what cannot be read may forbid anything.
    let refused = ask(r#"{ "only": null, "caps": {} }"#, "bedrock:claude-haiku-4.5");
    assert!(
        refused.contains("`.kiro/settings/models.json` cannot be read: unknown field `caps`"),
        "{refused}"
    );
}

/// What stood in for the named model does so for one turn; what it thought means nothing to the other.
#[test]
fn the_named_model_is_asked_again_in_the_next_turn() {
    let thought = || Block::Reasoning { text: vec!["Hm.".to_owned()], signature: Some("c2ln".to_owned()) };
    let bedrock = Bedrock::answering([
        refusal(400, "ValidationException", "The provided model identifier is invalid."),
        Answer::blocks(vec![thought(), Block::text("Yes.")]).into(),
        Answer::blocks(vec![thought(), Block::text("Again."), shell("a")]).into(),
        Answer::text("Done.").into(),
    ]);
    bedrock.workspace.settings(&json!({ "fallbackModels": ["bedrock:claude-sonnet-4.5"] }));
    bedrock.chat().expect_code(0);
    let resume = [&CHAT[..3], &["--resume"], &CHAT[3..]].concat();
    ran(&mut bedrock.command(&resume)).expect_code(0);
    let (haiku, sonnet) =
        ("us.anthropic.claude-haiku-4-5-20251001-v1:0", "us.anthropic.claude-sonnet-4-5-20250929-v1:0");
    assert_eq!(asked(&bedrock), [haiku, sonnet, haiku, haiku]);
    assert_eq!(bedrock.workspace.count("modelChosen"), 2);
    let thoughts = |request: usize| {
        let body = bedrock.wire.requests()[request].body["messages"].to_string();
        body.matches("reasoningContent").count()
    };
    assert_eq!((thoughts(2), thoughts(3)), (0, 1));
}

/// Each is asked for a word, and what that cost is written down.
#[test]
fn models_are_checked_by_asking_them() {
    let used = Usage { input: 10, output: 4, ..Usage::default() };
    let no_access = "You don't have access to the model with the specified model ID.";
    let bedrock = Bedrock::new(Options {
        replies: vec![
            Answer::text("ok").usage(used).into(),
            Reply::Error(Refusal {
                status: 403,
                kind: "AccessDeniedException".to_owned(),
                message: no_access.to_owned(),
            }),
        ],
        ..Options::default()
    });
    let check = |models: &[&str]| ran(&mut bedrock.command(&[&["models", "check"], models].concat()));
    let usable = check(&["claude-sonnet-4.6"]).expect_code(0).stdout;
    // 10 × $3.30 and 4 × $16.50 for a million, in a profile of the United States.
    assert_eq!(usable, "✓ claude-sonnet-4.6\n1 of 1 can be used. Asking them cost <$0.0001.\n");
    let refused = check(&["claude-haiku-4.5"]);
    assert_ne!(refused.code, Some(0));
    assert!(
        refused.stdout.starts_with("✗ claude-haiku-4.5: ") && refused.stdout.contains(no_access),
        "{}",
        refused.stdout
    );
    assert!(refused.stdout.ends_with("0 of 1 can be used. Asking them cost $0.00.\n"), "{}", refused.stdout);
    assert_eq!(bedrock.wire.requests()[0].body["inferenceConfig"]["maxTokens"], 16);
    let by_class = bedrock.workspace.json(&["usage", "--by", "class"]);
    assert_eq!((&by_class["sums"][0]["key"], &by_class["sums"][0]["calls"]), (&json!("check"), &json!(1)));
    assert_eq!(by_class["total"]["usage"]["cost"]["nanodollars"], 99_000);
    // What the workspace does not allow is not asked, nor what a cap has no room for.
    bedrock.workspace.write(".kiro/settings/models.json", r#"{"only": ["glm-5"]}"#);
    let narrowed = check(&["claude-haiku-4.5"]).stdout;
    assert!(narrowed.contains("allows only glm-5"), "{narrowed}");
    bedrock.workspace.write(".kiro/settings/models.json", "{}");
    bedrock.workspace.settings(&json!({ "caps": { "call": { "dollars": 0.000001 } } }));
    let capped = check(&["claude-haiku-4.5"]).stdout;
    assert!(capped.contains("could cross the cap"), "{capped}");
    assert_eq!(bedrock.wire.requests().len(), 2);
}

/// A summary is asked of the model of its own route; where that does not answer, of the one that answers in the turn.
#[test]
fn a_summary_goes_its_own_way() {
    let (sonnet, haiku) = ("us.anthropic.claude-sonnet-4-6", "us.anthropic.claude-haiku-4-5-20251001-v1:0");
    let long = || -> Reply { Answer::text(&"I looked at one more file. ".repeat(1_500)).into() };
    let refused = refusal(403, "AccessDeniedException", "You don't have access to the model.");
    let summary = || Answer::text("## Done: much").into();
    for (settings, replies, expected) in [
        (json!({}), vec![long(), summary(), Answer::text("Yes.").into()], vec![sonnet, haiku, sonnet]),
        (
            json!({}),
            vec![long(), refused, summary(), Answer::text("Yes.").into()],
            vec![sonnet, haiku, sonnet, sonnet],
        ),
        (
            json!({ "pins": { "summary": "claude-sonnet-4.6" } }),
            vec![long(), summary(), Answer::text("Yes.").into()],
            vec![sonnet; 3],
        ),
    ] {
        let bedrock = Bedrock::new(Options { replies, counts: true, ..Options::default() });
        bedrock.workspace.settings(&json!({ "contextWindow": 16_000, "auto": settings }));
        auto(&bedrock, &[]).expect_code(0);
        auto(&bedrock, &["--resume"]).expect_code(0);
        assert_eq!(asked(&bedrock), expected);
        let compacted = bedrock.workspace.events();
        let compacted = compacted.iter().find(|event| event["type"] == "contextCompacted").unwrap();
        assert!(compacted["summary"].as_str().unwrap().contains("much"), "{compacted}");
    }
}
