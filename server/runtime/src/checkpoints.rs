use std::collections::HashSet;

use agent::{Checkpoints, Undo};
use protocol::{
    CallId, ErrorCode, Event, EventBody, FileChange, FileRestore, Record, Response, RestoreAction, SessionId,
    SessionStatus, VerbError,
};
use store::{Filter, Lease};
use workspace::{Digest, Expect, Present, RelPath};

use crate::runs::task_key;
use crate::sessions::session_key;
use crate::turn::no_session;
use crate::{Runtime, redact, store_error};

/// A file that is to be put back.
struct Planned {
    path: RelPath,
    now: Option<Present>,
    /// What it is to hold; `None`: it is to be removed.
    to: Option<Vec<u8>>,
    executable: bool,
}

/// What a look at a file that was changed since a checkpoint says.
enum Look {
    /// It is as it was.
    AsItWas,
    Conflict(String),
    Planned(Planned),
}

impl Runtime {
    pub(crate) fn list_checkpoints(&self, session: &SessionId) -> Result<Response, VerbError> {
        Ok(Response::Checkpoints { checkpoints: self.checkpoints(session)?.list() })
    }

    pub(crate) fn diff_checkpoint(&self, session: &SessionId, id: &str) -> Result<Response, VerbError> {
        let (_, undone) = self.since(session, id)?;
        let files = undone.iter().filter_map(|undo| self.told(undo, &self.look(undo))).collect();
        Ok(Response::CheckpointDiff { files })
    }

    /// Puts back what the agent left as it was, and leaves alone what somebody else changed. What is overwritten is kept,
    /// and the log says so before it is done.
    pub(crate) fn restore_checkpoint(&self, session: &SessionId, id: &str) -> Result<Response, VerbError> {
        match self.session_summary(session)?.status {
            SessionStatus::Idle | SessionStatus::Interrupted => {}
            SessionStatus::Working | SessionStatus::Waiting => {
                let why = format!("`{session}` is being worked on; stop it, then put its files back");
                return Err(VerbError::new(ErrorCode::Busy, why));
            }
        }
        let lease = self.take_or_refuse(&self.lease_key(session)?, &format!("session `{session}`"))?;
        let restored = self.restore(session, id, &lease);
        self.leave(None, &lease);
        restored
    }

    /// What whoever works on a session holds.
    fn lease_key(&self, session: &SessionId) -> Result<String, VerbError> {
        let Some(run) = self.session_summary(session)?.run else { return Ok(session_key(session)) };
        let plan = self.load_run(&run)?.plan;
        Ok(task_key(&plan.spec, &plan.task))
    }

    fn restore(&self, session: &SessionId, id: &str, lease: &Lease) -> Result<Response, VerbError> {
        let (checkpoints, undone) = self.since(session, id)?;
        let mut looks: Vec<_> = undone.iter().map(|undo| (undo, self.look(undo))).collect();
        let mut changes = Vec::new();
        for (undo, look) in &mut looks {
            if let Look::Planned(planned) = look {
                match self.keep_present(planned) {
                    Ok(()) => changes.push(change(undo, planned)),
                    Err(why) => *look = Look::Conflict(why),
                }
            }
        }
        if changes.is_empty() {
            let restored = looks.iter().filter_map(|(undo, look)| self.told(undo, look)).collect();
            return Ok(Response::CheckpointRestored { restored, undo: None });
        }
        let event = |changes: &[FileChange], done| EventBody::FilesRestored {
            session: session.clone(),
            checkpoint: id.to_owned(),
            changes: changes.to_vec(),
            done,
        };
        self.append(&[event(&changes, false)], Some(lease))?;
        let mut restored = Vec::new();
        for (undo, look) in &mut looks {
            // With the difference to what is there before it is put back.
            let mut told = self.told(undo, look);
            if let (Look::Planned(planned), Some(told)) = (&look, &mut told)
                && let Err(error) = self.put_back(planned)
            {
                changes.retain(|change| change.path != undo.path);
                (told.action, told.why, told.diff) =
                    (RestoreAction::Conflict, error.to_string(), String::new());
            }
            restored.extend(told);
        }
        self.append(&[event(&changes, true)], Some(lease))?;
        let undo = (!changes.is_empty()).then(|| checkpoints.next_restore());
        Ok(Response::CheckpointRestored { restored, undo })
    }

    fn checkpoints(&self, session: &SessionId) -> Result<Checkpoints, VerbError> {
        let events = self.history(session)?;
        if events.is_empty() {
            return Err(no_session(session));
        }
        let mut checkpoints = Checkpoints::default();
        for (under, event) in self.with_subagents(events)? {
            if let Record::Known(body) = &event.record {
                checkpoints.apply(event.at, under.as_ref(), body);
            }
        }
        Ok(checkpoints)
    }

    /// Events with those of sub-agents in between, each of which is told by the call that it works for. All that one of
    /// them has others do is under that call, too.
    fn with_subagents(&self, events: Vec<Event>) -> Result<Vec<(Option<CallId>, Event)>, VerbError> {
        let begun = |event: &Event| match &event.record {
            Record::Known(EventBody::SubagentStarted { call, child, .. }) => {
                Some((call.clone(), child.clone()))
            }
            Record::Known(_) | Record::Unknown(_) => None,
        };
        let mut open: Vec<_> = events.iter().filter_map(begun).collect();
        let mut all: Vec<_> = events.into_iter().map(|event| (None, event)).collect();
        let mut known = HashSet::new();
        while let Some((call, child)) = open.pop() {
            // One that was interrupted is begun again.
            if !known.insert(child.clone()) {
                continue;
            }
            let events = self.inner.store.events(&Filter::Session(&child)).map_err(store_error)?;
            open.extend(events.iter().filter_map(begun).map(|(_, child)| (call.clone(), child)));
            all.extend(events.into_iter().map(|event| (Some(call.clone()), event)));
        }
        all.sort_by_key(|(_, event)| event.seq);
        Ok(all)
    }

    fn since(&self, session: &SessionId, id: &str) -> Result<(Checkpoints, Vec<Undo>), VerbError> {
        let checkpoints = self.checkpoints(session)?;
        let undone = checkpoints.since(id).ok_or_else(|| {
            let why = format!(
                "`{session}` has no checkpoint `{id}`; `kiro-cli checkpoint list --session {session}` shows them all"
            );
            VerbError::new(ErrorCode::NotFound, why)
        })?;
        Ok((checkpoints, undone))
    }

    fn look(&self, undo: &Undo) -> Look {
        self.planned(undo).map_or_else(Look::Conflict, |planned| planned.map_or(Look::AsItWas, Look::Planned))
    }

    /// What putting a file back takes; `None` if it is as it was.
    ///
    /// # Errors
    /// Why it is left alone.
    fn planned(&self, undo: &Undo) -> Result<Option<Planned>, String> {
        let (tree, told) = (&self.inner.tree, |error: workspace::TreeError| error.to_string());
        let path = tree.resolve(&undo.path).map_err(told)?;
        if path.as_str() != undo.path {
            return Err(format!("a link leads from it to `{path}`"));
        }
        let now = tree.present(&path).map_err(told)?;
        let digest = now.as_ref().map(|now| now.digest.to_string());
        if undo.kept && digest == undo.to {
            return Ok(None);
        }
        if !undo.left.contains(&digest) {
            return Err("it was changed by somebody else since".to_owned());
        }
        if !undo.kept {
            return Err("what it held before was not kept".to_owned());
        }
        let on_disk = now.as_ref().map(|now| &now.digest);
        if tree.buffer(&path).is_some_and(|buffer| Some(&buffer.text.digest) != on_disk) {
            return Err("it has unsaved changes in the editor: save it first".to_owned());
        }
        let content = |digest: &String| match Digest::parse(digest) {
            Some(digest) => self.inner.journal.read(&digest).map_err(|error| error.to_string()),
            None => Err("what it held before was not kept".to_owned()),
        };
        let to = undo.to.as_ref().map(content).transpose()?;
        Ok(Some(Planned { path, now, to, executable: undo.executable }))
    }

    fn keep_present(&self, planned: &Planned) -> Result<(), String> {
        let Some(now) = &planned.now else { return Ok(()) };
        let read = self.inner.tree.read(&planned.path).map_err(|error| error.to_string())?;
        if read.digest != now.digest {
            return Err("it was changed by somebody else since".to_owned());
        }
        let kept = self.inner.journal.keep(&read.bytes, &|| self.referenced());
        kept.map(drop).map_err(|error| format!("what it holds could not be kept: {error}"))
    }

    fn put_back(&self, planned: &Planned) -> Result<(), workspace::TreeError> {
        let Planned { path, now, to, executable } = planned;
        let tree = &self.inner.tree;
        match (to, now) {
            (Some(to), Some(now)) => tree.write(path, to, Expect::Unchanged(now.digest.clone())).map(drop),
            (Some(to), None) => {
                tree.write(path, to, Expect::Absent)?;
                if *executable { tree.make_executable(path) } else { Ok(()) }
            }
            (None, Some(now)) => tree.delete(path, &now.digest),
            (None, None) => Ok(()),
        }
    }

    /// For people; `None` if there is nothing to say.
    fn told(&self, undo: &Undo, look: &Look) -> Option<FileRestore> {
        let stays =
            undo.stays.as_ref().map(|id| format!("what was changed after {id} by somebody else stays"));
        let told = |action, why, diff| Some(FileRestore { path: undo.path.clone(), action, why, diff });
        match look {
            Look::AsItWas => None,
            Look::Conflict(why) => told(RestoreAction::Conflict, why.clone(), String::new()),
            Look::Planned(planned) => {
                let action = if planned.to.is_some() { RestoreAction::Write } else { RestoreAction::Delete };
                told(action, stays.unwrap_or_default(), self.diff(planned))
            }
        }
    }

    /// Empty if there is no text to show.
    fn diff(&self, planned: &Planned) -> String {
        let now = match &planned.now {
            Some(_) => self.inner.tree.read(&planned.path).map(|now| now.bytes).unwrap_or_default(),
            None => Vec::new(),
        };
        let (Ok(now), Ok(to)) =
            (std::str::from_utf8(&now), std::str::from_utf8(planned.to.as_deref().unwrap_or_default()))
        else {
            return String::new();
        };
        let name = |there: bool| if there { planned.path.as_str() } else { "/dev/null" };
        let (from, into) = (name(planned.now.is_some()), name(planned.to.is_some()));
        redact(&similar::TextDiff::from_lines(now, to).unified_diff().header(from, into).to_string())
            .into_owned()
    }
}

fn change(undo: &Undo, planned: &Planned) -> FileChange {
    FileChange {
        path: undo.path.clone(),
        before: planned.now.as_ref().map(|now| now.digest.to_string()),
        after: undo.to.clone(),
        kept: true,
        executable: planned.now.as_ref().is_some_and(|now| now.executable),
        removed: 0,
    }
}
