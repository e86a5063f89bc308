//! Undo: what was changed since a checkpoint is put back, and what somebody else wrote stays.

use std::collections::BTreeMap;

use agent::{Checkpoints, Undo};
use expect_test::{Expect, expect};
use proptest::prelude::*;
use protocol::{CallId, EventBody, FileChange, FileImage, ToolEnd};

use super::{answered, prompted, session};

fn change(path: &str, before: Option<&str>, after: Option<&str>) -> FileChange {
    FileChange {
        path: path.to_owned(),
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
        kept: true,
        executable: false,
        removed: 0,
    }
}

fn started(call: &str, before: &[(&str, Option<&str>)], writes: Option<&str>) -> EventBody {
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

fn finished(call: &str, end: ToolEnd, changes: Vec<FileChange>) -> EventBody {
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

fn restored(checkpoint: &str, changes: Vec<FileChange>, done: bool) -> EventBody {
    EventBody::FilesRestored { session: session(), checkpoint: checkpoint.to_owned(), changes, done }
}

fn fold(events: &[EventBody]) -> Checkpoints {
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

#[derive(Clone, Debug)]
enum Act {
    Turn,
    /// A tool writes, or removes, a file.
    Agent {
        path: usize,
        removes: bool,
    },
    /// A write that is begun, made or not, and never recorded as finished.
    CutOff {
        path: usize,
        made: bool,
    },
    /// A command changes several files; of some what they held is not kept.
    Command {
        paths: Vec<(usize, bool)>,
        kept: bool,
    },
    User {
        path: usize,
        removes: bool,
    },
    /// Puts files back to one of the checkpoints.
    Restore {
        checkpoint: usize,
    },
}

const FILES: usize = 3;

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        1 => Just(Act::Turn),
        4 => (0..FILES, any::<bool>()).prop_map(|(path, removes)| Act::Agent { path, removes }),
        1 => (0..FILES, any::<bool>()).prop_map(|(path, made)| Act::CutOff { path, made }),
        2 => (prop::collection::vec((0..FILES, any::<bool>()), 1..4), prop::bool::weighted(0.8))
            .prop_map(|(paths, kept)| Act::Command { paths, kept }),
        4 => (0..FILES, any::<bool>()).prop_map(|(path, removes)| Act::User { path, removes }),
        2 => (0..100_usize).prop_map(|checkpoint| Act::Restore { checkpoint }),
    ];
    prop::collection::vec(act, 1..25)
}

type Files = BTreeMap<usize, Option<String>>;

/// A workspace in memory, and what is known of it without any event.
#[derive(Default)]
struct World {
    files: Files,
    events: Vec<EventBody>,
    /// The files at each checkpoint.
    checkpoints: Vec<(String, Files)>,
    /// What was changed by no user: after which checkpoint, the file, and what it held before and after.
    steps: Vec<(usize, usize, Option<String>, Option<String>)>,
    /// Files of which content was lost for good, and after which checkpoint.
    lost: Vec<(usize, usize)>,
    turn: usize,
    calls: usize,
    restores: usize,
    tokens: usize,
}

impl World {
    fn content(&self, path: usize) -> Option<String> {
        self.files.get(&path).cloned().flatten()
    }

    /// Content that nobody ever wrote before.
    fn token(&mut self, who: &str, removes: bool) -> Option<String> {
        self.tokens += 1;
        (!removes).then(|| format!("{who}{}", self.tokens))
    }

    fn checkpoint(&mut self, id: String) {
        self.checkpoints.push((id, self.files.clone()));
    }

    fn call(&mut self) -> String {
        self.calls += 1;
        self.checkpoint(format!("{}.{}", self.turn, self.calls));
        let call = format!("c{}", self.checkpoints.len());
        self.events.push(answered("", &[(&call, "x")]));
        call
    }

    fn perform(&mut self, act: &Act) {
        match act {
            Act::User { path, removes } => {
                let token = self.token("user", *removes);
                self.files.insert(*path, token);
            }
            Act::Turn => {
                (self.turn, self.calls) = (self.turn + 1, 0);
                self.checkpoint(self.turn.to_string());
                self.events.push(prompted("go"));
            }
            Act::Agent { path, removes } => {
                let (call, name) = (self.call(), path.to_string());
                let (before, after) = (self.content(*path), self.token("agent", *removes));
                let change = change(&name, before.as_deref(), after.as_deref());
                self.events.push(started(&call, &[(&name, before.as_deref())], after.as_deref()));
                self.events.push(finished(&call, ToolEnd::Success, vec![change]));
                self.step(*path, after);
            }
            // A file that it made, and that a user then removed, cannot be told from one that it did not make.
            Act::CutOff { path, .. } if self.content(*path).is_none() => {}
            Act::CutOff { path, made } => {
                let (call, before, after) = (self.call(), self.content(*path), self.token("agent", false));
                let images = [(&*path.to_string(), before.as_deref())];
                self.events.push(started(&call, &images, after.as_deref()));
                self.events.push(finished(&call, ToolEnd::Cancelled, Vec::new()));
                // It saw the file, if no more.
                self.step(*path, if *made { after } else { before });
            }
            Act::Command { paths, kept } => {
                let call = self.call();
                self.events.push(started(&call, &[], None));
                let mut changes = Vec::new();
                for (path, removes) in BTreeMap::from_iter(paths.iter().copied()) {
                    let (before, after) = (self.content(path), self.token("command", removes));
                    if before == after {
                        continue;
                    }
                    let mut change = change(&path.to_string(), before.as_deref(), after.as_deref());
                    if !kept {
                        (change.before, change.kept) = (None, false);
                        self.lost.push((self.checkpoints.len() - 1, path));
                    }
                    changes.push(change);
                    self.step(path, after);
                }
                self.events.push(finished(&call, ToolEnd::Success, changes));
            }
            Act::Restore { checkpoint } => self.restore(checkpoint % self.checkpoints.len()),
        }
    }

    fn step(&mut self, path: usize, after: Option<String>) {
        self.steps.push((self.checkpoints.len() - 1, path, self.content(path), after.clone()));
        self.files.insert(path, after);
    }

    /// What a file is to hold after all since a checkpoint was undone: what a user made of it last, else what it held.
    fn expected(&self, path: usize, checkpoint: usize) -> Option<String> {
        let mut now = self.checkpoints[checkpoint].1.get(&path).cloned().flatten();
        let mut expected = now.clone();
        for (_, _, before, after) in self.steps.iter().filter(|(at, of, ..)| *at >= checkpoint && *of == path)
        {
            if now != *before {
                expected.clone_from(before);
            }
            now.clone_from(after);
        }
        if now == self.content(path) { expected } else { self.content(path) }
    }

    /// As the runtime does it; then looks whether that was right.
    fn restore(&mut self, checkpoint: usize) {
        let id = self.checkpoints[checkpoint].0.clone();
        let expected: Vec<_> = (0..FILES).map(|path| self.expected(path, checkpoint)).collect();
        let undone = fold(&self.events).since(&id).unwrap();
        self.restores += 1;
        self.checkpoint(format!("r{}", self.restores));
        let mut changes = Vec::new();
        for undo in undone {
            let path: usize = undo.path.parse().unwrap();
            let present = self.content(path);
            if undo.left.contains(&present) && undo.kept && present != undo.to {
                changes.push(change(&undo.path, present.as_deref(), undo.to.as_deref()));
                self.step(path, undo.to);
            }
        }
        self.events.push(restored(&id, changes.clone(), false));
        self.events.push(restored(&id, changes, true));

        for (path, expected) in expected.into_iter().enumerate() {
            let lost = self.lost.iter().any(|(since, lost)| *since >= checkpoint && *lost == path);
            assert!(
                lost || self.content(path) == expected,
                "file {path} at {id}: {expected:?} in {:#?}",
                self.events
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever was done, and wherever is gone back to: what a user wrote since then is there, and of what no user wrote
    /// there is what was there then.
    #[test]
    fn edits_of_users_survive_and_all_else_is_undone(acts in acts()) {
        let mut world = World::default();
        world.perform(&Act::Turn);
        acts.iter().for_each(|act| world.perform(act));
        for checkpoint in 0..world.checkpoints.len() {
            world.perform(&Act::Restore { checkpoint });
        }
    }
}
