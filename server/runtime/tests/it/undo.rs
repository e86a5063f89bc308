//! Any sequence of turns, edits of users and restores: what a user wrote stays, and all else is as it was.

use std::collections::BTreeMap;
use std::fs;

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use serde_json::json;

use super::Ground;
use super::checkpoints::restore;
use super::files::{session, turn};

const FILES: [&str; 3] = ["a.txt", "src/b.txt", "src/deep/c.txt"];

#[derive(Clone, Debug)]
enum Act {
    /// A turn with one call of `read` and one of `write`.
    Write {
        file: usize,
    },
    /// A turn with one command that writes, or removes, files.
    Command {
        files: Vec<(usize, bool)>,
    },
    User {
        file: usize,
        removes: bool,
    },
    Restore {
        checkpoint: usize,
    },
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let files = 0..FILES.len();
    let act = prop_oneof![
        2 => files.clone().prop_map(|file| Act::Write { file }),
        3 => prop::collection::vec((files.clone(), any::<bool>()), 1..4).prop_map(|files| Act::Command { files }),
        3 => (files, any::<bool>()).prop_map(|(file, removes)| Act::User { file, removes }),
        2 => (0..100_usize).prop_map(|checkpoint| Act::Restore { checkpoint }),
    ];
    prop::collection::vec(act, 2..9)
}

/// What the model answers in all turns, one after the other.
fn replies(acts: &[Act]) -> String {
    let mut replies = Vec::new();
    for (number, act) in acts.iter().enumerate() {
        let calls = match act {
            Act::Write { file } => json!([
                { "tool": "read", "input": { "path": FILES[*file] } },
                { "tool": "write", "input": { "path": FILES[*file], "content": format!("agent {number}") } },
            ]),
            Act::Command { files } => {
                let command = |(file, removes): (usize, bool)| match removes {
                    true => format!("rm -f {}", FILES[file]),
                    false => format!("mkdir -p src/deep; printf 'command {number}' > {}", FILES[file]),
                };
                let commands: Vec<_> = files.iter().copied().map(command).collect();
                json!([{ "tool": "shell", "input": { "command": commands.join("; ") } }])
            }
            Act::User { .. } | Act::Restore { .. } => continue,
        };
        replies.push(json!({ "calls": calls }).to_string());
        replies.push(json!({ "say": "done" }).to_string());
    }
    replies.join("\n")
}

type State = BTreeMap<&'static str, Option<String>>;

fn state(ground: &Ground) -> State {
    let content = |file: &&'static str| (*file, fs::read_to_string(ground.work().join(file)).ok());
    FILES.iter().map(content).collect()
}

/// What is to be there after all since a checkpoint was undone: `steps` are the states before and after each thing that was
/// no user's, from the checkpoint on.
fn expected(file: &str, at: &State, steps: &[(State, State)], now: &State) -> Option<String> {
    let (mut seen, mut expected) = (&at[file], &at[file]);
    // Only what changed the file says what somebody else did to it before.
    for (before, after) in steps.iter().filter(|(before, after)| before[file] != after[file]) {
        if *seen != before[file] {
            expected = &before[file];
        }
        seen = &after[file];
    }
    if *seen == now[file] { expected.clone() } else { now[file].clone() }
}

async fn perform(acts: &[Act]) -> Result<(), TestCaseError> {
    let ground = Ground::new(&replies(acts));
    let runtime = ground.process("a");
    let session = session(&runtime);
    let (mut checkpoints, mut steps) = (Vec::new(), Vec::new());
    let mut turns = 0;
    for (number, act) in acts.iter().enumerate() {
        let before = state(&ground);
        match act {
            Act::Write { .. } | Act::Command { .. } => {
                turns += 1;
                checkpoints.push((turns.to_string(), steps.len(), before.clone()));
                turn(&runtime, &session).await;
            }
            Act::User { file, removes: true } => drop(fs::remove_file(ground.work().join(FILES[*file]))),
            Act::User { file, removes: false } => ground.put(FILES[*file], &format!("user {number}")),
            Act::Restore { checkpoint } => {
                let at = checkpoint % checkpoints.len().max(1);
                let Some((id, since, then)) = checkpoints.get(at).cloned() else { continue };
                let (_, undo) = restore(&runtime, &session, &id).unwrap();
                let now = state(&ground);
                for file in FILES {
                    let expected = expected(file, &then, &steps[since..], &before);
                    prop_assert_eq!(&now[file], &expected, "{} at {}", file, id);
                }
                if let Some(undo) = undo {
                    checkpoints.push((undo, steps.len(), before.clone()));
                }
            }
        }
        if !matches!(act, Act::User { .. }) {
            steps.push((before, state(&ground)));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn edits_of_users_survive_and_all_else_is_undone(acts in acts()) {
        let tokio = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        // The last word is a restore of the beginning.
        let acts: Vec<_> = acts.into_iter().chain([Act::Restore { checkpoint: 0 }]).collect();
        tokio.block_on(perform(&acts))?;
    }
}
