//! Silence, told while it lasts: a model or a command of which nothing comes for a while.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use protocol::{CallId, Delta};
use tokio::time::{Instant, sleep_until};

use crate::turn::Turn;

/// How often silence is told.
const EVERY: Duration = Duration::from_secs(5);

/// When something was last heard of what is waited for.
pub(crate) struct Heard(Mutex<Instant>);

impl Heard {
    pub(crate) fn now() -> Self {
        Self(Mutex::new(Instant::now()))
    }

    pub(crate) fn again(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    pub(crate) fn last(&self) -> Instant {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn<'_> {
    /// Awaits `work`, and publishes a notice whenever nothing was heard for another five seconds. `call` and `limit` are
    /// those of [`Delta::Waiting`].
    pub(crate) async fn telling_silence<T>(
        &self,
        heard: &Heard,
        call: Option<&CallId>,
        limit: Option<Duration>,
        work: impl Future<Output = T>,
    ) -> T {
        tokio::pin!(work);
        let mut silences = 1;
        loop {
            let last = heard.last();
            tokio::select! {
                biased;
                done = &mut work => return done,
                () = sleep_until(last + EVERY * silences) => {}
            }
            if heard.last() > last {
                silences = 1;
                continue;
            }
            let seconds = (EVERY * silences).as_secs();
            self.notice(Delta::Waiting {
                call: call.cloned(),
                seconds,
                limit: limit.map(|limit| limit.as_secs()),
            });
            silences += 1;
        }
    }
}
