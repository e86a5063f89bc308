//! How the events of an answer are put on the connection, as data.

use std::time::Duration;

use crate::{End, Faults};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Wait(Duration),
    /// One chunk of the body.
    Send(Vec<u8>),
    /// The body ends here.
    End,
    /// The connection is closed here, without the body's end.
    Cut,
    /// Nothing follows, and the connection stays open.
    Stall,
}

/// The steps for encoded events; the last is `End`, `Cut` or `Stall`.
pub(crate) fn steps(events: Vec<Vec<u8>>, faults: &Faults) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut sent = 0;
    // The last one stands for the end of the body.
    for (done, mut event) in events.into_iter().chain([Vec::new()]).enumerate() {
        let (number, half) = (done + 1, event.len() / 2);
        let last = match faults.end {
            End::StallAfter(events) if events == done => Some((0, Step::Stall)),
            End::CutAfterBytes(bytes) if bytes <= sent + event.len() => Some((bytes - sent, Step::Cut)),
            End::CutWithin(event) if event == number => Some((half, Step::Cut)),
            End::EndWithin(event) if event == number => Some((half, Step::End)),
            End::Complete
            | End::StallAfter(_)
            | End::CutAfterBytes(_)
            | End::CutWithin(_)
            | End::EndWithin(_) => None,
        };
        sent += event.len();
        event.truncate(last.as_ref().map_or(event.len(), |(length, _)| *length));
        if !event.is_empty() {
            steps.push(Step::Wait(Duration::from_millis(faults.pace_ms)));
            steps.push(Step::Send(event));
        }
        if let Some((_, step)) = last {
            steps.push(step);
            return steps;
        }
    }
    steps.push(Step::End);
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_end_where_they_are_told_to() {
        let check = |end: End, expected: &str| {
            let faults = Faults { end, ..Faults::default() };
            let steps = steps(vec![b"first-".to_vec(), b"second".to_vec()], &faults);
            let shown = steps.into_iter().filter_map(|step| match step {
                Step::Wait(_) => None,
                Step::Send(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
                Step::End | Step::Cut | Step::Stall => Some(format!("{step:?}")),
            });
            assert_eq!(shown.collect::<Vec<_>>().join(" "), expected);
        };
        check(End::Complete, "first- second End");
        check(End::StallAfter(0), "Stall");
        check(End::StallAfter(1), "first- Stall");
        check(End::StallAfter(2), "first- second Stall");
        check(End::CutAfterBytes(0), "Cut");
        check(End::CutAfterBytes(6), "first- Cut");
        check(End::CutAfterBytes(7), "first- s Cut");
        check(End::CutAfterBytes(12), "first- second Cut");
        check(End::CutWithin(2), "first- sec Cut");
        check(End::EndWithin(1), "fir End");
    }
}
