//! Answers with tool calls as endpoints send them, and as the conversation takes them.

use std::collections::HashSet;

use agent::{ModelAnswer, ModelRequest};
use protocol::{CallId, StopReason, Thought, ToolCall, Usage};
use serde_json::{Map, Value};

/// A tool call, put together from a stream.
#[derive(Debug, Default)]
pub(crate) struct RawCall {
    /// May be empty, or one that was used before.
    pub(crate) id: String,
    pub(crate) name: String,
    /// JSON, if the model got it right.
    pub(crate) arguments: String,
}

/// The answer that a stream made, `None` if it is empty, or what is wrong with it. `ends`: why it ended before the
/// model was done.
pub(crate) fn complete(
    thoughts: Vec<Thought>,
    text: String,
    calls: Vec<RawCall>,
    ends: Option<StopReason>,
    usage: Usage,
    request: &ModelRequest,
) -> Result<Option<ModelAnswer>, &'static str> {
    let (calls, stop) = match ends {
        // The last call may be cut, and its arguments can be valid JSON and still incomplete.
        Some(ends) => (Vec::new(), ends),
        None if calls.is_empty() && text.trim().is_empty() => return Ok(None),
        None if calls.is_empty() => (Vec::new(), StopReason::EndTurn),
        None => (identified(calls, request)?, StopReason::ToolUse),
    };
    Ok(Some(ModelAnswer { thoughts, text, calls, stop, usage }))
}

/// Gives each call an id that is unique in the conversation (some endpoints send none, some count from 0 in each
/// answer), and reads its arguments: those that are no object stay text, for the model to be told.
fn identified(calls: Vec<RawCall>, request: &ModelRequest) -> Result<Vec<ToolCall>, &'static str> {
    let mut taken: HashSet<String> = HashSet::new();
    let mut identified = Vec::new();
    for call in calls {
        if call.name.is_empty() {
            return Err("a tool call has no name");
        }
        let id = request.history().free_id(&call.id, |id| taken.contains(id));
        taken.insert(id.clone());
        identified.push(ToolCall { id: CallId(id), name: call.name, input: input(call.arguments) });
    }
    Ok(identified)
}

fn input(arguments: String) -> Value {
    if arguments.trim().is_empty() {
        return Value::Object(Map::new());
    }
    match serde_json::from_str(&arguments) {
        Ok(object @ Value::Object(_)) => object,
        Ok(_) | Err(_) => Value::String(arguments),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::sync::Arc;

    use agent::{History, SeenImage, ToolResult, ToolSpec};
    use protocol::{Image, ImageFormat};
    use serde_json::json;

    use super::*;

    /// A picture of one pixel.
    pub(crate) const PIXEL: &str =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    pub(crate) fn image() -> SeenImage {
        let image = Image { format: ImageFormat::Png, width: 1, height: 1 };
        SeenImage { digest: "d".to_owned(), image }
    }

    /// A request with a call that saw an image, and words of the user.
    pub(crate) fn seen() -> ModelRequest {
        let call = ToolCall { id: CallId::from("c1"), name: "read".to_owned(), input: json!({}) };
        let output = "`a.png` is a PNG image.".to_owned();
        let mut history = History::default();
        history.prompt("look");
        history.answer("", [(call, ToolResult { output, error: false, image: Some(image()) })]);
        history.prompt("and?");
        let tools = [ToolSpec { name: "read", description: "Reads.", schema: json!({}) }];
        ModelRequest::new("".into(), Arc::new(history), tools.into()).unwrap()
    }

    pub(crate) fn prompt(text: &str) -> ModelRequest {
        let mut history = History::default();
        history.prompt(text);
        ModelRequest::new("Be brief.".into(), Arc::new(history), [].into()).unwrap()
    }

    /// A request in which each thing that a wire translates occurs.
    pub(crate) fn request() -> ModelRequest {
        let call = |id: &str, input: Value, output: &str, error| {
            let call = ToolCall { id: CallId::from(id), name: "read".to_owned(), input };
            (call, ToolResult { output: output.to_owned(), error, image: None })
        };
        let mut history = History::default();
        history.prompt("fix it");
        let calls = [
            call("c1", json!({ "path": "a.rs" }), "fn a() {}", false),
            call("c2", json!({}), "not there", true),
        ];
        history.answer("I look.", calls);
        history.answer("", [call("c3", json!("{\"path\": "), "not JSON", true)]);
        history.prompt("go on");
        history.answer("Done.", []);
        history.prompt("thanks");
        let tools =
            [ToolSpec { name: "read", description: "Reads a file.", schema: json!({ "type": "object" }) }];
        ModelRequest::new("Be brief.".into(), Arc::new(history), tools.into()).unwrap()
    }

    #[test]
    fn an_id_is_given_where_there_is_none_of_its_own() {
        let raw = |id: &str| RawCall { id: id.to_owned(), name: "read".to_owned(), arguments: String::new() };
        let calls = identified(["", "c1", "x", "x", "a b"].map(raw).into(), &request()).unwrap();
        let ids: Vec<&str> = calls.iter().map(|call| call.id.0.as_str()).collect();
        assert_eq!(ids, ["call_4", "call_5", "x", "call_6", "a_b"]);
    }
}
