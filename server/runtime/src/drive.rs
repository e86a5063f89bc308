use std::time::Duration;

use engine::{Run, RunStep};
use protocol::{
    Answer, ErrorCode, EventBody, Question, QuestionId, QuestionKind, RunId, SessionId, TaskState, VerbError,
};
use store::{Filter, Lease};

use crate::control_files::Settled;
use crate::feed::patiently;
use crate::gate::options;
use crate::isolation::Isolation;
use crate::shell::timed_out;
use crate::signals::{Listener, Stop};
use crate::turn::{Halt, Turn, bodies};
use crate::{Runtime, redact, store_error};

/// How long a check of a plan may take, and how much of its output is kept.
const CHECK: (Duration, usize) = (Duration::from_secs(1800), 8_000);

impl Runtime {
    /// Works on a run in the background, under its lease, until it is over or must stop.
    pub(crate) fn spawn_run(&self, run: RunId, lease: Lease) {
        let listener = self.inner.signals.register(&run.0);
        let runtime = self.clone();
        tokio::spawn(async move {
            let driven = runtime.drive_run(&run, &lease, &listener).await;
            if let Err(halt) = driven {
                match halt {
                    Halt::Interrupted(why) => {
                        let interrupted = EventBody::RunInterrupted { run: run.clone(), why };
                        if let Err(error) = runtime.append(&[interrupted], Some(&lease)) {
                            runtime.trouble(&format!("run {run}"), &error);
                        }
                    }
                    Halt::Broken(error) => runtime.trouble(&format!("run {run}"), &error),
                }
            }
            runtime.leave(Some(&listener), &lease);
        });
    }

    /// Performs what the fold of the run's events asks for, until it is over or must stop.
    async fn drive_run(&self, id: &RunId, lease: &Lease, listener: &Listener) -> Result<(), Halt> {
        loop {
            if let Some(Stop::Halt(why)) = listener.stop() {
                return Err(Halt::Interrupted(why));
            }
            let run = self.load_run(id)?;
            // Answers are routed by session. Whoever resumes may wait for one without conversing first.
            if let Some(session) = &run.session {
                self.inner.signals.alias(&id.0, &session.0);
            }
            match run.next() {
                RunStep::Mark(state) => match self.mark_in_background(&run, state, lease).await {
                    // The task is gone, and with it the mark to give back.
                    Err(error) if error.code == ErrorCode::NotFound && run.gives_up(state) => {
                        if let RunStep::Record(end) = run.restored().next() {
                            self.append(&[*end], Some(lease))?;
                        }
                    }
                    marked => marked?,
                },
                RunStep::OpenSession => self.open_run_session(&run, lease)?,
                RunStep::Converse(session) => {
                    let turn = Turn::load(self, &session, Some(id.clone()), listener.clone(), lease)?;
                    turn.drive(&run.plan.model).await?;
                }
                RunStep::Cancel(session) => {
                    let (conversation, _) = self.conversation(&session)?;
                    self.append(&self.cancel_events(&conversation)?, Some(lease))?;
                }
                RunStep::Check(command) => {
                    // A cancelled check is asked for no more: the fold knows of the stop.
                    if let Ok(finished) = self.check(id, command, listener).await {
                        self.append(&[finished], Some(lease))?;
                    }
                }
                RunStep::Ask(why) => self.ask_for_evidence(&run, &why, lease)?,
                RunStep::AskFirst(why) => self.ask_first(&run, &why, lease)?,
                RunStep::Wait(question) => self.wait_for_answer(&question, id, listener).await?,
                RunStep::Record(body) => drop(self.append(&[*body], Some(lease))?),
                RunStep::Ended(_) => return Ok(()),
            }
        }
    }

    /// An editor that holds the document may take its time.
    async fn mark_in_background(&self, run: &Run, state: TaskState, lease: &Lease) -> Result<(), VerbError> {
        let (runtime, id, plan, lease) = (self.clone(), run.id.clone(), run.plan.clone(), lease.clone());
        let marked =
            tokio::task::spawn_blocking(move || runtime.mark_for_run(&id, &plan, state, &lease)).await;
        marked.unwrap_or_else(|error| {
            Err(VerbError::new(ErrorCode::File, format!("setting the mark broke: {error}")))
        })
    }

    pub(crate) fn load_run(&self, id: &RunId) -> Result<Run, VerbError> {
        let events = self.inner.store.events(&Filter::Run(id)).map_err(store_error)?;
        Run::replay(bodies(&events)).ok_or_else(|| {
            VerbError::new(ErrorCode::NotFound, format!("the log has no beginning of the run `{id}`"))
        })
    }

    fn open_run_session(&self, run: &Run, lease: &Lease) -> Result<(), VerbError> {
        let session = SessionId(self.mint("s"));
        let plan = &run.plan;
        let events = [
            EventBody::SessionOpened {
                session: session.clone(),
                run: Some(run.id.clone()),
                model: plan.model.clone(),
                trust: plan.trust.clone(),
                system: self.system_prompt()?,
                title: format!("{} {}: {}", plan.spec, plan.task, plan.title),
                max_model_calls: plan.max_model_calls,
                fork: None,
                imported: None,
                parent: None,
            },
            EventBody::UserPrompted { session, text: self.run_prompt(plan)? },
        ];
        self.append(&events, Some(lease)).map(drop)
    }

    async fn check(&self, run: &RunId, command: String, listener: &Listener) -> Result<EventBody, Stop> {
        let (timeout, output_limit) = CHECK;
        let cwd = self.inner.tree.root().to_owned();
        let script = command.clone();
        let keep = Some(self.inner.store.life());
        // It runs what an agent wrote.
        let Isolation { confinement, env, mut before } = match self.isolate(policy::Extras::default()).await {
            Ok(isolation) => isolation,
            Err(output) => {
                return Ok(EventBody::CheckFinished { run: run.clone(), command, exit: None, output });
            }
        };
        self.note(&mut before);
        let checked =
            exec::Command { script, cwd, timeout, output_limit, env, keep, input: false, confinement };
        let ran = exec::run(checked, |_| {}, listener.stopped()).await;
        let Settled { undone, stays } = patiently(|| self.settle(&mut before));
        for said in undone.iter().chain(&stays) {
            self.afterword(format!("check of run {run}: {said}"));
        }
        let (exit, output) = match ran {
            Ok(finished) => match finished? {
                exec::Finished { end: exec::End::Exited(code), output, .. } => (Some(code), output),
                exec::Finished { end: exec::End::Signalled(_), output, .. } => (None, output),
                exec::Finished { end: exec::End::TimedOut, output, silent, .. } => {
                    (None, format!("{}\n({})", output.trim_end(), timed_out(timeout, silent)))
                }
            },
            Err(error) => (None, error.to_string()),
        };
        let output = redact(&output).into_owned();
        Ok(EventBody::CheckFinished { run: run.clone(), command, exit, output })
    }

    fn ask_for_evidence(&self, run: &Run, why: &str, lease: &Lease) -> Result<(), VerbError> {
        let title = format!("Is task {} done? {}", run.plan.task, run.plan.title);
        let answers = [(Answer::MarkDone, "Mark it done"), (Answer::LeaveOpen, "Leave it open")];
        self.ask(run, QuestionKind::Evidence, title, why, answers, lease)
    }

    fn ask_first(&self, run: &Run, why: &str, lease: &Lease) -> Result<(), VerbError> {
        let title = format!("Begin task {}? {}", run.plan.task, run.plan.title);
        let answers = [(Answer::AllowOnce, "Begin"), (Answer::Deny, "Do not begin")];
        self.ask(run, QuestionKind::Cost, title, why, answers, lease)
    }

    fn ask(
        &self,
        run: &Run,
        kind: QuestionKind,
        title: String,
        why: &str,
        answers: [(Answer, &str); 2],
        lease: &Lease,
    ) -> Result<(), VerbError> {
        let Some(session) = run.session.clone() else { return Ok(()) };
        let question = Question {
            id: QuestionId(self.mint("q")),
            kind,
            session,
            run: Some(run.id.clone()),
            call: None,
            title,
            detail: String::new(),
            why: why.to_owned(),
            digest: String::new(),
            rules: Vec::new(),
            options: options(answers.map(|(answer, label)| (answer, label.to_owned()))),
        };
        self.append(&[EventBody::QuestionAsked { question }], Some(lease)).map(drop)
    }

    /// Returns when the answer is in the log, or the run must stop.
    async fn wait_for_answer(
        &self,
        question: &QuestionId,
        id: &RunId,
        listener: &Listener,
    ) -> Result<(), Halt> {
        let mut changes = listener.changes();
        loop {
            changes.mark_unchanged();
            let waits = self.load_run(id)?.next() == RunStep::Wait(question.clone());
            if !waits || listener.stop().is_some() || changes.changed().await.is_err() {
                return Ok(());
            }
        }
    }
}
