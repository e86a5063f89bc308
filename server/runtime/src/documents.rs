use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use protocol::{EditId, ErrorCode, EventBody, TaskState, VerbError};
use spec::parse_tasks;
use store::Holder;
use text::TextEdit;
use tokio::sync::mpsc;
use workspace::RelPath;

use crate::marks::mark;
use crate::specs::find_again;
use crate::{Runtime, store_error};

/// How long an editor may take to make an edit.
const PATIENCE: Duration = Duration::from_secs(10);

/// How soon it is tried again to record that a document is open.
const AGAIN: Duration = Duration::from_secs(1);

/// An edit of an open document, for the front whose editor holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedEdit {
    pub edit: EditId,
    /// The document, absolute.
    pub path: PathBuf,
    /// The editor's version that the edits are for.
    pub version: i32,
    /// What the editor holds, for ranges in its own units.
    pub text: String,
    pub edits: Vec<TextEdit>,
}

/// Documents that were opened (true) or closed, on their way to the store.
pub(crate) struct Opened {
    queue: mpsc::UnboundedSender<(RelPath, bool)>,
    /// How many are in the queue or being recorded.
    waiting: AtomicUsize,
}

impl Opened {
    pub(crate) fn new(queue: mpsc::UnboundedSender<(RelPath, bool)>) -> Self {
        Self { queue, waiting: AtomicUsize::new(0) }
    }
}

/// Edits that editors were asked for and have not finished.
#[derive(Default)]
pub(crate) struct Edits {
    waiting: Mutex<HashMap<EditId, Option<Result<(), String>>>>,
    finished: Condvar,
    /// Nothing is waited for any more.
    given_up: AtomicBool,
}

impl Runtime {
    /// The editor of this process opened a document. One outside the workspace is none of ours.
    pub fn document_opened(&self, path: &Path, version: i32, text: &str) {
        let Some(path) = self.document(path) else { return };
        self.inner.tree.hold(path.clone(), version, text);
        self.tell_others(path, true);
    }

    /// Its content is now this.
    pub fn document_changed(&self, path: &Path, version: i32, text: &str) {
        if let Some(path) = self.document(path) {
            self.inner.tree.hold(path, version, text);
        }
    }

    /// The editor closed it: the disk counts again.
    pub fn document_closed(&self, path: &Path) {
        let Some(path) = self.document(path) else { return };
        self.inner.tree.let_go(&path);
        self.tell_others(path, false);
    }

    /// Whoever opens and closes documents must not wait for the store, which others may keep locked.
    fn tell_others(&self, path: RelPath, open: bool) {
        let opened = &self.inner.opened;
        let in_turn = opened.waiting.load(Ordering::SeqCst) == 0;
        if in_turn && self.inner.store.document_is_open_now(path.as_str(), open).is_ok() {
            return;
        }
        opened.waiting.fetch_add(1, Ordering::SeqCst);
        // Refused only at the end of the process.
        let _ = opened.queue.send((path, open));
    }

    /// Records in the store what `tell_others` is given, in its order.
    pub(crate) fn record_open_documents(&self, mut opened: mpsc::UnboundedReceiver<(RelPath, bool)>) {
        let inner = Arc::downgrade(&self.inner);
        tokio::spawn(async move {
            while let Some((path, open)) = opened.recv().await {
                let store = inner.clone();
                // An error: the process ends.
                let _ = tokio::task::spawn_blocking(move || {
                    while let Some(inner) = store.upgrade()
                        && let Err(error) = inner.store.document_is_open(path.as_str(), open)
                    {
                        tracing::warn!(
                            "other processes do not know yet that `{path}` was opened or closed: {error}"
                        );
                        drop(inner);
                        std::thread::sleep(AGAIN);
                    }
                })
                .await;
                if let Some(inner) = inner.upgrade() {
                    inner.opened.waiting.fetch_sub(1, Ordering::SeqCst);
                }
            }
        });
    }

    /// What this process's editor has to do for an event of the log, if anything. What needs no editor is
    /// finished here.
    pub fn plan_edit(&self, event: &EventBody) -> Option<PlannedEdit> {
        let EventBody::EditRequested { edit, holder, path, spec: _, task, title, state } = event else {
            return None;
        };
        if holder != self.inner.store.process_id() {
            return None;
        }
        let planned = self.plan_mark(edit, path, task, title, *state);
        match planned {
            Ok(Some(planned)) => return Some(planned),
            Ok(None) => self.finish_edit(edit, Ok(())),
            Err(why) => self.finish_edit(edit, Err(why)),
        }
        None
    }

    /// The editor made a planned edit, or says why not.
    pub fn finish_edit(&self, edit: &EditId, applied: Result<(), String>) {
        let (applied, why) = match applied {
            Ok(()) => (true, None),
            Err(why) => (false, Some(why)),
        };
        let finished = EventBody::EditFinished { edit: edit.clone(), applied, why };
        if let Err(error) = self.append(&[finished], None) {
            tracing::error!("the end of edit {edit} could not be stored: {error}");
        }
    }

    /// Who holds a document in an editor: this process first, also where the store does not know it yet.
    pub(crate) fn holder_of(&self, path: &RelPath) -> Result<Option<Holder>, VerbError> {
        if self.inner.tree.buffer(path).is_some() {
            return Ok(Some(self.inner.store.own()));
        }
        self.inner.store.document_holder(path.as_str()).map_err(store_error)
    }

    /// Has an editor set a mark in its buffer, and waits for it.
    ///
    /// # Errors
    /// `Busy`: it did not; the buffer is as it was, and so is the disk.
    pub(crate) fn mark_in_editor(
        &self,
        holder: &Holder,
        path: &RelPath,
        spec: &str,
        task: &str,
        title: &str,
        state: TaskState,
    ) -> Result<(), VerbError> {
        let edit = EditId(self.mint("e"));
        let edits = &self.inner.edits;
        edits.lock().insert(edit.clone(), None);
        let requested = EventBody::EditRequested {
            edit: edit.clone(),
            holder: holder.process.clone(),
            path: path.as_str().to_owned(),
            spec: spec.to_owned(),
            task: task.to_owned(),
            title: title.to_owned(),
            state,
        };
        let requested = self.append(&[requested], None).map(|_| edits.wait(&edit));
        let finished = edits.lock().remove(&edit).flatten();
        requested?;
        let failed = |why: &str| {
            let what = format!("`{path}` is open in {}, which did not set the mark: {why}", holder.name);
            VerbError::new(ErrorCode::Busy, what)
        };
        match finished {
            Some(Ok(())) => Ok(()),
            Some(Err(why)) => Err(failed(&why)),
            None => Err(failed("it did not answer; the tick is pending, try again")),
        }
    }

    /// The edit that sets a mark in a buffer of this process; none if it is set already.
    fn plan_mark(
        &self,
        edit: &EditId,
        path: &str,
        task: &str,
        title: &str,
        state: TaskState,
    ) -> Result<Option<PlannedEdit>, String> {
        let tree = &self.inner.tree;
        let path = tree.resolve(path).map_err(|error| error.to_string())?;
        let buffer = tree.buffer(&path).ok_or_else(|| format!("`{path}` is no longer open"))?;
        let (list, _) = parse_tasks(&buffer.text.text);
        let index = find_again(&list, task, title).map_err(|error| error.message)?;
        let Some(task) = list.tasks.get(index) else { return Ok(None) };
        let new = spec::set_state(&buffer.text.text, task, mark(state)).map_err(|error| error.to_string())?;
        Ok(new.map(|new| PlannedEdit {
            edit: edit.clone(),
            path: tree.absolute(&path),
            version: buffer.version,
            text: buffer.text.text,
            edits: vec![new],
        }))
    }

    fn document(&self, path: &Path) -> Option<RelPath> {
        self.inner.tree.resolve(path.to_str()?).ok()
    }
}

impl Edits {
    /// Takes the end of an edit from the log.
    pub(crate) fn route(&self, event: &EventBody) {
        if let EventBody::EditFinished { edit, applied, why } = event
            && let Some(waiting) = self.lock().get_mut(edit)
        {
            *waiting = Some(if *applied { Ok(()) } else { Err(why.clone().unwrap_or_default()) });
            self.finished.notify_all();
        }
    }

    /// Lets go of whoever waits, now and later: the process ends.
    pub(crate) fn give_up(&self) {
        let _waiting = self.lock();
        self.given_up.store(true, Ordering::Relaxed);
        self.finished.notify_all();
    }

    fn wait(&self, edit: &EditId) {
        let unfinished = |waiting: &mut HashMap<EditId, Option<_>>| {
            !self.given_up.load(Ordering::Relaxed) && waiting.get(edit).is_some_and(Option::is_none)
        };
        let result = self.finished.wait_timeout_while(self.lock(), PATIENCE, unfinished);
        drop(result.unwrap_or_else(PoisonError::into_inner));
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<EditId, Option<Result<(), String>>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
