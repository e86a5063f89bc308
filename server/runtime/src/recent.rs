//! Folds of sessions that are likely to go on. To read a long log anew for each prompt would take time and memory that
//! grow with it.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use protocol::SessionId;

/// How many are kept.
const KEPT: usize = 4;

/// What was folded last, by session. Whoever takes a fold out folds into it what has come since.
pub(crate) struct Recent<T>(Mutex<VecDeque<(SessionId, T)>>);

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Recent<T> {
    pub(crate) fn take(&self, id: &SessionId) -> Option<T> {
        let mut kept = self.lock();
        let at = kept.iter().position(|(kept, _)| kept == id)?;
        kept.remove(at).map(|(_, fold)| fold)
    }

    pub(crate) fn keep(&self, id: SessionId, fold: T) {
        let mut kept = self.lock();
        kept.retain(|(kept, _)| *kept != id);
        kept.push_front((id, fold));
        kept.truncate(KEPT);
    }

    pub(crate) fn forget(&self, id: &SessionId) {
        self.lock().retain(|(kept, _)| kept != id);
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<(SessionId, T)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
