use serde_json::Value;

use crate::contract::{Contract, NOTIFICATIONS, alternatives, conventions, description, fields};

/// Types that clients written in TypeScript import.
pub(crate) fn typescript(contract: &Contract) -> String {
    let mut out = String::from(
        "// Generated from the types of the crate `protocol`; see protocol/tests/it/generated.rs.\n\n",
    );
    out += &comment(
        &format!(
            "What clients and the server say to each other beside LSP.\n\n{}",
            conventions().join("\n\n")
        ),
        0,
    );
    out += "\n/** Every request that the server answers: its method, parameters and result. */\n";
    out += "export interface KiroRequests {\n";
    for method in &contract.methods {
        out += &comment(&method.doc, 2);
        out += &format!("  {:?}: {{ params: {}; result: {} }};\n", method.name, method.params, method.result);
    }
    out += "}\n\n/** Every notification that the server sends: its method and parameters. */\n";
    out += "export interface KiroNotifications {\n";
    for (name, params) in NOTIFICATIONS {
        out += &comment(description(&contract.types[params]), 2);
        out += &format!("  {name:?}: {params};\n");
    }
    out += "}\n\n/** A method that the server answers. */\nexport type KiroMethod = keyof KiroRequests;\n";
    out += "\n/** A line of `kiro-cli chat --output-format stream-json`, told apart by its `type`. */\n";
    out += "export type ChatLine = Event | Notice | ChatResult;\n";
    for (name, schema) in
        contract.types.iter().filter(|(name, _)| !["Request", "Response"].contains(&name.as_str()))
    {
        out += "\n";
        out += &declaration(name, schema);
    }
    out
}

fn declaration(name: &str, schema: &Value) -> String {
    let mut doc = description(schema).to_owned();
    if is_open(schema) {
        doc += " Other versions may write a `type` that is not listed here: ignore it.";
    }
    let doc = comment(&doc, 0);
    let is_interface = alternatives(schema).is_none() && !fields(schema).is_empty();
    if is_interface {
        format!("{doc}export interface {name} {}\n", object(schema, 0))
    } else {
        let shape = shape(schema, 0);
        let space = if shape.starts_with('\n') { "" } else { " " };
        format!("{doc}export type {name} ={space}{shape};\n")
    }
}

/// The type that a schema describes; one of several lines is indented by `indent`.
pub(crate) fn shape(schema: &Value, indent: usize) -> String {
    if let Some(alternatives) = alternatives(schema) {
        let union = union(alternatives, indent);
        return match fields(schema).is_empty() {
            true => union,
            false if union.contains('|') => format!("{} & ({union}\n{:indent$})", object(schema, indent), ""),
            false => format!("{} & {union}", object(schema, indent)),
        };
    }
    if let Some(target) = schema["$ref"].as_str() {
        return target.rsplit('/').next().unwrap_or(target).to_owned();
    }
    if let Some(value) = schema.get("const") {
        return value.to_string();
    }
    if let Some(values) = schema["enum"].as_array() {
        return values.iter().map(Value::to_string).collect::<Vec<_>>().join(" | ");
    }
    if let Some(types) = schema["type"].as_array() {
        let types = types.iter().map(|name| shape(&with_type(schema, name), indent));
        return types.collect::<Vec<_>>().join(" | ");
    }
    match schema["type"].as_str() {
        Some("integer" | "number") => "number".to_owned(),
        Some("array") => match shape(&schema["items"], indent) {
            item if item.contains(['|', '&']) => format!("Array<{item}>"),
            item => format!("{item}[]"),
        },
        Some("object") => object(schema, indent),
        Some(name) => name.to_owned(),
        None => "unknown".to_owned(),
    }
}

/// A field as `(name, type)`. What may be absent is `name?`; that it may be null as well needs no mention.
pub(crate) fn field(name: &str, required: bool, schema: &Value, indent: usize) -> (String, String) {
    if required {
        (name.to_owned(), shape(schema, indent))
    } else {
        (format!("{name}?"), shape(&without_null(schema), indent))
    }
}

fn object(schema: &Value, indent: usize) -> String {
    let fields = fields(schema);
    if fields.is_empty() {
        let value = schema.get("additionalProperties").filter(|value| value.is_object());
        return format!(
            "Record<string, {}>",
            value.map_or_else(|| "never".to_owned(), |value| shape(value, indent))
        );
    }
    let mut out = String::from("{\n");
    for (name, required, schema) in fields {
        let (name, shape) = field(name, required, schema, indent + 2);
        out += &comment(description(schema), indent + 2);
        out += &format!("{:1$}{name}: {shape};\n", "", indent + 2);
    }
    format!("{out}{:indent$}}}", "")
}

fn union(alternatives: &[Value], indent: usize) -> String {
    let known: Vec<_> = alternatives.iter().filter(|schema| !is_any(schema)).collect();
    if known.len() == 1 || known.iter().all(|schema| description(schema).is_empty()) {
        return known.iter().map(|schema| shape(schema, indent)).collect::<Vec<_>>().join(" | ");
    }
    let mut out = String::new();
    for schema in known {
        out += &format!(
            "\n{}{:2$}| {3}",
            comment(description(schema), indent + 2),
            "",
            indent + 2,
            shape(schema, indent + 4)
        );
    }
    out
}

fn comment(doc: &str, indent: usize) -> String {
    let doc = doc.replace("*/", "*\\/");
    match doc.contains('\n') {
        _ if doc.is_empty() => String::new(),
        false => format!("{:indent$}/** {doc} */\n", ""),
        true => {
            let lines =
                doc.lines().map(|line| format!("{:indent$} * {line}", "").trim_end().to_owned() + "\n");
            format!("{:indent$}/**\n{}{:indent$} */\n", "", lines.collect::<String>(), "")
        }
    }
}

/// Has an alternative that is any JSON.
fn is_open(schema: &Value) -> bool {
    alternatives(schema).is_some_and(|alternatives| alternatives.iter().any(is_any))
}

fn is_any(schema: &Value) -> bool {
    schema.as_object().is_some_and(|object| object.keys().all(|key| key == "description"))
}

fn with_type(schema: &Value, name: &Value) -> Value {
    let mut schema = schema.clone();
    schema["type"] = name.clone();
    schema
}

fn without_null(schema: &Value) -> Value {
    let mut schema = schema.clone();
    let is_null = |value: &Value| *value == "null" || value["type"] == "null";
    for key in ["type", "anyOf"] {
        if let Some(items) = schema.get_mut(key).and_then(Value::as_array_mut) {
            items.retain(|item| !is_null(item));
        }
    }
    schema
}
