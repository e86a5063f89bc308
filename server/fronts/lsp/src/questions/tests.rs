use protocol::{Answer, Question, QuestionId, QuestionKind, QuestionOption, SessionId};
use serde_json::{Value, json};

use super::{DETAIL, chosen, dialog};

fn question(detail: &str) -> Question {
    let option = |id, label: &str| QuestionOption { id, label: label.to_owned() };
    Question {
        id: QuestionId("q-1".to_owned()),
        kind: QuestionKind::Permission,
        session: SessionId("s-1".to_owned()),
        run: None,
        call: None,
        title: "run `make`".to_owned(),
        detail: detail.to_owned(),
        why: "commands ask".to_owned(),
        digest: String::new(),
        rules: Vec::new(),
        options: vec![option(Answer::AllowOnce, "Allow once"), option(Answer::Deny, "Deny")],
    }
}

#[test]
fn only_a_label_is_an_answer() {
    for (result, expected) in [
        (json!({ "title": "Allow once" }), Some(Answer::AllowOnce)),
        (json!({ "title": "Deny", "id": 7 }), Some(Answer::Deny)),
        (json!({ "title": "allow once" }), None),
        (json!({ "title": "Mark it done" }), None),
        (json!({ "title": true }), None),
        (json!("Allow once"), None),
        (Value::Null, None),
    ] {
        assert_eq!(chosen(&question(""), &result), expected, "{result}");
    }
}

#[test]
fn a_long_detail_is_cut_and_says_so() {
    let message =
        |detail: &str| dialog(&question(detail), None, None)["message"].as_str().unwrap().to_owned();
    assert_eq!(message(""), "run `make`\n\ncommands ask");
    assert_eq!(message("make all"), "run `make`\n\ncommands ask\n\nmake all");
    let long = message(&"🦀".repeat(DETAIL));
    assert!(long.ends_with("🦀… (cut)") && long.len() < DETAIL + 100);
}
