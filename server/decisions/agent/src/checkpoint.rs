use std::collections::{BTreeMap, HashMap, HashSet};

use protocol::{CallId, Checkpoint, EventBody, FileChange, ToolEnd};

use crate::{Tool, parse_tool};

/// The moments of a session to which its changes of files can be undone: a fold of its events.
///
/// Nothing that somebody else wrote is ever undone: what they wrote between two changes of the agent is where going back
/// ends for that file.
#[derive(Clone, Debug, Default)]
pub struct Checkpoints {
    points: Vec<Point>,
    turn: u32,
    /// How many calls were asked for: in this turn, and by the sub-agents of its calls.
    calls: HashMap<Option<CallId>, u32>,
    asked: HashMap<Place, Asked>,
    /// Calls that sub-agents worked for.
    delegated: HashSet<Place>,
    restores: u32,
}

/// What is said of a command of which it is not known what it did.
const INTERRUPTED: &str = "it was interrupted: what it had changed by then is not known";

/// A call, and the call for which a sub-agent makes it.
type Place = (Option<CallId>, CallId);

#[derive(Clone, Debug)]
struct Point {
    checkpoint: Checkpoint,
    call: Option<Place>,
    /// The changes were made. Else they were begun, and whether they were made is not known.
    certain: bool,
    /// A command whose changes are known only at its end.
    command: bool,
}

#[derive(Clone, Debug, Default)]
struct Asked {
    id: String,
    title: String,
    command: bool,
}

/// What is to become of a file that was changed since a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undo {
    pub path: String,
    /// Digests of what it may hold for this to be right: what the agent left. None: there is no such file.
    pub left: Vec<Option<String>>,
    /// Digest of what it is to hold. None: it is to be removed.
    pub to: Option<String>,
    /// What it is to hold is known and was kept.
    pub kept: bool,
    pub executable: bool,
    /// The last change of the agent that is not undone, since somebody changed the file after it.
    pub stays: Option<String>,
}

impl Checkpoints {
    /// Folds an event that was stored `at`, in Unix milliseconds: of the session, or, `under` the call that began it, of a
    /// sub-agent that works for it.
    pub fn apply(&mut self, at: i64, under: Option<&CallId>, event: &EventBody) {
        let place = |call: &CallId| (under.cloned(), call.clone());
        match event {
            // These are no user's.
            EventBody::UserPrompted { .. } if under.is_some() => {}
            EventBody::UserPrompted { session: _, text } => {
                self.turn += 1;
                self.calls.clear();
                let title = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
                self.push(self.turn.to_string(), title.chars().take(80).collect(), at, None);
            }
            EventBody::ModelAnswered { calls, .. } => {
                for call in calls {
                    let id = self.next_call(under);
                    let tool = parse_tool(&call.name, &call.input);
                    let title =
                        tool.as_ref().map_or_else(|_| format!("Call {}", call.name), |tool| tool.title());
                    let command = matches!(tool, Ok(Tool::Shell(_)));
                    self.asked.insert(place(&call.id), Asked { id, title, command });
                }
            }
            EventBody::ToolStarted { session: _, call, writes, before } => {
                // Begun again after an interruption: what was there first counts.
                if let Some(point) = self.started(&place(call)) {
                    point.interrupted();
                    point.certain = false;
                    return;
                }
                let Asked { id, title, command } = self.asked.get(&place(call)).cloned().unwrap_or_default();
                let change = |image: &protocol::FileImage| FileChange {
                    path: image.path.clone(),
                    before: image.digest.clone(),
                    after: writes.clone(),
                    kept: true,
                    executable: image.executable,
                    removed: 0,
                };
                self.push(id, title, at, Some(place(call)));
                if let Some(point) = self.points.last_mut() {
                    point.checkpoint.changes = before.iter().map(change).collect();
                    (point.certain, point.command) = (false, command);
                }
            }
            EventBody::ToolFinished {
                session: _,
                call,
                end,
                output: _,
                files: _,
                exit: _,
                changes,
                uncaptured,
            } => {
                // What a sub-agent did is told by its own calls.
                let own = !self.delegated.contains(&place(call));
                let (changes, uncaptured) =
                    if own { (changes.as_slice(), uncaptured.as_slice()) } else { Default::default() };
                if let Some(point) = self.started(&place(call)) {
                    point.finish(*end, changes, uncaptured);
                }
            }
            EventBody::SubagentStarted { session: _, call, child: _, model_calls: _ } => {
                self.delegated.insert(place(call));
            }
            EventBody::FilesChanged { session: _, call: Some(call), changes, uncaptured } => {
                if let Some(point) = self.started(&place(call)) {
                    point.halted(changes, uncaptured);
                }
            }
            EventBody::FilesChanged { session: _, call: None, changes, uncaptured } => {
                let id = self.next_call(under);
                self.push(id, "Processes that were left running".to_owned(), at, None);
                if let Some(point) = self.points.last_mut() {
                    point.checkpoint.changes.clone_from(changes);
                    point.checkpoint.uncaptured.clone_from(uncaptured);
                }
            }
            EventBody::FilesRestored { session: _, checkpoint, changes, done } => {
                if !done {
                    let id = self.next_restore();
                    self.restores += 1;
                    self.push(id, format!("Put files back to {checkpoint}"), at, None);
                }
                // Nothing else happens in a session meanwhile.
                if let Some(point) = self.points.last_mut() {
                    (point.checkpoint.changes, point.certain) = (changes.clone(), *done);
                }
            }
            EventBody::SessionOpened { .. }
            | EventBody::SessionTrusted { .. }
            | EventBody::ModelFailed { .. }
            | EventBody::QuestionAsked { .. }
            | EventBody::QuestionAnswered { .. }
            | EventBody::QuestionWithdrawn { .. }
            | EventBody::CancelRequested { .. }
            | EventBody::TurnEnded { .. }
            | EventBody::RunRequested { .. }
            | EventBody::RunResumed { .. }
            | EventBody::RunInterrupted { .. }
            | EventBody::RunStopRequested { .. }
            | EventBody::RunFinished { .. }
            | EventBody::TaskMarked { .. }
            | EventBody::EditRequested { .. }
            | EventBody::EditFinished { .. }
            | EventBody::CheckFinished { .. }
            | EventBody::EvidenceJudged { .. }
            | EventBody::SessionRenamed { .. }
            | EventBody::SessionDeleted { .. }
            | EventBody::ContentTrusted { .. }
            | EventBody::ContentDistrusted { .. }
            | EventBody::FreezeSet { .. }
            | EventBody::ContextPruned { .. }
            | EventBody::ContextCompacted { .. }
            | EventBody::ContextOverflowed { .. }
            | EventBody::GoalChanged { .. }
            | EventBody::ModelChosen { .. }
            | EventBody::SubagentEnded { .. } => {}
        }
    }

    /// Every turn, every call that changed something, and every time that files were put back; oldest first.
    pub fn list(&self) -> Vec<Checkpoint> {
        let worth = |point: &&Point| {
            let Checkpoint { changes, uncaptured, .. } = &point.checkpoint;
            point.call.is_none() || !changes.is_empty() || !uncaptured.is_empty()
        };
        self.points.iter().filter(worth).map(|point| point.checkpoint.clone()).collect()
    }

    /// What undoes all changes since a checkpoint, by path; `None` if there is no such checkpoint.
    pub fn since(&self, id: &str) -> Option<Vec<Undo>> {
        let first = self.points.iter().position(|point| point.checkpoint.id == id)?;
        let mut files: BTreeMap<&str, Vec<Step<'_>>> = BTreeMap::new();
        for point in self.points.iter().skip(first) {
            for change in &point.checkpoint.changes {
                let step = Step { change, point: &point.checkpoint.id, certain: point.certain };
                files.entry(&change.path).or_default().push(step);
            }
        }
        Some(files.into_values().filter_map(|steps| undo(&steps)).collect())
    }

    /// The checkpoint that the next restore will be.
    pub fn next_restore(&self) -> String {
        format!("r{}", self.restores + 1)
    }

    /// The id of the next call of this turn, or of a sub-agent that works for one of its calls.
    fn next_call(&mut self, under: Option<&CallId>) -> String {
        let turn = self.turn.to_string();
        let above = under.and_then(|call| self.started(&(None, call.clone())));
        let above = above.map_or(turn, |point| point.checkpoint.id.clone());
        let number = self.calls.entry(under.cloned()).or_default();
        *number += 1;
        format!("{above}.{number}")
    }

    fn push(&mut self, id: String, title: String, at: i64, call: Option<Place>) {
        let checkpoint = Checkpoint { id, title, at, changes: Vec::new(), uncaptured: Vec::new() };
        self.points.push(Point { checkpoint, call, certain: true, command: false });
    }

    /// A call of this turn that has begun.
    fn started(&mut self, call: &Place) -> Option<&mut Point> {
        let is_turn = |point: &Point| point.checkpoint.id == self.turn.to_string();
        let turn = self.points.iter().rposition(is_turn).unwrap_or_default();
        self.points.iter_mut().skip(turn).find(|point| point.call.as_ref() == Some(call))
    }
}

impl Point {
    /// It was begun, and no end of it is known.
    fn interrupted(&mut self) {
        if self.command
            && !self.certain
            && !self.checkpoint.uncaptured.iter().any(|sentence| sentence == INTERRUPTED)
        {
            self.checkpoint.uncaptured.push(INTERRUPTED.to_owned());
        }
    }

    /// It was halted, and what it had changed by then is known. It may be begun again.
    fn halted(&mut self, changes: &[FileChange], uncaptured: &[String]) {
        self.and(changes);
        self.checkpoint.uncaptured.extend_from_slice(uncaptured);
        self.certain = true;
    }

    /// More changes, of which those made before began with what was there first.
    fn and(&mut self, changes: &[FileChange]) {
        for change in changes {
            match self.checkpoint.changes.iter_mut().find(|begun| begun.path == change.path) {
                Some(begun) => {
                    begun.after.clone_from(&change.after);
                    begun.removed = begun.removed.saturating_add(change.removed);
                }
                None => self.checkpoint.changes.push(change.clone()),
            }
        }
    }

    fn finish(&mut self, end: ToolEnd, changes: &[FileChange], uncaptured: &[String]) {
        self.checkpoint.uncaptured.extend_from_slice(uncaptured);
        match end {
            // It may have been on its way.
            ToolEnd::Cancelled if changes.is_empty() => self.interrupted(),
            // It was begun before, and not again.
            ToolEnd::Denied => self.interrupted(),
            ToolEnd::Success | ToolEnd::Error | ToolEnd::Cancelled => {
                // What a write was going to do may not have been done; a command that was halted did what is told of it.
                self.checkpoint
                    .changes
                    .retain(|begun| self.command || changes.iter().any(|change| change.path == begun.path));
                self.and(changes);
                self.certain = true;
            }
        }
    }
}

/// A change of one file.
struct Step<'a> {
    change: &'a FileChange,
    point: &'a str,
    certain: bool,
}

/// Goes back from the last change of a file for as long as each began with what the one before it left.
fn undo(steps: &[Step<'_>]) -> Option<Undo> {
    let (last, earlier) = steps.split_last()?;
    let mut left = vec![last.change.after.clone()];
    if !last.certain {
        left.push(last.change.before.clone());
    }
    let (mut first, mut stays) = (last, None);
    for step in earlier.iter().rev() {
        let Step { change: FileChange { before, kept, .. }, .. } = first;
        let follows = *before == step.change.after || (!step.certain && *before == step.change.before);
        if !follows || !(*kept || before.is_some()) {
            stays = Some(step.point.to_owned());
            break;
        }
        first = step;
    }
    let FileChange { path, before, kept, executable, .. } = first.change.clone();
    Some(Undo { path, left, to: before, kept, executable, stays })
}
