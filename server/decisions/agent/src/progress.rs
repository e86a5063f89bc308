//! Whether an agent gets somewhere. What goes round in circles is a reason to ask the user, never to stop by itself.

use std::collections::hash_map::DefaultHasher;
use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::{Hash, Hasher};

use protocol::{CallId, ToolCall};

/// Exactly the same call so often in a row.
const IDENTICAL: usize = 3;
/// Two calls in turn, each so often.
const IN_TURN: usize = 3;
/// Changes of one file that failed in a row; the next one asks.
const FAILED_CHANGES: u32 = 3;
/// Answers with the same words in a row.
const SAME_WORDS: u32 = 5;
/// Model calls in a row that changed nothing and brought nothing new.
const NOTHING_NEW: u32 = 15;
/// Summaries in a row between which nothing was changed and less than this many outputs were new.
const STALLED: (u32, u32) = (3, 3);

/// What a turn did lately. It is begun anew by a prompt, and by an answer to a question.
#[derive(Clone, Debug, Default)]
pub(crate) struct Progress {
    /// The latest calls, newest last.
    latest: VecDeque<u64>,
    failed_changes: HashMap<String, u32>,
    words: u64,
    same_words: u32,
    seen: HashSet<u64>,
    nothing_new: u32,
    /// Since the last summary.
    new_outputs: u32,
    changed: bool,
    stalled: u32,
}

impl Progress {
    /// The model answered with these calls. Why the user should look at one of them before it runs, by call.
    pub(crate) fn answered(&mut self, text: &str, calls: &[ToolCall]) -> HashMap<CallId, String> {
        let words = sign(text.trim());
        self.same_words = if self.words == words { self.same_words + 1 } else { 1 };
        self.words = words;
        self.nothing_new += 1;
        let mut whole = match (text.trim().is_empty(), self.same_words, self.nothing_new) {
            (false, SAME_WORDS.., _) => {
                Some(format!("the model said exactly the same {} times in a row", self.same_words))
            }
            (_, _, calls) if calls > NOTHING_NEW => {
                Some(format!("the last {} model calls changed nothing and brought nothing new", calls - 1))
            }
            (_, _, _) => None,
        };
        let reason = |call: &ToolCall| Some((call.id.clone(), self.called(call).or_else(|| whole.take())?));
        calls.iter().filter_map(reason).collect()
    }

    fn called(&mut self, call: &ToolCall) -> Option<String> {
        self.latest.push_back(sign(&(&call.name, call.input.to_string())));
        if self.latest.len() > 2 * IN_TURN {
            self.latest.pop_front();
        }
        let newest: Vec<u64> = self.latest.iter().rev().copied().collect();
        let same = newest.iter().take_while(|sign| newest.first() == Some(sign)).count();
        if same >= IDENTICAL {
            return Some(format!("the model asked for exactly this {same} times in a row"));
        }
        let in_turn =
            newest.len() == 2 * IN_TURN && newest.iter().zip(newest.iter().skip(2)).all(|(a, b)| a == b);
        if in_turn {
            return Some(format!(
                "the model has asked for the same two things in turn, {IN_TURN} times each"
            ));
        }
        let path = changes(call)?;
        let failed = self.failed_changes.get(path).copied().unwrap_or_default();
        (failed >= FAILED_CHANGES).then(|| format!("the last {failed} attempts to change `{path}` failed"))
    }

    /// A call came to its end.
    pub(crate) fn finished(&mut self, call: &ToolCall, output: &str, error: bool, changed: bool) {
        if let Some(path) = changes(call) {
            let failed = self.failed_changes.entry(path.to_owned()).or_default();
            *failed = if error { *failed + 1 } else { 0 };
        }
        // Times and counters make no news; nor does what fails in the same way, however it was tried.
        let words: String = output.chars().filter(|c| !c.is_ascii_digit()).collect();
        let tried = self.seen.insert(sign(&(&call.name, call.input.to_string()))) && !error;
        let new = self.seen.insert(sign(&words)) || tried;
        self.new_outputs += u32::from(new);
        self.changed |= changed;
        if new || changed {
            self.nothing_new = 0;
        }
    }

    /// The conversation was summarised once more.
    pub(crate) fn compacted(&mut self) {
        let moved = self.changed || self.new_outputs >= STALLED.1;
        self.stalled = if moved { 0 } else { self.stalled + 1 };
        (self.changed, self.new_outputs) = (false, 0);
    }

    /// Why the conversation should not be summarised once more without the user's word.
    pub(crate) fn stalled(&self) -> Option<String> {
        (self.stalled >= STALLED.0).then(|| {
            format!(
                "it was summarised {} times, and between them next to nothing was done or learnt",
                self.stalled
            )
        })
    }

    pub(crate) fn begin_anew(&mut self) {
        *self = Self::default();
    }
}

/// The file that a call would change.
fn changes(call: &ToolCall) -> Option<&str> {
    matches!(call.name.as_str(), "edit" | "write").then(|| call.input.get("path")?.as_str()).flatten()
}

/// Equal things have equal signs, in every process.
fn sign(of: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use serde_json::{Value, json};

    use super::*;

    fn call(number: usize, name: &str, input: Value) -> ToolCall {
        ToolCall { id: CallId(format!("c{number}")), name: name.to_owned(), input }
    }

    /// Plays answers of one call each, with what comes of it: the output, whether it failed, whether it changed something.
    /// Shows the first reason to ask.
    fn check(calls: impl IntoIterator<Item = (&'static str, Value, String, bool, bool)>, expected: Expect) {
        let mut progress = Progress::default();
        for (number, (name, input, output, error, changed)) in calls.into_iter().enumerate() {
            let call = call(number + 1, name, input);
            if let Some((id, why)) = progress.answered("", std::slice::from_ref(&call)).into_iter().next() {
                return expected.assert_eq(&format!("{id}: {why}"));
            }
            progress.finished(&call, &output, error, changed);
        }
        expected.assert_eq("nothing");
    }

    fn read(path: &str, output: &str) -> (&'static str, Value, String, bool, bool) {
        ("read", json!({ "path": path }), output.to_owned(), false, false)
    }

    fn edit(path: &str, old: usize, error: bool) -> (&'static str, Value, String, bool, bool) {
        ("edit", json!({ "path": path, "old": old.to_string() }), format!("edit {old}"), error, !error)
    }

    #[test]
    fn calls_that_repeat() {
        check(
            (0..9).map(|_| read("a", "A")),
            expect!["c3: the model asked for exactly this 3 times in a row"],
        );
        check(
            (0..9).map(|n| if n % 2 == 0 { read("a", "A") } else { read("b", "B") }),
            expect!["c6: the model has asked for the same two things in turn, 3 times each"],
        );
        check((0..60).map(|n| read(&format!("{n}"), &"x".repeat(n + 1))), expect!["nothing"]);
    }

    #[test]
    fn changes_that_fail() {
        check(
            (0..9).map(|n| edit("a.rs", n, true)),
            expect!["c4: the last 3 attempts to change `a.rs` failed"],
        );
        check((0..9).map(|n| edit("a.rs", n, n % 3 != 0)), expect!["nothing"]);
        check((0..3).flat_map(|n| [edit("a.rs", n, true), edit("b.rs", n, true)]), expect!["nothing"]);
    }

    #[test]
    fn nothing_new() {
        let test = |n: usize| {
            let output = format!("1 failed in {n}.{n} s");
            ("shell", json!({ "command": format!("npm test # {n}") }), output, true, false)
        };
        check(
            (0..40).map(test),
            expect!["c17: the last 15 model calls changed nothing and brought nothing new"],
        );
        check((0..40).map(|n| if n % 10 == 9 { edit("a", n, false) } else { test(n) }), expect!["nothing"]);
        // Commands that do their work without a word.
        let quiet = |n: usize| {
            ("shell", json!({ "command": format!("work {n}") }), "(exit status 0)".to_owned(), false, false)
        };
        check((0..40).map(quiet), expect!["nothing"]);
    }

    #[test]
    fn the_same_words() {
        let mut progress = Progress::default();
        let said = |progress: &mut Progress, number, text| {
            let call = call(number, "read", json!({ "path": number.to_string() }));
            let why = progress.answered(text, std::slice::from_ref(&call)).into_values().next();
            progress.finished(&call, &"x".repeat(number), false, false);
            why
        };
        let whys: Vec<_> = (1..6).map(|number| said(&mut progress, number, "I look once more.")).collect();
        assert_eq!(whys[..4], [const { None }; 4]);
        assert_eq!(whys[4].as_deref(), Some("the model said exactly the same 5 times in a row"));
        assert!(
            (6..20).all(|number| said(&mut progress, number, " ").is_none()),
            "saying nothing is no saying"
        );
    }

    #[test]
    fn summaries_without_progress() {
        let mut progress = Progress::default();
        let work = |progress: &mut Progress, changed| {
            progress.finished(&call(0, "read", json!({})), "the same", false, changed);
            progress.compacted();
        };
        (0..3).for_each(|_| work(&mut progress, true));
        assert_eq!(progress.stalled(), None);
        (0..3).for_each(|_| work(&mut progress, false));
        assert!(progress.stalled().is_some());
        work(&mut progress, true);
        assert_eq!(progress.stalled(), None);
    }
}
