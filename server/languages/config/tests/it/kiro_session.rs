//! Sessions of the vendor's command line. The records are of the shapes that its schema and its users' tools show.

use config::{KiroRecord, parse_kiro_log, parse_kiro_session};
use expect_test::expect;
use proptest::prelude::*;

const LOG: &str = r#"{"version":"v1","kind":"Prompt","data":{"message_id":"m1","content":[{"kind":"text","data":"Run it"},{"kind":"image","data":{"format":"png"}}],"meta":{"timestamp":1784869421}}}
{"version":"v1","kind":"AssistantMessage","data":{"message_id":"m2","content":[{"kind":"thinking","data":{"text":"hm"}},{"kind":"text","data":""},{"kind":"toolUse","data":{"toolUseId":"t1","name":"shell","input":{"command":"make"}}}]}}
{"version":"v1","kind":"ToolResults","data":{"message_id":"m3","content":[{"kind":"toolResult","data":{"toolUseId":"t1","content":[{"kind":"json","data":{"exit_status":"exit status: 2","stdout":"no rule\n","stderr":""}}],"status":"error"}}],"results":{}}}
{"version":"v1","kind":"AssistantMessage","data":{"message_id":"m4","content":[{"kind":"text","data":"There is no rule."}]}}
{"version":"v1","kind":"Compaction","data":{"summary":"s","strategy":{},"messages_snapshot":[]}}
{"version":"v1","kind":"ResetTo","data":{"target_index":1}}
{"kind":"CancelledPrompt"}

{"kind":"Clear","data":null}
{"version":"v9","kind":"Dreamt","data":{"of":"sheep"}}
{"version":"v1","kind":"Prompt","data":{"content":[{"kind":"te"#;

#[test]
fn every_record_is_read_and_what_is_not_known_is_kept() {
    let (records, problems) = parse_kiro_log(LOG);
    expect![[r#"
        [
            Prompt {
                text: "Run it\n(an image)",
            },
            Answer {
                text: "",
                calls: [
                    KiroCall {
                        id: "t1",
                        name: "shell",
                        input: Object {
                            "command": String("make"),
                        },
                    },
                ],
            },
            Results(
                [
                    KiroResult {
                        id: "t1",
                        output: "no rule\n(exit status: 2)",
                        error: true,
                    },
                ],
            ),
            Answer {
                text: "There is no rule.",
                calls: [],
            },
            Other(
                "{\"version\":\"v1\",\"kind\":\"Compaction\",\"data\":{\"summary\":\"s\",\"strategy\":{},\"messages_snapshot\":[]}}",
            ),
            Other(
                "{\"version\":\"v1\",\"kind\":\"ResetTo\",\"data\":{\"target_index\":1}}",
            ),
            Cancelled,
            Cleared,
            Other(
                "{\"version\":\"v9\",\"kind\":\"Dreamt\",\"data\":{\"of\":\"sheep\"}}",
            ),
            Other(
                "{\"version\":\"v1\",\"kind\":\"Prompt\",\"data\":{\"content\":[{\"kind\":\"te",
            ),
        ]
    "#]]
    .assert_debug_eq(&records);
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(LOG[problems[0].span.clone()].ends_with(r#"{"kind":"te"#), "{problems:?}");
}

#[test]
fn what_a_session_is_about_may_be_missing_in_parts() {
    let all = r#"{"session_id":"a","cwd":"/w","title":"t","created_at":"2026-06-21T01:39:34Z",
        "updated_at":"2026-06-21T01:40:41Z","parent_session_id":"p",
        "session_state":{"rts_model_state":{"model_info":{"model_id":"claude-sonnet-4.6"}}}}"#;
    let (session, problems) = parse_kiro_session(all);
    assert_eq!(problems, []);
    assert_eq!(session.id.as_deref(), Some("a"));
    assert_eq!(session.folder.as_deref(), Some("/w"));
    assert_eq!(session.model.as_deref(), Some("claude-sonnet-4.6"));
    assert_eq!(session.parent.as_deref(), Some("p"));
    for nothing in ["{}", "[]", "7", r#"{"session_id":7,"cwd":null}"#] {
        assert_eq!(parse_kiro_session(nothing), Default::default(), "{nothing}");
    }
    assert_eq!(parse_kiro_session("{").1.len(), 1);
}

proptest! {
    /// However it is cut or garbled: no line is lost.
    #[test]
    fn every_line_gives_one_record(cut in 0..LOG.len(), junk in ".{0,20}", at in 0..LOG.len()) {
        let (cut, at) = (LOG.floor_char_boundary(cut), LOG.floor_char_boundary(at));
        let text = format!("{}{junk}{}", &LOG[..at], &LOG[at.max(cut)..]);
        let (records, _) = parse_kiro_log(&text);
        let lines = text.split('\n').filter(|line| !line.trim().is_empty()).count();
        prop_assert_eq!(records.len(), lines);
        let kept = |record: &&KiroRecord| matches!(record, KiroRecord::Other(line) if text.contains(line.as_str()));
        let others = records.iter().filter(|record| matches!(record, KiroRecord::Other(_))).count();
        prop_assert_eq!(records.iter().filter(kept).count(), others);
    }
}
