use protocol::CallId;

use crate::{Entry, FinishedCall, History};

/// Calls whose output can be left out, oldest first, and how many bytes that saves: all but the newest `protected` bytes
/// of output. What the model has not seen yet stays, unless nothing is protected. `None` if it saves less than `least`.
pub(crate) fn prunable(history: &History, protected: u64, least: u64) -> Option<(Vec<CallId>, u64)> {
    let mut newer = 0;
    let (mut calls, mut saved) = (Vec::new(), 0);
    let unseen = match history.entries().last() {
        Some(Entry::Answer { calls, .. }) if protected > 0 => calls.len(),
        Some(Entry::Answer { .. } | Entry::Prompt(_)) | None => 0,
    };
    for (index, call) in newest_first(history).enumerate().filter(|(_, call)| !call.pruned) {
        newer += call.weight() as u64;
        let saves = call.prunable() as u64;
        if newer > protected && saves > 0 && index >= unseen {
            calls.push(call.id.clone());
            saved += saves;
        }
    }
    calls.reverse();
    (saved > 0 && saved >= least).then_some((calls, saved))
}

fn newest_first(history: &History) -> impl Iterator<Item = &FinishedCall> {
    history.entries().iter().rev().flat_map(|entry| match entry {
        Entry::Prompt(_) => [].iter().rev(),
        Entry::Answer { calls, .. } => calls.iter().rev(),
    })
}

#[cfg(test)]
mod tests {
    use protocol::ToolCall;
    use serde_json::json;

    use super::*;
    use crate::ToolResult;

    /// A history of calls with outputs of these lengths.
    fn history(lengths: &[usize]) -> History {
        let mut history = History::default();
        history.prompt("go");
        for (index, length) in lengths.iter().enumerate() {
            let call =
                ToolCall { id: CallId(format!("c{index}")), name: "read".to_owned(), input: json!({}) };
            history
                .answer("", [(call, ToolResult { output: "x".repeat(*length), error: false, image: None })]);
        }
        history
    }

    #[test]
    fn the_newest_output_is_protected_and_little_gain_is_no_reason() {
        let calls = |lengths: &[usize], protected, least| {
            prunable(&history(lengths), protected, least)
                .map(|(calls, _)| calls.iter().map(|call| call.0.as_str()).collect::<Vec<_>>().join(" "))
        };
        assert_eq!(calls(&[1_000, 1_000, 1_000], 1_500, 1).as_deref(), Some("c0 c1"));
        assert_eq!(calls(&[1_000, 1_000, 1_000], 3_000, 1), None);
        assert_eq!(calls(&[1_000, 1_000, 1_000], 1_500, 5_000), None);
        // What is shorter than the word about it stays, and what the model has not seen yet.
        assert_eq!(calls(&[1_000, 10, 1_000], 500, 1).as_deref(), Some("c0"));
        assert_eq!(calls(&[1_000, 10, 1_000], 0, 1).as_deref(), Some("c0 c2"));
    }

    #[test]
    fn what_is_pruned_is_not_pruned_again() {
        let mut history = history(&[1_000, 1_000]);
        let (calls, saved) = prunable(&history, 0, 1).unwrap_or_default();
        let before = history.bytes();
        history.prune(&calls);
        assert_eq!((history.bytes() as u64 + saved, prunable(&history, 0, 1)), (before as u64, None));
    }
}
