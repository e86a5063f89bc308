//! Output of commands while they run, on its way to whoever watches: in whole lines, so that a secret in it is seen as a whole,
//! and no more than they can take.

use std::sync::{Mutex, PoisonError};

use protocol::{CallId, Delta, Notice, SessionId};
use tokio::time::Instant;

use crate::silence::Heard;
use crate::{Runtime, redact};

/// Bytes of output that are shown at once, and each second after that. Whoever shows them may be slow, and what is not
/// shown yet is kept.
const RATE: usize = 64 << 10;

/// Bytes that are shown of one time, and that a line may have until it is shown before its end.
const PIECE: usize = 8 << 10;

/// What is shown of one command.
pub(crate) struct LiveOutput {
    runtime: Runtime,
    session: SessionId,
    call: CallId,
    pub(crate) heard: Heard,
    lines: Mutex<Lines>,
}

impl LiveOutput {
    pub(crate) fn new(runtime: &Runtime, session: &SessionId, call: &CallId) -> Self {
        Self {
            runtime: runtime.clone(),
            session: session.clone(),
            call: call.clone(),
            heard: Heard::now(),
            lines: Mutex::new(Lines::new(Instant::now())),
        }
    }

    pub(crate) fn show(&self, text: &str) {
        self.heard.again();
        let now = Instant::now();
        let shown = self.lines.lock().unwrap_or_else(PoisonError::into_inner).shown(text, now);
        if let Some(text) = shown {
            let text = redact(&text).into_owned();
            let delta = Delta::Output { call: self.call.clone(), text };
            self.runtime.inner.feed.notice(Notice { session: self.session.clone(), delta });
        }
    }
}

/// Decides what is shown, and when.
struct Lines {
    /// What waits for the end of its line.
    waiting: String,
    /// Bytes that may be shown now.
    room: usize,
    since: Instant,
    /// Bytes that were not shown since something was.
    skipped: usize,
}

impl Lines {
    fn new(now: Instant) -> Self {
        Self { waiting: String::new(), room: RATE, since: now, skipped: 0 }
    }

    /// What is shown when a piece arrives `now`; none if no line ends with it, or there was too much lately.
    fn shown(&mut self, text: &str, now: Instant) -> Option<String> {
        let earned = (now - self.since).as_millis().saturating_mul(RATE as u128) / 1000;
        if earned > 0 {
            self.room = self.room.saturating_add(earned.try_into().unwrap_or(RATE)).min(RATE);
            self.since = now;
        }
        self.waiting.push_str(text);
        let rest = self.waiting.split_off(whole(&self.waiting));
        let lines = std::mem::replace(&mut self.waiting, rest);
        if lines.is_empty() {
            return None;
        }
        let tail = lines.get(tail(&lines)..).unwrap_or_default();
        if tail.len() > self.room {
            self.skipped += lines.len();
            return None;
        }
        self.room -= tail.len();
        self.skipped += lines.len() - tail.len();
        match std::mem::take(&mut self.skipped) {
            0 => Some(tail.to_owned()),
            skipped => Some(format!("\n[... {skipped} bytes not shown here ...]\n{tail}")),
        }
    }
}

/// How far a text can be shown: to the end of its last line, but no further than to a key that has begun and not ended. What
/// grows too long is shown as it is.
fn whole(text: &str) -> usize {
    if text.len() > PIECE {
        return text.len();
    }
    let end = text.rfind(LINE_ENDS).map_or(0, |end| end + 1);
    match text.get(..end).and_then(|text| text.rfind("-----BEGIN ")) {
        Some(begin) if !text.get(begin..end).is_some_and(|key| key.contains("-----END ")) => begin,
        Some(_) | None => end,
    }
}

/// Where the last lines begin that are shown of a long text.
fn tail(text: &str) -> usize {
    let begin = text.ceil_char_boundary(text.len().saturating_sub(PIECE));
    let after = text.get(begin..).and_then(|tail| tail.find(LINE_ENDS));
    match after {
        Some(end) if begin > 0 && begin + end + 1 < text.len() => begin + end + 1,
        Some(_) | None => begin,
    }
}

/// Of lines, and of what is written over in place.
const LINE_ENDS: [char; 2] = ['\n', '\r'];

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_flood_is_not_shown_and_what_follows_it_is() {
        let start = Instant::now();
        let mut lines = Lines::new(start);
        assert_eq!(lines.shown("ready\n", start).as_deref(), Some("ready\n"));
        let flood = "x".repeat(64 << 10);
        let shown: usize = (0..1_000).filter_map(|_| lines.shown(&flood, start)).map(|text| text.len()).sum();
        assert!(shown <= RATE + 1_000, "{shown}");
        let later = lines.shown("done\n", start + Duration::from_secs(1)).unwrap();
        assert!(
            later.starts_with("\n[... ") && later.ends_with(" bytes not shown here ...]\ndone\n"),
            "{later}"
        );
        assert_eq!(lines.shown("more\n", start + Duration::from_secs(1)).as_deref(), Some("more\n"));
        // A character is shown as a whole.
        let crab = "🦀".repeat(PIECE);
        assert!(lines.shown(&crab, start + Duration::from_secs(2)).unwrap().ends_with('🦀'));
    }

    #[test]
    fn lines_are_shown_as_a_whole() {
        let now = Instant::now();
        let mut lines = Lines::new(now);
        for (piece, shown) in [
            ("token = sk-", None),
            ("1234\nnext: ", Some("token = sk-1234\n")),
            ("10 %\r", Some("next: 10 %\r")),
            ("20 %\r100 %\n", Some("20 %\r100 %\n")),
            ("key:\n-----BEGIN X KEY-----\nMII\n", Some("key:\n")),
            ("abc\n", None),
            ("-----END X KEY-----\nok\n", Some("-----BEGIN X KEY-----\nMII\nabc\n-----END X KEY-----\nok\n")),
        ] {
            assert_eq!(lines.shown(piece, now).as_deref(), shown, "{piece:?}");
        }
        let long = format!("{}\nwhole\n", "y".repeat(PIECE));
        assert!(lines.shown(&long, now).unwrap().ends_with("bytes not shown here ...]\nwhole\n"));
    }
}
