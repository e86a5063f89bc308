use std::sync::Mutex;
use std::time::Duration;

use protocol::{CallId, Delta, ToolEnd};
use tokio::time::Instant;

use crate::signals::Stop;
use crate::silence::Heard;
use crate::tools::{Done, OUTPUT};
use crate::turn::Turn;

/// How long a command may run when the model does not say, and at most.
const SHELL_SECONDS: (u32, u32) = (120, 3_600);

/// Bytes of output that are shown live at once, and each second after that. Whoever shows them may be slow, and
/// what is not shown yet is kept.
const LIVE: usize = 64 << 10;

/// Bytes of a piece that is shown live.
const PIECE: usize = 8 << 10;

impl Turn<'_> {
    pub(crate) async fn shell(
        &self,
        call: &CallId,
        script: String,
        timeout: Option<u32>,
    ) -> Result<Done, Stop> {
        let (default, most) = SHELL_SECONDS;
        let timeout = Duration::from_secs(timeout.unwrap_or(default).clamp(1, most).into());
        let cwd = self.runtime.inner.tree.root().to_owned();
        let keep = Some(self.runtime.inner.store.life());
        let command = exec::Command { script, cwd, timeout, output_limit: OUTPUT, env: Vec::new(), keep };
        let (heard, live) = (Heard::now(), Mutex::new(Live::new(Instant::now())));
        let show = |text: &str| {
            heard.again();
            let shown = live.lock().ok().and_then(|mut live| live.shown(text, Instant::now()));
            if let Some(text) = shown {
                self.notice(Delta::Output { call: call.clone(), text });
            }
        };
        let running = exec::run(command, show, self.listener.stopped());
        match self.telling_silence(&heard, Some(call), Some(timeout), running).await {
            Ok(finished) => Ok(told(&finished?, timeout)),
            Err(error) => Ok(Done::failed(error.to_string())),
        }
    }
}

/// What the model is told of a command that ended.
fn told(finished: &exec::Finished, timeout: Duration) -> Done {
    let (end, exit, status) = match finished.end {
        exec::End::Exited(0) => (ToolEnd::Success, Some(0), "exit status 0".to_owned()),
        exec::End::Exited(code) => (ToolEnd::Error, Some(code), format!("exit status {code}")),
        exec::End::Signalled(signal) => (ToolEnd::Error, None, format!("killed by signal {signal}")),
        exec::End::TimedOut => (ToolEnd::Error, None, timed_out(timeout, finished.silent)),
    };
    let left = match finished.left {
        0 => "",
        1 => "; the process that it left in the background was ended",
        _ => "; the processes that it left in the background were ended",
    };
    let output = format!("{}\n({status}{left})", finished.output.trim_end());
    Done { end, output: output.trim_start().to_owned(), files: Vec::new(), exit }
}

/// How the end at the time limit is told.
pub(crate) fn timed_out(timeout: Duration, silent: Duration) -> String {
    let (limit, silent) = (timeout.as_secs(), silent.as_secs());
    let hint = match silent {
        0..2 => String::new(),
        _ => format!("; it had printed nothing for {silent} s: a command that waits for input gets none"),
    };
    format!("killed: it ran longer than its time limit of {limit} s{hint}")
}

/// Decides which part of a command's output is shown live.
struct Live {
    /// Bytes that may be shown now.
    room: usize,
    since: Instant,
    /// Bytes that were not shown since something was.
    skipped: usize,
}

impl Live {
    fn new(now: Instant) -> Self {
        Self { room: LIVE, since: now, skipped: 0 }
    }

    /// What is shown of a piece that arrives `now`; none if there was too much lately.
    fn shown(&mut self, text: &str, now: Instant) -> Option<String> {
        let earned = (now - self.since).as_millis().saturating_mul(LIVE as u128) / 1000;
        if earned > 0 {
            self.room = self.room.saturating_add(earned.try_into().unwrap_or(LIVE)).min(LIVE);
            self.since = now;
        }
        let end = text.ceil_char_boundary(text.len().saturating_sub(PIECE));
        let tail = text.get(end..).unwrap_or_default();
        if tail.len() > self.room {
            self.skipped += text.len();
            return None;
        }
        self.room -= tail.len();
        self.skipped += end;
        match std::mem::take(&mut self.skipped) {
            0 => Some(tail.to_owned()),
            skipped => Some(format!("\n[... {skipped} bytes not shown here ...]\n{tail}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finished(end: exec::End, left: u32, silent: u64) -> String {
        let finished = exec::Finished {
            end,
            output: "out\n".to_owned(),
            truncated: 0,
            left,
            silent: Duration::from_secs(silent),
        };
        told(&finished, Duration::from_secs(120)).output
    }

    #[test]
    fn what_the_model_is_told() {
        expect_test::expect![[r#"
            out
            (exit status 0)
            out
            (exit status 1; the process that it left in the background was ended)
            out
            (exit status 0; the processes that it left in the background were ended)
            out
            (killed by signal 9)
            out
            (killed: it ran longer than its time limit of 120 s)
            out
            (killed: it ran longer than its time limit of 120 s; it had printed nothing for 119 s: a command that waits for input gets none)"#]]
        .assert_eq(
            &[
                finished(exec::End::Exited(0), 0, 0),
                finished(exec::End::Exited(1), 1, 0),
                finished(exec::End::Exited(0), 2, 0),
                finished(exec::End::Signalled(9), 0, 5),
                finished(exec::End::TimedOut, 0, 1),
                finished(exec::End::TimedOut, 0, 119),
            ]
            .join("\n"),
        );
    }

    #[test]
    fn a_flood_is_not_shown_and_what_follows_it_is() {
        let start = Instant::now();
        let mut live = Live::new(start);
        assert_eq!(live.shown("ready\n", start).as_deref(), Some("ready\n"));
        let flood = "x".repeat(64 << 10);
        let shown: usize = (0..1_000).filter_map(|_| live.shown(&flood, start)).map(|text| text.len()).sum();
        assert!(shown <= LIVE + 1_000, "{shown}");
        let later = live.shown("done\n", start + Duration::from_secs(1)).unwrap();
        assert!(
            later.starts_with("\n[... ") && later.ends_with(" bytes not shown here ...]\ndone\n"),
            "{later}"
        );
        assert_eq!(live.shown("more\n", start + Duration::from_secs(1)).as_deref(), Some("more\n"));
        // A character is shown as a whole.
        let crab = "🦀".repeat(PIECE);
        assert!(live.shown(&crab, start + Duration::from_secs(2)).unwrap().ends_with('🦀'));
    }
}
