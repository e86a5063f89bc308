//! Whatever was said, forgotten and left out, and however a model is asked: no wire sends what its endpoint refuses.

use std::sync::Arc;

use agent::{History, ModelRequest, ToolResult, ToolSpec};
use bedrock_wire::Api;
use proptest::prelude::*;
use protocol::{CallId, Thought, ToolCall};
use serde_json::{Value, json};

use crate::calls::tests::PIXEL;
use crate::manner::{Keep, Manner, Think};
use crate::{bedrock, chat, messages, responses};

#[derive(Clone, Debug)]
enum Step {
    Prompt(String),
    Answer(Vec<Thought>, String, Vec<(ToolCall, ToolResult)>),
    Prune(usize),
    Hide(usize),
    OtherModel,
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), Just(" \n".to_owned()), "[a-z]{1,5}", any::<String>()]
}

fn thought() -> impl Strategy<Value = Thought> {
    let some = || prop::option::of("[a-z]{1,4}");
    (text(), some(), some()).prop_map(|(text, signature, sealed)| Thought { text, signature, sealed })
}

fn call() -> impl Strategy<Value = (ToolCall, ToolResult)> {
    let input = prop_oneof![Just(json!({ "path": "a" })), Just(json!([1])), text().prop_map(Value::from)];
    let image = prop::option::of(Just(crate::calls::tests::image()));
    (text(), text(), input, text(), any::<bool>(), image).prop_map(
        |(id, name, input, output, error, image)| {
            (ToolCall { id: CallId(id), name, input }, ToolResult { output, error, image })
        },
    )
}

fn step() -> impl Strategy<Value = Step> {
    let thoughts = prop::collection::vec(thought(), 0..3);
    prop_oneof![
        2 => text().prop_map(Step::Prompt),
        4 => (thoughts, text(), prop::collection::vec(call(), 0..6))
            .prop_map(|(thoughts, text, calls)| Step::Answer(thoughts, text, calls)),
        1 => (0_usize..20).prop_map(Step::Prune),
        1 => (0_usize..8).prop_map(Step::Hide),
        1 => Just(Step::OtherModel),
    ]
}

fn take(history: &mut History, step: Step) {
    match step {
        Step::Prompt(text) => history.prompt(&text),
        Step::Answer(thoughts, text, calls) => history.thoughtful_answer(thoughts, &text, calls),
        Step::Prune(count) => {
            let calls = history.entries().iter().filter_map(|entry| match entry {
                agent::Entry::Answer { calls, .. } => Some(calls.iter().map(|call| call.id.clone())),
                agent::Entry::Prompt(_) => None,
            });
            let oldest: Vec<CallId> = calls.flatten().take(count).collect();
            history.prune(&oldest);
        }
        Step::Hide(count) => history.hide(count, "What was said so far."),
        Step::OtherModel => history.forget_thoughts(),
    }
}

fn body(api: Api, request: &ModelRequest, manner: &Manner) -> Value {
    let body = match api {
        Api::Converse => bedrock::body(request, manner, None),
        Api::Chat => chat::body("m", request, manner),
        Api::Responses => responses::body("m", request, manner),
        Api::Messages => messages::body("m", request, manner),
    };
    serde_json::from_str(&body).unwrap()
}

fn manners() -> Vec<Manner> {
    let thinking = [
        None,
        Some(Think::Adaptive("high".to_owned())),
        Some(Think::Budget(2_048)),
        Some(Think::Effort("low".to_owned())),
    ];
    let manner =
        |thinking| Manner { output: Some(8_000), thinking, cache: Some(Keep::Minutes), ..Manner::default() };
    thinking.map(manner).into()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_wire_sends_what_its_endpoint_refuses(steps in prop::collection::vec(step(), 1..12), system in text()) {
        let tool = ToolSpec { name: "read", description: "Reads.", schema: json!({ "type": "object" }) };
        let (system, tools): (Arc<str>, Arc<[ToolSpec]>) = (system.into(), [tool].into());
        let mut history = History::default();
        for step in steps {
            take(&mut history, step);
            let shared = Arc::new(history.clone());
            let Some(request) = ModelRequest::new(Arc::clone(&system), shared, Arc::clone(&tools)) else { continue };
            let seeing = request.clone().showing(|_| Some(PIXEL.to_owned()));
            let asked = manners().into_iter().flat_map(|manner| [(&request, manner.clone()), (&seeing, manner)]);
            for (request, manner) in asked {
                let manner = manner.asking(request, None);
                for api in Api::ALL {
                    let body = body(api, request, &manner);
                    prop_assert_eq!(api.validate(&body), Ok(()), "{:?} {}", api, body);
                }
            }
        }
    }
}
