//! Whoever edits what an agent wrote, and whenever, keeps the edit through every restore.

use std::collections::BTreeMap;

use proptest::prelude::*;
use protocol::{EventBody, ToolEnd};

use super::checkpoints::{change, finished, fold, restored, started};
use super::{answered, prompted};

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
