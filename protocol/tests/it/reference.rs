use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::contract::{Contract, NOTIFICATIONS, ROOT, alternatives, conventions, description, fields};
use crate::typescript::{field, shape};

/// `docs/protocol.md`: every method, notification, event, error and type.
pub(crate) fn reference(contract: &Contract) -> String {
    let page = Page { contract, out: String::new() };
    let out = page.introduction().requests().notifications().events().chat().errors().types().out;
    assert_anchors_are_unique(&out);
    out
}

struct Page<'a> {
    contract: &'a Contract,
    out: String,
}

impl Page<'_> {
    fn introduction(mut self) -> Self {
        self.paragraph(
            "<!-- Generated from the types of the crate `protocol`; see protocol/tests/it/generated.rs. -->",
        );
        self.paragraph("# Protocol");
        self.paragraph(
            "What clients and the server say to each other beside LSP, on the same connection. `kiro-cli … --format json` prints the results of \
             the same requests. For programs there are [JSON Schema](../protocol/generated/kiro.schema.json) and \
             [TypeScript](../protocol/generated/kiro.d.ts). In the tables, types are written as in TypeScript; a field \
             with `?` may be absent.",
        );
        for paragraph in conventions() {
            self.paragraph(&paragraph);
        }
        self.paragraph("## Requests");
        self.paragraph(
            "Each takes `root` as well: the root it is for, or one of the folders that gave it, as an absolute path or a \
             `file:` URI.",
        );
        self.out += "| Method | Parameters | Result |\n| --- | --- | --- |\n";
        for method in &self.contract.methods {
            let names = |schema: &Value| {
                let own = fields(schema).into_iter().filter(|(name, ..)| *name != ROOT);
                own.map(|(name, ..)| format!("`{name}`")).collect::<Vec<_>>().join(", ")
            };
            let (params, result) =
                (&self.contract.types[&method.params], &self.contract.types[&method.result]);
            let anchor = anchor(&method.name);
            writeln!(self.out, "| [`{}`](#{anchor}) | {} | {} |", method.name, names(params), names(result))
                .unwrap();
        }
        self.out += "\n";
        self
    }

    fn requests(mut self) -> Self {
        for method in &self.contract.methods {
            let (params, result) = &method.example;
            self.paragraph(&format!("### `{}`", method.name));
            self.paragraph(&method.doc);
            let mut own = self.contract.types[&method.params].clone();
            own["properties"].as_object_mut().unwrap().shift_remove(ROOT);
            let answered = &self.contract.types[&method.result];
            for (what, name, schema) in
                [("Parameters", &method.params, &own), ("Result", &method.result, answered)]
            {
                if !fields(schema).is_empty() {
                    self.paragraph(&format!("{what}, `{name}`:"));
                    self.fields(schema);
                }
            }
            let example =
                serde_json::to_string_pretty(&json!({ "params": params, "result": result })).unwrap();
            self.paragraph(&format!("```json\n{example}\n```"));
        }
        self
    }

    fn notifications(mut self) -> Self {
        self.paragraph("## Notifications");
        self.paragraph(
            "They are sent to clients that announce `capabilities.experimental.kiro` or `initializationOptions.kiro`.",
        );
        for (name, params) in NOTIFICATIONS {
            let schema = &self.contract.types[params];
            self.paragraph(&format!("### `{name}`"));
            self.paragraph(&format!("Parameters: [`{params}`](#{}).", anchor(params)));
            self.paragraph(&format!("### {params}"));
            self.schema(schema);
        }
        self
    }

    fn events(mut self) -> Self {
        let schema = &self.contract.types["EventBody"];
        self.paragraph("## Events");
        self.paragraph(description(schema));
        self.paragraph(
            "Another version may write an event whose `type` is not listed here. The server keeps and forwards it; a \
             client ignores it.",
        );
        for event in alternatives(schema).into_iter().flatten() {
            self.paragraph(&format!("### `{}`", event["properties"]["type"]["const"].as_str().unwrap()));
            self.paragraph(description(event));
            self.fields(event);
        }
        self
    }

    fn chat(mut self) -> Self {
        self.paragraph("## Lines of `kiro-cli chat`");
        self.schema(&self.contract.types["ChatResult"]);
        self
    }

    fn errors(mut self) -> Self {
        self.paragraph("## Errors");
        self.schema(&self.contract.types["VerbError"]);
        self.paragraph("A JSON-RPC error carries it as its `data`. `kiro-cli` prints the message.");
        self.schema_of("ErrorCode");
        self
    }

    /// What is not shown above.
    fn types(mut self) -> Self {
        let mut shown = BTreeSet::from(
            ["Request", "Response", "EventBody", "ChatResult", "VerbError", "ErrorCode"].map(String::from),
        );
        shown.extend(NOTIFICATIONS.map(|(_, params)| params.to_owned()));
        for method in &self.contract.methods {
            shown.extend([method.params.clone(), method.result.clone()]);
        }
        self.paragraph("## Types");
        for name in self.contract.types.keys().filter(|name| !shown.contains(*name)) {
            self.schema_of(name);
        }
        self.out.truncate(self.out.trim_end().len() + 1);
        self
    }

    fn schema_of(&mut self, name: &str) {
        self.paragraph(&format!("### {name}"));
        self.schema(&self.contract.types[name]);
    }

    fn schema(&mut self, schema: &Value) {
        self.paragraph(description(schema));
        self.fields(schema);
        if let Some(alternatives) = alternatives(schema) {
            alternatives.iter().for_each(|alternative| self.alternative(alternative));
            self.out += "\n";
        } else if let Some(name) = schema["type"].as_str().filter(|_| fields(schema).is_empty()) {
            self.paragraph(&format!("A {name}."));
        }
    }

    /// One case of an enum, as an item of a list with what it holds.
    fn alternative(&mut self, schema: &Value) {
        let fields = fields(schema);
        let tag = fields.iter().find_map(|(name, _, field)| Some((*name, field.get("const")?)));
        let label = match (schema["$ref"].as_str(), schema.get("const").or(tag.map(|(_, value)| value))) {
            (Some(_), _) => "one of the [events](#events)".to_owned(),
            (None, Some(value)) if fields.is_empty() => format!("`{value}`"),
            (None, Some(value)) => format!("`{}: {value}`", tag.unwrap_or_default().0),
            (None, None) if fields.is_empty() => "any JSON".to_owned(),
            (None, None) => format!("`{}`", one_line(&shape(schema, 0))),
        };
        writeln!(self.out, "- {label}: {}", description(schema)).unwrap();
        for (name, required, schema) in
            fields.into_iter().filter(|(_, _, field)| field.get("const").is_none())
        {
            if tag.is_some() {
                let (name, shape) = field(name, required, schema, 0);
                writeln!(self.out, "  - `{name}` {}: {}", self.linked(&shape), description(schema)).unwrap();
            }
        }
    }

    fn fields(&mut self, schema: &Value) {
        let is_tag = |schema: &Value| schema.get("const").is_some();
        let fields: Vec<_> = fields(schema).into_iter().filter(|(_, _, field)| !is_tag(field)).collect();
        if fields.is_empty() {
            return;
        }
        self.out += "| Field | Type | Meaning |\n| --- | --- | --- |\n";
        for (name, required, schema) in fields {
            let (name, shape) = field(name, required, schema, 0);
            writeln!(
                self.out,
                "| `{name}` | {} | {} |",
                cell(&self.linked(&shape)),
                cell(description(schema))
            )
            .unwrap();
        }
        self.out += "\n";
    }

    /// A type as written in TypeScript, with a link if the page describes it.
    fn linked(&self, shape: &str) -> String {
        let (name, array) = shape.strip_suffix("[]").map_or((shape, ""), |item| (item, "[]"));
        if self.contract.types.contains_key(name) {
            format!("[{name}](#{}){array}", anchor(name))
        } else {
            format!("`{}`", one_line(shape))
        }
    }

    fn paragraph(&mut self, text: &str) {
        self.out += text;
        self.out += "\n\n";
    }
}

fn one_line(shape: &str) -> String {
    shape.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn anchor(heading: &str) -> String {
    heading.to_lowercase().chars().filter(|c| c.is_alphanumeric() || *c == '-').collect()
}

fn assert_anchors_are_unique(page: &str) {
    let mut seen = BTreeSet::new();
    for heading in page.lines().filter(|line| line.starts_with('#')) {
        assert!(seen.insert(anchor(heading)), "two headings of docs/protocol.md have one anchor: {heading}");
    }
}
