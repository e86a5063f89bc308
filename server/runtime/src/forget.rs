use std::fs;

use protocol::{ErrorCode, Event, EventBody, Record, Response, SessionId, SessionStatus, VerbError};
use serde::Deserialize;
use store::{Filter, Lost};

use crate::runs::task_key;
use crate::sessions::session_key;
use crate::summaries::SummaryFold;
use crate::{Runtime, store_error};

/// How long sessions are kept. As JSON it is part of the settings file. Without either, for ever.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Retention {
    /// So many, those that something happened in last.
    pub keep_sessions: Option<u32>,
    /// So many days after something happened in them last.
    pub keep_sessions_days: Option<u32>,
}

const DAY: i64 = 24 * 60 * 60 * 1000;

impl Runtime {
    /// Deletes a session with everything that only it refers to, so that its text is in no file of the state any more.
    pub(crate) fn delete_session(&self, id: &SessionId) -> Result<Response, VerbError> {
        self.forget_session(id)?;
        self.scrub(&format!("`{id}` was deleted"))?;
        Ok(Response::Deleted { deleted: id.clone() })
    }

    /// The same, but for the text that is left where it was, in files that nobody reads any more.
    pub(crate) fn forget_session(&self, id: &SessionId) -> Result<(), VerbError> {
        let SummaryFold { run, parent, .. } = self.session_fold(id)?;
        if let Some(parent) = parent {
            let why = format!("`{id}` is a sub-agent's; it goes with `{parent}`, which it works for");
            return Err(VerbError::new(ErrorCode::Invalid, why));
        }
        let busy = |why: String| VerbError::new(ErrorCode::Busy, why);
        let key = match &run {
            None => session_key(id),
            Some(run) => {
                let run = self.load_run(run)?;
                let (spec, task) = (&run.plan.spec, &run.plan.task);
                if run.outcome().is_none() {
                    let why = format!(
                        "the run of task {task} of `{spec}` is not over; `kiro-cli task stop {spec} {task}` ends it"
                    );
                    return Err(busy(why));
                }
                task_key(spec, task)
            }
        };
        let lease = self.take_or_refuse(&key, &format!("session `{id}`"))?;
        let forgotten = self.and_subagents(id).and_then(|sessions| {
            let forks = self.inner.store.forget(self.now(), &sessions, run.as_ref(), &lease);
            Ok((sessions, forks.map_err(store_error)?))
        });
        self.leave(None, &lease);
        let (sessions, forks) = forgotten?;
        if !forks.is_empty() {
            let them = if forks.len() == 1 { "it" } else { "them" };
            let forks: Vec<String> = forks.iter().map(|fork| format!("`{fork}`")).collect();
            let why = format!(
                "the history of {} begins with that of `{id}`; delete {them} first",
                forks.join(", ")
            );
            return Err(busy(why));
        }
        for session in &sessions {
            self.inner.conversations.forget(session);
            self.inner.summaries.forget(session);
        }
        self.delete_chat_files(id);
        self.publish()
    }

    /// A session and all that work for it, directly or not. Those are opened later than what they work for.
    fn and_subagents(&self, id: &SessionId) -> Result<Vec<SessionId>, VerbError> {
        let mut sessions = vec![id.clone()];
        let each = |event: Event| {
            if let Record::Known(EventBody::SessionOpened { session, parent: Some(parent), .. }) =
                event.record
                && sessions.contains(&parent.session)
            {
                sessions.push(session);
            }
        };
        self.inner.store.each(&Filter::Types(&["sessionOpened"]), each).map_err(store_error)?;
        Ok(sessions)
    }

    /// Takes what no event refers to any more out of the files.
    fn scrub(&self, done: &str) -> Result<(), VerbError> {
        let scrubbed = self.inner.store.scrub().map_err(store_error).and_then(|()| self.sweep_journal());
        scrubbed.map_err(|error| {
            let why = format!(
                "{done}, but its text may still be in the file until something is deleted again: {error}"
            );
            VerbError::new(ErrorCode::Store, why)
        })
    }

    /// Forgets what files held before a session that is gone changed them. What a session that is at work keeps is not in an
    /// event yet, so while there is one all is left for the next time.
    fn sweep_journal(&self) -> Result<(), VerbError> {
        let at_work = |status| match status {
            SessionStatus::Working | SessionStatus::Waiting => true,
            SessionStatus::Idle | SessionStatus::Interrupted => false,
        };
        if self.all_sessions()?.iter().any(|session| at_work(session.status)) {
            return Ok(());
        }
        let swept = self.inner.journal.sweep(&self.all_referenced()?);
        swept.map_err(|error| VerbError::new(ErrorCode::Store, error.to_string()))
    }

    /// Chat documents are the user's view of a session: they hold its text.
    fn delete_chat_files(&self, id: &SessionId) {
        for entry in fs::read_dir(self.chats()).into_iter().flatten().flatten() {
            let text = fs::read_to_string(entry.path()).unwrap_or_default();
            if ide::parse_chat(&text).is_some_and(|chat| chat.session.as_ref() == Some(id))
                && let Err(error) = fs::remove_file(entry.path())
            {
                tracing::warn!("cannot delete `{}`: {error}", entry.path().display());
            }
        }
    }

    /// Deletes what the settings say is too old, or too much. Never what is worked on, was cut off, belongs to a run that
    /// is not over, or is the beginning of others that are kept.
    pub(crate) fn apply_retention(&self) {
        if self.inner.settings.retention == Retention::default() {
            return;
        }
        match self.outdated() {
            Ok(outdated) => {
                let gone = outdated.iter().filter(|id| self.forget_session(id).is_ok()).count();
                if gone > 0
                    && let Err(error) = self.scrub(&format!("{gone} sessions were deleted"))
                {
                    tracing::warn!("{error}");
                }
            }
            Err(error) => tracing::warn!("old sessions could not be looked for: {error}"),
        }
    }

    /// The youngest first, so that forks go before what they begin with.
    fn outdated(&self) -> Result<Vec<SessionId>, VerbError> {
        let Retention { keep_sessions, keep_sessions_days } = self.inner.settings.retention;
        let oldest = keep_sessions_days.map(|days| self.now().saturating_sub(i64::from(days) * DAY));
        let mut sessions = self.all_sessions()?;
        // Those go with what they work for.
        sessions.retain(|session| session.parent.is_none());
        sessions.sort_by_key(|session| std::cmp::Reverse(session.updated));
        let outdated = sessions.into_iter().enumerate().filter(|(place, session)| {
            let too_many = keep_sessions.is_some_and(|keep| *place >= keep as usize);
            let too_old = oldest.is_some_and(|oldest| session.updated < oldest);
            session.status == SessionStatus::Idle && (too_many || too_old)
        });
        let mut outdated: Vec<_> = outdated.map(|(_, session)| (session.started, session.id)).collect();
        outdated.sort_by_key(|(started, _)| std::cmp::Reverse(*started));
        Ok(outdated.into_iter().map(|(_, id)| id).collect())
    }
}

/// What a user should know of events that are gone.
pub(crate) fn told(lost: Lost) -> String {
    let Lost { after, until } = lost;
    let told = format!(
        "the event log of this workspace ends at event {after}, but {until} had been stored: the file was cut, put back from a \
         copy, or lost its end in a power failure. What agents did in between is not known any more; look at the files before \
         you go on with a task"
    );
    tracing::warn!("{told}");
    told
}
