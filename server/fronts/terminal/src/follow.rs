use std::collections::{HashSet, VecDeque};
use std::io::{IsTerminal, Write};

use protocol::{
    Answerer, ErrorCode, Event, EventBody, Notice, Outcome, Question, QuestionId, Record, Request, RunId,
    SessionId, ToolEnd, TurnStop,
};
use runtime::{Runtime, Subscription, Update};
use tokio::sync::mpsc;

use crate::Exit;
use crate::exit::Failure;
use crate::question::{not_begun, read_answer, refusal};
use crate::typed::{next_line, typed_lines};

/// Who answers questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answers {
    /// Whoever is there: the user at this terminal if there is one, or anybody in another process.
    Anybody,
    /// Nobody: what would ask is denied at once.
    Nobody,
}

/// Follows one run or session until it is over, was cut off, or the user presses Ctrl-C.
pub(crate) struct Follower<'a> {
    runtime: &'a Runtime,
    subscription: Subscription,
    run: Option<RunId>,
    session: Option<SessionId>,
    /// The sessions of its sub-agents.
    children: HashSet<SessionId>,
    answers: Answers,
    open: VecDeque<Question>,
    typed: Option<mpsc::UnboundedReceiver<String>>,
    /// The question that was answered here, until the log says so.
    answered: Option<QuestionId>,
    /// Tool calls that were denied.
    pub(crate) denied: u32,
}

/// What the follower shows.
pub(crate) enum Shown<'a> {
    Event(&'a Event),
    Notice(&'a Notice),
    Question(&'a Question),
    /// A question was answered by somebody else.
    AnsweredElsewhere(&'a str),
}

/// How following ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    Run(Outcome),
    Turn(TurnStop),
    /// It can be resumed.
    Interrupted(String),
    CtrlC,
}

impl<'a> Follower<'a> {
    pub(crate) fn run(
        runtime: &'a Runtime,
        subscription: Subscription,
        run: RunId,
        session: Option<SessionId>,
        answers: Answers,
    ) -> Self {
        let (open, typed) = (VecDeque::new(), None);
        Self {
            runtime,
            subscription,
            run: Some(run),
            session,
            children: HashSet::new(),
            answers,
            open,
            typed,
            answered: None,
            denied: 0,
        }
    }

    pub(crate) fn session(
        runtime: &'a Runtime,
        subscription: Subscription,
        session: SessionId,
        answers: Answers,
    ) -> Self {
        let (open, typed) = (VecDeque::new(), None);
        Self {
            runtime,
            subscription,
            run: None,
            session: Some(session),
            children: HashSet::new(),
            answers,
            open,
            typed,
            answered: None,
            denied: 0,
        }
    }

    /// A question that was asked before following began. The log may tell of it, too.
    pub(crate) fn ask(
        &mut self,
        question: Question,
        show: &mut impl FnMut(Shown<'_>) -> std::io::Result<()>,
    ) -> Result<(), Failure> {
        match self.answers {
            Answers::Nobody => self.refuse(&question),
            Answers::Anybody if self.open.iter().any(|open| open.id == question.id) => Ok(()),
            Answers::Anybody => {
                self.open.push_back(question);
                if self.open.len() == 1 { self.show_first(show) } else { Ok(()) }
            }
        }
    }

    /// Like [`Follower::follow`], for work of another process: that it ends is only known from the log.
    pub(crate) async fn follow_elsewhere(
        &mut self,
        mut show: impl FnMut(Shown<'_>) -> std::io::Result<()>,
    ) -> Result<Ended, Failure> {
        loop {
            match self.subscription.next().await {
                None => return Err(Failure::new("the event log can no longer be read")),
                Some(update) => {
                    if let Some(ended) = self.update(&update, &mut show)? {
                        return Ok(ended);
                    }
                }
            }
        }
    }

    /// Follows work of this process. If following fails, such as when nobody reads the output any more, the work is
    /// interrupted, not left behind.
    pub(crate) async fn follow(
        &mut self,
        show: impl FnMut(Shown<'_>) -> std::io::Result<()>,
    ) -> Result<Ended, Failure> {
        let ended = self.follow_here(show).await;
        if let Err(failure) = &ended {
            self.runtime.shutdown(&failure.to_string()).await;
        }
        ended
    }

    async fn follow_here(
        &mut self,
        mut show: impl FnMut(Shown<'_>) -> std::io::Result<()>,
    ) -> Result<Ended, Failure> {
        let runtime = self.runtime;
        let key = match (&self.run, &self.session) {
            (Some(run), _) => run.0.clone(),
            (None, session) => session.as_ref().map(|session| session.0.clone()).unwrap_or_default(),
        };
        let left = runtime.left(&key);
        tokio::pin!(left);
        // One for all rounds, and looked at first: a Ctrl-C that comes while something is shown must not be lost.
        let ctrl_c = tokio::signal::ctrl_c();
        tokio::pin!(ctrl_c);
        loop {
            tokio::select! {
                biased;
                signal = &mut ctrl_c => {
                    signal?;
                    runtime.shutdown("Ctrl-C in kiro-cli").await;
                    return Ok(Ended::CtrlC);
                }
                update = self.subscription.next() => match update {
                    None => return Err(Failure::new("the event log can no longer be read")),
                    Some(update) => {
                        if let Some(ended) = self.update(&update, &mut show)? {
                            return Ok(ended);
                        }
                    }
                },
                Some(line) = next_line(&mut self.typed), if !self.open.is_empty() => self.typed_answer(&line)?,
                () = &mut left => {
                    // What it said last may have come since the arm above was looked at.
                    if let Some(ended) = self.rest(&mut show).await? {
                        return Ok(ended);
                    }
                    return Ok(Ended::Interrupted("the work stopped before it was over; the log above says why".to_owned()));
                }
            }
        }
    }

    /// Takes what has come and waits for nothing.
    async fn rest(
        &mut self,
        show: &mut impl FnMut(Shown<'_>) -> std::io::Result<()>,
    ) -> Result<Option<Ended>, Failure> {
        loop {
            tokio::select! {
                biased;
                Some(update) = self.subscription.next() => {
                    if let Some(ended) = self.update(&update, show)? {
                        return Ok(Some(ended));
                    }
                }
                () = std::future::ready(()) => return Ok(None),
            }
        }
    }

    fn update(
        &mut self,
        update: &Update,
        show: &mut impl FnMut(Shown<'_>) -> std::io::Result<()>,
    ) -> Result<Option<Ended>, Failure> {
        let event = match update {
            Update::Notice(notice) => {
                if Some(&notice.session) == self.session.as_ref() {
                    show(Shown::Notice(notice))?;
                }
                return Ok(None);
            }
            // Its log is on standard error already.
            Update::Trouble(_) => return Ok(None),
            Update::Event(event) => event,
        };
        let Record::Known(body) = &event.record else { return Ok(None) };
        if let EventBody::SubagentStarted { session, child, .. } = body
            && self.session.as_ref() == Some(session)
        {
            self.children.insert(child.clone());
        }
        if body.session().is_some_and(|session| self.children.contains(session)) {
            return self.react_to_subagent(body, show);
        }
        let ours = (self.run.is_some() && body.run() == self.run.as_ref())
            || (self.session.is_some() && body.session() == self.session.as_ref());
        if !ours {
            return Ok(None);
        }
        if self.run.is_some()
            && let EventBody::SessionOpened { session, .. } = body
        {
            self.session = Some(session.clone());
        }
        show(Shown::Event(event))?;
        self.react(body, show)
    }

    /// Of a sub-agent only what the user must answer, or was refused, is shown; it ends nothing.
    fn react_to_subagent(
        &mut self,
        body: &EventBody,
        show: &mut impl FnMut(Shown<'_>) -> std::io::Result<()>,
    ) -> Result<Option<Ended>, Failure> {
        let ends = matches!(body, EventBody::TurnEnded { .. } | EventBody::ModelFailed { .. });
        if ends { Ok(None) } else { self.react(body, show) }
    }

    fn react(
        &mut self,
        body: &EventBody,
        show: &mut impl FnMut(Shown<'_>) -> std::io::Result<()>,
    ) -> Result<Option<Ended>, Failure> {
        match body {
            EventBody::QuestionAsked { question } => {
                self.ask(question.clone(), show)?;
                Ok(None)
            }
            EventBody::QuestionAnswered { question, by, .. } => {
                self.close(question, Some(&by.name), show)?;
                Ok(None)
            }
            EventBody::QuestionWithdrawn { question, .. } => {
                self.close(question, None, show)?;
                Ok(None)
            }
            EventBody::ToolFinished { end: ToolEnd::Denied, .. } => {
                self.denied += 1;
                Ok(None)
            }
            EventBody::RunFinished { outcome, .. } => Ok(Some(Ended::Run(outcome.clone()))),
            EventBody::RunInterrupted { why, .. } => Ok(Some(Ended::Interrupted(why.clone()))),
            EventBody::ModelFailed { error, .. } if self.run.is_none() => {
                Ok(Some(Ended::Interrupted(error.clone())))
            }
            EventBody::TurnEnded { stop, .. } if self.run.is_none() => Ok(Some(Ended::Turn(*stop))),
            EventBody::ModelFailed { .. }
            | EventBody::TurnEnded { .. }
            | EventBody::ToolFinished { .. }
            | EventBody::FilesChanged { .. }
            | EventBody::FilesRestored { .. }
            | EventBody::RunRequested { .. }
            | EventBody::RunResumed { .. }
            | EventBody::RunStopRequested { .. }
            | EventBody::TaskMarked { .. }
            | EventBody::EditRequested { .. }
            | EventBody::EditFinished { .. }
            | EventBody::CheckFinished { .. }
            | EventBody::EvidenceJudged { .. }
            | EventBody::SessionOpened { .. }
            | EventBody::UserPrompted { .. }
            | EventBody::ModelAnswered { .. }
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
            | EventBody::CancelRequested { .. } => Ok(None),
        }
    }

    /// Shows the question that the next line answers. What was typed before it was shown answers nothing.
    fn show_first(&mut self, show: &mut impl FnMut(Shown<'_>) -> std::io::Result<()>) -> Result<(), Failure> {
        if self.typed.is_none() && std::io::stdin().is_terminal() {
            self.typed = Some(typed_lines());
        }
        while self.typed.as_mut().is_some_and(|typed| typed.try_recv().is_ok()) {}
        if let Some(question) = self.open.front() {
            show(Shown::Question(question))?;
        }
        Ok(())
    }

    /// A question no longer waits; the next one is shown.
    fn close(
        &mut self,
        id: &QuestionId,
        by: Option<&str>,
        show: &mut impl FnMut(Shown<'_>) -> std::io::Result<()>,
    ) -> Result<(), Failure> {
        let Some(at) = self.open.iter().position(|question| question.id == *id) else { return Ok(()) };
        self.open.remove(at);
        if let (Some(by), false) = (by, self.answered.take().as_ref() == Some(id)) {
            show(Shown::AnsweredElsewhere(by))?;
        }
        if at == 0 { self.show_first(show) } else { Ok(()) }
    }

    fn typed_answer(&mut self, line: &str) -> Result<(), Failure> {
        let Some(question) = self.open.front() else { return Ok(()) };
        let Some(answer) = read_answer(question, line) else {
            eprint!("  type the number of an answer: ");
            std::io::stderr().flush()?;
            return Ok(());
        };
        let id = question.id.clone();
        self.answered = Some(id.clone());
        let by = Some(Answerer { name: "kiro-cli".to_owned() });
        match self.runtime.handle(Request::PermissionAnswer { id, option: answer, by }) {
            Ok(_) => Ok(()),
            // Somebody was faster; the event says who.
            Err(error) => {
                eprintln!("  {error}");
                Ok(())
            }
        }
    }

    fn refuse(&self, question: &Question) -> Result<(), Failure> {
        let Some(option) = refusal(question) else { return Ok(()) };
        if let Some(why) = not_begun(question) {
            eprintln!("  {why}");
        }
        let by = Some(Answerer { name: "kiro-cli --no-interactive".to_owned() });
        match self.runtime.handle(Request::PermissionAnswer { id: question.id.clone(), option, by }) {
            Err(error) if error.code != ErrorCode::AlreadyAnswered => Err(error.into()),
            Ok(_) | Err(_) => Ok(()),
        }
    }
}

impl Ended {
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Run(Outcome::Done { .. }) | Self::Turn(TurnStop::EndTurn) => Exit::Done,
            Self::Run(Outcome::NeedsEvidence { .. } | Outcome::Stopped | Outcome::Failed { .. }) => {
                Exit::NotDone
            }
            Self::Turn(TurnStop::MaxTokens | TurnStop::Refused | TurnStop::Budget | TurnStop::Cancelled) => {
                Exit::Failed
            }
            Self::Interrupted(_) => Exit::Interrupted,
            Self::CtrlC => Exit::CtrlC,
        }
    }
}
