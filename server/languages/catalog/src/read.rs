//! Reading catalogue files: ours, and what a user changes of it.

use std::sync::{Arc, LazyLock};

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use serde_path_to_error::{Path, Segment};
use text::{Json, JsonSyntax, JsonValue, Problem, Severity, nearest};

use crate::{Catalog, EffortValue, Model, ThinkingStyle};

static OURS: LazyLock<Map<String, Value>> = LazyLock::new(|| {
    let json = Json::parse(include_str!("../models.json"), JsonSyntax::WithComments).ok().flatten();
    match json.map(|json| value(&json)) {
        Some(Value::Object(ours)) => ours,
        Some(_) | None => Map::new(),
    }
});

static BUILT_IN: LazyLock<Arc<Catalog>> = LazyLock::new(|| Arc::new(Catalog::with("").0));

impl Catalog {
    /// Ours, without a user's file.
    pub fn built_in() -> &'static Arc<Self> {
        &BUILT_IN
    }

    /// Ours with the changes of a user's file: objects are merged, anything else is replaced, and `null` takes away (RFC
    /// 7396). What is wrong with an entry leaves it as it was.
    pub fn with(user: &str) -> (Self, Vec<Problem>) {
        let mut problems = Vec::new();
        let user = match Json::parse(user, JsonSyntax::WithComments) {
            Ok(user) => user,
            Err(error) => {
                let message = format!("This is not JSON ({}), so nothing of it counts.", error.message);
                problems.push(problem(error.span, message));
                None
            }
        };
        if let Some(user) = &user {
            unknown_sections(user, &mut problems);
        }
        let mut read = Reader { user: user.as_ref(), problems };
        let mut catalog = Self {
            version: read.section("version").unwrap_or_default(),
            prices: read.section("prices").unwrap_or_default(),
            regions: read.section("regions").unwrap_or_default(),
            geographies: read.section("geographies").unwrap_or_default(),
            credit: read.section("credit").unwrap_or_default(),
            routes: read.section("routes").unwrap_or_default(),
            priors: read.section("priors").unwrap_or_default(),
            plans: read.section("plans").unwrap_or_default(),
            endpoints: read.section("endpoints").unwrap_or_default(),
            models: read.models(),
        };
        read.references(&mut catalog);
        (catalog, read.problems)
    }
}

struct Reader<'a> {
    user: Option<&'a Json>,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    /// A part of the file, as the user has it if that is one.
    fn section<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        let ours = OURS.get(name)?;
        let Some(theirs) = self.user.and_then(|user| user.get(name)) else { return typed(ours.clone()).ok() };
        match typed(merged(Some(ours.clone()), theirs)) {
            Ok(section) => Some(section),
            Err((path, why)) => {
                self.problems
                    .push(problem(place(theirs, &path), format!("`{}`: {why}.", field(name, &path))));
                typed(ours.clone()).ok()
            }
        }
    }

    /// Every model, each by itself.
    fn models(&mut self) -> std::collections::BTreeMap<String, Model> {
        let none = Map::new();
        let ours = OURS.get("models").and_then(Value::as_object).unwrap_or(&none);
        let mut models = std::collections::BTreeMap::new();
        for (id, value) in ours {
            if let Ok(model) = model(id, value.clone()) {
                models.insert(id.clone(), model);
            }
        }
        let theirs = self.user.and_then(|user| user.get("models")).map_or(&[][..], Json::members);
        for member in theirs {
            let id = &member.key;
            if member.value.value == JsonValue::Null {
                models.remove(id);
                continue;
            }
            match model(id, merged(ours.get(id).cloned(), &member.value)) {
                Ok(model) => {
                    models.insert(id.clone(), model);
                }
                Err((path, why)) => {
                    let whole = path.is_empty();
                    let at = if whole { member.key_span.clone() } else { place(&member.value, &path) };
                    let message = format!("`{}`: {why}.", field(&format!("models.{id}"), &path));
                    self.problems.push(problem(at, message));
                }
            }
        }
        models
    }

    /// What names models that are not there is told, and left out.
    fn references(&mut self, catalog: &mut Catalog) {
        let Catalog { routes, models, .. } = catalog;
        let theirs = self.user.and_then(|user| user.get("routes")).map_or(&[][..], Json::members);
        for element in theirs.iter().flat_map(|route| route.value.elements()) {
            let Some(name) = element.as_str().filter(|name| !models.contains_key(*name)) else { continue };
            let meant = nearest(name, models.keys().map(String::as_str));
            let meant = meant.map(|meant| format!(" Is \"{meant}\" meant?")).unwrap_or_default();
            let message = format!("`routes`: there is no model \"{name}\".{meant}");
            self.problems.push(problem(element.span.clone(), message));
        }
        for route in routes.values_mut() {
            route.retain(|name| models.contains_key(name));
        }
    }
}

fn unknown_sections(user: &Json, problems: &mut Vec<Problem>) {
    let known = || OURS.keys().map(String::as_str).chain(["$schema"]);
    for member in user.members().iter().filter(|member| !known().any(|name| name == member.key)) {
        let meant = nearest(&member.key, known());
        let meant = meant.map(|meant| format!(" Is \"{meant}\" meant?")).unwrap_or_default();
        problems.push(problem(
            member.key_span.clone(),
            format!("There is no `{}` in a catalogue.{meant}", member.key),
        ));
    }
    if user.members().is_empty() && !matches!(user.value, JsonValue::Object(_)) {
        problems.push(problem(user.span.clone(), "A catalogue is an object.".to_owned()));
    }
    if let Some(version) =
        user.get("version").filter(|version| version.value != JsonValue::Number("1".to_owned()))
    {
        let message = "`version`: this program reads version 1, so all of it is read as that.".to_owned();
        problems.push(problem(version.span.clone(), message));
    }
}

/// Where in a value something is wrong: its keys and indexes.
type At = Vec<String>;

fn typed<T: DeserializeOwned>(value: Value) -> Result<T, (At, String)> {
    serde_path_to_error::deserialize(value)
        .map_err(|error| (segments(error.path()), error.inner().to_string()))
}

fn segments(path: &Path) -> At {
    let name = |segment: &Segment| match segment {
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Map { key } => Some(key.clone()),
        Segment::Enum { .. } | Segment::Unknown => None,
    };
    path.iter().filter_map(name).collect()
}

fn model(id: &str, value: Value) -> Result<Model, (At, String)> {
    let mut model: Model = typed(value)?;
    id.clone_into(&mut model.id);
    match contradiction(&model) {
        Some((field, why)) => Err((field.split('.').map(str::to_owned).collect(), why)),
        None => Ok(model),
    }
}

/// What no form can say: a field, and what is wrong with it.
fn contradiction(model: &Model) -> Option<(&'static str, String)> {
    let wrong = |field, why: &str| Some((field, why.to_owned()));
    let Model { context, output, thinking, offers, .. } = model;
    if *context == 0 {
        return wrong("context", "a model reads something");
    }
    if *output == 0 || output > context {
        return wrong("output", "it is between 1 and `context`");
    }
    if offers.bedrock.is_none() && offers.anthropic.is_none() && offers.openai.is_none() {
        return wrong("offers", "nobody offers it");
    }
    if let Some(thinking) = thinking {
        let tokens = thinking.style == ThinkingStyle::Budget;
        if thinking.efforts.values().any(|value| matches!(value, EffortValue::Tokens(_)) != tokens) {
            return wrong(
                "thinking.efforts",
                "the style `budget` takes numbers of tokens, the others take words",
            );
        }
    }
    None
}

/// Objects are merged, anything else is replaced.
fn merged(ours: Option<Value>, theirs: &Json) -> Value {
    let JsonValue::Object(members) = &theirs.value else { return value(theirs) };
    let mut object = match ours {
        Some(Value::Object(object)) => object,
        Some(_) | None => Map::new(),
    };
    for member in members {
        if member.value.value == JsonValue::Null {
            object.remove(&member.key);
        } else {
            let ours = object.remove(&member.key);
            object.insert(member.key.clone(), merged(ours, &member.value));
        }
    }
    Value::Object(object)
}

fn value(json: &Json) -> Value {
    match &json.value {
        JsonValue::Null => Value::Null,
        JsonValue::Bool(is) => Value::Bool(*is),
        JsonValue::Number(written) => serde_json::from_str(written).unwrap_or(Value::Null),
        JsonValue::String(text) => Value::String(text.clone()),
        JsonValue::Array(elements) => elements.iter().map(value).collect(),
        JsonValue::Object(members) => {
            members.iter().map(|member| (member.key.clone(), value(&member.value))).collect()
        }
    }
}

/// The innermost part of a user's value that a path leads to: what is wrong may be missing from it.
fn place(json: &Json, path: &[String]) -> std::ops::Range<usize> {
    let mut here = json;
    for segment in path {
        let inner = match segment.parse::<usize>() {
            Ok(index) => here.elements().get(index),
            Err(_) => here.get(segment),
        };
        match inner {
            Some(inner) => here = inner,
            None => break,
        }
    }
    here.span.clone()
}

fn field(name: &str, path: &[String]) -> String {
    std::iter::once(name).chain(path.iter().map(String::as_str)).collect::<Vec<_>>().join(".")
}

fn problem(span: std::ops::Range<usize>, message: String) -> Problem {
    Problem { code: "models/invalid", severity: Severity::Error, message, span }
}
