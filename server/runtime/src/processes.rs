//! Commands of a turn that were not waited for to their end. They end with the turn, or with this program.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use agent::Process as Order;
use exec::{ExecError, Finished, Running};
use protocol::CallId;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until, timeout};
use workspace::{Journal, Tree};

use crate::control_files::{Before, Settled};
use crate::feed::patiently;
use crate::live_output::LiveOutput;
use crate::shell::{told, unless_empty};
use crate::signals::Stop;
use crate::tools::Done;
use crate::turn::Turn;

/// How many a turn may have.
const MOST: usize = 16;

/// After how long a process is ended that prints nothing and that nobody asks for.
const IDLE: Duration = Duration::from_secs(15 * 60);

/// How many seconds an order waits for the process's end when the model does not say, and at most.
const WAIT: (u32, u32) = (30, 600);

/// What runs in a turn.
#[derive(Default)]
pub(crate) struct Processes {
    /// By their ids.
    all: Mutex<BTreeMap<String, Process>>,
    /// The control files as they were before the first command of those that run.
    before: Mutex<Option<Before>>,
    /// All files as they were when it was told last what those that run had changed.
    files: Mutex<Option<workspace::Before>>,
}

/// What this turn has of a process: a task sees to it, and stops it when the orders end.
struct Process {
    orders: mpsc::Sender<Work>,
    watched: JoinHandle<Result<Ended, ExecError>>,
    shown: Arc<LiveOutput>,
    limit: Duration,
}

enum Work {
    /// What it printed since the last time.
    Take(oneshot::Sender<String>),
    Write(String, oneshot::Sender<io::Result<()>>),
    CloseInput,
}

enum Ended {
    Finished(Finished),
    /// Nobody asked for it for too long; what it printed last.
    Idle(String),
    Stopped,
}

impl Processes {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Process>> {
        lock(&self.all)
    }

    /// Whether there is room for another.
    pub(crate) fn have_room(&self) -> bool {
        self.lock().len() < MOST
    }

    /// Goes on with a command under this id.
    pub(crate) fn keep(&self, id: &str, running: Running, shown: LiveOutput, limit: Duration) {
        let ((orders, work), shown) = (mpsc::channel(1), Arc::new(shown));
        let watched = tokio::spawn(watch(running, Arc::clone(&shown), work));
        self.lock().insert(id.to_owned(), Process { orders, watched, shown, limit });
    }

    /// Whether there are any.
    pub(crate) fn run(&self) -> bool {
        !self.lock().is_empty()
    }

    pub(crate) fn take_files(&self) -> Option<workspace::Before> {
        lock(&self.files).take()
    }

    pub(crate) fn keep_files(&self, before: Option<workspace::Before>) {
        *lock(&self.files) = before;
    }

    /// Ends them all, and returns when they are gone.
    async fn end(&self) {
        let all = std::mem::take(&mut *self.lock());
        for process in all.into_values() {
            process.stop().await;
        }
    }

    /// Remembers the control files before a command begins.
    pub(crate) fn guard(&self, before: Before) {
        let mut guarded = lock(&self.before);
        match &mut *guarded {
            Some(earlier) => earlier.and(before),
            nothing @ None => *nothing = Some(before),
        }
    }

    /// The gate let a file be written.
    pub(crate) fn written(&self, journal: &Journal, tree: &Tree, path: &str) {
        if let Some(before) = &mut *lock(&self.before) {
            before.look_again(tree, path);
        }
        if let Some(before) = &mut *lock(&self.files)
            && let Ok(path) = tree.resolve(path)
        {
            journal.look_again(tree, before, &path);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Process {
    async fn stop(self) {
        drop(self.orders);
        let _ = self.watched.await;
    }

    /// What it printed since the last time; none if it has ended.
    async fn take(&self) -> Option<String> {
        let (answer, answered) = oneshot::channel();
        self.orders.send(Work::Take(answer)).await.ok()?;
        answered.await.ok()
    }

    /// Writes to it, and says what is wrong.
    async fn write(&self, order: &Order) -> Option<String> {
        let mut refused = None;
        if let Some(text) = order.write.clone().filter(|text| !text.is_empty()) {
            let (answer, answered) = oneshot::channel();
            if self.orders.send(Work::Write(text, answer)).await.is_ok() {
                refused = answered.await.ok().and_then(Result::err).map(|error| error.to_string());
            }
        }
        if order.close_input {
            let _ = self.orders.send(Work::CloseInput).await;
        }
        refused
    }
}

/// Sees to a process until it ends, or nobody can give orders any more.
async fn watch(
    mut running: Running,
    shown: Arc<LiveOutput>,
    mut work: mpsc::Receiver<Work>,
) -> Result<Ended, ExecError> {
    let mut asked = Instant::now();
    loop {
        let idle = || asked.max(shown.heard.last()) + IDLE;
        let next = async {
            loop {
                let until = idle();
                tokio::select! {
                    next = work.recv() => return Some(next),
                    () = sleep_until(until) => if idle() <= until { return None },
                }
            }
        };
        match running.wait(|text| shown.show(text), next).await? {
            Ok(finished) => return Ok(Ended::Finished(finished)),
            Err(None) => {
                let output = running.take_output();
                running.stop().await;
                return Ok(Ended::Idle(output));
            }
            Err(Some(None)) => {
                running.stop().await;
                return Ok(Ended::Stopped);
            }
            // Who asked may be gone.
            Err(Some(Some(Work::Take(answer)))) => drop(answer.send(running.take_output())),
            Err(Some(Some(Work::Write(text, answer)))) => drop(answer.send(running.write(&text).await)),
            Err(Some(Some(Work::CloseInput))) => running.close_input(),
        }
        asked = Instant::now();
    }
}

impl Turn<'_> {
    /// Ends what runs, undoes what it did to control files, and tells what it changed since that was told last.
    pub(crate) async fn end_processes(&self) {
        self.processes.end().await;
        let Settled { undone, stays } = self.settle();
        for said in undone.iter().chain(&stays) {
            self.runtime.afterword(format!("session {}: {said}", self.session));
        }
        if let Some(before) = self.processes.take_files() {
            let changed = self.after_command(Some(before)).await;
            if let Err(error) = self.tell_changed(None, changed) {
                tracing::warn!("what processes changed until they ended could not be stored: {error}");
            }
        }
    }

    /// Undoes what was done to control files, and says so.
    pub(crate) fn settle(&self) -> Settled {
        self.settle_last(true)
    }

    /// The same, when the command that began last has ended, unless it `goes_on` or never counted.
    pub(crate) fn settle_last(&self, goes_on: bool) -> Settled {
        let over = self.processes.lock().is_empty();
        let mut guarded = lock(&self.processes.before);
        let Some(before) = &mut *guarded else { return Settled::default() };
        let settled = patiently(|| self.runtime.settle(before));
        if over {
            *guarded = None;
        } else if !goes_on {
            before.last_ended();
        }
        settled
    }

    /// Does to a process what the model wants, and waits for its end.
    pub(crate) async fn process(&self, call: &CallId, order: Order) -> Result<Done, Stop> {
        let done = self.ordered(call, order).await?;
        Ok(done.with_settled(&self.settle()))
    }

    async fn ordered(&self, call: &CallId, order: Order) -> Result<Done, Stop> {
        let Some(mut process) = self.processes.lock().remove(&order.id) else {
            return Ok(Done::failed(format!(
                "there is no process `{}`: it has ended, with the turn that started it or with the program that ran it",
                order.id
            )));
        };
        if order.stop {
            let output = process.take().await.unwrap_or_default();
            process.stop().await;
            return Ok(Done::success(format!("{}(stopped)", unless_empty(&output)), Vec::new()));
        }
        let refused = process.write(&order).await;
        let (default, most) = WAIT;
        let wait = Duration::from_secs(order.wait.unwrap_or(default).min(most).into());
        let limit = process.limit;
        let wait = if refused.is_some() { Duration::ZERO } else { wait };
        let shown = Arc::clone(&process.shown);
        let ended = self.listener.unless_stopped(timeout(wait, &mut process.watched));
        match self.telling_silence(&shown.heard, Some(call), Some(limit), ended).await {
            Ok(Ok(ended)) => return Ok(ended_as(ended.map_err(|error| error.to_string()), limit)),
            Ok(Err(_)) => {}
            Err(stop) => {
                process.stop().await;
                return Err(stop);
            }
        }
        // It may end just now.
        match timeout(Duration::from_secs(5), process.take()).await {
            Ok(None) => Ok(ended_as(process.watched.await.map_err(|error| error.to_string()), limit)),
            taken => {
                let output = taken.ok().flatten().unwrap_or_default();
                self.processes.lock().insert(order.id.clone(), process);
                let running = format!("(process `{}` is still running)", order.id);
                Ok(match refused {
                    Some(why) => {
                        Done::failed(format!("{}(not written: {why}) {running}", unless_empty(&output)))
                    }
                    None => Done::success(format!("{}{running}", unless_empty(&output)), Vec::new()),
                })
            }
        }
    }
}

fn ended_as(ended: Result<Result<Ended, ExecError>, String>, limit: Duration) -> Done {
    match ended {
        Ok(Ok(Ended::Finished(finished))) => told(&finished, limit),
        Ok(Ok(Ended::Idle(output))) => Done::failed(format!(
            "{}(ended: it printed nothing for {} min, and nobody asked for it)",
            unless_empty(&output),
            IDLE.as_secs() / 60
        )),
        Ok(Ok(Ended::Stopped)) => Done::failed("(stopped)"),
        Ok(Err(error)) => Done::failed(error.to_string()),
        Err(error) => Done::failed(format!("the watch over it broke: {error}")),
    }
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use protocol::SessionId;

    use super::*;
    use crate::{Runtime, Settings};

    /// The clock jumps whenever everybody waits.
    #[tokio::test(start_paused = true)]
    async fn a_process_that_is_silent_and_forgotten_is_ended() {
        let folder = tempfile::tempdir().unwrap();
        let runtime = Runtime::open(Settings {
            root: folder.path().to_owned(),
            state: folder.path().join("state"),
            process_name: "test".to_owned(),
            models: models::ModelSettings::default(),
            rules: crate::RuleFiles::default(),
            limits: crate::Limits::default(),
            retention: crate::Retention::default(),
            usage: folder.path().join("usage"),
            now: || 0,
            mint: String::new,
        })
        .unwrap();
        let command = exec::Command {
            script: "exec sleep 600".to_owned(),
            cwd: folder.path().to_owned(),
            timeout: IDLE * 4,
            output_limit: 1000,
            env: Vec::new(),
            keep: None,
            input: false,
            confinement: None,
        };
        let shown = LiveOutput::new(&runtime, &SessionId("s".to_owned()), &CallId("c".to_owned()));
        let (orders, work) = mpsc::channel(1);
        let began = Instant::now();
        let ended = watch(exec::start(command).unwrap(), Arc::new(shown), work).await.unwrap();
        assert!(matches!(ended, Ended::Idle(_)));
        assert!(began.elapsed() >= IDLE && began.elapsed() < IDLE * 2);
        drop(orders);
    }
}
