use std::path::PathBuf;
use std::time::Duration;

use protocol::{CallId, ToolEnd};
use tokio::time::sleep;

use crate::Runtime;
use crate::intent::Command;
use crate::isolation::Isolation;
use crate::live_output::LiveOutput;
use crate::signals::Stop;
use crate::tools::{Done, OUTPUT};
use crate::turn::Turn;

/// How long a command may run when the model does not say, and at most.
const SHELL_SECONDS: (u32, u32) = (120, 3_600);

/// What a failed command prints when a sandbox may be why.
const HINDERED: &[&str] = &[
    "Permission denied",
    "Operation not permitted",
    "Read-only file system",
    "Device or resource busy",
    "Network is unreachable",
    "Could not resolve host",
    "name resolution",
    "getaddrinfo",
    "EACCES",
    "EROFS",
    "EPERM",
];

impl Turn<'_> {
    pub(crate) async fn shell(&self, call: &CallId, command: Command) -> Result<Done, Stop> {
        let Command { script, folder, timeout, yields, input, extras, only_reads } = command;
        let isolation = match self.runtime.isolate(extras).await {
            Ok(isolation) => isolation,
            Err(why) => return Ok(Done::failed(why)),
        };
        let Isolation { confinement, env, mut before } = isolation;
        let confined = confinement.is_some();
        // What only reads changes no control file.
        if !only_reads {
            self.runtime.note(&mut before);
            self.processes.guard(before);
        }
        let (default, most) = SHELL_SECONDS;
        let limit = Duration::from_secs(timeout.unwrap_or(default).clamp(1, most).into());
        let yields =
            yields.map(|seconds| Duration::from_secs(seconds.max(1).into())).filter(|yields| *yields < limit);
        let cwd = self.runtime.inner.tree.absolute(&folder);
        let keep = Some(self.runtime.inner.store.life());
        let command = exec::Command {
            script,
            cwd,
            timeout: limit,
            output_limit: OUTPUT,
            env,
            keep,
            input,
            confinement,
        };
        let live = LiveOutput::new(self.runtime, &self.session, call);
        let mut running = match exec::start(command) {
            Ok(running) => running,
            Err(error) => {
                return Ok(Done::failed(error.to_string()).with_settled(&self.settle_last(only_reads)));
            }
        };
        let until = async {
            let yielded = async {
                match yields {
                    Some(yields) => sleep(yields).await,
                    None => std::future::pending().await,
                }
            };
            self.listener.unless_stopped(yielded).await
        };
        let waiting = running.wait(|text| live.show(text), until);
        let waited = self.telling_silence(&live.heard, Some(call), Some(limit), waiting).await;
        let mut goes_on = false;
        let mut done = match waited {
            Err(error) => Done::failed(error.to_string()),
            Ok(Ok(finished)) => told(&finished, limit),
            Ok(Err(Err(stop))) => {
                running.stop().await;
                return Err(stop);
            }
            Ok(Err(Ok(()))) => {
                let (done, kept) = self.go_on(running, live, limit).await;
                goes_on = kept;
                done
            }
        };
        if confined && done.end == ToolEnd::Error && HINDERED.iter().any(|words| done.output.contains(words))
        {
            done.output.push_str(
                "\n(it ran in a sandbox; if that is why it failed, ask for `network`, `write` or `unsandboxed`)",
            );
        }
        Ok(done.with_settled(&self.settle_last(only_reads || goes_on)))
    }

    /// Leaves a command running as a process, if there is room for it.
    async fn go_on(&self, mut running: exec::Running, live: LiveOutput, limit: Duration) -> (Done, bool) {
        let output = running.take_output();
        let output = unless_empty(&output);
        if !self.processes.have_room() {
            running.stop().await;
            let told = format!("{output}(ended: too many processes are running; stop one first)");
            return (Done::failed(told), false);
        }
        let id = self.runtime.mint("p");
        self.processes.keep(&id, running, live, limit);
        (Done::success(format!("{output}(still running, as process `{id}`)"), Vec::new()), true)
    }
}

impl Runtime {
    /// Where it is kept what commands wrote into control files.
    pub(crate) fn aside(&self) -> PathBuf {
        self.inner.settings.state.join("aside")
    }
}

/// Output that something follows.
pub(crate) fn unless_empty(output: &str) -> String {
    match output.trim_end() {
        "" => String::new(),
        output => format!("{output}\n"),
    }
}

/// What the model is told of a command that ended.
pub(crate) fn told(finished: &exec::Finished, timeout: Duration) -> Done {
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
}
