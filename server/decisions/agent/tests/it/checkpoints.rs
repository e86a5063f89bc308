//! Undo: what was changed since a checkpoint is put back, and what somebody else wrote stays.

use agent::{Checkpoints, Undo};
use expect_test::{Expect, expect};
use protocol::{CallId, EventBody, FileChange, FileImage, StopReason, ToolCall, ToolEnd, Usage};

use super::{answered, prompted, session};

pub(super) fn change(path: &str, before: Option<&str>, after: Option<&str>) -> FileChange {
    FileChange {
        path: path.to_owned(),
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
        kept: true,
        executable: false,
        removed: 0,
    }
}

pub(super) fn started(call: &str, before: &[(&str, Option<&str>)], writes: Option<&str>) -> EventBody {
    let image = |(path, digest): &(&str, Option<&str>)| FileImage {
        path: (*path).to_owned(),
        digest: digest.map(str::to_owned),
        executable: false,
    };
    EventBody::ToolStarted {
        session: session(),
        call: CallId::from(call),
        writes: writes.map(str::to_owned),
        before: before.iter().map(image).collect(),
    }
}

pub(super) fn finished(call: &str, end: ToolEnd, changes: Vec<FileChange>) -> EventBody {
    EventBody::ToolFinished {
        session: session(),
        call: CallId::from(call),
        end,
        output: String::new(),
        files: Vec::new(),
        exit: None,
        changes,
        uncaptured: Vec::new(),
    }
}

pub(super) fn restored(checkpoint: &str, changes: Vec<FileChange>, done: bool) -> EventBody {
    EventBody::FilesRestored { session: session(), checkpoint: checkpoint.to_owned(), changes, done }
}

pub(super) fn fold(events: &[EventBody]) -> Checkpoints {
    let mut checkpoints = Checkpoints::default();
    events.iter().zip(1..).for_each(|(event, at)| checkpoints.apply(at, None, event));
    checkpoints
}

fn check(events: &[EventBody], since: &str, expected: Expect) {
    let name = |content: &Option<String>| content.clone().unwrap_or_else(|| "-".to_owned());
    let line = |Undo { path, left, to, kept, stays, .. }: &Undo| {
        let left: Vec<_> = left.iter().map(name).collect();
        let stays = stays.as_ref().map(|id| format!(", {id} stays")).unwrap_or_default();
        let kept = if *kept { "" } else { ", not kept" };
        format!("{path}: {} -> {}{kept}{stays}\n", left.join("|"), name(to))
    };
    let text = match fold(events).since(since) {
        Some(undo) => undo.iter().map(line).collect(),
        None => "no such checkpoint".to_owned(),
    };
    expected.assert_eq(&text);
}

/// Two turns; in the second the agent edits `a` twice, and somebody edits it in between.
fn story() -> Vec<EventBody> {
    vec![
        prompted("Make it work\nplease"),
        answered("", &[("1", "x"), ("2", "y")]),
        started("1", &[], None),
        finished("1", ToolEnd::Success, Vec::new()),
        started("2", &[("b", None)], Some("b1")),
        finished("2", ToolEnd::Success, vec![change("b", None, Some("b1"))]),
        prompted("More"),
        answered("", &[("3", "a")]),
        started("3", &[("a", Some("a0"))], Some("a1")),
        finished("3", ToolEnd::Success, vec![change("a", Some("a0"), Some("a1"))]),
        answered("", &[("4", "a")]),
        started("4", &[("a", Some("user"))], Some("a2")),
        finished("4", ToolEnd::Success, vec![change("a", Some("user"), Some("a2"))]),
    ]
}

#[test]
fn turns_and_calls_that_changed_something_are_listed() {
    let list: Vec<_> = fold(&story())
        .list()
        .into_iter()
        .map(|point| format!("{} {} ({} changes, {})", point.id, point.title, point.changes.len(), point.at))
        .collect();
    expect![[r#"
        1 Make it work (0 changes, 1)
        1.2 Read y (1 changes, 5)
        2 More (0 changes, 7)
        2.1 Read a (1 changes, 9)
        2.2 Read a (1 changes, 12)"#]]
    .assert_eq(&list.join("\n"));
}

#[test]
fn going_back_ends_where_somebody_else_wrote() {
    check(&story(), "2.2", expect![["a: a2 -> user\n"]]);
    check(&story(), "2", expect![["a: a2 -> user, 2.1 stays\n"]]);
    check(&story(), "1", expect![["a: a2 -> user, 2.1 stays\nb: b1 -> -\n"]]);
    check(&story(), "1.1", expect![["a: a2 -> user, 2.1 stays\nb: b1 -> -\n"]]);
    check(&story(), "3", expect!["no such checkpoint"]);
}

#[test]
fn a_restore_is_undone_like_any_change() {
    let mut events = story();
    let changes = vec![change("a", Some("a2"), Some("user")), change("b", Some("b1"), None)];
    events.push(restored("1", changes.clone(), false));
    // If it was cut off, either is right.
    check(&events, "r1", expect![["a: user|a2 -> a2\nb: -|b1 -> b1\n"]]);
    check(&events, "1", expect![["a: user|a2 -> user, 2.1 stays\nb: -|b1 -> -\n"]]);
    // `b` was changed at the last moment, and left alone.
    events.push(restored("1", changes[..1].to_vec(), true));
    check(&events, "r1", expect![["a: user -> a2\n"]]);
    check(&events, "1", expect![["a: user -> user, 2.1 stays\nb: b1 -> -\n"]]);
    assert_eq!(fold(&events).next_restore(), "r2");
}

#[test]
fn a_write_that_was_cut_off_may_or_may_not_have_happened() {
    let begun = [prompted("x"), answered("", &[("1", "a")]), started("1", &[("a", Some("a0"))], Some("a1"))];
    check(&begun, "1", expect![["a: a1|a0 -> a0\n"]]);
    let with = |more: &[EventBody]| begun.iter().chain(more).cloned().collect::<Vec<_>>();
    let cancelled = finished("1", ToolEnd::Cancelled, Vec::new());
    check(&with(&[cancelled]), "1", expect![["a: a1|a0 -> a0\n"]]);
    // It failed: nothing was written.
    check(&with(&[finished("1", ToolEnd::Error, Vec::new())]), "1", expect![[""]]);
    // After a restart the file holds already what is written; what it held before is in the first event.
    let again = started("1", &[("a", Some("a1"))], Some("a1"));
    let done = finished("1", ToolEnd::Success, vec![change("a", Some("a1"), Some("a1"))]);
    check(&with(&[again, done]), "1", expect![["a: a1 -> a0\n"]]);
}

/// What it had changed by then is known, and what it does when it is begun again comes on top of that.
#[test]
fn a_command_that_was_halted_is_undone_with_what_it_did_again() {
    let shell = EventBody::ModelAnswered {
        model: None,
        thoughts: Vec::new(),
        session: session(),
        text: String::new(),
        calls: vec![ToolCall {
            id: CallId::from("1"),
            name: "shell".to_owned(),
            input: serde_json::json!({ "command": "make" }),
        }],
        stop: StopReason::ToolUse,
        usage: Usage::default(),
    };
    let halted = EventBody::FilesChanged {
        session: session(),
        call: Some(CallId::from("1")),
        changes: vec![change("a", Some("1"), Some("2")), change("b", None, Some("1"))],
        uncaptured: Vec::new(),
    };
    let mut events = vec![prompted("Go"), shell, started("1", &[], None), halted];
    let uncaptured = |events: &[EventBody]| {
        fold(events).list().into_iter().flat_map(|checkpoint| checkpoint.uncaptured).collect::<Vec<_>>()
    };
    check(
        &events,
        "1",
        expect![[r#"
        a: 2 -> 1
        b: 1 -> -
    "#]],
    );
    let mut denied = events.clone();
    denied.push(finished("1", ToolEnd::Denied, Vec::new()));
    assert!(uncaptured(&denied).is_empty());

    events.push(started("1", &[], None));
    assert!(uncaptured(&events).is_empty());
    events.push(finished("1", ToolEnd::Success, vec![change("a", Some("2"), Some("3"))]));
    check(
        &events,
        "1",
        expect![[r#"
        a: 3 -> 1
        b: 1 -> -
    "#]],
    );
}

#[test]
fn what_was_not_kept_cannot_be_undone() {
    let mut lost = change("a", None, Some("a1"));
    lost.kept = false;
    let events = [
        prompted("x"),
        answered("", &[("1", "a"), ("2", "a")]),
        started("1", &[], None),
        finished("1", ToolEnd::Success, vec![lost]),
        started("2", &[("a", Some("a1"))], Some("a2")),
        finished("2", ToolEnd::Success, vec![change("a", Some("a1"), Some("a2"))]),
    ];
    check(&events, "1", expect![["a: a2 -> -, not kept\n"]]);
    check(&events, "1.2", expect![["a: a2 -> a1\n"]]);
}
