use std::collections::HashMap;

use protocol::{
    Answer, Answerer, CallId, EventBody, Evidence, FileChange, Outcome, QuestionId, QuestionKind, RunId,
    RunPlan, SessionId, TaskState, ToolEnd, Trust, TurnStop,
};

use crate::proves;

/// A run of a task: the fold of its events, and of its session's. [`Run::next`] says what to do.
#[derive(Clone, Debug)]
pub struct Run {
    pub id: RunId,
    pub plan: RunPlan,
    pub session: Option<SessionId>,
    previous: TaskState,
    /// The last mark this run set.
    marked: Option<TaskState>,
    turn: TurnPhase,
    checks: Vec<Check>,
    judged: Option<Result<Evidence, String>>,
    question: Option<(QuestionId, QuestionKind)>,
    /// Whether the user let the run begin, if that was asked.
    begin: Option<bool>,
    stopping: bool,
    outcome: Option<Outcome>,
    /// Why the run was last interrupted, if it was and has not been resumed.
    interrupted: Option<String>,
    /// Commands the agent has asked for, until they end.
    commands: HashMap<CallId, String>,
    /// The checks the agent ran since its last change, each with how it last exited; `None`: not by itself.
    proofs: Vec<(String, Option<i32>)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum TurnPhase {
    NotBegun,
    Running,
    Ended(TurnStop),
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Check {
    command: String,
    exit: Option<i32>,
}

/// What a run needs next.
#[derive(Clone, Debug, PartialEq)]
pub enum RunStep {
    /// Set the task's mark in tasks.md and record `TaskMarked`.
    Mark(TaskState),
    /// Open the session and give it the task: `SessionOpened`, `UserPrompted`.
    OpenSession,
    /// Drive the session until its turn ends.
    Converse(SessionId),
    /// End the session's turn on the user's wish.
    Cancel(SessionId),
    /// Run a check of the plan and record `CheckFinished`.
    Check(String),
    /// Ask the user whether the task is done: nothing proves it, for this reason.
    Ask(String),
    /// Ask the user whether the run is to begin at its price, for this reason.
    AskFirst(String),
    /// Wait for the answer.
    Wait(QuestionId),
    /// Append this decision.
    Record(Box<EventBody>),
    /// Nothing: it is over.
    Ended(Outcome),
}

/// Folders in which programs keep what they make of the sources, where no `.gitignore` says so.
const BY_PRODUCTS: [&str; 6] =
    ["__pycache__", ".pytest_cache", ".mypy_cache", "node_modules", "target", ".coverage"];

/// Whether what a command wrote there changes nothing that a test could prove.
fn is_by_product(path: &str) -> bool {
    path.split('/').any(|name| BY_PRODUCTS.contains(&name))
}

/// What the answer to the question says of the task.
fn by_the_user(answer: Answer, by: &Answerer) -> Result<Evidence, String> {
    match answer {
        Answer::MarkDone => Ok(Evidence::User { by: by.name.clone() }),
        Answer::LeaveOpen
        | Answer::AllowOnce
        | Answer::AllowSession
        | Answer::AllowAlways
        | Answer::Deny
        | Answer::DenyAlways => {
            Err("it was left open: nothing proved it and the user did not say it is done".to_owned())
        }
    }
}

impl Run {
    /// Begins the fold. `None` if `event` does not request a run.
    pub fn open(event: &EventBody) -> Option<Self> {
        let EventBody::RunRequested { run, plan, previous, actor: _ } = event else { return None };
        Some(Self {
            id: run.clone(),
            plan: plan.clone(),
            session: None,
            previous: *previous,
            marked: None,
            turn: TurnPhase::NotBegun,
            checks: Vec::new(),
            judged: None,
            question: None,
            begin: None,
            stopping: false,
            outcome: None,
            interrupted: None,
            commands: HashMap::new(),
            proofs: Vec::new(),
        })
    }

    /// Folds the events of one run and its session, the first of which requests it.
    pub fn replay<'a>(events: impl IntoIterator<Item = &'a EventBody>) -> Option<Self> {
        let mut events = events.into_iter();
        let mut run = events.by_ref().find_map(Self::open)?;
        events.for_each(|event| run.apply(event));
        Some(run)
    }

    /// Folds one event of this run or its session.
    pub fn apply(&mut self, event: &EventBody) {
        match event {
            EventBody::RunRequested { .. } => {}
            EventBody::RunResumed { run: _, owner: _, trust, checks } => {
                self.interrupted = None;
                self.plan.trust = trust.clone();
                if !checks.is_empty() && *checks != self.plan.checks {
                    self.plan.checks.clone_from(checks);
                    self.checks.clear();
                }
            }
            EventBody::RunInterrupted { run: _, why } => self.interrupted = Some(why.clone()),
            EventBody::RunStopRequested { run: _ } => self.stopping = true,
            EventBody::RunFinished { run: _, outcome } => self.outcome = Some(outcome.clone()),
            EventBody::TaskMarked { state, .. } => self.marked = Some(*state),
            EventBody::CheckFinished { run: _, command, exit, output: _ } => {
                self.checks.push(Check { command: command.clone(), exit: *exit });
            }
            EventBody::EvidenceJudged { run: _, evidence, why } => {
                let why = why.clone().unwrap_or_default();
                self.judged = Some(evidence.clone().ok_or(why));
            }
            EventBody::SessionOpened { session, .. } => self.session = Some(session.clone()),
            EventBody::UserPrompted { .. } => self.turn = TurnPhase::Running,
            EventBody::TurnEnded { session: _, stop } => self.turn = TurnPhase::Ended(*stop),
            EventBody::ModelAnswered { calls, .. } => {
                let command = |call: &protocol::ToolCall| {
                    let command = call.input.get("command")?.as_str()?;
                    Some((call.id.clone(), command.to_owned()))
                };
                self.commands.extend(calls.iter().filter(|call| call.name == "shell").filter_map(command));
            }
            EventBody::ToolFinished {
                session: _,
                call,
                end,
                output: _,
                files,
                exit,
                changes,
                uncaptured: _,
            } => {
                if files.iter().any(|file| file.changed) {
                    self.proofs.clear();
                }
                self.changed_by_command(changes);
                let ran = match end {
                    ToolEnd::Success | ToolEnd::Error => true,
                    ToolEnd::Denied | ToolEnd::Cancelled => false,
                };
                if let Some(command) = self.commands.remove(call).filter(|command| ran && proves(command)) {
                    self.proofs.retain(|(before, _)| *before != command);
                    self.proofs.push((command, *exit));
                }
            }
            EventBody::FilesChanged { session: _, call: _, changes, uncaptured: _ } => {
                self.changed_by_command(changes);
            }
            EventBody::FilesRestored { .. } => self.proofs.clear(),
            EventBody::QuestionAsked { question } => {
                if matches!(question.kind, QuestionKind::Evidence | QuestionKind::Cost) {
                    self.question = Some((question.id.clone(), question.kind));
                }
            }
            EventBody::QuestionAnswered { question, session: _, answer, by, expires: _ } => {
                let asked = self.question.take_if(|(asked, _)| asked == question);
                match asked.map(|(_, kind)| kind) {
                    Some(QuestionKind::Cost) => self.begin = Some(answer.allows()),
                    Some(QuestionKind::Evidence) => self.judged = Some(by_the_user(*answer, by)),
                    Some(QuestionKind::Permission | QuestionKind::Progress) | None => {}
                }
            }
            EventBody::QuestionWithdrawn { question, session: _ } => {
                self.question.take_if(|(asked, _)| asked == question);
            }
            EventBody::EditRequested { .. }
            | EventBody::EditFinished { .. }
            | EventBody::ModelFailed { .. }
            | EventBody::ToolStarted { .. }
            | EventBody::SessionTrusted { .. }
            | EventBody::ContentTrusted { .. }
            | EventBody::ContentDistrusted { .. }
            | EventBody::FreezeSet { .. }
            | EventBody::SessionRenamed { .. }
            | EventBody::SessionDeleted { .. }
            | EventBody::ContextPruned { .. }
            | EventBody::ContextCompacted { .. }
            | EventBody::ContextOverflowed { .. }
            | EventBody::GoalChanged { .. }
            | EventBody::ModelChosen { .. }
            | EventBody::SubagentStarted { .. }
            | EventBody::SubagentEnded { .. }
            | EventBody::CancelRequested { .. } => {}
        }
    }

    /// A test that ran before says nothing of what is there now.
    fn changed_by_command(&mut self, changes: &[FileChange]) {
        if changes.iter().any(|change| !is_by_product(&change.path)) {
            self.proofs.clear();
        }
    }

    /// What to do next, by what has happened so far.
    pub fn next(&self) -> RunStep {
        if let Some(outcome) = &self.outcome {
            return RunStep::Ended(outcome.clone());
        }
        if self.stopping && self.marked != Some(TaskState::Done) {
            return match (&self.session, &self.turn, &self.question) {
                (Some(session), _, Some((question, _))) => {
                    RunStep::Record(Box::new(EventBody::QuestionWithdrawn {
                        question: question.clone(),
                        session: session.clone(),
                    }))
                }
                (Some(session), TurnPhase::Running, None) => RunStep::Cancel(session.clone()),
                (Some(_) | None, _, Some(_) | None) => self.give_up(Outcome::Stopped),
            };
        }
        let (Some(session), Some(_)) = (&self.session, self.marked) else {
            return if self.marked.is_none() {
                RunStep::Mark(TaskState::InProgress)
            } else {
                RunStep::OpenSession
            };
        };
        match self.turn {
            TurnPhase::NotBegun => RunStep::OpenSession,
            TurnPhase::Running => self.converse(session),
            TurnPhase::Ended(TurnStop::EndTurn) => self.judge(),
            TurnPhase::Ended(TurnStop::Cancelled) => self.give_up(Outcome::Stopped),
            TurnPhase::Ended(TurnStop::Budget) => self.fail(&format!(
                "the agent made {} model calls without finishing; run the task again, or split it",
                self.plan.max_model_calls
            )),
            TurnPhase::Ended(TurnStop::MaxTokens) => {
                self.fail("the model's answer was cut at its output limit; run the task again, or split it")
            }
            TurnPhase::Ended(TurnStop::Refused) => {
                self.fail("the model's endpoint refused to answer; reword the task or use another model")
            }
        }
    }

    /// Has the agent work, once the user agreed to what it may cost.
    fn converse(&self, session: &SessionId) -> RunStep {
        match (&self.plan.ask_first, &self.question, self.begin) {
            (Some(_), Some((question, _)), _) => RunStep::Wait(question.clone()),
            (Some(why), None, None) => RunStep::AskFirst(why.to_string()),
            (Some(_), None, Some(false)) => RunStep::Cancel(session.clone()),
            (Some(_), None, Some(true)) | (None, _, _) => RunStep::Converse(session.clone()),
        }
    }

    /// Whether setting this mark would only give the task its old one back.
    pub fn gives_up(&self, state: TaskState) -> bool {
        state == self.previous && self.marked.is_some_and(|marked| marked != state)
    }

    /// The run as if the task had its old mark back.
    pub fn restored(mut self) -> Self {
        self.marked = Some(self.previous);
        self
    }

    /// Whether the run is over.
    pub fn outcome(&self) -> Option<&Outcome> {
        self.outcome.as_ref()
    }

    /// Why it was last interrupted, if that was written down and it was not resumed since.
    pub fn interrupted(&self) -> Option<&str> {
        self.interrupted.as_deref()
    }

    /// Decides whether the task is proved, and ticks it only then.
    fn judge(&self) -> RunStep {
        match &self.judged {
            Some(Ok(evidence)) if self.marked == Some(TaskState::Done) => {
                self.finish(Outcome::Done { evidence: evidence.clone() })
            }
            Some(Ok(_)) => RunStep::Mark(TaskState::Done),
            Some(Err(why)) => self.give_up(Outcome::NeedsEvidence { why: why.clone() }),
            None => self.weigh(),
        }
    }

    fn weigh(&self) -> RunStep {
        if let Some(failed) = self.checks.iter().find(|check| check.exit != Some(0)) {
            return self.judged(None, Some(format!("the check `{}` failed", failed.command)));
        }
        if let Some(command) = self.plan.checks.get(self.checks.len()) {
            return RunStep::Check(command.clone());
        }
        if !self.plan.checks.is_empty() {
            return self.judged(Some(Evidence::Checks { commands: self.plan.checks.clone() }), None);
        }
        if let Some((command, exit)) = self.proofs.iter().find(|(_, exit)| *exit != Some(0)) {
            let how = exit.map_or("did not exit by itself".to_owned(), |exit| format!("exited with {exit}"));
            return self
                .judged(None, Some(format!("the agent's check `{command}` {how}, and did not pass since")));
        }
        if let Some((command, _)) = self.proofs.last() {
            return self.judged(Some(Evidence::Command { command: command.clone() }), None);
        }
        let why = "the agent says it is done, but ran no test or build after its last change".to_owned();
        match (&self.question, &self.plan.trust) {
            (Some((question, _)), _) => RunStep::Wait(question.clone()),
            (None, Trust::None | Trust::Tools(_)) => RunStep::Ask(why),
            (None, Trust::All) => self.judged(
                None,
                Some(format!(
                    "{why}; give the run a check (`--check COMMAND`) or set the task's state yourself"
                )),
            ),
        }
    }

    fn judged(&self, evidence: Option<Evidence>, why: Option<String>) -> RunStep {
        let judged = EventBody::EvidenceJudged { run: self.id.clone(), evidence, why };
        RunStep::Record(Box::new(judged))
    }

    fn fail(&self, why: &str) -> RunStep {
        self.give_up(Outcome::Failed { why: why.to_owned() })
    }

    /// Gives the task its old mark back, then ends.
    fn give_up(&self, outcome: Outcome) -> RunStep {
        match self.marked {
            Some(state) if state != self.previous => RunStep::Mark(self.previous),
            Some(_) | None => self.finish(outcome),
        }
    }

    fn finish(&self, outcome: Outcome) -> RunStep {
        RunStep::Record(Box::new(EventBody::RunFinished { run: self.id.clone(), outcome }))
    }
}
