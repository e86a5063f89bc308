use std::collections::BTreeSet;
use std::fmt::Debug;
use std::mem::discriminant;

use expect_test::expect;
use protocol::{Event, EventBody, EventParams, NoticeParams, Record, Request, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::contract::{Contract, ROOT, alternatives, fields};
use crate::examples;

#[test]
fn every_event_has_the_documented_fields_and_comes_back() {
    let contract = Contract::load();
    let mut undocumented = types(alternatives(&contract.types["EventBody"]).unwrap());
    for body in examples::events() {
        let event = examples::event(1, body);
        let json = round_trip(&event);
        assert!(matches!(serde_json::from_value::<Event>(json.clone()).unwrap().record, Record::Known(_)));
        undocumented.remove(&has_all_fields(&contract, &json));
    }
    assert!(undocumented.is_empty(), "no example in protocol/tests/it/examples.rs: {undocumented:?}");
}

#[test]
fn an_event_of_another_version_is_kept() {
    let json = json!({ "seq": 3, "at": 1, "version": 9, "type": "moonRose", "phase": "full" });
    let event: Event = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(event.record, Record::Unknown(json!({ "type": "moonRose", "phase": "full" })));
    assert_eq!(round_trip(&event), json);
}

#[test]
fn every_request_has_the_documented_parameters_and_comes_back() {
    let contract = Contract::load();
    for ((request, _), method) in examples::exchanges().iter().zip(&contract.methods) {
        let json = round_trip(request);
        assert_eq!(json["method"], method.name, "examples stand in the order of `Request`");
        let mut documented = names(&contract.types[&method.params]);
        assert!(documented.remove(ROOT));
        assert_eq!(keys(&json["params"]), documented, "{}", method.name);
    }
}

#[test]
fn every_response_is_told_apart_by_its_fields() {
    for (_, response) in examples::exchanges() {
        let back: Response = serde_json::from_value(round_trip(&response)).unwrap();
        assert_eq!(discriminant(&back), discriminant(&response));
    }
}

#[test]
fn what_a_language_server_sends_names_its_root() {
    let (root, event) = ("/home/me/shop".to_owned(), examples::event(42, examples::events().remove(4)));
    let json = round_trip(&EventParams { root: root.clone(), event: event.clone() });
    assert_eq!(json["root"], root);
    assert_eq!(serde_json::from_value::<Event>(json).unwrap(), event, "one that knows no roots reads it too");
    for notice in crate::notices::notices() {
        round_trip(&NoticeParams { root: root.clone(), notice });
    }
}

#[test]
fn every_line_of_a_chat_is_told_apart_by_its_type() {
    let contract = Contract::load();
    let of = |name: &str| types(alternatives(&contract.types[name]).unwrap());
    let (events, notices, results) = (of("EventBody"), of("Notice"), of("ChatResult"));
    assert!(events.is_disjoint(&notices) && events.is_disjoint(&results) && notices.is_disjoint(&results));

    for notice in crate::notices::notices() {
        round_trip(&notice);
    }
    round_trip(&crate::notices::roots());
    round_trip(&examples::chat_result());
    round_trip(&examples::error());
}

#[test]
fn parameters_with_a_default_may_be_left_out() {
    let json = json!({ "method": "kiro/task/run", "params": { "spec": "checkout", "task": "1" } });
    let request: Request = serde_json::from_value(json).unwrap();
    expect![[r#"
        TaskRun {
            spec: "checkout",
            task: "1",
            model: None,
            trust: None,
            checks: [],
        }
    "#]]
    .assert_debug_eq(&request);
}

#[test]
fn an_event_is_one_flat_object() {
    let event = examples::event(42, EventBody::RunStopRequested { run: "r-7k2m9xqd".into() });
    expect![[r#"{"seq":42,"at":1767225600000,"version":1,"type":"runStopRequested","run":"r-7k2m9xqd"}"#]]
        .assert_eq(&serde_json::to_string(&event).unwrap());
}

fn round_trip<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) -> Value {
    let json = serde_json::to_value(value).unwrap();
    assert_eq!(&serde_json::from_value::<T>(json.clone()).unwrap(), value);
    json
}

/// Checks an event against its documentation and returns its type.
fn has_all_fields(contract: &Contract, json: &Value) -> String {
    let name = json["type"].as_str().unwrap();
    let body = alternatives(&contract.types["EventBody"])
        .unwrap()
        .iter()
        .find(|schema| schema["properties"]["type"]["const"] == name)
        .unwrap_or_else(|| panic!("the schema has no event `{name}`"));
    let documented: BTreeSet<_> = &names(&contract.types["Event"]) | &names(body);
    assert_eq!(keys(json), documented, "{name}");
    name.to_owned()
}

fn types(alternatives: &[Value]) -> BTreeSet<String> {
    alternatives
        .iter()
        .map(|schema| schema["properties"]["type"]["const"].as_str().unwrap().to_owned())
        .collect()
}

fn names(schema: &Value) -> BTreeSet<String> {
    fields(schema).into_iter().map(|(name, ..)| name.to_owned()).collect()
}

fn keys(json: &Value) -> BTreeSet<String> {
    json.as_object().unwrap().keys().cloned().collect()
}
