//! Images of the workspace, as models are shown them.

use bedrock_wire::{Answer, Block};
use serde_json::{Value, json};

use super::{Bedrock, ran};

/// A picture of one pixel.
const PIXEL: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\xdacd\xf8\xcfP\x0f\0\x03\x86\x01\x80Z4}k\0\0\0\0IEND\xaeB`\x82";

fn looking(model: &str, settings: &Value) -> (Bedrock, crate::workspace::Ran) {
    let read = Answer::blocks(vec![Block::call("a", "read", &json!({ "path": "logo.png" }))]);
    let bedrock =
        Bedrock::answering([read.into(), Answer::text("A dot.").into(), Answer::text("Red.").into()]);
    bedrock.workspace.write("logo.png", PIXEL);
    bedrock.workspace.settings(settings);
    let chat = ["chat", "--no-interactive", "--trust-all-tools", "What is on it?"];
    let first = ran(bedrock.command(&chat).env("KIRO_LSP_MODEL", model));
    (bedrock, first)
}

/// The next turn of it.
fn again(bedrock: &Bedrock, model: &str) {
    let chat = ["chat", "--no-interactive", "--resume", "Which colour?"];
    ran(bedrock.command(&chat).env("KIRO_LSP_MODEL", model)).expect_code(0);
    assert!(bedrock.wire.requests().iter().all(|request| request.refusal.is_none()));
}

/// What the model was given of the call, in each request after it.
fn results(bedrock: &Bedrock) -> Vec<Value> {
    let requests = bedrock.wire.requests().into_iter().skip(1);
    requests
        .map(|request| request.body["messages"][2]["content"][0]["toolResult"]["content"].clone())
        .collect()
}

#[test]
fn a_model_that_sees_images_is_shown_what_was_read_then() {
    let model = "bedrock:us.anthropic.claude-sonnet-4-6";
    let (bedrock, first) = looking(model, &json!({}));
    assert_eq!(first.expect_code(0).stdout, "A dot.\n");
    // What it saw stays what it was, also when the file is another.
    bedrock.workspace.write("logo.png", "gone");
    again(&bedrock, model);
    let results = results(&bedrock);
    assert_eq!(results[0], results[1]);
    assert_eq!(results[0][0]["text"], "`logo.png` is a PNG image of 70 bytes, 1 × 1 pixels.");
    assert_eq!(results[0][1]["image"]["format"], "png");
}

#[test]
fn a_model_that_sees_none_is_told_so_and_auto_takes_another_in_the_next_turn() {
    let pins = json!({ "auto": { "pins": { "implementation": "minimax-m2.5" } } });
    let (bedrock, first) = looking("auto", &pins);
    first.expect_code(0);
    let told = "`logo.png` is a PNG image of 70 bytes, 1 × 1 pixels.\n\
                (It is not shown: this model is not known to see images.)";
    assert_eq!(results(&bedrock)[0], json!([{ "text": told }]));
    again(&bedrock, "auto");
    assert_eq!(results(&bedrock)[1][1]["image"]["format"], "png");
    let asked = bedrock.wire.requests().into_iter().map(|request| request.model);
    let expected = ["minimax.minimax-m2.5", "minimax.minimax-m2.5", "us.anthropic.claude-sonnet-4-6"];
    assert_eq!(asked.collect::<Vec<_>>(), expected);
}
