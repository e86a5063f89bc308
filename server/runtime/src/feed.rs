use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use protocol::{Delta, Event, EventBody, Notice, Record, VerbError};
use store::{Filter, Lease};
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::broadcast::{
    self,
    error::{RecvError, TryRecvError},
};

use crate::{Runtime, store_error};

/// How often this process looks for what others appended.
const POLL: Duration = Duration::from_millis(100);

/// Updates a subscriber may lag behind before it reads the log again.
const QUEUE: usize = 4096;

/// A piece this long, in bytes, is told without waiting pieces that go on with it.
const LONG: usize = 64 << 10;

/// What a front is told.
#[derive(Clone, Debug)]
pub enum Update {
    /// An entry of the log, of this or another process, in the log's order and without gaps.
    Event(Event),
    /// A piece of something to come; pieces that wait are told as one. A subscriber that does not read misses some.
    Notice(Notice),
    /// What the user should know and the log does not hold: why this process stopped working on something, or what it undid.
    Trouble(String),
}

/// Publishes the log in its order: whoever appends also publishes everything up to there, under one lock.
pub(crate) struct Feed {
    published: Mutex<u64>,
    sender: broadcast::Sender<Update>,
}

impl Feed {
    pub(crate) fn starting_at(seq: u64) -> Self {
        Self { published: Mutex::new(seq), sender: broadcast::channel(QUEUE).0 }
    }

    pub(crate) fn notice(&self, notice: Notice) {
        // Nobody listening is no fault.
        let _ = self.sender.send(Update::Notice(notice));
    }
}

impl Runtime {
    /// Tells what the log cannot hold.
    pub(crate) fn trouble(&self, what: &str, error: &VerbError) {
        tracing::error!("{what}: {error}");
        let _ = self.inner.feed.sender.send(Update::Trouble(format!("{what} was cut off: {error}")));
    }

    /// Tells it as soon as somebody listens.
    pub(crate) fn untold(&self, said: Vec<String>) {
        said.iter().for_each(|said| tracing::warn!("{said}"));
        self.inner.untold.lock().unwrap_or_else(PoisonError::into_inner).extend(said);
    }

    /// Tells what was found after the last event that could have said it.
    pub(crate) fn afterword(&self, said: String) {
        tracing::warn!("{said}");
        let _ = self.inner.feed.sender.send(Update::Trouble(said));
    }
}

/// Follows the log from a point on.
pub struct Subscription {
    runtime: Runtime,
    receiver: broadcast::Receiver<Update>,
    last: u64,
    backlog: VecDeque<Event>,
    /// Came when a piece was joined, and does not go on with it.
    ahead: Option<Result<Update, RecvError>>,
}

impl Runtime {
    /// Everything after event `since`, then everything as it happens.
    ///
    /// # Errors
    /// The log cannot be read.
    pub fn subscribe(&self, since: u64) -> Result<Subscription, VerbError> {
        let receiver = self.inner.feed.sender.subscribe();
        let backlog = self.inner.store.events(&Filter::Since(since)).map_err(store_error)?.into();
        let untold = std::mem::take(&mut *self.inner.untold.lock().unwrap_or_else(PoisonError::into_inner));
        let ahead = (!untold.is_empty()).then(|| Ok(Update::Trouble(untold.join("\n"))));
        Ok(Subscription { runtime: self.clone(), receiver, last: since, backlog, ahead })
    }

    /// The place of the log's last event.
    ///
    /// # Errors
    /// The log cannot be read.
    pub fn head(&self) -> Result<u64, VerbError> {
        self.inner.store.head().map_err(store_error)
    }

    /// Stores events, then publishes them; under a lease, only while it is held.
    pub(crate) fn append(
        &self,
        bodies: &[EventBody],
        fence: Option<&Lease>,
    ) -> Result<Vec<Event>, VerbError> {
        let events = patiently(|| self.inner.store.append(self.now(), bodies, fence)).map_err(store_error)?;
        self.publish()?;
        Ok(events)
    }

    pub(crate) fn publish(&self) -> Result<(), VerbError> {
        let feed = &self.inner.feed;
        let mut published = feed.published.lock().unwrap_or_else(PoisonError::into_inner);
        for event in self.inner.store.events(&Filter::Since(*published)).map_err(store_error)? {
            *published = event.seq;
            if let Record::Known(body) = &event.record {
                self.inner.signals.route(body);
                self.inner.edits.route(body);
            }
            let _ = feed.sender.send(Update::Event(event));
        }
        Ok(())
    }

    /// Ends with the last clone of the runtime.
    pub(crate) fn follow_other_processes(&self) {
        let inner = std::sync::Arc::downgrade(&self.inner);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(POLL).await;
                let Some(inner) = inner.upgrade() else { return };
                if let Err(error) = (Runtime { inner }).publish() {
                    tracing::warn!("cannot follow the event log: {error}");
                }
            }
        });
    }
}

impl Subscription {
    /// The next update. `None` when the log can no longer be read.
    pub async fn next(&mut self) -> Option<Update> {
        loop {
            if let Some(event) = self.backlog.pop_front() {
                self.last = event.seq;
                return Some(Update::Event(event));
            }
            let received = match self.ahead.take() {
                Some(received) => received,
                None => self.receiver.recv().await,
            };
            match received {
                Ok(Update::Event(event)) if event.seq <= self.last => {}
                Ok(Update::Event(event)) if event.seq == self.last + 1 => {
                    self.last = event.seq;
                    return Some(Update::Event(event));
                }
                Ok(Update::Notice(notice)) => return Some(Update::Notice(self.with_waiting(notice))),
                Ok(trouble @ Update::Trouble(_)) => return Some(trouble),
                Ok(Update::Event(_)) | Err(RecvError::Lagged(_)) => {
                    let missed = self.runtime.inner.store.events(&Filter::Since(self.last));
                    self.backlog = missed.inspect_err(|error| tracing::warn!("{error}")).ok()?.into();
                }
                Err(RecvError::Closed) => return None,
            }
        }
    }

    /// A piece and all that wait and go on with it: telling each alone costs many times what it costs to make them,
    /// so the subscriber would lag.
    fn with_waiting(&mut self, mut piece: Notice) -> Notice {
        while self.ahead.is_none() {
            self.ahead = match self.receiver.try_recv() {
                Ok(Update::Notice(next)) if join(&mut piece, &next) => None,
                Ok(update) => Some(Ok(update)),
                Err(TryRecvError::Lagged(missed)) => Some(Err(RecvError::Lagged(missed))),
                Err(TryRecvError::Empty | TryRecvError::Closed) => break,
            };
        }
        piece
    }
}

/// Appends `next` to `piece` if it goes on with it.
fn join(piece: &mut Notice, next: &Notice) -> bool {
    let (text, more) = match (&mut piece.delta, &next.delta) {
        (Delta::Text { text }, Delta::Text { text: more }) => (text, more),
        (Delta::Output { call, text }, Delta::Output { call: same, text: more }) if call == same => {
            (text, more)
        }
        (Delta::Text { .. } | Delta::Retry { .. } | Delta::Output { .. } | Delta::Waiting { .. }, _) => {
            return false;
        }
    };
    let joins = piece.session == next.session && text.len() < LONG;
    if joins {
        text.push_str(more);
    }
    joins
}

/// Does what may wait for seconds, such as a write to the store while another process keeps it locked. Meanwhile the tasks of
/// this thread move to another. It is not cut off when the program ends its tasks.
pub(crate) fn patiently<T>(write: impl FnOnce() -> T) -> T {
    match Handle::try_current().map(|tokio| tokio.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(write),
        // A runtime of one thread has nowhere to move them.
        Ok(_) | Err(_) => write(),
    }
}
