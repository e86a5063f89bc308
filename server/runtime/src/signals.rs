use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use protocol::EventBody;
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, timeout_at};

/// What reaches the work of this process from outside: answers, a cancel, the end of the process.
///
/// Work registers under its run and session before it looks at the log, so what is not in the log it read
/// arrives here.
#[derive(Default)]
pub(crate) struct Signals {
    working: Mutex<HashMap<String, watch::Sender<Signal>>>,
    /// Why the process ends: what begins now must not.
    ending: Mutex<Option<String>>,
    gone: Notify,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Signal {
    /// The user wants the turn to end.
    pub(crate) cancel: bool,
    /// The process must stop; the work can be resumed.
    pub(crate) halt: Option<String>,
    /// Grows with every answer.
    answers: u64,
}

/// The work's end of its signals. Clones see the same.
#[derive(Clone)]
pub(crate) struct Listener {
    signal: watch::Receiver<Signal>,
    /// When the work is cancelled, whatever comes.
    limit: Option<Arc<Mutex<Instant>>>,
}

/// Why waiting work must stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    Cancel,
    Halt(String),
}

impl Signals {
    pub(crate) fn register(&self, key: &str) -> Listener {
        let halt = self.ending.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let (sender, receiver) = watch::channel(Signal { halt, ..Signal::default() });
        self.lock().insert(key.to_owned(), sender);
        Listener { signal: receiver, limit: None }
    }

    /// Lets a run's signals also be reached by its session's id.
    pub(crate) fn alias(&self, key: &str, other: &str) {
        let mut working = self.lock();
        if let Some(sender) = working.get(key).cloned() {
            working.insert(other.to_owned(), sender);
        }
    }

    /// Forgets the work of this listener, by all its names. Newer work of the same name stays.
    pub(crate) fn unregister(&self, listener: &Listener) {
        self.lock().retain(|_, sender| !sender.subscribe().same_channel(&listener.signal));
        self.gone.notify_waiters();
    }

    /// Routes an event of the log to the work it concerns.
    pub(crate) fn route(&self, event: &EventBody) {
        let (key, change): (&str, fn(&mut Signal)) = match event {
            EventBody::CancelRequested { session } => (&session.0, |signal| signal.cancel = true),
            EventBody::RunStopRequested { run } => (&run.0, |signal| signal.cancel = true),
            EventBody::QuestionAnswered { session, .. } => (&session.0, |signal| signal.answers += 1),
            EventBody::RunRequested { .. }
            | EventBody::RunResumed { .. }
            | EventBody::RunInterrupted { .. }
            | EventBody::RunFinished { .. }
            | EventBody::TaskMarked { .. }
            | EventBody::EditRequested { .. }
            | EventBody::EditFinished { .. }
            | EventBody::CheckFinished { .. }
            | EventBody::EvidenceJudged { .. }
            | EventBody::SessionOpened { .. }
            | EventBody::SessionTrusted { .. }
            | EventBody::SessionRenamed { .. }
            | EventBody::SessionDeleted { .. }
            | EventBody::UserPrompted { .. }
            | EventBody::ModelAnswered { .. }
            | EventBody::ModelFailed { .. }
            | EventBody::ToolStarted { .. }
            | EventBody::ToolFinished { .. }
            | EventBody::FilesChanged { .. }
            | EventBody::FilesRestored { .. }
            | EventBody::QuestionAsked { .. }
            | EventBody::QuestionWithdrawn { .. }
            | EventBody::ContentTrusted { .. }
            | EventBody::ContentDistrusted { .. }
            | EventBody::FreezeSet { .. }
            | EventBody::ContextPruned { .. }
            | EventBody::ContextCompacted { .. }
            | EventBody::ContextOverflowed { .. }
            | EventBody::GoalChanged { .. }
            | EventBody::ModelChosen { .. }
            | EventBody::SubagentStarted { .. }
            | EventBody::SubagentEnded { .. }
            | EventBody::TurnEnded { .. } => return,
        };
        if let Some(sender) = self.lock().get(key) {
            sender.send_modify(change);
        }
    }

    pub(crate) fn halt_all(&self, why: &str) {
        *self.ending.lock().unwrap_or_else(PoisonError::into_inner) = Some(why.to_owned());
        for sender in self.lock().values() {
            sender.send_modify(|signal| signal.halt = Some(why.to_owned()));
        }
    }

    /// Returns when nothing is registered under `key`, or nothing at all if there is none.
    pub(crate) async fn gone(&self, key: Option<&str>) {
        loop {
            let gone = self.gone.notified();
            tokio::pin!(gone);
            // From here on no notification is missed.
            gone.as_mut().enable();
            let still = match key {
                Some(key) => self.lock().contains_key(key),
                None => !self.lock().is_empty(),
            };
            if !still {
                return;
            }
            gone.await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, watch::Sender<Signal>>> {
        self.working.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Listener {
    /// Whether the work must stop.
    pub(crate) fn stop(&self) -> Option<Stop> {
        if self.signal.has_changed().is_err() {
            return Some(Stop::Halt("the work was taken out of the register".to_owned()));
        }
        let signal = self.signal.borrow();
        match &signal.halt {
            Some(why) => Some(Stop::Halt(why.clone())),
            None => {
                let late = self.limit().is_some_and(|limit| limit <= Instant::now());
                (signal.cancel || late).then_some(Stop::Cancel)
            }
        }
    }

    /// Returns when the work must stop.
    pub(crate) async fn stopped(&self) -> Stop {
        let mut receiver = self.signal.clone();
        // The sender lives as long as the work is registered, so the wait ends only with a signal.
        let signalled = receiver.wait_for(|signal| signal.cancel || signal.halt.is_some());
        match self.limit() {
            Some(limit) => drop(timeout_at(limit, signalled).await),
            None => drop(signalled.await),
        }
        self.stop().unwrap_or_else(|| Stop::Halt("the work was taken out of the register".to_owned()))
    }

    /// Awaits `future`, unless the work must stop first; the future is then dropped.
    pub(crate) async fn unless_stopped<T>(&self, future: impl Future<Output = T>) -> Result<T, Stop> {
        tokio::select! {
            biased;
            stop = self.stopped() => Err(stop),
            output = future => Ok(output),
        }
    }

    /// A receiver that changes with every signal, for waiting on answers.
    pub(crate) fn changes(&self) -> watch::Receiver<Signal> {
        self.signal.clone()
    }

    /// The same, for work that is cancelled at this time.
    pub(crate) fn until(&self, limit: Instant) -> Self {
        Self { limit: Some(Arc::new(Mutex::new(limit))), ..self.clone() }
    }

    /// The work has waited so long for its user, which does not count.
    pub(crate) fn waited(&self, time: Duration) {
        if let Some(limit) = &self.limit {
            *limit.lock().unwrap_or_else(PoisonError::into_inner) += time;
        }
    }

    fn limit(&self) -> Option<Instant> {
        self.limit.as_ref().map(|limit| *limit.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_time_limit_cancels_and_waiting_for_the_user_does_not_count() {
        let signals = Signals::default();
        let whole = signals.register("s");
        let part = whole.until(Instant::now());
        assert_eq!((part.stop(), part.stopped().await), (Some(Stop::Cancel), Stop::Cancel));
        assert_eq!(whole.stop(), None);
        part.waited(Duration::from_secs(60));
        assert_eq!(part.stop(), None);
        signals.halt_all("closed");
        assert_eq!(part.stopped().await, Stop::Halt("closed".to_owned()));
    }
}
