mod call;
mod look;
mod next;

use std::collections::{BTreeMap, BTreeSet};

pub use call::{CallPhase, CallState};
use catalog::Catalog;
pub use next::Step;
use policy::changed_causes;
use protocol::{
    Answer, CallId, EventBody, Parent, PermissionEffect, QuestionId, QuestionKind, RuleOffer, RunId,
    SessionId, StopReason, Thought, ToolCall, ToolEnd, Trust, TurnStop, Usage,
};

use crate::blast::BlastRadius;
use crate::context::Context;
use crate::progress::Progress;
use crate::subagent::Team;
use crate::tools::{SUBAGENT, offered};
use crate::{Budget, SeenImage, ToolResult};

/// A conversation: the fold of its session's events. [`Conversation::next`] says what to do.
///
/// Nothing is remembered that is not in the events, so resuming is folding them again.
#[derive(Clone, Debug)]
pub struct Conversation {
    pub session: SessionId,
    /// As configured.
    pub model: String,
    pub trust: Trust,
    /// What was answered for the rest of the session, in order.
    pub rules: Vec<(PermissionEffect, RuleOffer)>,
    pub usage: Usage,
    pub turns: u32,
    /// How the last turn ended.
    pub stopped: Option<TurnStop>,
    /// The run whose documents say what it is for.
    pub run: Option<RunId>,
    /// The call that it works for, if it is a sub-agent's.
    pub parent: Option<Parent>,
    /// Model calls after which a turn stops.
    pub max_model_calls: u32,
    context: Context,
    /// What the last answer said, and its calls, until all of them are finished.
    /// The model that answers in place of the configured one.
    chosen: Option<String>,
    thought: Vec<Thought>,
    said: String,
    calls: Vec<CallState>,
    turn: Turn,
    seen: BTreeMap<String, String>,
    /// Files that calls changed since the user allowed what they decide.
    changed: BTreeSet<String>,
    blast: BlastRadius,
    progress: Progress,
    team: Team,
    going_on: GoingOn,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    Ended,
    Running { model_calls: u32, finished: Option<StopReason> },
}

/// Whether the user wants the turn to go on although it gets nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
enum GoingOn {
    NotAsked,
    Asked(QuestionId),
    Refused,
}

impl Conversation {
    /// Begins the fold. `None` if `event` does not open a session.
    pub fn open(event: &EventBody) -> Option<Self> {
        let EventBody::SessionOpened { session, model, trust, system, run, max_model_calls, parent, .. } =
            event
        else {
            return None;
        };
        Some(Self {
            session: session.clone(),
            model: model.clone(),
            trust: trust.clone(),
            rules: Vec::new(),
            usage: Usage::default(),
            turns: 0,
            stopped: None,
            run: run.clone(),
            parent: parent.as_deref().cloned(),
            max_model_calls: *max_model_calls,
            context: Context::new(
                system,
                offered(parent.as_deref()),
                Budget::of(model, Catalog::built_in()),
                run.is_some(),
            ),
            chosen: None,
            thought: Vec::new(),
            said: String::new(),
            calls: Vec::new(),
            turn: Turn::Ended,
            seen: BTreeMap::new(),
            changed: BTreeSet::new(),
            blast: BlastRadius::default(),
            progress: Progress::default(),
            team: Team::default(),
            going_on: GoingOn::NotAsked,
        })
    }

    /// Folds the events of one session, the first of which opens it. `None` without such a beginning. Those of a fork
    /// begin with the events of the other session, up to where it goes on with it.
    pub fn replay<'a>(events: impl IntoIterator<Item = &'a EventBody>) -> Option<Self> {
        let mut events = events.into_iter();
        let mut conversation = events.by_ref().find_map(Self::open)?;
        events.for_each(|event| conversation.apply(event));
        Some(conversation)
    }

    /// Folds one event of this session. One that opens a session begins a fork: it has the history so far, and nothing
    /// else of the other one.
    pub fn apply(&mut self, event: &EventBody) {
        match event {
            EventBody::SessionOpened { system, model, run, parent, .. } => {
                let Some(new) = Self::open(event) else { return };
                let (turns, seen) = (self.turns, std::mem::take(&mut self.seen));
                let mut context = self.context.clone();
                let budget = Budget::of(model, Catalog::built_in());
                let other = model != self.answering();
                context.begin_fork(system, offered(parent.as_deref()), budget, run.is_some(), other);
                *self = Self { context, turns, seen, ..new };
            }
            EventBody::SessionTrusted { session: _, trust } => self.trust = trust.clone(),
            EventBody::UserPrompted { session: _, text } => self.prompted(text),
            EventBody::ModelAnswered { session: _, model: _, thoughts, text, calls, stop, usage } => {
                self.usage += *usage;
                self.context.asked(usage);
                self.thought.clone_from(thoughts);
                self.answered(text, calls, *stop);
            }
            EventBody::ToolStarted { session: _, call, writes, before: _ } => {
                self.set_phase(call, CallPhase::Started { writes: writes.clone() });
            }
            EventBody::ToolFinished {
                session: _,
                call,
                end,
                output,
                files,
                exit: _,
                changes,
                uncaptured: _,
            } => {
                changes.iter().for_each(|change| self.blast.change(change));
                self.changed.extend(changes.iter().map(|change| change.path.clone()));
                // What a sub-agent changed this conversation has not read.
                let own = self.call(call).is_none_or(|state| state.call.name != SUBAGENT);
                for file in files {
                    match own {
                        true => self.seen.insert(file.path.clone(), file.digest.clone()),
                        false => self.seen.remove(&file.path),
                    };
                    if file.changed {
                        self.changed.insert(file.path.clone());
                    }
                }
                let error = match end {
                    ToolEnd::Success => false,
                    ToolEnd::Error | ToolEnd::Denied | ToolEnd::Cancelled => true,
                };
                let changed = !changes.is_empty() || files.iter().any(|file| file.changed);
                // What a sub-agent saw is in its own conversation.
                let image = files
                    .iter()
                    .filter(|_| own)
                    .find_map(|file| Some(SeenImage { digest: file.digest.clone(), image: file.image? }));
                let result = ToolResult { output: output.clone(), error, image };
                self.finished(call, result, changed);
            }
            EventBody::FilesChanged { session: _, call: _, changes, uncaptured: _ } => {
                changes.iter().for_each(|change| self.blast.change(change));
                self.changed.extend(changes.iter().map(|change| change.path.clone()));
            }
            EventBody::QuestionAsked { question } => {
                if question.kind == QuestionKind::Progress {
                    self.going_on = GoingOn::Asked(question.id.clone());
                } else if let Some(call) = &question.call {
                    self.set_phase(call, CallPhase::Asked(question.id.clone()));
                    if let Some(state) = self.calls.iter_mut().find(|state| state.call.id == *call) {
                        state.asked = Some(question.digest.clone());
                        state.offered.clone_from(&question.rules);
                    }
                }
            }
            EventBody::QuestionAnswered { question, session: _, answer, by: _, expires } => {
                // An answer counts only while its call waits for it.
                let asked = CallPhase::Asked(question.clone());
                if let Some(state) = self.calls.iter_mut().find(|state| state.phase == asked) {
                    state.phase = CallPhase::Answered { answer: *answer, expires: *expires };
                    let offered = std::mem::take(&mut state.offered);
                    let script = state.call.input.get("command").and_then(serde_json::Value::as_str);
                    let script = script.unwrap_or_default().to_owned();
                    self.progress.begin_anew();
                    self.remember(*answer, offered, &script);
                } else if self.going_on == GoingOn::Asked(question.clone()) {
                    self.progress.begin_anew();
                    self.going_on = if answer.allows() { GoingOn::NotAsked } else { GoingOn::Refused };
                }
            }
            EventBody::QuestionWithdrawn { question, session: _ } => {
                if self.going_on == GoingOn::Asked(question.clone()) {
                    self.going_on = GoingOn::NotAsked;
                }
            }
            EventBody::ModelFailed { .. } => self.context.failed(),
            EventBody::ContextPruned { session: _, calls, tokens: _ } => self.context.pruned(calls),
            EventBody::ContextCompacted { session: _, hidden, goal, summary, usage, .. } => {
                self.usage += *usage;
                self.context.compacted(*hidden, goal, summary);
                self.progress.compacted();
                if let Turn::Running { model_calls, finished: _ } = &mut self.turn {
                    *model_calls += 1;
                }
            }
            EventBody::ContextOverflowed { session: _, error: _ } => self.context.overflowed(),
            EventBody::ModelChosen { session: _, model, why: _ } => {
                if self.answering() != model {
                    self.context.forget_thoughts();
                }
                self.chosen = Some(model.clone());
            }
            EventBody::GoalChanged { session: _, goal } => {
                self.context.goal_changed(goal, !self.calls.is_empty());
            }
            EventBody::SubagentStarted { session: _, call, child, model_calls } => {
                self.team.started(call, child, *model_calls);
            }
            EventBody::SubagentEnded { session: _, call, child: _, model_calls: made, usage, changes } => {
                self.usage += *usage;
                changes.iter().for_each(|change| self.blast.change(change));
                self.team.ended(call);
                if let Turn::Running { model_calls, finished: _ } = &mut self.turn {
                    *model_calls += made;
                }
            }
            EventBody::TurnEnded { session: _, stop } => {
                self.turn = Turn::Ended;
                self.stopped = Some(*stop);
            }
            EventBody::SessionRenamed { .. }
            | EventBody::SessionDeleted { .. }
            | EventBody::ContentTrusted { .. }
            | EventBody::ContentDistrusted { .. }
            | EventBody::FreezeSet { .. }
            | EventBody::CancelRequested { .. }
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
            | EventBody::FilesRestored { .. } => {}
        }
    }

    /// What an answer means for the rest of the session.
    fn remember(&mut self, answer: Answer, offered: Vec<RuleOffer>, script: &str) {
        let effect = match answer {
            Answer::AllowSession | Answer::AllowAlways => Some(PermissionEffect::Allow),
            Answer::DenyAlways => Some(PermissionEffect::Deny),
            Answer::AllowOnce | Answer::Deny | Answer::MarkDone | Answer::LeaveOpen => None,
        };
        if let Some(effect) = effect {
            self.rules.extend(offered.into_iter().map(|offer| (effect, offer)));
        }
        if answer.allows() {
            // Only what decides what this runs was allowed with it.
            for command in script.split(['\n', ';', '&', '|']) {
                let seen: Vec<String> =
                    changed_causes(command.trim(), &self.changed).into_iter().map(str::to_owned).collect();
                self.changed.retain(|path| !seen.contains(path));
            }
            self.blast = BlastRadius::default();
        }
    }

    fn prompted(&mut self, text: &str) {
        self.context.prompted(text);
        self.turns += 1;
        self.turn = Turn::Running { model_calls: 0, finished: None };
        self.progress.begin_anew();
        self.blast = BlastRadius::default();
        self.team.new_turn();
        self.going_on = GoingOn::NotAsked;
    }

    fn answered(&mut self, text: &str, calls: &[ToolCall], stop: StopReason) {
        if calls.is_empty() {
            self.context.answered(std::mem::take(&mut self.thought), text, []);
        } else {
            text.clone_into(&mut self.said);
        }
        if let Turn::Running { model_calls, finished } = &mut self.turn {
            *model_calls += 1;
            *finished = calls.is_empty().then_some(stop);
        }
        let mut stuck = self.progress.answered(text, calls);
        self.calls.extend(calls.iter().map(|call| CallState {
            call: call.clone(),
            phase: CallPhase::Requested,
            stuck: stuck.remove(&call.id),
            asked: None,
            offered: Vec::new(),
            result: None,
        }));
    }

    fn set_phase(&mut self, call: &CallId, phase: CallPhase) {
        if let Some(state) =
            self.calls.iter_mut().find(|state| state.call.id == *call && state.result.is_none())
        {
            state.phase = phase;
        }
    }

    fn finished(&mut self, call: &CallId, result: ToolResult, changed: bool) {
        let Some(state) =
            self.calls.iter_mut().find(|state| state.call.id == *call && state.result.is_none())
        else {
            return;
        };
        state.phase = CallPhase::Finished;
        self.progress.finished(&state.call, &result.output, result.error, changed);
        state.result = Some(result);
        self.team.ended(call);
        if self.calls.iter().all(|state| state.result.is_some()) {
            let calls = self.calls.drain(..).filter_map(|state| Some((state.call, state.result?)));
            self.context.answered(std::mem::take(&mut self.thought), &self.said, calls);
        }
    }
}
