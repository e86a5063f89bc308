use protocol::{
    ChatResult, Event, EventParams, Notice, NoticeParams, PROTOCOL_VERSION, Request, Response, RootParam,
    RootsParams, VerbError,
};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::examples;

/// The notifications that the server sends, with the name of their parameters' type.
pub(crate) const NOTIFICATIONS: [(&str, &str); 3] =
    [("kiro/event", "EventParams"), ("kiro/notice", "NoticeParams"), ("kiro/roots", "RootsParams")];

/// The parameter that every method takes.
pub(crate) const ROOT: &str = "root";

/// What the Rust types say, with a name for everything: parameters are `SpecGetParams`, results `SpecResponse`.
pub(crate) struct Contract {
    /// Schemas by name, in the order of the types.
    pub(crate) types: Map<String, Value>,
    /// In the order of `Request`.
    pub(crate) methods: Vec<Method>,
}

pub(crate) struct Method {
    pub(crate) name: String,
    pub(crate) doc: String,
    pub(crate) params: String,
    pub(crate) result: String,
    /// The parameters and the result of an example.
    pub(crate) example: (Value, Value),
}

#[derive(JsonSchema)]
struct Incoming {
    _request: Request,
    _root: RootParam,
}

#[derive(JsonSchema)]
struct Outgoing {
    _response: Response,
    _event: Event,
    _notice: Notice,
    _chat: ChatResult,
    _error: VerbError,
    _notifications: (EventParams, NoticeParams, RootsParams),
}

impl Contract {
    pub(crate) fn load() -> Self {
        // A field with a default may be left out by who sends to us, and is always there in what we send.
        let mut types = definitions::<Incoming>(SchemaSettings::draft2020_12().for_deserialize());
        for (name, schema) in definitions::<Outgoing>(SchemaSettings::draft2020_12().for_serialize()) {
            if let Some(before) = types.insert(name.clone(), schema.clone()) {
                assert_eq!(before, schema, "`{name}` differs between what is sent and what is received");
            }
        }

        let exchanges = examples::exchanges();
        name_results(&mut types, exchanges.iter().map(|(_, response)| response));
        let root = types.remove("RootParam").unwrap()["properties"][ROOT].take();
        let methods = name_params(&mut types, &exchanges, &root);
        types.values_mut().for_each(plain_descriptions);
        Self { types, methods }
    }

    /// `kiro.schema.json`: the types, and which method takes and gives which.
    pub(crate) fn schema(&self) -> Value {
        let reference = |name: &str| json!({ "$ref": format!("#/$defs/{name}") });
        let methods: Map<_, _> = self
            .methods
            .iter()
            .map(|method| {
                let value =
                    json!({ "params": reference(&method.params), "result": reference(&method.result) });
                (method.name.clone(), value)
            })
            .collect();
        let notifications: Map<_, _> = NOTIFICATIONS
            .iter()
            .map(|(name, params)| ((*name).to_owned(), json!({ "params": reference(params) })))
            .collect();
        json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "kiro protocol",
            "description": conventions().join("\n\n"),
            "version": PROTOCOL_VERSION,
            "methods": methods,
            "notifications": notifications,
            "$defs": self.types,
        })
    }
}

/// What the crate says about the JSON, in paragraphs; the first says what the crate is.
pub(crate) fn conventions() -> Vec<String> {
    include_str!("../../src/lib.rs")
        .lines()
        .map_while(|line| line.strip_prefix("//!"))
        .collect::<Vec<_>>()
        .split(|line| line.is_empty())
        .skip(1)
        .map(|paragraph| plain(&paragraph.join("\n").replace("\n ", "\n")).trim().to_owned())
        .collect()
}

/// The alternatives of an enum's schema.
pub(crate) fn alternatives(schema: &Value) -> Option<&Vec<Value>> {
    schema.get("oneOf").or_else(|| schema.get("anyOf")).and_then(Value::as_array)
}

/// The names of an object's fields, and whether each is required.
pub(crate) fn fields(schema: &Value) -> Vec<(&str, bool, &Value)> {
    let required: Vec<_> = schema["required"].as_array().into_iter().flatten().collect();
    let properties = schema["properties"].as_object();
    properties
        .into_iter()
        .flatten()
        .map(|(name, field)| (name.as_str(), required.iter().any(|r| *r == name), field))
        .collect()
}

pub(crate) fn description(schema: &Value) -> &str {
    schema["description"].as_str().unwrap_or_default()
}

fn definitions<T: JsonSchema>(settings: SchemaSettings) -> Map<String, Value> {
    let schema = settings.into_generator().into_root_schema_for::<T>();
    schema.as_value()["$defs"].as_object().cloned().unwrap_or_default()
}

/// Gives the variants of the untagged `Response` their names: the one whose fields an example has.
fn name_results<'a>(types: &mut Map<String, Value>, examples: impl Iterator<Item = &'a Response>) {
    let examples: Vec<_> =
        examples.map(|example| (variant(example), serde_json::to_value(example).unwrap())).collect();
    let variants = alternatives(&types["Response"]).unwrap().clone();
    let mut references = Vec::new();
    for schema in variants {
        let names: Vec<_> = fields(&schema).iter().map(|(name, ..)| (*name).to_owned()).collect();
        let (name, _) =
            examples.iter().find(|(_, json)| json.as_object().unwrap().keys().eq(&names)).unwrap_or_else(
                || panic!("no example answers {names:?}: add it to protocol/tests/it/examples.rs"),
            );
        references.push(json!({ "$ref": format!("#/$defs/{name}Response") }));
        types.insert(format!("{name}Response"), schema);
    }
    types["Response"]["anyOf"] = Value::Array(references);
}

/// Gives the parameters of each `Request` a name and the `root` that all have, and finds its result.
fn name_params(
    types: &mut Map<String, Value>,
    exchanges: &[(Request, Response)],
    root: &Value,
) -> Vec<Method> {
    let mut requests = alternatives(&types["Request"]).unwrap().clone();
    let mut methods = Vec::new();
    for schema in &mut requests {
        let name = schema["properties"]["method"]["const"].as_str().unwrap().to_owned();
        let (request, response) = exchanges
            .iter()
            .find(|(request, _)| serde_json::to_value(request).unwrap()["method"] == name)
            .unwrap_or_else(|| panic!("`{name}` has no example: add it to protocol/tests/it/examples.rs"));
        let doc = description(schema).to_owned();
        let link = format!("[`Response::{}`]", variant(response));
        assert!(doc.contains(&link), "the comment on `{name}` doesn't say that the answer is {link}: {doc}");

        let params = format!("{}Params", variant(request));
        let mut shape = std::mem::replace(
            &mut schema["properties"]["params"],
            json!({ "$ref": format!("#/$defs/{params}") }),
        );
        shape["properties"][ROOT] = root.clone();
        shape["description"] = format!("Parameters of `{name}`.").into();
        types.insert(params.clone(), shape);
        methods.push(Method {
            doc: plain(&doc.replace(&format!(" Answer: {link}."), "")),
            params,
            result: format!("{}Response", variant(response)),
            example: (
                serde_json::to_value(request).unwrap()["params"].take(),
                serde_json::to_value(response).unwrap(),
            ),
            name,
        });
    }
    types["Request"]["oneOf"] = Value::Array(requests);
    methods
}

/// Name of an enum's variant.
fn variant(value: &impl std::fmt::Debug) -> String {
    format!("{value:?}").chars().take_while(|c| c.is_alphanumeric()).collect()
}

fn plain_descriptions(schema: &mut Value) {
    if let Some(object) = schema.as_object_mut() {
        for (key, value) in object {
            match value.as_str() {
                Some(text) if key == "description" => *value = plain(text).into(),
                _ => plain_descriptions(value),
            }
        }
    } else if let Some(items) = schema.as_array_mut() {
        items.iter_mut().for_each(plain_descriptions);
    }
}

/// A doc comment without line breaks and links into Rust: ``[`Response::Specs`]`` is `SpecsResponse`.
fn plain(doc: &str) -> String {
    let mut text = String::new();
    let mut rest = doc;
    while let Some((before, after)) = rest.split_once("[`") {
        let Some((path, after)) = after.split_once("`]") else { break };
        let name =
            path.strip_prefix("Response::").map_or_else(|| path.to_owned(), |name| format!("{name}Response"));
        text = format!("{text}{before}`{name}`");
        rest = after;
    }
    (text + rest).replace('\n', " ")
}
