//! What the log says that others did while a command ran: what the user let them do is not undone with what the command did.

use std::collections::BTreeMap;

use agent::{Tool, parse_tool};
use protocol::{CallId, EventBody, FileChange, SessionId};
use store::Filter;

use crate::Runtime;
use crate::control_files::{Before, Others, Settled};
use crate::turn::bodies;

impl Runtime {
    /// Undoes what commands did to control files, and says what became of each.
    pub(crate) fn settle(&self, before: &mut Before) -> Settled {
        let since = before.since;
        let others = Others {
            marked: &|path| self.marked_by_others(path, since),
            wrote: &|| self.written_since(since),
        };
        before.settle(&self.inner.tree, &self.aside(), &others)
    }

    /// The files that were written through the gate since an event, by anybody, and digests of what was left. Of commands only
    /// those count that were allowed more than the sandbox gives: whatever changed while the others ran is taken for their
    /// doing, also what they are to be kept from.
    fn written_since(&self, since: u64) -> BTreeMap<String, Option<String>> {
        let events = self.inner.store.events(&Filter::Since(since)).unwrap_or_default();
        let mut written = BTreeMap::new();
        let add = |changes: &[FileChange], written: &mut BTreeMap<_, _>| {
            written.extend(changes.iter().map(|change| (change.path.clone(), change.after.clone())));
        };
        for body in bodies(&events) {
            if let EventBody::ToolStarted { writes: Some(writes), before, .. } = body {
                written.extend(before.iter().map(|image| (image.path.clone(), Some(writes.clone()))));
            } else if let EventBody::FilesRestored { changes, .. } = body {
                add(changes, &mut written);
            } else if let EventBody::ToolFinished { session, call, changes, .. } = body
                && !changes.is_empty()
                && self.was_allowed_more(session, call)
            {
                add(changes, &mut written);
            }
        }
        written
    }

    /// Whether a call is a command that asked to write elsewhere or to run outside of the sandbox. It was begun, so the user
    /// said yes.
    fn was_allowed_more(&self, session: &SessionId, call: &CallId) -> bool {
        let answered = Filter::SessionTypes(session, 0, &["modelAnswered"]);
        let events = self.inner.store.events(&answered).unwrap_or_default();
        let calls = bodies(&events).filter_map(|body| {
            let EventBody::ModelAnswered { calls, .. } = body else { return None };
            Some(calls)
        });
        calls.flatten().find(|made| made.id == *call).is_some_and(|made| {
            matches!(parse_tool(&made.name, &made.input), Ok(Tool::Shell(shell)) if shell.unsandboxed || !shell.write.is_empty())
        })
    }
}
