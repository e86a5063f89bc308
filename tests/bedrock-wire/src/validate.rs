//! What Bedrock refuses in a request of `ConverseStream`, in its words.
//!
//! Constraints on single members: the service model of 2023-09-30. Rules between messages: what users of the
//! service report. Tool-use ids are held to `[a-zA-Z0-9_-]+`, as Claude does; the service model also allows
//! `.` and `:`.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::images::images;

/// Says what is wrong with the body of a request, as the message of a `ValidationException`.
pub(crate) fn validate(body: &Value) -> Result<(), String> {
    let mut members = Members::default();
    members.request(body);
    members.result()?;
    let messages = list(body, "/messages");
    blank_blocks(body, messages)?;
    roles(messages)?;
    tools(body, messages)?;
    thinking(body, messages)?;
    images(messages)?;
    cache_points(body)
}

/// Violations of single members, which are reported all at once.
#[derive(Default)]
struct Members {
    found: Vec<String>,
}

impl Members {
    fn result(self) -> Result<(), String> {
        let count = self.found.len();
        let errors = if count == 1 { "error" } else { "errors" };
        match count {
            0 => Ok(()),
            _ => Err(format!("{count} validation {errors} detected: {}", self.found.join("; "))),
        }
    }

    fn refuse(&mut self, value: &Value, path: &str, constraint: &str) {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        self.found.push(format!("Value '{value}' at '{path}' failed to satisfy constraint: {constraint}"));
    }

    fn request(&mut self, body: &Value) {
        self.choice(at(body, "/inferenceConfig/maxTokens"), "inferenceConfig.maxTokens", |it| {
            it.as_u64()
                .is_none_or(|it| it == 0)
                .then_some("Member must have value greater than or equal to 1")
        });
        for name in ["temperature", "topP"] {
            self.choice(
                at(body, &format!("/inferenceConfig/{name}")),
                &format!("inferenceConfig.{name}"),
                |it| {
                    let range = it.as_f64().is_some_and(|it| (0.0..=1.0).contains(&it));
                    (!range).then_some("Member must have value between 0 and 1")
                },
            );
        }
        for (index, block) in list(body, "/system").iter().enumerate() {
            self.choice(&block["text"], &format!("system.{}.member.text", index + 1), too_short);
        }
        if body.get("toolConfig").is_some() && list(body, "/toolConfig/tools").is_empty() {
            let tools = Value::Array(Vec::new());
            self.refuse(&tools, "toolConfig.tools", "Member must have length greater than or equal to 1");
        }
        for (index, tool) in list(body, "/toolConfig/tools").iter().enumerate() {
            let Some(spec) = tool.get("toolSpec") else { continue };
            let path = format!("toolConfig.tools.{}.member.toolSpec", index + 1);
            self.name(&spec["name"], &format!("{path}.name"));
            self.choice(&spec["description"], &format!("{path}.description"), too_short);
        }
        for (index, message) in list(body, "/messages").iter().enumerate() {
            let path = format!("messages.{}.member", index + 1);
            if !matches!(message["role"].as_str(), Some("user" | "assistant")) {
                let roles = "Member must satisfy enum value set: [user, assistant]";
                self.refuse(&message["role"], &format!("{path}.role"), roles);
            }
            for (index, block) in list(message, "/content").iter().enumerate() {
                self.block(block, &format!("{path}.content.{}.member", index + 1));
            }
        }
    }

    fn block(&mut self, block: &Value, path: &str) {
        if let Some(call) = block.get("toolUse") {
            self.name(&call["toolUseId"], &format!("{path}.toolUse.toolUseId"));
            self.name(&call["name"], &format!("{path}.toolUse.name"));
        }
        if let Some(result) = block.get("toolResult") {
            self.name(&result["toolUseId"], &format!("{path}.toolResult.toolUseId"));
            self.choice(&result["status"], &format!("{path}.toolResult.status"), |status| {
                let known = matches!(status.as_str(), Some("success" | "error"));
                (!known).then_some("Member must satisfy enum value set: [success, error]")
            });
        }
    }

    /// A member that may be absent.
    fn choice(&mut self, value: &Value, path: &str, check: impl Fn(&Value) -> Option<&'static str>) {
        if let Some(constraint) = check(value).filter(|_| !value.is_null()) {
            self.refuse(value, path, constraint);
        }
    }

    fn name(&mut self, value: &Value, path: &str) {
        let name = value.as_str().unwrap_or_default();
        if name.len() > 64 {
            self.refuse(value, path, "Member must have length less than or equal to 64");
        }
        if name.is_empty() {
            self.refuse(value, path, "Member must have length greater than or equal to 1");
        }
        if name.contains(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-') {
            self.refuse(value, path, "Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+");
        }
    }
}

fn too_short(text: &Value) -> Option<&'static str> {
    let filled = text.as_str().is_some_and(|text| !text.is_empty());
    (!filled).then_some("Member must have length greater than or equal to 1")
}

/// Blocks that say nothing, or nothing that is known.
fn blank_blocks(body: &Value, messages: &[Value]) -> Result<(), String> {
    for (index, block) in list(body, "/system").iter().enumerate() {
        let path = format!("system.{index}");
        kind(block, &path, &["text", "guardContent", "cachePoint"])?;
        let text = block["text"].as_str();
        if text.is_some_and(|text| text.trim().is_empty()) {
            return Err(model("system: text content blocks must contain non-whitespace text"));
        }
    }
    for (m, message) in messages.iter().enumerate() {
        let blocks = list(message, "/content");
        if blocks.is_empty() {
            return Err(format!(
                "The content field in the Message object at messages.{m} is empty. Add a ContentBlock object to \
                 the content field and try again."
            ));
        }
        for (b, block) in blocks.iter().enumerate() {
            let path = format!("messages.{m}.content.{b}");
            kind(block, &path, &BLOCKS)?;
            if block.get("text").is_some_and(blank) {
                return Err(format!(
                    "The text field in the ContentBlock object at {path} is blank. Add text to the text field, \
                     and try again."
                ));
            }
            if let Some(call) = block.get("toolUse")
                && !call["input"].is_object()
            {
                return Err(not_an_object(&format!("{path}.toolUse.input")));
            }
            if let Some(result) = block.get("toolResult") {
                tool_result(result, &path)?;
            }
        }
    }
    Ok(())
}

const BLOCKS: [&str; 8] =
    ["text", "toolUse", "toolResult", "cachePoint", "reasoningContent", "image", "document", "guardContent"];

fn tool_result(result: &Value, path: &str) -> Result<(), String> {
    let content = list(result, "/content");
    if content.is_empty() && result["status"] == "error" {
        return Err(format!(
            "The content field at {path}.toolResult cannot be empty when status value is error."
        ));
    }
    for (index, block) in content.iter().enumerate() {
        let path = format!("{path}.toolResult.content.{index}");
        kind(block, &path, &["text", "json", "image", "document"])?;
        if block.get("json").is_some_and(|json| !json.is_object()) {
            return Err(not_an_object(&format!("{path}.json")));
        }
        if block.get("text").is_some_and(blank) {
            return Err(model("messages: text content blocks must contain non-whitespace text"));
        }
    }
    Ok(())
}

fn roles(messages: &[Value]) -> Result<(), String> {
    let role =
        |message: Option<&Value>| message.and_then(|message| message["role"].as_str()).map(str::to_owned);
    if role(messages.first()).as_deref() != Some("user") {
        return Err(
            "A conversation must start with a user message. Try again with a conversation that starts \
                    with a user message."
                .to_owned(),
        );
    }
    let again = messages.iter().zip(messages.iter().skip(1)).any(|(one, next)| one["role"] == next["role"]);
    if again {
        return Err(
            "A conversation must alternate between user and assistant roles. Make sure the conversation \
                    alternates between user and assistant roles and try again."
                .to_owned(),
        );
    }
    match role(messages.last()).as_deref() {
        Some("user") => Ok(()),
        Some(_) | None => Err(model(
            "This model does not support assistant message prefill. The conversation must end with a user message.",
        )),
    }
}

/// Every call is answered in the next message, and nothing else is.
fn tools(body: &Value, messages: &[Value]) -> Result<(), String> {
    let tools = list(body, "/toolConfig/tools");
    let uses_tools = |name| messages.iter().any(|message| !ids(message, name).is_empty());
    if tools.is_empty() && (uses_tools("toolUse") || uses_tools("toolResult")) {
        return Err("The toolConfig field must be defined when using toolUse and toolResult content blocks."
            .to_owned());
    }
    let mut names = HashSet::new();
    for (index, tool) in tools.iter().enumerate() {
        let Some(spec) = tool.get("toolSpec") else { continue };
        let schema = at(spec, "/inputSchema/json");
        if !schema.is_object() {
            return Err(not_an_object(&format!("toolConfig.tools.{index}.toolSpec.inputSchema.json")));
        }
        if schema["type"] != "object" {
            return Err(model(&format!("tools.{index}.custom.input_schema.type: Input should be 'object'")));
        }
        if !names.insert(spec["name"].as_str()) {
            return Err(model("tools: Tool names must be unique."));
        }
    }
    let mut asked: Vec<&str> = Vec::new();
    for (index, message) in messages.iter().enumerate() {
        let (calls, results) = (ids(message, "toolUse"), ids(message, "toolResult"));
        let path = format!("messages.{index}.content");
        for (name, ids) in [("toolUse", &calls), ("toolResult", &results)] {
            let mut seen = HashSet::new();
            let again: Vec<&str> = ids.iter().copied().filter(|id| !seen.insert(*id)).collect();
            if !again.is_empty() {
                return Err(format!(
                    "The {name} blocks at {path} contain duplicate Ids: {}",
                    again.join(", ")
                ));
            }
        }
        let missing: Vec<&str> = asked.iter().copied().filter(|id| !results.contains(id)).collect();
        if !missing.is_empty() {
            return Err(format!(
                "Expected toolResult blocks at {path} for the following Ids: {}",
                missing.join(", ")
            ));
        }
        if results.len() > asked.len() {
            return Err(format!(
                "The number of toolResult blocks at {path} exceeds the number of toolUse blocks of previous turn."
            ));
        }
        let first = list(message, "/content").iter().take(results.len());
        if first.clone().any(|block| block.get("toolResult").is_none()) {
            let blocks = results.join(", ");
            return Err(model(&format!(
                "messages.{}: `tool_use` ids were found without `tool_result` blocks immediately after: {blocks}. \
                 Each `tool_use` block must have a corresponding `tool_result` block in the next message.",
                index - 1
            )));
        }
        let wrong_side = match message["role"].as_str() {
            Some("user") => calls.first().map(|_| "toolUse"),
            Some(_) | None => results.first().map(|_| "toolResult"),
        };
        if let Some(name) = wrong_side {
            let role = message["role"].as_str().unwrap_or_default();
            return Err(format!("{path}: {name} blocks cannot be provided in a message of the {role}."));
        }
        asked = calls;
    }
    Ok(())
}

/// Thoughts come back as they were signed, and where thinking is counted, work that goes on has to have begun with them.
fn thinking(body: &Value, messages: &[Value]) -> Result<(), String> {
    for (m, message) in messages.iter().enumerate() {
        for (b, block) in list(message, "/content").iter().enumerate() {
            let Some(thought) = block.get("reasoningContent") else { continue };
            let path = format!("messages.{m}.content.{b}");
            if message["role"] != "assistant" {
                return Err(format!(
                    "{path}: reasoningContent is only allowed in a message of the assistant."
                ));
            }
            let signed = at(thought, "/reasoningText/signature").is_string();
            if !signed && !thought["redactedContent"].is_string() {
                return Err(model(&format!("{path}.thinking.signature: Field required")));
            }
        }
    }
    if at(body, "/additionalModelRequestFields/thinking/type") != "enabled" {
        return Ok(());
    }
    let works = |message: &&Value| {
        let mut said = list(message, "/content").iter().filter(|block| block.get("cachePoint").is_none());
        said.all(|block| block.get("toolResult").is_some())
    };
    let work = messages.iter().rev().step_by(2).take_while(works).count();
    let begun = messages.len().checked_sub(2 * work).filter(|_| work > 0);
    let first = begun.and_then(|index| Some((index, list(messages.get(index)?, "/content").first()?)));
    match first {
        Some((index, block)) if block.get("reasoningContent").is_none() => Err(model(&format!(
            "messages.{index}.content.0.type: Expected `thinking` or `redacted_thinking`, but found another. When \
             `thinking` is enabled, a final `assistant` message must start with a thinking block."
        ))),
        Some(_) | None => Ok(()),
    }
}

fn cache_points(body: &Value) -> Result<(), String> {
    let tools = list(body, "/toolConfig/tools").iter();
    let messages = list(body, "/messages").iter().flat_map(|message| list(message, "/content"));
    let blocks = tools.chain(list(body, "/system")).chain(messages);
    let mut count = 0;
    for point in blocks.filter_map(|block| block.get("cachePoint")) {
        count += 1;
        if point["type"] != "default"
            || !matches!(point.get("ttl").map(Value::as_str), None | Some(Some("5m" | "1h")))
        {
            return Err(format!(
                "The cache point {point} is not one of type default with a ttl of 5m or 1h."
            ));
        }
    }
    match count {
        0..=4 => Ok(()),
        _ => Err(model(&format!("A maximum of 4 blocks with cache_control may be provided. Found {count}."))),
    }
}

/// A block is a union: exactly one member, of those that are known.
fn kind(block: &Value, path: &str, known: &[&str]) -> Result<(), String> {
    let members = block.as_object().map(Map::keys).into_iter().flatten();
    let members: Vec<&str> = members.map(String::as_str).collect();
    match members.as_slice() {
        [one] if known.contains(one) => Ok(()),
        _ => Err(format!(
            "The block at {path} must have exactly one of {}, and has {members:?}.",
            known.join(", ")
        )),
    }
}

fn ids<'a>(message: &'a Value, name: &str) -> Vec<&'a str> {
    let blocks = list(message, "/content").iter();
    blocks.filter_map(|block| block.get(name)?["toolUseId"].as_str()).collect()
}

fn at<'a>(value: &'a Value, pointer: &str) -> &'a Value {
    value.pointer(pointer).unwrap_or(&Value::Null)
}

fn list<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    at(value, pointer).as_array().map(Vec::as_slice).unwrap_or_default()
}

fn blank(text: &Value) -> bool {
    text.as_str().is_none_or(|text| text.trim().is_empty())
}

fn not_an_object(path: &str) -> String {
    format!(
        "The format of the value at {path} is invalid. Provide a json object for the field and try again."
    )
}

/// What the model itself refuses is passed on with these words before it.
fn model(why: &str) -> String {
    format!("The model returned the following errors: {why}")
}
