//! What the log says that others did while a command ran: what the user let them do is not undone with what the command did.

use std::collections::BTreeMap;

use agent::{Tool, parse_tool};
use protocol::{CallId, EventBody, SessionId};
use store::Filter;

use super::{Before, May, Others, Settled};
use crate::Runtime;
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

    /// The files that were written through the gate since an event, by anybody, and digests of what was left. Of what changed
    /// while a command ran only that counts which the user let it change: the rest it was to be kept from.
    fn written_since(&self, since: u64) -> BTreeMap<String, Option<String>> {
        let events = self.inner.store.events(&Filter::Since(since)).unwrap_or_default();
        let mut written = BTreeMap::new();
        let mut left =
            |path: &str, after: &Option<String>| drop(written.insert(path.to_owned(), after.clone()));
        for body in bodies(&events) {
            if let EventBody::ToolStarted { writes: after @ Some(_), before, .. } = body {
                before.iter().for_each(|image| left(&image.path, after));
            } else if let EventBody::FilesRestored { changes, .. } = body {
                changes.iter().for_each(|change| left(&change.path, &change.after));
            } else if let EventBody::ToolFinished { session, call, changes, .. } = body
                && !changes.is_empty()
                && let Some(may) = self.allowed(session, call)
            {
                let root = self.inner.tree.root();
                let allowed = changes.iter().filter(|change| may.change(root, &change.path));
                allowed.for_each(|change| left(&change.path, &change.after));
            }
        }
        written
    }

    /// What a command that was begun could change beyond its sandbox: it asked for that, so the user said yes.
    fn allowed(&self, session: &SessionId, call: &CallId) -> Option<May> {
        let answered = Filter::SessionTypes(session, 0, &["modelAnswered"]);
        let events = self.inner.store.events(&answered).ok()?;
        let calls = bodies(&events).filter_map(|body| {
            let EventBody::ModelAnswered { calls, .. } = body else { return None };
            Some(calls)
        });
        let made = calls.flatten().find(|made| made.id == *call)?;
        let Ok(Tool::Shell(shell)) = parse_tool(&made.name, &made.input) else { return None };
        let root = self.inner.tree.root();
        Some(match shell.unsandboxed {
            true => May::Anything,
            false => May::These(shell.write.iter().map(|place| root.join(place)).collect()),
        })
    }
}
