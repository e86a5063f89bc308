//! What is kept of prompts, and what a model thought: a server that counts by the bytes it is sent.

use bedrock_wire::{Answer, Block, Options, Reply};
use serde_json::{Value, json};

use super::{Bedrock, ran, shell};

const SONNET: &str = "bedrock:us.anthropic.claude-sonnet-4-6";

/// What is done in a turn of 25 calls of the model. They are alike in nothing, or it would be stopped as a loop.
const STEPS: &str = "read plan name build link test run check mend move split join sort trim copy list count show hide lock \
                     open close send keep";

fn long_turn() -> Vec<Reply> {
    let call = |step: &str| {
        let thought = Block::Reasoning {
            text: vec![format!("To {step} is next."), " It is safe.".to_owned()],
            signature: Some(format!("c2lnbmVk{step}")),
        };
        Answer::blocks(vec![thought, Block::text(&format!("I {step} it.")), shell(step)]).into()
    };
    STEPS.split_whitespace().map(call).chain([Answer::text("Done.").into()]).collect()
}

fn counting(replies: Vec<Reply>) -> Bedrock {
    Bedrock::new(Options { replies, counts: true, ..Options::default() })
}

/// Prompt tokens of all calls, and those of them that were read from the cache.
fn tokens(bedrock: &Bedrock) -> (u64, u64) {
    let events = bedrock.workspace.events();
    let usages = events.iter().filter(|event| event["type"] == "modelAnswered").map(|event| &event["usage"]);
    let count = |usage: &Value, key: &str| usage[key].as_u64().unwrap_or_default();
    usages.fold((0, 0), |(all, cached), usage| {
        let read = count(usage, "cachedTokens");
        (all + read + count(usage, "inputTokens"), cached + read)
    })
}

/// The user's own instructions make a prompt of the size that real ones have.
fn with_steering(bedrock: &Bedrock) {
    let steering = "- Names say what things are, and no name says how they are made.\n".repeat(200);
    bedrock.workspace.write(".kiro/steering/style.md", steering);
}

#[test]
fn a_long_session_is_read_from_the_cache() {
    let bedrock = counting(long_turn());
    with_steering(&bedrock);
    let chat = ["chat", "--no-interactive", "--trust-all-tools", "What?"];
    let ran = ran(bedrock.command(&chat).env("KIRO_LSP_MODEL", SONNET)).expect_code(0);
    assert_eq!(ran.stdout, "Done.\n");
    let requests = bedrock.wire.requests();
    assert_eq!(requests.len(), 25);
    assert!(requests.iter().all(|request| request.refusal.is_none()));
    let (all, cached) = tokens(&bedrock);
    println!("{cached} of {all} tokens were read from the cache");
    assert!(cached * 100 >= all * 90, "{cached} of {all}");
}

/// What stands before the last point but one of a request stood in the request before, to the byte.
#[test]
fn what_is_kept_does_not_change() {
    let bedrock = counting(long_turn());
    with_steering(&bedrock);
    let chat = ["chat", "--no-interactive", "--trust-all-tools", "What?"];
    ran(bedrock.command(&chat).env("KIRO_LSP_MODEL", SONNET)).expect_code(0);
    let requests = bedrock.wire.requests();
    let prefix = |body: &Value| {
        let point = json!({ "cachePoint": { "type": "default" } });
        let plain = |content: &Value| {
            let blocks = content.as_array().unwrap().iter().filter(|block| **block != point);
            Value::from(blocks.cloned().collect::<Vec<_>>())
        };
        let mut messages = body["messages"].clone();
        for message in messages.as_array_mut().unwrap() {
            message["content"] = plain(&message["content"]);
        }
        (body["toolConfig"].to_string(), body["system"].to_string(), messages)
    };
    for pair in requests.windows(2) {
        let [(tools, system, before), (same_tools, same_system, after)] =
            [prefix(&pair[0].body), prefix(&pair[1].body)];
        assert_eq!((tools, system), (same_tools, same_system));
        let before = before.as_array().unwrap();
        assert_eq!(before.as_slice(), &after.as_array().unwrap()[..before.len()]);
    }
}

/// A model is given back what it thought, as it came, until another one goes on.
#[test]
fn thoughts_are_given_back_to_who_thought_them() {
    let sealed = Block::Redacted("c2VhbGVk".to_owned());
    let thought = Block::Reasoning {
        text: vec!["Hm, ".to_owned(), "so.".to_owned()],
        signature: Some("c2ln".to_owned()),
    };
    let unsigned = Block::Reasoning { text: vec!["Loose.".to_owned()], signature: None };
    let bedrock = counting(vec![
        Answer::blocks(vec![thought, sealed, Block::text("I run it."), shell("a")]).into(),
        Answer::blocks(vec![unsigned, Block::text("Done.")]).into(),
        Answer::text("Yes.").into(),
        Answer::text("Yes, too.").into(),
    ]);
    let chat = |more: &[&str], model: &str| {
        let arguments = [&["chat", "--no-interactive", "--trust-all-tools"], more, &["What?"]].concat();
        ran(bedrock.command(&arguments).env("KIRO_LSP_MODEL", model)).expect_code(0)
    };
    chat(&[], SONNET);
    chat(&["--resume"], SONNET);
    let requests = bedrock.wire.requests();
    let contents =
        |request: usize, message: usize| requests[request].body["messages"][message]["content"].clone();
    let thoughts = json!([
        { "reasoningContent": { "reasoningText": { "text": "Hm, so.", "signature": "c2ln" } } },
        { "reasoningContent": { "redactedContent": "c2VhbGVk" } },
    ]);
    for request in [1, 2] {
        assert_eq!(
            Value::from(contents(request, 1).as_array().unwrap()[..2].to_vec()),
            thoughts,
            "{request}"
        );
    }
    // What nobody signed is kept in the log alone.
    assert_eq!(contents(2, 3), json!([{ "text": "Done." }]));
    let events = bedrock.workspace.events();
    let answers: Vec<_> = events.iter().filter(|event| event["type"] == "modelAnswered").collect();
    assert_eq!(answers[1]["thoughts"], json!([{ "text": "Loose." }]));
    assert_eq!(answers[0]["model"], SONNET);
}

#[test]
fn effort_is_said_in_the_words_of_the_model() {
    for (model, effort, expected) in [
        (SONNET, "max", json!({ "thinking": { "type": "adaptive" }, "output_config": { "effort": "max" } })),
        (
            "bedrock:us.anthropic.claude-haiku-4-5-20251001-v1:0",
            "low",
            json!({ "thinking": { "type": "enabled", "budget_tokens": 2048 } }),
        ),
        ("bedrock:minimax.minimax-m2.5", "low", Value::Null),
    ] {
        let bedrock = counting(vec![Answer::text("Yes.").into()]);
        bedrock.workspace.settings(&json!({ "effort": effort }));
        let chat = ["chat", "--no-interactive", "What?"];
        ran(bedrock.command(&chat).env("KIRO_LSP_MODEL", model)).expect_code(0);
        assert_eq!(bedrock.wire.requests()[0].body["additionalModelRequestFields"], expected, "{model}");
    }
}
