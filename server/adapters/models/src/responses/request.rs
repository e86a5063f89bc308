use std::borrow::Cow;

use agent::{FinishedCall, ModelRequest, Shown, ToolSpec};
use protocol::{CallId, Thought};
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use crate::manner::{Manner, Think};
use crate::turns::{Turn, arguments, data_url, turns};

#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    stream: bool,
    /// The endpoint keeps nothing, so it has to be given back what the model thought, sealed.
    store: bool,
    include: [&'static str; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    max_output_tokens: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning: Option<Value>,
    #[serde(skip_serializing_if = "str::is_empty")]
    instructions: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tools: Vec<Tool<'a>>,
    #[serde(serialize_with = "one_by_one")]
    input: &'a ModelRequest,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Item<'a> {
    Message { role: &'static str, content: [Part<'a>; 1] },
    Reasoning { id: Option<&'a str>, summary: Vec<Part<'a>>, encrypted_content: &'a str },
    FunctionCall { call_id: &'a CallId, name: &'a str, arguments: String },
    FunctionCallOutput { call_id: &'a CallId, output: Output<'a> },
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Part<'a> {
    InputText { text: Cow<'a, str> },
    InputImage { image_url: String },
    OutputText { text: &'a str },
    SummaryText { text: &'a str },
}

#[derive(Serialize)]
#[serde(untagged)]
enum Output<'a> {
    Text(Cow<'a, str>),
    Parts([Part<'a>; 2]),
}

#[derive(Serialize)]
struct Tool<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    name: &'a str,
    description: &'a str,
    parameters: &'a Value,
    strict: bool,
}

/// The body of a request, as JSON.
pub(crate) fn body(model: &str, request: &ModelRequest, manner: &Manner) -> String {
    let reasoning = match &manner.thinking {
        Some(Think::Effort(effort)) => Some(json!({ "effort": effort })),
        Some(Think::Adaptive(_) | Think::Budget(_)) | None => None,
    };
    let body = Body {
        model,
        stream: true,
        store: false,
        include: ["reasoning.encrypted_content"],
        max_output_tokens: manner.output,
        reasoning,
        instructions: request.system(),
        tools: request.tools().iter().map(tool).collect(),
        input: request,
    };
    // It has nothing that cannot be written.
    serde_json::to_string(&body).unwrap_or_default()
}

/// Message after message: a long history as a list of them would lie in memory once more.
fn one_by_one<S: Serializer>(request: &ModelRequest, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(turns(request).flat_map(|turn| items(request, turn)))
}

fn items<'a>(request: &'a ModelRequest, turn: Turn<'a>) -> Vec<Item<'a>> {
    match turn {
        Turn::User { results, prompt, .. } => {
            let said = prompt.map(|text| message("user", Part::InputText { text: text.into() }));
            results.iter().map(|call| result(call, request.shown(call))).chain(said).collect()
        }
        Turn::Model { thoughts, text, calls } => {
            let said = text.map(|text| message("assistant", Part::OutputText { text }));
            thoughts.iter().filter_map(reasoning).chain(said).chain(calls.iter().map(call)).collect()
        }
    }
}

fn message<'a>(role: &'static str, part: Part<'a>) -> Item<'a> {
    Item::Message { role, content: [part] }
}

/// What a model of another dialect thought has no place here.
fn reasoning(thought: &Thought) -> Option<Item<'_>> {
    let Thought { text, signature: id, sealed: Some(sealed) } = thought else { return None };
    let summary = (!text.is_empty()).then(|| Part::SummaryText { text });
    let summary = summary.into_iter().collect();
    Some(Item::Reasoning { id: id.as_deref(), summary, encrypted_content: sealed })
}

fn call(call: &FinishedCall) -> Item<'_> {
    Item::FunctionCall { call_id: &call.id, name: &call.name, arguments: arguments(call) }
}

fn result<'a>(call: &'a FinishedCall, shown: Shown<'a>) -> Item<'a> {
    let output = match shown.image {
        None => Output::Text(shown.text),
        Some((format, bytes)) => Output::Parts([
            Part::InputText { text: shown.text },
            Part::InputImage { image_url: data_url(format, bytes) },
        ]),
    };
    Item::FunctionCallOutput { call_id: &call.id, output }
}

fn tool(tool: &ToolSpec) -> Tool<'_> {
    Tool {
        kind: "function",
        name: tool.name,
        description: tool.description,
        parameters: &tool.schema,
        strict: false,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::calls::tests::{request, seen};

    #[test]
    fn history() {
        let thinking = Some(Think::Effort("high".to_owned()));
        let manner = Manner { thinking, output: Some(9_000), ..Manner::default() };
        let body: Value = serde_json::from_str(&body("m", &request(), &manner)).unwrap();
        let lines = body.as_object().unwrap().iter().flat_map(|(name, value)| match value.as_array() {
            Some(all) => all.iter().map(|one| format!("{name}: {one}\n")).collect(),
            None => vec![format!("{name}: {value}\n")],
        });
        expect![[r#"
            model: "m"
            stream: true
            store: false
            include: "reasoning.encrypted_content"
            max_output_tokens: 9000
            reasoning: {"effort":"high"}
            instructions: "Be brief."
            tools: {"type":"function","name":"read","description":"Reads a file.","parameters":{"type":"object"},"strict":false}
            input: {"type":"message","role":"user","content":[{"type":"input_text","text":"fix it"}]}
            input: {"type":"message","role":"assistant","content":[{"type":"output_text","text":"I look."}]}
            input: {"type":"function_call","call_id":"c1","name":"read","arguments":"{\"path\":\"a.rs\"}"}
            input: {"type":"function_call","call_id":"c2","name":"read","arguments":"{}"}
            input: {"type":"function_call_output","call_id":"c1","output":"fn a() {}"}
            input: {"type":"function_call_output","call_id":"c2","output":"not there"}
            input: {"type":"function_call","call_id":"c3","name":"read","arguments":"{\"_invalid\":\"{\\\"path\\\": \"}"}
            input: {"type":"function_call_output","call_id":"c3","output":"not JSON"}
            input: {"type":"message","role":"user","content":[{"type":"input_text","text":"go on"}]}
            input: {"type":"message","role":"assistant","content":[{"type":"output_text","text":"Done."}]}
            input: {"type":"message","role":"user","content":[{"type":"input_text","text":"thanks"}]}
        "#]].assert_eq(&lines.collect::<String>());
    }

    #[test]
    fn images() {
        let told = |request: &ModelRequest| -> String {
            let body: Value = serde_json::from_str(&body("m", request, &Manner::default())).unwrap();
            body["input"].as_array().unwrap().iter().skip(1).map(|one| format!("{one}\n")).collect()
        };
        expect![[r#"
            {"type":"function_call","call_id":"c1","name":"read","arguments":"{}"}
            {"type":"function_call_output","call_id":"c1","output":"`a.png` is a PNG image.\n(It is not shown: this model is not known to see images.)"}
            {"type":"message","role":"user","content":[{"type":"input_text","text":"and?"}]}
        "#]].assert_eq(&told(&seen()));
        expect![[r#"
            {"type":"function_call","call_id":"c1","name":"read","arguments":"{}"}
            {"type":"function_call_output","call_id":"c1","output":[{"type":"input_text","text":"`a.png` is a PNG image."},{"type":"input_image","image_url":"data:image/png;base64,AAAA"}]}
            {"type":"message","role":"user","content":[{"type":"input_text","text":"and?"}]}
        "#]].assert_eq(&told(&seen().showing(|_| Some("AAAA".to_owned()))));
        expect![[r#"
            {"type":"function_call","call_id":"c1","name":"read","arguments":"{}"}
            {"type":"function_call_output","call_id":"c1","output":"`a.png` is a PNG image.\n(It is not shown: it was left out; `read` shows it again.)"}
            {"type":"message","role":"user","content":[{"type":"input_text","text":"and?"}]}
        "#]].assert_eq(&told(&seen().showing(|_| None)));
    }
}
