//! A conversation that grows: what it is for is told anew, and its beginning is summarised.

use agent::{Budget, Compaction};
use catalog::TaskClass;
use models::{AUTO, Model};
use protocol::{Answer, EventBody, Question, QuestionId, QuestionKind, Record, RunId, Usage, VerbError};
use store::Filter;
use tokio::time::Instant;

use crate::gate::options;
use crate::tools::Done;
use crate::turn::{Halt, Turn};
use crate::{Runtime, store_error};

impl Runtime {
    /// How much of a conversation a model is sent.
    pub(crate) fn budget(&self, model: &str) -> Budget {
        let budget = Budget::of(model, self.inner.settings.models.catalog());
        match self.inner.settings.models.context_window {
            Some(tokens) => budget.with_window(tokens),
            None => budget,
        }
    }
}

impl Turn<'_> {
    /// The model of the route for summaries, if models are chosen here, or the user pinned one: it is asked for nothing but a
    /// summary, so the one that answers in the turn stays the same.
    async fn summariser(&self) -> Option<Model> {
        let pinned = self.runtime.inner.settings.models.auto.pins.contains_key(&TaskClass::Summary);
        let (auto, tokens) = self
            .with_conversation(|conversation| (conversation.model == AUTO, conversation.context().tokens()));
        if !auto && !pinned {
            return None;
        }
        let routed = self.runtime.route(TaskClass::Summary, tokens, false).await;
        routed.ok().map(|(model, _)| model)
    }

    /// Tells the model if the documents of its task were changed while nobody worked on it.
    pub(crate) fn tell_changed_goal(&self) -> Result<(), VerbError> {
        let told = |conversation: &agent::Conversation| {
            let run = conversation.run.clone().filter(|_| conversation.is_running())?;
            Some((run, conversation.context().goal().to_owned()))
        };
        let Some((run, told)) = self.with_conversation(told) else { return Ok(()) };
        match self.goal_of(&run) {
            Some(goal) if goal != told => {
                self.append(&[EventBody::GoalChanged { session: self.session.clone(), goal }])
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Has the beginning of the conversation summarised. A summary that is itself too long to ask for is asked for with
    /// less of what tools printed; in the end it is made without a model.
    pub(crate) async fn compact(&self, model: &Model, compaction: Compaction) -> Result<(), Halt> {
        let mut usage = Usage::default();
        let mut by = None;
        let mut attempt = 0;
        let mut own = self.summariser().await;
        let summary = loop {
            let Some(request) = compaction.request(attempt) else { break compaction.without_model() };
            let model = own.as_ref().unwrap_or(model);
            // A stop is handled by who called.
            let reserved = match self.reserve(model, &request).await? {
                Ok(reserved) => reserved,
                Err(error) => return Err(self.model_failed(&error).await),
            };
            let asked = self.ask_model(model, &request, reserved.output, false).await;
            self.spent(&reserved);
            let Ok(answer) = asked else { return Ok(()) };
            match answer {
                Ok(answer) => {
                    usage = answer.usage;
                    by = Some(model.name());
                    let summary = compaction.cut(&answer.text);
                    break if summary.is_empty() { compaction.without_model() } else { summary };
                }
                // The model of the turn can do it as well.
                Err(error) if own.is_some() => {
                    self.runtime.note_failure(model, &error);
                    own = None;
                }
                Err(error) if error.is_too_long() => attempt += 1,
                Err(error) => return Err(self.model_failed(&error).await),
            }
        };
        let hidden = compaction.hidden;
        // Or folding the event would copy the history that it shares.
        drop(compaction);
        let (run, kept) = self.with_conversation(|conversation| {
            (conversation.run.clone(), conversation.context().goal_to_keep())
        });
        let goal = run.and_then(|run| self.goal_of(&run)).unwrap_or(kept);
        let session = self.session.clone();
        Ok(self.append(&[EventBody::ContextCompacted {
            session,
            hidden,
            goal,
            summary,
            usage,
            model: by,
        }])?)
    }

    /// Stores why there is no answer.
    pub(crate) async fn model_failed(&self, error: &(dyn std::error::Error + Sync)) -> Halt {
        self.end_processes().await;
        let error = error.to_string();
        let failed = EventBody::ModelFailed { session: self.session.clone(), error: error.clone() };
        match self.append(&[failed]) {
            Ok(()) => Halt::Interrupted(error),
            Err(error) => error.into(),
        }
    }

    /// Asks the user whether to go on although it gets nowhere.
    pub(crate) fn ask_to_go_on(&self, why: String) -> Result<(), VerbError> {
        let question = Question {
            id: QuestionId(self.runtime.mint("q")),
            kind: QuestionKind::Progress,
            session: self.session.clone(),
            run: self.run.clone(),
            call: None,
            title: "Should the agent go on?".to_owned(),
            detail: String::new(),
            why,
            digest: String::new(),
            rules: Vec::new(),
            options: options([
                (Answer::AllowOnce, "Go on".to_owned()),
                (Answer::Deny, "End this turn".to_owned()),
            ]),
        };
        self.append(&[EventBody::QuestionAsked { question }])
    }

    /// Returns when the question is answered, or the turn must stop.
    pub(crate) async fn wait_to_go_on(&self, question: &QuestionId) -> Result<(), Halt> {
        let mut changes = self.listener.changes();
        let began = Instant::now();
        loop {
            changes.mark_unchanged();
            self.refresh()?;
            let waits = self.with_conversation(|conversation| conversation.waiting_for() == Some(question));
            if !waits {
                self.listener.waited(began.elapsed());
            }
            if !waits || self.listener.stop().is_some() || changes.changed().await.is_err() {
                return Ok(());
            }
        }
    }

    /// The output of an earlier call, as the log has it.
    pub(crate) fn recall(&self, wanted: &protocol::CallId) -> Done {
        let mut found = None;
        let mut each = |event: protocol::Event| {
            if let Record::Known(EventBody::ToolFinished { call, output, .. }) = event.record
                && call == *wanted
            {
                found = Some(output);
            }
        };
        let runtime = self.runtime;
        let looked = runtime.each_inherited(&self.session, &mut each).and_then(|()| {
            runtime.inner.store.each(&Filter::Session(&self.session), each).map_err(store_error)
        });
        match (looked, found) {
            (Ok(()), Some(output)) => Done::success(output, Vec::new()),
            (Ok(()), None) => Done::failed(format!("no call `{wanted}` of this conversation is finished")),
            (Err(error), _) => Done::failed(error.to_string()),
        }
    }

    /// What a run is for, as its documents are now. `None` if they cannot be read: then what the model was told stays.
    fn goal_of(&self, run: &RunId) -> Option<String> {
        let goal = self.runtime.load_run(run).and_then(|run| self.runtime.run_prompt(&run.plan));
        goal.inspect_err(|error| tracing::warn!("the goal of {} stays as it was: {error}", self.session)).ok()
    }
}
